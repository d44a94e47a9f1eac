//! Why an input could not be read at all, as opposed to records of it that cannot be used.

use super::TableError;
use std::io;
use std::path::PathBuf;

/// An input that is not there or whose bytes do not come.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// Nothing is at the path.
    #[error("{path}: no such file or folder; check the spelling", path = path.display())]
    Missing {
        /// The path as it was given.
        path: PathBuf,
    },
    /// A folder, searched to its leaves, has no file that is not hidden.
    #[error(
        "{path}: the folder holds no files (hidden ones are skipped); name a folder with dumps",
        path = path.display()
    )]
    EmptyFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The folder or the file's particulars could not be looked at.
    #[error("{path}: cannot be looked at ({source}); check the permissions", path = path.display())]
    List {
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file could not be opened.
    #[error("{path}: cannot be opened ({source}); check the permissions", path = path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The input no longer holds what an earlier run read from it.
    #[error(
        "{name}: it has changed: its first {bytes} bytes (decompressed) are no longer those whose \
         posts are in the store; give new posts a file of their own, or read all of it with \
         --again (what came from the old content stays in the sets)"
    )]
    Changed {
        /// Name of the input.
        name: String,
        /// How far it had been read.
        bytes: u64,
    },
    /// It is a table, and its columns can't be told.
    #[error("{name}: {source}")]
    Table {
        /// Name of the input.
        name: String,
        /// Which column, and what to do.
        source: Box<TableError>,
    },
    /// Reading stopped in the middle: the disk, the network or the pipe failed.
    #[error(
        "{name}: reading failed after {compressed_bytes} bytes of the file ({decompressed_bytes} \
         decompressed): {source}; check the disk or the connection and run again"
    )]
    Read {
        /// Name of the input.
        name: String,
        /// Bytes taken from the input before the failure.
        compressed_bytes: u64,
        /// Bytes these came to.
        decompressed_bytes: u64,
        /// What the system said.
        source: io::Error,
    },
}

impl SourceError {
    /// The input, as the user named it.
    pub fn input(&self) -> String {
        match self {
            Self::Missing { path }
            | Self::EmptyFolder { path }
            | Self::List { path, .. }
            | Self::Open { path, .. } => path.display().to_string(),
            Self::Read { name, .. } | Self::Changed { name, .. } | Self::Table { name, .. } => {
                name.clone()
            }
        }
    }
}
