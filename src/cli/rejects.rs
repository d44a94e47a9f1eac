//! The reject file of a run that goes on where another one ended: what that one rejected stays
//! in it.

use super::exit::Failure;
use super::output::OutputFile;
use crate::etl::Journal;
use crate::source::Input;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

/// The two members of a reject that say where it was.
#[derive(serde::Deserialize)]
struct Place {
    source: String,
    byte: u64,
}

/// What is known of an input: where it goes by which name in the log, and whether it is not read
/// again at all.
struct Known {
    log_name: String,
    whole: bool,
}

/// What earlier runs did with the inputs, by the names that rejects have.
struct Earlier<'a> {
    inputs: HashMap<String, Known>,
    journal: &'a Journal,
}

impl Earlier<'_> {
    /// Whether this run does not meet what an earlier one rejected: it stood before the position
    /// where its source, an input or a member of an archive, is gone on with.
    fn holds(&self, place: &Place) -> bool {
        let Place { source, byte } = place;
        let before = |log_name: &str| {
            self.journal.known(log_name).is_some_and(|ingest| *byte < ingest.bytes)
        };
        if let Some(Known { log_name, whole }) = self.inputs.get(source) {
            return *whole || before(log_name);
        }
        splits(source).any(|(input, member)| {
            self.inputs.get(input).is_some_and(|Known { log_name, whole }| {
                *whole || before(&format!("{log_name}{member}"))
            })
        })
    }
}

/// The ways to take a name apart into that of an archive and that of a member with `::` in front.
fn splits(name: &str) -> impl Iterator<Item = (&str, &str)> {
    name.match_indices("::").map(|(at, _)| name.split_at(at))
}

/// Opens the reject file. Of an earlier run's, the rejects stay that this one does not meet
/// again.
///
/// # Errors
/// It cannot be read or written.
pub fn open(
    path: &Path,
    personal: bool,
    inputs: &[Input],
    journal: &Journal,
) -> Result<OutputFile, Failure> {
    // An archive whose reading was broken off may be known by its members only.
    let met: HashSet<&str> = journal
        .sources()
        .flat_map(|name| std::iter::once(name).chain(splits(name).map(|(before, _)| before)))
        .collect();
    let known = |input: &Input| {
        let log_name = journal.name(input);
        met.contains(log_name.as_str()).then_some(())?;
        let whole = journal.is_done_with(&log_name, input);
        Some((input.name(), Known { log_name, whole }))
    };
    let inputs: HashMap<String, Known> = inputs.iter().filter_map(known).collect();
    if inputs.is_empty() || !path.is_file() {
        return OutputFile::lazy(path, personal);
    }
    let draft = path.with_extension("rejects-draft");
    let kept = keep(path, &draft, &Earlier { inputs, journal }).map_err(|error| {
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
fn keep(path: &Path, draft: &Path, earlier: &Earlier<'_>) -> io::Result<()> {
    let old = File::open(path)?;
    let mut new = BufWriter::new(File::create(draft)?);
    new.get_ref().set_permissions(old.metadata()?.permissions())?;
    for line in BufReader::new(old).split(b'\n') {
        let line = line?;
        // A line that a killed run left half is met again.
        let Ok(place) = serde_json::from_slice::<Place>(&line) else { continue };
        if earlier.holds(&place) {
            new.write_all(&line)?;
            new.write_all(b"\n")?;
        }
    }
    new.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
    std::fs::rename(draft, path)
}
