use super::*;
use proptest::prelude::*;

#[test]
fn mollweide_is_that_of_the_benchmark_study() {
    // Two points and their 100 km bins as printed in the notebooks of yfcc_gridagg.
    for (lon, lat, left, top) in
        [(8.546377, 47.392323, 659904.0, 5679952.0), (13.726359, 51.028512, 959904.0, 6079952.0)]
    {
        let [x, y] = mollweide(lon, lat);
        assert!((left..left + 1e5).contains(&x) && (top - 1e5..top).contains(&y), "{x} {y}");
    }
    let [east, _] = mollweide(180.0, 0.0);
    assert!((east - 18040095.696).abs() < 1e-3);
    assert!(mollweide(77.0, 90.0)[0].abs() < 1e-9);
    assert!((mollweide(0.0, -90.0)[1] + 9020047.848).abs() < 1e-3);
}

proptest! {
    #[test]
    fn the_table_is_right_to_a_centimetre(lon in -180.0_f64..=180.0, lat in -86.0_f64..=86.0) {
        match roughly(lon, lat) {
            Some([x, y]) => {
                let [exact_x, exact_y] = mollweide(lon, lat);
                prop_assert!((x - exact_x).abs() < ROUGH / 2.0 && (y - exact_y).abs() < ROUGH / 2.0);
            }
            None => prop_assert!(lat.abs() >= LAST),
        }
    }

    #[test]
    fn there_and_back(lon in -180.0_f64..180.0, lat in -90.0_f64..90.0) {
        let [x, y] = mollweide(lon, lat);
        let [back_lon, back_lat] = inverse_mollweide(x, y).unwrap();
        prop_assert!((back_lat - lat).abs() < 1e-6, "{lat} {back_lat}");
        // Metres, not degrees: at the pole all meridians meet.
        prop_assert!(((back_lon - lon) * lat.to_radians().cos()).abs() < 1e-6, "{lon} {back_lon}");
    }

    #[test]
    fn areas_are_kept(lon in -179.0_f64..178.0, lat in -89.0_f64..88.0) {
        let step = 0.5;
        let corner = |dx: f64, dy: f64| mollweide(lon + dx * step, lat + dy * step);
        let mut ring = Vec::new();
        for n in 0..50 { ring.push(corner(f64::from(n) / 50.0, 0.0)); }
        for n in 0..50 { ring.push(corner(1.0, f64::from(n) / 50.0)); }
        for n in 0..50 { ring.push(corner(1.0 - f64::from(n) / 50.0, 1.0)); }
        for n in 0..50 { ring.push(corner(0.0, 1.0 - f64::from(n) / 50.0)); }
        let flat = crate::grid::outline::area(&ring) / 2.0;
        let globe = RADIUS.powi(2) * step.to_radians()
            * ((lat + step).to_radians().sin() - lat.to_radians().sin());
        prop_assert!((flat / globe - 1.0).abs() < 1e-3, "{flat} {globe}");
    }
}
