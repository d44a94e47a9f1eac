//! Class breaks: from values to a few classes that a map can show.
//!
//! Breaks are the upper bounds of the classes, ascending, and a class holds what is above the break below
//! it and at most its own, as in mapclassify, whose results these are (golden values of version 2.8.1 in
//! `fixtures/grid`). The first class begins with the smallest value.

mod fisher;

use std::fmt;
use std::str::FromStr;

/// How classes are made.
#[derive(Debug, Clone, PartialEq)]
pub enum Scheme {
    /// Head/tail breaks (Jiang 2013): the mean, the mean of what is above it, and so on. The number of
    /// classes follows from the values: few where they are alike, many where most is in a few cells.
    HeadTail,
    /// Natural breaks: the classes with the smallest sum of squared deviations (Fisher 1958; Jenks 1977).
    Jenks,
    /// Equally many cells in each class.
    Quantile,
    /// Equally wide classes.
    Equal,
    /// Classes whose bounds are equal factors apart: equally wide on a logarithmic scale.
    Log,
    /// Upper bounds as given.
    Fixed(Vec<f64>),
}

/// Classes of some values.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Classes {
    /// The smallest value.
    pub least: f64,
    /// The upper bound of each class.
    pub breaks: Vec<f64>,
}

/// A text names no scheme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is no way to make classes; give headtail, jenks, quantile, equal, log, or fixed: and upper \
     bounds in ascending order, such as fixed:10,100,1000"
)]
pub struct SchemeError {
    text: String,
}

impl Scheme {
    /// Classes of values, of which those that are not finite are passed over. There are at most `count`
    /// classes (head/tail and fixed breaks decide themselves), and never more than different values.
    pub fn classes(&self, values: &[f64], count: usize) -> Classes {
        let mut sorted: Vec<f64> =
            values.iter().copied().filter(|value| value.is_finite()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else {
            return Classes::default();
        };
        let mut different = sorted.clone();
        different.dedup();
        let count = count.clamp(1, different.len());
        let mut breaks = match self {
            _ if different.len() == 1 && !matches!(self, Scheme::Fixed(_)) => vec![most],
            Scheme::HeadTail => head_tail(&sorted),
            Scheme::Jenks => fisher::breaks(&sorted, count),
            Scheme::Quantile => quantiles(&sorted, count),
            Scheme::Equal => equal(least, most, count),
            Scheme::Log => logarithmic(&sorted, count),
            Scheme::Fixed(breaks) => breaks.clone(),
        };
        breaks.sort_unstable_by(f64::total_cmp);
        breaks.dedup();
        if breaks.last().is_none_or(|last| *last < most) {
            breaks.push(most);
        }
        Classes { least, breaks }
    }

    /// Its name in files and on maps.
    pub fn name(&self) -> &'static str {
        match self {
            Scheme::HeadTail => "head/tail breaks",
            Scheme::Jenks => "natural breaks (Fisher–Jenks)",
            Scheme::Quantile => "quantiles",
            Scheme::Equal => "equal intervals",
            Scheme::Log => "equal intervals of the logarithm",
            Scheme::Fixed(_) => "fixed breaks",
        }
    }
}

impl Classes {
    /// How many classes there are.
    pub fn count(&self) -> usize {
        self.breaks.len()
    }

    /// The class of a value, from 0; what is beyond all breaks is in the last class.
    pub fn of(&self, value: f64) -> usize {
        let class = self.breaks.partition_point(|upper| *upper < value);
        class.min(self.breaks.len().saturating_sub(1))
    }

    /// How many of the values are in each class.
    pub fn counts(&self, values: &[f64]) -> Vec<usize> {
        let mut counts = vec![0; self.count()];
        for value in values.iter().filter(|value| value.is_finite()) {
            if let Some(count) = counts.get_mut(self.of(*value)) {
                *count += 1;
            }
        }
        counts
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn head_tail(sorted: &[f64]) -> Vec<f64> {
    let mut breaks: Vec<f64> = Vec::new();
    let mut head = sorted;
    while let (Some(first), Some(last)) = (head.first(), head.last()) {
        let alike = last <= first;
        let mean = if alike { *first } else { mean(head) };
        // Rounding can make the mean of nearly equal values their smallest again and again.
        if breaks.last() == Some(&mean) {
            break;
        }
        breaks.push(mean);
        if alike {
            break;
        }
        head = head.get(head.partition_point(|value| *value <= mean)..).unwrap_or_default();
    }
    breaks
}

/// Linear interpolation between the two values next to the quantile, as `scipy.stats.scoreatpercentile`
/// has it.
fn quantiles(sorted: &[f64], count: usize) -> Vec<f64> {
    let at = |share: f64| {
        let place = share * (sorted.len() - 1) as f64;
        let below = sorted.get(place.floor() as usize).copied().unwrap_or_default();
        let above = sorted.get(place.ceil() as usize).copied().unwrap_or_default();
        below + (above - below) * place.fract()
    };
    (1..=count).map(|class| at(class as f64 / count as f64)).collect()
}

fn equal(least: f64, most: f64, count: usize) -> Vec<f64> {
    let width = (most - least) / count as f64;
    let inner = (1..count).map(|class| least + width * class as f64);
    inner.chain([most]).collect()
}

/// Zeros have no logarithm: they are in the lowest class.
fn logarithmic(sorted: &[f64], count: usize) -> Vec<f64> {
    let positive = sorted.get(sorted.partition_point(|value| *value <= 0.0)..).unwrap_or_default();
    let (Some(least), Some(most)) = (positive.first(), positive.last()) else {
        return Vec::new();
    };
    let step = (most / least).ln() / count as f64;
    let inner = (1..count).map(|class| least * (step * class as f64).exp());
    inner.chain([*most]).collect()
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scheme::HeadTail => f.write_str("headtail"),
            Scheme::Jenks => f.write_str("jenks"),
            Scheme::Quantile => f.write_str("quantile"),
            Scheme::Equal => f.write_str("equal"),
            Scheme::Log => f.write_str("log"),
            Scheme::Fixed(breaks) => {
                let breaks: Vec<String> = breaks.iter().map(f64::to_string).collect();
                write!(f, "fixed:{}", breaks.join(","))
            }
        }
    }
}

impl FromStr for Scheme {
    type Err = SchemeError;

    fn from_str(text: &str) -> Result<Self, SchemeError> {
        let unknown = || SchemeError { text: text.to_owned() };
        if let Some(list) = text.strip_prefix("fixed:") {
            let breaks: Result<Vec<f64>, _> =
                list.split(',').map(|part| part.trim().parse()).collect();
            let breaks: Vec<f64> = breaks.ok().ok_or_else(unknown)?;
            let ascending = breaks.windows(2).all(|pair| pair[0] < pair[1]);
            let finite = breaks.iter().all(|value| value.is_finite());
            return if ascending && finite { Ok(Scheme::Fixed(breaks)) } else { Err(unknown()) };
        }
        match text {
            "headtail" => Ok(Scheme::HeadTail),
            "jenks" | "fisher" | "natural" => Ok(Scheme::Jenks),
            "quantile" => Ok(Scheme::Quantile),
            "equal" => Ok(Scheme::Equal),
            "log" | "geometric" => Ok(Scheme::Log),
            _ => Err(unknown()),
        }
    }
}

#[cfg(test)]
#[path = "classify_tests.rs"]
mod tests;
