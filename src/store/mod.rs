//! Where sets and posts rest.
//!
//! A [`Store`] takes [`Batch`]es: each is united with what the store holds, in one
//! transaction, so that a run that is killed leaves whole batches behind and committing a
//! batch again changes nothing. Reading goes base by base, in the order of the keys.
//!
//! * [`Settings`]: under what the sets were made; sets made otherwise are refused.
//! * [`raw`]: posts, users and places as rows that merge; kept only where asked for.
//! * [`geopackage`]: the store that needs no server, one SQLite file that is also a map.
//! * [`folder`]: a folder of CSV files, for every program that reads tables.
//! * [`postgres`]: databases for teams, as the LBSN community runs them.
//! * [`Posts`]: the posts of a store as a stream of records, to be read as an input.

mod attributes;
mod error;
pub mod folder;
pub mod geopackage;
mod identifier;
mod location;
mod log;
mod pair;
pub mod postgres;
mod posts;
pub mod raw;
mod selection;
mod set;
mod settings;
mod text;

pub use error::StoreError;
pub use folder::{CsvFolder, CsvTable};
pub use geopackage::GeoPackage;
pub use location::{Location, NoStore};
pub use postgres::Postgres;
pub use posts::Posts;
pub use raw::{RawBatch, RawTable};
pub use selection::{Condition, Pattern, Selection, key_order};
pub use settings::{Difference, Incompatible, Settings};
pub use text::key_text;

use pair::Pair;
use set::read_set;

use crate::facet::{Accumulator, Attributes, Base, KeyValue, Metric};
use crate::hll::Sketch;
use raw::RawRow;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// How far one input has been read for one job, for the store's log of what went in.
///
/// A store keeps one entry per `source` and `job`: a batch that brings the same two replaces
/// the counts. `source` must therefore be a name that the input keeps, best an absolute path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ingest {
    /// Name of the input; of a member of an archive, `archive::member`.
    pub source: String,
    /// Fingerprint of what the run asked of each post (filters, lexicon, bases): only a run
    /// that asks the same may go on where this one ended.
    pub job: String,
    /// Decompressed bytes whose posts are in the store, counted from the beginning.
    pub bytes: u64,
    /// Lines that these bytes hold.
    pub lines: u64,
    /// Fingerprint of these bytes, by which a changed input is told from a grown one.
    pub fingerprint: String,
    /// Records met so far.
    pub records: u64,
    /// Posts that passed the filters so far, repetitions included.
    pub matched: u64,
    /// Records rejected so far.
    pub rejected: u64,
    /// Whether the input was read to its end.
    pub complete: bool,
    /// When the run began that last read it, `YYYY-MM-DD HH:MM:SS.mmm` UTC. Tells runs apart.
    pub started: String,
    /// Version of lbsm.
    pub version: String,
}

/// What one transaction takes in. Sets and raw rows that rest in the same store go in
/// together; with two stores, commit the raw one first: the log of inputs in the other then
/// never names an input whose posts are missing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Batch<'a> {
    /// Sets to unite, of the bases in the store's [`Settings`].
    pub sets: Option<&'a Accumulator>,
    /// Posts, users and places to merge.
    pub raw: Option<&'a RawBatch>,
    /// The inputs that the batch comes from.
    pub inputs: &'a [Ingest],
}

/// What a store is opened for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Contents<'a> {
    /// Sets, made under these settings.
    pub sets: Option<&'a Settings>,
    /// Posts, users and places.
    pub raw: bool,
}

/// A row of a base.
#[derive(Debug, Clone, PartialEq)]
pub struct SetRow {
    /// Values of the key columns.
    pub key: Vec<KeyValue>,
    /// Name and extent, where the base is one of places.
    pub attributes: Attributes,
    /// Sets in the order of the base's metrics.
    pub sets: Vec<Sketch>,
}

/// All rows of a base as one.
#[derive(Debug, Clone, PartialEq)]
pub struct Total {
    /// Number of keys.
    pub keys: u64,
    /// The union of all sets, in the order of the base's metrics.
    pub sets: Vec<Sketch>,
}

/// An entry of the log of inputs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngestEntry {
    /// The input as last read.
    pub ingest: Ingest,
    /// In how many runs it was read.
    pub runs: u64,
}

/// Called with a key and the bytes of its sets.
pub type EachEncoded<'e> = dyn FnMut(&[KeyValue], &[&[u8]]) -> ControlFlow<()> + 'e;

/// A place where sets, posts or both rest.
pub trait Store {
    /// Under what the sets were made; `None`: the store holds no sets.
    fn settings(&self) -> Option<&Settings>;

    /// Unites the batch into the store and logs its inputs: all of it or, on an error, nothing.
    ///
    /// # Errors
    /// The store cannot be written, holds something unreadable, or was not opened for what
    /// the batch brings.
    fn commit(&mut self, batch: &Batch<'_>) -> Result<(), StoreError>;

    /// Number of keys of a base.
    ///
    /// # Errors
    /// The store cannot be read or does not keep this base.
    fn count(&self, base: &'static Base) -> Result<u64, StoreError>;

    /// Calls `each` with every row of a base, in the order of the keys, until it breaks.
    ///
    /// # Errors
    /// The store cannot be read, does not keep this base, or holds an unreadable set.
    fn rows(
        &self,
        base: &'static Base,
        each: &mut dyn FnMut(SetRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// Calls `each` with the keys that a selection picks and their sets of one metric, in the
    /// order of the keys, until it breaks.
    ///
    /// A store that has an index overrides this; without one, all rows are read and most left out.
    ///
    /// # Errors
    /// The store cannot be read, does not keep this base, or holds an unreadable set; the base has
    /// no such metric ([`StoreError::NoMetric`]).
    fn select(
        &self,
        selection: &Selection,
        metric: Metric,
        each: &mut dyn FnMut(Vec<KeyValue>, Sketch) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let column = metric_column(selection.base, metric)?;
        self.rows(selection.base, &mut |mut row| {
            if selection.matches(&row.key) && column < row.sets.len() {
                each(row.key, row.sets.swap_remove(column))
            } else {
                ControlFlow::Continue(())
            }
        })
    }

    /// The keys that a selection picks as one, where the store unites them itself: how many they
    /// are, and the union of their sets of one metric. `None` where reading them is no slower.
    ///
    /// # Errors
    /// As [`Store::select`].
    fn unite(
        &self,
        _selection: &Selection,
        _metric: Metric,
    ) -> Result<Option<(u64, Sketch)>, StoreError> {
        Ok(None)
    }

    /// Calls `each` with the keys that a selection picks and their sets of some metrics, in PostgreSQL's
    /// bytes and in any order, until it breaks: for whoever unites many sets and keeps none of them.
    ///
    /// Bytes are as the store has them; that they are sets, and of the store's parameters, is seen when
    /// they are united.
    ///
    /// # Errors
    /// The store cannot be read or does not keep this base; the base has no such metric.
    fn encoded(
        &self,
        selection: &Selection,
        metrics: &[Metric],
        each: &mut EachEncoded<'_>,
    ) -> Result<(), StoreError> {
        let columns = metrics.iter().map(|metric| metric_column(selection.base, *metric));
        let columns: Vec<usize> = columns.collect::<Result<_, _>>()?;
        self.rows(selection.base, &mut |row| {
            if !selection.matches(&row.key) {
                return ControlFlow::Continue(());
            }
            let sets = columns.iter().filter_map(|column| row.sets.get(*column));
            let sets: Vec<Vec<u8>> = sets.map(Sketch::to_bytes).collect();
            each(&row.key, &sets.iter().map(Vec::as_slice).collect::<Vec<_>>())
        })
    }

    /// All rows of a base as one, where the store unites them itself; `None` where reading
    /// them row by row is no slower.
    ///
    /// # Errors
    /// The store cannot be read, does not keep this base, or holds an unreadable set.
    fn total(&self, _base: &'static Base) -> Result<Option<Total>, StoreError> {
        Ok(None)
    }

    /// The log of inputs, in the order in which they first came.
    ///
    /// # Errors
    /// The store cannot be read.
    fn ingests(&self) -> Result<Vec<IngestEntry>, StoreError>;

    /// Number of rows of each raw table; empty where the store keeps none.
    ///
    /// # Errors
    /// The store cannot be read.
    fn raw_counts(&self) -> Result<Vec<(&'static RawTable, u64)>, StoreError>;

    /// Calls `each` with every row of a raw table, in the order of the keys, until it breaks.
    ///
    /// # Errors
    /// The store cannot be read, keeps no raw rows, or holds an unreadable one.
    fn raw_rows(
        &self,
        table: &'static RawTable,
        each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError>;

    /// Unites the log of another store with this one's, see [`IngestEntry::unite`]: to be
    /// called when everything that went into the other is in this one, too.
    ///
    /// # Errors
    /// The store cannot be written.
    fn unite_log(&mut self, entries: &[IngestEntry]) -> Result<(), StoreError>;
}

/// Which of a base's sets is that of a metric.
fn metric_column(base: &'static Base, metric: Metric) -> Result<usize, StoreError> {
    let column = base.metrics.iter().position(|other| *other == metric);
    column.ok_or(StoreError::NoMetric { base: base.name, metric, kept: base.metrics })
}

/// Opens the stores of a run as one: sets go to `sets`, raw rows to `raw` if given, which may
/// be the same store.
///
/// # Errors
/// One of them cannot be opened, or is not a store that these sets may be added to.
pub fn open(
    sets: &Location,
    settings: &Settings,
    raw: Option<&Location>,
) -> Result<Box<dyn Store + Send>, StoreError> {
    match raw {
        Some(raw) if !sets.is(raw) => {
            let raw = write(raw, &Contents { sets: None, raw: true })?;
            let sets = write(sets, &Contents { sets: Some(settings), raw: false })?;
            Ok(Box::new(Pair { sets, raw }))
        }
        raw => write(sets, &Contents { sets: Some(settings), raw: raw.is_some() }),
    }
}

/// Opens one store for writing, or makes it.
///
/// # Errors
/// It cannot be opened or made, or is not one that these sets may be added to.
pub fn write(
    location: &Location,
    contents: &Contents<'_>,
) -> Result<Box<dyn Store + Send>, StoreError> {
    match location {
        Location::GeoPackage(path) => Ok(Box::new(GeoPackage::open_or_create(path, contents)?)),
        Location::Folder(path) => Ok(Box::new(CsvFolder::open_or_create(path, contents)?)),
        Location::Postgres(address) => Ok(Box::new(Postgres::open_or_create(address, contents)?)),
    }
}

/// Opens a store for reading.
///
/// # Errors
/// There is none, it is not ours, or it cannot be read.
pub fn read(location: &Location) -> Result<Box<dyn Store + Send>, StoreError> {
    match location {
        Location::GeoPackage(path) => Ok(Box::new(GeoPackage::open(path)?)),
        Location::Folder(path) => Ok(Box::new(CsvFolder::open(path)?)),
        Location::Postgres(address) => Ok(Box::new(Postgres::open(address)?)),
    }
}

/// Under what the sets of a store are made, if there is such a store and it keeps sets.
///
/// # Errors
/// It is not ours, or cannot be read.
pub fn settings(location: &Location) -> Result<Option<Settings>, StoreError> {
    match location {
        Location::GeoPackage(path) => GeoPackage::settings_of(path),
        Location::Folder(path) => CsvFolder::settings_of(path),
        Location::Postgres(address) => Postgres::settings_of(address),
    }
}
