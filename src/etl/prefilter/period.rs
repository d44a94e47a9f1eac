//! Whether a record may hold a post of a period.

use super::json::{hides_letters, value};
use crate::lbsn::Timestamp;
use crate::source::snowflake_time;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// Digits of the shortest id that tells a time.
const SHORTEST_ID: usize = 13;

/// The key of the time.
static CREATED_AT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"created_at\""));

/// Ends of keys, and beginnings of texts, that tell of times in another way.
static OTHERS: LazyLock<[Finder<'static>; 4]> =
    LazyLock::new(|| ["edAt\"", "\"time_us\"", "\"at://", "_date\""].map(Finder::new));

/// The time that posts are wanted of.
#[derive(Debug)]
pub(super) struct Period {
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Period {
    /// From `since` to before `until`; `None` if neither is given.
    pub(super) fn new(since: Option<Timestamp>, until: Option<Timestamp>) -> Option<Self> {
        (since.is_some() || until.is_some()).then_some(Self { since, until })
    }

    fn holds(&self, time: Timestamp) -> bool {
        self.since.is_none_or(|since| time >= since) && self.until.is_none_or(|until| time < until)
    }

    /// Whether a record may hold a post of the period. The time of a post is what it says
    /// under `created_at`, else what its id tells; networks that name it otherwise write it
    /// with a capital A, or in microseconds, or in an address, and raw stores as some date.
    pub(super) fn may_be_in(&self, json: &[u8]) -> bool {
        let behind = |at: usize| json.get(at + CREATED_AT.needle().len()..).unwrap_or_default();
        CREATED_AT.find_iter(json).any(|at| self.may_be_at(behind(at)))
            || OTHERS.iter().any(|other| other.find(json).is_some())
            || self.may_be_of_an_id(json)
            || hides_letters(json)
    }

    /// Whether the value behind a key is, or may be, a time of the period.
    fn may_be_at(&self, rest: &[u8]) -> bool {
        let text = || {
            let text = value(rest).strip_prefix(b"\"")?;
            let text = text.get(..memchr::memchr(b'"', text)?)?;
            Timestamp::parse(std::str::from_utf8(text).ok()?).ok()
        };
        text().is_none_or(|time| self.holds(time))
    }

    fn may_be_of_an_id(&self, json: &[u8]) -> bool {
        let runs = json.split(|byte| !byte.is_ascii_digit());
        runs.filter(|run| run.len() >= SHORTEST_ID).any(|id| {
            let id = std::str::from_utf8(id).unwrap_or_default();
            snowflake_time(id).is_some_and(|time| self.holds(time))
        })
    }
}
