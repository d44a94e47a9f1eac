use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn what_is_written_is_read(lon in -180.0..180.0_f64, lat in -90.0..90.0_f64,
        edges in (-180.0..180.0_f64, -90.0..90.0_f64, -180.0..180.0_f64, -90.0..90.0_f64)) {
        let there = Point::new(lon, lat).unwrap();
        prop_assert_eq!(read_point(&point(lon, lat)), Some(there));
        let (west, one, east, other) = edges;
        let whole = BoundingBox::new(west, one.min(other), east, one.max(other)).unwrap();
        prop_assert_eq!(read_area(&area(whole)), Some(whole));
    }

    #[test]
    fn any_text_is_a_box_or_none(text in "(SRID=4326;)?(POINT|POLYGON|MULTIPOLYGON)?[(), 0-9.-]{0,60}") {
        let _ = (read_point(&text), read_area(&text));
    }

    #[test]
    fn any_bytes_are_a_box_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..60), kind in 0..8_u8) {
        let header = [&[1, kind, 0, 0, 0], bytes.as_slice()].concat();
        let text = hex::encode(&header).replace("\\x", "");
        let _ = (read_point(&text), read_area(&text));
    }
}

/// As PostGIS 3.3 prints `ST_SetSRID(ST_MakeEnvelope(5, 47, 15, 55), 4326)`, which goes
/// clockwise, and the point (13.4, 52.5).
#[test]
fn geometries_as_psql_prints_them() {
    let envelope = "0103000020E61000000100000005000000000000000000144000000000008047400000000000001440\
        0000000000804B400000000000002E400000000000804B400000000000002E40000000000080474000000000000014400000000000804740";
    assert_eq!(read_area(envelope), BoundingBox::new(5.0, 47.0, 15.0, 55.0).ok());
    let point = "0101000020E6100000CDCCCCCCCCCC2A400000000000404A40";
    assert_eq!(read_point(point), Point::new(13.4, 52.5).ok());
    // Another reference system.
    assert_eq!(read_point(&point.replace("E610", "110F")), None);
}

#[test]
fn other_forms_are_no_boxes() {
    for text in [
        "POLYGON((0 0,1 0,1 1,0 0))",
        "POLYGON((0 0,2 0,1 1,0 1,0 0))",
        "POLYGON((0 0,1 0,1 1,0 1,0 1))",
        "POLYGON((0 0,1 0,1 1,0 1,0 0)),",
        "POLYGON((0 0,1 0,1 1,0 1,NaN 0))",
        "MULTIPOLYGON(((0 0,1 0,1 1,0 1,0 0)),((5 0,6 0,6 1,5 1,5 0)))",
        "LINESTRING(0 0,1 1)",
        "",
    ] {
        assert_eq!(read_area(text), None, "{text}");
    }
}
