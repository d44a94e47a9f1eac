//! Values of key columns as text.

use crate::facet::{ColumnKind, KeyValue};
use crate::lbsn;
use jiff::civil::{self, DateTime};
use jiff::{Timestamp, tz::Offset};

/// A value of a key as text: days and times in ISO 8601, numbers in their shortest form.
pub fn key_text(kind: ColumnKind, value: &KeyValue) -> String {
    match (kind, value) {
        (ColumnKind::Date, KeyValue::Integer(days)) => {
            civil_of(days.saturating_mul(86_400)).date().to_string()
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

/// Reads what [`key_text`] wrote, and days and times as PostgreSQL prints them; `None` for
/// anything else.
pub(super) fn read_key_text(kind: ColumnKind, text: &str) -> Option<KeyValue> {
    Some(match kind {
        ColumnKind::Integer => KeyValue::Integer(text.parse().ok()?),
        ColumnKind::Real => {
            KeyValue::Real(text.parse().ok().filter(|degrees: &f64| degrees.is_finite())?)
        }
        ColumnKind::Text => KeyValue::Text(text.to_owned()),
        ColumnKind::Date => {
            let date: civil::Date = text.parse().ok()?;
            let midnight = Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
            KeyValue::Integer(midnight.as_second().div_euclid(86_400))
        }
        ColumnKind::Timestamp => {
            KeyValue::Integer(lbsn::Timestamp::parse(text).ok().map(lbsn::Timestamp::second)?)
        }
        ColumnKind::Time => {
            let time: civil::Time = text.parse().ok()?;
            KeyValue::Integer(
                i64::from(time.hour()) * 3600
                    + i64::from(time.minute()) * 60
                    + i64::from(time.second()),
            )
        }
    })
}

/// Seconds since 1970-01-01 00:00:00 UTC as `YYYY-MM-DDTHH:MM:SS.000Z`, the form that the
/// GeoPackage standard asks for.
pub(super) fn datetime(second: i64) -> String {
    let time = civil_of(second);
    format!("{}T{:02}:{:02}:{:02}.000Z", time.date(), time.hour(), time.minute(), time.second())
}

fn civil_of(second: i64) -> DateTime {
    Timestamp::from_second(second)
        .map(|timestamp| Offset::UTC.to_datetime(timestamp))
        .unwrap_or_default()
}
