//! What a JSON object is, told by its keys, mostly by the first few.
//!
//! Nothing is remembered from one document to the next, so what a document is can never
//! depend on what came before it. Each network has [`Clues`]; looking at a v1.1 tweet costs
//! its first four keys. Where no key settles it, the strongest [`Evidence`] does, so that the
//! order of keys does not matter.

use super::field::Words;
use super::{Network, NoticeKind, Reject, bluesky, lbsn, mastodon, twitter};
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// The shapes of objects that hold posts or stand among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// An object of the Twitter API.
    Twitter(twitter::Shape),
    /// An object of the Mastodon API.
    Mastodon(mastodon::Shape),
    /// An object of the AT Protocol.
    Bluesky(bluesky::Shape),
    /// A row of an LBSN rawdb.
    Lbsn(lbsn::Shape),
    /// An object that holds records under some of these keys: [`HOLDERS`].
    Holder,
    /// An object that holds a post under `status`.
    Status,
    /// A message of a stream.
    Notice(NoticeKind),
    /// A page without a record.
    Empty,
    /// Nothing known; the number of keys seen.
    Unknown(usize),
}

impl Shape {
    /// The network that such objects are of, where that is certain.
    pub(super) fn network(self) -> Option<Network> {
        match self {
            Self::Twitter(_) => Some(Network::Twitter),
            Self::Mastodon(_) => Some(Network::Mastodon),
            Self::Bluesky(_) => Some(Network::Bluesky),
            Self::Lbsn(_) => Some(Network::Lbsn),
            _ => None,
        }
    }
}

/// How much the keys say for a shape when none of them settled it. The order is that of
/// strength, so that the strongest is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Evidence {
    /// A shape whose rejection says more than "unknown".
    Weak,
    /// It holds a `status`.
    Status,
    /// An account and nothing else.
    Profile,
    /// A message.
    Notice,
    /// An account that may carry a post, or a post trimmed to almost nothing.
    Trimmed,
    /// It holds records.
    Holder,
    /// Nothing else has these keys.
    Strong,
}

/// What the keys of an object tell one network. All methods are called for every object.
pub(super) trait Clues: Default {
    /// Takes in a key; `Some` when it settles the matter.
    fn key(&mut self, key: &str) -> Option<Shape>;

    /// Takes in the member that the key began; `Some` when it settles the matter.
    fn member(&mut self, key: &str, value: &RawValue) -> Option<Shape>;

    /// What the object is if no key settled it.
    fn conclude(&self) -> Option<(Evidence, Shape)>;
}

/// Keys under which programs put posts or arrays of posts, and at last those for accounts
/// (which may have a post each). Only a value that is an array or object counts: other
/// programs have a number or a text there.
pub(super) const HOLDERS: [&str; 16] = [
    "statuses",
    "results",
    "tweets",
    "rows",
    "json",
    "doc",
    "tweet",
    "feed",
    "posts",
    "thread",
    "ancestors",
    "descendants",
    "likes",
    "users",
    "accounts",
    "repostedBy",
];

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
struct Probe {
    keys: usize,
    decided: Option<Shape>,
    holder: bool,
    status: bool,
    meta: bool,
    twitter: twitter::Clues,
    mastodon: mastodon::Clues,
    bluesky: bluesky::Clues,
    lbsn: lbsn::Clues,
}

impl Probe {
    /// Takes in a key; `Some` when it settles the matter.
    fn key(&mut self, key: &str) -> Option<Shape> {
        self.keys += 1;
        let settled = self.twitter.key(key).or_else(|| self.mastodon.key(key));
        settled.or_else(|| self.bluesky.key(key)).or_else(|| self.lbsn.key(key))
    }

    /// Takes in the member that the key began.
    fn member(&mut self, key: &str, value: &RawValue) -> Option<Shape> {
        match key {
            "meta" | "search_metadata" | "cursor" => self.meta = true,
            "status" => self.status |= is_holder(value),
            _ if HOLDERS.contains(&key) => self.holder |= is_holder(value),
            _ => {}
        }
        let settled = self.twitter.member(key, value);
        let settled = settled.or_else(|| self.mastodon.member(key, value));
        settled.or_else(|| self.bluesky.member(key, value))
    }

    /// What an object is in which no key settled it.
    fn conclude(&self) -> Shape {
        let candidates = [
            self.twitter.conclude(),
            self.mastodon.conclude(),
            self.bluesky.conclude(),
            self.holder.then_some((Evidence::Holder, Shape::Holder)),
            self.status.then_some((Evidence::Status, Shape::Status)),
        ];
        let strongest = candidates.into_iter().flatten().max_by_key(|(evidence, _)| *evidence);
        match strongest {
            Some((_, shape)) => shape,
            None if self.meta => Shape::Empty,
            None => Shape::Unknown(self.keys),
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
            self.decided = self.key(key);
            if self.decided.is_none() {
                self.decided = self.member(key, object.next_value()?);
            }
            if self.decided.is_some() {
                return Err(A::Error::custom("seen enough"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "shape_tests.rs"]
mod tests;
