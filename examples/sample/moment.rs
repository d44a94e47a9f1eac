//! Points in time to the millisecond, as the two versions of the API write them, and the
//! snowflake ids that contain them.

use jiff::civil::{Date, date};

const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// Milliseconds in a day.
pub const DAY: i64 = 86_400_000;

/// Milliseconds since 1970-01-01 00:00 UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    /// Midnight at the start of a day.
    pub fn midnight(day: Date) -> Self {
        let days = (day - date(1970, 1, 1)).get_days();
        Self(i64::from(days) * DAY)
    }

    /// Days since 1970-01-01.
    pub fn day_number(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// The day, UTC.
    pub fn date(self) -> Date {
        date(1970, 1, 1).saturating_add(jiff::Span::new().days(self.day_number()))
    }

    /// As API v1.1 writes it: `Wed Feb 24 08:31:02 +0000 2016`.
    pub fn v1(self) -> String {
        let (hour, minute, second, _) = self.clock();
        let day = self.date();
        let weekday = WEEKDAYS[self.day_number().rem_euclid(7) as usize];
        let month = MONTHS[(day.month() - 1) as usize];
        let (number, year) = (day.day(), day.year());
        format!("{weekday} {month} {number:02} {hour:02}:{minute:02}:{second:02} +0000 {year}")
    }

    /// As API v2 writes it: `2016-02-24T08:31:02.000Z`.
    pub fn v2(self) -> String {
        let (hour, minute, second, _) = self.clock();
        format!("{}T{hour:02}:{minute:02}:{second:02}.000Z", self.date())
    }

    /// The id of something made at this moment. `sequence` tells those of one millisecond apart.
    pub fn snowflake(self, sequence: u64) -> u64 {
        ((self.0 - 1_288_834_974_657).max(0) as u64) << 22 | sequence & 0x3F_FFFF
    }

    fn clock(self) -> (i64, i64, i64, i64) {
        let millis = self.0.rem_euclid(DAY);
        let seconds = millis / 1000;
        (seconds / 3600, seconds / 60 % 60, seconds % 60, millis % 1000)
    }
}
