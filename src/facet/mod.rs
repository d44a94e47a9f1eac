//! The four facets of location-based social media: who (social), when (temporal), where
//! (spatial), what (topical), and the sets that are kept along them.
//!
//! * A [`Dimension`] is one property of a post that can be a key: its day, its cell, one of
//!   its hashtags. It yields no, one or several values for a post.
//! * A [`Base`] is a table: the product of one to three dimensions, with the [`Metric`]s that
//!   are counted for each key. All bases stand in one list, [`BASES`].
//! * A metric is a HyperLogLog set of item strings such as `3:12345678` (a user) or
//!   `3:12345678:2018-10-10` (a user on a day). The strings are those of the LBSN ecosystem,
//!   hashed under the study's key, so that sets of different facets intersect and sets of
//!   different tools unite.
//! * The [`Accumulator`] folds posts into sets. It is a commutative, associative, idempotent
//!   monoid: shards, threads and repeated runs end in the same bytes.
//!
//! Names, keys and metrics of the bases follow the LBSN hlldb; `docs/facets.md` lists them.

mod accumulator;
mod attributes;
mod base;
mod cell;
mod column;
mod derived;
mod dimension;
mod item;
mod key;
mod metric;
pub mod text;

pub use accumulator::{Accumulator, Observer, Row, Table};
pub use attributes::{Attributes, SpatialKind};
pub use base::{BASES, Base, BaseError, Bases, Facet};
pub use cell::{Precision, PrecisionError};
pub use column::{Column, ColumnKind};
pub use dimension::Dimension;
pub use item::{ItemMode, Observed};
pub use key::{Key, KeyError, KeyValue};
pub use metric::Metric;
