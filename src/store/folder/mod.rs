//! The store that every program can read: a folder of CSV files (RFC 4180, UTF-8), one per
//! table.
//!
//! Sets rest in `<facet>_<base>.csv`, in the hexadecimal form in which PostgreSQL's `hll`
//! prints them, raw rows in `raw_<table>.csv`, see [`Store`] for what is promised of both.
//! `lbsm.json` marks the folder as ours, says under what the sets were made, and holds the
//! log of inputs; a folder that holds other files and not this one is never written to.
//! Every file is sorted by key, so that a commit is a merge of two streams. All files that a
//! commit changes come into force together (the module `switch` says how), and one process
//! writes at a time.

mod geometry;
mod lock;
mod manifest;
mod raw;
mod record;
mod sets;
mod switch;
mod table;

pub use table::CsvTable;

use super::geopackage::Patience;
use super::raw::{RAW_TABLES, RawRow, RawTable};
use super::{
    Batch, Contents, Incompatible, IngestEntry, Location, SetRow, Settings, Store, StoreError,
};
use crate::facet::Base;
use manifest::Manifest;
use raw::RawReader;
use rayon::prelude::*;
use sets::SetReader;
use std::fs::File;
use std::io::{self, BufReader};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use switch::{Disk, Leftover, NewFile, Switch};

/// A folder of CSV files that holds sets, raw rows, or both.
#[derive(Debug)]
pub struct CsvFolder {
    path: PathBuf,
    settings: Option<Settings>,
    keeps_raw: bool,
    disk: Disk,
}

/// What becomes of a file in a commit.
type Rewrite<'a> = dyn Fn(PathBuf, &mut NewFile) -> Result<bool, StoreError> + Sync + 'a;

impl CsvFolder {
    /// Whether a folder is a store, if perhaps a damaged one.
    pub fn is_at(path: &Path) -> bool {
        !matches!(Manifest::read(path), Ok(None) | Err(StoreError::ForeignFolder { .. }))
            && path.join(manifest::NAME).is_file()
    }

    /// Opens the store for writing, or makes it. What it does not keep yet of `contents` is
    /// added: a store of sets can take in raw rows later, and the other way round.
    ///
    /// Raw rows are personal data. Their files are their owner's alone (on Unix), and so is a
    /// folder that is made for them.
    ///
    /// # Errors
    /// The folder is not ours or of another format version (it is not touched then), its sets
    /// were made under other settings, or it cannot be written.
    pub fn open_or_create(path: &Path, contents: &Contents<'_>) -> Result<Self, StoreError> {
        let mut store =
            Self { path: path.to_owned(), settings: None, keeps_raw: false, disk: Disk::default() };
        make_folder(path, contents.raw)?;
        if !is_ours(path)? {
            return Err(StoreError::ForeignFolder { path: path.to_owned() });
        }
        let _lock = lock::exclusive(path, Patience::Long)?;
        // What another process made meanwhile is read under the lock.
        let found = Manifest::read(path)?;
        let manifest = found.clone().unwrap_or_else(Manifest::blank);
        if let (Some(settings), Some(wanted)) = (&manifest.settings, contents.sets) {
            settings
                .check(wanted)
                .map_err(|source| StoreError::Incompatible { store: location(path), source })?;
        }
        switch::recover(path, manifest.generation, &store.disk)?;
        let more_sets = contents.sets.filter(|_| manifest.settings.is_none());
        let more_raw = contents.raw && !manifest.raw;
        if found.is_none() || more_sets.is_some() || more_raw {
            store.add(manifest, more_sets, more_raw)?;
        } else {
            (store.settings, store.keeps_raw) = (manifest.settings, manifest.raw);
        }
        Ok(store)
    }

    /// Opens the store for reading.
    ///
    /// # Errors
    /// There is no such folder, or it is not ours, or cannot be read.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let path = path.to_owned();
        if !path.exists() {
            return Err(StoreError::Missing { path });
        }
        let _lock = lock::shared(&path, Patience::Short)?;
        let Some(manifest) = Manifest::read(&path)? else {
            let blank = is_ours(&path)?;
            return Err(if blank {
                StoreError::Missing { path }
            } else {
                StoreError::ForeignFolder { path }
            });
        };
        Ok(Self {
            path,
            settings: manifest.settings,
            keeps_raw: manifest.raw,
            disk: Disk::default(),
        })
    }

    /// Under what the sets in the folder are made, if it is there and keeps sets.
    ///
    /// # Errors
    /// It is not ours, or cannot be read.
    pub fn settings_of(path: &Path) -> Result<Option<Settings>, StoreError> {
        if !path.exists() {
            return Ok(None);
        }
        match Manifest::read(path)? {
            Some(manifest) => Ok(manifest.settings),
            None if is_ours(path)? => Ok(None),
            None => Err(StoreError::ForeignFolder { path: path.to_owned() }),
        }
    }

    /// Makes the tables that are missing for these contents.
    fn add(
        &mut self,
        mut manifest: Manifest,
        sets: Option<&Settings>,
        raw: bool,
    ) -> Result<(), StoreError> {
        let change = Switch::new(&self.path, manifest.generation, &self.disk);
        let make = |name: &str, private: bool, header: &dyn Fn(&mut NewFile) -> io::Result<()>| {
            let mut file = change.create(name, private)?;
            header(&mut file).map_err(io_failure("write", &self.path.join(name)))?;
            change.finish(name, file)
        };
        for base in sets.iter().flat_map(|settings| settings.bases.iter()) {
            make(&sets::file_name(base), false, &|file| sets::write_header(base, file))?;
        }
        for table in RAW_TABLES.iter().filter(|_| raw) {
            make(&raw::file_name(table), true, &|file| raw::write_header(table, file))?;
        }
        manifest.generation += 1;
        manifest.settings = sets.cloned().or(manifest.settings);
        manifest.raw |= raw;
        change.commit(&describe(&manifest, &self.path)?)?;
        (self.settings, self.keeps_raw) = (manifest.settings, manifest.raw);
        Ok(())
    }

    /// Makes sure that the folder is still as it was opened.
    fn unchanged(&self) -> Result<Manifest, StoreError> {
        let manifest = Manifest::read(&self.path)?
            .ok_or_else(|| StoreError::ForeignFolder { path: self.path.clone() })?;
        if let (Some(found), Some(opened)) = (&manifest.settings, &self.settings) {
            found.check(opened).map_err(|source| StoreError::Incompatible {
                store: location(&self.path),
                source,
            })?;
        }
        Ok(manifest)
    }

    /// Under what the sets of a base were made, if the store keeps it.
    fn kept(&self, base: &'static Base) -> Result<&Settings, StoreError> {
        let settings = self.settings.as_ref().filter(|settings| settings.bases.contains(base));
        settings.ok_or_else(|| StoreError::NotKept {
            store: location(&self.path),
            what: format!("sets of the base {}", base.name),
            remedy: "`lbsm info` lists the bases it keeps; `lbsm etl --bases` makes a store with others",
        })
    }

    fn no_raw(&self) -> StoreError {
        StoreError::NotKept {
            store: location(&self.path),
            what: "raw posts".to_owned(),
            remedy: "open it for raw posts, too (`--raw`)",
        }
    }

    /// Reads a file while nobody writes.
    fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(PathBuf) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let _lock = lock::shared(&self.path, Patience::Short)?;
        let generation = self.unchanged()?.generation;
        read(switch::in_force(&self.path, name, generation))
    }

    /// Changes files and the description in one commit.
    fn change(
        &self,
        files: &[(String, bool, Box<Rewrite<'_>>)],
        describe_change: impl FnOnce(&mut Manifest),
    ) -> Result<(), StoreError> {
        let _lock = lock::exclusive(&self.path, Patience::Long)?;
        let mut manifest = self.unchanged()?;
        // A writer that was killed has left its renaming to the next.
        switch::recover(&self.path, manifest.generation, &self.disk)?;
        let change = Switch::new(&self.path, manifest.generation, &self.disk);
        files.par_iter().try_for_each(|(name, private, rewrite)| {
            let mut file = change.create(name, *private)?;
            if rewrite(self.path.join(name), &mut file)? {
                change.finish(name, file)
            } else {
                change.discard(name, file)
            }
        })?;
        manifest.generation += 1;
        describe_change(&mut manifest);
        change.commit(&describe(&manifest, &self.path)?)
    }
}

fn location(path: &Path) -> Location {
    Location::Folder(path.to_owned())
}

impl Store for CsvFolder {
    fn settings(&self) -> Option<&Settings> {
        self.settings.as_ref()
    }

    fn commit(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        let mut files: Vec<(String, bool, Box<Rewrite<'_>>)> = Vec::new();
        if let Some(sets) = batch.sets {
            for (base, table) in sets.tables() {
                let params = self.kept(base)?.params;
                Incompatible::check(params, sets.params()).map_err(|source| {
                    StoreError::Incompatible { store: location(&self.path), source }
                })?;
                if !table.is_empty() {
                    files.push((
                        sets::file_name(base),
                        false,
                        Box::new(move |old, new| sets::unite(old, new, base, sets)),
                    ));
                }
            }
        }
        if let Some(rows) = batch.raw {
            if !self.keeps_raw {
                return Err(self.no_raw());
            }
            for (table, rows) in rows.tables().filter(|(_, rows)| !rows.is_empty()) {
                files.push((
                    raw::file_name(table),
                    true,
                    Box::new(move |old, new| raw::merge(old, new, table, &rows)),
                ));
            }
        }
        self.change(&files, |manifest| manifest.log(batch.inputs))
    }

    fn count(&self, base: &'static Base) -> Result<u64, StoreError> {
        let params = self.kept(base)?.params;
        self.read(&sets::file_name(base), |path| SetReader::open(path, base, params)?.count())
    }

    fn rows(
        &self,
        base: &'static Base,
        each: &mut dyn FnMut(SetRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let params = self.kept(base)?.params;
        self.read(&sets::file_name(base), |path| {
            SetReader::open(path, base, params)?.rows(true, &mut |_, row| Ok(each(row)))
        })
    }

    fn ingests(&self) -> Result<Vec<IngestEntry>, StoreError> {
        let _lock = lock::shared(&self.path, Patience::Short)?;
        Ok(self.unchanged()?.ingests)
    }

    fn raw_counts(&self) -> Result<Vec<(&'static RawTable, u64)>, StoreError> {
        let tables = RAW_TABLES.iter().filter(|_| self.keeps_raw);
        let count = |table: &'static RawTable| {
            self.read(&raw::file_name(table), |path| RawReader::open(path, table)?.count())
        };
        tables.map(|&table| Ok((table, count(table)?))).collect()
    }

    fn raw_rows(
        &self,
        table: &'static RawTable,
        each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        if !self.keeps_raw {
            return Err(self.no_raw());
        }
        self.read(&raw::file_name(table), |path| RawReader::open(path, table)?.rows(each))
    }

    fn unite_log(&mut self, entries: &[IngestEntry]) -> Result<(), StoreError> {
        self.change(&[], |manifest| manifest.unite_log(entries))
    }
}

/// The content of `lbsm.json`.
fn describe(manifest: &Manifest, folder: &Path) -> Result<Vec<u8>, StoreError> {
    manifest.to_json().map_err(io_failure("write", &folder.join(manifest::NAME)))
}

/// Makes the folder unless it is there.
fn make_folder(path: &Path, private: bool) -> Result<(), StoreError> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has modes"))]
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    if private {
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    }
    match builder.create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        result => result.map_err(io_failure("make the folder", path)),
    }
}

/// Whether the folder has our mark, or holds nothing but what a process that was killed left
/// of making it.
fn is_ours(path: &Path) -> Result<bool, StoreError> {
    if path.join(manifest::NAME).exists() {
        return Ok(true);
    }
    let failed = io_failure("read", path);
    for entry in std::fs::read_dir(path).map_err(&failed)? {
        let name = entry.map_err(&failed)?.file_name();
        let ours = |name: &str| name == lock::NAME || Leftover::parse(name).is_some();
        if !name.to_str().is_some_and(ours) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Opens a table's file.
fn open(path: &Path) -> Result<BufReader<File>, StoreError> {
    let file = File::open(path).map_err(io_failure("read", path))?;
    Ok(BufReader::with_capacity(1 << 18, file))
}

/// The error for the caller; `doing` completes "cannot … the file".
fn io_failure<'p>(doing: &'static str, path: &'p Path) -> impl Fn(io::Error) -> StoreError + 'p {
    move |source| {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full { path },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                if doing != "read" =>
            {
                StoreError::ReadOnly { path }
            }
            _ => StoreError::Io { path, doing, source },
        }
    }
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
