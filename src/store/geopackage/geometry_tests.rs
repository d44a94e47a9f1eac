use super::*;
use proptest::prelude::*;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

#[test]
fn a_point_is_header_and_wkb_longitude_first() {
    assert_eq!(
        hex(&point(13.5, -52.25)),
        concat!("47500001", "e6100000", "01", "01000000", "0000000000002b40", "0000000000204ac0")
    );
}

#[test]
fn a_box_is_one_counter_clockwise_ring() {
    let wkb = area(BoundingBox::new(1.0, 2.0, 3.0, 4.0).unwrap());
    let (one, two, three, four) =
        ("000000000000f03f", "0000000000000040", "0000000000000840", "0000000000001040");
    assert_eq!(
        hex(&wkb),
        format!(
            "01030000000100000005000000{one}{two}{three}{two}{three}{four}{one}{four}{one}{two}"
        )
    );
}

#[test]
fn a_box_across_the_antimeridian_is_two() {
    let fiji = BoundingBox::new(177.0, -21.0, -178.0, -12.0).unwrap();
    let wkb = area(fiji);
    let east = area(BoundingBox::new(177.0, -21.0, 180.0, -12.0).unwrap());
    let west = area(BoundingBox::new(-180.0, -21.0, -178.0, -12.0).unwrap());
    assert_eq!(wkb, [b"\x01\x06\0\0\0\x02\0\0\0".as_slice(), &east, &west].concat());
    assert_eq!(read_area(&wkb), Some(fiji));
}

#[test]
fn foreign_blobs_are_no_geometries() {
    let mut big_endian = point(1.0, 2.0);
    big_endian[3] = 0;
    assert_eq!(read_point(&big_endian), None);
    assert_eq!(read_point(&point(f64::NAN, 2.0)), None);
    assert_eq!(read_point(&point(0.0, 0.0)), None);
    let mut open = area(BoundingBox::new(1.0, 2.0, 3.0, 4.0).unwrap());
    open[85] ^= 1;
    assert_eq!(read_area(&open), None);
}

#[test]
fn extents_grow_from_nothing() {
    let mut extent = Extent::NOTHING;
    assert!(extent.is_nothing());
    extent.include(13.0, 52.0);
    extent.include(-3.0, 40.0);
    assert_eq!(extent, Extent { west: -3.0, south: 40.0, east: 13.0, north: 52.0 });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn points_and_boxes_read_back(
        west in -180.0..=180.0_f64,
        east in -180.0..=180.0_f64,
        one in -90.0..=90.0_f64,
        other in -90.0..=90.0_f64,
    ) {
        let found = BoundingBox::new(west, one.min(other), east, one.max(other)).unwrap();
        prop_assert_eq!(read_area(&area(found)), Some(found));
        let found = Point::new(west, one).unwrap();
        prop_assert_eq!(read_point(&point(west, one)), Some(found));
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..220)) {
        let _ = read_point(&bytes);
        let _ = read_area(&bytes);
    }
}
