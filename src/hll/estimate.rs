//! How many hashes a set has seen, and how sure that is.
//!
//! Three estimators over the histogram of the registers:
//!
//! * `ml`, maximum likelihood, the default: algorithm 8 of Ertl, *New cardinality estimation algorithms
//!   for HyperLogLog sketches*, 2017 (arXiv 1702.01284). Unbiased at every size.
//! * `improved`, the improved raw estimator: algorithm 6 of the same paper. Nearly as good, no iteration.
//! * `pg`, what PostgreSQL's `hll_cardinality` says, its faults included: up to +2.9 % around 2.5 times
//!   the number of registers, NaN for all but small sets with regwidth 6 and more (upstream shifts a
//!   64-bit word by the width and more), NaN or too large when registers saturate.
//!
//! In Ertl's terms a register holds 0 to q + 1 with `q = min(2^regwidth - 2, 63 - log2m)`, and
//! `counts[k]` registers hold k. Larger values, which only forged bytes hold, count as q + 1.

use std::fmt;
use std::str::FromStr;

use super::params::Params;
use super::registers::{Content, Registers, count};
use super::sketch::{Sketch, State};

/// The normal quantile of a two-sided 95 % interval.
pub(super) const Z_95: f64 = 1.959_963_984_540_054;

/// A way to estimate a cardinality from registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Estimator {
    /// Maximum likelihood (Ertl 2017, algorithm 8).
    #[default]
    Ml,
    /// Improved raw (Ertl 2017, algorithm 6).
    Improved,
    /// PostgreSQL's `hll_cardinality`, bit by bit.
    Pg,
    /// PostgreSQL's formula without the overflow that makes it NaN from regwidth 6 on.
    PgFixed,
}

/// An estimated cardinality with its 95 % confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// The lower end of the interval; never below the number of hashes that must have been seen.
    pub lo: f64,
    /// The upper end of the interval.
    pub hi: f64,
}

impl Sketch {
    /// How many different hashes the set has seen, by maximum likelihood; exact while they are listed.
    ///
    /// Infinity when every register is at its largest value; NaN, that is no number, for an undefined
    /// set ([`Sketch::is_undefined`]).
    pub fn cardinality(&self) -> f64 {
        self.cardinality_by(Estimator::Ml).unwrap_or(f64::NAN)
    }

    /// How many different hashes the set has seen, by the estimator of choice; exact while they are
    /// listed. `None` for an undefined set, where PostgreSQL says NULL.
    pub fn cardinality_by(&self, estimator: Estimator) -> Option<f64> {
        match &self.state {
            State::Undefined => None,
            State::Empty => Some(0.0),
            State::Pair(_) | State::Explicit(_) => self.hashes().map(|hashes| hashes.len() as f64),
            State::Registers(registers) => {
                let histogram = Histogram::new(registers, self.params);
                Some(match estimator {
                    Estimator::Ml => histogram.maximum_likelihood(),
                    Estimator::Improved => histogram.improved(),
                    Estimator::Pg => histogram.pg(histogram.overflowing_limit()),
                    Estimator::PgFixed => histogram.pg(histogram.limit()),
                })
            }
        }
    }

    /// The cardinality with its 95 % interval; `None` for an undefined set.
    ///
    /// The interval is `value (1 ± 1.96 s)`. The relative standard error s follows from the Fisher
    /// information I that m registers hold about n hashes, less the spread of n itself that the Poisson
    /// model of the estimator adds: `s² = 1 / (n² I) - 1 / n`. It runs from `0.72 / √m` for small sets to
    /// `1.04 / √m` for large ones and grows where registers saturate. As at least one hash has
    /// been seen for every filled register, the interval does not start below their number.
    ///
    /// ```
    /// use lbsm::hll::{Params, Sketch, hash};
    ///
    /// let mut set = Sketch::new(Params::DEFAULT);
    /// set.extend((0..10_000).map(hash::bigint));
    /// let estimate = set.estimate().ok_or("undefined")?;
    /// assert!(estimate.lo < 10_000.0 && 10_000.0 < estimate.hi);
    /// # Ok::<(), &str>(())
    /// ```
    pub fn estimate(&self) -> Option<Estimate> {
        let value = self.cardinality_by(Estimator::Ml)?;
        let State::Registers(registers) = &self.state else {
            return Some(Estimate { value, lo: value, hi: value });
        };
        let filled = registers.filled() as f64;
        if value == 0.0 {
            return Some(Estimate { value, lo: 0.0, hi: 0.0 });
        }
        if value.is_infinite() {
            return Some(Estimate { value, lo: filled, hi: value });
        }
        let spread = Z_95 * relative_standard_error(value, self.params);
        Some(Estimate {
            value,
            lo: (value * (1.0 - spread)).max(filled).min(value),
            hi: value * (1.0 + spread),
        })
    }
}

/// How many registers hold each value.
pub(super) struct Histogram {
    pub(super) counts: [u32; 64],
    pub(super) params: Params,
    /// The largest value that is not saturated.
    pub(super) q: usize,
}

/// Ertl's q: registers hold 0 to q + 1.
pub(super) fn largest_exact_value(params: Params) -> usize {
    usize::from((params.max_value() - 1).min(63 - params.log2m()))
}

impl Histogram {
    fn new(registers: &Registers, params: Params) -> Self {
        let q = largest_exact_value(params);
        let mut counts = [0_u32; 64];
        let top = (q + 1) as u8;
        match registers.content() {
            Content::Entries(entries) => {
                for entry in entries {
                    counts[usize::from(entry.value().min(top)) & 63] += 1;
                }
                counts[0] = (params.registers() - entries.len()) as u32;
            }
            Content::Bytes(bytes) => {
                // Counting one value after another vectorises, and registers hold few values.
                let least = bytes.iter().fold(top, |least, &byte| least.min(byte));
                let most = bytes.iter().fold(0, |most, &byte| most.max(byte)).min(top);
                let mut rest = bytes.len();
                for value in least..most {
                    let found = count(bytes, value);
                    counts[usize::from(value) & 63] = found as u32;
                    rest -= found;
                }
                counts[usize::from(most) & 63] = rest as u32;
            }
        }
        Histogram { counts, params, q }
    }

    fn count(&self, value: usize) -> f64 {
        f64::from(self.counts[value & 63])
    }

    fn registers(&self) -> f64 {
        self.params.registers() as f64
    }

    /// The largest number that PostgreSQL's correction for large ranges reckons with.
    fn limit(&self) -> f64 {
        power_of_two(i32::from(self.params.max_value() - 1) + i32::from(self.params.log2m()))
    }

    /// The same as PostgreSQL computes it: the shift wraps around at 64.
    fn overflowing_limit(&self) -> f64 {
        let exponent = u32::from(self.params.max_value() - 1) + u32::from(self.params.log2m());
        1_u64.wrapping_shl(exponent) as f64
    }

    /// PostgreSQL's `hll_cardinality`: Flajolet et al. 2007, with linear counting at the low end.
    fn pg(&self, limit: f64) -> f64 {
        let registers = self.registers();
        let sum: f64 =
            (0..=self.q + 1).rev().map(|k| self.count(k) * power_of_two(-(k as i32))).sum();
        let alpha = match self.params.log2m() {
            4 => 0.673,
            5 => 0.697,
            6 => 0.709,
            _ => 0.7213 / (1.0 + 1.079 / registers),
        };
        let raw = alpha * registers * registers / sum;
        let zeros = self.count(0);
        if zeros != 0.0 && raw < 5.0 * registers / 2.0 {
            registers * (registers / zeros).ln()
        } else if raw <= limit / 30.0 {
            raw
        } else {
            -limit * (1.0 - raw / limit).ln()
        }
    }

    /// Ertl's improved raw estimator.
    fn improved(&self) -> f64 {
        let registers = self.registers();
        let mut z = registers * tau(1.0 - self.count(self.q + 1) / registers);
        for k in (1..=self.q).rev() {
            z = f64::midpoint(z, self.count(k));
        }
        z += registers * sigma(self.count(0) / registers);
        registers * registers / (2.0 * std::f64::consts::LN_2) / z
    }

    /// Ertl's maximum likelihood estimator: the root, by the secant method, of the derivative of the
    /// likelihood in x, the number of hashes per register.
    pub(super) fn maximum_likelihood(&self) -> f64 {
        let (registers, q) = (self.registers(), self.q);
        if self.counts[q + 1] as usize == self.params.registers() {
            return f64::INFINITY;
        }
        // The range of values that are neither zero nor saturated.
        let occupied = |k: &usize| self.counts[*k] != 0;
        let first = (0..=q + 1).find(occupied).unwrap_or(0).max(1);
        let last = (0..=q + 1).rev().find(occupied).unwrap_or(0).min(q);
        if last == 0 && self.counts[q + 1] == 0 {
            return 0.0;
        }
        let weights: f64 =
            (first..=last).rev().map(|k| self.count(k) * power_of_two(-(k as i32))).sum();
        let saturated = self.count(q + 1);
        let at_last = saturated + if q >= 1 { self.count(last) } else { 0.0 };
        let a = weights + self.count(0);
        let b = weights + saturated * power_of_two(-(q as i32));
        let filled = registers - self.count(0);

        let mut x =
            if b <= 1.5 * a { filled / (0.5 * b + a) } else { filled / b * (b / a).ln_1p() };
        let tolerance = 0.01 / registers.sqrt();
        let (mut step, mut previous) = (x, 0.0);
        while step > x * tolerance {
            let slope = self.weighted_h(x, first, last, at_last) + x * a;
            step = if slope > previous && filled >= slope {
                step * (filled - slope) / (slope - previous)
            } else {
                0.0
            };
            x += step;
            previous = slope;
        }
        registers * x
    }

    /// The sum of `counts[k] h(x / 2^k)` over filled registers, `h(y) = 1 - y / (e^y - 1)`.
    ///
    /// h comes from its series where its argument is small and from there by doubling.
    fn weighted_h(&self, x: f64, first: usize, last: usize, at_last: f64) -> f64 {
        let (first, last) = (first as i32, last as i32);
        let start = last.max(2 + exponent(x));
        let mut half = x * power_of_two(-start - 1);
        let square = half * half;
        let mut h = half - square / 3.0 + square * square * (1.0 / 45.0 - square / 472.5);
        let mut double = |h: f64| {
            let doubled = (half + h * (1.0 - h)) / (half + (1.0 - h));
            half *= 2.0;
            doubled
        };
        for _ in last..start {
            h = double(h);
        }
        let mut sum = at_last * h;
        for k in (first..last).rev() {
            h = double(h);
            sum += self.count(k as usize) * h;
        }
        sum
    }
}

/// `2^exponent` for exponents of normal numbers.
pub(super) fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((1023 + exponent) as u64) << 52)
}

/// The exponent of a positive normal number: the floor of its binary logarithm.
fn exponent(x: f64) -> i32 {
    (x.to_bits() >> 52) as i32 - 1023
}

/// Ertl's σ: the share of registers that are zero, continued to the values below zero.
fn sigma(mut x: f64) -> f64 {
    if x >= 1.0 {
        return f64::INFINITY;
    }
    let (mut y, mut z) = (1.0, x);
    loop {
        x *= x;
        let before = z;
        z += x * y;
        y += y;
        if z <= before {
            return z;
        }
    }
}

/// Ertl's τ: the share of registers that are not saturated, continued to the values above q + 1.
fn tau(mut x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return 0.0;
    }
    let (mut y, mut z) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        let before = z;
        y *= 0.5;
        z -= (1.0 - x).powi(2) * y;
        if z >= before {
            return z / 3.0;
        }
    }
}

/// The relative standard error of a maximum likelihood estimate of `n` hashes.
///
/// One register is at most k with probability `e^-(x/2^k)`, x = n/m. Its Fisher information about ln x
/// is the sum of `(x dp/dx)² / p` over its values.
fn relative_standard_error(n: f64, params: Params) -> f64 {
    let registers = params.registers() as f64;
    let (x, q) = (n / registers, largest_exact_value(params));
    let mut information = x * x * (-x).exp();
    for k in 1..=q {
        let y = x * power_of_two(-(k as i32));
        let below = (-y).exp();
        information += y * y * (2.0 * below - 1.0).powi(2) * below / -(-y).exp_m1();
    }
    let y = x * power_of_two(-(q as i32));
    information += y * y * (-2.0 * y).exp() / -(-y).exp_m1();
    (1.0 / (registers * information) - 1.0 / n).max(0.0).sqrt()
}

impl fmt::Display for Estimator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Estimator::Ml => "ml",
            Estimator::Improved => "improved",
            Estimator::Pg => "pg",
            Estimator::PgFixed => "pg-fixed",
        })
    }
}

/// The name is none of `ml`, `improved`, `pg` and `pg-fixed`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no estimator is called {name:?}: choose ml, improved, pg or pg-fixed")]
pub struct UnknownEstimator {
    /// The name given.
    pub name: String,
}

impl FromStr for Estimator {
    type Err = UnknownEstimator;

    fn from_str(name: &str) -> Result<Self, UnknownEstimator> {
        match name {
            "ml" => Ok(Estimator::Ml),
            "improved" => Ok(Estimator::Improved),
            "pg" => Ok(Estimator::Pg),
            "pg-fixed" => Ok(Estimator::PgFixed),
            _ => Err(UnknownEstimator { name: name.to_owned() }),
        }
    }
}

#[cfg(test)]
#[path = "estimate_tests.rs"]
mod tests;
