//! Twitter API v2: pages with `includes`, stream objects, and tweets that twarc2 flattened
//! (what belongs to a tweet written into it). Why its objects are not those of `v1` is said
//! there.

#![expect(clippy::struct_field_names, reason = "fields have the names that the network gives them")]

use super::account::{Account, add_author};
use super::place::{PlaceFacts, settle};
use super::snowflake::{post_guid, publish_date};
use crate::lbsn::{Bundle, Completeness, Counts, Origin, Post, PostType, ReactionType, Text};
use crate::source::RejectReason;
use crate::source::format::draft::Draft;
use crate::source::format::field::{Area, Count, Id, List, Object, Pair, WordList, Words};
use crate::source::format::position::locate;
use crate::source::format::text::{distinct, hashtags, media_type};
use crate::source::format::{Detail, Reject, Traits};
use hashbrown::HashMap;
use serde::Deserialize;

/// References followed from one tweet to the next; a page can hold tweets that quote in a ring.
/// Each tweet has at most three, one of a kind.
const MAX_STEPS: usize = 4;

/// A tweet as delivered, or a reference to one, which twarc2 writes the tweet into.
#[derive(Debug, Default, Deserialize)]
#[serde(default, bound(deserialize = "U: Default + Deserialize<'de>"))]
pub(super) struct Tweet<'a, U> {
    #[serde(borrow)]
    id: Id<'a>,
    text: Words<'a>,
    note_tweet: Object<Note<'a>>,
    author_id: Id<'a>,
    author: Object<U>,
    created_at: Words<'a>,
    lang: Words<'a>,
    source: Words<'a>,
    public_metrics: Object<Metrics>,
    entities: Object<Entities<'a>>,
    geo: Object<Geo<'a>>,
    attachments: Object<Attachments<'a>>,
    in_reply_to_user_id: Id<'a>,
    referenced_tweets: List<Tweet<'a, U>>,
    /// Of a reference: `retweeted`, `quoted` or `replied_to`.
    #[serde(rename = "type")]
    kind: Words<'a>,
    /// Of an account.
    username: Words<'a>,
}

/// The text of a tweet of more than 280 characters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Note<'a> {
    #[serde(borrow)]
    text: Words<'a>,
    entities: Object<Entities<'a>>,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
struct Metrics {
    like_count: Count,
    reply_count: Count,
    retweet_count: Count,
    quote_count: Count,
    impression_count: Count,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entities<'a> {
    #[serde(borrow)]
    hashtags: List<Hashtag<'a>>,
    mentions: List<Mention<'a>>,
    urls: List<Url<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Hashtag<'a> {
    #[serde(borrow)]
    tag: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Mention<'a> {
    #[serde(borrow)]
    id: Id<'a>,
    username: Words<'a>,
    name: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Url<'a> {
    #[serde(borrow)]
    url: Words<'a>,
    expanded_url: Words<'a>,
    display_url: Words<'a>,
    media_key: Words<'a>,
}

/// A position: coordinates, the id of a place, or (flattened) the place itself.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Geo<'a> {
    #[serde(borrow)]
    place_id: Words<'a>,
    coordinates: Pair,
    #[serde(rename = "id")]
    guid: Words<'a>,
    name: Words<'a>,
    country: Words<'a>,
    country_code: Words<'a>,
    place_type: Words<'a>,
    geo: Object<Bounds>,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default)]
struct Bounds {
    bbox: Area,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Attachments<'a> {
    #[serde(borrow)]
    media_keys: WordList<'a>,
    media: List<Media<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Media<'a> {
    #[serde(borrow)]
    media_key: Words<'a>,
    #[serde(rename = "type")]
    kind: Words<'a>,
}

/// What the tweets of a page refer to.
#[derive(Debug, Default, Deserialize)]
#[serde(default, bound(deserialize = "U: Default + Deserialize<'de>"))]
pub(super) struct Includes<'a, U> {
    users: List<U>,
    #[serde(borrow)]
    tweets: List<Tweet<'a, U>>,
    places: List<Geo<'a>>,
    media: List<Media<'a>>,
}

/// The includes of a page, to be found by id.
pub(super) struct Page<'b, U> {
    users: HashMap<Text<'b>, &'b U>,
    /// Accounts by screen name: old dumps mention accounts by that alone.
    names: HashMap<&'b str, &'b U>,
    tweets: HashMap<Text<'b>, &'b Tweet<'b, U>>,
    places: HashMap<&'b str, &'b Geo<'b>>,
    media: HashMap<&'b str, &'b Media<'b>>,
}

impl<U> Default for Page<'_, U> {
    fn default() -> Self {
        Self {
            users: HashMap::new(),
            names: HashMap::new(),
            tweets: HashMap::new(),
            places: HashMap::new(),
            media: HashMap::new(),
        }
    }
}

impl<'b, U: Account> Page<'b, U> {
    pub(super) fn new(includes: &'b Includes<'b, U>) -> Self {
        let Includes { users, tweets, places, media } = includes;
        Self {
            users: users.0.iter().filter_map(|user| Some((user.guid().ok()??, user))).collect(),
            names: users.0.iter().filter_map(|user| Some((user.name()?, user))).collect(),
            tweets: tweets.0.iter().filter_map(|tweet| Some((tweet.id.known()?, tweet))).collect(),
            places: places.0.iter().filter_map(|place| Some((place.guid.get()?, place))).collect(),
            media: media
                .0
                .iter()
                .filter_map(|media| Some((media.media_key.get()?, media)))
                .collect(),
        }
    }
}

impl<U: Account> Tweet<'_, U> {
    /// Whether this is an account, from a page of accounts.
    pub(super) fn is_account(&self) -> bool {
        self.username.is_present() && !self.text.is_present()
    }

    /// Facts about the record as delivered.
    pub(super) fn traits(&self) -> Traits {
        let geo = self.geo.0.as_ref();
        let refers = |kind| self.reference(kind).is_some();
        Traits {
            coordinates: geo.is_some_and(|geo| geo.coordinates != Pair::Absent),
            place: geo.is_some_and(|geo| geo.place_id.get().is_some()),
            hashtags: self.entities().is_some_and(|entities| !entities.hashtags.0.is_empty()),
            retweet: refers("retweeted"),
            quote: refers("quoted") && !refers("retweeted"),
            reply: refers("replied_to"),
            extended: self.note_tweet.0.is_some(),
            repaired: false,
        }
    }

    /// Maps the tweet and, with the help of its page, all that it refers to.
    pub(super) fn bundle<'b, V: Account>(
        &'b self,
        page: &'b Page<'b, V>,
        detail: Detail,
    ) -> Result<Bundle<'b>, Reject> {
        if !self.text.is_present() && *self.id.or(&self.author_id) == Id::Missing {
            return Err(Reject::new(RejectReason::UnknownShape, "data holds no tweet"));
        }
        let mut draft = Draft::new(Origin::Twitter, detail);
        let post = self.post(page, MAX_STEPS, &mut draft)?;
        Ok(draft.finish(post))
    }

    fn post<'b, V: Account>(
        &'b self,
        page: &'b Page<'b, V>,
        steps: usize,
        draft: &mut Draft<'b>,
    ) -> Result<Post<'b>, Reject> {
        let guid = post_guid(&self.id)?;
        let metrics = self.public_metrics.0.unwrap_or_default();
        let mut post = Post {
            publish_date: publish_date(self.created_at.get(), &guid)?,
            completeness: self.completeness(),
            body: self.body().text(),
            counts: Counts {
                likes: metrics.like_count.0,
                comments: metrics.reply_count.0,
                views: metrics.impression_count.0,
                quotes: metrics.quote_count.0,
                shares: metrics.retweet_count.0,
            },
            language: self.lang.text(),
            input_source: self.source.text(),
            post_type: self.post_type(page),
            ..Post::stub(Origin::Twitter, guid)
        };
        if let Some(geo) = &self.geo.0 {
            locate(&mut post, geo.coordinates)?;
            if let Some(place) = geo.expanded(page) {
                settle(place.facts(geo), &mut post, draft);
            }
        }
        self.add_author(page, &mut post, draft)?;
        if let Some(entities) = self.entities() {
            entities.describe(page, &mut post, draft);
        }
        self.react(page, steps, &mut post, draft);
        Ok(post)
    }

    fn add_author<'b, V: Account>(
        &'b self,
        page: &'b Page<'b, V>,
        post: &mut Post<'b>,
        draft: &mut Draft<'b>,
    ) -> Result<(), Reject> {
        let guid = self.author_id.guid();
        if let Some(author) = &self.author.0 {
            add_author(draft, author, post)
        } else if let Some(author) = guid.as_ref().ok().and_then(|it| page.users.get(it.as_ref()?))
        {
            add_author(draft, *author, post)
        } else {
            post.user_guid =
                guid.map_err(|_bad| Reject::new(RejectReason::BadId, "the id of the author"))?;
            Ok(())
        }
    }

    /// What the post reacts to: a retweet goes before a quote, a quote before a reply.
    fn react<'b, V: Account>(
        &'b self,
        page: &'b Page<'b, V>,
        steps: usize,
        post: &mut Post<'b>,
        draft: &mut Draft<'b>,
    ) {
        let kinds = [
            ("retweeted", ReactionType::Share),
            ("quoted", ReactionType::Quote),
            ("replied_to", ReactionType::Comment),
        ];
        let mut found =
            kinds.iter().filter_map(|(name, kind)| Some((self.reference(name)?, *kind)));
        let Some((target, kind)) = found.next() else { return };
        let guid = target.id.known();
        match (kind, target.referenced(page, steps, draft), guid) {
            (ReactionType::Comment, None, Some(guid)) => {
                let user = self.in_reply_to_user_id.known();
                draft.reply(post, guid, user, None);
            }
            (_, referenced, guid) => draft.react(post, kind, guid, referenced),
        }
        // A post has one reaction, but whatever it refers to comes along.
        for (other, _) in found {
            if !other.id.known().is_some_and(|guid| draft.has(&guid)) {
                let referenced = other.referenced(page, steps, draft);
                draft.embedded.extend(referenced);
            }
        }
    }

    /// The tweet that this reference stands for: written into it, or included in the page.
    fn referenced<'b, V: Account>(
        &'b self,
        page: &'b Page<'b, V>,
        steps: usize,
        draft: &mut Draft<'b>,
    ) -> Option<Post<'b>> {
        if self.text.is_present() {
            return self.embedded(page, steps, draft);
        }
        page.tweets.get(&self.id.known()?)?.embedded(page, steps, draft)
    }

    /// This tweet as part of another one.
    fn embedded<'b, V: Account>(
        &'b self,
        page: &'b Page<'b, V>,
        steps: usize,
        draft: &mut Draft<'b>,
    ) -> Option<Post<'b>> {
        let steps = steps.checked_sub(1)?;
        let mapped = self.post(page, steps, draft);
        draft.usable(mapped, self.id.known())
    }

    fn reference(&self, kind: &str) -> Option<&Self> {
        self.referenced_tweets.0.iter().find(|tweet| tweet.kind.get() == Some(kind))
    }

    /// The longest text there is.
    fn body(&self) -> &Words<'_> {
        match &self.note_tweet.0 {
            Some(note) if note.text.is_present() => &note.text,
            _ => &self.text,
        }
    }

    /// The entities that belong to [`Tweet::body`].
    fn entities(&self) -> Option<&Entities<'_>> {
        let note = self.note_tweet.0.as_ref().and_then(|note| note.entities.0.as_ref());
        note.or(self.entities.0.as_ref())
    }

    /// A retweet's own text is cut; [`Draft::react`] gives it the original's where it is there.
    fn completeness(&self) -> Completeness {
        match self.body().get() {
            None if !self.text.is_present() => Completeness::Stub,
            Some(text) if text.ends_with('…') && self.reference("retweeted").is_some() => {
                Completeness::Truncated
            }
            _ => Completeness::Full,
        }
    }

    /// What the first picture or video makes of the post.
    fn post_type<V: Account>(&self, page: &Page<'_, V>) -> PostType {
        let Some(attachments) = &self.attachments.0 else { return PostType::Text };
        let first = attachments.media_keys.0.first().and_then(Words::get);
        let included = first.and_then(|key| page.media.get(key).copied());
        match (attachments.media.0.first().or(included), first) {
            (Some(media), _) => media_type(media.kind.get()),
            (None, Some(_)) => PostType::Other,
            (None, None) => PostType::Text,
        }
    }
}

impl Entities<'_> {
    fn describe<'b, V: Account>(
        &'b self,
        page: &'b Page<'b, V>,
        post: &mut Post<'b>,
        draft: &mut Draft<'b>,
    ) {
        post.hashtags = hashtags(self.hashtags.0.iter().filter_map(|hashtag| hashtag.tag.text()));
        let mentioned = |mention: &'b Mention<'_>| {
            let named = || page.names.get(mention.username.get()?)?.guid().ok()?;
            mention.id.known().or_else(named)
        };
        post.user_mentions = distinct(self.mentions.0.iter().filter_map(mentioned));
        for mention in &self.mentions.0 {
            if let Some(guid) = mentioned(mention) {
                draft.stub_user(guid, mention.username.text(), mention.name.text());
            }
        }
        let urls = self.urls.0.iter().filter(|url| !url.is_media());
        post.urls = distinct(urls.filter_map(|it| it.expanded_url.text().or(it.url.text())));
    }
}

impl Url<'_> {
    /// Whether the link leads to a picture of this very tweet; v1.1 has those elsewhere.
    fn is_media(&self) -> bool {
        let shown = self.display_url.get().unwrap_or_default();
        self.media_key.is_present() || shown.starts_with("pic.twitter.com/")
    }
}

impl<'a> Geo<'a> {
    /// The place itself, from here or from the page. An id by itself does not tell whether it
    /// is of a country or of a café, so it can't locate a post.
    fn expanded<'b, V>(&'b self, page: &'b Page<'b, V>) -> Option<&'b Geo<'b>> {
        if self.place_type.is_present() || self.country_code.is_present() {
            return Some(self);
        }
        page.places.get(self.place_id.get()?).copied()
    }

    /// `post` is the position that refers to this place.
    fn facts<'b>(&'b self, post: &'b Geo<'a>) -> PlaceFacts<'b> {
        PlaceFacts {
            guid: self.guid.text().or(post.place_id.text()),
            kind: self.place_type.get(),
            name: self.name.get(),
            country: self.country.get(),
            country_code: self.country_code.get(),
            url: None,
            area: self.geo.0.and_then(|shape| shape.bbox.0),
            language: None,
        }
    }
}

#[cfg(test)]
#[path = "v2_tests.rs"]
mod tests;
