//! The reading of the inputs: what the reader threads of a run share, and how each of them
//! [walks](walk) through an input.
//!
//! A *source* is one stream of records: an input, or a member of an archive. Sources are
//! numbered when they are met. The thread that walks through an archive copies short members
//! (as they lie there, compressed) to a queue that all reader threads take from, so that an
//! archive of many small files is decompressed on all cores; long members, and any when the
//! queue is full, it reads itself.

mod sources;
mod walk;

use super::journal::{Journal, Mark, Opened};
use super::queue::{Queue, Task};
use crate::source::{Block, Content, Copied, Input, Options, SourceError};
use crate::store::Ingest;
use crossbeam_channel::Sender;
use sources::Sources;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use walk::{Progress, Walk};

/// How far a run has come, to be read by another thread.
#[derive(Debug, Default)]
pub struct Meter {
    /// Bytes read from the inputs, as they lie on disk (compressed). What was passed over counts.
    pub bytes: AtomicU64,
    /// Records met.
    pub records: AtomicU64,
}

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
        self.sources().name(number)
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

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
