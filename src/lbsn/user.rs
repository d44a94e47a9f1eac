//! Users.

use super::{Completeness, Origin, Text, Timestamp};

/// An account. All but the id is optional: mentions and replies deliver stubs.
#[derive(Debug, Clone, PartialEq)]
pub struct User<'a> {
    /// The network.
    pub origin: Origin,
    /// Its id there.
    pub guid: Text<'a>,
    /// How much of it this copy carries.
    pub completeness: Completeness,
    /// Screen name.
    pub name: Option<Text<'a>>,
    /// Name as displayed.
    pub fullname: Option<Text<'a>>,
    /// How many accounts it follows.
    pub follows: Option<u64>,
    /// How many follow it.
    pub followed: Option<u64>,
    /// How many lists it is on.
    pub group_count: Option<u64>,
    /// What it says of itself.
    pub biography: Option<Text<'a>>,
    /// Posts so far.
    pub post_count: Option<u64>,
    /// Its page.
    pub url: Option<Text<'a>>,
    /// Whether its posts are protected.
    pub is_private: Option<bool>,
    /// Language of its settings (no longer delivered since 2019-05-20).
    pub language: Option<Text<'a>>,
    /// Where it says it is; free text.
    pub location: Option<Text<'a>>,
    /// Posts it liked.
    pub liked_count: Option<u64>,
    /// When it was created, UTC.
    pub active_since: Option<Timestamp>,
    /// Profile picture.
    pub profile_image_url: Option<Text<'a>>,
    /// Name of its time zone.
    pub timezone: Option<Text<'a>>,
    /// Offset from UTC in whole hours, as LBSN defines the column (Twitter delivers seconds).
    pub utc_offset: Option<i32>,
}

impl<'a> User<'a> {
    /// An account of which nothing but the id is known.
    pub fn stub(origin: Origin, guid: Text<'a>) -> Self {
        Self {
            origin,
            guid,
            completeness: Completeness::Stub,
            name: None,
            fullname: None,
            follows: None,
            followed: None,
            group_count: None,
            biography: None,
            post_count: None,
            url: None,
            is_private: None,
            language: None,
            location: None,
            liked_count: None,
            active_since: None,
            profile_image_url: None,
            timezone: None,
            utc_offset: None,
        }
    }
}
