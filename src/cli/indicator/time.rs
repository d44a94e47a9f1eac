//! Values of options about time: moments in a time zone, gaps, zones.

use crate::indicator::day::Day;
use crate::lbsn::Timestamp;
use crate::topic::Gap;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use std::fmt;

/// A day or point in time of a zone that is not known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(DateTime);

impl Moment {
    /// The point in time that it is in a zone.
    pub fn within(self, zone: &TimeZone) -> Result<Timestamp, anyhow::Error> {
        let time = zone.to_ambiguous_timestamp(self.0).compatible()?;
        Ok(Timestamp::from_second(time.as_second())?)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// `2022-02-24` or `2022-02-24T06:00:00`.
pub fn moment(text: &str) -> Result<Moment, String> {
    text.parse().map(Moment).map_err(|_error| {
        format!("{text:?} is neither a day (2022-02-24) nor a time (2022-02-24T06:00:00)")
    })
}

/// `Europe/Kyiv`, `UTC`.
pub fn zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text)
        .map_err(|_error| format!("{text:?} is no time zone such as UTC or Europe/Kyiv"))
}

/// `2022-03-01..2022-03-04`, both days included, or one day.
pub fn gap(text: &str) -> Result<Gap, String> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let day = |text: &str| -> Result<Day, String> {
        let day: Date =
            text.parse().map_err(|_error| format!("{text:?} is no day such as 2022-03-01"))?;
        Ok(Day::from(day))
    };
    let (first, last) = (day(first)?, day(last)?);
    if first > last {
        return Err(format!("{text:?} ends before it begins"));
    }
    Ok(Gap { first, last })
}
