//! Where a store is: what DEST and STORE on the command line name.

use super::CsvFolder;
use super::postgres::{Address, Postgres};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Where a store is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Location {
    /// A GeoPackage, named `*.gpkg`.
    GeoPackage(PathBuf),
    /// A folder of CSV files, named `*/`.
    Folder(PathBuf),
    /// A PostgreSQL database: `postgres://…`, `postgresql://…` or `service=NAME`.
    Postgres(Address),
}

/// The text names no store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text} cannot be a store: this version knows GeoPackages, whose names end in .gpkg, folders of CSV files, whose names end in /, and PostgreSQL databases, postgres://… or service=NAME"
)]
pub struct NoStore {
    text: String,
}

impl Location {
    /// The store that an argument names that may be a file or folder of dumps as well: a
    /// database, a GeoPackage, or a folder that is a store.
    pub fn of_input(argument: &Path) -> Option<Self> {
        if let Some(address) = argument.to_str().and_then(Address::parse) {
            return Some(Self::Postgres(address));
        }
        let is_package =
            argument.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gpkg"));
        if is_package {
            return Some(Self::GeoPackage(argument.to_owned()));
        }
        CsvFolder::is_at(argument).then(|| Self::Folder(argument.to_owned()))
    }

    /// The file or folder that it is, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::GeoPackage(path) | Self::Folder(path) => Some(path),
            Self::Postgres(_) => None,
        }
    }

    /// Whether two locations are one store, which may not exist yet.
    pub fn is(&self, other: &Location) -> bool {
        let place = |location: &Location| {
            let path = location.path()?;
            path.canonicalize().ok().or_else(|| {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
                Some(folder.join(path.file_name()?))
            })
        };
        if let (Self::Postgres(one), Self::Postgres(two)) = (self, other) {
            return Postgres::are_one(one, two);
        }
        self == other || place(self).is_some_and(|here| place(other) == Some(here))
    }
}

impl FromStr for Location {
    type Err = NoStore;

    fn from_str(text: &str) -> Result<Self, NoStore> {
        if let Some(address) = Address::parse(text) {
            return Ok(Self::Postgres(address));
        }
        let path = Path::new(text);
        // What lies beside a store (its key, the rejects) takes its name, so it must have one.
        if text.ends_with(std::path::is_separator) && path.file_name().is_some() {
            return Ok(Self::Folder(path.to_owned()));
        }
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gpkg")) {
            return Ok(Self::GeoPackage(path.to_owned()));
        }
        Err(NoStore { text: text.to_owned() })
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GeoPackage(path) | Self::Folder(path) => path.display().fmt(f),
            Self::Postgres(address) => address.fmt(f),
        }
    }
}

#[cfg(test)]
#[path = "location_tests.rs"]
mod tests;
