//! The union itself: rows of all inputs, as many at a time as memory may hold.

use super::agreement::Agreement;
use super::source::Source;
use crate::cli::exit::Failure;
use crate::cli::table::grouped;
use crate::etl::Meter;
use crate::facet::{Accumulator, Base, Bases};
use crate::hll::{Params, Sketch};
use crate::store::raw::{RAW_TABLES, RawRow};
use crate::store::{Batch, IngestEntry, RawBatch, RawTable, SetRow, Store, StoreError};
use anyhow::anyhow;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering::Relaxed;

/// Inputs on their way into a store.
pub(super) struct Union<'a> {
    store: &'a mut dyn Store,
    sources: &'a [Source],
    memory: usize,
    meter: &'a Meter,
    tables: Vec<Line>,
}

/// What became of a table.
struct Line {
    table: String,
    before: u64,
    read: u64,
    now: u64,
}

impl<'a> Union<'a> {
    /// A union of these inputs in batches of so many bytes.
    pub(super) fn new(
        store: &'a mut dyn Store,
        sources: &'a [Source],
        memory: usize,
        meter: &'a Meter,
    ) -> Self {
        Self { store, sources, memory, meter, tables: Vec::new() }
    }

    /// Unites the sets.
    pub(super) fn unite_sets(&mut self, agreement: &Agreement) -> Result<(), Failure> {
        let (bases, params) = (&agreement.bases, agreement.settings.params);
        let before: Vec<u64> =
            bases.iter().map(|base| self.store.count(base)).collect::<Result<_, _>>()?;
        let mut batch = Accumulator::of_rows(params, bases);
        let mut read = Vec::new();
        for base in bases.iter() {
            let mut rows = 0;
            for source in self.sources {
                let mut outcome = Ok(());
                source.rows(base, &mut |row| {
                    rows += 1;
                    outcome = self.take(row, base, params, bases, &mut batch);
                    if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
                })?;
                outcome?;
            }
            read.push(rows);
        }
        self.store.commit(&Batch { sets: Some(&batch), ..Batch::default() })?;
        for ((base, before), read) in bases.iter().zip(before).zip(read) {
            let now = self.store.count(base)?;
            self.tables.push(Line { table: base.table(), before, read, now });
        }
        Ok(())
    }

    /// Takes a row into the batch, and the batch into the store when it is full.
    fn take(
        &mut self,
        row: SetRow,
        base: &'static Base,
        params: Params,
        bases: &Bases,
        batch: &mut Accumulator,
    ) -> Result<(), Failure> {
        let fold = |set: Sketch| {
            if set.params() == params { Ok(set) } else { set.fold(params.log2m()) }
        };
        let sets: Vec<Sketch> = row
            .sets
            .into_iter()
            .map(fold)
            .collect::<Result<_, _>>()
            .map_err(|error| Failure::Refused(error.into()))?;
        let bytes: usize = sets.iter().map(|set| size_of::<Sketch>() + set.heap_bytes()).sum();
        self.note(bytes);
        batch.put(base, &row.key, &row.attributes, sets).map_err(|error| {
            Failure::Io(anyhow!("a row of {} cannot be united: {error}", base.table()))
        })?;
        if batch.memory_bytes() > self.memory {
            self.store.commit(&Batch { sets: Some(batch), ..Batch::default() })?;
            *batch = Accumulator::of_rows(params, bases);
        }
        Ok(())
    }

    /// Unites posts, users and places.
    pub(super) fn unite_raw(&mut self) -> Result<(), Failure> {
        let before = self.store.raw_counts()?;
        let mut batch = RawBatch::new();
        let mut read = Vec::new();
        for &table in &RAW_TABLES {
            let mut rows = 0;
            for store in self.sources.iter().filter_map(Source::store) {
                if store.raw_counts()?.is_empty() {
                    continue;
                }
                let mut outcome = Ok(());
                store.raw_rows(table, &mut |row| {
                    rows += 1;
                    outcome = self.take_raw(row, table, &mut batch);
                    if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
                })?;
                outcome?;
            }
            read.push(rows);
        }
        self.store.commit(&Batch { raw: Some(&batch), ..Batch::default() })?;
        let now = self.store.raw_counts()?;
        for (((table, before), (_, now)), read) in before.into_iter().zip(now).zip(read) {
            self.tables.push(Line { table: table.table(), before, read, now });
        }
        Ok(())
    }

    fn take_raw(
        &mut self,
        row: RawRow,
        table: &'static RawTable,
        batch: &mut RawBatch,
    ) -> Result<(), StoreError> {
        self.note(row.memory_bytes());
        batch.add_row(table, row);
        if batch.memory_bytes() > self.memory {
            self.store.commit(&Batch { raw: Some(batch), ..Batch::default() })?;
            *batch = RawBatch::new();
        }
        Ok(())
    }

    /// Unites the logs of inputs, if the store holds all that they tell of: all bases, and raw
    /// rows if it keeps any. `lbsm etl` would else take an input for one that is in.
    pub(super) fn unite_logs(&mut self, all_bases: bool, raw: bool) -> Result<(), Failure> {
        let keeps_raw = !self.store.raw_counts()?.is_empty();
        if !all_bases || (keeps_raw && !raw) {
            tracing::info!(
                "only part of what the inputs hold was asked for, so their logs are not united"
            );
            return Ok(());
        }
        let mut known: HashMap<(String, String), IngestEntry> = HashMap::new();
        let mut entries = Vec::new();
        for store in self.sources.iter().filter_map(Source::store) {
            for entry in store.ingests()? {
                let place = (entry.ingest.source.clone(), entry.ingest.job.clone());
                if known.get(&place).is_some_and(|other| !other.agrees(&entry)) {
                    tracing::warn!(
                        "the stores tell of two different inputs named {}; both are united, and \
                         the log will name one",
                        entry.ingest.source
                    );
                }
                known.insert(place, entry.clone());
                entries.push(entry);
            }
        }
        Ok(self.store.unite_log(&entries)?)
    }

    /// What became of each table: name, rows before, read, now.
    pub(super) fn report(&self) -> Vec<Vec<String>> {
        let lines = self.tables.iter();
        lines
            .map(|Line { table, before, read, now }| {
                let counts = [*before, *read, *now].map(grouped);
                std::iter::once(table.clone()).chain(counts).collect()
            })
            .collect()
    }

    fn note(&self, bytes: usize) {
        self.meter.bytes.fetch_add(bytes as u64, Relaxed);
        self.meter.records.fetch_add(1, Relaxed);
    }
}
