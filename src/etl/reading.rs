//! The reading of the inputs: what the reader threads of a run share.
//!
//! A *source* is one stream of records: an input, or a member of an archive. Sources are
//! numbered when they are met. The thread that walks through an archive copies short members
//! (as they lie there, compressed) to a queue that all reader threads take from, so that an
//! archive of many small files is decompressed on all cores; long members, and any when the
//! queue is full, it reads itself.

use super::journal::{Journal, Mark, Opened};
use super::queue::{Queue, Task};
use crate::source::{
    Archive, Block, Content, Copied, Entry, Input, Member, Options, Position, Reader, Reject,
    RejectReason, SourceError, Table,
};
use crate::store::Ingest;
use crossbeam_channel::Sender;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How far a run has come, to be read by another thread.
#[derive(Debug, Default)]
pub struct Meter {
    /// Bytes read from the inputs, as they lie on disk (compressed). What was passed over counts.
    pub bytes: AtomicU64,
    /// Records met.
    pub records: AtomicU64,
}

/// Longer members of archives are not copied; in bytes, as they lie in the archive.
const COPY_LIMIT: usize = 8 << 20;

/// Inputs being read. Shared and not borrowed: a thread that waits at a pipe must not hold up
/// the end of a run whose store has failed.
#[derive(Debug)]
pub struct Reading {
    inputs: Vec<Input>,
    options: Options,
    journal: Journal,
    meter: Meter,
    sources: Mutex<Sources>,
    queue: Queue<Waiting>,
    stop: AtomicBool,
    interrupt: Arc<AtomicBool>,
}

/// A member of an archive that waits for a thread to read it.
#[derive(Debug)]
struct Waiting {
    source: usize,
    name: Arc<str>,
    member: Copied,
    input: usize,
    archive: Arc<Whole>,
}

/// An archive that is an input, for as long as any thread reads of it. Whoever is the last to
/// let go of it tells that it was read.
#[derive(Debug)]
struct Whole {
    source: usize,
    /// Its fingerprint, if it is a file.
    file: Option<String>,
    /// Something of it was not read.
    broken: AtomicBool,
}

/// The sources met so far, by number; every name is another one.
#[derive(Debug, Default)]
struct Sources {
    met: Vec<Arc<str>>,
    /// How many have asked for a name.
    names: HashMap<Arc<str>, usize>,
}

impl Sources {
    /// The number of a new source and the name it goes by.
    fn meet(&mut self, name: &str) -> (usize, Arc<str>) {
        let mut unique: Arc<str> = Arc::from(name);
        loop {
            let asked = self.names.entry(Arc::clone(&unique)).or_default();
            *asked += 1;
            if *asked == 1 {
                break;
            }
            // A tar archive may hold several members of one name: later versions of a file.
            unique = Arc::from(format!("{name} ({asked})"));
        }
        self.met.push(Arc::clone(&unique));
        (self.met.len() - 1, unique)
    }
}

/// What reader threads report, with the number of the source.
pub(super) enum Read {
    Begun(usize, Begun),
    Block(usize, Block, Mark),
    /// The source's end: how far it was read, or nothing if that was broken off.
    End(usize, Result<Option<Mark>, SourceError>),
}

/// A source whose reading begins, or need not.
#[derive(Debug)]
pub(super) struct Begun {
    /// Its name in the store's log.
    pub name: String,
    /// What the log counts from, if it is not read from its beginning.
    pub from: Option<Ingest>,
    /// It is in the store as it is.
    pub known: bool,
}

/// Goes on, or stops because the run is over.
type Flow = ControlFlow<()>;

impl Reading {
    /// The reading of these inputs, not begun; of each what the journal does not know yet.
    /// Setting `interrupt` ends it early.
    pub fn new(
        inputs: Vec<Input>,
        options: Options,
        journal: Journal,
        interrupt: Arc<AtomicBool>,
    ) -> Self {
        Self {
            queue: Queue::new(inputs.len()),
            inputs,
            options,
            journal,
            meter: Meter::default(),
            sources: Mutex::default(),
            stop: AtomicBool::new(false),
            interrupt,
        }
    }

    /// What is read.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// How it is read.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// What earlier runs read.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// How far it has come.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Ends the run: what is in memory is lost, and nothing more may be logged.
    pub(super) fn stop(&self) {
        self.stop.store(true, Relaxed);
        self.queue.close();
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Relaxed)
    }

    /// Whether somebody asked to end the run early, with all that was read so far in the store.
    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupt.load(Relaxed)
    }

    fn is_over(&self) -> bool {
        self.is_stopped() || self.is_interrupted()
    }

    fn flow(&self) -> Flow {
        if self.is_over() { Flow::Break(()) } else { Flow::Continue(()) }
    }

    fn sources(&self) -> MutexGuard<'_, Sources> {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The name of the source that got this number, as it is shown.
    pub(super) fn name(&self, number: usize) -> Option<Arc<str>> {
        self.sources().met.get(number).cloned()
    }

    /// A reader thread: takes the next input or member until there is none.
    pub(super) fn run(&self, sender: &Sender<Read>) {
        while !self.is_over()
            && let Some((task, _busy)) = self.queue.take()
        {
            let flow = match task {
                Task::Input(number) => self.input(number, sender),
                Task::Copy(waiting) => self.copy(waiting, sender),
            };
            if flow.is_break() {
                return;
            }
        }
    }

    fn input(&self, number: usize, sender: &Sender<Read>) -> Flow {
        let Some(input) = self.inputs.get(number) else { return Flow::Continue(()) };
        let (source, name) = self.sources().meet(&input.name());
        let mut progress = Progress { meter: &self.meter, counter: None, told: 0 };
        let log_name = self.journal.name(input);
        let told = AtomicU64::new(0);
        let on_the_way = |now: u64| {
            let before = told.swap(now, Relaxed);
            self.meter.bytes.fetch_add(now.saturating_sub(before), Relaxed);
            self.flow()
        };
        let opened = self.journal.open(&log_name, input, &self.options, &on_the_way);
        progress.told = told.into_inner();
        let progress = Some(progress);
        let mut walk = Walk { reading: self, sender, number, input, archive: None, progress };
        let flow = match opened {
            Ok(Opened::Known(ingest)) => {
                self.meter.bytes.fetch_add(input.size().unwrap_or(0), Relaxed);
                walk.known(source, log_name, ingest)
            }
            Ok(Opened::Content(content, from)) => walk.source(source, &name, Ok(content), from),
            Err(error) => walk.source(source, &name, Err(error), None),
        };
        walk.let_go(flow)
    }

    fn copy(&self, waiting: Waiting, sender: &Sender<Read>) -> Flow {
        let Waiting { source, name, member, input: number, archive } = waiting;
        let Some(input) = self.inputs.get(number) else { return Flow::Continue(()) };
        let content = Content::of_copied(Arc::clone(&name), member, &self.options);
        let archive = Some(archive);
        let mut walk = Walk { reading: self, sender, number, input, archive, progress: None };
        let flow = walk.source(source, &name, content, None);
        walk.let_go(flow)
    }
}

/// What was read of an input and is not yet on the meter.
struct Progress<'run> {
    meter: &'run Meter,
    /// Bytes of the input used so far.
    counter: Option<Arc<AtomicU64>>,
    told: u64,
}

impl Progress<'_> {
    fn tell(&mut self) {
        let now = self.counter.as_ref().map_or(0, |counter| counter.load(Relaxed));
        self.meter.bytes.fetch_add(now.saturating_sub(self.told), Relaxed);
        self.told = now;
    }
}

/// The way of one thread through an input or a copied member, and whatever lies in it.
struct Walk<'run> {
    reading: &'run Reading,
    sender: &'run Sender<Read>,
    number: usize,
    input: &'run Input,
    /// The input, if it is an archive.
    archive: Option<Arc<Whole>>,
    /// `None` for a copied member, whose bytes counted when they were copied.
    progress: Option<Progress<'run>>,
}

impl Walk<'_> {
    /// Reads a source to its end, or on from where an earlier run left it: `from`, or what the
    /// journal knows of a member.
    fn source(
        &mut self,
        number: usize,
        name: &Arc<str>,
        content: Result<Content<'_>, SourceError>,
        from: Option<Ingest>,
    ) -> Flow {
        let read = match content {
            Ok(Content::Records(reader)) => self.records(number, name, *reader, from),
            Ok(Content::Archive(archive)) => self.members(number, name, archive),
            Err(error) => ControlFlow::Continue(Err(error)),
        };
        self.tell();
        let end = read?;
        if end.is_err() {
            self.note_broken();
        } else if self.archive.as_ref().is_some_and(|archive| archive.source == number) {
            // Others may still read of it; the last one tells.
            return Flow::Continue(());
        }
        self.send(Read::End(number, end))
    }

    /// A source that is in the store as it is.
    fn known(&self, number: usize, name: String, ingest: Ingest) -> Flow {
        self.send(Read::Begun(number, Begun { name, from: Some(ingest), known: true }))?;
        self.send(Read::End(number, Ok(None)))
    }

    fn records(
        &mut self,
        number: usize,
        name: &Arc<str>,
        mut reader: Reader<'_>,
        mut from: Option<Ingest>,
    ) -> ControlFlow<(), Result<Option<Mark>, SourceError>> {
        self.watch(&reader.progress());
        let (reading, log_name) = (self.reading, self.log_name(name));
        if self.archive.is_some() {
            let on_the_way = |_| reading.flow();
            match reading.journal.go_on_in_member(&log_name, &mut reader, &on_the_way) {
                Ok(known) => from = known,
                Err(error) => return ControlFlow::Continue(Err(error)),
            }
            reading.flow()?;
        }
        self.send(Read::Begun(number, Begun { name: log_name, from, known: false }))?;
        let mut guess_is_told = false;
        loop {
            let block = match reader.next_block() {
                Ok(Some(block)) => block,
                Ok(None) => break,
                Err(error) => return ControlFlow::Continue(Err(error)),
            };
            if let Some(mapping) = block.table().and_then(Table::guessed)
                && !guess_is_told
            {
                tracing::warn!(
                    "{name}: read by a guess; to fix it, save it and add --csv\n{}",
                    mapping.to_toml()
                );
                guess_is_told = true;
            }
            self.tell();
            self.send(Read::Block(number, block, Journal::mark(&reader)))?;
        }
        let file = match &self.archive {
            Some(archive) => archive.file.clone(),
            None => reading.journal.file(self.input),
        };
        ControlFlow::Continue(Ok(Some(reading.journal.end(&reader, file))))
    }

    /// Reads or hands on each member of an archive.
    fn members(
        &mut self,
        number: usize,
        name: &Arc<str>,
        mut archive: Archive<'_>,
    ) -> ControlFlow<(), Result<Option<Mark>, SourceError>> {
        let progress = archive.progress();
        self.watch(&progress);
        if self.archive.is_none() {
            let file = self.reading.journal.file(self.input);
            let whole = Whole { source: number, file, broken: AtomicBool::new(false) };
            self.archive = Some(Arc::new(whole));
            let begun = Begun { name: self.log_name(name), from: None, known: false };
            self.send(Read::Begun(number, begun))?;
        }
        loop {
            match archive.next_entry() {
                Ok(Some(Entry::Member(member))) => self.member(name, member)?,
                Ok(Some(Entry::Reject { member, byte, reason, detail })) => {
                    if member.is_none()
                        && reason == RejectReason::TruncatedArchive
                        && self.reading.options.wait_for_rest
                    {
                        self.note_broken();
                        continue;
                    }
                    let source = match member {
                        Some(member) => Arc::from(format!("{name}::{member}")),
                        None => Arc::clone(name),
                    };
                    let position = Position { line: 1, byte };
                    let reject = Reject { source, position, reason, detail: Some(detail) };
                    let mark = Journal::of_archive(None);
                    self.send(Read::Block(number, Block::of_reject(reject), mark))?;
                }
                Ok(Some(Entry::PassedOver)) => self.reading.flow()?,
                // The mark of its end is set when all of its members are read.
                Ok(None) => return ControlFlow::Continue(Ok(None)),
                Err(source) => {
                    return ControlFlow::Continue(Err(SourceError::Read {
                        name: name.to_string(),
                        compressed_bytes: progress.load(Relaxed),
                        decompressed_bytes: 0,
                        source,
                    }));
                }
            }
            self.tell();
        }
    }

    fn member(&mut self, archive: &Arc<str>, member: Member<'_>) -> Flow {
        let reading = self.reading;
        let (number, name) = reading.sources().meet(&format!("{archive}::{}", member.name()));
        let log_name = self.log_name(&name);
        let file = self.archive.as_ref().and_then(|archive| archive.file.as_deref());
        if let Some(ingest) = reading.journal.known_member(&log_name, file) {
            return self.known(number, log_name, ingest);
        }
        let room = reading.queue.room().min(COPY_LIMIT);
        let member = match &self.archive {
            Some(archive) if room > 0 => match member.copy(room) {
                Ok(member) => {
                    let (length, archive) = (member.len(), Arc::clone(archive));
                    let input = self.number;
                    let waiting = Waiting { source: number, name, member, input, archive };
                    reading.queue.put(waiting, length);
                    return Flow::Continue(());
                }
                Err(member) => member,
            },
            _ => member,
        };
        let content = Content::of_member(Arc::clone(&name), member, &reading.options);
        self.source(number, &name, content, None)
    }

    /// The name of a source in the store's log: that of the input there, and the member's.
    fn log_name(&self, name: &str) -> String {
        let member = name.strip_prefix(&self.input.name()).unwrap_or_default();
        self.reading.journal.name(self.input) + member
    }

    /// Ends the walk. The last one through an archive says how far it was read.
    fn let_go(mut self, flow: Flow) -> Flow {
        if flow.is_break() {
            self.note_broken();
        }
        let Some(whole) = self.archive.take().and_then(Arc::into_inner) else { return flow };
        flow?;
        let Whole { source, file, broken } = whole;
        let mark = Some(file).filter(|file| file.is_some() && !broken.into_inner());
        self.send(Read::End(source, Ok(mark.map(Journal::of_archive))))
    }

    fn note_broken(&self) {
        if let Some(archive) = &self.archive {
            archive.broken.store(true, Relaxed);
        }
    }

    /// The first counter to be watched is that of the input itself.
    fn watch(&mut self, counter: &Arc<AtomicU64>) {
        if let Some(Progress { counter: watched @ None, .. }) = &mut self.progress {
            *watched = Some(Arc::clone(counter));
        }
    }

    fn tell(&mut self) {
        if let Some(progress) = &mut self.progress {
            progress.tell();
        }
    }

    fn send(&self, message: Read) -> Flow {
        if self.sender.send(message).is_err() {
            return Flow::Break(());
        }
        self.reading.flow()
    }
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
