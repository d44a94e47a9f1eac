//! What is told of two sets that share something, as numbers and as a picture.

use super::name;
use crate::cli::query::value::{count, number};
use crate::facet::Metric;
use crate::query::{Grade, Overlap, Pair};
use crate::view::heat::{Cell, Colours, HeatMap};

/// A measure of what two sets share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Measure {
    /// How many are in both.
    Count,
    /// The shared part of what is in either.
    Jaccard,
    /// The part of the row's set that is in the column's.
    Conditional,
    /// How many times as many are in both as by chance.
    Lift,
}

impl Measure {
    /// Of what a pair shares, for the one with the other and the other with the one.
    pub fn of(self, overlap: &Overlap, pair: &Pair) -> (f64, f64) {
        let twice = |value| (value, value);
        match self {
            Measure::Count => twice(pair.both.estimate.value),
            Measure::Jaccard => twice(overlap.jaccard(pair)),
            Measure::Conditional => overlap.conditional(pair),
            Measure::Lift => twice(overlap.lift(pair)),
        }
    }

    /// Of a set with itself.
    pub fn own(self, overlap: &Overlap, key: usize) -> f64 {
        let size = overlap.keys.get(key).map_or(0.0, |(_, size)| size.value);
        match self {
            Measure::Count => size,
            Measure::Jaccard | Measure::Conditional => 1.0,
            Measure::Lift if size > 0.0 => overlap.whole.value / size,
            Measure::Lift => 0.0,
        }
    }
}

/// A row and a column per key: of a set with itself, and of each pair both ways round.
pub fn square<T>(
    overlap: &Overlap,
    own: impl Fn(usize) -> T,
    of: impl Fn(&Pair) -> (T, T),
) -> Vec<Vec<T>> {
    let count = overlap.keys.len();
    let mut square: Vec<Vec<T>> =
        (0..count).map(|row| (0..count).map(|_| own(row)).collect()).collect();
    let mut put = |row: usize, column: usize, value| {
        if let Some(cell) = square.get_mut(row).and_then(|row| row.get_mut(column)) {
            *cell = value;
        }
    };
    for pair in &overlap.pairs {
        let (one, other) = of(pair);
        put(pair.one, pair.other, one);
        put(pair.other, pair.one, other);
    }
    square
}

/// A picture of one measure.
pub fn heat_map(overlap: &Overlap, measure: Measure, base: &str, metric: Metric) -> HeatMap {
    let unit = metric.plural();
    let (what, note) = match measure {
        Measure::Count => ("in both", "how many are in both"),
        Measure::Jaccard => ("Jaccard index", "the shared part of all that is in either"),
        Measure::Conditional => {
            ("shared part", "the part of the row’s that is in the column’s, too")
        }
        Measure::Lift => ("lift", "how many times as many are in both as by chance"),
    };
    let own = |_| Cell { value: None, hint: String::new() };
    let of = |pair: &Pair| {
        let (one, other) = measure.of(overlap, pair);
        let known = pair.both.grade != Grade::Below;
        let cell = |value: f64, row, column| {
            let (row, column) = (name(overlap, row), name(overlap, column));
            let text = if measure == Measure::Count { count(value) } else { format!("{value:.2}") };
            let told = if known { format!("{text}, ") } else { String::new() };
            let hint = format!("{row} and {column}: {told}{} {unit}", number(&pair.both));
            Cell { value: known.then_some(value), hint }
        };
        (cell(one, pair.one, pair.other), cell(other, pair.other, pair.one))
    };
    HeatMap {
        title: format!("What the {} largest sets of {base} share", overlap.keys.len()),
        note: format!("Of {unit}: {note}. Sets that share much stand side by side"),
        measure: what.to_owned(),
        names: overlap.keys.iter().map(|(name, _)| name.clone()).collect(),
        cells: square(overlap, own, of),
        colours: if measure == Measure::Lift { Colours::Factor } else { Colours::Amount },
    }
}
