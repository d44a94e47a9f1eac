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

pub(super) const fn column(name: &'static str, kind: ColumnKind) -> Column {
    Column { name, kind }
}
