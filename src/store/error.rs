//! What can go wrong with a store.

use super::postgres::PostgresError;
use super::{Incompatible, Location};
use crate::facet::Metric;
use std::path::PathBuf;
use std::time::Duration;

/// A store could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no such file.
    #[error("there is no store {}; `lbsm etl … --hll {}` makes one", path.display(), path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// There is a folder in its place.
    #[error("{} is a folder; name the .gpkg in it", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// The file is something else altogether.
    #[error("{} is no GeoPackage and no SQLite file at all; it was not touched, name another file", path.display())]
    NotSqlite {
        /// The file.
        path: PathBuf,
    },
    /// The file is an SQLite database of some other kind.
    #[error("{} is an SQLite database but no GeoPackage; it was not touched, name another file", path.display())]
    NotGeoPackage {
        /// The file.
        path: PathBuf,
    },
    /// The file is somebody's GeoPackage.
    #[error("{} is a GeoPackage that lbsm did not make; it was not touched, name another file", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// The folder is somebody's.
    #[error("{} is a folder with files in it that lbsm did not make; it was not touched, name another folder", path.display())]
    ForeignFolder {
        /// The folder.
        path: PathBuf,
    },
    /// A file of comma-separated values is not what it should be.
    #[error("{}, line {line}{}: {reason}", path.display(), in_column(column.as_deref()))]
    Csv {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1, on which the record begins.
        line: u64,
        /// The column, where it is about one.
        column: Option<String>,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// The store's format is not the one that this program knows.
    #[error(
        "{store} has store format {found}, and this program knows format {known}; {}",
        if found > known { "use a newer lbsm" } else { "make it anew with `lbsm etl`" }
    )]
    Version {
        /// The store.
        store: Location,
        /// The store's format version.
        found: u32,
        /// This program's format version.
        known: u32,
    },
    /// The store's sets were made otherwise.
    #[error("cannot add to {store}: {source}")]
    Incompatible {
        /// The store.
        store: Location,
        /// How they differ.
        source: Incompatible,
    },
    /// The store was opened or made without what is asked of it.
    #[error("{store} keeps no {what}; {remedy}")]
    NotKept {
        /// The store.
        store: Location,
        /// What it does not keep.
        what: String,
        /// How to get it.
        remedy: &'static str,
    },
    /// A base does not count what is asked for.
    #[error(
        "the base {base} keeps no {}; it keeps {}",
        metric.plural(),
        kept.iter().map(|metric| metric.plural()).collect::<Vec<_>>().join(", ")
    )]
    NoMetric {
        /// The base.
        base: &'static str,
        /// What it does not count.
        metric: Metric,
        /// What it counts.
        kept: &'static [Metric],
    },
    /// Another process holds the store.
    #[error(
        "{} has been locked by another process for {} s; close it there (QGIS? another run?) and run the same command again",
        path.display(), waited.as_secs()
    )]
    Locked {
        /// The file.
        path: PathBuf,
        /// How long this process waited.
        waited: Duration,
    },
    /// The store may not be written.
    #[error("{} cannot be written: it or its folder is read-only; copy it elsewhere or change its permissions", path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// No space is left.
    #[error("no space left while writing {}; it holds all batches before this one: free some space and run the same command again", path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged.
    #[error("{store} is damaged ({reason}); restore a copy or make it anew with `lbsm etl`")]
    Corrupt {
        /// The store.
        store: Location,
        /// What is wrong.
        reason: String,
    },
    /// A value in the store is not what its column holds.
    #[error(
        "{store}: {column} in row {row} of {table} cannot be read ({reason}); delete that row or restore a copy"
    )]
    Unreadable {
        /// The store.
        store: Location,
        /// The table.
        table: String,
        /// The row: its `fid`, or its `ctid`.
        row: Box<str>,
        /// The column.
        column: Box<str>,
        /// What is wrong with it.
        reason: String,
    },
    /// SQLite says no.
    #[error("cannot {doing} {}: {source}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A database or its server says no.
    #[error("{store}: {source}")]
    Postgres {
        /// The database.
        store: Location,
        /// What it says.
        source: Box<PostgresError>,
    },
    /// The system says no.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What was being done.
        doing: &'static str,
        /// What the system says.
        source: std::io::Error,
    },
}

impl StoreError {
    /// Whether it is a refusal (exit code 4) rather than a failure of input or output (3):
    /// the store is in order, but not one for what was asked.
    pub fn is_refusal(&self) -> bool {
        if let StoreError::Postgres { source, .. } = self {
            return source.is_refusal();
        }
        matches!(
            self,
            StoreError::NotSqlite { .. }
                | StoreError::NotGeoPackage { .. }
                | StoreError::NotOurs { .. }
                | StoreError::ForeignFolder { .. }
                | StoreError::Version { .. }
                | StoreError::Incompatible { .. }
        )
    }
}

fn in_column(column: Option<&str>) -> String {
    column.map_or_else(String::new, |column| format!(", column {column}"))
}
