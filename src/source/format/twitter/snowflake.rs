//! The time that is part of a tweet's id.
//!
//! Since 2010-11-04 ids are "snowflakes": the bits from 22 on count milliseconds since
//! 2010-11-04T01:42:54.657Z. Ids given out before were sequential and ended below 2^35;
//! the first snowflakes, hours after that epoch, were above 2^43. So 2^40 separates them.

use crate::lbsn::Timestamp;

const EPOCH_MILLISECONDS: u64 = 1_288_834_974_657;
const FIRST: u64 = 1 << 40;

/// When the post with this id was published, if its id tells.
pub(crate) fn time_of(guid: &str) -> Option<Timestamp> {
    let id: u64 = guid.parse().ok()?;
    if id < FIRST {
        return None;
    }
    let milliseconds = (id >> 22) + EPOCH_MILLISECONDS;
    Timestamp::from_second(i64::try_from(milliseconds / 1000).ok()?).ok()
}

#[cfg(test)]
#[path = "snowflake_tests.rs"]
mod tests;
