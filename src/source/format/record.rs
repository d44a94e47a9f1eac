//! One record of an input as the rest of the program sees it, whatever network it is of.

use super::NoticeKind;
use crate::lbsn::{Bundle, GeoAccuracy, Post, ReactionType};
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
    /// A post with all that came along.
    Post(&'a Bundle<'a>, Traits),
    /// A message that is no post.
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
    /// It shares another post: a retweet, reblog or repost.
    pub retweet: bool,
    /// It quotes another post and doesn't share one.
    pub quote: bool,
    /// It replies to another post.
    pub reply: bool,
    /// It came in a form for more than 140 characters.
    pub extended: bool,
    /// Bytes that are no UTF-8 or half surrogate pairs were replaced in it.
    pub repaired: bool,
}

impl Traits {
    /// What the post tells that was made of the record.
    pub(super) fn of(post: &Post<'_>) -> Self {
        let kind = post.reaction.as_ref().map(|reaction| reaction.kind);
        Self {
            coordinates: post.geoaccuracy == GeoAccuracy::LatLng,
            place: post.place_guid.is_some() || post.city_guid.is_some(),
            hashtags: !post.hashtags.is_empty(),
            retweet: kind == Some(ReactionType::Share),
            quote: kind == Some(ReactionType::Quote),
            reply: kind == Some(ReactionType::Comment),
            ..Self::default()
        }
    }
}

/// Why a record can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reject {
    pub(super) reason: RejectReason,
    /// Positions and field names only, never content.
    pub(super) detail: Cow<'static, str>,
}

impl Reject {
    pub(super) fn new(reason: RejectReason, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { reason, detail: detail.into() }
    }

    /// The rejection of the record that has this text.
    pub(super) fn of(self, content: &str) -> Decoded<'_> {
        let Self { reason, detail } = self;
        Decoded::Reject { reason, detail, content }
    }
}
