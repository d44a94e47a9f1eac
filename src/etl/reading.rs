//! The reading of the inputs: what the reader threads of a run share.

use crate::source::{Block, Input, Options, Reader, SourceError};
use crossbeam_channel::Sender;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

/// How far a run has come, to be read by another thread.
#[derive(Debug, Default)]
pub struct Meter {
    /// Bytes read from the inputs, as they lie on disk (compressed).
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
    meter: Meter,
    next: AtomicUsize,
    /// Inputs read to their end.
    ended: Vec<AtomicBool>,
    stop: AtomicBool,
}

/// What reader threads report, with the number of the input.
pub(super) enum Read {
    Block(usize, Block),
    /// The input's end, and how many decompressed bytes came before it.
    End(usize, Result<(), SourceError>, u64),
}

/// How the reading of the inputs went.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Decompressed bytes.
    pub bytes: u64,
    /// Inputs that could not be read, or not to their end.
    pub failed: Vec<(String, SourceError)>,
}

impl Reading {
    /// The reading of these inputs, not begun.
    pub fn new(inputs: Vec<Input>, options: Options) -> Self {
        Self {
            ended: inputs.iter().map(|_| AtomicBool::new(false)).collect(),
            inputs,
            options,
            meter: Meter::default(),
            next: AtomicUsize::new(0),
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
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Relaxed)
    }

    /// Whether an input was read to its end.
    pub(super) fn has_ended(&self, number: usize) -> bool {
        self.ended.get(number).is_some_and(|ended| ended.load(Relaxed))
    }

    /// A reader thread: takes the next input until there is none.
    pub(super) fn run(&self, sender: &Sender<Read>) {
        loop {
            let number = self.next.fetch_add(1, Relaxed);
            let (Some(input), Some(ended)) = (self.inputs.get(number), self.ended.get(number))
            else {
                return;
            };
            let mut bytes = 0;
            let end = self.read(number, input, sender, &mut bytes);
            ended.store(end.is_ok() && !self.is_stopped(), Relaxed);
            if sender.send(Read::End(number, end, bytes)).is_err() {
                return;
            }
        }
    }

    fn read(
        &self,
        number: usize,
        input: &Input,
        sender: &Sender<Read>,
        bytes: &mut u64,
    ) -> Result<(), SourceError> {
        let mut reader = Reader::open(input, &self.options)?;
        let mut compressed = 0;
        while let Some(block) = reader.next_block()? {
            let now = reader.bytes_read();
            self.meter.bytes.fetch_add(now - compressed, Relaxed);
            compressed = now;
            *bytes = reader.position().byte;
            if sender.send(Read::Block(number, block)).is_err() || self.is_stopped() {
                break;
            }
        }
        Ok(())
    }
}
