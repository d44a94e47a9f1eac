//! What the inputs of a command are: their format, and what the columns of tables mean.

use super::exit::Failure;
use crate::source::{Format, Input, Mapping, Network, Options, Reader, SourceError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Options that say what the inputs are.
#[derive(Debug, clap::Args)]
pub(super) struct FormatArgs {
    /// The form of the input; auto finds it by content, file by file
    #[arg(long, value_name = "FORMAT", default_value = "auto", help_heading = "Input")]
    format: FormatName,
    /// What the columns of tables hold: a TOML file, or pairs such as id=1,user=author,time=3
    /// (docs/csv.md) [default: guessed, if certain]
    #[arg(long, value_name = "MAP", value_parser = Mapping::parse, help_heading = "Input")]
    csv: Option<Mapping>,
}

/// Forms of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FormatName {
    /// Found by content.
    Auto,
    /// JSON of the Twitter API, v1.1 or v2.
    Twitter,
    /// JSON of the Mastodon API.
    Mastodon,
    /// JSON of Bluesky: Jetstream or the API.
    Bluesky,
    /// Rows of an LBSN rawdb as JSON.
    Lbsn,
    /// A table as text, with any delimiter.
    Csv,
}

impl FormatArgs {
    /// How to read, so far as these options say.
    pub(super) fn options(&self) -> Options {
        let format = match self.format {
            FormatName::Auto => Format::Auto,
            FormatName::Twitter => Format::Json(Network::Twitter),
            FormatName::Mastodon => Format::Json(Network::Mastodon),
            FormatName::Bluesky => Format::Json(Network::Bluesky),
            FormatName::Lbsn => Format::Json(Network::Lbsn),
            FormatName::Csv => Format::Csv,
        };
        Options { format, mapping: self.csv.clone().map(Arc::new), ..Options::default() }
    }
}

/// Endings of the names of tables; others may come after them (`.csv.gz`).
const ENDINGS: [&str; 4] = ["csv", "tsv", "tab", "psv"];

/// Opens the tables that were named, to say before the run which one can't be read with its
/// mapping, or without one. Anything else that is wrong with an input is for the run to tell,
/// and so is a table that lies in a folder: it may be no table of posts.
///
/// # Errors
/// Such a table.
pub(super) fn check_tables(named: &[PathBuf], options: &Options) -> Result<(), Failure> {
    let ends_like_one = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        name.split('.').skip(1).any(|ending| ENDINGS.contains(&ending))
    };
    let is_table = match options.format {
        Format::Csv => |_: &Path| true,
        Format::Auto => ends_like_one,
        Format::Json(_) => return Ok(()),
    };
    let options = Options { format: Format::Csv, ..options.clone() };
    for path in named.iter().filter(|path| path.is_file() && is_table(path)) {
        let opened = Reader::open(&Input::File(path.clone()), &options);
        let first = opened.and_then(|mut reader| reader.next_block());
        if let Err(error @ SourceError::Table { .. }) = first {
            return Err(Failure::Usage(error.into()));
        }
    }
    Ok(())
}
