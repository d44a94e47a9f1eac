//! Posts in, sets out: the run that `lbsm etl` performs.
//!
//! ```text
//! reader threads ── blocks ──▶ dispatcher ── blocks of an epoch ──▶ workers ── shards ──▶ committer ──▶ stores
//!  open, decompress,             numbers the        decode, filter, observe:      unites the shards of
//!  cut into documents            epochs             one accumulator each          an epoch, commits
//! ```
//!
//! The work of a document is stateless up to the accumulator, and accumulators unite in any
//! order to the same sets, so blocks go to whichever worker is free. An *epoch* is what one
//! commit covers: the dispatcher starts a new one when the accumulators have grown to the
//! memory bound, or every so often. Blocks are handed out in the order of their epochs; once
//! every worker has moved on, an epoch is complete and goes to the stores in one transaction,
//! together with how far it has read each input. Another run of the same *job* (the same
//! question to each post) goes on from there.

mod filter;
mod job;
mod journal;
mod ledger;
mod pipeline;
mod prefilter;
mod queue;
mod reading;
mod report;
mod tally;
mod worker;

pub use filter::{Filter, FilterReason};
pub use job::job;
pub use journal::Journal;
pub use pipeline::{EtlError, Plan, run};
pub use prefilter::{PassedOver, Prefilter};
pub use reading::{Meter, Reading};
pub use report::{Coded, Counts, EarlierRuns, FailedInput, Report, ResumedInput, TermCount};
pub use tally::Tally;
