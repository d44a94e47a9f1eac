//! The compressed side of an input: buffered, with a look ahead, counting what was used.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::stop::Stop;

const CAPACITY: usize = 64 * 1024;

/// Bytes of an input, counted as they are consumed.
pub(super) struct Tap<'a> {
    input: Box<dyn Read + Send + 'a>,
    buffer: Vec<u8>,
    begin: usize,
    end: usize,
    consumed: Arc<AtomicU64>,
    /// Of a pipe: where to note that it gave less than it was asked for.
    lull: Option<Arc<AtomicBool>>,
}

impl<'a> Tap<'a> {
    pub(super) fn new(input: Box<dyn Read + Send + 'a>, lull: Option<Arc<AtomicBool>>) -> Self {
        let consumed = Arc::new(AtomicU64::new(0));
        Self { input, buffer: vec![0; CAPACITY], begin: 0, end: 0, consumed, lull }
    }

    fn note_lull(&self, lull: bool) {
        if let Some(flag) = &self.lull {
            flag.store(lull, Ordering::Relaxed);
        }
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
            self.note_lull(got < CAPACITY - self.end);
            if got == 0 {
                break;
            }
            self.end += got;
        }
        let end = self.end.min(self.begin + length);
        Ok(&self.buffer[self.begin..end])
    }
}

impl Read for Tap<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let got = if self.begin == self.end && out.len() >= CAPACITY {
            // Plain files go straight to where they are wanted.
            let got = read_once(&mut *self.input, out)?;
            self.note_lull(got < out.len());
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

impl BufRead for Tap<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.begin == self.end {
            self.begin = 0;
            self.end = 0;
            self.end = read_once(&mut *self.input, &mut self.buffer)?;
            self.note_lull(self.end < CAPACITY);
        }
        Ok(&self.buffer[self.begin..self.end])
    }

    fn consume(&mut self, amount: usize) {
        let amount = amount.min(self.end - self.begin);
        self.begin += amount;
        self.consumed.fetch_add(amount as u64, Ordering::Relaxed);
    }
}

/// One read, repeated when a signal interrupts it. A stop from a layer below passes as it is;
/// any other error is a failure of the input.
fn read_once(input: &mut dyn Read, out: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(out) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                return Err(error.downcast::<Stop>().unwrap_or_else(Stop::Failure).into());
            }
            Ok(got) => return Ok(got),
        }
    }
}
