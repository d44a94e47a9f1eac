use super::*;

#[test]
fn lambert_europe_is_that_of_the_epsg_example() {
    // EPSG guidance note 7-2, LAEA: 50° N 5° E.
    let [x, y] = Projection::laea_europe().unwrap().forward(5.0, 50.0).unwrap();
    assert!((x - 3962799.45).abs() < 0.01 && (y - 2999718.85).abs() < 0.01, "{x} {y}");
}
