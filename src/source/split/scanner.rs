//! Splits a stream without line structure into its JSON values.
//!
//! Each top-level value is one document, and each element of a top-level array. Commas may be
//! missing or too many, rubbish may lie between. A value that breaks is rejected once, and the
//! scanner goes on at the next place that looks like the beginning of a record.
//!
//! The scanner sees a window of the stream that moves; it never looks at a byte more than three
//! times, however the window moves and whatever the bytes are.

use memchr::{memchr, memmem};

use super::line::padding;
use super::structure::{Extent, MAX_DEPTH, Structure, resumption};
use crate::source::RejectReason;

/// The beginning of a record is remembered up to this length.
const HEAD_LIMIT: usize = 64;

/// What the scanner found; indices are into the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// A value, from `start` to before `end`.
    Value { start: usize, end: usize },
    /// Something that begins at `start` and cannot be used.
    Reject { start: usize, reason: RejectReason, detail: Option<String> },
    /// The number that announces the length of the next record.
    Length,
    /// More bytes are needed or, if there are none, the end is reached.
    More,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between values.
    Between,
    /// In a value that began at `start`.
    Inside,
    /// In something that is no value and began at `start`.
    Rubbish,
    /// After a broken value: looking for the beginning of a record.
    Seeking,
}

/// The state of the splitting of one stream.
#[derive(Debug)]
pub(super) struct Scanner {
    state: State,
    structure: Structure,
    /// Longer documents are rejected; in bytes.
    limit: usize,
    /// Where the current value began.
    start: usize,
    /// The next byte to look at.
    at: usize,
    /// Bytes before this were already searched for lines.
    searched: usize,
    /// The current value is over the limit, and rejected: its bytes may go.
    overlong: bool,
    in_array: bool,
    /// How the last object began, up to its first key: records of a dump begin alike.
    head: Vec<u8>,
}

impl Scanner {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            state: State::Between,
            structure: Structure::new(),
            limit,
            start: 0,
            at: 0,
            searched: 0,
            overlong: false,
            in_array: false,
            head: Vec::new(),
        }
    }

    /// Bytes of the window that are no longer needed.
    pub(super) fn done_with(&self) -> usize {
        match self.state {
            State::Between => self.at,
            State::Inside | State::Rubbish if !self.overlong => self.start,
            // Seeking looks back by two bytes.
            _ => self.at.saturating_sub(2),
        }
    }

    /// The window lost its first `count` bytes.
    pub(super) fn shift(&mut self, count: usize) {
        self.start = self.start.saturating_sub(count);
        self.at = self.at.saturating_sub(count);
        self.searched = self.searched.saturating_sub(count);
    }

    /// Finds the next value in `window`. `complete`: the stream ends with it.
    pub(super) fn next(&mut self, window: &[u8], complete: bool) -> Found {
        loop {
            let found = match self.state {
                State::Between => self.between(window, complete),
                State::Inside => self.inside(window, complete),
                State::Rubbish => self.rubbish(window, complete),
                State::Seeking => self.seek(window, complete),
            };
            if let Some(found) = found {
                return found;
            }
        }
    }

    fn between(&mut self, window: &[u8], complete: bool) -> Option<Found> {
        loop {
            self.at += padding(window.get(self.at..).unwrap_or_default());
            let Some(&byte) = window.get(self.at) else { return Some(Found::More) };
            match byte {
                b',' | b'}' => self.at += 1,
                b']' => {
                    self.in_array = false;
                    self.at += 1;
                }
                b'[' if !self.in_array => {
                    self.in_array = true;
                    self.at += 1;
                }
                b'{' | b'[' | b'"' => {
                    self.begin(State::Inside);
                    return None;
                }
                // Perhaps the first byte of a byte order mark whose rest is yet to come.
                0xef if window.len() - self.at < 3 && !complete => return Some(Found::More),
                _ => {
                    self.begin(State::Rubbish);
                    return None;
                }
            }
        }
    }

    fn begin(&mut self, state: State) {
        self.structure.reset();
        self.state = state;
        self.start = self.at;
        self.overlong = false;
    }

    fn inside(&mut self, window: &[u8], complete: bool) -> Option<Found> {
        let extent = self.structure.advance(window, self.at);
        if let Some(after_key) = self.structure.take_first_key()
            && !self.overlong
            && after_key - self.start <= HEAD_LIMIT.min(self.limit)
        {
            self.head.clear();
            self.head.extend_from_slice(&window[self.start..after_key]);
        }
        match extent {
            Extent::Closed(end) => {
                self.at = end;
                self.state = State::Between;
                self.finish(end)
            }
            Extent::Broken(at) => {
                let detail = "it breaks";
                Some(self.break_off(window, at, RejectReason::InvalidJson, detail))
                    .filter(|_| !self.overlong)
            }
            Extent::TooDeep(at) => {
                let detail = format!("more than {MAX_DEPTH} levels");
                Some(self.break_off(window, at, RejectReason::TooDeep, &detail))
                    .filter(|_| !self.overlong)
            }
            Extent::Open => Some(self.pause(window, complete)),
        }
    }

    /// The bytes are at an end, the value is not.
    fn pause(&mut self, window: &[u8], complete: bool) -> Found {
        self.at = window.len();
        if !self.overlong && self.at - self.start > self.limit {
            self.overlong = true;
            return self.too_long();
        }
        if complete {
            self.state = State::Between;
            if !self.overlong {
                let reason = RejectReason::Truncated;
                return Found::Reject { start: self.start, reason, detail: None };
            }
        }
        Found::More
    }

    /// A value or a piece of rubbish ends before `end`.
    fn finish(&self, end: usize) -> Option<Found> {
        if self.overlong {
            None
        } else if end - self.start > self.limit {
            Some(self.too_long())
        } else {
            Some(Found::Value { start: self.start, end })
        }
    }

    fn too_long(&self) -> Found {
        Found::Reject {
            start: self.start,
            reason: RejectReason::TooLong,
            detail: Some(format!("longer than {} bytes", self.limit)),
        }
    }

    /// Gives up the value, which makes no sense from `at` on.
    fn break_off(&mut self, window: &[u8], at: usize, reason: RejectReason, detail: &str) -> Found {
        let overlong = self.overlong || at - self.start > self.limit;
        let back = if overlong {
            None
        } else {
            // A record on a line of its own may have passed for a part of the cut one before it.
            // No stretch is searched twice, or hostile input could make this quadratic.
            let from = (self.start + 1).max(self.searched);
            let line = window.get(from..at).and_then(|part| memmem::find(part, b"\n{"));
            line.map(|line| from + line + 1).or_else(|| resumption(window, self.start, at))
        };
        self.searched = self.searched.max(at);
        self.at = back.unwrap_or(at);
        self.state = State::Seeking;
        if overlong {
            return self.too_long();
        }
        let detail = Some(format!("{detail}, {} bytes into the record", at - self.start));
        Found::Reject { start: self.start, reason, detail }
    }

    fn rubbish(&mut self, window: &[u8], complete: bool) -> Option<Found> {
        let rest = window.get(self.at..).unwrap_or_default();
        let in_array = self.in_array;
        let ends = |&byte: &u8| match byte {
            b'{' | b'[' | b'\n' => true,
            b'}' | b']' | b',' | b'"' => in_array,
            _ => false,
        };
        match rest.iter().position(ends) {
            Some(length) => self.at += length,
            None if complete && window.len() - self.start <= self.limit => self.at = window.len(),
            None => return Some(self.pause(window, complete)),
        }
        self.state = State::Between;
        let found = self.finish(self.at);
        if let Some(Found::Value { start, end }) = found {
            let text = window.get(start..end).unwrap_or_default().trim_ascii_end();
            return Some(if text.iter().all(u8::is_ascii_digit) && !self.in_array {
                Found::Length
            } else {
                Found::Value { start, end: start + text.len() }
            });
        }
        found
    }

    /// Looks for a `{` that may begin a record: one that begins as the broken record did, one
    /// at the beginning of a line, or one right after `}`.
    fn seek(&mut self, window: &[u8], complete: bool) -> Option<Found> {
        loop {
            let rest = window.get(self.at..).unwrap_or_default();
            let Some(skip) = memchr(b'{', rest) else {
                self.at = window.len();
                if complete {
                    self.state = State::Between;
                }
                return Some(Found::More);
            };
            self.at += skip;
            let (before, rest) = window.split_at(self.at);
            let begins = match before {
                [.., b'\n' | b'}'] => true,
                [.., b':' | b'['] | [.., b':', b' '] => false,
                _ if rest.len() < self.head.len() && !complete => return Some(Found::More),
                _ => !self.head.is_empty() && rest.starts_with(&self.head),
            };
            if begins {
                self.state = State::Between;
                return None;
            }
            self.at += 1;
        }
    }
}

#[cfg(test)]
#[path = "scanner_tests.rs"]
mod tests;
