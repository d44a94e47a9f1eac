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
    // As lbsntransform writes it.
    let (length, geometry) = rows.0.split_at(4);
    assert_eq!(length, [0, 0, 0, 25]);
    assert_eq!(geometry.split_at(9).0, [1, 1, 0, 0, 0x20, 0xe6, 0x10, 0, 0]);
    let coordinates = [13.5_f64.to_le_bytes(), 52.5_f64.to_le_bytes()].concat();
    assert_eq!(geometry.split_at(9).1, coordinates);
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
