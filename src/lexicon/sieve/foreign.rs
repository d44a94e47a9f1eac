//! The characters outside ASCII in raw JSON, and the escapes, in the order in which they stand.

use crate::escape::unit;
use memchr::memmem::Finder;
use std::sync::LazyLock;

/// A character outside ASCII, or an escape `\uXXXX`.
pub(super) struct Foreign {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// What it is; `None` for what is no UTF-8, half a pair of surrogates, or no escape at all.
    pub character: Option<char>,
}

/// Bytes looked at together, which the compiler turns into vector instructions.
const STRIDE: usize = 32;

/// Finds escapes. Made once: to make it costs as much as to search a hundred bytes.
static ESCAPE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\\u"));

/// Walks over JSON from one of them to the next.
pub(super) struct Foreigners<'j> {
    json: &'j [u8],
    at: usize,
    /// Whether there are but escapes.
    ascii: bool,
}

impl<'j> Foreigners<'j> {
    pub(super) fn of(json: &'j [u8]) -> Self {
        Self { json, at: 0, ascii: json.is_ascii() }
    }

    /// Where the next one begins.
    fn next_start(&self) -> Option<usize> {
        let rest = self.json.get(self.at..)?;
        if self.ascii {
            return Some(self.at + ESCAPE.find(rest)?);
        }
        let special = |byte: &u8| *byte >= 0x80 || *byte == b'\\';
        let mut at = self.at;
        loop {
            let strides = self.json.get(at..)?.chunks_exact(STRIDE);
            at += STRIDE
                * strides
                    .take_while(|stride| {
                        !stride.iter().fold(false, |any, byte| any | special(byte))
                    })
                    .count();
            let rest = self.json.get(at..)?;
            at += rest.iter().position(special)?;
            match self.json.get(at..) {
                Some([b'\\', b'u', ..]) => return Some(at),
                // The backslash and what it escapes.
                Some([b'\\', ..]) => at += 1,
                _ => return Some(at),
            }
        }
    }
}

impl Iterator for Foreigners<'_> {
    type Item = Foreign;

    fn next(&mut self) -> Option<Foreign> {
        let start = self.next_start()?;
        let rest = self.json.get(start..)?;
        let (length, character) = if rest.starts_with(b"\\") { escape(rest) } else { raw(rest) };
        self.at = start + length;
        Some(Foreign { start, end: self.at, character })
    }
}

/// The character that raw bytes begin with, and its length.
fn raw(bytes: &[u8]) -> (usize, Option<char>) {
    let first = bytes.get(..bytes.len().min(4)).unwrap_or_default();
    let character = first.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
    (character.map_or(1, char::len_utf8), character)
}

/// The character that an escape, or two for a pair of surrogates, stand for, and their length.
fn escape(bytes: &[u8]) -> (usize, Option<char>) {
    match unit(bytes) {
        Some(high @ 0xD800..0xDC00) => match bytes.get(6..).and_then(unit) {
            Some(low @ 0xDC00..0xE000) => {
                (12, char::decode_utf16([high, low]).next().and_then(Result::ok))
            }
            _ => (6, None),
        },
        Some(unit) => (6, char::from_u32(unit.into())),
        None => (2, None),
    }
}
