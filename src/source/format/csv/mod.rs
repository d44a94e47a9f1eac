//! Tables of posts as text: CSV with any delimiter, from any tool, by a mapping of columns.
//!
//! ```text
//! mapping    which column is what, as the user says it: TOML or `key=column` pairs
//! guess      a mapping proposed from the header and the first rows
//! table      the mapping applied to one file: delimiter, header, numbers of columns
//! row        one row, mapped to LBSN
//! cell       what people write into cells: ids, numbers, lists of tags
//! time       … and points in time
//! encoding   UTF-8, else Windows-1252
//! error      why a table can't be read at all
//! ```
//!
//! Where one row ends and the next begins is found by `source::split`; both follow RFC 4180 as
//! the `csv` crate reads it. The tutorial is `docs/csv.md`.

mod cell;
mod encoding;
mod error;
mod guess;
mod mapping;
mod row;
mod table;
mod time;

pub use error::{MappingError, TableError};
pub use mapping::{Column, Field, Mapping};
#[cfg(test)]
mod testing;

pub(in crate::source) use table::OpenError;
pub use table::Table;
