//! What tells an object of the Twitter API.

use crate::source::format::NoticeKind;
use crate::source::format::field::Id;
use crate::source::format::shape::{self, Evidence};
use serde_json::value::RawValue;

/// Objects of the two APIs that hold tweets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::format) enum Shape {
    /// A v1.1 tweet.
    V1Tweet,
    /// A v1.1 account, perhaps with its latest tweet within.
    V1User,
    /// A v2 tweet by itself, flattened or not.
    V2Tweet,
    /// A v2 answer: `data` with `includes`.
    V2Page,
}

/// What the keys have told so far.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "one per key that was seen")]
pub(in crate::source::format) struct Clues {
    text: bool,
    v1_id: bool,
    id: bool,
    user: bool,
    v1_user: bool,
    v2_user: bool,
    notice: Option<NoticeKind>,
}

impl shape::Clues for Clues {
    fn key(&mut self, key: &str) -> Option<shape::Shape> {
        Some(shape::Shape::Twitter(match key {
            "text" if self.v1_id => Shape::V1Tweet,
            "id_str" if self.text => Shape::V1Tweet,
            "full_text"
            | "truncated"
            | "retweeted"
            | "favorited"
            | "is_quote_status"
            | "in_reply_to_status_id"
            | "in_reply_to_status_id_str"
            | "in_reply_to_screen_name"
            | "retweeted_status"
            | "quoted_status"
            | "extended_tweet"
            | "retweet_count"
            | "favorite_count" => Shape::V1Tweet,
            "author_id"
            | "edit_history_tweet_ids"
            | "edit_controls"
            | "conversation_id"
            | "referenced_tweets"
            | "reply_settings"
            | "note_tweet"
            | "context_annotations" => Shape::V2Tweet,
            "data" | "includes" => Shape::V2Page,
            _ => {
                self.note(key);
                return None;
            }
        }))
    }

    fn member(&mut self, key: &str, value: &RawValue) -> Option<shape::Shape> {
        if key != "id" {
            return None;
        }
        let id = serde_json::from_str::<Id<'_>>(value.get()).unwrap_or(Id::Bad);
        self.id |= id != Id::Missing;
        // An id that is no text is of v1.1.
        self.v1_id |= matches!(id, Id::Number(_) | Id::Bad);
        (self.v1_id && self.text).then_some(shape::Shape::Twitter(Shape::V1Tweet))
    }

    fn conclude(&self) -> Option<(Evidence, shape::Shape)> {
        let (evidence, shape) = if self.text && (self.v1_id || self.user) {
            (Evidence::Strong, Shape::V1Tweet)
        } else if self.text && self.id {
            (Evidence::Strong, Shape::V2Tweet)
        } else if self.v1_user {
            (Evidence::Trimmed, Shape::V1User)
        } else if self.v1_id && self.user {
            // Trimmed to author and position.
            (Evidence::Trimmed, Shape::V1Tweet)
        } else if let Some(kind) = self.notice {
            return Some((Evidence::Notice, shape::Shape::Notice(kind)));
        } else if self.v2_user && self.id {
            return Some((Evidence::Profile, shape::Shape::Notice(NoticeKind::Profile)));
        } else if self.text {
            // Rejected there for its missing id, which says more than "unknown".
            (Evidence::Weak, Shape::V1Tweet)
        } else {
            return None;
        };
        Some((evidence, shape::Shape::Twitter(shape)))
    }
}

impl Clues {
    /// Remembers a key that settles nothing by itself.
    fn note(&mut self, key: &str) {
        match key {
            "text" => self.text = true,
            "id_str" => self.v1_id = true,
            "user" => self.user = true,
            "username" => self.v2_user = true,
            "screen_name" | "followers_count" | "friends_count" | "statuses_count" => {
                self.v1_user = true;
            }
            _ => self.notice = self.notice.or_else(|| notice(key)),
        }
    }
}

/// The kind of message of the stream that a key stands for.
fn notice(key: &str) -> Option<NoticeKind> {
    Some(match key {
        "delete" => NoticeKind::Delete,
        "scrub_geo" => NoticeKind::ScrubGeo,
        "limit" => NoticeKind::Limit,
        "status_withheld" => NoticeKind::StatusWithheld,
        "user_withheld" => NoticeKind::UserWithheld,
        "disconnect" => NoticeKind::Disconnect,
        "warning" => NoticeKind::Warning,
        "friends" | "friends_str" => NoticeKind::Friends,
        "event" => NoticeKind::Event,
        "control" => NoticeKind::Control,
        "direct_message" => NoticeKind::DirectMessage,
        "info" => NoticeKind::Info,
        "errors" | "error" | "connection_issue" => NoticeKind::Error,
        _ => return None,
    })
}
