//! Typicality: where something is found more, or less, than one would expect from everything.
//!
//! In each cell `observed` is compared with `expected = background · Σ observed / Σ background`, the share
//! of everything in the cell times all that was observed: `chi = (observed − expected) / √expected`
//! (Visvalingam's signed chi, as used by Dunkel et al. 2023, on the scale of what was observed). Positive is
//! more than typical, negative less.
//!
//! A difference is significant where it is outside of what chance (Poisson) and the errors of the sets
//! leave: `|observed − expected| > 1.96 · √(expected + (e · observed)² + (e · expected)²)` with the relative
//! standard error e of a set. With exact counts e is 0, and this is chi² > 3.84.

/// The normal quantile of a two-sided 95 % interval.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// How typical a cell is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chi {
    /// Signed; NaN where nothing is expected.
    pub value: f64,
    /// Whether it is more than chance and the errors of the sets explain.
    pub significant: bool,
}

/// The typicality of each pair of observed and background; `error` is the relative standard error of one
/// estimate, 0 for exact counts.
pub fn chi(pairs: &[(f64, f64)], error: f64) -> Vec<Chi> {
    let (observed, background) =
        pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let share = if background > 0.0 { observed / background } else { 0.0 };
    let each = pairs.iter().map(|&(observed, background)| {
        let expected = background * share;
        if expected <= 0.0 {
            return Chi { value: f64::NAN, significant: false };
        }
        let difference = observed - expected;
        let variance = expected + (error * observed).powi(2) + (error * expected).powi(2);
        Chi {
            value: difference / expected.sqrt(),
            significant: difference.abs() > Z_95 * variance.sqrt(),
        }
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_expected_is_zero_and_signs_follow() {
        let found = chi(&[(10.0, 100.0), (30.0, 100.0), (20.0, 200.0), (0.0, 0.0)], 0.0);
        // 60 of 400: expected are 15, 15, 30, 0.
        assert!((found[0].value + 5.0 / 15_f64.sqrt()).abs() < 1e-12 && !found[0].significant);
        assert!((found[1].value - 15.0 / 15_f64.sqrt()).abs() < 1e-12 && found[1].significant);
        assert!(found[2].value < 0.0);
        assert!(found[3].value.is_nan() && !found[3].significant);
    }

    #[test]
    fn errors_of_sets_make_less_significant() {
        let pairs = [(1040.0, 1000.0), (960.0, 1000.0), (98000.0, 98000.0)];
        assert!(!chi(&pairs, 0.023)[0].significant);
        let exact = chi(&[(1070.0, 1000.0), (930.0, 1000.0)], 0.0);
        assert!(exact[0].significant && (exact[0].value - 70.0 / 1000_f64.sqrt()).abs() < 1e-9);
        assert!(chi(&[], 0.0).is_empty());
    }
}
