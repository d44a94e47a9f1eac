//! Posts into sets, and raw rows if wanted: what `lbsm etl` makes of them.

use super::pipeline::EtlError;
use super::sink::{Gather, Passed, Sink};
use crate::facet::{Accumulator, Observed, Observer};
use crate::privacy::Key;
use crate::source::Detail;
use crate::store::{Batch, Ingest, RawBatch, Settings, Store};
use smallvec::SmallVec;

/// A store that takes in the sets of a run.
pub struct SetSink<'s> {
    /// Where they go.
    pub store: &'s mut (dyn Store + Send),
    /// Under what the sets are made.
    pub settings: &'s Settings,
    /// The key that the settings name.
    pub key: &'s Key,
    /// Whether raw records are wanted.
    pub raw: bool,
}

/// A worker's sets and rows of an epoch.
pub struct SetShare {
    sets: Accumulator,
    raw: Option<RawBatch>,
}

/// Observes posts into sets.
pub struct SetGatherer {
    observer: Observer,
    share: SetShare,
}

impl Sink for SetSink<'_> {
    type Gatherer = SetGatherer;
    type Share = SetShare;

    fn gatherer(&self) -> SetGatherer {
        let Settings { params, precision, mode, bases, key_id: _ } = self.settings;
        let observer = Observer::new(bases.clone(), *params, *precision, *mode, self.key.hasher());
        SetGatherer { share: SetShare::new(&observer, self.raw), observer }
    }

    fn unite(mut one: SetShare, other: SetShare) -> SetShare {
        one.sets.merge(other.sets);
        match (&mut one.raw, other.raw) {
            (Some(raw), Some(other)) => raw.merge(other),
            (raw, other) => *raw = raw.take().or(other),
        }
        one
    }

    fn commit(&mut self, share: Option<SetShare>, inputs: &[Ingest]) -> Result<(), EtlError> {
        let batch = Batch {
            sets: share.as_ref().map(|share| &share.sets),
            raw: share.as_ref().and_then(|share| share.raw.as_ref()),
            inputs,
        };
        Ok(self.store.commit(&batch)?)
    }
}

impl SetShare {
    fn new(observer: &Observer, raw: bool) -> Self {
        Self { sets: observer.accumulator(), raw: raw.then(RawBatch::new) }
    }
}

impl Gather for SetGatherer {
    type Share = SetShare;

    fn detail(&self) -> Detail {
        if self.share.raw.is_some() { Detail::Raw } else { Detail::Sets }
    }

    fn take_in(&mut self, passed: &Passed<'_, '_>) -> Observed {
        let &Passed { bundle, post, terms, lexicon } = passed;
        let topics: SmallVec<[&str; 4]> = match lexicon {
            Some(lexicon) => terms.iter().map(|&term| lexicon.term_text(term)).collect(),
            None => SmallVec::new(),
        };
        let observed = self.observer.observe(bundle, post, &topics, &mut self.share.sets);
        if let Some(raw) = &mut self.share.raw {
            // What came along was seen when the record itself was written.
            raw.add(bundle, post, bundle.post.publish_date);
        }
        observed
    }

    fn memory_bytes(&self) -> usize {
        let SetShare { sets, raw } = &self.share;
        sets.memory_bytes() + raw.as_ref().map_or(0, RawBatch::memory_bytes)
    }

    fn take(&mut self) -> SetShare {
        let empty = SetShare::new(&self.observer, self.share.raw.is_some());
        std::mem::replace(&mut self.share, empty)
    }
}
