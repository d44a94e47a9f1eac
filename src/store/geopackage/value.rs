//! Values of key columns as SQLite holds them. Days and points in time are texts in ISO 8601,
//! as the GeoPackage standard has them.

use crate::facet::{ColumnKind, KeyValue};
use crate::store::text::{key_text, read_key_text};
use jiff::Timestamp;
use rusqlite::types::{Value, ValueRef};

pub(super) use crate::store::text::datetime;

/// The value of a key column.
pub(super) fn key(kind: ColumnKind, part: KeyValue) -> Value {
    match (kind, part) {
        (ColumnKind::Date | ColumnKind::Timestamp | ColumnKind::Time, part) => {
            Value::Text(key_text(kind, &part))
        }
        (_, KeyValue::Integer(number)) => Value::Integer(number),
        (_, KeyValue::Real(number)) => Value::Real(number),
        (_, KeyValue::Text(text)) => Value::Text(text),
    }
}

/// Reads what [`key`] wrote; `None` for anything else.
pub(super) fn read_key(kind: ColumnKind, value: ValueRef<'_>) -> Option<KeyValue> {
    let text = || value.as_str().ok();
    Some(match kind {
        ColumnKind::Integer => KeyValue::Integer(value.as_i64().ok()?),
        ColumnKind::Real => KeyValue::Real(value.as_f64().ok()?),
        ColumnKind::Text => KeyValue::Text(text()?.to_owned()),
        ColumnKind::Date | ColumnKind::Timestamp | ColumnKind::Time => {
            read_key_text(kind, text()?)?
        }
    })
}

/// Reads what [`datetime`] wrote.
pub(super) fn read_datetime(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;
