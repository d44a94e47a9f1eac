//! The run's view of the store's log: where earlier runs of the same job left each input, and
//! what this run writes down.

use super::tally::SourceTally;
use crate::privacy::Key;
use crate::source::{Behind, Content, Input, Options, Position, Reader, SourceError, Trace};
use crate::store::{Ingest, IngestEntry};
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::ControlFlow;
use std::path::Path;

/// Bytes that a file is recognised by at its beginning, and as many at its end.
const REACH: u64 = Trace::REACH as u64;

/// What earlier runs of a job did, and this run's name in the log.
#[derive(Debug)]
pub struct Journal {
    job: String,
    started: String,
    key: Key,
    known: HashMap<String, Ingest>,
    follows: bool,
}

/// What is known of an input, if it is enough to go on with.
struct Known<'a> {
    ingest: &'a Ingest,
    print: Fingerprint,
}

impl<'a> Known<'a> {
    fn new(ingest: &'a Ingest) -> Option<Self> {
        Some(Self { ingest, print: Fingerprint::parse(&ingest.fingerprint)? })
    }

    fn position(&self) -> Position {
        Position { line: self.ingest.lines + 1, byte: self.ingest.bytes }
    }

    /// What an entry counts from that goes on here: the record that the end cut comes again.
    fn counted_from(&self) -> Ingest {
        let cut = u64::from(self.print.cut);
        Ingest {
            records: self.ingest.records.saturating_sub(cut),
            rejected: self.ingest.rejected.saturating_sub(cut),
            ..Ingest::clone(self.ingest)
        }
    }
}

/// An input, opened.
pub(super) enum Opened {
    /// To be read; what the entry of its log counts from, if it goes on behind an earlier run.
    Content(Content<'static>, Option<Ingest>),
    /// It is in the store as it is.
    Known(Ingest),
}

/// How far an input has been read.
#[derive(Debug)]
pub(super) struct Mark {
    /// Behind the last whole record.
    pub position: Position,
    /// Decompressed bytes read in all; more than that if the end of the input cuts a record.
    pub read: u64,
    pub print: Print,
    /// Whether the input was read to its end.
    pub complete: bool,
}

/// What the stream up to a mark can be recognised by.
#[derive(Debug)]
pub(super) enum Print {
    /// The fingerprint is to be made if it is needed: most marks are soon replaced.
    Trace(Trace),
    /// It is made.
    Made(Fingerprint),
}

/// What an input is recognised by when it is read again; 16 hexadecimal digits each, under the
/// study's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fingerprint {
    /// Of the first 64 KiB of the decompressed stream.
    head: String,
    /// Of the last 64 KiB before the position.
    tail: String,
    /// Of the file as it lay on the disk when it had been read to its end.
    file: Option<String>,
    /// Behind the position stands one record that the end of the input cut: it is counted as
    /// rejected.
    cut: bool,
}

impl Journal {
    /// The journal of a run of this [`job`](super::job), begun at `started` (`YYYY-MM-DD
    /// HH:MM:SS.mmm` UTC: the log tells runs apart by it), with the store's log.
    pub fn new(job: String, started: String, key: Key, log: Vec<IngestEntry>) -> Self {
        let known = log.into_iter().map(|entry| entry.ingest).filter(|ingest| ingest.job == job);
        let known = known.map(|ingest| (ingest.source.clone(), ingest)).collect();
        Self { job, started, key, known, follows: false }
    }

    /// Of files that are written while they are read: one with a name that is not known, or
    /// with new content under an old name, is looked up by its content, for it may have been
    /// renamed or copied; and if that is not known either, it is a new file.
    #[must_use]
    pub fn following(mut self) -> Self {
        self.follows = true;
        self
    }

    /// A name that the input keeps, whatever folder the next run is started in. Standard input
    /// has none, so each run's is another one.
    pub fn name(&self, input: &Input) -> String {
        match input {
            Input::Stdin => format!("- ({})", self.started),
            Input::Supply(supply) => supply.name().to_owned(),
            Input::File(path) => {
                let absolute = path.canonicalize().unwrap_or_else(|_gone| path.clone());
                absolute.display().to_string()
            }
        }
    }

    /// What earlier runs of the job did with an input.
    pub fn known(&self, name: &str) -> Option<&Ingest> {
        self.known.get(name)
    }

    /// The names of all that earlier runs read of, inputs and members of archives.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.known.keys().map(String::as_str)
    }

    /// Whether all of an input is in the store, so that nothing of it is read again.
    pub fn is_done_with(&self, name: &str, input: &Input) -> bool {
        is_file(input)
            && self.known(name).and_then(Known::new).is_some_and(|it| self.is_whole(&it, input))
    }

    /// Whether an input was read to its end, and is as it was then.
    fn is_whole(&self, known: &Known<'_>, input: &Input) -> bool {
        let Known { ingest, print } = known;
        ingest.complete && !print.cut && print.file.is_some() && print.file == self.file(input)
    }

    /// Opens an input where an earlier run left it, or at its beginning.
    pub(super) fn open(
        &self,
        name: &str,
        input: &Input,
        options: &Options,
        on_the_way: &dyn Fn(u64) -> ControlFlow<()>,
    ) -> Result<Opened, SourceError> {
        if !is_file(input) {
            return anew(input, options);
        }
        let changed = match self.known(name).and_then(Known::new) {
            Some(known) => match self.go_on(&known, input, options, on_the_way) {
                Err(changed @ SourceError::Changed { .. }) if self.follows => Some(changed),
                opened => return opened,
            },
            None => None,
        };
        if self.follows {
            for known in self.of_same_head(input, options) {
                match self.go_on(&known, input, options, on_the_way) {
                    Err(SourceError::Changed { .. }) => {}
                    opened => return opened,
                }
            }
            if let Some(changed) = changed {
                tracing::debug!("{changed}");
            }
        }
        anew(input, options)
    }

    /// Opens an input behind what is known of it.
    fn go_on(
        &self,
        known: &Known<'_>,
        input: &Input,
        options: &Options,
        on_the_way: &dyn Fn(u64) -> ControlFlow<()>,
    ) -> Result<Opened, SourceError> {
        let Known { ingest, print } = known;
        if self.is_whole(known, input) {
            return Ok(Opened::Known(self.with_members(ingest)));
        }
        if ingest.bytes == 0 {
            return anew(input, options);
        }
        let same = |trace: &Trace| self.print(trace).is_of_stream(print);
        let behind = Behind { position: known.position(), same: &same, on_the_way };
        let reader = Reader::open_behind(input, options, &behind)?;
        let content = Content::Records(Box::new(reader));
        Ok(Opened::Content(content, Some(known.counted_from())))
    }

    /// Whether a member of an archive is in the store as it is: it was read to its end, and the
    /// archive is as it was then. `file`: the fingerprint of the archive.
    pub(super) fn known_member(&self, name: &str, file: Option<&str>) -> Option<Ingest> {
        let Known { ingest, print } = self.known(name).and_then(Known::new)?;
        let unchanged = file.is_some() && print.file.as_deref() == file;
        (ingest.complete && !print.cut && unchanged).then(|| Ingest::clone(ingest))
    }

    /// Reads a member on to where an earlier run left it; returns what the entry of its log
    /// counts from, if that is not the beginning.
    pub(super) fn go_on_in_member(
        &self,
        name: &str,
        reader: &mut Reader<'_>,
        on_the_way: &dyn Fn(u64) -> ControlFlow<()>,
    ) -> Result<Option<Ingest>, SourceError> {
        let Some(known) = self.known(name).and_then(Known::new) else { return Ok(None) };
        if known.ingest.bytes == 0 {
            return Ok(None);
        }
        let same = |trace: &Trace| self.print(trace).is_of_stream(&known.print);
        let behind = Behind { position: known.position(), same: &same, on_the_way };
        reader.go_behind(&behind)?;
        Ok(Some(known.counted_from()))
    }

    /// An archive with all that the log says of its members.
    fn with_members(&self, ingest: &Ingest) -> Ingest {
        let mut sum = Ingest::clone(ingest);
        let within = format!("{}::", ingest.source);
        for member in self.known.values().filter(|it| it.source.starts_with(&within)) {
            sum.bytes += member.bytes;
            sum.records += member.records;
            sum.matched += member.matched;
            sum.rejected += member.rejected;
        }
        sum
    }

    /// The inputs known whose beginning is that of this one; those that were read farthest
    /// first.
    fn of_same_head(&self, input: &Input, options: &Options) -> Vec<Known<'_>> {
        let Ok(head) = Reader::open(input, options).and_then(Reader::head) else {
            return Vec::new();
        };
        let mut prints: HashMap<usize, Option<String>> = HashMap::new();
        let mut same = |known: &Known<'_>| {
            let length = known.ingest.bytes.min(REACH) as usize;
            let print = prints.entry(length).or_insert_with(|| {
                head.get(..length).map(|head| self.key.fingerprint("head 1", &[head]))
            });
            length > 0 && print.as_ref() == Some(&known.print.head)
        };
        let known = self.known.values().filter_map(Known::new);
        let mut known: Vec<_> = known.filter(|known| same(known)).collect();
        known.sort_by_key(|known| (Reverse(known.ingest.bytes), &known.ingest.source));
        known
    }

    /// The mark behind the last block of a reader.
    pub(super) fn mark(reader: &Reader<'_>) -> Mark {
        let trace = reader.trace().clone();
        let (position, read) = (trace.position(), reader.position().byte);
        Mark { position, read, print: Print::Trace(trace), complete: false }
    }

    /// The mark of a reader that is at its end. `file`: the fingerprint of the input.
    pub(super) fn end(&self, reader: &Reader<'_>, file: Option<String>) -> Mark {
        let print = Print::Made(Fingerprint { file, ..self.print(reader.trace()) });
        let (position, read) = (reader.trace().position(), reader.position().byte);
        Mark { position, read, print, complete: true }
    }

    /// The mark of an archive, whose bytes are those of its members. `file`: its fingerprint,
    /// once all of it was read.
    pub(super) fn of_archive(file: Option<String>) -> Mark {
        let (position, complete) = (Position { line: 1, byte: 0 }, file.is_some());
        let (head, tail) = (String::new(), String::new());
        let print = Print::Made(Fingerprint { head, tail, file, cut: false });
        Mark { position, read: 0, print, complete }
    }

    /// What the log is to say of an input: `from` an earlier run's entry and this run's `tally`.
    pub(super) fn entry(
        &self,
        source: &str,
        from: Option<&Ingest>,
        mark: Mark,
        tally: SourceTally,
    ) -> Ingest {
        let mut print = match mark.print {
            Print::Trace(trace) => self.print(&trace),
            Print::Made(print) => print,
        };
        print.cut = tally.unfinished > 0;
        let before = |count: fn(&Ingest) -> u64| from.map_or(0, count);
        Ingest {
            source: source.to_owned(),
            job: self.job.clone(),
            bytes: mark.position.byte,
            lines: mark.position.line - 1,
            fingerprint: print.to_string(),
            records: before(|it| it.records) + tally.records,
            matched: before(|it| it.matched) + tally.matched,
            rejected: before(|it| it.rejected) + tally.rejected,
            complete: mark.complete,
            started: self.started.clone(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    fn print(&self, trace: &Trace) -> Fingerprint {
        Fingerprint {
            head: self.key.fingerprint("head 1", &[trace.head()]),
            tail: self.key.fingerprint("tail 1", &[trace.tail()]),
            file: None,
            cut: false,
        }
    }

    /// The fingerprint of a file as it lies on the disk, compressed perhaps. Archives end in
    /// checksums, so that head and tail tell them apart, too.
    pub(super) fn file(&self, input: &Input) -> Option<String> {
        let Input::File(path) = input else { return None };
        // To open a pipe would be to wait for its writer.
        let ends = path.is_file().then(|| Ends::read(path))?;
        let Ends { size, head, tail } = ends.ok()?;
        Some(self.key.fingerprint("file 1", &[&size.to_be_bytes(), &head, &tail]))
    }
}

/// Opens an input at its beginning.
fn anew(input: &Input, options: &Options) -> Result<Opened, SourceError> {
    Ok(Opened::Content(Content::of_input(input, options)?, None))
}

/// Whether an input is a file that keeps what it holds; pipes do not.
fn is_file(input: &Input) -> bool {
    matches!(input, Input::File(path) if path.is_file())
}

/// What a file is recognised by.
struct Ends {
    size: u64,
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl Ends {
    fn read(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut part = |from| -> io::Result<Vec<u8>> {
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(from))?;
            file.by_ref().take(REACH).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        Ok(Self { size, head: part(0)?, tail: part(size.saturating_sub(REACH))? })
    }
}

impl Fingerprint {
    /// Whether it is of the same stream up to the same position.
    fn is_of_stream(&self, other: &Self) -> bool {
        (&self.head, &self.tail) == (&other.head, &other.tail)
    }

    /// From the text in the log; `None` if it is no text of ours.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let [version, head, tail, file, cut] = std::array::from_fn(|_| parts.next());
        let cut = match (version?, cut, parts.next()) {
            ("1", None, None) => false,
            ("1", Some("cut"), None) => true,
            _ => return None,
        };
        let file = Some(file?).filter(|file| !file.is_empty()).map(str::to_owned);
        Some(Self { head: head?.to_owned(), tail: tail?.to_owned(), file, cut })
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { head, tail, file, cut } = self;
        let file = file.as_deref().unwrap_or_default();
        write!(f, "1:{head}:{tail}:{file}{}", if *cut { ":cut" } else { "" })
    }
}

#[cfg(test)]
#[path = "journal_tests.rs"]
mod tests;
