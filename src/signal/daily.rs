//! Numbers by day, added up.

use crate::indicator::day::Day;
use crate::indicator::series::Series;
use std::collections::BTreeMap;

/// What becomes of the numbers of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// They are added up.
    Raw,
    /// log10 of 1 and their sum.
    Log10,
    /// The sum over the groups of that.
    SumLog10,
}

/// Numbers by column, group and day.
#[derive(Debug, Default)]
pub struct Daily {
    cells: BTreeMap<(usize, Day, String), f64>,
    range: Option<(Day, Day)>,
}

impl Daily {
    /// Notes that there is a record of a day, and so all days between such are covered.
    pub fn cover(&mut self, day: Day) {
        let (first, last) = self.range.unwrap_or((day, day));
        self.range = Some((first.min(day), last.max(day)));
    }

    /// Adds a number.
    pub fn add(&mut self, column: usize, day: Day, group: &str, number: f64) {
        self.cover(day);
        *self.cells.entry((column, day, group.to_owned())).or_default() += number;
    }

    /// A series for each column; days without a record have the value `empty`. None if there
    /// are no records at all.
    pub fn series(&self, names: &[String], scale: Scale, empty: f64) -> Vec<Series> {
        let Some((first, last)) = self.range else { return Vec::new() };
        let days = (last + 1).since(first).unwrap_or_default();
        let column = |(number, name): (usize, &String)| {
            let mut values: Vec<Option<f64>> = vec![None; days];
            for ((column, day, _), sum) in &self.cells {
                let at = day.since(first).filter(|_| *column == number);
                let Some(value) = at.and_then(|at| values.get_mut(at)) else { continue };
                let more = if scale == Scale::SumLog10 { (1.0 + sum).log10() } else { *sum };
                *value = Some(value.unwrap_or_default() + more);
            }
            let finish = |value: Option<f64>| match (value, scale) {
                (Some(sum), Scale::Log10) => (1.0 + sum).log10(),
                (value, _) => value.unwrap_or(empty),
            };
            Series::new(name.clone(), first, values.into_iter().map(finish).collect())
        };
        names.iter().enumerate().map(column).collect()
    }
}
