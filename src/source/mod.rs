//! From bytes to documents: open, decompress, split.
//!
//! A *document* is one JSON value as it stands in the input: a tweet, a page of tweets, a
//! stream notice. The way of the bytes:
//!
//! ```text
//! Input ─ Tap ─ Decompressor ─ Window ─ Reader ─ Block ─ Documents ─ decoders
//! file    counts magic bytes   in memory cuts    whole   one value   `twitter`
//! or `-`  bytes                                  records or reject each
//! ```
//!
//! How the reader and the walk of a block cut the stream:
//!
//! ```text
//! framing    tells from the head which of the two ways it is
//! line       one record a line: strips what is not part of it
//! scanner    anything else: finds value after value, and the way back after damage
//! structure  under both: the skeleton of one JSON value, where it ends or breaks
//! ```
//!
//! A [`Reader`] runs on one thread and does as little as it can: for JSON lines it only finds
//! the last line end of each block. A [`Block`] is moved to a worker, which walks its
//! [`Documents`]. Whatever cannot be used becomes a [`Reject`] with a reason and a position;
//! nothing malformed ends the reading of an input.

mod block;
mod compression;
mod error;
mod framing;
mod input;
mod line;
mod reader;
mod reject;
mod scanner;
mod structure;
mod tap;
pub mod twitter;
mod window;

pub use block::{Block, Document, Documents, Item, Position, Skipped};
pub use compression::Compression;
pub use error::SourceError;
pub use framing::Framing;
pub use input::{Input, expand};
pub use reader::{Options, Reader};
pub(crate) use reject::excerpt;
pub use reject::{Reject, RejectReason, RejectWriter};
