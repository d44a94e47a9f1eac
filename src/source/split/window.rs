//! The part of a decompressed stream that is in memory: read, and not yet given away.

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

use super::block::Position;
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
}

impl Window {
    pub(super) fn new() -> Self {
        let start = Position { line: 1, byte: 0 };
        Self { buffer: Vec::new(), filled: 0, start, pool: Pool::default() }
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
        self.start = self.start.after(&self.buffer[..count]);
        self.buffer.copy_within(count..self.filled, 0);
        self.filled -= count;
    }

    /// Gives away the first `count` bytes, in a buffer that may be longer.
    pub(super) fn split_front(&mut self, count: usize) -> Vec<u8> {
        self.start = self.start.after(&self.buffer[..count]);
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
