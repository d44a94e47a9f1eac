//! When a post was published.
//!
//! The time in a record is what the author's program wrote, be it wrong or invented; the
//! network tells beside it when it met the record, and the key of a record is mostly a time,
//! too. A time later than the network's can't be; without a readable time the network's holds.

use crate::lbsn::{TimeError, Timestamp};
use crate::source::RejectReason;
use crate::source::format::Reject;

/// The time of a record. `written`: as the record has it; `met`: when the network met it;
/// `address`: of the record.
pub(super) fn published(
    written: Option<&str>,
    met: Option<Timestamp>,
    address: &str,
) -> Result<Option<Timestamp>, Reject> {
    let met = met.or_else(|| address.rsplit('/').next().and_then(of_key));
    match (written.map(Timestamp::parse), met) {
        (Some(Ok(written)), Some(met)) => Ok(Some(written.min(met))),
        (Some(Ok(written)), None) => Ok(Some(written)),
        (_, Some(met)) => Ok(Some(met)),
        (Some(Err(error @ TimeError::OutOfRange { .. })), None) => {
            Err(Reject::new(RejectReason::TimeOutOfRange, error.to_string()))
        }
        (Some(Err(_)), None) => {
            Err(Reject::new(RejectReason::BadTime, "the time has no known form"))
        }
        (None, None) => Ok(None),
    }
}

/// A point in time from microseconds since 1970.
pub(super) fn of_microseconds(microseconds: u64) -> Option<Timestamp> {
    Timestamp::from_second(i64::try_from(microseconds / 1_000_000).ok()?).ok()
}

/// The first point in time that a key may hold: before, there was no such network.
const FIRST_KEY: i64 = 1_600_000_000;

/// The time in the key of a record: thirteen digits to the base 32, the lowest ten bits of
/// which number the clock, the rest counts microseconds (AT Protocol, "Timestamp Identifier").
fn of_key(key: &str) -> Option<Timestamp> {
    const DIGITS: &str = "234567abcdefghijklmnopqrstuvwxyz";
    if key.len() != 13 || !key.starts_with(|first| ('2'..='j').contains(&first)) {
        return None;
    }
    let number = key
        .chars()
        .try_fold(0_u64, |number, character| Some(number << 5 | DIGITS.find(character)? as u64))?;
    of_microseconds(number >> 10).filter(|time| time.second() >= FIRST_KEY)
}

#[cfg(test)]
#[path = "time_tests.rs"]
mod tests;
