//! HyperLogLog sets in the byte format of PostgreSQL's `hll` extension (postgresql-hll storage v1).
//!
//! A [`Sketch`] is what PostgreSQL calls an `hll` value: it takes 64-bit hashes ([`Sketch::insert`]),
//! unites with others ([`Sketch::union`]), reads and writes the extension's bytes
//! ([`Sketch::from_bytes`], [`Sketch::to_bytes`]) and estimates how many different hashes it has seen
//! ([`Sketch::cardinality`]). Hashes come from [`hash`].
//!
//! Union is commutative, associative and idempotent on everything that this module or the extension
//! writes, and the bytes are a function of the set of hashes alone: neither the order nor the
//! grouping nor the repetition of inserts and unions changes them.
//!
//! The module does no I/O and uses nothing of the rest of the project.
//!
//! ```
//! use lbsm::hll::{Params, Sketch, hash};
//!
//! let mut monday = Sketch::new(Params::DEFAULT);
//! let mut tuesday = Sketch::new(Params::DEFAULT);
//! for user in ["ada", "bob"] {
//!     monday.insert(hash::text(user));
//! }
//! for user in ["bob", "cleo"] {
//!     tuesday.insert(hash::text(user));
//! }
//! monday.union(&tuesday)?;
//! assert_eq!(monday.cardinality().round(), 3.0);
//! assert_eq!(Sketch::from_bytes(&monday.to_bytes())?, monday);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod codec;
mod estimate;
mod fold;
pub mod hash;
mod joint;
mod params;
mod registers;
mod sketch;
mod union;

pub use codec::DecodeError;
pub use estimate::{Estimate, Estimator, UnknownEstimator};
pub use fold::FoldError;
pub use joint::{Joint, JointError, MAX_SETS, Regions};
pub use params::{Mismatch, Params, ParamsError};
pub use sketch::{Kind, Sketch};
pub use union::UnionError;
