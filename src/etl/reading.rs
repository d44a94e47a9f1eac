//! The reading of the inputs: what the reader threads of a run share.
//!
//! A *source* is one stream of records: an input, or a member of an archive. Sources are
//! numbered when they are met. The thread that walks through an archive copies short members
//! (as they lie there, compressed) to a queue that all reader threads take from, so that an
//! archive of many small files is decompressed on all cores; long members, and any when the
//! queue is full, it reads itself.

use super::queue::{Queue, Task};
use crate::source::{
    Archive, Block, Content, Copied, Entry, Input, Member, Options, Position, Reader, Reject,
    SourceError,
};
use crossbeam_channel::Sender;
use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How far a run has come, to be read by another thread.
#[derive(Debug, Default)]
pub struct Meter {
    /// Bytes read from the inputs, as they lie on disk (compressed).
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
    meter: Meter,
    sources: Mutex<Sources>,
    queue: Queue<Waiting>,
    stop: AtomicBool,
}

/// A member of an archive that waits for a thread to read it.
#[derive(Debug)]
struct Waiting {
    source: usize,
    name: Arc<str>,
    member: Copied,
}

/// One stream of records.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// The input that it is, or lies in.
    pub input: usize,
    /// As it is shown: the name of the input or `archive::member`.
    pub name: Arc<str>,
    /// Read to its end.
    ended: bool,
}

/// The sources met so far, by number; every name is another one.
#[derive(Debug, Default)]
struct Sources {
    met: Vec<Source>,
    /// How many have asked for a name.
    names: HashMap<Arc<str>, usize>,
}

impl Sources {
    fn meet(&mut self, input: usize, name: &str) -> (usize, Arc<str>) {
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
        self.met.push(Source { input, name: Arc::clone(&unique), ended: false });
        (self.met.len() - 1, unique)
    }
}

/// What reader threads report, with the number of the source.
pub(super) enum Read {
    Block(usize, Block),
    /// The source's end, and how many decompressed bytes came before it.
    End(usize, Result<(), SourceError>, u64),
}

/// How the reading of the inputs went.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Decompressed bytes.
    pub bytes: u64,
    /// Sources that could not be read, or not to their end.
    pub failed: Vec<(String, SourceError)>,
}

/// Goes on, or stops because the run is over.
type Flow = ControlFlow<()>;

/// How the reading of one source ended.
type End = ControlFlow<(), Result<(), SourceError>>;

impl Reading {
    /// The reading of these inputs, not begun.
    pub fn new(inputs: Vec<Input>, options: Options) -> Self {
        Self {
            queue: Queue::new(inputs.len()),
            inputs,
            options,
            meter: Meter::default(),
            sources: Mutex::default(),
            stop: AtomicBool::new(false),
        }
    }

    /// What is read.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// How far it has come.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// Ends the reading early.
    pub(super) fn stop(&self) {
        self.stop.store(true, Relaxed);
        self.queue.close();
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Relaxed)
    }

    fn sources(&self) -> MutexGuard<'_, Sources> {
        self.sources.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The source that got this number.
    pub(super) fn source(&self, number: usize) -> Option<Source> {
        self.sources().met.get(number).cloned()
    }

    /// Whether a source was read to its end.
    pub(super) fn has_ended(&self, number: usize) -> bool {
        self.sources().met.get(number).is_some_and(|source| source.ended)
    }

    /// A reader thread: takes the next input or member until there is none.
    pub(super) fn run(&self, sender: &Sender<Read>) {
        while let Some((task, _busy)) = self.queue.take() {
            let flow = match task {
                Task::Input(number) => self.input(number, sender),
                Task::Copy(Waiting { source, name, member }) => {
                    let content = Content::of_copied(Arc::clone(&name), member, &self.options);
                    let input = self.source(source).map_or(0, |source| source.input);
                    Walk { reading: self, sender, input, progress: None }
                        .source(source, &name, content)
                }
            };
            if flow.is_break() {
                return;
            }
        }
    }

    fn input(&self, number: usize, sender: &Sender<Read>) -> Flow {
        let Some(input) = self.inputs.get(number) else { return Flow::Continue(()) };
        let (source, name) = self.sources().meet(number, &input.name());
        let content = Content::of_input(input, &self.options);
        let progress = Progress { meter: &self.meter, counter: None, told: 0 };
        Walk { reading: self, sender, input: number, progress: Some(progress) }
            .source(source, &name, content)
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
    input: usize,
    /// `None` for a copied member, whose bytes counted when they were copied.
    progress: Option<Progress<'run>>,
}

impl Walk<'_> {
    /// Reads a source to its end. Every source is opened by its name just before this, and
    /// read from here.
    fn source(
        &mut self,
        number: usize,
        name: &Arc<str>,
        content: Result<Content<'_>, SourceError>,
    ) -> Flow {
        let mut bytes = 0;
        let end = match content {
            Ok(Content::Records(reader)) => self.records(number, *reader, &mut bytes),
            Ok(Content::Archive(archive)) => self.archive(number, name, archive),
            Err(error) => End::Continue(Err(error)),
        };
        self.tell();
        let end = end?;
        if end.is_ok()
            && let Some(source) = self.reading.sources().met.get_mut(number)
        {
            source.ended = true;
        }
        self.send(Read::End(number, end, bytes))
    }

    fn records(&mut self, number: usize, mut reader: Reader<'_>, bytes: &mut u64) -> End {
        self.watch(&reader.progress());
        loop {
            let block = match reader.next_block() {
                Ok(Some(block)) => block,
                Ok(None) => return End::Continue(Ok(())),
                Err(error) => return End::Continue(Err(error)),
            };
            *bytes = reader.position().byte;
            self.tell();
            self.send(Read::Block(number, block))?;
        }
    }

    /// Reads or hands on each member of an archive.
    fn archive(&mut self, number: usize, name: &Arc<str>, mut archive: Archive<'_>) -> End {
        let progress = archive.progress();
        self.watch(&progress);
        loop {
            match archive.next_entry() {
                Ok(Some(Entry::Member(member))) => self.member(name, member)?,
                Ok(Some(Entry::Reject { member, byte, reason, detail })) => {
                    let (number, source) = match member {
                        Some(member) => self.meet(name, &member),
                        None => (number, Arc::clone(name)),
                    };
                    let position = Position { line: 1, byte };
                    let reject = Reject { source, position, reason, detail: Some(detail) };
                    self.send(Read::Block(number, Block::of_reject(reject)))?;
                }
                Ok(Some(Entry::PassedOver)) if self.reading.is_stopped() => return End::Break(()),
                Ok(Some(Entry::PassedOver)) => {}
                Ok(None) => return End::Continue(Ok(())),
                Err(source) => {
                    return End::Continue(Err(SourceError::Read {
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
        let (number, name) = self.meet(archive, member.name());
        let room = self.reading.queue.room().min(COPY_LIMIT);
        let copied = if room == 0 { Err(member) } else { member.copy(room) };
        match copied {
            Ok(member) => {
                let length = member.len();
                self.reading.queue.put(Waiting { source: number, name, member }, length);
                Flow::Continue(())
            }
            Err(member) => {
                let content = Content::of_member(Arc::clone(&name), member, &self.reading.options);
                self.source(number, &name, content)
            }
        }
    }

    fn meet(&self, archive: &Arc<str>, member: &str) -> (usize, Arc<str>) {
        self.reading.sources().meet(self.input, &format!("{archive}::{member}"))
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
        if self.sender.send(message).is_err() || self.reading.is_stopped() {
            return Flow::Break(());
        }
        Flow::Continue(())
    }
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
