//! What is counted in a run, and how.

use super::finder::Finder;
use super::group::Grouping;
use super::places::Places;
use crate::indicator::day::Day;
use crate::lbsn::Timestamp;
use jiff::tz::TimeZone;

/// What is counted of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counting {
    /// The document, once per topic.
    Documents,
    /// Each place in it at which a word of the topic stands.
    Occurrences,
}

/// The number that stands for all documents, whatever their topics.
pub(super) const TOTAL: u16 = u16::MAX;

/// What is counted, and how.
#[derive(Debug)]
pub struct Question {
    /// Finds the topics, by number.
    pub topics: Finder,
    /// Their names.
    pub names: Vec<String>,
    /// Documents have to mention one of these.
    pub mentions: Option<Places>,
    /// What the counts are split by.
    pub grouping: Option<Grouping>,
    /// What is counted of a document.
    pub counting: Counting,
    /// Whether all documents are counted as well.
    pub total: bool,
    /// So many different users are told apart per number; none need not be.
    pub min_users: usize,
    /// Where days begin at midnight.
    pub zone: TimeZone,
    /// The period: from, and before.
    pub period: (Option<Timestamp>, Option<Timestamp>),
}

impl Question {
    /// The day of a point in time, if it is within the period.
    pub(super) fn day(&self, time: Timestamp) -> Option<Day> {
        let (since, until) = self.period;
        if since.is_some_and(|since| time < since) || until.is_some_and(|until| time >= until) {
            return None;
        }
        let second = time.second();
        let offset = if self.zone == TimeZone::UTC {
            0
        } else {
            let time = jiff::Timestamp::from_second(second).ok()?;
            i64::from(self.zone.to_offset(time).seconds())
        };
        let day = (second + offset).div_euclid(86_400);
        Some(Day::EPOCH + i32::try_from(day).ok()?)
    }
}
