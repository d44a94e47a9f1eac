//! What a run came to, and the daily series that it makes.

use super::coverage::{Coverage, Gap};
use super::question::TOTAL;
use super::users::Users;
use crate::indicator::day::Day;
use crate::indicator::series::Series;
use std::collections::BTreeMap;

/// Counts per topic, group and day.
#[derive(Debug)]
pub struct Counts {
    pub(super) topics: Vec<String>,
    /// Names of the groups, if there are any.
    pub(super) groups: Option<Vec<String>>,
    pub(super) cells: BTreeMap<(u16, u32, Day), u64>,
    pub(super) users: Users,
    /// Days on which posts were met.
    pub coverage: Coverage,
    /// Documents without a date: they count for no day.
    pub undated: u64,
    /// Documents that mention none of the places.
    pub elsewhere: u64,
}

/// What a count becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    /// Itself.
    Raw,
    /// log10(1 + c).
    Log10,
    /// The sum over all groups of log10(1 + c).
    SumLog10,
}

/// How the columns of a table are made.
#[derive(Debug, Clone)]
pub struct Columns {
    /// What their names begin with: `buzz` in `buzz-food`.
    pub source: String,
    /// What a count becomes.
    pub transform: Transform,
    /// Whether days on which no post was met are missing; else they are zero.
    pub only_met_days: bool,
    /// Days that are missing whatever was met.
    pub gaps: Vec<Gap>,
    /// Whether there is a column for all documents.
    pub total: bool,
}

/// The columns, and what was held back.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// One for each topic, or topic and group.
    pub series: Vec<Series>,
    /// Numbers held back because too few users are behind them.
    pub held_back: usize,
}

impl Counts {
    /// The sum of a topic's counts over all groups, by name.
    pub fn totals(&self) -> Vec<(&str, u64)> {
        let sum = |number: u16| {
            let from = (number, 0, Day::EPOCH + i32::MIN);
            let cells = self.cells.range(from..).take_while(|((topic, ..), _)| *topic == number);
            cells.map(|(_, count)| count).sum()
        };
        (0..TOTAL).zip(&self.topics).map(|(number, name)| (name.as_str(), sum(number))).collect()
    }

    /// Daily series: inside the coverage a day without a document is zero, outside it nothing is
    /// known. `None` if no post with a date was met.
    ///
    /// A number behind which there are too few users is missing; of a sum over groups, the
    /// groups of too few users are left out, and if there are no others, it is missing.
    pub fn series(&self, columns: &Columns) -> Option<Outcome> {
        let (first, last) = self.coverage.range()?;
        let is_known = |day: Day| {
            (!columns.only_met_days || self.coverage.contains(day))
                && !columns.gaps.iter().any(|gap| gap.contains(day))
        };
        let days: Vec<Day> = first.until(last + 1).collect();
        let zero = |day: &Day| if is_known(*day) { 0.0 } else { f64::NAN };
        let empty: Vec<f64> = days.iter().map(zero).collect();
        let mut wanted: Vec<(u16, &str)> =
            (0..TOTAL).zip(self.topics.iter().map(String::as_str)).collect();
        if columns.total {
            wanted.push((TOTAL, "total"));
        }
        let split = self.groups.as_ref().filter(|_| columns.transform != Transform::SumLog10);
        let mut outcome = Outcome { series: Vec::new(), held_back: 0 };
        for (topic, name) in wanted {
            let name = format!("{}-{name}", columns.source);
            let mut made: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
            match split {
                None => drop(made.insert("", empty.clone())),
                Some(groups) => {
                    // Those of any topic, so that every topic has the same columns.
                    for group in
                        self.cells.keys().filter_map(|(_, group, _)| groups.get(*group as usize))
                    {
                        made.entry(group).or_insert_with(|| empty.clone());
                    }
                }
            }
            outcome.held_back += self.fill(topic, first, columns.transform, &mut made);
            for (group, values) in made {
                let name = if group.is_empty() { name.clone() } else { format!("{name}@{group}") };
                outcome.series.push(Series::new(name, first, values));
            }
        }
        Some(outcome)
    }

    /// Adds the counts of a topic to its columns; returns how many were held back.
    fn fill(
        &self,
        topic: u16,
        first: Day,
        transform: Transform,
        columns: &mut BTreeMap<&str, Vec<f64>>,
    ) -> usize {
        let mut held_back = 0;
        let from = (topic, 0, Day::EPOCH + i32::MIN);
        let cells = self.cells.range(from..).take_while(|((number, ..), _)| *number == topic);
        for (&cell, &count) in cells {
            let (_, group, day) = cell;
            let group = match &self.groups {
                Some(groups) if transform != Transform::SumLog10 => {
                    groups.get(group as usize).map_or("", String::as_str)
                }
                _ => "",
            };
            let value = columns.get_mut(group).zip(day.since(first));
            let Some(value) = value.and_then(|(values, at)| values.get_mut(at)) else { continue };
            // A day on which nothing is known stays so.
            if value.is_nan() {
                continue;
            }
            if !self.users.are_enough(cell) {
                held_back += 1;
                if *value <= 0.0 {
                    *value = HELD_BACK;
                }
                continue;
            }
            *value = value.max(0.0)
                + match transform {
                    Transform::Raw => count as f64,
                    Transform::Log10 | Transform::SumLog10 => (1.0 + count as f64).log10(),
                };
        }
        for value in columns.values_mut().flatten().filter(|value| **value < 0.0) {
            *value = f64::NAN;
        }
        held_back
    }
}

/// Stands for a value of which all that there is was held back, until all groups are added.
const HELD_BACK: f64 = -1.0;

#[cfg(test)]
#[path = "counts_tests.rs"]
mod tests;
