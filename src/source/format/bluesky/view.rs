//! A post as the API shows it: the record with its author, its counts and what it quotes; and
//! its place in a feed.

use super::record::{Record, is_post};
use super::time;
use crate::lbsn::{
    Bundle, Completeness, Counts, Origin, Post, ReactionType, Text, Timestamp, User,
};
use crate::source::RejectReason;
use crate::source::format::draft::Draft;
use crate::source::format::field::{Count, Object, Words};
use crate::source::format::{Detail, Reject, Traits};
use serde::Deserialize;

/// A post as shown.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct View<'a> {
    #[serde(borrow)]
    uri: Words<'a>,
    author: Object<Author<'a>>,
    record: Object<Record<'a>>,
    embed: Object<EmbedView<'a>>,
    indexed_at: Words<'a>,
    like_count: Count,
    reply_count: Count,
    repost_count: Count,
    quote_count: Count,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Author<'a> {
    #[serde(borrow)]
    did: Words<'a>,
    handle: Words<'a>,
    display_name: Words<'a>,
    avatar: Words<'a>,
    created_at: Words<'a>,
}

impl Author<'_> {
    fn user<'b>(&'b self, guid: Text<'b>) -> User<'b> {
        let created = self.created_at.get().and_then(|text| Timestamp::parse(text).ok());
        let url = format!("https://bsky.app/profile/{guid}");
        User {
            // No view of a post has all of an account, but one has more of it than another.
            completeness: Completeness::Truncated,
            name: self.handle.text(),
            fullname: self.display_name.text(),
            profile_image_url: self.avatar.text(),
            active_since: created,
            url: Some(url.into()),
            ..User::stub(Origin::Bluesky, guid)
        }
    }
}

/// What is shown below a post.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct EmbedView<'a> {
    #[serde(borrow)]
    record: Object<Quoted<'a>>,
}

/// A quoted post, whose record is its `value`, or what holds one where there is media, too.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Quoted<'a> {
    #[serde(borrow)]
    uri: Words<'a>,
    author: Object<Author<'a>>,
    value: Object<Record<'a>>,
    indexed_at: Words<'a>,
    record: Object<Box<Quoted<'a>>>,
}

/// Where a post stands in a feed: who reposted it, what it answers.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Context<'a> {
    #[serde(borrow)]
    post: Object<View<'a>>,
    reason: Object<Reason<'a>>,
    reply: Object<Parent<'a>>,
}

/// That somebody reposted a post; old answers do not tell the address of that.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Reason<'a> {
    #[serde(borrow)]
    uri: Words<'a>,
    by: Object<Author<'a>>,
    indexed_at: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Parent<'a> {
    #[serde(borrow)]
    parent: Object<View<'a>>,
}

impl Context<'_> {
    /// The repost that it shows, if its address is there.
    fn repost(&self) -> Option<(&Reason<'_>, &str)> {
        let reason = self.reason.0.as_ref()?;
        Some((reason, reason.uri.get().filter(|uri| uri.starts_with("at://"))?))
    }

    /// Facts about the record as delivered.
    pub(super) fn traits(&self) -> Traits {
        let traits = self.post.0.as_ref().map(View::traits).unwrap_or_default();
        match self.repost() {
            Some(_) => Traits { retweet: true, quote: false, reply: false, ..traits },
            None => traits,
        }
    }

    /// Maps the post, or the repost of it.
    pub(super) fn bundle(&self, detail: Detail) -> Result<Bundle<'_>, Reject> {
        let Some(view) = &self.post.0 else {
            return Err(Reject::new(RejectReason::UnknownShape, "holds no post"));
        };
        let mut draft = Draft::new(Origin::Bluesky, detail);
        let mut post = view.post(&mut draft)?;
        let parent = self.reply.0.as_ref().and_then(|reply| reply.parent.0.as_ref());
        if let Some(parent) = parent.filter(|parent| is_post(parent.uri.get().unwrap_or_default()))
        {
            let mapped = parent.post(&mut draft);
            let parent = draft.usable(mapped, parent.uri.text());
            draft.embedded.extend(parent.filter(|it| it.completeness > Completeness::Stub));
        }
        if let Some((reason, address)) = self.repost() {
            let mut repost = Post {
                completeness: Completeness::Full,
                publish_date: time::published(None, met(&reason.indexed_at), address)?,
                ..Post::stub(Origin::Bluesky, address.into())
            };
            repost.user_guid = note_author(reason.by.0.as_ref(), &mut draft);
            draft.react(&mut repost, ReactionType::Share, None, Some(post));
            post = repost;
        }
        Ok(draft.finish(post))
    }
}

impl View<'_> {
    /// Facts about the record as delivered.
    pub(super) fn traits(&self) -> Traits {
        self.record.0.as_ref().map(record_traits).unwrap_or_default()
    }

    /// Maps the post and what it quotes.
    pub(super) fn bundle(&self, detail: Detail) -> Result<Bundle<'_>, Reject> {
        let mut draft = Draft::new(Origin::Bluesky, detail);
        let post = self.post(&mut draft)?;
        Ok(draft.finish(post))
    }

    fn post<'b>(&'b self, draft: &mut Draft<'b>) -> Result<Post<'b>, Reject> {
        let record = self.record.0.as_ref();
        let author = self.author.0.as_ref();
        let mut post = shown(&self.uri, author, record, &self.indexed_at, draft)?;
        post.counts = Counts {
            likes: self.like_count.0,
            comments: self.reply_count.0,
            views: None,
            quotes: self.quote_count.0,
            shares: self.repost_count.0,
        };
        let quoted = self.embed.0.as_ref().and_then(|embed| embed.record.0.as_ref());
        let quoted = quoted.and_then(|it| it.embedded(draft));
        if let Some(record) = record {
            react(record, quoted, &mut post, draft);
        }
        Ok(post)
    }
}

impl Quoted<'_> {
    /// The quoted post, if it is one and its record is there.
    fn embedded<'b>(&'b self, draft: &mut Draft<'b>) -> Option<Post<'b>> {
        if let Some(inner) = &self.record.0 {
            return inner.embedded(draft);
        }
        let record = self.value.0.as_ref()?;
        if !is_post(self.uri.get()?) {
            return None;
        }
        let mapped =
            shown(&self.uri, self.author.0.as_ref(), Some(record), &self.indexed_at, draft);
        draft.usable(mapped, self.uri.text())
    }
}

/// Maps a post as shown, without its counts and what it reacts to.
fn shown<'b>(
    uri: &'b Words<'_>,
    author: Option<&'b Author<'_>>,
    record: Option<&'b Record<'_>>,
    indexed_at: &Words<'_>,
    draft: &mut Draft<'b>,
) -> Result<Post<'b>, Reject> {
    let Some(guid) = uri.text().filter(|uri| is_post(uri)) else {
        return Err(Reject::new(RejectReason::MissingId, "uri is not the address of a post"));
    };
    let Some(record) = record else {
        return Err(Reject::new(RejectReason::UnknownShape, "a post without its record"));
    };
    let author = note_author(author, draft).or_else(|| repository(uri.get()?));
    record.post(guid, author, met(indexed_at), draft)
}

/// Notes an account, and gives its id.
fn note_author<'b>(author: Option<&'b Author<'_>>, draft: &mut Draft<'b>) -> Option<Text<'b>> {
    let author = author?;
    let guid = author.did.text()?;
    if draft.wants_profiles() {
        draft.users.push(author.user(guid.clone()));
    }
    Some(guid)
}

/// The account in whose repository the record at this address lies.
pub(super) fn repository(address: &str) -> Option<Text<'_>> {
    let did = address.strip_prefix("at://")?.split('/').next()?;
    did.starts_with("did:").then_some(did.into())
}

/// When the network met a record.
fn met(indexed_at: &Words<'_>) -> Option<Timestamp> {
    Timestamp::parse(indexed_at.get()?).ok()
}

/// What a record tells about itself.
pub(super) fn record_traits(record: &Record<'_>) -> Traits {
    Traits {
        hashtags: record.has_tags(),
        quote: record.quoted().is_some(),
        reply: record.replied_to().is_some(),
        ..Traits::default()
    }
}

/// What the post reacts to: a quote goes before a reply.
pub(super) fn react<'b>(
    record: &'b Record<'_>,
    quoted: Option<Post<'b>>,
    post: &mut Post<'b>,
    draft: &mut Draft<'b>,
) {
    if let Some(guid) = record.quoted() {
        draft.react(post, ReactionType::Quote, Some(guid), quoted);
    } else if let Some(guid) = record.replied_to() {
        draft.reply(post, guid, None, None);
    }
}

#[cfg(test)]
#[path = "view_tests.rs"]
mod tests;
