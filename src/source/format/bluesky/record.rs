//! What an account wrote: posts and reposts, as they lie in its repository.

use crate::lbsn::{Completeness, Origin, Post, PostType, Text, Timestamp};
use crate::source::format::Reject;
use crate::source::format::draft::Draft;
use crate::source::format::field::{Count, List, Object, WordList, Words};
use crate::source::format::text::{distinct, hashtags};
use serde::Deserialize;

use super::time;

/// A record as written; of other kinds than posts only some of it is there.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Record<'a> {
    #[serde(borrow)]
    text: Words<'a>,
    #[serde(rename = "createdAt")]
    created_at: Words<'a>,
    langs: WordList<'a>,
    /// Tags that are not in the text.
    tags: WordList<'a>,
    facets: List<Facet<'a>>,
    reply: Object<Reply<'a>>,
    embed: Object<Embed<'a>>,
    /// What a repost shares.
    subject: Object<Reference<'a>>,
}

/// A record referred to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Reference<'a> {
    #[serde(borrow)]
    uri: Words<'a>,
    /// Where it is one level further down.
    record: Object<Box<Reference<'a>>>,
}

impl Reference<'_> {
    /// The address, if it is that of a post. Feeds, lists and accounts can be embedded, too.
    pub(super) fn post(&self) -> Option<Text<'_>> {
        match &self.record.0 {
            Some(record) => record.post(),
            None => self.uri.text().filter(|uri| is_post(uri)),
        }
    }
}

/// Whether an address is that of a post.
pub(super) fn is_post(address: &str) -> bool {
    address.starts_with("at://") && address.contains("/app.bsky.feed.post/")
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Reply<'a> {
    #[serde(borrow)]
    parent: Object<Reference<'a>>,
}

/// What a post carries: pictures, a video, a link, a quoted post, or media with a quoted post.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Embed<'a> {
    #[serde(borrow, rename = "$type")]
    kind: Words<'a>,
    record: Object<Reference<'a>>,
    external: Object<External<'a>>,
    media: Object<Box<Embed<'a>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct External<'a> {
    #[serde(borrow)]
    uri: Words<'a>,
}

/// What a part of the text stands for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Facet<'a> {
    #[serde(borrow)]
    features: List<Feature<'a>>,
    index: Object<Span>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Feature<'a> {
    #[serde(borrow, rename = "$type")]
    kind: Words<'a>,
    tag: Words<'a>,
    did: Words<'a>,
    uri: Words<'a>,
}

/// A part of a text, in bytes of UTF-8.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Span {
    byte_start: Count,
    byte_end: Count,
}

impl Span {
    fn of(self, text: &str) -> Option<&str> {
        let (start, end) = (self.byte_start.0?, self.byte_end.0?);
        text.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }
}

impl Record<'_> {
    /// Maps the record. `met`: when the network met it. What the post reacts to is for the
    /// caller.
    pub(super) fn post<'b>(
        &'b self,
        guid: Text<'b>,
        author: Option<Text<'b>>,
        met: Option<Timestamp>,
        draft: &mut Draft<'b>,
    ) -> Result<Post<'b>, Reject> {
        let mentions = distinct(self.features("mention").filter_map(|(it, _)| it.did.text()));
        for mentioned in &mentions {
            draft.stub_user(mentioned.clone(), None, None);
        }
        let links = self.features("link").filter_map(|(it, _)| it.uri.text());
        let shown = self.media().and_then(|embed| embed.external.0.as_ref()?.uri.text());
        Ok(Post {
            publish_date: time::published(self.created_at.get(), met, &guid)?,
            completeness: Completeness::Full,
            user_guid: author,
            body: self.text.text(),
            hashtags: hashtags(self.tags()),
            user_mentions: mentions,
            urls: distinct(links.chain(shown)),
            language: self.langs.0.first().and_then(Words::text),
            post_type: self.post_type(),
            ..Post::stub(Origin::Bluesky, guid)
        })
    }

    /// The post that it shares, if it is a repost.
    pub(super) fn shared(&self) -> Option<Text<'_>> {
        self.subject.0.as_ref()?.post()
    }

    /// The post that it quotes.
    pub(super) fn quoted(&self) -> Option<Text<'_>> {
        self.embed.0.as_ref()?.record.0.as_ref()?.post()
    }

    /// The post that it replies to.
    pub(super) fn replied_to(&self) -> Option<Text<'_>> {
        self.reply.0.as_ref()?.parent.0.as_ref()?.post()
    }

    /// Whether a tag is marked in it.
    pub(super) fn has_tags(&self) -> bool {
        self.tags().next().is_some()
    }

    /// Tags as marked, then those beside the text.
    fn tags(&self) -> impl Iterator<Item = Text<'_>> {
        let marked = self.features("tag").filter_map(|(feature, span)| {
            feature.tag.text().or_else(|| {
                // Some programs mark the place only.
                let text = span?.of(self.text.get()?)?;
                text.strip_prefix(['#', '＃']).map(Text::from)
            })
        });
        let beside = self.tags.0.iter().filter_map(Words::text);
        marked.chain(beside).map(|tag| match tag {
            Text::Borrowed(tag) => Text::Borrowed(tag.trim_start_matches(['#', '＃'])),
            Text::Owned(tag) => tag.trim_start_matches(['#', '＃']).to_owned().into(),
        })
    }

    /// The features of this kind, and where in the text they are.
    fn features(&self, kind: &str) -> impl Iterator<Item = (&Feature<'_>, Option<Span>)> {
        let name = format!("app.bsky.richtext.facet#{kind}");
        self.facets.0.iter().flat_map(move |facet| {
            let name = name.clone();
            let of_kind = move |feature: &&Feature<'_>| feature.kind.get() == Some(name.as_str());
            facet.features.0.iter().filter(of_kind).map(|feature| (feature, facet.index.0))
        })
    }

    /// What it carries beside a quoted post.
    fn media(&self) -> Option<&Embed<'_>> {
        let embed = self.embed.0.as_ref()?;
        Some(embed.media.0.as_deref().unwrap_or(embed))
    }

    fn post_type(&self) -> PostType {
        match self.media().and_then(|embed| embed.kind.get()) {
            Some("app.bsky.embed.images") => PostType::Image,
            Some("app.bsky.embed.video") => PostType::Video,
            _ => PostType::Text,
        }
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
