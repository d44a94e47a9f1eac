//! From bytes to posts: open, decompress, split, decode.
//!
//! A *document* is one JSON value as it stands in the input: a tweet, a page of tweets, a
//! stream notice. The way of the bytes:
//!
//! ```text
//! Input ─ Tap ─ Decompressor ─ Window ─ Reader ─ Block ─ Documents ─ decoders
//! file    counts magic bytes   in memory cuts    whole   one value   `format`
//! or `-`  bytes                                  records or reject each
//! ─────── open ─────────────── ─────────── split ───────────────── ── format ──
//! ```
//!
//! Whatever cannot be used becomes a [`Reject`] with a reason and a position; nothing
//! malformed ends the reading of an input.

mod content;
mod error;
mod format;
mod open;
mod reject;
mod split;

pub use content::Content;
pub use error::SourceError;
pub use format::csv::{Column, Field, Mapping, MappingError, Table, TableError};
pub(crate) use format::twitter::snowflake_time;
pub use format::{Decoded, Decoder, Detail, Format, Network, NoticeKind, Traits};
pub use open::{Archive, Compression, Copied, Entry, Input, Member, Supply, expand};
pub(crate) use reject::excerpt;
pub use reject::{Reject, RejectReason, RejectWriter};
pub use split::{
    Behind, Block, Document, Documents, Framing, Item, Options, Position, Reader, Skipped, Trace,
};
