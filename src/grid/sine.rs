//! Sine and cosine of many angles in degrees.
//!
//! Those of whole degrees are in a table; what is left of an angle is so small that few terms of the series are
//! enough: they are right to 2e-15, as good as the angle in radians is.

use std::sync::OnceLock;

/// Added and taken away, it leaves the nearest whole number; that stands in the lowest bits of the sum.
const ROUND: f64 = 1.5 * (1_u64 << 52) as f64;
/// Degrees on either side of zero.
const HALF: i32 = 180;

/// The nearest whole number, as both kinds of numbers, of one that fits 32 bits.
#[inline]
pub(super) fn rounded(value: f64) -> (f64, i32) {
    let sum = value + ROUND;
    (sum - ROUND, sum.to_bits() as i32)
}

/// Sines and cosines of whole degrees.
#[derive(Debug)]
pub(super) struct Sines(Vec<[f64; 2]>);

impl Sines {
    pub(super) fn get() -> &'static Self {
        static SINES: OnceLock<Sines> = OnceLock::new();
        SINES.get_or_init(|| {
            let both = |degrees: i32| <[f64; 2]>::from(f64::from(degrees).to_radians().sin_cos());
            Self((-HALF..=HALF).map(both).collect())
        })
    }

    /// Sine and cosine of -180° to 180°; of other angles nothing that has a meaning.
    #[inline]
    pub(super) fn of(&self, degrees: f64) -> [f64; 2] {
        let (whole, number) = rounded(degrees);
        let [sin, cos] =
            self.0.get(number.wrapping_add(HALF) as usize).copied().unwrap_or_default();
        let rest = (degrees - whole).to_radians();
        let square = rest * rest;
        let small =
            rest - rest * square * (1.0 / 6.0 - square * (1.0 / 120.0 - square * (1.0 / 5040.0)));
        // What the cosine of the rest lacks of one.
        let lack = square * (0.5 - square * (1.0 / 24.0 - square * (1.0 / 720.0)));
        [sin + (cos * small - sin * lack), cos - (sin * small + cos * lack)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn they_are_those_of_the_library(degrees in -180.0_f64..=180.0) {
            let [sin, cos] = Sines::get().of(degrees);
            let (expected_sin, expected_cos) = degrees.to_radians().sin_cos();
            // Half a turn in radians is off by half of this, in the table as well as here.
            let error = 2e-15;
            prop_assert!((sin - expected_sin).abs() < error && (cos - expected_cos).abs() < error);
        }
    }
}
