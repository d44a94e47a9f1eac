//! Points in time as people and programs write them into cells.

use super::error::MappingError;
use super::mapping::wrong;
use crate::lbsn::{TimeError, Timestamp};
use jiff::civil;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{Offset, TimeZone};

/// How the times of a table are read.
#[derive(Debug, Clone)]
pub(super) struct Times {
    form: Form,
    /// Of times that do not say it.
    zone: TimeZone,
}

#[derive(Debug, Clone)]
enum Form {
    /// Whatever the cell looks like.
    Any,
    /// ISO 8601 and what looks like it, year first.
    Iso,
    /// `Wed Aug 27 13:08:45 +0000 2008`
    Twitter,
    /// Days since 1899-12-30, as spreadsheets count them.
    Excel,
    /// So many parts of a second since 1970.
    Epoch(i64),
    /// As `strptime` has it.
    Pattern(String),
}

impl Times {
    pub(super) fn new(format: Option<&str>, zone: Option<&str>) -> Result<Self, MappingError> {
        let form = match format.unwrap_or("auto") {
            "auto" => Form::Any,
            "iso" => Form::Iso,
            "twitter" => Form::Twitter,
            "excel" => Form::Excel,
            "epoch" | "epoch_s" => Form::Epoch(1),
            "epoch_ms" => Form::Epoch(1_000),
            "epoch_us" => Form::Epoch(1_000_000),
            pattern if pattern.contains('%') => Form::Pattern(pattern.to_owned()),
            other => {
                let reason = "it takes auto, iso, twitter, excel, epoch, epoch_ms, epoch_us, or a \
                     pattern such as %d.%m.%Y %H:%M";
                return Err(wrong("time_format", other, reason));
            }
        };
        let zone = match zone {
            None => TimeZone::UTC,
            Some(name) => named_zone(name).ok_or_else(|| {
                wrong("timezone", name, "it takes a name such as Europe/Berlin, or +02:00")
            })?,
        };
        Ok(Self { form, zone })
    }

    /// Reads a cell.
    pub(super) fn read(&self, cell: &str) -> Result<Timestamp, TimeError> {
        match &self.form {
            Form::Any => self.any(cell),
            Form::Iso => self.iso(cell),
            Form::Twitter => Timestamp::parse(cell),
            Form::Excel => self.serial(cell.parse().map_err(|_bad| TimeError::Form)?),
            Form::Epoch(parts) => epoch(cell, *parts),
            Form::Pattern(pattern) => self.pattern(pattern, cell),
        }
    }

    /// Numbers are told by their size: spreadsheets have reached day 45 000, clocks second
    /// 1 500 000 000.
    fn any(&self, cell: &str) -> Result<Timestamp, TimeError> {
        let (whole, fraction) = cell.split_once('.').unwrap_or((cell, "0"));
        let is_number = [whole, fraction]
            .iter()
            .all(|part| !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit()));
        match whole.len() {
            5 if is_number => self.serial(cell.parse().map_err(|_bad| TimeError::Form)?),
            9 | 10 if is_number => epoch(whole, 1),
            12 | 13 if is_number => epoch(whole, 1_000),
            15 | 16 if is_number => epoch(whole, 1_000_000),
            _ if cell.starts_with(|first: char| first.is_ascii_alphabetic()) => {
                Timestamp::parse(cell)
            }
            _ => self.iso(cell),
        }
    }

    /// `2008-08-27T13:08:45Z` and its kin: `:` or `/` in the date, a space for the `T`, no
    /// seconds, no time at all, no zone.
    fn iso(&self, cell: &str) -> Result<Timestamp, TimeError> {
        let (date, rest) = cell.split_at_checked(10).ok_or(TimeError::Form)?;
        let separator = date.as_bytes().get(4).copied().unwrap_or_default();
        if !matches!(separator, b'-' | b':' | b'/') || date.as_bytes().get(7) != Some(&separator) {
            return Err(TimeError::Form);
        }
        let date = date.replace([':', '/'], "-");
        let clock_length =
            rest.find(|c: char| !matches!(c, 'T' | 't' | ' ' | '0'..='9' | ':' | '.'));
        let (clock, zone) = rest.split_at(clock_length.unwrap_or(rest.len()));
        let clock = clock.trim_end();
        let clock = match clock.len() {
            0 if zone.is_empty() => "T00:00:00".to_owned(),
            6 => format!("{clock}:00"),
            _ => clock.to_owned(),
        };
        let time = Timestamp::parse(&format!("{date}{clock}{zone}"))?;
        if zone.is_empty() { self.located(time.civil()) } else { Ok(time) }
    }

    /// Day 25 569 is 1970-01-01 in the 1900 system; the fraction is the time of day.
    fn serial(&self, days: f64) -> Result<Timestamp, TimeError> {
        const FIRST: f64 = 25_569.0;
        let seconds = ((days - FIRST) * 86_400.0).round();
        // Not a number becomes 0 as an integer, and must not.
        if !seconds.is_finite() {
            return Err(TimeError::Form);
        }
        self.located(Timestamp::from_second(seconds as i64)?.civil())
    }

    fn pattern(&self, pattern: &str, cell: &str) -> Result<Timestamp, TimeError> {
        let parts = BrokenDownTime::parse(pattern, cell).map_err(|_bad| TimeError::Form)?;
        if parts.offset().is_some() {
            let time = parts.to_timestamp().map_err(|_bad| TimeError::Form)?;
            return Timestamp::from_second(time.as_second());
        }
        let date = parts.to_date().map_err(|_bad| TimeError::Form)?;
        let clock = parts.to_time().unwrap_or(civil::Time::midnight());
        self.located(date.to_datetime(clock))
    }

    /// A time of the table's zone. What a clock shows twice in autumn is the earlier, what it
    /// skips in spring is counted on from before.
    fn located(&self, local: civil::DateTime) -> Result<Timestamp, TimeError> {
        let time = self.zone.to_timestamp(local).map_err(|_bad| TimeError::Form)?;
        Timestamp::from_second(time.as_second())
    }
}

/// Seconds since 1970 in so many parts.
fn epoch(cell: &str, parts: i64) -> Result<Timestamp, TimeError> {
    let whole = cell.split_once('.').map_or(cell, |(whole, _)| whole);
    let number: i64 = whole.parse().map_err(|_bad| TimeError::Form)?;
    Timestamp::from_second(number.div_euclid(parts))
}

/// A zone by its name, or `+02:00`.
fn named_zone(name: &str) -> Option<TimeZone> {
    let sign = match name.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return TimeZone::get(name).ok(),
    };
    let digits = name.get(1..)?.replace(':', "");
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.parse::<i32>().ok()?, 0),
        4 => (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?),
        _ => return None,
    };
    let valid = (0..=14).contains(&hours) && (0..60).contains(&minutes);
    let seconds = sign * (hours * 3600 + minutes * 60);
    valid.then(|| Offset::from_seconds(seconds).ok()).flatten().map(TimeZone::fixed)
}

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
