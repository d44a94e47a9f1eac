//! What a run makes of the posts that pass its filter: sets in a store, counts of topics, …
//!
//! The threads, inputs, filters and the reporting of a run are the same whatever it makes. Each
//! worker thread has a [`Gather`] that takes posts in; what it gathered in an epoch is its
//! *share*. The shares of an epoch are united in any order and go to the [`Sink`], which keeps
//! them for good.

use super::pipeline::EtlError;
use crate::facet::Observed;
use crate::lbsn::{Bundle, Post};
use crate::lexicon::{Lexicon, TermId};
use crate::source::Detail;
use crate::store::Ingest;

/// A post that passed the filter.
pub struct Passed<'p, 'b> {
    /// The record that it came in.
    pub bundle: &'p Bundle<'b>,
    /// It: the record's own post, or one that is embedded in it.
    pub post: &'p Post<'b>,
    /// The terms of the lexicon that it matches.
    pub terms: &'p [TermId],
    /// The lexicon, if there is one.
    pub lexicon: Option<&'p Lexicon>,
}

/// What becomes of the posts of a run.
pub trait Sink: Send {
    /// What a thread gathers with.
    type Gatherer: Gather<Share = Self::Share> + Send;
    /// What a thread has gathered in an epoch.
    type Share: Send;

    /// Makes the gatherer of a thread.
    fn gatherer(&self) -> Self::Gatherer;

    /// Unites two shares; in any order and grouping it comes to the same.
    fn unite(one: Self::Share, other: Self::Share) -> Self::Share;

    /// Keeps the united shares of an epoch, and that the inputs were read so far.
    ///
    /// # Errors
    /// They cannot be kept; the run ends.
    fn commit(&mut self, share: Option<Self::Share>, inputs: &[Ingest]) -> Result<(), EtlError>;
}

/// The part of a sink that a worker thread has for itself.
pub trait Gather {
    /// What it hands over.
    type Share;

    /// How much of a record has to be decoded.
    fn detail(&self) -> Detail;

    /// Meets the own post of a record, whether it will pass the filter or not.
    fn meet(&mut self, _post: &Post<'_>) {}

    /// Takes in a post that passed; tells what it was counted as.
    fn take_in(&mut self, passed: &Passed<'_, '_>) -> Observed;

    /// About how many bytes of memory the share holds.
    fn memory_bytes(&self) -> usize;

    /// Hands over what was gathered and starts afresh.
    fn take(&mut self) -> Self::Share;
}
