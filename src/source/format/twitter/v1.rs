//! Twitter API v1.1: streaming, REST, extended and compatibility mode.
//!
//! Its objects have twins in `v2` that look alike (entities, mentions, links, media). They stay
//! apart, because they are those of two APIs: the same thing has other names and other rules in
//! each, and a change of one must not move the other. What both share is below them: kinds of
//! fields in `field`, the mapping to LBSN in `draft`, `place` and `text`.

#![expect(clippy::struct_field_names, reason = "fields have the names that the network gives them")]

use super::account::{Account, add_author};
use super::place::{PlaceFacts, settle};
use super::snowflake::{post_guid, publish_date};
use crate::lbsn::{Bundle, Completeness, Counts, Origin, Post, PostType, ReactionType, Text};
use crate::source::format::draft::Draft;
use crate::source::format::field::{Area, Count, Flag, Id, List, Object, Pair, Words};
use crate::source::format::position::locate;
use crate::source::format::text::{distinct, hashtags, media_type, without_markup};
use crate::source::format::{Detail, Reject, Traits};
use serde::Deserialize;

/// A tweet as delivered; `U` says how much of its author is read.
#[derive(Debug, Default, Deserialize)]
#[serde(default, bound(deserialize = "U: Default + Deserialize<'de>"))]
pub(super) struct Tweet<'a, U> {
    #[serde(borrow)]
    id: Id<'a>,
    id_str: Id<'a>,
    created_at: Words<'a>,
    text: Words<'a>,
    full_text: Words<'a>,
    truncated: Flag,
    extended_tweet: Object<Extended<'a>>,
    entities: Object<Entities<'a>>,
    extended_entities: Object<MediaEntities<'a>>,
    lang: Words<'a>,
    source: Words<'a>,
    pub(super) user: Object<U>,
    coordinates: Pair,
    geo: Pair,
    place: Object<V1Place<'a>>,
    quote_count: Count,
    reply_count: Count,
    retweet_count: Count,
    favorite_count: Count,
    in_reply_to_status_id: Id<'a>,
    in_reply_to_status_id_str: Id<'a>,
    in_reply_to_user_id: Id<'a>,
    in_reply_to_user_id_str: Id<'a>,
    in_reply_to_screen_name: Words<'a>,
    quoted_status_id: Id<'a>,
    quoted_status_id_str: Id<'a>,
    retweeted_status: Object<Box<Tweet<'a, U>>>,
    quoted_status: Object<Box<Tweet<'a, U>>>,
}

/// What compatibility mode puts beside a text cut to 140 characters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Extended<'a> {
    #[serde(borrow)]
    full_text: Words<'a>,
    entities: Object<Entities<'a>>,
    extended_entities: Object<MediaEntities<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entities<'a> {
    #[serde(borrow)]
    hashtags: List<Hashtag<'a>>,
    user_mentions: List<Mention<'a>>,
    urls: List<Url<'a>>,
    media: List<Media<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct MediaEntities<'a> {
    #[serde(borrow)]
    media: List<Media<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Hashtag<'a> {
    #[serde(borrow)]
    text: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Mention<'a> {
    #[serde(borrow)]
    id: Id<'a>,
    id_str: Id<'a>,
    name: Words<'a>,
    screen_name: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Url<'a> {
    #[serde(borrow)]
    url: Words<'a>,
    expanded_url: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Media<'a> {
    #[serde(borrow, rename = "type")]
    kind: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct V1Place<'a> {
    #[serde(borrow)]
    id: Words<'a>,
    name: Words<'a>,
    place_type: Words<'a>,
    country: Words<'a>,
    country_code: Words<'a>,
    url: Words<'a>,
    bounding_box: Object<Polygon>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Polygon {
    coordinates: Area,
}

/// An account that carries its latest post.
#[derive(Debug, Default, Deserialize)]
#[serde(default, bound(deserialize = "U: Default + Deserialize<'de>"))]
pub(super) struct Timeline<'a, U> {
    #[serde(borrow)]
    pub(super) status: Object<Tweet<'a, U>>,
    protected: Flag,
}

impl<U> Timeline<'_, U> {
    /// Whether the account's posts may be looked at.
    pub(super) fn is_open(&self) -> bool {
        self.protected.0 != Some(true)
    }
}

impl<U: Account> Tweet<'_, U> {
    /// Facts about the record as delivered.
    pub(super) fn traits(&self) -> Traits {
        let retweet = self.retweeted_status.0.is_some();
        Traits {
            coordinates: self.lon_lat() != Pair::Absent,
            place: self.place.0.is_some(),
            hashtags: self.entities().is_some_and(|entities| !entities.hashtags.0.is_empty()),
            retweet,
            quote: !retweet && (self.quoted_status.0.is_some() || self.quoted_guid().is_some()),
            reply: self.replied_to().is_some(),
            extended: self.extended_tweet.0.is_some() || self.full_text.is_present(),
            repaired: false,
        }
    }

    /// Maps the tweet and all in it; `author` is used where it does not name one itself.
    pub(super) fn bundle<'b>(
        &'b self,
        author: Option<&'b U>,
        detail: Detail,
    ) -> Result<Bundle<'b>, Reject> {
        let mut draft = Draft::new(Origin::Twitter, detail);
        let post = self.post(author, None, &mut draft)?;
        Ok(draft.finish(post))
    }

    /// `quoted`: the post that this one quotes, where it came beside and not within it.
    fn post<'b>(
        &'b self,
        author: Option<&'b U>,
        quoted: Option<&'b Self>,
        draft: &mut Draft<'b>,
    ) -> Result<Post<'b>, Reject> {
        let guid = post_guid(self.id_str.or(&self.id))?;
        let mut post = Post {
            publish_date: publish_date(self.created_at.get(), &guid)?,
            completeness: self.completeness(),
            body: self.body().text(),
            counts: Counts {
                likes: self.favorite_count.0,
                comments: self.reply_count.0,
                views: None,
                quotes: self.quote_count.0,
                shares: self.retweet_count.0,
            },
            language: self.lang.text(),
            input_source: self.source.get().map(without_markup),
            post_type: self.media().map_or(PostType::Text, Media::post_type),
            ..Post::stub(Origin::Twitter, guid)
        };
        locate(&mut post, self.lon_lat())?;
        let author = self.user.0.as_ref().or(author);
        if let Some(author) = author {
            add_author(draft, author, &mut post)?;
        }
        if let Some(place) = &self.place.0 {
            settle(place.facts(author.and_then(Account::language)), &mut post, draft);
        }
        if let Some(entities) = self.entities() {
            entities.describe(&mut post, draft);
        }
        self.react(quoted, &mut post, draft);
        Ok(post)
    }

    /// What the post reacts to. A retweet goes before a quote (so the retweet of a quoting
    /// tweet shares that tweet, which keeps its own quote), a quote before a reply.
    fn react<'b>(&'b self, quoted: Option<&'b Self>, post: &mut Post<'b>, draft: &mut Draft<'b>) {
        let quoted = self.quoted_status.0.as_deref().or(quoted);
        if let Some(original) = &self.retweeted_status.0 {
            let shared = original.embedded(quoted, draft);
            draft.react(post, ReactionType::Share, None, shared);
        } else if quoted.is_some() || self.quoted_guid().is_some() {
            let quoted = quoted.and_then(|quoted| quoted.embedded(None, draft));
            draft.react(post, ReactionType::Quote, self.quoted_guid(), quoted);
        } else if let Some(guid) = self.replied_to() {
            let user = self.in_reply_to_user_id_str.or(&self.in_reply_to_user_id).known();
            draft.reply(post, guid, user, self.in_reply_to_screen_name.text());
        }
    }

    /// This tweet as part of another one.
    fn embedded<'b>(&'b self, quoted: Option<&'b Self>, draft: &mut Draft<'b>) -> Option<Post<'b>> {
        let mapped = self.post(None, quoted, draft);
        draft.usable(mapped, self.id_str.or(&self.id).known())
    }

    fn quoted_guid(&self) -> Option<Text<'_>> {
        self.quoted_status_id_str.or(&self.quoted_status_id).known()
    }

    fn replied_to(&self) -> Option<Text<'_>> {
        self.in_reply_to_status_id_str.or(&self.in_reply_to_status_id).known()
    }

    /// Attached coordinates; the legacy field has latitude first.
    fn lon_lat(&self) -> Pair {
        match (self.coordinates, self.geo) {
            (Pair::Absent, Pair::Numbers(lat, lon)) => Pair::Numbers(lon, lat),
            (Pair::Absent, geo) => geo,
            (coordinates, _) => coordinates,
        }
    }

    /// The longest text there is.
    fn body(&self) -> &Words<'_> {
        match &self.extended_tweet.0 {
            Some(extended) if extended.full_text.is_present() => &extended.full_text,
            _ if self.full_text.is_present() => &self.full_text,
            _ => &self.text,
        }
    }

    fn completeness(&self) -> Completeness {
        let whole = self.full_text.is_present() || self.extended_tweet.0.is_some();
        if !self.body().is_present() {
            Completeness::Stub
        } else if self.truncated.0 == Some(true) && !whole {
            Completeness::Truncated
        } else {
            Completeness::Full
        }
    }

    /// The entities that belong to [`Tweet::body`].
    fn entities(&self) -> Option<&Entities<'_>> {
        let extended = self.extended_tweet.0.as_ref().and_then(|it| it.entities.0.as_ref());
        extended.or(self.entities.0.as_ref())
    }

    /// The first picture or video.
    fn media(&self) -> Option<&Media<'_>> {
        let extended = self.extended_tweet.0.as_ref();
        let all = extended.and_then(|it| it.extended_entities.0.as_ref());
        let all = all.or(self.extended_entities.0.as_ref());
        let all = all.and_then(|entities| entities.media.0.first());
        all.or_else(|| self.entities()?.media.0.first())
    }
}

impl Media<'_> {
    fn post_type(&self) -> PostType {
        media_type(self.kind.get())
    }
}

impl Entities<'_> {
    fn describe<'b>(&'b self, post: &mut Post<'b>, draft: &mut Draft<'b>) {
        post.hashtags = hashtags(self.hashtags.0.iter().filter_map(|tag| tag.text.text()));
        let mentioned = self.user_mentions.0.iter().filter_map(|it| it.id_str.or(&it.id).known());
        post.user_mentions = distinct(mentioned);
        for mention in &self.user_mentions.0 {
            if let Some(guid) = mention.id_str.or(&mention.id).known() {
                draft.stub_user(guid, mention.screen_name.text(), mention.name.text());
            }
        }
        let urls = self.urls.0.iter();
        post.urls = distinct(urls.filter_map(|it| it.expanded_url.text().or(it.url.text())));
    }
}

impl V1Place<'_> {
    fn facts<'b>(&'b self, language: Option<&'b str>) -> PlaceFacts<'b> {
        PlaceFacts {
            guid: self.id.text(),
            kind: self.place_type.get(),
            name: self.name.get(),
            country: self.country.get(),
            country_code: self.country_code.get(),
            url: self.url.text(),
            area: self.bounding_box.0.as_ref().and_then(|polygon| polygon.coordinates.0),
            language,
        }
    }
}

#[cfg(test)]
#[path = "v1_tests.rs"]
mod tests;
