use super::{LONGEST_KEY, Rows, indexable};
use crate::lbsn::BoundingBox;

#[test]
fn a_field_is_its_length_and_its_bytes() {
    let mut rows = Rows::default();
    rows.begin(3);
    rows.int(1);
    rows.null();
    rows.bytes("é".as_bytes());
    assert_eq!(rows.0, [0, 3, 0, 0, 0, 4, 0, 0, 0, 1, 255, 255, 255, 255, 0, 0, 0, 2, 0xc3, 0xa9]);
}

#[test]
fn a_point_is_little_endian_with_its_reference_system() {
    let mut rows = Rows::default();
    rows.point(13.5, 52.5);
    let hex: String = rows.0.iter().map(|byte| format!("{byte:02X}")).collect();
    // As lbsntransform writes it.
    assert_eq!(hex, "000000190101000020E61000000000000000002B400000000000404A40");
}

#[test]
fn an_area_across_the_antimeridian_goes_on() {
    let mut rows = Rows::default();
    rows.area(BoundingBox::new(170.0, -10.0, -170.0, 10.0).unwrap());
    let east = 190.0_f64.to_le_bytes();
    assert!(rows.0.windows(8).any(|window| window == east));
}

#[test]
fn a_long_text_stays_itself_and_fits() {
    assert_eq!(indexable("short"), "short");
    let long = "ä".repeat(5000);
    let other = format!("{long}!");
    assert!(indexable(&long).len() <= LONGEST_KEY);
    assert_eq!(indexable(&long), indexable(&long));
    assert_ne!(indexable(&long), indexable(&other));
}
