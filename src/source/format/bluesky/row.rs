//! A post as one flat object, as archives hold it: columns of a data frame, one row a post.

use super::record::is_post;
use super::time;
use super::view::repository;
use crate::lbsn::{Bundle, Completeness, Counts, Origin, Post, Reaction, ReactionType, Text, User};
use crate::source::RejectReason;
use crate::source::format::draft::Draft;
use crate::source::format::field::{Count, Flag, WordList, Words};
use crate::source::format::text::{distinct, hashtags};
use crate::source::format::{Detail, Reject, Traits};
use serde::Deserialize;

/// A row.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Row<'a> {
    #[serde(borrow)]
    uri: Words<'a>,
    author_did: Words<'a>,
    author_handle: Words<'a>,
    #[serde(alias = "createdAt")]
    created_at: Words<'a>,
    text: Words<'a>,
    langs: WordList<'a>,
    hashtags: WordList<'a>,
    mentions: WordList<'a>,
    links: WordList<'a>,
    is_reply: Flag,
    like_count: Count,
    repost_count: Count,
    reply_count: Count,
    quote_count: Count,
}

impl Row<'_> {
    /// Facts about the record as delivered.
    pub(super) fn traits(&self) -> Traits {
        Traits {
            hashtags: !self.hashtags.0.is_empty(),
            reply: self.is_reply.0 == Some(true),
            ..Traits::default()
        }
    }

    /// Maps the row.
    pub(super) fn bundle(&self, detail: Detail) -> Result<Bundle<'_>, Reject> {
        let Some(guid) = self.uri.text().filter(|uri| is_post(uri)) else {
            return Err(Reject::new(RejectReason::MissingId, "uri is not the address of a post"));
        };
        let mut draft = Draft::new(Origin::Bluesky, detail);
        let author = self.author_did.text().or_else(|| repository(self.uri.get()?));
        if let Some(guid) = author.clone().filter(|_| draft.wants_profiles()) {
            let name = self.author_handle.text();
            draft.users.push(User { name, ..User::stub(Origin::Bluesky, guid) });
        }
        let did = |mention: &&Words<'_>| mention.get().is_some_and(|it| it.starts_with("did:"));
        let mentions = distinct(self.mentions.0.iter().filter(did).filter_map(Words::text));
        for mentioned in &mentions {
            draft.stub_user(mentioned.clone(), None, None);
        }
        let tag = |tag: &'_ Words<'_>| -> Option<Text<'static>> {
            Some(tag.get()?.trim_start_matches('#').to_owned().into())
        };
        let post = Post {
            publish_date: time::published(self.created_at.get(), None, &guid)?,
            completeness: Completeness::Full,
            user_guid: author,
            body: self.text.text(),
            hashtags: hashtags(self.hashtags.0.iter().filter_map(tag)),
            user_mentions: mentions,
            urls: distinct(self.links.0.iter().filter_map(Words::text)),
            counts: Counts {
                likes: self.like_count.0,
                comments: self.reply_count.0,
                views: None,
                quotes: self.quote_count.0,
                shares: self.repost_count.0,
            },
            language: self.langs.0.first().and_then(Words::text),
            // A row tells that it is a reply, not to what.
            reaction: (self.is_reply.0 == Some(true)).then_some(Reaction {
                kind: ReactionType::Comment,
                referenced: None,
                referenced_is_reaction: false,
            }),
            ..Post::stub(Origin::Bluesky, guid)
        };
        Ok(draft.finish(post))
    }
}
