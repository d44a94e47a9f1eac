//! A cardinality as it is printed.

use crate::cli::table::grouped;
use crate::hll::{Estimate, Estimator, Sketch};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

/// How large a set is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Number {
    /// Estimated with an interval.
    Sure(Estimate),
    /// By an estimator that has none.
    Bare(f64),
}

impl Number {
    /// Of nothing.
    pub(super) const ZERO: Self = Self::Sure(Estimate { value: 0.0, lo: 0.0, hi: 0.0 });

    /// The size of a set; `None` where it cannot be told.
    pub(super) fn of(set: &Sketch, estimator: Estimator) -> Option<Self> {
        match estimator {
            Estimator::Ml => set.estimate().map(Self::Sure),
            other => set.cardinality_by(other).map(Self::Bare),
        }
    }

    /// The number itself.
    pub(super) fn value(self) -> f64 {
        match self {
            Self::Sure(estimate) => estimate.value,
            Self::Bare(value) => value,
        }
    }
}

/// A number for people; nothing where a base does not count this.
pub(super) fn rounded(number: Option<Number>) -> String {
    number.map_or_else(String::new, |number| grouped(number.value().round() as u64))
}

/// A number for programs: a whole one, unless it is to be compared with another program's.
pub(super) fn plain(number: Option<Number>) -> String {
    match number {
        None => String::new(),
        Some(Number::Sure(estimate)) => (estimate.value.round() as u64).to_string(),
        Some(Number::Bare(value)) => value.to_string(),
    }
}

/// As JSON, with its interval; of that more digits than one after the point say nothing.
impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Estimate { value, lo, hi } = match self {
            Self::Sure(estimate) => *estimate,
            Self::Bare(value) => return serializer.serialize_f64(*value),
        };
        let tenth = |value: f64| (value * 10.0).round() / 10.0;
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("estimate", &tenth(value))?;
        map.serialize_entry("lo", &tenth(lo))?;
        map.serialize_entry("hi", &tenth(hi))?;
        map.serialize_entry("confidence", &0.95)?;
        map.end()
    }
}
