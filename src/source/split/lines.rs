//! A stream of lines: each block ends with a line, and whoever walks it splits it.

use memchr::{memchr, memrchr};

use super::block::{Block, Content, Position, Span, too_long};
use super::line::{self, Line};
use super::reader::{Reader, State};
use super::structure::{Extent, extent};
use crate::source::SourceError;
use crate::source::reject::CONTENT_LIMIT;

/// A line that is too long: what its reject is made of at its end.
pub(super) struct SkippedLine {
    wrapped: bool,
    start: Position,
    content: Vec<u8>,
}

impl Reader<'_> {
    pub(super) fn next_lines(&mut self, wrapped: bool) -> Result<Option<Block>, SourceError> {
        let bytes = self.window.bytes();
        if bytes.len() >= self.options.block_bytes || self.complete || self.lull {
            if let Some(last) = memrchr(b'\n', bytes) {
                return Ok(Some(self.lines(last + 1, wrapped)));
            }
            if self.complete {
                self.state = State::End;
                return Ok(self.last_line(wrapped));
            }
            if bytes.len() > self.options.document_limit {
                let padding = line::padding(bytes);
                self.pass_over(padding);
                let bytes = self.window.bytes();
                if bytes.len() > self.options.document_limit {
                    let content = bytes.get(..CONTENT_LIMIT).unwrap_or(bytes).to_vec();
                    let start = self.window.start();
                    self.state =
                        State::SkippedLine(Box::new(SkippedLine { wrapped, start, content }));
                    return Ok(None);
                }
            }
        }
        // A long line is looked through again, so twice as much is read each time.
        let more = self.options.block_bytes.max(self.window.bytes().len());
        self.grow(more, true)?;
        Ok(None)
    }

    /// What follows the last line end. A record that is cut becomes a reject; if the archive is
    /// cut, the reject of the archive stands for it.
    fn last_line(&mut self, wrapped: bool) -> Option<Block> {
        let bytes = self.window.bytes();
        let length = bytes.len();
        if length == 0 {
            return None;
        }
        let padding = line::padding(bytes);
        if length - padding <= self.options.document_limit
            && let Line::Record(range) = line::parse(bytes, wrapped)
        {
            let start = range.start;
            let cut = match bytes.get(range).map(extent) {
                Some((Extent::Open, _)) => true,
                Some((Extent::Closed(_), _)) | None => false,
                Some(_) => self.damage.is_some(),
            };
            if cut {
                self.window.drop_front(start);
                self.cut();
                return None;
            }
        }
        Some(self.lines(length, wrapped))
    }

    /// The reject of a line that is too long comes at the line's end, so that no block ends
    /// within a line.
    pub(super) fn skip_line(&mut self) -> Result<Option<Block>, SourceError> {
        let bytes = self.window.bytes();
        let end = memchr(b'\n', bytes);
        let passed = end.map_or(bytes.len(), |end| end + 1);
        self.pass_over(passed);
        if end.is_none() && !self.complete {
            self.grow(self.options.block_bytes, false)?;
            return Ok(None);
        }
        let State::SkippedLine(line) = std::mem::replace(&mut self.state, State::End) else {
            return Ok(None);
        };
        let SkippedLine { wrapped, start, content } = *line;
        if end.is_some() {
            self.state = State::Lines { wrapped };
        }
        let reject = Some(too_long(self.options.document_limit));
        let spans = vec![Span { range: 0..0, line: start.line, reject }];
        let mut block = self.block(0, Content::Values { spans, lengths: 0 });
        (block.start, block.length, block.buffer) = (start, content.len(), content);
        Ok(Some(block))
    }

    /// A block of the first `length` bytes of the window.
    fn lines(&mut self, length: usize, wrapped: bool) -> Block {
        self.block(length, Content::Lines { wrapped, limit: self.options.document_limit })
    }
}
