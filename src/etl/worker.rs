//! What one thread does with a block: decode, filter, gather, count.

use super::filter::{Filter, FilterReason};
use super::prefilter::Prefilter;
use super::sink::{Gather, Passed};
use super::tally::Tally;
use crate::lbsn::{Bundle, Completeness};
use crate::source::{
    Block, Decoded, Decoder, Detail, Item, Network, Reject, RejectReason, excerpt,
};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A worker's share of an epoch.
pub(super) struct Shard<S> {
    pub share: S,
    pub tally: Tally,
}

/// A reject, with as much of the record's content as a reject file takes, where it is at hand
/// and wanted.
pub(super) type Rejected = (Reject, Option<Vec<u8>>);

/// The state of one worker thread.
pub(super) struct Worker<'run, G> {
    filter: &'run Filter,
    prefilter: Option<Prefilter<'run>>,
    gatherer: G,
    detail: Detail,
    decoder: Decoder,
    tally: Tally,
    keep_content: bool,
}

impl<'run, G: Gather> Worker<'run, G> {
    /// `only`: the network that JSON must be of, if one was named.
    pub fn new(
        filter: &'run Filter,
        prefilter: bool,
        gatherer: G,
        only: Option<Network>,
        keep_content: bool,
    ) -> Self {
        let detail = gatherer.detail();
        Self {
            filter,
            prefilter: prefilter.then(|| Prefilter::new(filter)).flatten(),
            detail,
            decoder: Decoder::new(detail).only(only),
            gatherer,
            tally: Tally::default(),
            keep_content,
        }
    }

    /// About how many bytes of memory the shard holds.
    pub fn memory_bytes(&self) -> usize {
        self.gatherer.memory_bytes()
    }

    /// Hands over what was gathered and starts afresh.
    pub fn take(&mut self) -> Shard<G::Share> {
        Shard { share: self.gatherer.take(), tally: std::mem::take(&mut self.tally) }
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
        let matched = self.tally.matched;
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
            let Self { detail, decoder, filter, prefilter, gatherer, tally, .. } = self;
            // A row of a table has no keys to look for.
            if let Some(prefilter) = prefilter
                && block.table().is_none()
                && let Err(reason) = prefilter.judge(document.bytes)
            {
                records += 1;
                *tally.passed_over.entry(reason).or_default() += 1;
                continue;
            }
            let before = (records, rejects.len());
            let mut each = |decoded: Decoded<'_>| {
                records += 1;
                match decoded {
                    Decoded::Post(bundle, traits) => {
                        tally.portray(&bundle.post, traits);
                        tally.embedded_unusable += u64::from(bundle.unusable);
                        gatherer.meet(&bundle.post);
                        take_in(bundle, filter, gatherer, tally);
                    }
                    Decoded::Notice(kind) => {
                        *tally.notices.entry(kind).or_default() += 1;
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
        let tally = &mut self.tally;
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

/// Filters and gathers the posts of a bundle: its own, then the embedded ones, each judged
/// for itself. The stub of a post that a reply points at is no post to count.
fn take_in<G: Gather>(bundle: &Bundle<'_>, filter: &Filter, gatherer: &mut G, tally: &mut Tally) {
    let embedded = bundle.embedded.iter().filter(|post| post.completeness > Completeness::Stub);
    for (number, post) in std::iter::once(&bundle.post).chain(embedded).enumerate() {
        tally.posts += 1;
        tally.embedded += u64::from(number > 0);
        let judged = match number {
            1.. if !filter.embedded => Err(FilterReason::Embedded),
            _ => filter.judge(post),
        };
        let terms = match judged {
            Ok(terms) => terms,
            Err(reason) => {
                *tally.filtered.entry(reason).or_default() += 1;
                continue;
            }
        };
        let lexicon = filter.lexicon.as_ref();
        let counted = gatherer.take_in(&Passed { bundle, post, terms: &terms, lexicon });
        tally.count_match(post, &terms, &counted);
    }
}
