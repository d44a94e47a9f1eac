//! Statuses and their mapping to LBSN.

use super::account::Account;
use super::markup::{self, Reading};
use crate::lbsn::{
    Bundle, Completeness, Counts, Origin, Post, PostType, Reaction, ReactionType, Text,
};
use crate::source::RejectReason;
use crate::source::format::draft::{Draft, publish_date};
use crate::source::format::field::{Count, List, Object, Words};
use crate::source::format::text::{distinct, hashtags};
use crate::source::format::{Detail, Reject, Traits};
use serde::Deserialize;

/// A status as delivered.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Status<'a> {
    #[serde(borrow)]
    id: Words<'a>,
    uri: Words<'a>,
    url: Words<'a>,
    created_at: Words<'a>,
    visibility: Words<'a>,
    language: Words<'a>,
    spoiler_text: Words<'a>,
    content: Words<'a>,
    account: Object<Account<'a>>,
    application: Object<Application<'a>>,
    media_attachments: List<Media<'a>>,
    mentions: List<Account<'a>>,
    tags: List<Tag<'a>>,
    replies_count: Count,
    reblogs_count: Count,
    favourites_count: Count,
    quotes_count: Count,
    in_reply_to_id: Words<'a>,
    in_reply_to_account_id: Words<'a>,
    reblog: Object<Box<Status<'a>>>,
    quote: Object<Box<Quote<'a>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Application<'a> {
    #[serde(borrow)]
    name: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Media<'a> {
    #[serde(borrow, rename = "type")]
    kind: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tag<'a> {
    #[serde(borrow)]
    name: Words<'a>,
}

/// What a status quotes: the status itself within, or only its id.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Quote<'a> {
    #[serde(borrow)]
    quoted_status: Object<Status<'a>>,
}

impl Status<'_> {
    /// Whether it is a message to those it mentions and nobody else.
    pub(super) fn is_message(&self) -> bool {
        self.visibility.get() == Some("direct")
    }

    /// Facts about the record as delivered.
    pub(super) fn traits(&self) -> Traits {
        let retweet = self.reblog.0.is_some();
        Traits {
            hashtags: !self.tags.0.is_empty(),
            retweet,
            quote: !retweet && self.quote.0.is_some(),
            reply: self.in_reply_to_id.get().is_some(),
            ..Traits::default()
        }
    }

    /// Maps the status and all in it.
    pub(super) fn bundle(&self, detail: Detail) -> Result<Bundle<'_>, Reject> {
        let mut draft = Draft::new(Origin::Mastodon, detail);
        let post = self.post(&mut draft)?;
        Ok(draft.finish(post))
    }

    fn post<'b>(&'b self, draft: &mut Draft<'b>) -> Result<Post<'b>, Reject> {
        let Some(guid) = self.guid() else {
            return Err(Reject::new(RejectReason::MissingId, "neither uri nor url"));
        };
        let Reading { text, links } = markup::read(self.content.get().unwrap_or_default());
        let mut post = Post {
            publish_date: self.created_at.get().map(publish_date).transpose()?,
            completeness: if self.content.is_present() {
                Completeness::Full
            } else {
                Completeness::Stub
            },
            body: self.content.is_present().then(|| self.with_warning(text)),
            hashtags: hashtags(self.tags.0.iter().filter_map(|tag| tag.name.text())),
            urls: distinct(links.into_iter().map(Text::from)),
            counts: Counts {
                likes: self.favourites_count.0,
                comments: self.replies_count.0,
                views: None,
                quotes: self.quotes_count.0,
                shares: self.reblogs_count.0,
            },
            language: self.language.text(),
            input_source: self.application.0.as_ref().and_then(|it| it.name.text()),
            post_type: self.post_type(),
            ..Post::stub(Origin::Mastodon, guid)
        };
        if let Some(account) = &self.account.0 {
            post.user_guid = account.guid(self.uri.get());
            if let Some(guid) = post.user_guid.clone().filter(|_| draft.wants_profiles()) {
                draft.users.push(account.user(guid));
            }
        }
        self.mention(&mut post, draft);
        self.react(&mut post, draft);
        Ok(post)
    }

    /// Its address: the same on every server.
    fn guid(&self) -> Option<Text<'_>> {
        self.uri.text().or(self.url.text())
    }

    /// The text, after the warning that is shown in front of it.
    fn with_warning<'b>(&self, text: String) -> Text<'b> {
        match self.spoiler_text.get() {
            Some(warning) => format!("{warning}\n\n{text}").into(),
            None => text.into(),
        }
    }

    fn post_type(&self) -> PostType {
        match self.media_attachments.0.first().map(|media| media.kind.get()) {
            None => PostType::Text,
            Some(Some("image")) => PostType::Image,
            Some(Some("video" | "gifv")) => PostType::Video,
            Some(_) => PostType::Other,
        }
    }

    fn mention<'b>(&'b self, post: &mut Post<'b>, draft: &mut Draft<'b>) {
        let guids = self.mentions.0.iter().filter_map(|account| account.guid(None));
        post.user_mentions = distinct(guids);
        for account in &self.mentions.0 {
            if let Some(guid) = account.guid(None) {
                draft.stub_user(guid, account.name(), None);
            }
        }
    }

    /// What the post reacts to: a reblog goes before a quote, a quote before a reply.
    fn react<'b>(&'b self, post: &mut Post<'b>, draft: &mut Draft<'b>) {
        if let Some(original) = &self.reblog.0 {
            let shared = original.embedded(draft);
            draft.react(post, ReactionType::Share, original.guid(), shared);
        } else if let Some(quote) = &self.quote.0 {
            let quoted = quote.quoted_status.0.as_ref();
            let embedded = quoted.and_then(|quoted| quoted.embedded(draft));
            let guid = quoted.and_then(Status::guid);
            draft.react(post, ReactionType::Quote, guid, embedded);
        } else if self.in_reply_to_id.get().is_some() {
            match self.replied_to() {
                Some(guid) => draft.reply(post, guid, post.user_guid.clone(), None),
                None => {
                    post.reaction = Some(Reaction {
                        kind: ReactionType::Comment,
                        referenced: None,
                        referenced_is_reaction: false,
                    });
                }
            }
        }
    }

    /// This status as part of another one. A message stays one.
    fn embedded<'b>(&'b self, draft: &mut Draft<'b>) -> Option<Post<'b>> {
        if self.is_message() {
            return None;
        }
        let mapped = self.post(draft);
        draft.usable(mapped, self.guid())
    }

    /// The address of the status that this one replies to. Only the id is delivered, which one
    /// server knows; it is part of the address where both are of that server and one author.
    fn replied_to<'b>(&self) -> Option<Text<'b>> {
        let author = self.account.0.as_ref().and_then(Account::id)?;
        if self.in_reply_to_account_id.get() != Some(author) {
            return None;
        }
        let beginning = self.uri.get()?.strip_suffix(self.id.get()?)?;
        let beginning = beginning.strip_suffix('/')?;
        Some(format!("{beginning}/{}", self.in_reply_to_id.get()?).into())
    }
}

#[cfg(test)]
#[path = "status_tests.rs"]
mod tests;
