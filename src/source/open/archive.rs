//! Archives as a stream of members, whatever kind they are; nothing is ever unpacked to disk.

use std::io::{self, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};

use super::stream::{Holds, Stream};
use super::tar::{self, Tar};
use super::zip::{self, Seekable, Zip};
use crate::source::RejectReason;

/// How deep archives may lie in archives.
const MAX_DEPTH: usize = 3;
/// Longer names of members are shown shortened; in bytes.
const NAME_LIMIT: usize = 500;

/// What a stream turned out to be.
pub(in crate::source) enum Opened<'a> {
    Stream(Box<Stream<'a>>),
    Archive(Archive<'a>),
}

impl<'a> Opened<'a> {
    /// What the stream is. Archives that lie too deep are left as they are.
    pub(super) fn of(mut stream: Stream<'a>, depth: usize) -> Self {
        let holds = if depth < MAX_DEPTH { stream.holds() } else { Holds::Records };
        let lull = Arc::clone(stream.lull());
        let kind = match holds {
            Holds::Records => return Self::Stream(Box::new(stream)),
            Holds::Tar => Kind::Tar(Box::new(Tar::new(stream))),
            Holds::Zip => Kind::Zip(Box::new(Zip::stream(stream))),
        };
        Self::Archive(Archive { kind, depth, lull, members: 0 })
    }

    /// The zip archive that begins here.
    pub(super) fn zip(file: Box<dyn Seekable + 'a>, depth: usize) -> io::Result<Self> {
        let (kind, lull) = (Kind::Zip(Box::new(Zip::seekable(file)?)), Arc::default());
        Ok(Self::Archive(Archive { kind, depth, lull, members: 0 }))
    }
}

/// An archive, of which one member after the other can be read.
pub struct Archive<'a> {
    kind: Kind<'a>,
    /// How many archives it lies in.
    depth: usize,
    lull: Arc<AtomicBool>,
    /// Members met so far.
    members: usize,
}

enum Kind<'a> {
    Tar(Box<Tar<'a>>),
    Zip(Box<Zip<'a>>),
}

/// What stands next in an archive.
pub enum Entry<'m> {
    /// A file to read.
    Member(Member<'m>),
    /// Something that cannot be read.
    Reject {
        /// The name of the member, if it is one.
        member: Option<String>,
        /// How far into the archive, decompressed; 0 where that is not known.
        byte: u64,
        /// Why.
        reason: RejectReason,
        /// Particulars.
        detail: String,
    },
    /// A folder, a link, a device, a hidden file.
    PassedOver,
}

impl Archive<'_> {
    /// The counter of bytes of the archive used so far, as stored (compressed).
    pub fn progress(&self) -> Arc<AtomicU64> {
        Arc::clone(match &self.kind {
            Kind::Tar(tar) => tar.stream().counter(),
            Kind::Zip(zip) => zip.counter(),
        })
    }

    /// The next entry, or `None` at the end. What was not read of the last one is passed.
    ///
    /// # Errors
    /// The input itself fails: the disk, the network. Damage is no error but an entry.
    pub fn next_entry(&mut self) -> io::Result<Option<Entry<'_>>> {
        self.members += 1;
        let (number, depth, lull) = (self.members, self.depth, Arc::clone(&self.lull));
        let member = |name: &[u8], size, data| {
            if is_hidden(name) {
                return Entry::PassedOver;
            }
            let (name, size) = (shown(name, number), Some(size));
            Entry::Member(Member { name, size, data, depth: depth + 1, lull })
        };
        let reject = |name: &[u8], byte, reason, detail| {
            if is_hidden(name) {
                return Entry::PassedOver;
            }
            Entry::Reject { member: Some(shown(name, number)), byte, reason, detail }
        };
        Ok(Some(match &mut self.kind {
            Kind::Tar(tar) => match tar.next()? {
                tar::Found::File { name, size } => member(&name, size, Box::new(tar.member())),
                tar::Found::Unreadable { name, why } => {
                    reject(&name, 0, RejectReason::UnreadableMember, why.to_owned())
                }
                tar::Found::Other => Entry::PassedOver,
                tar::Found::Damage { reason, detail } => {
                    Entry::Reject { member: None, byte: tar.position(), reason, detail }
                }
                tar::Found::End => return Ok(None),
            },
            Kind::Zip(zip) => match zip.next()? {
                zip::Found::File { name, size, data } => member(&name, size, data),
                zip::Found::Unreadable { name, reason, detail } => reject(&name, 0, reason, detail),
                zip::Found::Other => Entry::PassedOver,
                zip::Found::Damage { reason, detail } => {
                    Entry::Reject { member: None, byte: 0, reason, detail }
                }
                zip::Found::End => return Ok(None),
            },
        }))
    }
}

/// A file in an archive.
pub struct Member<'m> {
    name: String,
    /// As the archive claims.
    size: Option<u64>,
    data: Box<dyn Read + Send + 'm>,
    depth: usize,
    lull: Arc<AtomicBool>,
}

impl<'m> Member<'m> {
    /// Its name in the archive, escaped where it is not plain text.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Takes it into memory if it has no more than `limit` bytes, so that another thread can
    /// read it; otherwise gives it back as it was.
    ///
    /// # Errors
    /// The member back: it is too long.
    pub fn copy(mut self, limit: usize) -> Result<Copied, Self> {
        if self.size.is_some_and(|size| size > limit as u64) {
            return Err(self);
        }
        let mut bytes = Vec::new();
        let read = (&mut self.data).take(limit as u64 + 1).read_to_end(&mut bytes);
        if read.is_ok() && bytes.len() > limit {
            self.size = None;
            self.data = Box::new(Cursor::new(bytes).chain(self.data));
            return Err(self);
        }
        Ok(Copied { bytes, error: read.err(), depth: self.depth })
    }

    pub(in crate::source) fn open(self) -> Opened<'m> {
        Opened::of(Stream::of_member(self.data, self.lull), self.depth)
    }
}

/// A file of an archive, in memory as it lies in the archive.
#[derive(Debug)]
pub struct Copied {
    bytes: Vec<u8>,
    /// What came after the bytes, if the archive is cut in the middle of it.
    error: Option<io::Error>,
    depth: usize,
}

impl From<Vec<u8>> for Copied {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, error: None, depth: 0 }
    }
}

impl Copied {
    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(in crate::source) fn open(self) -> Opened<'static> {
        let Self { bytes, error, depth } = self;
        if bytes.starts_with(b"PK\x03\x04") && error.is_none() && depth < MAX_DEPTH {
            // Memory does not fail, so this is a zip archive or the next line tells why not.
            let copy = Cursor::new(bytes.clone());
            if let Ok(opened) = Opened::zip(Box::new(copy), depth) {
                return opened;
            }
        }
        let data = Box::new(Cursor::new(bytes).chain(Ending(error)));
        Opened::of(Stream::of_member(data, Arc::default()), depth)
    }
}

/// Nothing but an error, once, or nothing at all.
struct Ending(Option<io::Error>);

impl Read for Ending {
    fn read(&mut self, _out: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Whether a member is what folders hide: a name with a dot first, in any folder of its path, or
/// the shadow of a file that macOS makes.
fn is_hidden(name: &[u8]) -> bool {
    name.split(|&byte| matches!(byte, b'/' | b'\\')).any(|part| {
        part == b"__MACOSX" || (part.starts_with(b".") && !matches!(part, b"." | b".."))
    })
}

/// A member's name as it is shown: what is not printable or not UTF-8 is escaped; a very long
/// one is cut, and the member's number tells it from others.
fn shown(name: &[u8], number: usize) -> String {
    let mut text = String::new();
    for chunk in name.utf8_chunks() {
        for character in chunk.valid().chars() {
            match character {
                '\\' => text.push_str("\\\\"),
                // Controls, and what turns or hides the text around it.
                '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{feff}' => text.extend(character.escape_unicode()),
                _ if character.is_control() => text.extend(character.escape_default()),
                _ => text.push(character),
            }
        }
        text.push_str(&chunk.invalid().escape_ascii().to_string());
        if text.len() > NAME_LIMIT {
            text.truncate(text.floor_char_boundary(NAME_LIMIT));
            return format!("{text}… (member {number})");
        }
    }
    if text.is_empty() { format!("(member {number})") } else { text }
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
