//! Two stores that take one run's batches: sets here, raw rows there.

use super::raw::{RawRow, RawTable};
use super::{
    Batch, EachEncoded, IngestEntry, Selection, SetRow, Settings, Store, StoreError, Total,
};
use crate::facet::{Base, KeyValue, Metric};
use crate::hll::Sketch;
use std::collections::HashMap;
use std::ops::ControlFlow;

/// Sets in one store, raw rows in another. Each commits a batch in a transaction of its own,
/// the raw one first: should the machine die between the two, the log of inputs beside the
/// sets does not yet name what is then read again.
pub(super) struct Pair {
    /// Takes the sets.
    pub sets: Box<dyn Store + Send>,
    /// Takes the raw rows.
    pub raw: Box<dyn Store + Send>,
}

impl Store for Pair {
    fn settings(&self) -> Option<&Settings> {
        self.sets.settings()
    }

    fn commit(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        self.raw.commit(&Batch { sets: None, ..*batch })?;
        self.sets.commit(&Batch { raw: None, ..*batch })
    }

    fn count(&self, base: &'static Base) -> Result<u64, StoreError> {
        self.sets.count(base)
    }

    fn rows(
        &self,
        base: &'static Base,
        each: &mut dyn FnMut(SetRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.sets.rows(base, each)
    }

    fn select(
        &self,
        selection: &Selection,
        metric: Metric,
        each: &mut dyn FnMut(Vec<KeyValue>, Sketch) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.sets.select(selection, metric, each)
    }

    fn unite(
        &self,
        selection: &Selection,
        metric: Metric,
    ) -> Result<Option<(u64, Sketch)>, StoreError> {
        self.sets.unite(selection, metric)
    }

    fn encoded(
        &self,
        selection: &Selection,
        metrics: &[Metric],
        each: &mut EachEncoded<'_>,
    ) -> Result<(), StoreError> {
        self.sets.encoded(selection, metrics, each)
    }

    fn total(&self, base: &'static Base) -> Result<Option<Total>, StoreError> {
        self.sets.total(base)
    }

    /// What both stores have: of an input the entry that is less far, and none that one of
    /// them lacks.
    fn ingests(&self) -> Result<Vec<IngestEntry>, StoreError> {
        let name = |entry: &IngestEntry| (entry.ingest.source.clone(), entry.ingest.job.clone());
        let raw = self.raw.ingests()?.into_iter();
        let mut raw: HashMap<_, _> = raw.map(|entry| (name(&entry), entry)).collect();
        let both = self.sets.ingests()?.into_iter().filter_map(|sets| {
            let raw = raw.remove(&name(&sets))?;
            let reach = |entry: &IngestEntry| (entry.ingest.bytes, entry.ingest.complete);
            Some(if reach(&raw) < reach(&sets) { raw } else { sets })
        });
        Ok(both.collect())
    }

    fn raw_counts(&self) -> Result<Vec<(&'static RawTable, u64)>, StoreError> {
        self.raw.raw_counts()
    }

    fn raw_rows(
        &self,
        table: &'static RawTable,
        each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.raw.raw_rows(table, each)
    }

    fn unite_log(&mut self, entries: &[IngestEntry]) -> Result<(), StoreError> {
        self.raw.unite_log(entries)?;
        self.sets.unite_log(entries)
    }
}
