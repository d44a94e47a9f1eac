//! What a JSON object is, told by its keys, mostly by the first few.
//!
//! Nothing is remembered from one document to the next, so what a document is can never
//! depend on what came before it. Looking at a v1.1 tweet costs its first four keys.

use super::Reject;
use super::field::{Id, Words};
use super::notice::NoticeKind;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// The shapes of objects that hold tweets or stand among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A v1.1 tweet.
    V1Tweet,
    /// A v1.1 account, perhaps with its latest tweet within.
    V1User,
    /// A v2 tweet by itself, flattened or not.
    V2Tweet,
    /// A v2 answer: `data` with `includes`.
    V2Page,
    /// An object that holds records under some of these keys: [`HOLDERS`].
    Holder,
    /// An object that holds a tweet under `status`.
    Status,
    /// A message of the stream.
    Notice(NoticeKind),
    /// A page without a record.
    Empty,
    /// Nothing known; the number of keys seen.
    Unknown(usize),
}

/// Keys under which programs put tweets or arrays of tweets, and last the one for accounts
/// (which may have a tweet each). Only a value that is an array or object counts: other
/// programs have a number or a text there.
pub(super) const HOLDERS: [&str; 8] =
    ["statuses", "results", "tweets", "rows", "json", "doc", "tweet", "users"];

/// Whether a value can hold records.
pub(super) fn is_holder(value: &RawValue) -> bool {
    value.get().starts_with(['[', '{'])
}

/// The shape of a JSON object.
pub(super) fn of(object: &str) -> Result<Shape, Reject> {
    let mut probe = Probe::default();
    let read = serde_json::Deserializer::from_str(object).deserialize_map(&mut probe);
    match (probe.decided, read) {
        (Some(shape), _) => Ok(shape),
        (None, Ok(())) => Ok(probe.conclude()),
        (None, Err(error)) => Err(error.into()),
    }
}

/// What the keys have told so far.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "one per key that was seen")]
struct Probe {
    keys: usize,
    decided: Option<Shape>,
    text: bool,
    v1_id: bool,
    id: bool,
    user: bool,
    status: bool,
    meta: bool,
    v1_user: bool,
    v2_user: bool,
    holder: bool,
    notice: Option<NoticeKind>,
}

impl Probe {
    /// Takes in a key; `Some` when it settles the matter.
    fn look(&mut self, key: &str) -> Option<Shape> {
        self.keys += 1;
        Some(match key {
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
        })
    }

    /// Remembers a key that settles nothing by itself.
    fn note(&mut self, key: &str) {
        match key {
            "text" => self.text = true,
            "id_str" => self.v1_id = true,
            "user" => self.user = true,
            "meta" | "search_metadata" => self.meta = true,
            "username" => self.v2_user = true,
            "screen_name" | "followers_count" | "friends_count" | "statuses_count" => {
                self.v1_user = true;
            }
            _ => self.notice = self.notice.or_else(|| NoticeKind::of_key(key)),
        }
    }

    /// What an object is in which no key settled it.
    fn conclude(&self) -> Shape {
        if self.text && (self.v1_id || self.user) {
            Shape::V1Tweet
        } else if self.text && self.id {
            Shape::V2Tweet
        } else if self.holder {
            Shape::Holder
        } else if self.v1_user {
            Shape::V1User
        } else if self.v1_id && self.user {
            // Trimmed to author and position.
            Shape::V1Tweet
        } else if let Some(kind) = self.notice {
            Shape::Notice(kind)
        } else if self.v2_user && self.id {
            Shape::Notice(NoticeKind::Profile)
        } else if self.status {
            Shape::Status
        } else if self.text {
            // Rejected there for its missing id, which says more than "unknown".
            Shape::V1Tweet
        } else if self.meta {
            Shape::Empty
        } else {
            Shape::Unknown(self.keys)
        }
    }
}

impl<'de> Visitor<'de> for &mut Probe {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(key) = object.next_key::<Words<'de>>()? {
            let key = key.get().unwrap_or_default();
            self.decided = self.look(key);
            if self.decided.is_some() {
                return Err(A::Error::custom("seen enough"));
            }
            if key == "id" {
                let id = object.next_value::<Id<'de>>()?;
                self.id |= id != Id::Missing;
                // An id that is no text is of v1.1.
                self.v1_id |= matches!(id, Id::Number(_) | Id::Bad);
                if self.v1_id && self.text {
                    self.decided = Some(Shape::V1Tweet);
                    return Err(A::Error::custom("seen enough"));
                }
            } else if key == "status" {
                self.status |= is_holder(object.next_value()?);
            } else if HOLDERS.contains(&key) {
                self.holder |= is_holder(object.next_value()?);
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "shape_tests.rs"]
mod tests;
