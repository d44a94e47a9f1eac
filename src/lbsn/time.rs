//! Points in time and days, always UTC, to the second: LBSN's `timestamp` without zone.

use jiff::civil;
use std::fmt;

/// Seconds since 1970-01-01 00:00:00 UTC, within the years that a post can come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A day in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

/// Why a text or number is no point in time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// No known form.
    #[error("not a point in time")]
    Form,
    /// Before 1970 or after 2099: no social network was, or a unit was mistaken.
    #[error("the year {year} is not between 1970 and 2099")]
    OutOfRange {
        /// The year found.
        year: i64,
    },
}

/// 2100-01-01 00:00:00 UTC.
const END: i64 = 4_102_444_800;

impl Timestamp {
    /// From seconds since 1970-01-01 00:00:00 UTC.
    ///
    /// # Errors
    /// Before 1970 or from 2100 on.
    pub fn from_second(second: i64) -> Result<Self, TimeError> {
        if (0..END).contains(&second) {
            Ok(Self(second))
        } else {
            Err(TimeError::OutOfRange { year: 1970 + second.div_euclid(31_556_952) })
        }
    }

    /// Seconds since 1970-01-01 00:00:00 UTC.
    pub fn second(self) -> i64 {
        self.0
    }

    /// The day, UTC.
    pub fn date(self) -> Date {
        Date(self.civil().date())
    }

    /// Calendar date and time of day, UTC.
    pub fn civil(self) -> civil::DateTime {
        jiff::Timestamp::from_second(self.0)
            .map(|timestamp| jiff::tz::Offset::UTC.to_datetime(timestamp))
            .unwrap_or_default()
    }
}

impl Date {
    /// The calendar day.
    pub fn civil(self) -> civil::Date {
        self.0
    }

    /// Days since 1970-01-01.
    pub fn day_number(self) -> i64 {
        self.midnight().second() / 86_400
    }

    /// The first second of the day.
    pub fn midnight(self) -> Timestamp {
        let second =
            jiff::tz::Offset::UTC.to_timestamp(self.0.at(0, 0, 0, 0)).map_or(0, |t| t.as_second());
        Timestamp(second.clamp(0, END))
    }
}

impl fmt::Display for Timestamp {
    /// `YYYY-MM-DD HH:MM:SS`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.civil();
        write!(f, "{} {:02}:{:02}:{:02}", time.date(), time.hour(), time.minute(), time.second())
    }
}

impl fmt::Display for Date {
    /// `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
