//! From sets to a number that says how sure it is.

use super::error::QueryError;
use super::inclusion::{Summand, summands};
use crate::hll::{Estimate, Joint, JointError, Kind, MAX_SETS, Regions, Sketch};
use std::fmt;

/// Intervals hold the truth with this probability.
pub const CONFIDENCE: f64 = 0.95;
/// The normal quantile of that.
const Z: f64 = 1.96;

/// How to estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// Whatever is best for the sets at hand.
    #[default]
    Auto,
    /// Inclusion–exclusion.
    Ie,
    /// Joint maximum likelihood; two to four sets.
    Joint,
}

/// How it was estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Used {
    /// Not at all: counted.
    Exact,
    /// Maximum likelihood of the one set that it comes to.
    Single,
    /// Inclusion–exclusion.
    Ie,
    /// Joint maximum likelihood.
    Joint,
}

/// What an estimate is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// The interval reaches at most a quarter of the estimate to either side.
    Reliable,
    /// It reaches at most as far as the estimate itself.
    Indicative,
    /// It reaches down to nothing, or farther than the estimate: there is an upper bound only.
    Below,
}

/// A number of elements, how it was found and what it is good for.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The number with its interval.
    pub estimate: Estimate,
    /// How it was found.
    pub used: Used,
    /// What it is good for.
    pub grade: Grade,
}

impl Used {
    /// As in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Used::Exact => "exact",
            Used::Single => "ml",
            Used::Ie => "ie",
            Used::Joint => "joint",
        }
    }

    /// Why it was chosen.
    pub const fn reason(self) -> &'static str {
        match self {
            Used::Exact => "counted: no set has forgotten its elements",
            Used::Single => "maximum likelihood: it comes to one united set",
            Used::Ie => {
                "inclusion–exclusion: asked for, or more than four sets; subtracts estimates from each \
                 other, so that small numbers drown in the errors of large ones"
            }
            Used::Joint => {
                "joint maximum likelihood: two to four sets; the smallest error, no negative numbers, \
                 intervals by profile likelihood"
            }
        }
    }
}

impl Grade {
    /// The grade of an estimate: by its interval alone.
    pub fn of(estimate: &Estimate) -> Self {
        let Estimate { value, lo, hi } = *estimate;
        let half = (hi - lo) / 2.0;
        // There is no half of an element.
        if hi <= 0.0 || lo >= hi {
            Grade::Reliable
        } else if lo < 0.5 || half > value || !half.is_finite() {
            Grade::Below
        } else if half > value / 4.0 {
            Grade::Indicative
        } else {
            Grade::Reliable
        }
    }

    /// As in outputs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Grade::Reliable => "reliable",
            Grade::Indicative => "indicative",
            Grade::Below => "below",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Finding {
    fn new(estimate: Estimate, used: Used) -> Self {
        Self { grade: Grade::of(&estimate), estimate, used }
    }

    /// The cardinality of one set; `None`: it is undefined.
    pub fn of_one(set: &Sketch) -> Option<Self> {
        let counted = matches!(set.kind(), Kind::Empty | Kind::Explicit);
        Some(Self::new(set.estimate()?, if counted { Used::Exact } else { Used::Single }))
    }

    /// How many elements are in the regions that are meant, whose bits are the sets. `names` are for
    /// errors.
    ///
    /// # Errors
    /// A set is undefined or saturated, or there are too many for the method.
    pub(super) fn of(
        sets: &[&Sketch],
        means: &[bool],
        method: Method,
        name: &dyn Fn(usize) -> String,
    ) -> Result<Self, QueryError> {
        if let Some(unknown) = sets.iter().position(|set| set.is_undefined()) {
            return Err(QueryError::Undefined { set: name(unknown) });
        }
        if let Some(full) = sets.iter().position(|set| set.cardinality().is_infinite()) {
            return Err(QueryError::Saturated { set: name(full) });
        }
        let undefined = || QueryError::Undefined { set: name(0) };
        match *sets {
            [] => Ok(Self::new(Estimate { value: 0.0, lo: 0.0, hi: 0.0 }, Used::Exact)),
            [set] => Self::of_one(set).ok_or_else(undefined),
            _ if method == Method::Joint && sets.len() > MAX_SETS => {
                Err(QueryError::TooManyForJoint { found: sets.len() })
            }
            _ if method == Method::Ie || sets.len() > MAX_SETS => {
                let sum = summands(sets, means)?.ok_or_else(undefined)?;
                Ok(Self::by_inclusion(sets, means, &sum))
            }
            _ => {
                let joint = Joint::new(sets).map_err(|error| match error {
                    JointError::Saturated { number } => {
                        QueryError::Saturated { set: name(number - 1) }
                    }
                    error => error.into(),
                })?;
                let regions = Regions::of(sets.len(), |region| means.get(region) == Some(&true));
                let used = if joint.is_exact() { Used::Exact } else { Used::Joint };
                Ok(Self::new(joint.estimate(regions), used))
            }
        }
    }

    fn by_inclusion(sets: &[&Sketch], means: &[bool], sum: &[Summand]) -> Self {
        let total = sum.iter().map(|summand| summand.factor as f64 * summand.estimate.value).sum();
        // Nothing that is meant is outside of a set that all of it is in.
        let bounds = sets.iter().enumerate().filter(|(number, _)| {
            means.iter().enumerate().all(|(region, means)| !means || region >> number & 1 == 1)
        });
        let bounds: Vec<Estimate> = bounds.filter_map(|(_, set)| set.estimate()).collect();
        let whole = union(sets).unwrap_or(Estimate { value: total, lo: total, hi: total });
        let pair = means.get(1..) == Some(&[false, false, true]);
        Self::of_sum(total, &whole, &bounds, pair)
    }

    /// A sum of unions with an interval from measured errors: those of the unions are the same for the
    /// most part and cancel, so that what is left does not exceed the error of `whole`, the union of all
    /// sets, and for the intersection of a pair is that times `(|smaller| / |whole|)^0.4`. What is meant
    /// lies within every set of `bounds`.
    pub(super) fn of_sum(total: f64, whole: &Estimate, bounds: &[Estimate], pair: bool) -> Self {
        let least = |of: fn(&Estimate) -> f64| bounds.iter().map(of).fold(f64::INFINITY, f64::min);
        let mut spread = (whole.hi - whole.value) / Z;
        if pair && whole.value > 0.0 {
            spread *= (least(|set| set.value) / whole.value).min(1.0).powf(0.4);
        }
        let value = total.max(0.0).min(least(|set| set.value));
        let hi = (total + Z * spread).max(value).min(least(|set| set.hi).max(value));
        let lo = (total - Z * spread).max(0.0).min(value);
        let used = if spread == 0.0 { Used::Exact } else { Used::Ie };
        Self::new(Estimate { value, lo, hi }, used)
    }
}

/// The cardinality of the union of sets that unite.
fn union(sets: &[&Sketch]) -> Option<Estimate> {
    let (first, rest) = sets.split_first()?;
    let mut union = (*first).clone();
    for set in rest {
        union.union(set).ok()?;
    }
    union.estimate()
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
