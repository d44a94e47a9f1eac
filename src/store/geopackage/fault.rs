//! What goes wrong inside a GeoPackage, before the file's path is known.

use super::patience::Patience;
use crate::store::{Location, StoreError};
use rusqlite::ErrorCode;
use std::path::Path;

/// What goes wrong inside.
#[derive(Debug)]
pub(super) enum Fault {
    /// SQLite says no.
    Sqlite(rusqlite::Error),
    /// A value is not what its column holds.
    Unreadable {
        /// The table.
        table: String,
        /// The row's `fid`.
        row: i64,
        /// The column.
        column: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The file holds together but does not say what a store must say.
    Damaged(String),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Fault::Sqlite(error)
    }
}

impl Fault {
    /// The error for the caller; `doing` completes "cannot … the store".
    pub(super) fn at(self, path: &Path, doing: &'static str) -> StoreError {
        self.after(Patience::Short, path, doing)
    }

    /// The same, where a lock was waited for with this patience.
    pub(super) fn after(self, patience: Patience, path: &Path, doing: &'static str) -> StoreError {
        let path = path.to_owned();
        let store = Location::GeoPackage(path.clone());
        let source = match self {
            Fault::Unreadable { table, row, column, reason } => {
                let (row, column) = (row.to_string().into(), column.into());
                return StoreError::Unreadable { store, table, row, column, reason };
            }
            Fault::Damaged(reason) => return StoreError::Corrupt { store, reason },
            Fault::Sqlite(source) => source,
        };
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                StoreError::Locked { path, waited: patience.limit() }
            }
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
                StoreError::ReadOnly { path }
            }
            Some(ErrorCode::DiskFull) => StoreError::Full { path },
            Some(ErrorCode::DatabaseCorrupt) => {
                StoreError::Corrupt { store, reason: source.to_string() }
            }
            Some(ErrorCode::NotADatabase) => StoreError::NotSqlite { path },
            _ => StoreError::Sqlite { path, doing, source },
        }
    }
}
