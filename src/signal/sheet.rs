//! Tables of records with named columns, whose faults name row and column.

use super::json::{self, is_json};
use crate::indicator::day::Day;
use crate::indicator::table::{Dated, Rows, TableError, days, value};
use crate::lbsn::{TimeError, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// A file of records.
#[derive(Debug)]
pub struct Sheet {
    headings: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignalError {
    /// A table is damaged, or a field of it.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A column is missing.
    #[error("there is no column {wanted}; the columns are {}", found.join(", "))]
    Column {
        /// What it may be called.
        wanted: String,
        /// The headings.
        found: Vec<String>,
    },
    /// A count below zero.
    #[error("row {row}, column {column:?}: {text:?} is below zero")]
    Negative {
        /// The row.
        row: u64,
        /// The heading.
        column: String,
        /// The field.
        text: String,
    },
    /// JSON that is none, or holds something else.
    #[error("{what}")]
    Json {
        /// What was expected, and where.
        what: String,
    },
    /// A point in time that is none.
    #[error("article {number}: {text:?} is {source}")]
    Time {
        /// Number of the article, from 1.
        number: usize,
        /// The time.
        text: String,
        /// Why.
        source: TimeError,
    },
    /// Google Trends: anything that keeps batches from being one scale.
    #[error("{what}")]
    Trends {
        /// What, and what to do.
        what: String,
    },
    /// A day of a timeline is there twice.
    #[error(
        "row {row}: {day} is there twice, with other values; ask for more than a week, which GDELT gives by day"
    )]
    Twice {
        /// The later row.
        row: u64,
        /// The day.
        day: Day,
    },
    /// No records.
    #[error("there is no record in it")]
    Empty,
}

impl SignalError {
    /// An error about Google Trends.
    pub(super) fn trends(what: impl Into<String>) -> Self {
        Self::Trends { what: what.into() }
    }
}

impl Sheet {
    /// Reads a table with a heading, its columns parted by commas, semicolons or tabs; or what interfaces
    /// answer in JSON: a list of records, alone or as `data`, or the timelines of GDELT.
    ///
    /// # Errors
    /// It is damaged or empty.
    pub fn read(bytes: &[u8]) -> Result<Self, SignalError> {
        if is_json(bytes) {
            return Self::of_records(&json::records(bytes)?);
        }
        let mut rows = Rows::new(bytes);
        let (_, headings) = rows.next().ok_or(SignalError::Empty)??;
        Self::of_rows(headings, rows)
    }

    /// A table without a heading, in which quotation marks mean nothing.
    ///
    /// # Errors
    /// As above.
    pub(super) fn bare(bytes: &[u8], headings: &[&str]) -> Result<Self, SignalError> {
        let headings = headings.iter().map(|&heading| heading.to_owned()).collect();
        Self::of_rows(headings, Rows::quoted(bytes, false))
    }

    fn of_rows(headings: Vec<String>, records: Rows<'_>) -> Result<Self, SignalError> {
        let mut rows = Vec::new();
        for record in records {
            let (row, fields) = record?;
            if fields.len() != headings.len() {
                let (found, expected) = (fields.len(), headings.len());
                return Err(TableError::Fields { row, found, expected }.into());
            }
            rows.push((row, fields));
        }
        if rows.is_empty() { Err(SignalError::Empty) } else { Ok(Self { headings, rows }) }
    }

    /// Records by name; a row is the number of a record.
    fn of_records(records: &[BTreeMap<String, String>]) -> Result<Self, SignalError> {
        let headings: BTreeSet<&String> = records.iter().flat_map(BTreeMap::keys).collect();
        let headings: Vec<String> = headings.into_iter().cloned().collect();
        let field = |record: &BTreeMap<String, String>, heading| {
            record.get(heading).cloned().unwrap_or_default()
        };
        let rows: Vec<(u64, Vec<String>)> = (1..)
            .zip(records)
            .map(|(row, record)| (row, headings.iter().map(|name| field(record, name)).collect()))
            .collect();
        if rows.is_empty() { Err(SignalError::Empty) } else { Ok(Self { headings, rows }) }
    }

    /// The number of the first of these columns that there is, whatever its case.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|name| {
            self.headings.iter().position(|heading| heading.eq_ignore_ascii_case(name))
        })
    }

    /// The same, of a column that has to be there.
    ///
    /// # Errors
    /// It is not.
    pub fn require(&self, names: &[&str]) -> Result<usize, SignalError> {
        self.column(names).ok_or_else(|| SignalError::Column {
            wanted: names.join(" or "),
            found: self.headings.clone(),
        })
    }

    /// A field.
    pub fn text(&self, row: usize, column: usize) -> &str {
        let row = self.rows.get(row);
        row.and_then(|(_, fields)| fields.get(column)).map_or("", String::as_str)
    }

    /// A field that holds a number; NaN where it is empty.
    ///
    /// # Errors
    /// It holds none.
    pub fn number(&self, row: usize, column: usize) -> Result<f64, SignalError> {
        let text = self.text(row, column);
        Ok(value(text, self.row(row), self.heading(column))?)
    }

    /// A field that holds a count, zero where it is empty.
    ///
    /// # Errors
    /// It holds none.
    pub fn count(&self, row: usize, column: usize) -> Result<f64, SignalError> {
        match self.number(row, column)? {
            number if number < 0.0 => Err(SignalError::Negative {
                row: self.row(row),
                column: self.heading(column).to_owned(),
                text: self.text(row, column).to_owned(),
            }),
            number if number.is_nan() => Ok(0.0),
            number => Ok(number),
        }
    }

    /// The days of all rows.
    ///
    /// # Errors
    /// One is no day, or may be read in two ways.
    pub fn days(&self, column: usize) -> Result<Vec<Day>, SignalError> {
        let heading = self.heading(column);
        let dated = self.rows.iter().map(|(row, fields)| {
            let text = fields.get(column).map_or("", String::as_str);
            // GDELT writes times as 20220224063000 or 20220224T063000Z, or whole times in ISO 8601.
            let (date, time) = text.split_at_checked(8).unwrap_or((text, ""));
            let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
            let time = time.strip_prefix('T').unwrap_or(time);
            let time = time.strip_suffix('Z').unwrap_or(time);
            let is_whole = digits(date) && digits(time) && time.len() == 6;
            let text = if is_whole { date } else { text };
            Dated::read(text, *row, heading)
        });
        Ok(days(&dated.collect::<Result<Vec<_>, _>>()?, heading)?)
    }

    /// A point in time, where the field is one to the second.
    pub fn time(&self, row: usize, column: usize) -> Option<Timestamp> {
        Timestamp::parse(self.text(row, column)).ok()
    }

    /// The number of a row as a spreadsheet counts.
    pub(super) fn row(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |(number, _)| *number)
    }

    pub(super) fn heading(&self, column: usize) -> &str {
        self.headings.get(column).map_or("", String::as_str)
    }
}

#[cfg(test)]
#[path = "sheet_tests.rs"]
mod tests;
