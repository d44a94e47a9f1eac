//! Key columns: what they are called and hold.

/// A key column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name in the LBSN hlldb.
    pub name: &'static str,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a key column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A whole number.
    Integer,
    /// Degrees.
    Real,
    /// A text.
    Text,
    /// A day, as days since 1970-01-01.
    Date,
    /// A point in time, as seconds since 1970-01-01 00:00:00 UTC.
    Timestamp,
    /// A time of day, as seconds since midnight.
    Time,
}

impl ColumnKind {
    /// What a value of it is called, for messages.
    pub fn noun(self) -> &'static str {
        match self {
            ColumnKind::Integer => "whole number",
            ColumnKind::Real => "number",
            ColumnKind::Text => "text",
            ColumnKind::Date => "day (2016-02-24)",
            ColumnKind::Timestamp => "point in time (2016-02-24T09:30:45Z)",
            ColumnKind::Time => "time of day (09:30:45)",
        }
    }
}

pub(super) const fn column(name: &'static str, kind: ColumnKind) -> Column {
    Column { name, kind }
}
