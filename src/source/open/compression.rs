//! Decompression by magic bytes: gzip, bzip2, xz and zstd, also of several members in a row.
//!
//! The file's name plays no part. Members (gzip), streams (bzip2, xz) and frames (zstd) that
//! follow one another are read as one, zero bytes between and after them (as `tar` and `dd`
//! leave) are skipped. Memory is bounded: a window or dictionary above 128 MiB is refused.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use bzip2::bufread::BzDecoder;
use flate2::bufread::GzDecoder;
use liblzma::bufread::XzDecoder;
use liblzma::stream::Stream;

use super::stop::Stop;
use super::tap::Tap;

/// The largest zstd window, as a power of two.
const ZSTD_WINDOW_LOG: u32 = 27;
/// The most memory an xz decoder may take, in bytes; `xz -9` needs 65 MiB.
const XZ_MEMORY: u64 = 128 << 20;
/// Bytes decoded at a time. A decoder that meets damage drops the output of that call, so small
/// portions keep what can be kept, and the same of it whatever the caller's buffers are.
const PORTION: usize = 32 * 1024;
/// The longest of the magic numbers.
const MAGIC: usize = 10;

/// How an input is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// Not compressed, or in a way unknown here.
    Plain,
    /// gzip, RFC 1952.
    Gzip,
    /// bzip2.
    Bzip2,
    /// xz.
    Xz,
    /// Zstandard, RFC 8878.
    Zstd,
}

impl Compression {
    /// Tells the compression from the first bytes of the data; ten are enough.
    pub fn detect(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            // The block size, then the number pi or, for an empty stream, its square root.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => {
                Self::Bzip2
            }
            // A cut so early that the rest of the magic number is missing.
            [b'B', b'Z', b'h', b'1'..=b'9'] => Self::Bzip2,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            // A frame, or one that is to be skipped.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }
}

/// The decoder of the member being read; between members, the bytes themselves.
enum Member<'a> {
    Plain(Tap<'a>),
    Gzip(Box<GzDecoder<Tap<'a>>>),
    Bzip2(BzDecoder<Tap<'a>>),
    Xz(XzDecoder<Tap<'a>>),
    Zstd(zstd::Decoder<'static, Tap<'a>>),
}

impl<'a> Member<'a> {
    /// Opens the member that `tap` stands at, or says why that cannot be.
    fn open(tap: Tap<'a>, compression: Compression) -> io::Result<Self> {
        Ok(match compression {
            Compression::Plain => Self::Plain(tap),
            Compression::Gzip => Self::Gzip(Box::new(GzDecoder::new(tap))),
            Compression::Bzip2 => Self::Bzip2(BzDecoder::new(tap)),
            Compression::Xz => {
                let stream = Stream::new_stream_decoder(XZ_MEMORY, 0)?;
                Self::Xz(XzDecoder::new_stream(tap, stream))
            }
            Compression::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(tap)?.single_frame();
                decoder.window_log_max(ZSTD_WINDOW_LOG)?;
                Self::Zstd(decoder)
            }
        })
    }

    fn into_tap(self) -> Tap<'a> {
        match self {
            Self::Plain(tap) => tap,
            Self::Gzip(decoder) => decoder.into_inner(),
            Self::Bzip2(decoder) => decoder.into_inner(),
            Self::Xz(decoder) => decoder.into_inner(),
            Self::Zstd(decoder) => decoder.finish(),
        }
    }
}

impl Read for Member<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tap) => tap.read(out),
            Self::Gzip(decoder) => decoder.read(out),
            Self::Bzip2(decoder) => decoder.read(out),
            Self::Xz(decoder) => decoder.read(out),
            Self::Zstd(decoder) => decoder.read(out),
        }
    }
}

/// Bytes of an input, decompressed.
pub(super) struct Decompressor<'a> {
    /// `None` after the end.
    member: Option<Member<'a>>,
    compression: Compression,
    portion: Vec<u8>,
    begin: usize,
    end: usize,
    compressed: Arc<AtomicU64>,
    decompressed: u64,
}

impl<'a> Decompressor<'a> {
    /// Looks at the first bytes of `input` and prepares to decompress it. `lull`: where to note
    /// that the input has no more bytes at the moment; only for pipes.
    pub(super) fn open(
        input: Box<dyn Read + Send + 'a>,
        lull: Option<Arc<AtomicBool>>,
    ) -> (Self, Option<Stop>) {
        let mut tap = Tap::new(input, lull);
        let compressed = Arc::clone(tap.counter());
        let (compression, member) = match tap.peek(MAGIC).map(Compression::detect) {
            Ok(compression) => (compression, Member::open(tap, compression)),
            Err(error) => (Compression::Plain, Err(error)),
        };
        let portion = match compression {
            Compression::Plain => Vec::new(),
            _ => vec![0; PORTION],
        };
        let (member, error) = match member {
            Ok(member) => (Some(member), None),
            Err(error) => (None, Some(error)),
        };
        let this =
            Self { member, compression, portion, begin: 0, end: 0, compressed, decompressed: 0 };
        let stop = error.map(|error| this.stop(error));
        (this, stop)
    }

    /// Reads what follows a position in an input that is known not to be compressed. `before`
    /// counts as used already.
    pub(super) fn plain(input: Box<dyn Read + Send + 'a>, before: u64) -> Self {
        let tap = Tap::new(input, None);
        let compressed = Arc::clone(tap.counter());
        compressed.store(before, Ordering::Relaxed);
        Self {
            member: Some(Member::Plain(tap)),
            compression: Compression::Plain,
            portion: Vec::new(),
            begin: 0,
            end: 0,
            compressed,
            decompressed: before,
        }
    }

    pub(super) fn compression(&self) -> Compression {
        self.compression
    }

    /// The counter of compressed bytes used so far.
    pub(super) fn counter(&self) -> &Arc<AtomicU64> {
        &self.compressed
    }

    /// Decompresses into `out` and returns how many bytes; 0 only at the end of the input.
    pub(super) fn read(&mut self, out: &mut [u8]) -> Result<usize, Stop> {
        let outcome = match &mut self.member {
            Some(Member::Plain(tap)) => tap.read(out),
            _ => self.read_portion(out),
        };
        match outcome {
            Ok(got) => {
                self.decompressed += got as u64;
                Ok(got)
            }
            Err(error) => {
                self.member = None;
                Err(self.stop(error))
            }
        }
    }

    fn stop(&self, error: io::Error) -> Stop {
        Stop::from_decoder(error, || {
            format!(
                "at byte {} of the compressed file, byte {} decompressed",
                self.compressed.load(Ordering::Relaxed),
                self.decompressed
            )
        })
    }

    fn read_portion(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.begin == self.end {
            let Some(member) = &mut self.member else { return Ok(0) };
            // Where it has room a portion goes there at once, which saves a copy.
            let direct = out.get_mut(..PORTION);
            let is_direct = direct.is_some();
            let got = member.read(direct.unwrap_or(&mut self.portion))?;
            if got == 0 {
                self.next_member()?;
            } else if is_direct {
                return Ok(got);
            }
            (self.begin, self.end) = (0, got);
        }
        let got = (&self.portion[self.begin..self.end]).read(out)?;
        self.begin += got;
        Ok(got)
    }

    /// At the end of a member: goes on to the next, past any zero bytes.
    fn next_member(&mut self) -> io::Result<()> {
        let Some(member) = self.member.take() else { return Ok(()) };
        let mut tap = member.into_tap();
        loop {
            let bytes = tap.fill_buf()?;
            let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
            let (more, ended) = (zeros == bytes.len(), bytes.is_empty());
            tap.consume(zeros);
            if ended {
                return Ok(());
            }
            if !more {
                break;
            }
        }
        match Compression::detect(tap.peek(MAGIC)?) {
            Compression::Plain => Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "something that is not compressed follows the compressed data",
            )),
            compression => {
                self.member = Some(Member::open(tap, compression)?);
                Ok(())
            }
        }
    }
}

#[cfg(test)]
#[path = "compression_tests.rs"]
pub(in crate::source) mod tests;
