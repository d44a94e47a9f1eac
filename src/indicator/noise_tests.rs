use super::{Normal, SplitMix64};

/// The first numbers of a seed, by an implementation in Python.
#[test]
fn a_seed_gives_the_same_numbers_everywhere() {
    let mut bits = SplitMix64::new(20220224);
    let first = [1341815325600927546, 5963704982646896018, 11697328692713790486];
    assert_eq!([bits.next_bits(), bits.next_bits(), bits.next_bits()], first);
    let mut normal = Normal::new(20220224);
    for expected in
        [-1.0174658403523402, 2.050973474254231, -0.8565826765837907, 0.42109486379810757]
    {
        assert!((normal.draw() - expected).abs() < 1e-14);
    }
}

/// Mean 0 and variance 1 within four standard errors (false alarms: 1 in 8,000).
#[test]
fn normal_numbers_are_normal() {
    let n = 100_000;
    let mut normal = Normal::new(1);
    let draws: Vec<f64> = (0..n).map(|_| normal.draw()).collect();
    let mean = draws.iter().sum::<f64>() / f64::from(n);
    let variance = draws.iter().map(|draw| draw * draw).sum::<f64>() / f64::from(n);
    assert!(mean.abs() < 4.0 / f64::from(n).sqrt());
    assert!((variance - 1.0).abs() < 4.0 * (2.0 / f64::from(n)).sqrt());
}
