//! What one thread does with a block: decode, filter, observe, count.

use super::filter::Filter;
use super::prefilter::Prefilter;
use super::tally::Tally;
use crate::facet::{Accumulator, Observer};
use crate::lbsn::{Bundle, Completeness};
use crate::source::{
    Block, Decoded, Decoder, Detail, Item, Network, Reject, RejectReason, excerpt,
};
use crate::store::RawBatch;
use smallvec::SmallVec;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A worker's share of an epoch.
pub(super) struct Shard {
    pub sets: Accumulator,
    pub raw: Option<RawBatch>,
    pub tally: Tally,
}

impl Shard {
    fn new(observer: &Observer, raw: bool) -> Self {
        Self { sets: observer.accumulator(), raw: raw.then(RawBatch::new), tally: Tally::default() }
    }

    /// The union of two shares.
    pub fn merge(mut self, other: Shard) -> Shard {
        self.sets.merge(other.sets);
        match (&mut self.raw, other.raw) {
            (Some(raw), Some(other)) => raw.merge(other),
            (raw, other) => *raw = raw.take().or(other),
        }
        self.tally.merge(other.tally);
        self
    }

    /// About how many bytes of memory it holds.
    pub fn memory_bytes(&self) -> usize {
        self.sets.memory_bytes() + self.raw.as_ref().map_or(0, RawBatch::memory_bytes)
    }
}

/// A reject, with as much of the record's content as a reject file takes, where it is at hand
/// and wanted.
pub(super) type Rejected = (Reject, Option<Vec<u8>>);

/// The state of one worker thread.
pub(super) struct Worker<'run> {
    filter: &'run Filter,
    prefilter: Option<Prefilter<'run>>,
    observer: Observer,
    detail: Detail,
    decoder: Decoder,
    shard: Shard,
    raw: bool,
    keep_content: bool,
}

impl<'run> Worker<'run> {
    /// `only`: the network that JSON must be of, if one was named.
    pub fn new(
        filter: &'run Filter,
        prefilter: bool,
        observer: Observer,
        only: Option<Network>,
        raw: bool,
        keep_content: bool,
    ) -> Self {
        let detail = if raw { Detail::Raw } else { Detail::Sets };
        Self {
            filter,
            prefilter: prefilter.then(|| Prefilter::new(filter)).flatten(),
            detail,
            decoder: Decoder::new(detail).only(only),
            shard: Shard::new(&observer, raw),
            observer,
            raw,
            keep_content,
        }
    }

    /// About how many bytes of memory the shard holds.
    pub fn memory_bytes(&self) -> usize {
        self.shard.memory_bytes()
    }

    /// Hands over what was gathered and starts afresh.
    pub fn take(&mut self) -> Shard {
        std::mem::replace(&mut self.shard, Shard::new(&self.observer, self.raw))
    }

    /// Takes in all documents of a block of input number `source` and adds the records to
    /// `met`; returns what could not be used.
    pub fn process(&mut self, source: usize, block: &Block, met: &AtomicU64) -> Vec<Rejected> {
        let keep_content = self.keep_content;
        let keep = |content: &[u8]| {
            (keep_content && !content.is_empty()).then(|| excerpt(content).to_vec())
        };
        let mut rejects = Vec::new();
        let mut records = 0;
        let matched = self.shard.tally.matched;
        let mut documents = block.documents();
        while let Some(item) = documents.next() {
            let document = match item {
                Item::Document(document) => document,
                Item::Reject { reject, content } => {
                    records += 1;
                    rejects.push((reject, keep(content)));
                    continue;
                }
            };
            let Self { detail, decoder, filter, prefilter, observer, shard, .. } = self;
            // A row of a table has no keys to look for.
            if let Some(prefilter) = prefilter
                && block.table().is_none()
                && let Err(reason) = prefilter.judge(document.bytes)
            {
                records += 1;
                *shard.tally.passed_over.entry(reason).or_default() += 1;
                continue;
            }
            let before = (records, rejects.len());
            let mut each = |decoded: Decoded<'_>| {
                records += 1;
                match decoded {
                    Decoded::Post(bundle, traits) => {
                        shard.tally.portray(&bundle.post, traits);
                        shard.tally.embedded_unusable += u64::from(bundle.unusable);
                        take_in(bundle, filter, observer, shard);
                    }
                    Decoded::Notice(kind) => {
                        *shard.tally.notices.entry(kind).or_default() += 1;
                    }
                    Decoded::Reject { reason, detail, content } => {
                        let reject = Reject {
                            source: block.source().clone(),
                            position: document.position,
                            reason,
                            detail: Some(detail.into_owned()),
                        };
                        rejects.push((reject, keep(content.as_bytes())));
                    }
                }
            };
            match block.table() {
                Some(table) => table.decode(*detail, document.bytes, &mut each),
                None => decoder.decode(document.bytes, &mut each),
            }
            if (records, rejects.len()) == (before.0 + 1, before.1 + 1)
                && rejects.last().is_some_and(|(it, _)| it.reason == RejectReason::InvalidJson)
                && documents.split_last()
            {
                records -= 1;
                rejects.pop();
            }
        }
        let tally = &mut self.shard.tally;
        tally.blank += documents.skipped().blank;
        tally.records += records;
        met.fetch_add(records, Relaxed);
        for (reject, _) in &rejects {
            *tally.rejected.entry(reject.reason).or_default() += 1;
        }
        let counts = tally.sources.entry(source).or_default();
        counts.records += records;
        counts.unfinished += if block.is_unfinished() { records } else { 0 };
        counts.rejected += rejects.len() as u64;
        counts.matched += tally.matched - matched;
        rejects
    }
}

/// Filters and observes the posts of a bundle: its own, then the embedded ones, each judged
/// for itself. The stub of a post that a reply points at is no post to count.
fn take_in(bundle: &Bundle<'_>, filter: &Filter, observer: &mut Observer, shard: &mut Shard) {
    let embedded = bundle.embedded.iter().filter(|post| post.completeness > Completeness::Stub);
    for (number, post) in std::iter::once(&bundle.post).chain(embedded).enumerate() {
        shard.tally.posts += 1;
        shard.tally.embedded += u64::from(number > 0);
        let terms = match filter.judge(post) {
            Ok(terms) => terms,
            Err(reason) => {
                *shard.tally.filtered.entry(reason).or_default() += 1;
                continue;
            }
        };
        let topics: SmallVec<[&str; 4]> = match &filter.lexicon {
            Some(lexicon) => terms.iter().map(|&term| lexicon.term_text(term)).collect(),
            None => SmallVec::new(),
        };
        let counted = observer.observe(bundle, post, &topics, &mut shard.sets);
        shard.tally.count_match(post, &terms, &counted);
        if let Some(raw) = &mut shard.raw {
            // What came along was seen when the record itself was written.
            raw.add(bundle, post, bundle.post.publish_date);
        }
    }
}
