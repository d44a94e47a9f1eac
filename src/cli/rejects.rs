//! The reject file of a run that goes on where another one ended: what that one rejected stays
//! in it.

use super::exit::Failure;
use super::output::OutputFile;
use crate::etl::Journal;
use crate::source::Input;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

/// The two members of a reject that say where it was.
#[derive(serde::Deserialize)]
struct Place {
    source: String,
    byte: u64,
}

/// Opens the reject file. Of an earlier run's, the rejects stay that this one does not meet
/// again: those before the position where it goes on.
///
/// # Errors
/// It cannot be read or written.
pub fn open(
    path: &Path,
    personal: bool,
    inputs: &[Input],
    journal: &Journal,
) -> Result<OutputFile, Failure> {
    let known: HashMap<String, u64> = inputs
        .iter()
        .filter_map(|input| Some((input.name(), journal.known(&journal.name(input))?.bytes)))
        .collect();
    if known.is_empty() || !path.is_file() {
        return OutputFile::lazy(path, personal);
    }
    let draft = path.with_extension("rejects-draft");
    let kept = keep(path, &draft, &known).map_err(|error| {
        io::Error::new(error.kind(), format!("cannot go on with {}: {error}", path.display()))
    });
    if kept.is_err() {
        // What cannot be removed was not made.
        let _ = std::fs::remove_file(&draft);
    }
    kept?;
    OutputFile::append(path, personal)
}

/// Replaces the file by one with only the lines to keep.
fn keep(path: &Path, draft: &Path, known: &HashMap<String, u64>) -> io::Result<()> {
    let old = File::open(path)?;
    let mut new = BufWriter::new(File::create(draft)?);
    new.get_ref().set_permissions(old.metadata()?.permissions())?;
    for line in BufReader::new(old).split(b'\n') {
        let line = line?;
        // A line that a killed run left half is met again.
        let Ok(Place { source, byte }) = serde_json::from_slice(&line) else { continue };
        if known.get(&source).is_some_and(|&known| byte < known) {
            new.write_all(&line)?;
            new.write_all(b"\n")?;
        }
    }
    new.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    std::fs::rename(draft, path)
}
