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

    /// Reads `Wed Oct 10 20:19:24 +0000 2018` (the name of the day is not looked at) or
    /// RFC 3339 (`2018-10-10T20:19:24.000Z`), also as data frames and databases write it
    /// (`2018-10-10 20:19:24`, `… 20:19:24+00`); without an offset it is UTC. Fractions of a
    /// second are dropped.
    ///
    /// # Errors
    /// Neither form, no such day, or outside the years 1970 to 2099.
    pub fn parse(text: &str) -> Result<Self, TimeError> {
        let bytes = text.as_bytes();
        let fields = match bytes.first() {
            Some(byte) if byte.is_ascii_digit() => Fields::from_iso(bytes),
            _ => Fields::from_twitter(bytes),
        };
        Self::from_second(fields.and_then(Fields::second).ok_or(TimeError::Form)?)
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

/// A written time, taken apart. By hand, because every record has two of them.
struct Fields {
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    /// Seconds east of UTC.
    offset: i64,
}

impl Fields {
    /// `Wed Oct 10 20:19:24 +0000 2018`
    fn from_twitter(text: &[u8]) -> Option<Self> {
        const MONTHS: &[u8; 36] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
        let (day_of_week, rest) = text.split_at_checked(4)?;
        let (month, rest) = rest.split_at_checked(3)?;
        let [b' ', tens, ones, b' ', clock @ .., b' ', y, y1, y2, y3] = rest else { return None };
        let (clock, zone) = clock.split_at_checked(8)?;
        let [b' ', sign, h, h1, n, n1] = zone else { return None };
        let month = MONTHS.chunks(3).position(|name| name == month)?;
        let (hour, minute, second) = clock_time(clock)?;
        day_of_week.ends_with(b" ").then_some(Self {
            year: number(&[*y, *y1, *y2, *y3])?,
            month: month as i64 + 1,
            day: number(&[*tens, *ones])?,
            hour,
            minute,
            second,
            offset: offset(*sign, [*h, *h1], [*n, *n1])?,
        })
    }

    /// `2018-10-10T20:19:24.000Z`, also with a space for the `T`, with an offset, or neither.
    fn from_iso(text: &[u8]) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let [year @ .., b'-', m, m1, b'-', d, d1] = date else { return None };
        let (b'T' | b't' | b' ', rest) = rest.split_first()? else { return None };
        let (clock, rest) = rest.split_at_checked(8)?;
        let zone = match rest {
            [b'.', fraction @ ..] => {
                let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
                fraction.get(digits..).filter(|_| digits > 0)?
            }
            _ => rest,
        };
        let offset = match zone.strip_prefix(b" ").unwrap_or(zone) {
            b"Z" | b"z" | b"UTC" => 0,
            // A time that every program kept in UTC, and one of them wrote without saying so.
            b"" if zone.is_empty() => 0,
            [sign, h, h1, b':', n, n1] | [sign, h, h1, n, n1] => {
                offset(*sign, [*h, *h1], [*n, *n1])?
            }
            [sign, h, h1] => offset(*sign, [*h, *h1], *b"00")?,
            _ => return None,
        };
        let (hour, minute, second) = clock_time(clock)?;
        let (month, day) = (number(&[*m, *m1])?, number(&[*d, *d1])?);
        Some(Self { year: number(year)?, month, day, hour, minute, second, offset })
    }

    /// Seconds since 1970; `None` for a day that the calendar doesn't have.
    fn second(self) -> Option<i64> {
        let date = civil::Date::new(
            self.year.try_into().ok()?,
            self.month.try_into().ok()?,
            self.day.try_into().ok()?,
        );
        let day = days_since_1970(date.ok()?);
        Some(day * 86_400 + self.hour * 3600 + self.minute * 60 + self.second - self.offset)
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar. The year is counted from March,
/// so that the leap day comes last.
fn days_since_1970(date: civil::Date) -> i64 {
    let (month, day) = (i64::from(date.month()), i64::from(date.day()));
    let year = i64::from(date.year()) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn number(digits: &[u8]) -> Option<i64> {
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
    })
}

/// Hour, minute and second of `20:19:24`; a leap second counts as the one before it.
fn clock_time(text: &[u8]) -> Option<(i64, i64, i64)> {
    let [h, h1, b':', m, m1, b':', s, s1] = text else { return None };
    let (hour, minute, second) = (number(&[*h, *h1])?, number(&[*m, *m1])?, number(&[*s, *s1])?);
    (hour < 24 && minute < 60 && second <= 60).then_some((hour, minute, second.min(59)))
}

/// Seconds east of UTC.
fn offset(sign: u8, hours: [u8; 2], minutes: [u8; 2]) -> Option<i64> {
    let (hours, minutes) = (number(&hours)?, number(&minutes)?);
    let size = (hours < 24 && minutes < 60).then_some(hours * 3600 + minutes * 60)?;
    match sign {
        b'+' => Some(size),
        b'-' => Some(-size),
        _ => None,
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
        let second = jiff::tz::Offset::UTC
            .to_timestamp(self.0.at(0, 0, 0, 0))
            .map_or(0, jiff::Timestamp::as_second);
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

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
