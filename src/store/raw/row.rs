//! Raw rows and how two copies of one thing become one.

use super::table::RawTable;
use crate::lbsn::{BoundingBox, Completeness, Point, Timestamp};
use std::cmp::Ordering;

/// A value of a raw row.
#[derive(Debug, Clone, PartialEq)]
pub enum RawValue {
    /// Not known.
    Null,
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// A text.
    Text(Box<str>),
    /// A point in time.
    Time(Timestamp),
    /// A position.
    Point(Point),
    /// An extent.
    Area(Box<BoundingBox>),
    /// Several texts.
    Texts(Box<[Box<str>]>),
}

/// A row of a raw table.
///
/// Dumps hold many copies of one post or user, and which comes first is chance. Of two copies
/// the more complete one is kept whole; among equally complete ones the one observed last;
/// among those the one whose contents sort last. That order is total, so the result does not
/// depend on the order, grouping or repetition of copies. Only names accumulate: every name
/// that a copy gave to a place and the kept copy does not is an alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct RawRow {
    /// How much of the original the copy carries.
    pub completeness: Completeness,
    /// When the network delivered the copy.
    pub observed: Option<Timestamp>,
    /// The values in the order of the table's columns.
    pub values: Box<[RawValue]>,
}

impl RawRow {
    /// Takes in another copy; says whether that changed anything.
    pub fn merge(&mut self, table: &RawTable, other: RawRow) -> bool {
        let names = table.names();
        let known = names.map(|columns| united_names(columns, &self.values, &other.values));
        let takes_over = self.order(&other, names) == Ordering::Less;
        let mut changed = takes_over;
        if takes_over {
            *self = other;
        }
        if let (Some((name, alternatives)), Some(mut known)) = (names, known) {
            if let Some(RawValue::Text(name)) = self.values.get(name) {
                known.retain(|other| other != name);
            }
            let known = RawValue::Texts(known.into());
            if let Some(value) = self.values.get_mut(alternatives)
                && *value != known
            {
                *value = known;
                changed = true;
            }
        }
        changed
    }

    fn order(&self, other: &Self, names: Option<(usize, usize)>) -> Ordering {
        let contents = || {
            let both = self.values.iter().zip(&other.values).enumerate();
            both.filter(|(column, _)| names.is_none_or(|(_, skipped)| *column != skipped))
                .map(|(_, (mine, others))| mine.order(others))
                .find(|order| order.is_ne())
                .unwrap_or(Ordering::Equal)
        };
        (self.completeness, self.observed)
            .cmp(&(other.completeness, other.observed))
            .then_with(contents)
    }

    /// About how many bytes of memory the row takes.
    pub fn memory_bytes(&self) -> usize {
        let heap = |value: &RawValue| match value {
            RawValue::Text(text) => text.len() + 16,
            RawValue::Texts(texts) => texts.iter().map(|text| text.len() + 32).sum(),
            RawValue::Area(_) => 48,
            _ => 0,
        };
        size_of::<Self>()
            + self.values.iter().map(|value| size_of::<RawValue>() + heap(value)).sum::<usize>()
    }
}

/// All names that two copies know, in order, each once.
fn united_names(
    (name, alternatives): (usize, usize),
    one: &[RawValue],
    other: &[RawValue],
) -> Vec<Box<str>> {
    let mut names = Vec::new();
    for values in [one, other] {
        if let Some(RawValue::Text(text)) = values.get(name) {
            names.push(text.clone());
        }
        if let Some(RawValue::Texts(texts)) = values.get(alternatives) {
            names.extend(texts.iter().cloned());
        }
    }
    names.sort_unstable();
    names.dedup();
    names
}

impl RawValue {
    /// A total order; what is known sorts after what is not.
    fn order(&self, other: &Self) -> Ordering {
        use RawValue::{Area, Boolean, Integer, Null, Point, Text, Texts, Time};
        let bits = |degrees: f64| degrees.to_bits();
        match (self, other) {
            (Integer(a), Integer(b)) => a.cmp(b),
            (Boolean(a), Boolean(b)) => a.cmp(b),
            (Text(a), Text(b)) => a.cmp(b),
            (Time(a), Time(b)) => a.cmp(b),
            (Point(a), Point(b)) => [a.lon(), a.lat()].map(bits).cmp(&[b.lon(), b.lat()].map(bits)),
            (Area(a), Area(b)) => a.edges().map(bits).cmp(&b.edges().map(bits)),
            (Texts(a), Texts(b)) => a.cmp(b),
            // Values of one column are of one kind or null.
            (a, b) => (*a != Null).cmp(&(*b != Null)),
        }
    }
}

impl<T: Into<RawValue>> From<Option<T>> for RawValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(RawValue::Null, Into::into)
    }
}

impl From<&str> for RawValue {
    fn from(text: &str) -> Self {
        RawValue::Text(without_nul(text))
    }
}

impl From<u64> for RawValue {
    fn from(number: u64) -> Self {
        RawValue::Integer(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<i32> for RawValue {
    fn from(number: i32) -> Self {
        RawValue::Integer(number.into())
    }
}

impl From<bool> for RawValue {
    fn from(value: bool) -> Self {
        RawValue::Boolean(value)
    }
}

impl From<Timestamp> for RawValue {
    fn from(time: Timestamp) -> Self {
        RawValue::Time(time)
    }
}

impl From<Point> for RawValue {
    fn from(point: Point) -> Self {
        RawValue::Point(point)
    }
}

impl From<BoundingBox> for RawValue {
    fn from(area: BoundingBox) -> Self {
        RawValue::Area(Box::new(area))
    }
}

impl<'a> FromIterator<&'a str> for RawValue {
    fn from_iter<I: IntoIterator<Item = &'a str>>(texts: I) -> Self {
        RawValue::Texts(texts.into_iter().map(without_nul).collect())
    }
}

/// Texts go without NUL characters: PostgreSQL cannot hold them, and SQLite's tools cut
/// texts there.
pub(super) fn without_nul(text: &str) -> Box<str> {
    if text.contains('\0') { text.replace('\0', "").into() } else { text.into() }
}
