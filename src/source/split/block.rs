//! A run of whole documents, cut from a stream by the reader and walked by a worker.

use std::mem;
use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr, memchr_iter};

use super::line::{self, Line};
use super::pieces::{Piece, Pieces};
use super::window::Pool;
use crate::source::reject::excerpt;
use crate::source::{Reject, RejectReason, Table};

/// A place in a decompressed stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, counted from 1.
    pub line: u64,
    /// Byte offset, counted from 0.
    pub byte: u64,
}

impl Position {
    /// The position after `bytes` that begin here.
    pub(super) fn after(self, bytes: &[u8]) -> Self {
        let lines = memchr_iter(b'\n', bytes).count();
        Self { line: self.line + lines as u64, byte: self.byte + bytes.len() as u64 }
    }
}

/// One JSON value as it stands in the input; not yet known to be valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Document<'a> {
    /// The value without white space around it.
    pub bytes: &'a [u8],
    /// Where its first byte is.
    pub position: Position,
}

/// What a block holds: documents, and what cannot be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item<'a> {
    /// A document to decode.
    Document(Document<'a>),
    /// A part of the stream that cannot be used.
    Reject {
        /// Why, and where.
        reject: Reject,
        /// As much of it as a reject file takes and the block has; may be empty.
        content: &'a [u8],
    },
}

impl Item<'_> {
    /// Where it begins.
    pub fn position(&self) -> Position {
        match self {
            Self::Document(document) => document.position,
            Self::Reject { reject, .. } => reject.position,
        }
    }
}

/// What was passed over because it holds no record; not an error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Blank lines: keep-alives, runs of NUL bytes.
    pub blank: u64,
    /// Numbers that announce the length of a record.
    pub lengths: u64,
    /// Lines with nothing but the brackets of an array around the records.
    pub brackets: u64,
    /// Fields of server-sent events that hold no data.
    pub fields: u64,
}

/// A document or reject among values, as indices into the block.
#[derive(Debug)]
pub(super) struct Span {
    /// Of a reject empty: it reaches to the next span, or to the end of the block.
    pub range: Range<usize>,
    pub line: u64,
    pub reject: Option<(RejectReason, Option<String>)>,
}

/// What a block is made of.
#[derive(Debug)]
pub(super) enum Content {
    /// Lines, to be split by whoever walks the block.
    Lines {
        /// The records lie in an array within an object.
        wrapped: bool,
        /// Longer documents are rejected; in bytes.
        limit: usize,
    },
    /// Values, already found.
    Values { spans: Vec<Span>, lengths: u64 },
}

/// A run of whole documents of one input. Independent of the reader, so that it can be moved to
/// another thread.
#[derive(Debug)]
pub struct Block {
    pub(super) source: Arc<str>,
    pub(super) start: Position,
    pub(super) buffer: Vec<u8>,
    /// Bytes of the buffer that belong to the block.
    pub(super) length: usize,
    pub(super) content: Content,
    pub(super) pool: Pool,
    /// How its documents are read, if they are rows of a table.
    pub(super) table: Option<Arc<Table>>,
    /// The usual size of a block; much larger buffers are not kept.
    pub(super) usual: usize,
    /// Documents that begin before this byte of the stream are passed over: somebody has them.
    pub(super) from: u64,
    /// See [`Block::is_unfinished`].
    pub(super) unfinished: bool,
}

impl Block {
    /// Name of the input.
    pub fn source(&self) -> &Arc<str> {
        &self.source
    }

    /// The table whose rows the documents are; `None`: they are JSON.
    pub fn table(&self) -> Option<&Table> {
        self.table.as_deref()
    }

    /// Where the block begins in the decompressed stream.
    pub fn position(&self) -> Position {
        self.start
    }

    /// Length in bytes, decompressed.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether the block has no bytes; it may still hold a reject.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether the block is one reject that stands for what is missing at the end of the
    /// input: should the input grow, it becomes something else.
    pub fn is_unfinished(&self) -> bool {
        self.unfinished
    }

    /// The documents and rejects in the order of the stream.
    pub fn documents(&self) -> Documents<'_> {
        let skipped = match self.content {
            Content::Lines { .. } => Skipped::default(),
            Content::Values { lengths, .. } => Skipped { lengths, ..Skipped::default() },
        };
        let line = self.start.line;
        Documents { block: self, at: 0, line, skipped, last: None, pieces: None }
    }

    /// A block without bytes that holds one reject.
    pub(crate) fn of_reject(reject: Reject) -> Self {
        let Reject { source, position, reason, detail } = reject;
        let span = Span { range: 0..0, line: position.line, reject: Some((reason, detail)) };
        Self {
            source,
            start: position,
            buffer: Vec::new(),
            length: 0,
            content: Content::Values { spans: vec![span], lengths: 0 },
            pool: Pool::default(),
            table: None,
            usual: 0,
            from: 0,
            unfinished: false,
        }
    }

    fn bytes(&self) -> &[u8] {
        self.buffer.get(..self.length).unwrap_or_default()
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        self.pool.give(mem::take(&mut self.buffer), self.usual);
    }
}

/// Walks the documents of a block.
#[derive(Debug)]
pub struct Documents<'a> {
    block: &'a Block,
    /// Lines: the next byte. Values: the next span.
    at: usize,
    line: u64,
    skipped: Skipped,
    /// The line that was given last, and its number.
    last: Option<(Range<usize>, u64)>,
    /// The pieces of a line that are still to come, with the line and its number.
    pieces: Option<(Pieces, Range<usize>, u64)>,
}

impl<'a> Documents<'a> {
    /// What was passed over so far; of the whole block once the walk is at its end.
    pub fn skipped(&self) -> Skipped {
        self.skipped
    }

    /// The document given last turned out to be no JSON: looks whether it is a line that holds
    /// several records, whole or cut. If so, these come next, and the caller forgets the line.
    pub fn split_last(&mut self) -> bool {
        // Taken, so that a piece is never split again.
        let Some((line, number)) = self.last.take() else { return false };
        let pieces = self.block.bytes().get(line.clone()).and_then(Pieces::of);
        self.pieces = pieces.map(|pieces| (pieces, line, number));
        self.pieces.is_some()
    }

    fn next_piece(&mut self) -> Option<Item<'a>> {
        let (pieces, line, number) = self.pieces.as_mut()?;
        let (start, number) = (line.start, *number);
        let piece = pieces.next(self.block.bytes().get(line.clone())?);
        let (range, reject) = match piece {
            Some(Piece::Record(range)) => (range, None),
            Some(Piece::Broken(range)) => {
                let detail = "cut on a line that goes on with another record".to_owned();
                (range, Some((RejectReason::InvalidJson, Some(detail))))
            }
            None => {
                self.pieces = None;
                return None;
            }
        };
        Some(self.item(start + range.start..start + range.end, number, reject))
    }

    fn item(&self, range: Range<usize>, line: u64, reject: Option<Rejection>) -> Item<'a> {
        let position = Position { line, byte: self.block.start.byte + range.start as u64 };
        let bytes = self.block.bytes().get(range).unwrap_or_default();
        match reject {
            None => Item::Document(Document { bytes, position }),
            Some((reason, detail)) => Item::Reject {
                reject: Reject { source: Arc::clone(&self.block.source), position, reason, detail },
                content: excerpt(line::trimmed_end(bytes)),
            },
        }
    }

    fn next_value(&mut self, spans: &[Span]) -> Option<Item<'a>> {
        let span = spans.get(self.at)?;
        self.at += 1;
        let mut range = span.range.clone();
        if span.reject.is_some() {
            range.end = spans.get(self.at).map_or(self.block.length, |it| it.range.start);
        }
        Some(self.item(range, span.line, span.reject.clone()))
    }

    fn next_line(&mut self, wrapped: bool, limit: usize) -> Option<Item<'a>> {
        loop {
            let rest = self.block.bytes().get(self.at..).filter(|rest| !rest.is_empty())?;
            let end = memchr(b'\n', rest);
            let text = &rest[..end.unwrap_or(rest.len())];
            let (start, line) = (self.at, self.line);
            self.at += text.len() + 1;
            self.line += 1;
            let padding = if text.len() > limit { line::padding(text) } else { 0 };
            if text.len() - padding > limit {
                let range = start + padding..start + text.len();
                return Some(self.item(range, line, Some(too_long(limit))));
            }
            match line::parse(text, wrapped) {
                // What follows the last line end is no line.
                Line::Blank => self.skipped.blank += u64::from(end.is_some()),
                Line::Length => self.skipped.lengths += 1,
                Line::Bracket => self.skipped.brackets += 1,
                Line::Field => self.skipped.fields += 1,
                Line::Record(range) => {
                    let range = start + range.start..start + range.end;
                    self.last = Some((range.clone(), line));
                    return Some(self.item(range, line, None));
                }
            }
        }
    }
}

/// The reason and particulars of a reject.
type Rejection = (RejectReason, Option<String>);

/// The rejection of a document of more than `limit` bytes.
pub(super) fn too_long(limit: usize) -> Rejection {
    (RejectReason::TooLong, Some(format!("longer than {limit} bytes")))
}

impl<'a> Iterator for Documents<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        if let Some(item) = self.next_piece() {
            return Some(item);
        }
        loop {
            self.last = None;
            let item = match &self.block.content {
                Content::Lines { wrapped, limit } => self.next_line(*wrapped, *limit),
                Content::Values { spans, .. } => self.next_value(spans),
            }?;
            if item.position().byte >= self.block.from {
                return Some(item);
            }
        }
    }
}

#[cfg(test)]
#[path = "block_tests.rs"]
mod tests;
