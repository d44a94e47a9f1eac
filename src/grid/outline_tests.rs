use super::*;

#[test]
fn a_ring_off_the_antimeridian_stays_whole() {
    let ring = vec![[10.0, 0.0], [11.0, 0.0], [11.0, 1.0], [10.0, 1.0]];
    assert_eq!(split(&ring), vec![ring]);
}

#[test]
fn a_ring_across_the_antimeridian_is_two() {
    let parts = split(&[[179.0, 0.0], [-179.0, 0.0], [-179.0, 2.0], [179.0, 2.0]]);
    assert_eq!(parts.len(), 2);
    for part in &parts {
        assert!((area(part) - 4.0).abs() < 1e-9, "{part:?}");
        assert!(part.iter().all(|[lon, _]| lon.abs() >= 179.0 && lon.abs() <= 180.0));
    }
}

#[test]
fn a_ring_around_a_pole_reaches_it() {
    let ring: Ring = (0..6).map(|corner| [f64::from(corner) * 60.0 - 170.0, 85.0]).collect();
    let parts = split(&ring);
    let total: f64 = parts.iter().map(|part| area(part) / 2.0).sum();
    assert!((total - 360.0 * 5.0).abs() < 1e-9, "{total}");
    let south: Ring = ring.iter().rev().map(|[lon, lat]| [*lon, -lat]).collect();
    assert!(split(&south).iter().flatten().any(|[_, lat]| *lat <= -90.0));
}
