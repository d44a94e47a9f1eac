//! The reading of the inputs: what the reader threads of a run share.

use super::journal::{Journal, Mark, Opened};
use crate::source::{Block, Input, Options, SourceError};
use crate::store::Ingest;
use crossbeam_channel::Sender;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

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
    next: AtomicUsize,
    stop: AtomicBool,
    interrupt: Arc<AtomicBool>,
}

/// What reader threads report, with the number of the input.
pub(super) enum Read {
    Begun(usize, Begun),
    Block(usize, Block, Mark),
    /// The input's end: how far it was read, or nothing if that was broken off.
    End(usize, Result<Option<Mark>, SourceError>),
}

/// An input whose reading begins, or need not.
#[derive(Debug)]
pub(super) struct Begun {
    /// Its name in the store's log.
    pub name: String,
    /// What the log counts from, if it is not read from its beginning.
    pub from: Option<Ingest>,
    /// It is in the store as it is.
    pub known: bool,
}

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
            inputs,
            options,
            journal,
            meter: Meter::default(),
            next: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
            interrupt,
        }
    }

    /// What is read.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
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

    /// A reader thread: takes the next input until there is none.
    pub(super) fn run(&self, sender: &Sender<Read>) {
        loop {
            let number = self.next.fetch_add(1, Relaxed);
            let Some(input) = self.inputs.get(number) else { return };
            let end = self.read(number, input, sender);
            if sender.send(Read::End(number, end)).is_err() || self.is_over() {
                return;
            }
        }
    }

    /// Reads an input and returns the mark of its end; `None` if it was broken off.
    fn read(
        &self,
        number: usize,
        input: &Input,
        sender: &Sender<Read>,
    ) -> Result<Option<Mark>, SourceError> {
        let name = self.journal.name(input);
        let metered = AtomicU64::new(0);
        let meter = |now: u64| {
            self.meter.bytes.fetch_add(now - metered.swap(now, Relaxed), Relaxed);
            if self.is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let opened = self.journal.open(&name, input, &self.options, &meter)?;
        let (mut reader, from) = match opened {
            Opened::Known(ingest) => {
                self.meter.bytes.fetch_add(input.size().unwrap_or(0), Relaxed);
                let begun = Begun { name, from: Some(ingest), known: true };
                let _ = sender.send(Read::Begun(number, begun));
                return Ok(None);
            }
            Opened::Reader(reader, from) => (reader, from),
        };
        if self.is_over()
            || sender.send(Read::Begun(number, Begun { name, from, known: false })).is_err()
        {
            return Ok(None);
        }
        while let Some(block) = reader.next_block()? {
            let mark = Journal::mark(&reader);
            if meter(reader.bytes_read()).is_break()
                || sender.send(Read::Block(number, block, mark)).is_err()
            {
                return Ok(None);
            }
        }
        Ok(Some(self.journal.end(&reader, input)))
    }
}
