//! The members of a tar archive as a stream: v7, ustar, pax and GNU headers (POSIX.1-2017 `pax`,
//! GNU tar manual).
//!
//! The `tar` crate knows the headers; the walk is here, because it must hold no more than a
//! header in memory whatever the archive claims, go on after damage, and lend its members to
//! decoders that report damage with its place.

use std::io::{self, Read};

use tar::{GnuExtSparseHeader, Header, PaxExtensions};

use super::stop::Stop;
use super::stream::Stream;
use crate::source::RejectReason;

const BLOCK: usize = 512;
/// The longest extended header (a long name, a list of attributes) that is taken in, in bytes.
const EXTENSION_LIMIT: u64 = 1 << 20;

/// Whether `head` begins with the header of a member.
pub(in crate::source) fn is_tar(head: &[u8]) -> bool {
    head.first_chunk::<BLOCK>().is_some_and(checksum_fits)
}

/// Whether the block holds the checksum of itself, its bytes taken as unsigned or, as old
/// programs took them, signed.
fn checksum_fits(block: &[u8; BLOCK]) -> bool {
    const CHECKSUM: std::ops::Range<usize> = 148..156;
    let Ok(expected) = Header::from_byte_slice(block).cksum() else { return false };
    let (mut unsigned, mut signed) = (0_u32, 0_i32);
    for (at, &byte) in block.iter().enumerate() {
        let byte = if CHECKSUM.contains(&at) { b' ' } else { byte };
        unsigned += u32::from(byte);
        signed += i32::from(byte as i8);
    }
    expected == unsigned || i64::from(expected) == i64::from(signed)
}

/// What a tar archive holds next.
#[derive(Debug)]
pub(super) enum Found {
    /// A regular file. Its bytes are to be read with [`Tar::member`].
    File {
        name: Vec<u8>,
        size: u64,
    },
    /// A regular file that cannot be read, and why.
    Unreadable {
        name: Vec<u8>,
        why: &'static str,
    },
    /// A directory, a link, a device.
    Other,
    /// Damage, or the end where none should be. The walk may go on after it.
    Damage {
        reason: RejectReason,
        detail: String,
    },
    End,
}

/// Reads a tar archive from end to end.
pub(super) struct Tar<'a> {
    stream: Stream<'a>,
    /// Bytes before the place that was reached.
    position: u64,
    /// Bytes of the member's data that were not read yet.
    data: u64,
    /// Bytes that fill up its last block.
    padding: u64,
    /// The mark of the end was seen.
    marked: bool,
    /// Looking for the next header after damage.
    lost: bool,
    /// Nothing more will come, and whoever was reading was told.
    over: bool,
    /// The input failed while a member was read.
    failure: Option<io::Error>,
}

/// What extended headers say of the next member.
#[derive(Default)]
struct Extended {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

impl<'a> Tar<'a> {
    pub(super) fn new(stream: Stream<'a>) -> Self {
        Self {
            stream,
            position: 0,
            data: 0,
            padding: 0,
            marked: false,
            lost: false,
            over: false,
            failure: None,
        }
    }

    pub(super) fn stream(&self) -> &Stream<'a> {
        &self.stream
    }

    /// Bytes of the archive, decompressed, before the place that was reached.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// The bytes of the file that was found last.
    pub(super) fn member<'m>(&'m mut self) -> impl Read + Send + use<'m, 'a> {
        Member(self)
    }

    /// Goes on to the next member, past what is left of the last one.
    pub(super) fn next(&mut self) -> Result<Found, io::Error> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        if self.over {
            return Ok(Found::End);
        }
        match self.find() {
            Ok(found) => Ok(found),
            Err(stop) => {
                self.over = true;
                match stop {
                    Stop::Damage { reason, detail } => Ok(Found::Damage { reason, detail }),
                    Stop::Failure(error) => Err(error),
                }
            }
        }
    }

    fn find(&mut self) -> Result<Found, Stop> {
        let mut extended = Extended::default();
        loop {
            self.skip()?;
            let Some(block) = self.block()? else {
                self.over = true;
                return Ok(if self.marked {
                    Found::End
                } else {
                    self.damage(
                        RejectReason::TruncatedArchive,
                        "the tar archive ends without its mark of the end; members may be missing",
                    )
                });
            };
            if block == [0; BLOCK] {
                self.marked = true;
                self.lost = false;
                continue;
            }
            let header = Header::from_byte_slice(&block);
            let size = header.entry_size().ok().filter(|_| checksum_fits(&block));
            let Some(size) = extended.size.or(size).filter(|_| checksum_fits(&block)) else {
                if self.lost {
                    continue;
                }
                self.lost = true;
                let what = "no member of the tar archive begins here; looking for the next";
                return Ok(self.damage(RejectReason::CorruptArchive, what));
            };
            self.lost = false;
            self.marked = false;
            self.data = size;
            self.padding = size.wrapping_neg() % BLOCK as u64;
            match header.entry_type().as_byte() {
                b'L' => extended.name = Some(self.long_name()?),
                b'x' | b'X' => self.pax(&mut extended)?,
                // A long target of a link; attributes for all members.
                b'K' | b'g' => {}
                b'1'..=b'6' | b'D' | b'V' => return Ok(Found::Other),
                kind => {
                    let name = extended.name.unwrap_or_else(|| header.path_bytes().into_owned());
                    if kind == b'S' {
                        self.sparse_headers(header)?;
                    }
                    return Ok(match kind {
                        _ if extended.sparse => Found::Unreadable { name, why: SPARSE },
                        b'S' => Found::Unreadable { name, why: SPARSE },
                        b'M' => Found::Unreadable {
                            name,
                            why: "the rest of a file that begins in another volume of the archive",
                        },
                        _ if name.ends_with(b"/") => Found::Other,
                        _ => Found::File { name, size },
                    });
                }
            }
        }
    }

    fn damage(&self, reason: RejectReason, what: &str) -> Found {
        Found::Damage { reason, detail: format!("{what} (byte {} of it)", self.position) }
    }

    /// The next block, or `None` at the end.
    fn block(&mut self) -> Result<Option<[u8; BLOCK]>, Stop> {
        let mut block = [0; BLOCK];
        let got = self.stream.read_all(&mut block)?;
        self.position += got as u64;
        match got {
            BLOCK => Ok(Some(block)),
            0 => Ok(None),
            _ => Err(self.cut()),
        }
    }

    fn cut(&self) -> Stop {
        Stop::Damage {
            reason: RejectReason::TruncatedArchive,
            detail: format!("the tar archive is cut at its byte {}", self.position),
        }
    }

    /// Passes what is left of the current member.
    fn skip(&mut self) -> Result<(), Stop> {
        let mut scratch = [0; 8 * 1024];
        self.data = self.data.saturating_add(self.padding);
        self.padding = 0;
        while self.data > 0 {
            if self.read_data(&mut scratch)? == 0 {
                return Err(self.cut());
            }
        }
        Ok(())
    }

    /// Reads data of the current member; 0 at its end, or at the end of the archive.
    fn read_data(&mut self, out: &mut [u8]) -> Result<usize, Stop> {
        let most = usize::try_from(self.data).unwrap_or(usize::MAX).min(out.len());
        let got = self.stream.read_into(&mut out[..most])?;
        self.data -= got as u64;
        self.position += got as u64;
        Ok(got)
    }

    /// The data of an extended header.
    fn extension(&mut self) -> Result<Vec<u8>, Stop> {
        if self.data > EXTENSION_LIMIT {
            return Err(Stop::Damage {
                reason: RejectReason::CorruptArchive,
                detail: format!(
                    "a header of {} bytes at byte {} of the tar archive; no name is that long",
                    self.data, self.position
                ),
            });
        }
        let mut extension = vec![0; self.data as usize];
        let got = self.stream.read_all(&mut extension)?;
        self.position += got as u64;
        if (got as u64) < self.data {
            return Err(self.cut());
        }
        self.data = 0;
        Ok(extension)
    }

    /// GNU: the next member's name, ended by NUL.
    fn long_name(&mut self) -> Result<Vec<u8>, Stop> {
        let mut name = self.extension()?;
        let end = memchr::memchr(0, &name).unwrap_or(name.len());
        name.truncate(end);
        Ok(name)
    }

    /// POSIX: attributes of the next member. What cannot be understood is passed over, as
    /// attributes may hold anything.
    fn pax(&mut self, extended: &mut Extended) -> Result<(), Stop> {
        let attributes = self.extension()?;
        for attribute in PaxExtensions::new(&attributes).flatten() {
            let value = attribute.value_bytes();
            match attribute.key_bytes() {
                b"path" => extended.name = Some(value.to_vec()),
                b"size" => extended.size = attribute.value().ok().and_then(|it| it.parse().ok()),
                key => extended.sparse |= key.starts_with(b"GNU.sparse."),
            }
        }
        Ok(())
    }

    /// GNU: blocks between the header of a sparse file and its data.
    fn sparse_headers(&mut self, header: &Header) -> Result<(), Stop> {
        let mut more = header.as_gnu().is_some_and(tar::GnuHeader::is_extended);
        while more {
            let block = self.block()?.ok_or_else(|| self.cut())?;
            let mut extension = GnuExtSparseHeader::new();
            extension.as_mut_bytes().copy_from_slice(&block);
            more = extension.is_extended();
        }
        Ok(())
    }
}

const SPARSE: &str = "a sparse file, stored without its holes; unpack it with tar -x";

/// The data of one member.
struct Member<'m, 'a>(&'m mut Tar<'a>);

impl Read for Member<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.0.data == 0 || out.is_empty() {
            return Ok(0);
        }
        let stop = match self.0.read_data(out) {
            Ok(0) => self.0.cut(),
            Ok(got) => return Ok(got),
            Err(stop) => stop,
        };
        self.0.over = true;
        let stop = stop.shared(&mut self.0.failure);
        Err(stop.into())
    }
}

#[cfg(test)]
#[path = "tar_tests.rs"]
pub(in crate::source) mod tests;
