//! The records on a line that is not one record: a writer stopped in the middle of one, and the
//! next was appended to it; or two were written without a line end between them.
//!
//! A part of a broken record must never be taken for a record of its own (a retweet lies whole
//! in the tweet around it). So a record is found in two places only. *After* a whole one: the
//! skeleton of the JSON says so. And *at a break*: where the value before stops making sense,
//! which is at the bracket that begins the next record or, if the value before was cut within a
//! string, just after that bracket; the record must then begin with the same key as the line,
//! not stand where a value may stand (after `:`, `[`, `,`), and be closed exactly where the
//! line ends or another record begins. The rest of a record that lost a part in its middle is
//! never closed there: it closes more brackets than it opens.

use std::ops::Range;

use super::line::trimmed_end;
use super::structure::{Extent, Structure, extent, resumption};

/// The beginning of a record is compared up to this length.
const HEAD_LIMIT: usize = 64;

/// A stretch of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Record(Range<usize>),
    Broken(Range<usize>),
}

/// Finds the pieces of one line in their order.
#[derive(Debug)]
pub(super) struct Pieces {
    /// How the line begins, up to its first key; empty if that is not whole.
    head: Vec<u8>,
    at: usize,
    /// A record that was found behind a broken one.
    next: Option<Range<usize>>,
}

impl Pieces {
    /// Looks for the pieces of `line`. `None`: it is of one piece.
    pub(super) fn of(line: &[u8]) -> Option<Self> {
        let mut structure = Structure::new();
        let beginning = line.get(..HEAD_LIMIT).unwrap_or(line);
        structure.advance(beginning, 0);
        let head = structure.take_first_key().and_then(|end| line.get(..end)).unwrap_or_default();
        let mut pieces = Self { head: head.to_vec(), at: 0, next: None };
        let (Piece::Record(first) | Piece::Broken(first)) = pieces.next(line)?;
        if first.end == trimmed_end(line).len() {
            return None;
        }
        (pieces.at, pieces.next) = (0, None);
        Some(pieces)
    }

    /// The next piece of the same line.
    pub(super) fn next(&mut self, line: &[u8]) -> Option<Piece> {
        if let Some(record) = self.next.take() {
            self.at = record.end;
            return Some(Piece::Record(record));
        }
        let line = trimmed_end(line);
        let start = self.at + separators(line.get(self.at..)?);
        if start >= line.len() {
            return None;
        }
        let mut from = start;
        loop {
            match extent(line.get(from..)?).0 {
                Extent::Closed(length) if self.may_end(line, from + length) => {
                    let record = from..from + length;
                    self.at = record.end;
                    if from == start {
                        return Some(Piece::Record(record));
                    }
                    self.next = Some(record);
                    return Some(Piece::Broken(start..from));
                }
                Extent::Broken(length) => match resumption(line, from, from + length) {
                    Some(next) if self.may_begin(line, next) => from = next,
                    _ => break,
                },
                Extent::Closed(_) | Extent::TooDeep(_) | Extent::Open => break,
            }
        }
        self.at = line.len();
        Some(Piece::Broken(start..line.len()))
    }

    /// Whether a record behind a broken one may begin at `at`.
    fn may_begin(&self, line: &[u8], at: usize) -> bool {
        let (before, rest) = line.split_at_checked(at).unwrap_or_default();
        let in_a_value = matches!(before.trim_ascii_end().last(), Some(b':' | b'[' | b','));
        !in_a_value && !self.head.is_empty() && rest.starts_with(&self.head)
    }

    /// Whether a record may end before `at`: at the end of the line, or before another one.
    fn may_end(&self, line: &[u8], at: usize) -> bool {
        let rest = line.get(at..).unwrap_or_default();
        let rest = rest.get(separators(rest)..).unwrap_or_default();
        rest.is_empty() || (!self.head.is_empty() && rest.starts_with(&self.head))
    }
}

/// Bytes between records: white space. A comma may as well stand between parts of one.
fn separators(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

#[cfg(test)]
#[path = "pieces_tests.rs"]
mod tests;
