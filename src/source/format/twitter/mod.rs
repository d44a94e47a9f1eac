//! JSON documents of the Twitter API, v1.1 and v2, mapped to LBSN.
//!
//! A document is one JSON value: a tweet, a page or array of tweets, a tweet in a wrapper that
//! some program put around it, an account with its latest tweet, or a message of the stream.
//! What it is follows from its keys alone (`shape`). The mapping, field by field, is in
//! `docs/lbsn-mapping.md`; it follows the LBSN structure.
//!
//! The files, in the order in which the bytes pass:
//!
//! ```text
//! walk       through arrays, pages and wrappers to each record; calls all that follows
//! repair     makes a text readable that a strict parser refuses
//! shape      what an object is, told by its keys
//! notice     messages that are no tweets
//! v1, v2     tweets as the two APIs deliver them, and their mapping
//! account    the same of accounts
//! field      kinds of JSON fields as real dumps hold them
//! draft      collects what comes along with a post
//! snowflake  the time in an id
//! place      places and positions
//! text       texts, hashtags, links
//! ```
//!
//! Texts stay as delivered: HTML entities (`&amp;`) are not resolved, as the texts of existing
//! LBSN databases are not, so that terms stay comparable. What a strict parser refuses but
//! holds no less information is repaired (`repair`); what can't be used is rejected with a
//! reason that names no content.

mod account;
mod draft;
mod field;
mod notice;
mod place;
mod repair;
mod shape;
pub(crate) mod snowflake;
mod text;
mod v1;
mod v2;
mod walk;

#[cfg(test)]
mod real_tests;
#[cfg(test)]
mod testing;

pub use notice::NoticeKind;

use crate::lbsn::Bundle;
use crate::source::RejectReason;
use std::borrow::Cow;

/// How much of a record is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Detail {
    /// What the facets need: no accounts but their ids, no posts known by their id only.
    Sets,
    /// Everything that LBSN has a column for.
    Raw,
}

/// One record of a document.
#[derive(Debug)]
pub enum Decoded<'a> {
    /// A tweet with all that came along.
    Tweet(&'a Bundle<'a>, Traits),
    /// A message that is no tweet.
    Notice(NoticeKind),
    /// A record that can't be used.
    Reject {
        /// Why.
        reason: RejectReason,
        /// What exactly, without content.
        detail: Cow<'static, str>,
        /// The record itself and nothing around it, repaired as far as it was.
        content: &'a str,
    },
}

/// Facts about a record as delivered, from which the portrait of a dump is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each counted by itself")]
pub struct Traits {
    /// Coordinates are attached, if only those of Null Island.
    pub coordinates: bool,
    /// A place is attached.
    pub place: bool,
    /// At least one hashtag is marked in it.
    pub hashtags: bool,
    /// It is a retweet.
    pub retweet: bool,
    /// It quotes another tweet and is no retweet.
    pub quote: bool,
    /// It replies to another tweet.
    pub reply: bool,
    /// It came in a form for more than 140 characters.
    pub extended: bool,
    /// Bytes that are no UTF-8 or half surrogate pairs were replaced in it.
    pub repaired: bool,
}

/// Decodes documents. It remembers nothing between them.
#[derive(Debug, Clone, Copy)]
pub struct Decoder {
    detail: Detail,
}

impl Decoder {
    /// A decoder for this much of each record.
    pub fn new(detail: Detail) -> Self {
        Self { detail }
    }

    /// Calls `each` for every record in one JSON document, in order.
    ///
    /// A page that is damaged in the middle gives the records before the damage and a reject.
    pub fn decode(&self, document: &[u8], each: &mut dyn FnMut(Decoded<'_>)) {
        walk::document(self.detail, document, each);
    }
}

/// Why a record can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reject {
    reason: RejectReason,
    /// Positions and field names only, never content.
    detail: Cow<'static, str>,
}

impl Reject {
    fn new(reason: RejectReason, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { reason, detail: detail.into() }
    }

    /// The rejection of the record that has this text.
    fn of(self, content: &str) -> Decoded<'_> {
        let Self { reason, detail } = self;
        Decoded::Reject { reason, detail, content }
    }
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
