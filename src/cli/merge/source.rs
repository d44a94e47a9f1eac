//! What is merged: whole stores, and single tables of sets.

use super::Args;
use crate::cli::exit::Failure;
use crate::facet::{BASES, Base};
use crate::lexicon::nearest;
use crate::privacy::KeyId;
use crate::store::{self, CsvTable, Location, SetRow, Settings, Store, StoreError};
use anyhow::anyhow;
use std::fmt;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// An input as named on the command line.
#[derive(Debug, Clone)]
pub(super) enum Input {
    Store(Location),
    Table(PathBuf),
}

/// An input, open.
pub(super) struct Source {
    pub name: String,
    /// Under what its sets were made; `None`: it holds raw rows only.
    pub settings: Option<Settings>,
    content: Content,
}

enum Content {
    Store(Box<dyn Store + Send>),
    Table(CsvTable),
}

impl Input {
    /// Whether it is this store, or a part of it.
    pub(super) fn is_of(&self, location: &Location) -> bool {
        match self {
            Input::Store(store) => store.is(location),
            Input::Table(path) => {
                path.parent().is_some_and(|folder| Location::Folder(folder.to_owned()).is(location))
            }
        }
    }

    /// Opens it.
    pub(super) fn open(&self, args: &Args) -> Result<Source, Failure> {
        let name = self.to_string();
        match self {
            Input::Store(location) => {
                let store = store::read(location)?;
                let settings = store.settings().cloned();
                Ok(Source { name, settings, content: Content::Store(store) })
            }
            Input::Table(path) => {
                let table = CsvTable::open(path, args.base)?;
                let settings = told(&table, path, args)?;
                Ok(Source { name, settings: Some(settings), content: Content::Table(table) })
            }
        }
    }
}

/// Under what the sets of a table were made.
fn told(table: &CsvTable, path: &Path, args: &Args) -> Result<Settings, Failure> {
    // One base, whose name is in the list.
    let bases = table.base().name.parse().map_err(|error| Failure::Usage(anyhow!("{error}")))?;
    if let Some(beside) = table.settings()? {
        return Ok(Settings { bases, ..beside });
    }
    let (Some(params), Some(key_id)) = (args.params, args.key_id.clone()) else {
        let found = table
            .first_params()
            .map_or_else(String::new, |params| format!("; its first set has {params}"));
        return Err(Failure::Usage(anyhow!(
            "{} does not tell how its sets were made: say so with --params and --key-id, as \
             `lbsm info` shows them for the store that they come from{found} (and with --items \
             and --geohash, unless they are fixed and 5)",
            path.display()
        )));
    };
    Ok(Settings { params, precision: args.geohash, mode: args.items, bases, key_id })
}

impl Source {
    /// The store, if it is a whole one.
    pub(super) fn store(&self) -> Option<&dyn Store> {
        match &self.content {
            Content::Store(store) => Some(&**store),
            Content::Table(_) => None,
        }
    }

    /// Calls `each` with every row of a base, if it has any, until it breaks.
    pub(super) fn rows(
        &self,
        base: &'static Base,
        each: &mut dyn FnMut(SetRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let settings = self.settings.as_ref().filter(|settings| settings.bases.contains(base));
        match (&self.content, settings) {
            (_, None) => Ok(()),
            (Content::Store(store), _) => store.rows(base, each),
            (Content::Table(table), Some(settings)) => table.rows(settings, each),
        }
    }
}

impl FromStr for Input {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = Path::new(text);
        let is_table = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        if is_table && !text.ends_with(std::path::is_separator) {
            return Ok(Input::Table(path.to_owned()));
        }
        let store = text.parse().map(Input::Store);
        store.map_err(|error| format!("{error}; nor is it a table of sets, which ends in .csv"))
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Store(location) => location.fmt(f),
            Input::Table(path) => path.display().fmt(f),
        }
    }
}

/// A base by its name or that of its table.
pub(super) fn base(name: &str) -> Result<&'static Base, String> {
    BASES.iter().find(|base| base.name == name || base.table() == name).ok_or_else(|| {
        let names: Vec<&str> = BASES.iter().map(|base| base.name).collect();
        let near = nearest(name, &names);
        let near = near.map_or_else(String::new, |near| format!("; did you mean {near}?"));
        format!("there is no base {name:?}{near}")
    })
}

/// The id of a key.
pub(super) fn key_id(text: &str) -> Result<KeyId, String> {
    if text.len() == 16 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        Ok(KeyId::from_stored(text))
    } else {
        Err("a key's id is 16 hexadecimal digits, as `lbsm info` shows it".to_owned())
    }
}
