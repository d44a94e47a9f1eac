//! Splits a table as text into its rows.
//!
//! A row ends at a line end that is not within quotes (RFC 4180; `\n`, `\r\n` and `\r`). Quotes
//! count where a cell begins with one; there, two of them are one of the text. That is how the
//! `csv` crate reads rows, so both agree.
//!
//! A quote that nobody closed must not swallow the file. A row over several lines is believed
//! only if what follows each closing quote is a delimiter or a line end, if it has as many
//! columns as the first row, and if it keeps to the limit of a record. Otherwise its first
//! line is rejected and reading goes on at the second. Lines up to where it proved wrong are
//! rows of one line each, so every byte is looked at three times at most, whatever the bytes
//! are.

use memchr::{memchr2, memchr3, memrchr};
use std::ops::Range;

use super::scanner::Found;
use crate::source::RejectReason;

/// The state of the splitting of one table.
#[derive(Debug)]
pub(in crate::source) struct Rows {
    delimiter: u8,
    /// Columns of a row over several lines; 0: any number.
    width: usize,
    /// Longer rows are rejected; in bytes.
    limit: usize,
    /// Where the current row began.
    start: usize,
    /// The next byte to look at.
    at: usize,
    /// Within a quoted cell.
    quoted: bool,
    /// After the first line of a row over several lines.
    second_line: Option<usize>,
    /// Rows that begin before this have one line.
    single_until: usize,
    /// In a row that is too long, and was rejected.
    overlong: bool,
    /// Whether a row without line end at the end of the table is left for when its rest has come.
    wait_for_rest: bool,
}

/// What a look at the window came to.
enum Step {
    Row(Range<usize>),
    Reject(usize, RejectReason, Option<String>),
    More,
}

impl Rows {
    pub(in crate::source) fn new(delimiter: u8, width: usize, limit: usize) -> Self {
        Self {
            delimiter,
            width,
            limit,
            start: 0,
            at: 0,
            quoted: false,
            second_line: None,
            single_until: 0,
            overlong: false,
            wait_for_rest: false,
        }
    }

    /// Whether a row that the end of the table may have cut is left for when its rest has come.
    pub(in crate::source) fn waiting(mut self, wait_for_rest: bool) -> Self {
        self.wait_for_rest = wait_for_rest;
        self
    }

    /// Bytes of the window that are no longer needed.
    pub(in crate::source) fn done_with(&self) -> usize {
        self.start
    }

    /// The window lost its first `count` bytes.
    pub(super) fn shift(&mut self, count: usize) {
        self.start = self.start.saturating_sub(count);
        self.at = self.at.saturating_sub(count);
        self.single_until = self.single_until.saturating_sub(count);
        self.second_line = self.second_line.map(|line| line.saturating_sub(count));
    }

    /// Finds the next row in `window`. `complete`: the table ends with it.
    pub(super) fn next(&mut self, window: &[u8], complete: bool) -> Found {
        match self.step(window, complete) {
            Step::Row(range) => Found::Value { start: range.start, end: range.end },
            Step::Reject(start, reason, detail) => Found::Reject { start, reason, detail },
            Step::More => Found::More,
        }
    }

    /// The next row, rejects passed over.
    pub(in crate::source) fn next_row(
        &mut self,
        window: &[u8],
        complete: bool,
    ) -> Option<Range<usize>> {
        loop {
            match self.step(window, complete) {
                Step::Row(range) => return Some(range),
                Step::Reject(..) => {}
                Step::More => return None,
            }
        }
    }

    fn step(&mut self, window: &[u8], complete: bool) -> Step {
        if self.overlong && !self.skip_line(window, complete) {
            return Step::More;
        }
        if self.at == self.start {
            let rest = window.get(self.start..).unwrap_or_default();
            // Blank lines and runs of NUL bytes are no rows.
            let blank = rest.iter().take_while(|&&byte| matches!(byte, b'\n' | b'\r' | 0)).count();
            self.start += blank;
            self.at = self.start;
        }
        if self.start >= window.len() {
            return Step::More;
        }
        while let Some(end) = self.next_mark(window) {
            if let Some(step) = self.mark(window, end, complete) {
                return step;
            }
        }
        self.at = window.len();
        if self.is_over_limit() {
            return self.give_up(window);
        }
        if !complete {
            return Step::More;
        }
        match (self.quoted, self.second_line) {
            (false, _) if !self.wait_for_rest => self.end(window, window.len(), window.len()),
            (true, Some(_)) if !self.wait_for_rest => {
                self.broken(window, "a quote is never closed")
            }
            _ => {
                let start = self.start;
                self.begin(window.len());
                Step::Reject(start, RejectReason::Truncated, Some("within quotes".into()))
            }
        }
    }

    /// The next byte that may end a row, or begin or end quotes. Leaves the last byte of an
    /// incomplete window alone, as what it is depends on the one after it.
    fn next_mark(&mut self, window: &[u8]) -> Option<usize> {
        let rest = window.get(self.at..)?;
        let found = if self.quoted {
            memchr2(b'"', b'\n', rest)
        } else {
            memchr3(b'"', b'\n', b'\r', rest)
        };
        found.map(|found| self.at + found)
    }

    /// Looks at the quote or line end at `mark`.
    fn mark(&mut self, window: &[u8], mark: usize, complete: bool) -> Option<Step> {
        let byte = window.get(mark).copied()?;
        let next = window.get(mark + 1).copied();
        let undecided = next.is_none() && !complete;
        match (self.quoted, byte) {
            (true, b'\n') => {
                if self.start < self.single_until {
                    return Some(self.broken_line(mark));
                }
                self.second_line.get_or_insert(mark + 1);
                self.at = mark + 1;
                if self.is_over_limit() {
                    return Some(self.give_up(window));
                }
            }
            (true, b'"') | (false, b'\r') if undecided => return Some(self.wait(window, mark)),
            (true, _) if next == Some(b'"') => self.at = mark + 2,
            (true, _) => match self.ends_cell(window, mark + 1, complete) {
                _ if self.second_line.is_none() => self.unquote(mark + 1),
                Some(true) => self.unquote(mark + 1),
                Some(false) => {
                    self.at = mark + 1;
                    return Some(self.broken(window, "text follows a closing quote"));
                }
                None => return Some(self.wait(window, mark)),
            },
            (false, b'"') => {
                let before = mark.checked_sub(1).and_then(|before| window.get(before));
                self.quoted = mark == self.start || before == Some(&self.delimiter);
                self.at = mark + 1;
            }
            (false, _) => {
                let crlf = byte == b'\r' && next == Some(b'\n');
                return Some(self.end(window, mark, mark + 1 + usize::from(crlf)));
            }
        }
        None
    }

    /// Needs the byte after this one.
    fn wait(&mut self, window: &[u8], mark: usize) -> Step {
        self.at = mark;
        if self.is_over_limit() { self.give_up(window) } else { Step::More }
    }

    fn is_over_limit(&self) -> bool {
        self.at.saturating_sub(self.start) > self.limit
    }

    /// The row is longer than the limit. What is done does not depend on how much of it was seen.
    fn give_up(&mut self, window: &[u8]) -> Step {
        self.at = self.start + self.limit + 1;
        if self.second_line.is_some_and(|line| line <= self.at) {
            return self.broken(window, "longer than the limit of a record");
        }
        let start = self.start;
        self.begin(self.at);
        self.overlong = true;
        Step::Reject(start, RejectReason::TooLong, Some(self.longer()))
    }

    fn unquote(&mut self, at: usize) {
        self.quoted = false;
        self.at = at;
    }

    /// Whether a delimiter, a line end or nothing follows, blanks aside. `None`: the window does
    /// not tell.
    fn ends_cell(&self, window: &[u8], at: usize, complete: bool) -> Option<bool> {
        let rest = window.get(at..).unwrap_or_default();
        match rest.iter().find(|&&byte| byte != b' ' || byte == self.delimiter) {
            Some(&byte) => Some(byte == self.delimiter || matches!(byte, b'\n' | b'\r' | 0)),
            None => complete.then_some(true),
        }
    }

    /// The row ends before `end`, the next begins at `next`.
    fn end(&mut self, window: &[u8], end: usize, next: usize) -> Step {
        let row = self.start..end;
        self.at = next;
        if end - self.start > self.limit {
            return self.give_up(window);
        }
        if self.second_line.is_some() && self.width > 0 {
            let columns = self.columns(window.get(row.clone()).unwrap_or_default());
            if columns != self.width {
                let width = self.width;
                return self.broken(window, &format!("{columns} columns, not {width}, follow"));
            }
        }
        self.begin(next);
        Step::Row(row)
    }

    /// A row over several lines was none: its first line is rejected. What is at fault was seen
    /// before `at`.
    fn broken(&mut self, window: &[u8], why: &str) -> Step {
        let seen = window.get(..self.at).unwrap_or(window);
        let seen = seen.strip_suffix(b"\n").unwrap_or(seen);
        let last_line = memrchr(b'\n', seen).map_or(0, |end| end + 1);
        self.single_until = self.single_until.max(last_line);
        let start = self.start;
        let next = self.second_line.unwrap_or(self.at);
        self.begin(next);
        Step::Reject(start, RejectReason::BadQuote, Some(why.to_owned()))
    }

    /// A line with a quote that is not closed in it, where rows have one line.
    fn broken_line(&mut self, end: usize) -> Step {
        let start = self.start;
        self.begin(end + 1);
        let detail = "not closed in its line, after another such line".to_owned();
        Step::Reject(start, RejectReason::BadQuote, Some(detail))
    }

    fn longer(&self) -> String {
        format!("longer than {} bytes", self.limit)
    }

    /// Passes over the rest of a line that is too long; `false` if its end is not there yet.
    fn skip_line(&mut self, window: &[u8], complete: bool) -> bool {
        let rest = window.get(self.at..).unwrap_or_default();
        match memchr2(b'\n', b'\r', rest) {
            Some(end) => self.begin(self.at + end + 1),
            None if complete => self.begin(window.len()),
            None => {
                self.begin(window.len());
                self.overlong = true;
                return false;
            }
        }
        true
    }

    fn begin(&mut self, start: usize) {
        self.start = start;
        self.at = start;
        self.quoted = false;
        self.second_line = None;
        self.overlong = false;
    }

    /// How many columns a whole row has.
    fn columns(&self, row: &[u8]) -> usize {
        let mut columns = 1;
        let (mut quoted, mut opens) = (false, true);
        for &byte in row {
            match byte {
                // A quote right after a closing one opens again: two are one of the text.
                b'"' if quoted || opens => {
                    opens = quoted;
                    quoted = !quoted;
                    continue;
                }
                _ if byte == self.delimiter && !quoted => {
                    columns += 1;
                    opens = true;
                    continue;
                }
                _ => {}
            }
            opens = false;
        }
        columns
    }
}

#[cfg(test)]
#[path = "rows_tests.rs"]
mod tests;
