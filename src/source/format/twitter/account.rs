//! Accounts of API v1.1 and v2, each in two sizes: what the facets need, and all of it.
//!
//! A profile is most of a v1.1 record; not looking at it is what makes sets fast.

use crate::lbsn::{Completeness, Origin, Post, Text, Timestamp, User};
use crate::source::RejectReason;
use crate::source::format::draft::Draft;
use crate::source::format::field::{BadId, Count, Flag, Id, Object, Whole, Words};
use crate::source::format::{Detail, Reject};
use serde::Deserialize;

/// The types that accounts are read into.
pub(super) trait Size {
    /// What a caller calls this size.
    const DETAIL: Detail;
    /// An account of API v1.1.
    type V1<'a>: Account + Default + Deserialize<'a>;
    /// An account of API v2.
    type V2<'a>: Account + Default + Deserialize<'a>;
}

/// Ids and little more.
pub(super) enum Keys {}

/// Whole profiles.
pub(super) enum Profiles {}

impl Size for Keys {
    const DETAIL: Detail = Detail::Sets;
    type V1<'a> = V1Key<'a>;
    type V2<'a> = V2Key<'a>;
}

impl Size for Profiles {
    const DETAIL: Detail = Detail::Raw;
    type V1<'a> = V1Profile<'a>;
    type V2<'a> = V2Profile<'a>;
}

/// What the mapping asks of an account, however much of it was read.
pub(super) trait Account {
    /// Its id.
    fn guid(&self) -> Result<Option<Text<'_>>, BadId>;

    /// Screen name, by which old v2 dumps refer to mentioned users.
    fn name(&self) -> Option<&str> {
        None
    }

    /// Language of its settings; place names come in that language.
    fn language(&self) -> Option<&str> {
        None
    }

    /// The account as LBSN knows it; `None` where only the id was read.
    fn profile(&self) -> Option<User<'_>> {
        None
    }
}

/// Notes the author of a post.
pub(super) fn add_author<'b>(
    draft: &mut Draft<'b>,
    account: &'b impl Account,
    post: &mut Post<'b>,
) -> Result<(), Reject> {
    post.user_guid =
        account.guid().map_err(|_bad| Reject::new(RejectReason::BadId, "the id of the author"))?;
    draft.users.extend(account.profile());
    Ok(())
}

/// Id and language of a v1.1 account.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct V1Key<'a> {
    #[serde(borrow)]
    id: Id<'a>,
    id_str: Id<'a>,
    lang: Words<'a>,
}

impl Account for V1Key<'_> {
    fn guid(&self) -> Result<Option<Text<'_>>, BadId> {
        self.id_str.or(&self.id).guid()
    }

    fn language(&self) -> Option<&str> {
        self.lang.get()
    }
}

/// A v1.1 account.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct V1Profile<'a> {
    #[serde(borrow)]
    id: Id<'a>,
    id_str: Id<'a>,
    lang: Words<'a>,
    name: Words<'a>,
    screen_name: Words<'a>,
    friends_count: Count,
    followers_count: Count,
    listed_count: Count,
    favourites_count: Count,
    statuses_count: Count,
    protected: Flag,
    description: Words<'a>,
    location: Words<'a>,
    created_at: Words<'a>,
    profile_image_url: Words<'a>,
    time_zone: Words<'a>,
    utc_offset: Whole,
}

impl Account for V1Profile<'_> {
    fn guid(&self) -> Result<Option<Text<'_>>, BadId> {
        self.id_str.or(&self.id).guid()
    }

    fn name(&self) -> Option<&str> {
        self.screen_name.get()
    }

    fn language(&self) -> Option<&str> {
        self.lang.get()
    }

    fn profile(&self) -> Option<User<'_>> {
        let guid = self.id_str.or(&self.id).known()?;
        Some(User {
            completeness: completeness(&self.created_at, self.followers_count),
            name: self.screen_name.text(),
            fullname: self.name.text(),
            follows: self.friends_count.0,
            followed: self.followers_count.0,
            group_count: self.listed_count.0,
            biography: self.description.text(),
            post_count: self.statuses_count.0,
            url: Some(page(&guid)),
            is_private: self.protected.0,
            language: self.lang.text(),
            location: self.location.text(),
            liked_count: self.favourites_count.0,
            active_since: time(&self.created_at),
            profile_image_url: picture(&self.profile_image_url),
            timezone: self.time_zone.text(),
            utc_offset: self.utc_offset.0.and_then(hours),
            ..User::stub(Origin::Twitter, guid)
        })
    }
}

/// Id and screen name of a v2 account.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct V2Key<'a> {
    #[serde(borrow)]
    id: Id<'a>,
    username: Words<'a>,
}

impl Account for V2Key<'_> {
    fn guid(&self) -> Result<Option<Text<'_>>, BadId> {
        self.id.guid()
    }

    fn name(&self) -> Option<&str> {
        self.username.get()
    }
}

/// A v2 account.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct V2Profile<'a> {
    #[serde(borrow)]
    id: Id<'a>,
    username: Words<'a>,
    name: Words<'a>,
    description: Words<'a>,
    location: Words<'a>,
    protected: Flag,
    created_at: Words<'a>,
    profile_image_url: Words<'a>,
    public_metrics: Object<V2Metrics>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "the names that the network gives them")]
struct V2Metrics {
    followers_count: Count,
    following_count: Count,
    tweet_count: Count,
    listed_count: Count,
    like_count: Count,
}

impl Account for V2Profile<'_> {
    fn guid(&self) -> Result<Option<Text<'_>>, BadId> {
        self.id.guid()
    }

    fn name(&self) -> Option<&str> {
        self.username.get()
    }

    fn profile(&self) -> Option<User<'_>> {
        let guid = self.id.known()?;
        let none = V2Metrics::default();
        let metrics = self.public_metrics.0.as_ref().unwrap_or(&none);
        Some(User {
            completeness: completeness(&self.created_at, metrics.followers_count),
            name: self.username.text(),
            fullname: self.name.text(),
            follows: metrics.following_count.0,
            followed: metrics.followers_count.0,
            group_count: metrics.listed_count.0,
            biography: self.description.text(),
            post_count: metrics.tweet_count.0,
            url: Some(page(&guid)),
            is_private: self.protected.0,
            location: self.location.text(),
            liked_count: metrics.like_count.0,
            active_since: time(&self.created_at),
            profile_image_url: picture(&self.profile_image_url),
            ..User::stub(Origin::Twitter, guid)
        })
    }
}

/// Trimmed users and default v2 fields carry an id and names, nothing else.
fn completeness(created_at: &Words<'_>, followers: Count) -> Completeness {
    if created_at.is_present() || followers.0.is_some() {
        Completeness::Full
    } else {
        Completeness::Stub
    }
}

fn time(text: &Words<'_>) -> Option<Timestamp> {
    Timestamp::parse(text.get()?).ok()
}

fn page(guid: &str) -> Text<'static> {
    format!("https://twitter.com/intent/user?user_id={guid}").into()
}

/// The picture, unless it is the one that everybody starts with.
fn picture<'a>(url: &'a Words<'_>) -> Option<Text<'a>> {
    url.text().filter(|url| !url.contains("/default_profile_images/"))
}

/// Whole hours of a UTC offset in seconds, towards zero (LBSN has no half hours).
fn hours(seconds: i64) -> Option<i32> {
    i32::try_from(seconds / 3600).ok().filter(|hours| (-14..=14).contains(hours))
}
