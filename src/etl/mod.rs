//! Posts in, sets out: the run that `lbsm etl` performs, and every other one over posts.
//!
//! ```text
//! reader threads ── blocks ──▶ dispatcher ── blocks of an epoch ──▶ workers ── shards ──▶ committer ──▶ sink
//!  open, decompress,             numbers the        decode, filter, gather:       unites the shards of
//!  cut into documents            epochs             one gatherer each             an epoch, commits
//! ```
//!
//! What is made of the posts is up to the [`Sink`]: [`SetSink`] makes sets (and raw rows) for a
//! store. The work of a document is stateless up to what is gathered, and that unites in any
//! order to the same, so blocks go to whichever worker is free. An *epoch* is what one
//! commit covers: the dispatcher starts a new one when what was gathered has grown to the
//! memory bound, or every so often. Blocks are handed out in the order of their epochs; once
//! every worker has moved on, an epoch is complete and goes to the sink in one transaction,
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
mod sets;
mod sink;
mod tally;
mod worker;

pub use filter::{Filter, FilterReason};
pub use job::job;
pub use journal::Journal;
pub use pipeline::{EtlError, Plan, run};
pub use prefilter::{PassedOver, Prefilter};
pub use reading::{Meter, Reading};
pub use report::{Coded, Counts, EarlierRuns, FailedInput, Report, ResumedInput, TermCount};
pub use sets::SetSink;
pub use sink::{Gather, Passed, Sink};
pub use tally::Tally;
pub(crate) use tally::language;
