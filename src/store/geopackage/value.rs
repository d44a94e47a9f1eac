//! Values of key columns as SQLite holds them. Days and points in time are texts in ISO 8601,
//! as the GeoPackage standard has them.

use crate::facet::{ColumnKind, KeyValue};
use crate::store::text::key_text;
use jiff::civil::{self, DateTime};
use jiff::{Timestamp, tz::Offset};
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
        ColumnKind::Date => {
            let date: civil::Date = text()?.parse().ok()?;
            KeyValue::Integer(second_of(date.at(0, 0, 0, 0))?.div_euclid(86_400))
        }
        ColumnKind::Timestamp => KeyValue::Integer(read_datetime(text()?)?),
        ColumnKind::Time => {
            let time: civil::Time = text()?.parse().ok()?;
            KeyValue::Integer(
                i64::from(time.hour()) * 3600
                    + i64::from(time.minute()) * 60
                    + i64::from(time.second()),
            )
        }
    })
}

/// Reads what [`datetime`] wrote.
pub(super) fn read_datetime(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

fn second_of(time: DateTime) -> Option<i64> {
    Offset::UTC.to_timestamp(time).ok().map(Timestamp::as_second)
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;
