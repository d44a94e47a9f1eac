//! Measures of association against values worked out elsewhere, and their laws.

use super::{g_squared, npmi, wilson};
use proptest::prelude::*;

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 5e-4, "{found} is not {expected}");
}

#[test]
fn the_table_of_dunning() {
    // "the swiss" in Dunning (1993), table 2: 110, 2442, 111, 29114 gives 270.72.
    near(g_squared(110.0, 2552.0, 221.0, 31777.0), 270.722);
}

#[test]
fn extremes() {
    near(g_squared(25.0, 50.0, 50.0, 100.0), 0.0);
    near(npmi(25.0, 50.0, 50.0, 100.0), 0.0);
    near(npmi(5.0, 5.0, 5.0, 1000.0), 1.0);
    near(npmi(0.0, 5.0, 5.0, 1000.0), -1.0);
    near(npmi(7.0, 7.0, 7.0, 7.0), 0.0);
}

#[test]
fn the_interval_of_wilson() {
    // Newcombe (1998), table I: 81 of 263, 0 of 20 and 29 of 29 at 95 %.
    for (hits, trials, low, high) in
        [(81.0, 263.0, 0.2553, 0.3662), (0.0, 20.0, 0.0, 0.1611), (29.0, 29.0, 0.8830, 1.0)]
    {
        let (found_low, found_high) = wilson(hits, trials, 1.959_964);
        near(found_low, low);
        near(found_high, high);
    }
    assert_eq!(wilson(0.0, 0.0, 2.0), (0.0, 1.0));
}

proptest! {
    #[test]
    fn any_counts_give_numbers(both in 0.0..1e7f64, one in 0.0..1e7f64, other in 0.0..1e7f64, total in 0.0..1e7f64) {
        prop_assert!(g_squared(both, one, other, total) >= 0.0);
        prop_assert!((-1.0..=1.0).contains(&npmi(both, one, other, total)));
        let (low, high) = wilson(both, one, 1.0);
        prop_assert!(0.0 <= low && low <= high && high <= 1.0);
    }
}
