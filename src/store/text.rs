//! Values of key columns as text.

use crate::facet::{ColumnKind, KeyValue};
use jiff::civil::DateTime;
use jiff::{Timestamp, tz::Offset};

/// A value of a key as text: days and times in ISO 8601, numbers in their shortest form.
pub fn key_text(kind: ColumnKind, value: &KeyValue) -> String {
    match (kind, value) {
        (ColumnKind::Date, KeyValue::Integer(days)) => {
            civil(days.saturating_mul(86_400)).date().to_string()
        }
        (ColumnKind::Timestamp, KeyValue::Integer(second)) => datetime(*second),
        (ColumnKind::Time, KeyValue::Integer(second)) => {
            format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
        }
        (_, KeyValue::Integer(number)) => number.to_string(),
        (_, KeyValue::Real(number)) => number.to_string(),
        (_, KeyValue::Text(text)) => text.clone(),
    }
}

/// Seconds since 1970-01-01 00:00:00 UTC as `YYYY-MM-DDTHH:MM:SS.000Z`, the form that the
/// GeoPackage standard asks for.
pub(super) fn datetime(second: i64) -> String {
    let time = civil(second);
    format!("{}T{:02}:{:02}:{:02}.000Z", time.date(), time.hour(), time.minute(), time.second())
}

fn civil(second: i64) -> DateTime {
    Timestamp::from_second(second)
        .map(|timestamp| Offset::UTC.to_datetime(timestamp))
        .unwrap_or_default()
}
