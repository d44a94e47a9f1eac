//! What is counted: a store, or a table of points.

use crate::store::{Location, NoStore};
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A store of sets or raw posts.
    Store(Location),
    /// A table of points.
    Points(PathBuf),
}

impl Input {
    /// The file or folder that it is, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Input::Store(location) => location.path(),
            Input::Points(path) => Some(path),
        }
    }
}

impl FromStr for Input {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = Path::new(text);
        let is_table = |ending: &std::ffi::OsStr| {
            ["csv", "tsv", "txt"].iter().any(|known| ending.eq_ignore_ascii_case(known))
        };
        if path.extension().is_some_and(is_table) {
            return Ok(Input::Points(path.to_owned()));
        }
        let location = text.parse();
        location.map(Input::Store).map_err(|error: NoStore| {
            format!("{error}; nor is it a table of points, whose names end in .csv, .tsv or .txt")
        })
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Store(location) => location.fmt(f),
            Input::Points(path) => path.display().fmt(f),
        }
    }
}
