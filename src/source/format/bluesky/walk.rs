//! Reads the objects of the AT Protocol once it is known what they are.

use super::record::Record;
use super::row::Row;
use super::shape::Shape;
use super::time;
use super::view::{Context, View, react, record_traits};
use crate::lbsn::{Origin, Post, ReactionType};
use crate::source::RejectReason;
use crate::source::format::draft::Draft;
use crate::source::format::field::{Count, Object, Words};
use crate::source::format::walk::Walk;
use crate::source::format::{NoticeKind, Reject, Traits, repair};
use serde::Deserialize;

/// Decodes one object of a known shape.
pub(in crate::source::format) fn decode(
    walk: &mut Walk<'_>,
    shape: Shape,
    text: &str,
    depth: usize,
) -> Result<(), Reject> {
    let mut spare = String::new();
    match shape {
        Shape::Frame => {
            let read = repair::read::<Frame<'_>>(text, &mut spare)?;
            read.value.hand_out(walk, read.repaired)?;
        }
        Shape::View => {
            let read = repair::read::<View<'_>>(text, &mut spare)?;
            walk.post(&read.value.bundle(walk.detail)?, read.value.traits(), read.repaired);
        }
        Shape::Row => {
            let read = repair::read::<Row<'_>>(text, &mut spare)?;
            walk.post(&read.value.bundle(walk.detail)?, read.value.traits(), read.repaired);
        }
        Shape::Context => {
            let read = repair::read::<Context<'_>>(text, &mut spare)?;
            match read.value.bundle(walk.detail) {
                Ok(bundle) => walk.post(&bundle, read.value.traits(), read.repaired),
                Err(reject) => walk.reject(reject, text),
            }
            // The rest of a thread.
            walk.held(text, ["parent", "replies"], depth)?;
        }
        Shape::Record => {
            return Err(Reject::new(
                RejectReason::MissingId,
                "a record without its address; keep the answer or frame that it came in",
            ));
        }
    }
    Ok(())
}

/// A frame of Jetstream.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Frame<'a> {
    #[serde(borrow)]
    did: Words<'a>,
    time_us: Count,
    commit: Object<Commit<'a>>,
}

/// A change of one record. The first version had one letter, `type`, for the operation.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Commit<'a> {
    #[serde(borrow)]
    operation: Words<'a>,
    #[serde(rename = "type")]
    letter: Words<'a>,
    collection: Words<'a>,
    rkey: Words<'a>,
    record: Object<Record<'a>>,
}

impl Frame<'_> {
    fn hand_out(&self, walk: &mut Walk<'_>, repaired: bool) -> Result<(), Reject> {
        let Some(commit) = &self.commit.0 else {
            walk.notice(NoticeKind::Event);
            return Ok(());
        };
        let deletes =
            matches!(commit.operation.get().or(commit.letter.get()), Some("delete" | "d"));
        match commit.collection.get() {
            Some("app.bsky.feed.post") if deletes => walk.notice(NoticeKind::Delete),
            Some("app.bsky.feed.post" | "app.bsky.feed.repost") if !deletes => {
                return self.post(commit, walk, repaired);
            }
            Some("app.bsky.feed.like") if !deletes => walk.notice(NoticeKind::Like),
            _ => walk.notice(NoticeKind::Event),
        }
        Ok(())
    }

    fn post(&self, commit: &Commit<'_>, walk: &mut Walk<'_>, repaired: bool) -> Result<(), Reject> {
        let (Some(did), Some(collection), Some(key)) =
            (self.did.text(), commit.collection.get(), commit.rkey.get())
        else {
            return Err(Reject::new(RejectReason::MissingId, "no did, collection or rkey"));
        };
        let Some(record) = &commit.record.0 else {
            return Err(Reject::new(RejectReason::UnknownShape, "a commit without its record"));
        };
        let address = format!("at://{did}/{collection}/{key}");
        let met = self.time_us.0.and_then(time::of_microseconds);
        let mut draft = Draft::new(Origin::Bluesky, walk.detail);
        let mut post: Post<'_> = record.post(address.into(), Some(did), met, &mut draft)?;
        let mut traits = record_traits(record);
        if collection == "app.bsky.feed.repost" {
            let Some(shared) = record.shared() else {
                // Feeds and lists can be reposted, too.
                walk.notice(NoticeKind::Event);
                return Ok(());
            };
            traits = Traits { retweet: true, ..Traits::default() };
            draft.react(&mut post, ReactionType::Share, Some(shared), None);
        } else {
            react(record, None, &mut post, &mut draft);
        }
        walk.post(&draft.finish(post), traits, repaired);
        Ok(())
    }
}

#[cfg(test)]
#[path = "walk_tests.rs"]
mod tests;
