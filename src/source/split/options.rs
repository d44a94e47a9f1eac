//! How inputs are read.

use std::sync::Arc;

use crate::source::{Format, Mapping};

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// About how many bytes make a block, decompressed.
    pub block_bytes: usize,
    /// Longer documents are rejected; in bytes.
    pub document_limit: usize,
    /// Whether a record that the end of the input cuts is left for when its rest has come,
    /// instead of being rejected: so of files that are still being written.
    pub wait_for_rest: bool,
    /// A stream that has no record in so many bytes is read no further: it is a decompression
    /// bomb, or what a crashed disk left. Twice the document limit if that is more.
    pub barren_limit: u64,
    /// What the input is.
    pub format: Format,
    /// What the columns of tables are; guessed if not given.
    pub mapping: Option<Arc<Mapping>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            block_bytes: 1 << 20,
            document_limit: 16 << 20,
            wait_for_rest: false,
            barren_limit: 1 << 30,
            format: Format::Auto,
            mapping: None,
        }
    }
}
