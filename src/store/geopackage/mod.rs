//! The store that needs no server: one GeoPackage, that is an SQLite file that QGIS, GDAL,
//! GeoPandas and R's sf open as a map (OGC 12-128r18).
//!
//! Sets rest in tables `<facet>_<base>`, raw rows in `raw_<table>`, see [`Store`] for what
//! is promised of both. `lbsm_meta` marks the file as ours and says under what the sets were
//! made; a file without it is never written to. A commit is one SQLite transaction with the
//! rollback journal, so that a killed process or machine loses at most the batch under way.

mod fault;
mod geometry;
mod log;
mod meta;
mod patience;
mod permissions;
mod raw;
mod schema;
mod select;
mod sets;
mod value;

use super::raw::{RAW_TABLES, RawRow, RawTable};
use super::{
    Batch, Contents, EachEncoded, Incompatible, IngestEntry, Location, Selection, SetRow, Settings,
    Store, StoreError, metric_column,
};
use crate::facet::{Base, KeyValue, Metric};
use crate::hll::Sketch;
use fault::Fault;
pub(super) use patience::Patience;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
pub(crate) use schema::create_required;
use sets::SetTable;
use std::fs::File;
use std::io::{self, Read as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// A GeoPackage that holds sets, raw rows, or both.
#[derive(Debug)]
pub struct GeoPackage {
    path: PathBuf,
    connection: Connection,
    settings: Option<Settings>,
    keeps_raw: bool,
}

impl GeoPackage {
    /// Opens the store for writing, or makes it. What it does not keep yet of `contents` is
    /// added: a store of sets can take in raw rows later, and the other way round.
    ///
    /// Raw rows are personal data. The file that they go to is its owner's alone (on Unix), and
    /// a value that another one replaces is wiped from it.
    ///
    /// # Errors
    /// The file is not ours or of another format version (it is not touched then), its sets
    /// were made under other settings, or it cannot be written.
    pub fn open_or_create(path: &Path, contents: &Contents<'_>) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        if contents.raw {
            // A failure to make the file is told better by opening it.
            permissions::create_private(path).ok();
        }
        let connection = connect(path, flags, Patience::Long)?;
        let failed = |fault: Fault| fault.after(Patience::Long, path, "open");
        if is_blank(&connection).map_err(failed)? {
            create(&connection).map_err(|fault| fault.after(Patience::Long, path, "create"))?;
        }
        let mut store = Self::known(path, connection, Patience::Long)?;
        if store.connection.is_readonly("main").map_err(|error| failed(error.into()))? {
            return Err(StoreError::ReadOnly { path: path.to_owned() });
        }
        store.check(contents)?;
        if contents.raw && !store.keeps_raw {
            permissions::make_private(path);
        }
        store
            .add(contents)
            .map_err(|fault| fault.after(Patience::Long, path, "create tables in"))?;
        // Another process may have been quicker.
        store.check(contents)?;
        store.prepare_to_write().map_err(failed)?;
        Ok(store)
    }

    /// Opens the store for reading.
    ///
    /// # Errors
    /// There is no such file, or it is not ours, or cannot be read.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_with(path, Patience::Short)
    }

    fn open_with(path: &Path, patience: Patience) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing { path: path.to_owned() });
        }
        let open = |flags| Self::known(path, connect(path, flags, patience)?, patience);
        match open(OpenFlags::SQLITE_OPEN_READ_ONLY) {
            // A run that was killed while it wrote has left a journal behind, and to read the
            // store as it was before is to write that back first.
            Err(StoreError::ReadOnly { .. }) => open(OpenFlags::SQLITE_OPEN_READ_WRITE),
            result => result,
        }
    }

    /// Under what the sets in the file are made, if it is there and keeps sets. Waits for
    /// another process as long as writing does: that is what comes next.
    ///
    /// # Errors
    /// It is not ours, or cannot be read.
    pub fn settings_of(path: &Path) -> Result<Option<Settings>, StoreError> {
        if !path.exists() {
            return Ok(None);
        }
        let store = Self::open_with(path, Patience::Long);
        // A run that was killed while it made the store leaves an empty file, once SQLite has
        // rolled it back.
        if std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() == 0) {
            return Ok(None);
        }
        Ok(store?.settings().cloned())
    }

    /// Makes sure that the file is ours, and reads under what it was made.
    fn known(path: &Path, connection: Connection, patience: Patience) -> Result<Self, StoreError> {
        let failed = |fault: Fault| fault.after(patience, path, "open");
        let path = path.to_owned();
        let application: i32 = connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(|error| failed(error.into()))?;
        if application != schema::APPLICATION_ID {
            return Err(StoreError::NotGeoPackage { path });
        }
        if !schema::exists(&connection, meta::TABLE).map_err(failed)? {
            return Err(StoreError::NotOurs { path });
        }
        let known = meta::FORMAT_VERSION;
        match meta::format_version(&connection).map_err(failed)? {
            None => return Err(StoreError::NotOurs { path }),
            Some(found) if found != known => {
                return Err(StoreError::Version { store: location(&path), found, known });
            }
            Some(_) => {}
        }
        let settings = meta::settings(&connection).map_err(failed)?;
        let keeps_raw = keeps_raw(&connection).map_err(failed)?;
        Ok(Self { path, connection, settings, keeps_raw })
    }

    /// Whether the sets wanted may be added to those that there are.
    fn check(&self, contents: &Contents<'_>) -> Result<(), StoreError> {
        let (Some(settings), Some(wanted)) = (&self.settings, contents.sets) else {
            return Ok(());
        };
        let refused = |source| StoreError::Incompatible { store: location(&self.path), source };
        settings.check(wanted).map_err(refused)
    }

    /// Creates the tables that are missing for these contents.
    fn add(&mut self, contents: &Contents<'_>) -> Result<(), Fault> {
        let has_sets = contents.sets.is_none() || self.settings.is_some();
        if has_sets && (self.keeps_raw || !contents.raw) {
            return Ok(());
        }
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Only now can nobody else make them.
        self.settings = meta::settings(&transaction)?;
        self.keeps_raw = keeps_raw(&transaction)?;
        let sets = contents.sets.filter(|_| self.settings.is_none());
        let raw = contents.raw && !self.keeps_raw;
        if let Some(settings) = sets {
            meta::put_settings(&transaction, settings)?;
            for base in settings.bases.iter() {
                SetTable::new(base).table().create(&transaction)?;
            }
        }
        if raw {
            raw::create(&transaction)?;
        }
        transaction.commit()?;
        self.settings = sets.cloned().or(self.settings.take());
        self.keeps_raw |= raw;
        Ok(())
    }

    /// What only writing needs.
    fn prepare_to_write(&mut self) -> Result<(), Fault> {
        if self.keeps_raw {
            // Else a biography that was replaced would stay in the file's free pages.
            self.connection.pragma_update(None, "secure_delete", true)?;
        }
        Ok(())
    }

    /// The table of a base, if the store keeps it.
    fn kept(&self, base: &'static Base) -> Result<(SetTable, &Settings), StoreError> {
        let settings = self.settings.as_ref().filter(|settings| settings.bases.contains(base));
        let settings = settings.ok_or_else(|| StoreError::NotKept {
            store: location(&self.path),
            what: format!("sets of the base {}", base.name),
            remedy: "`lbsm info` lists the bases it keeps; `lbsm etl --bases` makes a store with others",
        })?;
        Ok((SetTable::new(base), settings))
    }

    fn no_raw(&self) -> StoreError {
        StoreError::NotKept {
            store: location(&self.path),
            what: "raw posts".to_owned(),
            remedy: "open it for raw posts, too (`--raw`)",
        }
    }

    fn reading(&self) -> impl Fn(Fault) -> StoreError + '_ {
        |fault| fault.at(&self.path, "read")
    }
}

impl Store for GeoPackage {
    fn settings(&self) -> Option<&Settings> {
        self.settings.as_ref()
    }

    fn commit(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        let mut tables = Vec::new();
        if let Some(sets) = batch.sets {
            for (base, _) in sets.tables() {
                let (table, settings) = self.kept(base)?;
                Incompatible::check(settings.params, sets.params()).map_err(|source| {
                    StoreError::Incompatible { store: location(&self.path), source }
                })?;
                tables.push((table, sets));
            }
        }
        if batch.raw.is_some() && !self.keeps_raw {
            return Err(self.no_raw());
        }
        let commit = |connection: &mut Connection| -> Result<(), Fault> {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for (table, sets) in &tables {
                table.unite(&transaction, sets)?;
            }
            if let Some(batch) = batch.raw {
                raw::merge(&transaction, batch)?;
            }
            for ingest in batch.inputs {
                meta::log(&transaction, ingest)?;
            }
            Ok(transaction.commit()?)
        };
        commit(&mut self.connection)
            .map_err(|fault| fault.after(Patience::Long, &self.path, "write to"))
    }

    fn count(&self, base: &'static Base) -> Result<u64, StoreError> {
        let (table, _) = self.kept(base)?;
        table.table().count(&self.connection).map_err(self.reading())
    }

    fn rows(
        &self,
        base: &'static Base,
        each: &mut dyn FnMut(SetRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let (table, settings) = self.kept(base)?;
        table.rows(&self.connection, settings.params, each).map_err(self.reading())
    }

    fn select(
        &self,
        selection: &Selection,
        metric: Metric,
        each: &mut dyn FnMut(Vec<KeyValue>, Sketch) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let (table, settings) = self.kept(selection.base)?;
        metric_column(selection.base, metric)?;
        select::select(&self.connection, table.table(), selection, metric, settings.params, each)
            .map_err(self.reading())
    }

    fn encoded(
        &self,
        selection: &Selection,
        metrics: &[Metric],
        each: &mut EachEncoded<'_>,
    ) -> Result<(), StoreError> {
        let (table, _) = self.kept(selection.base)?;
        for metric in metrics {
            metric_column(selection.base, *metric)?;
        }
        select::encoded(&self.connection, table.table(), selection, metrics, each)
            .map_err(self.reading())
    }

    fn ingests(&self) -> Result<Vec<IngestEntry>, StoreError> {
        meta::ingests(&self.connection).map_err(self.reading())
    }

    fn raw_counts(&self) -> Result<Vec<(&'static RawTable, u64)>, StoreError> {
        if !self.keeps_raw {
            return Ok(Vec::new());
        }
        let count =
            |table: &&'static RawTable| Ok((*table, raw::table(table).count(&self.connection)?));
        RAW_TABLES.iter().map(count).collect::<Result<_, _>>().map_err(self.reading())
    }

    fn raw_rows(
        &self,
        table: &'static RawTable,
        each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        if !self.keeps_raw {
            return Err(self.no_raw());
        }
        raw::rows(&self.connection, table, each).map_err(self.reading())
    }

    fn unite_log(&mut self, entries: &[IngestEntry]) -> Result<(), StoreError> {
        let unite = |connection: &mut Connection| -> Result<(), Fault> {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            log::unite(&transaction, entries)?;
            Ok(transaction.commit()?)
        };
        unite(&mut self.connection)
            .map_err(|fault| fault.after(Patience::Long, &self.path, "write to"))
    }
}

/// Whether a file is a store of ours.
pub(crate) fn holds_store(path: &Path) -> bool {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let connection = path.is_file().then(|| connect(path, flags, Patience::Short).ok()).flatten();
    connection.is_some_and(|connection| schema::exists(&connection, meta::TABLE).unwrap_or(false))
}

fn location(path: &Path) -> Location {
    Location::GeoPackage(path.to_owned())
}

/// Whether all tables of raw rows are there.
fn keeps_raw(connection: &Connection) -> Result<bool, Fault> {
    RAW_TABLES.iter().try_fold(true, |all, table| Ok(all && raw::table(table).exists(connection)?))
}

/// Opens the file without changing it.
fn connect(path: &Path, flags: OpenFlags, patience: Patience) -> Result<Connection, StoreError> {
    if path.is_dir() {
        return Err(StoreError::Folder { path: path.to_owned() });
    }
    check_header(path)?;
    let open = || -> Result<Connection, rusqlite::Error> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags)?;
        patience.apply(&mut connection)?;
        // 64 MiB of pages: without them large transactions spill and wait for the disk.
        connection.pragma_update(None, "cache_size", -65536)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        // A file from somebody else may hold triggers and views made to harm.
        connection.pragma_update(None, "trusted_schema", false)?;
        Ok(connection)
    };
    open().map_err(|error| {
        if error.sqlite_error_code() == Some(ErrorCode::CannotOpen) {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            if let Some(folder) = folder
                && let Err(source) = std::fs::metadata(folder)
            {
                return StoreError::Io {
                    path: folder.to_owned(),
                    doing: "find the folder",
                    source,
                };
            }
            // SQLite does not say why it cannot make a file.
            if flags.contains(OpenFlags::SQLITE_OPEN_CREATE)
                && let Err(source) = File::options().append(true).create(true).open(path)
            {
                return match source.kind() {
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                        StoreError::ReadOnly { path: path.to_owned() }
                    }
                    _ => StoreError::Io { path: path.to_owned(), doing: "make", source },
                };
            }
        }
        Fault::from(error).after(patience, path, "open")
    })
}

/// Refuses a file that exists, holds something, and is no SQLite file.
fn check_header(path: &Path) -> Result<(), StoreError> {
    let failed = |source| StoreError::Io { path: path.to_owned(), doing: "read", source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    let mut header = Vec::new();
    file.take(16).read_to_end(&mut header).map_err(failed)?;
    if header.is_empty() || header == b"SQLite format 3\0" {
        Ok(())
    } else {
        Err(StoreError::NotSqlite { path: path.to_owned() })
    }
}

/// Whether the file holds nothing yet.
fn is_blank(connection: &Connection) -> Result<bool, Fault> {
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    Ok(pages == 0)
}

/// Makes an empty file a store without contents.
fn create(connection: &Connection) -> Result<(), Fault> {
    connection.execute_batch("BEGIN EXCLUSIVE")?;
    // Another process may have been quicker. (Locked, an empty file counts one page.)
    let objects: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    if objects == 0 {
        schema::create_required(connection)?;
        meta::create(connection)?;
    }
    connection.execute_batch("COMMIT")?;
    Ok(())
}

#[cfg(test)]
#[path = "geopackage_tests.rs"]
mod tests;
