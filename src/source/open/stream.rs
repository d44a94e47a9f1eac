//! A decompressed stream with its head in sight: enough of it to tell an archive from records.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::compression::{Compression, Decompressor};
use super::stop::Stop;
use super::tar::is_tar;

/// Bytes that tell what a stream holds: the first header of a tar archive.
const HEAD: usize = 512;

/// What a stream holds, told from its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Records, or nothing that is known here.
    Records,
    Tar,
    Zip,
}

/// Bytes of an input or of a member of an archive, decompressed.
pub(in crate::source) struct Stream<'a> {
    decompressor: Decompressor<'a>,
    head: Vec<u8>,
    /// Bytes of the head that were given away.
    at: usize,
    /// What came after the head, if that is the end.
    stop: Option<Stop>,
    lull: Arc<AtomicBool>,
}

impl<'a> Stream<'a> {
    /// The stream of an input. `live`: it is a pipe, which may have no more to give for a while.
    pub(in crate::source) fn of_input(input: Box<dyn Read + Send + 'a>, live: bool) -> Self {
        let lull = Arc::new(AtomicBool::new(false));
        Self::open(input, live.then(|| Arc::clone(&lull)), lull)
    }

    /// The stream of a member of an archive. `lull`: that of the archive.
    pub(super) fn of_member(member: Box<dyn Read + Send + 'a>, lull: Arc<AtomicBool>) -> Self {
        Self::open(member, None, lull)
    }

    /// What follows a position in an input that is known not to be compressed.
    pub(super) fn plain(input: Box<dyn Read + Send + 'a>, before: u64) -> Self {
        let decompressor = Decompressor::plain(input, before);
        Self { decompressor, head: Vec::new(), at: 0, stop: None, lull: Arc::default() }
    }

    fn open(
        input: Box<dyn Read + Send + 'a>,
        note: Option<Arc<AtomicBool>>,
        lull: Arc<AtomicBool>,
    ) -> Self {
        let (decompressor, stop) = Decompressor::open(input, note);
        Self { decompressor, head: Vec::new(), at: 0, stop, lull }
    }

    /// How it is compressed.
    pub(in crate::source) fn compression(&self) -> Compression {
        self.decompressor.compression()
    }

    /// The counter of compressed bytes used so far.
    pub(in crate::source) fn counter(&self) -> &Arc<AtomicU64> {
        self.decompressor.counter()
    }

    /// Whether the pipe below had no more bytes when it was last asked.
    pub(in crate::source) fn has_lull(&self) -> bool {
        self.lull.load(Ordering::Relaxed)
    }

    pub(super) fn lull(&self) -> &Arc<AtomicBool> {
        &self.lull
    }

    /// Looks at the first bytes: 512, or fewer if they are text, whose rest a pipe may keep
    /// waiting for.
    pub(in crate::source) fn peek(&mut self) -> &[u8] {
        while self.at == 0 && self.head.len() < HEAD && !is_text(&self.head) && self.stop.is_none()
        {
            let before = self.head.len();
            self.head.resize(HEAD, 0);
            let got = self.decompressor.read(&mut self.head[before..]);
            self.head.truncate(before + got.as_ref().map_or(0, |&got| got));
            match got {
                Ok(0) => break,
                Ok(_) => {}
                Err(stop) => self.stop = Some(stop),
            }
        }
        self.head.get(self.at..).unwrap_or_default()
    }

    /// Tells what it holds.
    pub(super) fn holds(&mut self) -> Holds {
        let head = self.peek();
        if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
            Holds::Zip
        } else if is_tar(head) {
            Holds::Tar
        } else {
            Holds::Records
        }
    }

    /// The failure to give even the first byte.
    pub(in crate::source) fn failure_at_once(&mut self) -> Option<io::Error> {
        if !self.peek().is_empty() || !matches!(self.stop, Some(Stop::Failure(_))) {
            return None;
        }
        match self.stop.take() {
            Some(Stop::Failure(error)) => Some(error),
            _ => None,
        }
    }

    /// Reads into `out` and returns how many bytes; 0 only at the end.
    pub(in crate::source) fn read_into(&mut self, out: &mut [u8]) -> Result<usize, Stop> {
        let mut rest = self.head.get(self.at..).unwrap_or_default();
        if !rest.is_empty() {
            let got = rest.read(out).map_err(Stop::Failure)?;
            self.at += got;
            return Ok(got);
        }
        match self.stop.take() {
            Some(stop) => Err(stop),
            None => self.decompressor.read(out),
        }
    }

    /// Reads until `out` is full or the stream ends; returns how many bytes.
    pub(super) fn read_all(&mut self, out: &mut [u8]) -> Result<usize, Stop> {
        let mut filled = 0;
        while let Some(rest) = out.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.read_into(rest)? {
                0 => break,
                got => filled += got,
            }
        }
        Ok(filled)
    }
}

impl Read for Stream<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        Ok(self.read_into(out)?)
    }
}

/// Whether a text begins here that is no name of a file: JSON, or a whole line of something.
fn is_text(head: &[u8]) -> bool {
    let mut visible = head.iter().filter(|byte| !byte.is_ascii_whitespace());
    let first = visible.next();
    match (first, visible.next()) {
        (Some(b'{' | b'['), Some(b'"' | b'{' | b'[')) => true,
        (Some(b'{' | b'[' | b'0'..=b'9' | 0xef) | None, _) => memchr::memchr(b'\n', head).is_some(),
        _ => false,
    }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
