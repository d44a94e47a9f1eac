//! The rows that are written: one per cell, sorted, with the same columns in every format.

use super::classify::{Classes, Scheme};
use super::key::Key;
use super::typicality::Chi;
use crate::facet::Metric;
use crate::hll::Estimate;
use rayon::prelude::*;

/// Which columns there are beside the plain ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a group of columns")]
pub struct Columns {
    /// The month comes first.
    pub months: bool,
    /// `_lo` and `_hi` of every metric.
    pub intervals: bool,
    /// The area in km², and each metric per km².
    pub rates: bool,
    /// Typicality, what was expected, and whether the difference is significant.
    pub chi: bool,
    /// What is beside each number.
    pub beside: Beside,
}

/// What a number is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Beside {
    /// Nothing.
    #[default]
    Nothing,
    /// The exact count: `_exact`, and the error of the estimate in percent, `_error`.
    Exact,
    /// The number before: `_before`, and the change, `_change`.
    Before,
}

/// A cell with its numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The cell.
    pub key: Key,
    /// The number of each metric.
    pub values: Vec<Estimate>,
    /// What each is compared with.
    pub beside: Vec<f64>,
    /// Typicality.
    pub chi: Option<Chi>,
    /// What typicality expects.
    pub expected: f64,
}

/// A value of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Not known.
    Missing,
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Real(f64),
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Texts.
    Text,
    /// Whole numbers.
    Integer,
    /// Numbers.
    Real,
}

/// All rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What is counted.
    pub metrics: Vec<Metric>,
    /// Which columns there are.
    pub columns: Columns,
    /// Sorted by month, then by the names of the cells.
    pub rows: Vec<Row>,
    /// How classes were made.
    pub scheme: Scheme,
    /// The classes of what is mapped ([`Table::mapped`]); where that has a sign, of its absolute values.
    pub classes: Classes,
}

impl Table {
    /// Sorts rows and makes classes, at most `count`; of signed values at most half as many to either side.
    pub fn new(
        metrics: Vec<Metric>,
        columns: Columns,
        mut rows: Vec<Row>,
        scheme: Scheme,
        count: usize,
    ) -> Self {
        rows.par_sort_by_cached_key(|row| (row.key.month, row.key.tiling.name(row.key.cell)));
        let mut table = Self { metrics, columns, rows, scheme, classes: Classes::default() };
        let signed = table.is_signed();
        let values: Vec<f64> = table
            .rows
            .iter()
            .filter(|row| !signed || table.counts_as_change(row))
            .map(|row| table.mapped(row).abs())
            .collect();
        let count = if signed { count.div_ceil(2) } else { count };
        table.classes = table.scheme.classes(&values, count);
        table
    }

    /// Whether what is mapped has a sign: typicality and change.
    pub fn is_signed(&self) -> bool {
        self.columns.chi || self.columns.beside == Beside::Before
    }

    /// What is mapped and classified: typicality, change, the rate per km², or else the number of the first
    /// metric.
    pub fn mapped(&self, row: &Row) -> f64 {
        let first = row.values.first().map_or(0.0, |estimate| estimate.value.round());
        if self.columns.chi {
            row.chi.map_or(f64::NAN, |chi| chi.value)
        } else if self.columns.beside == Beside::Before {
            first - row.beside.first().copied().unwrap_or_default()
        } else if self.columns.rates {
            first / row.key.tiling.area(row.key.cell)
        } else {
            first
        }
    }

    /// Whether a signed value is one to show: significant, and not zero.
    fn counts_as_change(&self, row: &Row) -> bool {
        row.chi.is_none_or(|chi| chi.significant) && self.mapped(row) != 0.0
    }

    /// The class of a row, from 1; of signed values negative below zero, and 0 where there is no
    /// (significant) difference.
    pub fn class(&self, row: &Row) -> i64 {
        let value = self.mapped(row);
        if !self.is_signed() {
            return self.classes.of(value) as i64 + 1;
        }
        if !self.counts_as_change(row) {
            return 0;
        }
        let class = self.classes.of(value.abs()) as i64 + 1;
        if value < 0.0 { -class } else { class }
    }

    /// Names and kinds of the columns.
    pub fn header(&self) -> Vec<(String, Kind)> {
        use Kind::{Integer, Real, Text};
        let mut header = Vec::new();
        let mut put = |name: String, kind| header.push((name, kind));
        if self.columns.months {
            put("month".into(), Text);
        }
        for (name, kind) in [("cell", Text), ("lon", Real), ("lat", Real)] {
            put(name.into(), kind);
        }
        let names: Vec<&str> = self.metrics.iter().map(|metric| metric.plural()).collect();
        for name in &names {
            put((*name).into(), Integer);
        }
        put("class".into(), Integer);
        for name in &names {
            if self.columns.intervals {
                put(format!("{name}_lo"), Integer);
                put(format!("{name}_hi"), Integer);
            }
        }
        for name in &names {
            match self.columns.beside {
                Beside::Nothing => {}
                Beside::Exact => {
                    put(format!("{name}_exact"), Integer);
                    put(format!("{name}_error"), Real);
                }
                Beside::Before => {
                    put(format!("{name}_before"), Integer);
                    put(format!("{name}_change"), Integer);
                }
            }
        }
        if self.columns.rates {
            put("area_km2".into(), Real);
            for name in &names {
                put(format!("{name}_per_km2"), Real);
            }
        }
        if self.columns.chi {
            put("expected".into(), Real);
            put("chi".into(), Real);
            put("significant".into(), Integer);
        }
        header
    }

    /// The values of a row, in the order of [`Table::header`].
    pub fn record(&self, row: &Row) -> Vec<Value> {
        let Key { month, tiling, cell } = row.key;
        let mut record = Vec::new();
        if self.columns.months {
            record.push(Value::Text(month_name(month)));
        }
        let (lon, lat) = tiling.center(cell);
        record.push(Value::Text(tiling.name(cell)));
        record.push(rounded(lon, 6));
        record.push(rounded(lat, 6));
        let whole = |value: f64| Value::Integer(value.round() as i64);
        record.extend(row.values.iter().map(|estimate| whole(estimate.value)));
        record.push(Value::Integer(self.class(row)));
        if self.columns.intervals {
            for estimate in &row.values {
                record.push(whole(estimate.lo.floor()));
                record.push(whole(estimate.hi.ceil()));
            }
        }
        for (estimate, beside) in row.values.iter().zip(&row.beside) {
            match self.columns.beside {
                Beside::Nothing => {}
                Beside::Exact => {
                    record.push(whole(*beside));
                    let error = (estimate.value.round() - beside) / beside * 100.0;
                    record.push(if *beside > 0.0 { rounded(error, 2) } else { Value::Missing });
                }
                Beside::Before => {
                    record.push(whole(*beside));
                    record.push(whole(estimate.value.round() - beside));
                }
            }
        }
        if self.columns.rates {
            let area = tiling.area(cell);
            record.push(significant(area));
            record.extend(row.values.iter().map(|value| significant(value.value / area)));
        }
        if let Some(chi) = row.chi.filter(|_| self.columns.chi) {
            record.push(rounded(row.expected, 2));
            record.push(if chi.value.is_nan() { Value::Missing } else { rounded(chi.value, 3) });
            record.push(Value::Integer(i64::from(chi.significant)));
        }
        record
    }
}

/// A month as `2016-02`.
pub fn month_name(month: u32) -> String {
    format!("{:04}-{:02}", month / 12, month % 12 + 1)
}

fn rounded(value: f64, digits: i32) -> Value {
    let factor = 10_f64.powi(digits);
    // No minus zero.
    Value::Real((value * factor).round() / factor + 0.0)
}

/// Six digits that count, however small.
fn significant(value: f64) -> Value {
    if value == 0.0 || !value.is_finite() {
        return Value::Real(value);
    }
    rounded(value, 5 - value.abs().log10().floor() as i32)
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Missing => Ok(()),
            Value::Text(text) => f.write_str(text),
            Value::Integer(number) => number.fmt(f),
            Value::Real(number) => number.fmt(f),
        }
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
