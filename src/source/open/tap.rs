//! The compressed side of an input: buffered, with a look ahead, counting what was used.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const CAPACITY: usize = 64 * 1024;

/// Bytes of an input, counted as they are consumed.
pub(super) struct Tap {
    input: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    begin: usize,
    end: usize,
    consumed: Arc<AtomicU64>,
}

/// Marks a failure of the input itself, so that it can be told from a decoder's complaint.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct InputFailure(io::Error);

impl Tap {
    pub(super) fn new(input: Box<dyn Read + Send>) -> Self {
        let consumed = Arc::new(AtomicU64::new(0));
        Self { input, buffer: vec![0; CAPACITY], begin: 0, end: 0, consumed }
    }

    /// The counter of consumed bytes, for a progress bar on another thread.
    pub(super) fn counter(&self) -> &Arc<AtomicU64> {
        &self.consumed
    }

    /// The next `length` bytes without consuming them; fewer only at the end of the input.
    pub(super) fn peek(&mut self, length: usize) -> io::Result<&[u8]> {
        if self.begin + length > CAPACITY {
            self.buffer.copy_within(self.begin..self.end, 0);
            self.end -= self.begin;
            self.begin = 0;
        }
        while self.end - self.begin < length {
            let got = read_once(&mut *self.input, &mut self.buffer[self.end..])?;
            if got == 0 {
                break;
            }
            self.end += got;
        }
        let end = self.end.min(self.begin + length);
        Ok(&self.buffer[self.begin..end])
    }
}

impl Read for Tap {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let got = if self.begin == self.end && out.len() >= CAPACITY {
            // Plain files go straight to where they are wanted.
            let got = read_once(&mut *self.input, out)?;
            self.consumed.fetch_add(got as u64, Ordering::Relaxed);
            got
        } else {
            let got = self.fill_buf()?.read(out)?;
            self.consume(got);
            got
        };
        Ok(got)
    }
}

impl BufRead for Tap {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.begin == self.end {
            self.begin = 0;
            self.end = 0;
            self.end = read_once(&mut *self.input, &mut self.buffer)?;
        }
        Ok(&self.buffer[self.begin..self.end])
    }

    fn consume(&mut self, amount: usize) {
        let amount = amount.min(self.end - self.begin);
        self.begin += amount;
        self.consumed.fetch_add(amount as u64, Ordering::Relaxed);
    }
}

/// One read, repeated when a signal interrupts it.
fn read_once(input: &mut dyn Read, out: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(out) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(io::Error::new(error.kind(), InputFailure(error))),
            Ok(got) => return Ok(got),
        }
    }
}

/// The input's own failure inside `error`, or `error` back if a decoder raised it.
pub(super) fn input_failure(error: io::Error) -> Result<io::Error, io::Error> {
    error.downcast::<InputFailure>().map(|failure| failure.0)
}
