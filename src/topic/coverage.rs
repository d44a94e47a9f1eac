//! On which days there was something to count: what tells missing days from zeros.

use crate::indicator::day::Day;
use std::collections::BTreeSet;

/// The days of which a run met posts, whether these passed its filter or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    days: BTreeSet<Day>,
    /// The day met last: most posts are of the day of the one before.
    last: Option<Day>,
}

/// Days of which it is known that nothing was collected, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gap {
    /// The first of them.
    pub first: Day,
    /// The last of them.
    pub last: Day,
}

impl Coverage {
    /// Notes a day.
    pub(super) fn meet(&mut self, day: Day) {
        if self.last != Some(day) {
            self.days.insert(day);
            self.last = Some(day);
        }
    }

    /// Takes in the days of another part of the run.
    pub(super) fn merge(&mut self, other: Coverage) {
        self.days.extend(other.days);
    }

    /// The first and the last day with a post.
    pub fn range(&self) -> Option<(Day, Day)> {
        Some((*self.days.first()?, *self.days.last()?))
    }

    /// Whether there was a post on this day.
    pub fn contains(&self, day: Day) -> bool {
        self.days.contains(&day)
    }

    /// Days from the first to the last on which there was none.
    pub fn empty_days(&self) -> usize {
        let days = self.range().and_then(|(first, last)| (last + 1).since(first));
        days.unwrap_or_default() - self.days.len()
    }
}

impl Gap {
    /// Whether a day is one of them.
    pub fn contains(&self, day: Day) -> bool {
        (self.first..=self.last).contains(&day)
    }
}
