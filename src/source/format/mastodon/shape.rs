//! What tells an object of the Mastodon API.

use crate::source::format::NoticeKind;
use crate::source::format::shape::{self, Evidence};
use serde_json::value::RawValue;

/// Objects that hold statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::format) enum Shape {
    /// A status.
    Status,
    /// A message of the websocket, with its payload as text.
    Message,
}

/// What the keys have told so far.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "one per key that was seen")]
pub(in crate::source::format) struct Clues {
    content: bool,
    account: bool,
    kind: bool,
    time: bool,
    profile: bool,
}

impl shape::Clues for Clues {
    fn key(&mut self, key: &str) -> Option<shape::Shape> {
        match key {
            "in_reply_to_account_id"
            | "spoiler_text"
            | "reblog"
            | "reblogs_count"
            | "reblogged" => return Some(shape::Shape::Mastodon(Shape::Status)),
            "last_status" => return Some(shape::Shape::Notice(NoticeKind::DirectMessage)),
            "payload" => return Some(shape::Shape::Mastodon(Shape::Message)),
            "content" => self.content = true,
            "account" => self.account = true,
            "type" => self.kind = true,
            "created_at" => self.time = true,
            "acct" => self.profile = true,
            _ => {}
        }
        None
    }

    fn member(&mut self, _key: &str, _value: &RawValue) -> Option<shape::Shape> {
        None
    }

    fn conclude(&self) -> Option<(Evidence, shape::Shape)> {
        if self.content && self.account {
            Some((Evidence::Strong, shape::Shape::Mastodon(Shape::Status)))
        } else if self.account && self.kind && self.time {
            // A notification: what it is about is a post of another stream.
            Some((Evidence::Strong, shape::Shape::Notice(NoticeKind::Event)))
        } else if self.profile {
            Some((Evidence::Strong, shape::Shape::Notice(NoticeKind::Profile)))
        } else {
            None
        }
    }
}
