//! A day of the calendar as a number, so that lags and windows are plain arithmetic.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use std::fmt;
use std::ops::{Add, Sub};

/// A day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// The names of the days of the week, Monday first, as the columns of a model are called.
pub const WEEKDAYS: [&str; 7] = ["M", "T", "W", "Th", "F", "S", "Su"];

impl Day {
    /// 1970-01-01, from which days are counted.
    pub const EPOCH: Day = Day(0);

    /// The day of the week, Monday = 0.
    pub fn weekday(self) -> usize {
        // 1970-01-01 was a Thursday.
        (self.0 + 3).rem_euclid(7) as usize
    }

    /// Days from the other day to this one as an index; `None` if this one is earlier.
    pub fn since(self, first: Day) -> Option<usize> {
        usize::try_from(self - first).ok()
    }

    /// The days of a half-open range.
    pub fn until(self, end: Day) -> impl Iterator<Item = Day> + Clone {
        (self.0..end.0).map(Day)
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        let hours = date.duration_since(EPOCH).as_hours();
        Self(i32::try_from(hours / 24).unwrap_or(i32::MAX))
    }
}

impl From<Day> for Date {
    /// Days beyond the calendar are its last or first.
    fn from(day: Day) -> Self {
        let end = if day.0 < 0 { Date::MIN } else { Date::MAX };
        EPOCH.checked_add(day.0.days()).unwrap_or(end)
    }
}

const EPOCH: Date = date(1970, 1, 1);

impl Add<i32> for Day {
    type Output = Day;

    fn add(self, days: i32) -> Day {
        Day(self.0.saturating_add(days))
    }
}

impl Sub for Day {
    type Output = i32;

    fn sub(self, other: Day) -> i32 {
        self.0.saturating_sub(other.0)
    }
}

/// As ISO 8601: 2022-02-24.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match EPOCH.checked_add(self.0.days()) {
            Ok(date) => write!(f, "{date}"),
            Err(_) => write!(f, "day {} of the epoch", self.0),
        }
    }
}
