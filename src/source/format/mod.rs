//! From documents to bundles: what a JSON value is, and one room per network that maps it.
//!
//! A document is one JSON value: a post, a page or array of posts, a post in a wrapper that
//! some program put around it, or a message of a stream. What it is follows from its keys alone
//! (`shape`). How to add a format is in `docs/adding-a-format.md`; the mapping, field by field,
//! is in `docs/lbsn-mapping.md`.
//!
//! The files, in the order in which the bytes pass:
//!
//! ```text
//! walk       through arrays, pages and wrappers to each record; calls all that follows
//! repair     makes a text readable that a strict parser refuses
//! shape      what an object is, told by its keys, asking every network
//! twitter    … and the other networks: reading such an object and mapping it to LBSN
//! csv        tables as text, which know nothing of the above: their documents are rows
//! field      kinds of JSON fields as real dumps hold them
//! draft      collects what comes along with a post
//! position   attached coordinates
//! text       texts, hashtags, links
//! record     what comes out: posts, notices, rejects
//! notice     messages that are no posts
//! ```
//!
//! What a strict parser refuses but holds no less information is repaired (`repair`); what
//! can't be used is rejected with a reason that names no content.

mod bluesky;
pub(super) mod csv;
mod draft;
mod field;
mod lbsn;
mod mastodon;
mod notice;
mod position;
mod record;
mod repair;
mod shape;
mod text;
pub(super) mod twitter;
mod walk;

#[cfg(test)]
mod real_tests;
#[cfg(test)]
mod testing;

pub use notice::NoticeKind;
pub use record::{Decoded, Detail, Traits};

use record::Reject;

/// The networks whose JSON is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Network {
    /// Twitter API v1.1 and v2.
    Twitter,
    /// Mastodon API, and what speaks like it.
    Mastodon,
    /// AT Protocol: Jetstream and the API of Bluesky.
    Bluesky,
    /// Any network, in rows of an LBSN rawdb.
    Lbsn,
}

impl Network {
    /// The network's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Twitter => "Twitter",
            Self::Mastodon => "Mastodon",
            Self::Bluesky => "Bluesky",
            Self::Lbsn => "LBSN",
        }
    }
}

/// What an input is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Found by content.
    #[default]
    Auto,
    /// JSON of this network and no other.
    Json(Network),
    /// A table as text.
    Csv,
}

impl Format {
    /// The only network that it can hold posts of as JSON, if there is one.
    pub fn network(self) -> Option<Network> {
        match self {
            Self::Json(network) => Some(network),
            Self::Auto | Self::Csv => None,
        }
    }

    /// Whether it can be a table.
    pub(super) fn may_be_table(self) -> bool {
        matches!(self, Self::Auto | Self::Csv)
    }
}

/// Decodes documents. It remembers nothing between them.
#[derive(Debug, Clone, Copy)]
pub struct Decoder {
    detail: Detail,
    only: Option<Network>,
}

impl Decoder {
    /// A decoder for this much of each record, of whatever network it is.
    pub fn new(detail: Detail) -> Self {
        Self { detail, only: None }
    }

    /// Rejects posts of other networks than this one.
    #[must_use]
    pub fn only(mut self, network: Option<Network>) -> Self {
        self.only = network;
        self
    }

    /// Calls `each` for every record in one JSON document, in order.
    ///
    /// A page that is damaged in the middle gives the records before the damage and a reject.
    pub fn decode(&self, document: &[u8], each: &mut dyn FnMut(Decoded<'_>)) {
        walk::document(self.detail, self.only, document, each);
    }
}

#[cfg(test)]
#[path = "mod_tests.rs"]
mod tests;
