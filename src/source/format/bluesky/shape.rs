//! What tells an object of the AT Protocol.

use crate::source::format::NoticeKind;
use crate::source::format::shape::{self, Evidence};
use serde_json::value::RawValue;

/// Objects that hold posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::format) enum Shape {
    /// A frame of Jetstream: what one account changed in its repository.
    Frame,
    /// A post with its place in a feed or thread.
    Context,
    /// A post as the API shows it.
    View,
    /// A post as one flat object.
    Row,
    /// A post as it is written, without its address.
    Record,
}

/// What the keys have told so far.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "one per key that was seen")]
pub(in crate::source::format) struct Clues {
    address: bool,
    did: bool,
    commit: bool,
    context: bool,
    record: bool,
    text: bool,
    handle: bool,
    actor: bool,
}

impl shape::Clues for Clues {
    fn key(&mut self, key: &str) -> Option<shape::Shape> {
        match key {
            "time_us" => return Some(shape::Shape::Bluesky(Shape::Frame)),
            "author_did" => return Some(shape::Shape::Bluesky(Shape::Row)),
            "did" => self.did = true,
            "commit" => self.commit = true,
            "record" => self.record = true,
            "text" => self.text = true,
            "handle" => self.handle = true,
            "actor" => self.actor = true,
            _ => {}
        }
        None
    }

    fn member(&mut self, key: &str, value: &RawValue) -> Option<shape::Shape> {
        let value = value.get();
        match key {
            "uri" => self.address |= value.starts_with("\"at://"),
            "post" => self.context |= value.starts_with('{') && value.contains("\"at://"),
            "$type" => {
                let name = value.trim_matches('"').strip_prefix("app.bsky.")?;
                return Some(match name {
                    "feed.post" => shape::Shape::Bluesky(Shape::Record),
                    "feed.defs#postView" => shape::Shape::Bluesky(Shape::View),
                    "feed.defs#feedViewPost" | "feed.defs#threadViewPost" => {
                        shape::Shape::Bluesky(Shape::Context)
                    }
                    "feed.defs#notFoundPost" | "feed.defs#blockedPost" => {
                        shape::Shape::Notice(NoticeKind::StatusWithheld)
                    }
                    "feed.like" => shape::Shape::Notice(NoticeKind::Like),
                    name if name.starts_with("actor.") => shape::Shape::Notice(NoticeKind::Profile),
                    _ => shape::Shape::Notice(NoticeKind::Event),
                });
            }
            _ => {}
        }
        None
    }

    fn conclude(&self) -> Option<(Evidence, shape::Shape)> {
        let shape = if self.did && self.commit {
            shape::Shape::Bluesky(Shape::Frame)
        } else if self.address && self.record {
            shape::Shape::Bluesky(Shape::View)
        } else if self.address && self.text {
            shape::Shape::Bluesky(Shape::Row)
        } else if self.context {
            shape::Shape::Bluesky(Shape::Context)
        } else if self.actor {
            shape::Shape::Notice(NoticeKind::Like)
        } else if self.did && self.handle {
            shape::Shape::Notice(NoticeKind::Profile)
        } else {
            return None;
        };
        // A frame of another protocol may have an actor, too.
        let evidence = if self.actor { Evidence::Notice } else { Evidence::Strong };
        Some((evidence, shape))
    }
}
