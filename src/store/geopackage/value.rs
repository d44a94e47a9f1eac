//! Values of key columns as SQLite holds them. Days and points in time are texts in ISO 8601,
//! as the GeoPackage standard has them.

use crate::facet::{ColumnKind, KeyValue};
use jiff::civil::{self, DateTime};
use jiff::{Timestamp, tz::Offset};
use rusqlite::types::{Value, ValueRef};

/// The value of a key column.
pub(super) fn key(kind: ColumnKind, part: KeyValue) -> Value {
    match (kind, part) {
        (ColumnKind::Date, KeyValue::Integer(days)) => {
            Value::Text(civil_from_second(days.saturating_mul(86_400)).date().to_string())
        }
        (ColumnKind::Timestamp, KeyValue::Integer(second)) => Value::Text(datetime(second)),
        (ColumnKind::Time, KeyValue::Integer(second)) => Value::Text(
            format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60),
        ),
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

/// Seconds since 1970-01-01 00:00:00 UTC as `YYYY-MM-DDTHH:MM:SS.000Z`.
pub(super) fn datetime(second: i64) -> String {
    let time = civil_from_second(second);
    format!("{}T{:02}:{:02}:{:02}.000Z", time.date(), time.hour(), time.minute(), time.second())
}

/// Reads what [`datetime`] wrote.
pub(super) fn read_datetime(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().ok().map(Timestamp::as_second)
}

fn civil_from_second(second: i64) -> DateTime {
    Timestamp::from_second(second)
        .map(|timestamp| Offset::UTC.to_datetime(timestamp))
        .unwrap_or_default()
}

fn second_of(time: DateTime) -> Option<i64> {
    Offset::UTC.to_timestamp(time).ok().map(Timestamp::as_second)
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;
