//! When posts are written: how many a day by season, weekday and events, and at which hour.

use super::events::{EVENTS, attention, background};
use super::moment::{DAY, Moment};
use super::random::{Random, Weighted};
use jiff::civil::Date;

/// Posts by weekday, Monday first.
const WEEKDAYS: [u64; 7] = [100, 98, 99, 101, 104, 109, 107];
/// Posts by month.
const SEASON: [u64; 12] = [96, 95, 98, 100, 103, 104, 108, 107, 102, 99, 96, 100];
/// Posts by hour, UTC.
const HOURS: [u64; 24] =
    [30, 20, 14, 10, 9, 12, 22, 40, 52, 56, 58, 60, 64, 62, 60, 60, 62, 68, 76, 84, 88, 82, 66, 46];
/// Milliseconds in an hour.
const HOUR: u64 = 3_600_000;

/// A day of the period.
pub struct Day {
    /// Its date.
    pub date: Date,
    /// What its posts are about: first the topic without event, then each event, last the rest.
    themes: Weighted,
}

/// What a post is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// The topic, on no particular occasion.
    Topic,
    /// The topic, because of an event (its number).
    Event(usize),
    /// Anything else.
    Everyday,
}

/// The period, and how posts are spread over it.
pub struct Calendar {
    days: Vec<Day>,
    weights: Weighted,
    hours: Weighted,
}

impl Calendar {
    /// The days from `start` to `end`, both included. The topic is written about `topic` times
    /// as much as in a stream of everything.
    pub fn new(start: Date, end: Date, topic: u64) -> Self {
        let days: Vec<Day> = start
            .series(jiff::Span::new().days(1))
            .take_while(|date| *date <= end)
            .map(|date| {
                let events = EVENTS.iter().map(|event| attention(event, date) * topic);
                Day {
                    date,
                    themes: Weighted::new(
                        std::iter::once(background(date) * topic)
                            .chain(events)
                            .chain([ordinary(date)]),
                    ),
                }
            })
            .collect();
        let weights = Weighted::new(days.iter().map(|day| day.themes.total() << 24));
        let hours = Weighted::new(HOURS.iter().map(|weight| weight * HOUR));
        Self { days, weights, hours }
    }

    /// How many days there are.
    pub fn len(&self) -> u64 {
        self.days.len() as u64
    }

    /// When the `index`-th of `count` posts is written, and the day it falls on. Later posts are
    /// never earlier.
    pub fn moment(&self, index: u64, count: u64, random: &mut Random) -> (&Day, Moment) {
        let scaled = |step: u64| {
            (u128::from(self.weights.total()) * u128::from(step) / u128::from(count.max(1))) as u64
        };
        let (from, to) = (scaled(index), scaled(index + 1));
        let (number, into) = self.weights.at(from + random.below(to - from));
        let day = &self.days[number];
        let width = u128::from(self.weights.width(number));
        let position = (u128::from(into) * u128::from(self.hours.total()) / width) as u64;
        let (hour, rest) = self.hours.at(position);
        let millis = rest * HOUR / self.hours.width(hour) + hour as u64 * HOUR;
        (day, Moment(Moment::midnight(day.date).0 + millis as i64))
    }
}

impl Day {
    /// What one of the day's posts is about.
    pub fn theme(&self, random: &mut Random) -> Theme {
        match self.themes.draw(random) {
            0 => Theme::Topic,
            number if number <= EVENTS.len() => Theme::Event(number - 1),
            _ => Theme::Everyday,
        }
    }

    /// Some time on the day before.
    pub fn eve(&self, random: &mut Random) -> Moment {
        Moment(Moment::midnight(self.date).0 - DAY + random.below(DAY as u64) as i64)
    }
}

/// Posts about other things, about a thousand on an average day.
fn ordinary(date: Date) -> u64 {
    let weekday = WEEKDAYS[date.weekday().to_monday_zero_offset() as usize];
    let month = SEASON[usize::from(date.month().unsigned_abs()) - 1];
    // Fewer posts carry a location every year.
    let decline = 130 - 9 * u64::from((date.year() - 2015).clamp(0, 8).unsigned_abs());
    1000 * weekday * month * decline / 1_000_000
}
