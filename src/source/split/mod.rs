//! From bytes to documents: a stream is cut into blocks, blocks are walked.
//!
//! ```text
//! reader     reads on, and asks the state that the stream is in for the next block:
//! head         at its beginning; framing tells which of the three ways it is
//! lines        one record a line; line strips what is not part of it
//! values       anything else: value after value, or row after row
//! pieces     a line that is several: the way back after damage within it
//! scanner    finds value after value, and the way back after damage
//! rows       tables: a row ends at a line end that is not within quotes
//! structure  under both: the skeleton of one JSON value, where it ends or breaks
//! ```
//!
//! A [`Reader`] runs on one thread and does as little as it can: for JSON lines it only finds
//! the last line end of each block. A [`Block`] is moved to a worker, which walks its
//! [`Documents`].

mod block;
mod framing;
mod head;
mod line;
mod lines;
mod options;
mod pieces;
mod reader;
mod rows;
mod scanner;
mod skip;
mod structure;
mod trace;
mod values;
mod window;

pub use block::{Block, Document, Documents, Item, Position, Skipped};
pub use framing::Framing;
pub use options::Options;
pub use reader::Reader;
pub(in crate::source) use rows::Rows;
pub use skip::Behind;
pub use trace::Trace;
