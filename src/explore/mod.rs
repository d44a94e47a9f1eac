//! The facet explorer: one HTML page in which a store's sets are united and intersected by whoever looks.
//!
//! The page holds sets and nothing else: no posts, no names, no hashes of names. [`make`] chooses which
//! of a store's sets go in, within a number of people below which a key is not shown and a size that the
//! page must not exceed, says what it left out, and puts them into a page together with the program that
//! counts them (`explorer/`, bundled), a basemap and named events. The page asks the network
//! for nothing, and its Content-Security-Policy would not let it.

mod collect;
mod event;
mod key;
mod ladder;
mod page;
mod pairs;
mod payload;
mod table;

pub use collect::{Collection, Note};
pub use event::{Event, EventError, Events};
pub use page::{Heading, make};
pub use table::{LeftOut, Table};

use crate::facet::Metric;
use crate::store::StoreError;

/// What goes into a page.
#[derive(Debug, Clone)]
pub struct Options {
    /// What can be counted in the page.
    pub metrics: Vec<Metric>,
    /// Keys with fewer users are not shown.
    pub min_users: u32,
    /// The page must not be larger, in bytes.
    pub max_bytes: usize,
    /// Sets are folded to so many registers (their binary logarithm), if they have more.
    pub log2m: Option<u8>,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExploreError {
    /// The store cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store keeps posts only.
    #[error("there are no sets in this store: make some with `lbsm etl --hll`")]
    NoSets,
    /// Sets of one store differ in their parameters.
    #[error("sets of base {base} cannot be united: {reason}")]
    Sets {
        /// The base.
        base: &'static str,
        /// Why not.
        reason: String,
    },
    /// Even an empty page would be larger.
    #[error("a page takes at least {least} bytes without any set; allow more than {given}")]
    Size {
        /// The size that was allowed.
        given: usize,
        /// What is needed.
        least: usize,
    },
    /// The sets could not be compressed.
    #[error("the sets cannot be packed: {0}")]
    Pack(#[from] std::io::Error),
}
