//! UTF-16 to UTF-8 on the way from a stream to its records.
//!
//! Windows PowerShell writes UTF-16 when output is redirected to a file, and Excel when it saves
//! "Unicode text". Told by the byte order mark, or by four characters of ASCII in a row.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::compression::Compression;
use super::stop::Stop;
use super::stream::Stream;
use crate::source::RejectReason;

/// Bytes transcoded at a time.
const PORTION: usize = 16 * 1024;
/// Stands for half a surrogate pair: as little UTF-8 as the pair was UTF-16, so that the decoder
/// mends it and counts the record as repaired.
const NO_CHARACTER: u8 = 0xff;

/// A stream of text in UTF-8, or of whatever else it may be.
pub(in crate::source) struct Text<'a> {
    stream: Stream<'a>,
    utf16: Option<Utf16>,
}

impl<'a> Text<'a> {
    /// Looks at the head of the stream and prepares to transcode it.
    pub(in crate::source) fn new(mut stream: Stream<'a>) -> Self {
        let utf16 = Endian::detect(stream.peek()).map(Utf16::new);
        Self { stream, utf16 }
    }

    /// What follows a position in an input that is known to be neither compressed nor UTF-16.
    pub(in crate::source) fn plain(input: Box<dyn Read + Send + 'a>, before: u64) -> Self {
        Self { stream: Stream::plain(input, before), utf16: None }
    }

    /// Whether the positions of the text are those of the bytes of the input.
    pub(in crate::source) fn is_plain(&self) -> bool {
        self.compression() == Compression::Plain && self.utf16.is_none()
    }

    /// How the stream is compressed.
    pub(in crate::source) fn compression(&self) -> Compression {
        self.stream.compression()
    }

    /// The counter of compressed bytes used so far.
    pub(in crate::source) fn counter(&self) -> &Arc<AtomicU64> {
        self.stream.counter()
    }

    /// Whether the pipe below had no more bytes when it was last asked.
    pub(in crate::source) fn has_lull(&self) -> bool {
        self.stream.has_lull()
    }

    /// The failure to give even the first byte.
    pub(in crate::source) fn failure_at_once(&mut self) -> Option<io::Error> {
        self.stream.failure_at_once()
    }

    /// Reads into `out` and returns how many bytes; 0 only at the end.
    pub(in crate::source) fn read(&mut self, out: &mut [u8]) -> Result<usize, Stop> {
        match &mut self.utf16 {
            None => self.stream.read_into(out),
            Some(utf16) => utf16.read(&mut self.stream, out),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Endian {
    Little,
    Big,
}

impl Endian {
    /// Told from the head of a stream.
    fn detect(head: &[u8]) -> Option<Self> {
        match head {
            // UTF-32 is left to be named and rejected.
            [0xff, 0xfe, 0, 0, ..] => return None,
            [0xff, 0xfe, ..] => return Some(Self::Little),
            [0xfe, 0xff, ..] => return Some(Self::Big),
            _ => {}
        }
        let pairs = head.as_chunks::<2>().0;
        let first = pairs.get(..4).unwrap_or(pairs);
        let is_text = |byte: u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
        if first.len() < 2 {
            None
        } else if first.iter().all(|&[low, high]| high == 0 && is_text(low)) {
            Some(Self::Little)
        } else if first.iter().all(|&[high, low]| high == 0 && is_text(low)) {
            Some(Self::Big)
        } else {
            None
        }
    }

    fn unit(self, pair: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(pair),
            Self::Big => u16::from_be_bytes(pair),
        }
    }
}

/// The state of the transcoding.
struct Utf16 {
    endian: Endian,
    /// Bytes that wait for the rest of their character.
    input: Vec<u8>,
    output: Vec<u8>,
    /// Bytes of the output that were given away.
    at: usize,
}

impl Utf16 {
    fn new(endian: Endian) -> Self {
        Self { endian, input: Vec::with_capacity(PORTION), output: Vec::new(), at: 0 }
    }

    fn read(&mut self, stream: &mut Stream<'_>, out: &mut [u8]) -> Result<usize, Stop> {
        while self.at == self.output.len() {
            self.output.clear();
            self.at = 0;
            let waiting = self.input.len();
            self.input.resize(PORTION, 0);
            let got = stream.read_into(self.input.get_mut(waiting..).unwrap_or_default());
            self.input.truncate(waiting + got.as_ref().map_or(0, |&got| got));
            let ended = got? == 0;
            self.transcode(ended);
            if ended && self.output.is_empty() {
                if self.input.is_empty() {
                    return Ok(0);
                }
                self.input.clear();
                return Err(Stop::Damage {
                    reason: RejectReason::Truncated,
                    detail: "UTF-16 text that ends in the middle of a character".to_owned(),
                });
            }
        }
        let mut given = self.output.get(self.at..).unwrap_or_default();
        let got = given.read(out).map_err(Stop::Failure)?;
        self.at += got;
        Ok(got)
    }

    /// Transcodes the input, but for half a character at its end.
    fn transcode(&mut self, ended: bool) {
        let pairs = self.input.as_chunks::<2>().0;
        let last = pairs.last().map(|&pair| self.endian.unit(pair));
        let waits = !ended && last.is_some_and(|unit| (0xd800..0xdc00).contains(&unit));
        let pairs = &pairs[..pairs.len() - usize::from(waits)];
        let units = pairs.iter().map(|&pair| self.endian.unit(pair));
        for character in char::decode_utf16(units) {
            match character {
                Ok(character) => {
                    let text = &mut [0; 4];
                    self.output.extend_from_slice(character.encode_utf8(text).as_bytes());
                }
                Err(_half_a_pair) => self.output.push(NO_CHARACTER),
            }
        }
        let used = 2 * pairs.len();
        self.input.drain(..used);
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
