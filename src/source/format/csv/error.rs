//! Why a mapping or a table can't be used. Names of columns may be told, content of cells not.

use super::Field;
use std::path::PathBuf;

/// A mapping that says nothing sensible.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum MappingError {
    /// The file could not be read.
    #[error("{path}: cannot be read ({reason}); name a TOML file as docs/csv.md shows, or give pairs such as id=tweet_id,time=created_at", path = path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The file is no such TOML.
    #[error("{path}: {reason}", path = path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// What is wrong and where.
        reason: String,
    },
    /// A part of the option is not of the form `key=value`.
    #[error(
        "{part:?} is not of the form key=column; a mapping looks like id=tweet_id,time=created_at,lat=y,lon=x"
    )]
    Pair {
        /// The part.
        part: String,
    },
    /// A key that is neither a field nor a setting.
    #[error(
        "{key:?} is no field of a post; there are {}, and the settings origin, delimiter, header, encoding, time_format, timezone",
        Field::names()
    )]
    Key {
        /// The key.
        key: String,
    },
    /// A setting with a value that it does not take.
    #[error("{key} = {value:?}: {reason}")]
    Value {
        /// The setting.
        key: &'static str,
        /// The value.
        value: String,
        /// What it takes.
        reason: String,
    },
    /// No column is mapped.
    #[error(
        "the mapping names no column; it needs at least id or text, for example id=tweet_id,text=text"
    )]
    Empty,
    /// Half a position.
    #[error("the mapping names lat or lon but not both; a position needs both")]
    HalfPosition,
}

/// A table that can't be read with its mapping, or without one.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The mapping says nothing sensible.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// A column of the mapping is not in the header.
    #[error(
        "the mapping's column {name:?} for {field} is not in the header; with the delimiter {delimiter} the columns are: {columns}"
    )]
    NoColumn {
        /// What it is for.
        field: Field,
        /// The name.
        name: String,
        /// The delimiter that fits best.
        delimiter: &'static str,
        /// The first columns there are.
        columns: String,
    },
    /// The header has the name of a mapped column more than once.
    #[error(
        "the header has {name:?}, mapped to {field}, {times} times; give the number of the column instead of its name"
    )]
    Twice {
        /// What it is for.
        field: Field,
        /// The name.
        name: String,
        /// How often it is there.
        times: usize,
    },
    /// The mapping names a column by a number that no row has.
    #[error(
        "the mapping's column {number} for {field} is not there: rows have {columns} columns (delimiter: {delimiter})"
    )]
    NoNumber {
        /// What it is for.
        field: Field,
        /// The number.
        number: usize,
        /// Columns there are.
        columns: usize,
        /// The delimiter that fits best.
        delimiter: &'static str,
    },
    /// No mapping was given and the guess is not certain enough to be used.
    #[error(
        "a table without a column mapping. This much can be guessed:\n\n{proposal}\nUnclear: {unclear}.\nComplete it, save it as mapping.toml and add --csv mapping.toml (docs/csv.md)"
    )]
    Unclear {
        /// The mapping as TOML.
        proposal: String,
        /// What is missing or ambiguous, and why.
        unclear: String,
    },
}
