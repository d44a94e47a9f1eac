//! The id of a tweet and the time that is part of it.
//!
//! Since 2010-11-04 ids are "snowflakes": the bits from 22 on count milliseconds since
//! 2010-11-04T01:42:54.657Z. Ids given out before were sequential and ended below 2^35;
//! the first snowflakes, hours after that epoch, were above 2^43. So 2^40 separates them.

use crate::lbsn::{Text, Timestamp};
use crate::source::RejectReason;
use crate::source::format::field::Id;
use crate::source::format::{Reject, draft};

const EPOCH_MILLISECONDS: u64 = 1_288_834_974_657;
const FIRST: u64 = 1 << 40;

/// The id of a post.
pub(super) fn post_guid<'b>(id: &'b Id<'_>) -> Result<Text<'b>, Reject> {
    match id.guid() {
        Ok(Some(guid)) => Ok(guid),
        Ok(None) => Err(Reject::new(RejectReason::MissingId, "neither id_str nor id")),
        Err(_) => Err(Reject::new(RejectReason::BadId, "the id is not a whole number")),
    }
}

/// When a post was published: as written, else as its id tells.
pub(super) fn publish_date(
    created_at: Option<&str>,
    guid: &str,
) -> Result<Option<Timestamp>, Reject> {
    created_at.map_or(Ok(time_of(guid)), |text| draft::publish_date(text).map(Some))
}

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
