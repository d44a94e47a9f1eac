//! The logs of stores that become one.

use super::{Ingest, IngestEntry};

impl IngestEntry {
    /// Takes in what another store tells of the same input and job. Of two accounts the one
    /// that got farther is kept whole, among equals the later one: the union holds the posts
    /// of both, and one is a beginning of the other. Commutative, associative, idempotent.
    pub fn unite(&mut self, other: &IngestEntry) {
        debug_assert!(self.ingest.source == other.ingest.source);
        if order(&self.ingest) < order(&other.ingest) {
            self.ingest = other.ingest.clone();
        }
        self.runs = self.runs.max(other.runs);
    }

    /// Whether both tell of the same bytes, as far as one can see.
    pub fn agrees(&self, other: &IngestEntry) -> bool {
        self.ingest.bytes != other.ingest.bytes
            || self.ingest.fingerprint == other.ingest.fingerprint
    }
}

/// A total order by how far an input was read.
fn order(ingest: &Ingest) -> impl PartialOrd {
    let Ingest { bytes, lines, records, matched, rejected, complete, .. } = ingest;
    let texts = [&ingest.started, &ingest.fingerprint, &ingest.version].map(String::as_str);
    (*bytes, *complete, texts.map(str::to_owned), [*lines, *records, *matched, *rejected])
}

#[cfg(test)]
#[path = "log_tests.rs"]
mod tests;
