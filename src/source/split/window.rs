//! The part of a decompressed stream that is in memory: read, and not yet given away.

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use super::block::Position;
use super::trace::Trace;
use crate::source::open::{Stop, Text};

/// Buffers that workers are done with, for the reader to use again.
#[derive(Debug, Clone, Default)]
pub(super) struct Pool(Arc<Mutex<Vec<Vec<u8>>>>);

/// More spare buffers than this are given back to the system.
const SPARE: usize = 8;

impl Pool {
    fn take(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    /// Takes a buffer back. Ones grown far beyond `usual` bytes are let go.
    pub(super) fn give(&self, buffer: Vec<u8>, usual: usize) {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE && buffer.capacity() <= usual.saturating_mul(4) {
            spare.push(buffer);
        }
    }
}

/// How a window grew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Growth {
    /// As much as was asked for.
    Full,
    /// Less: a pipe has no more to give at the moment.
    Lull,
    /// To the end of the stream.
    End,
}

/// A window onto a stream. It begins at `start` and grows at its end.
pub(super) struct Window {
    /// Initialised to its whole length, so that it need not be again when it is used again.
    buffer: Vec<u8>,
    filled: usize,
    start: Position,
    pool: Pool,
    trace: Trace,
    /// The trace stays where it is.
    settled: bool,
    /// A position in bytes that is still to be passed, and the trace there once it was.
    awaited: Option<u64>,
    met: Option<Trace>,
}

impl Window {
    pub(super) fn new() -> Self {
        Self::at(Trace::new())
    }

    /// A window onto what follows a trace.
    pub(super) fn at(trace: Trace) -> Self {
        Self {
            buffer: Vec::new(),
            filled: 0,
            start: trace.position(),
            pool: Pool::default(),
            trace,
            settled: false,
            awaited: None,
            met: None,
        }
    }

    /// What lies before the window, or before what [`Window::settle`] left in it.
    pub(super) fn trace(&self) -> &Trace {
        &self.trace
    }

    /// What follows in the window may yet become something else when the input grows: the
    /// trace ends here.
    pub(super) fn settle(&mut self) {
        self.settled = true;
    }

    /// Keeps the trace of a position to come, `byte` bytes into the stream.
    pub(super) fn await_position(&mut self, byte: u64) {
        self.awaited = Some(byte);
    }

    /// The trace of the position awaited, if it was passed; once.
    pub(super) fn take_met(&mut self) -> Option<Trace> {
        self.met.take()
    }

    /// Moves the beginning of the window and the trace on.
    fn pass(&mut self, count: usize) {
        let bytes = &self.buffer[..count];
        let before = self.start;
        self.start = before.after(bytes);
        if let Some(awaited) = self.awaited.filter(|&byte| byte <= self.start.byte) {
            self.awaited = None;
            let part = &bytes[..(awaited - before.byte.min(awaited)) as usize];
            let mut trace = self.trace.clone();
            trace.pass(part, before.after(part));
            self.met = Some(trace);
        }
        if !self.settled {
            self.trace.pass(bytes, self.start);
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.filled]
    }

    pub(super) fn start(&self) -> Position {
        self.start
    }

    pub(super) fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Reads up to `count` more bytes, fewer at the end of the stream or when it is a pipe that
    /// has no more at the moment.
    pub(super) fn grow(&mut self, text: &mut Text<'_>, count: usize) -> Result<Growth, Stop> {
        let wanted = self.filled + count;
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted, 0);
        }
        while self.filled < wanted {
            match text.read(&mut self.buffer[self.filled..wanted])? {
                0 => return Ok(Growth::End),
                got => self.filled += got,
            }
            if self.filled < wanted && text.has_lull() {
                return Ok(Growth::Lull);
            }
        }
        Ok(Growth::Full)
    }

    /// Moves the beginning of the window `count` bytes on.
    pub(super) fn drop_front(&mut self, count: usize) {
        self.pass(count);
        self.buffer.copy_within(count..self.filled, 0);
        self.filled -= count;
    }

    /// Gives away the first `count` bytes, in a buffer that may be longer.
    pub(super) fn split_front(&mut self, count: usize) -> Vec<u8> {
        self.pass(count);
        let rest = self.filled - count;
        let mut next = self.pool.take();
        if next.len() < rest {
            next.resize(rest, 0);
        }
        next[..rest].copy_from_slice(&self.buffer[count..self.filled]);
        self.filled = rest;
        mem::replace(&mut self.buffer, next)
    }
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
