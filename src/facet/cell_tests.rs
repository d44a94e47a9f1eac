use super::*;
use proptest::prelude::*;

/// What PostgreSQL 15 with PostGIS 3.3 prints for
/// `ST_AsText(ST_PointFromGeoHash(ST_GeoHash(ST_Point(lon, lat), n), n), 15)`.
#[test]
fn cells_are_those_of_postgis() {
    let cases = [
        ((13.4, 52.5), 5, (13.38134765625, 52.49267578125)),
        ((26.599_123, 39.099_456), 5, (26.60888671875, 39.08935546875)),
        ((-179.99, -16.5), 5, (-179.97802734375, -16.50146484375)),
        ((180.0, 90.0), 5, (179.97802734375, 89.97802734375)),
        ((13.4, 52.5), 1, (22.5, 67.5)),
        // On the edges between cells.
        ((0.000_000_001, -0.000_000_001), 5, (0.02197265625, -0.02197265625)),
        ((0.0, 45.0), 5, (0.02197265625, 45.02197265625)),
        ((-45.0, 0.0), 5, (-44.97802734375, 0.02197265625)),
    ];
    for ((lon, lat), characters, expected) in cases {
        let point = Point::new(lon, lat).unwrap();
        assert_eq!(Precision::new(characters).unwrap().reduce(point), expected);
    }
}

proptest! {
    #[test]
    fn the_middle_of_a_cell_lies_in_it(lon in -180.0..=180.0_f64, lat in -90.0..=90.0_f64, n in 1_u8..=12) {
        prop_assume!(lon != 0.0 || lat != 0.0);
        let precision = Precision::new(n).unwrap();
        let (x, y) = precision.reduce(Point::new(lon, lat).unwrap());
        prop_assert_eq!(precision.reduce(Point::new(x, y).unwrap()), (x, y));
        let (half_width, half_height) = half_size(n);
        prop_assert!((x - lon).abs() <= half_width && (y - lat).abs() <= half_height);
    }
}

proptest! {
    #[test]
    fn cells_are_those_of_the_geohash_crate(lon in -179.9..179.9_f64, lat in -89.9..89.9_f64, n in 1_u8..=9) {
        let hash = geohash::encode(geohash::Coord { x: lon, y: lat }, usize::from(n)).unwrap();
        let (middle, _, _) = geohash::decode(&hash).unwrap();
        let cell = Precision::new(n).unwrap().reduce(Point::new(lon, lat).unwrap());
        prop_assert_eq!(cell, (middle.x, middle.y));
    }
}

/// Half the extent of a cell in degrees: five bits a character, longitude first.
fn half_size(characters: u8) -> (f64, f64) {
    let bits = i32::from(characters) * 5;
    (180.0 / 2_f64.powi((bits + 1) / 2), 90.0 / 2_f64.powi(bits / 2))
}

#[test]
fn null_island_is_no_cell_of_any_point() {
    for n in 1..=12 {
        let near = Point::new(1e-9, -1e-9).unwrap();
        assert_ne!(Precision::new(n).unwrap().reduce(near), (0.0, 0.0));
    }
}

#[test]
fn precision_reads_and_prints() {
    assert_eq!("5".parse(), Ok(Precision::default()));
    assert_eq!("exact".parse(), Ok(Precision::EXACT));
    assert_eq!(Precision::EXACT.to_string(), "exact");
    for bad in ["0", "13", "-1", "", "five"] {
        assert!(bad.parse::<Precision>().is_err(), "{bad}");
    }
}
