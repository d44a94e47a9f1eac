//! A stream of values or rows: they are found one after another, wherever they end.

use memchr::memchr_iter;

use super::block::{Block, Content, Span};
use super::reader::{Reader, State};
use super::rows::Rows;
use super::scanner::{Found, Scanner};
use crate::source::{RejectReason, SourceError};

/// What finds the documents where lines do not.
pub(super) enum Cutter {
    Values(Scanner),
    Rows(Rows),
}

impl Cutter {
    fn next(&mut self, window: &[u8], complete: bool) -> Found {
        match self {
            Self::Values(scanner) => scanner.next(window, complete),
            Self::Rows(rows) => rows.next(window, complete),
        }
    }

    fn done_with(&self) -> usize {
        match self {
            Self::Values(scanner) => scanner.done_with(),
            Self::Rows(rows) => rows.done_with(),
        }
    }

    fn shift(&mut self, count: usize) {
        match self {
            Self::Values(scanner) => scanner.shift(count),
            Self::Rows(rows) => rows.shift(count),
        }
    }
}

impl Reader<'_> {
    pub(super) fn next_values(&mut self) -> Result<Option<Block>, SourceError> {
        let State::Values(scanner) = &mut self.state else { return Ok(None) };
        let bytes = self.window.bytes();
        let (mut spans, mut lengths): (Vec<Span>, u64) = (Vec::new(), 0);
        spans.extend(self.carried.take());
        // Line ends are counted on from the last span.
        let (mut counted, mut line) =
            spans.first().map_or((0, self.window.start().line), |it| (it.range.start, it.line));
        let (mut exhausted, mut cut) = (false, None);
        while scanner.done_with() < self.options.block_bytes && !exhausted {
            let (range, reject) = match scanner.next(bytes, self.complete) {
                Found::Value { start, end } => (start..end, None),
                Found::Reject { start, reason: RejectReason::Truncated, .. } => {
                    cut = Some(start);
                    break;
                }
                Found::Reject { start, reason, detail } => (start..start, Some((reason, detail))),
                Found::Length => {
                    lengths += 1;
                    continue;
                }
                Found::More => {
                    exhausted = true;
                    continue;
                }
            };
            let between = bytes.get(counted..range.start).unwrap_or_default();
            line += memchr_iter(b'\n', between).count() as u64;
            counted = range.start;
            spans.push(Span { range, line, reject });
        }
        let done = scanner.done_with().max(spans.last().map_or(0, |span| span.range.end));
        let at_end = exhausted && self.complete;
        let done = cut.unwrap_or(if at_end { bytes.len() } else { done });
        scanner.shift(done);
        // Whoever goes on behind this block must not meet its last reject again.
        self.carried = spans.pop_if(|last| last.reject.is_some() && last.range.start >= done);
        if let Some(Span { range, .. }) = &mut self.carried {
            *range = range.start - done..range.start - done;
        }
        let block = if !spans.is_empty() || lengths > 0 {
            Some(self.block(done, Content::Values { spans, lengths }))
        } else {
            self.pass_over(done);
            None
        };
        if cut.is_some() {
            self.cut();
        }
        if block.is_some() || cut.is_some() {
            return Ok(block);
        }
        if at_end {
            self.state = State::End;
        } else if exhausted {
            self.grow(self.options.block_bytes, false)?;
        }
        Ok(None)
    }
}
