//! Records of comma-separated values (RFC 4180), read strictly.
//!
//! As PostgreSQL has it, a field without quotation marks and characters is unknown, and one of
//! quotation marks alone is an empty text. Readers that do not tell the two apart could not
//! give back what was written, which is why this one is our own. Lines end in LF or CRLF; LF is
//! written.

use std::io::{self, BufRead, Read as _, Write};
use std::ops::Range;

/// What is wrong with a record.
#[derive(Debug)]
pub(super) enum Flaw {
    /// The file cannot be read.
    Io(io::Error),
    /// It is no record: at this line, for this reason.
    Form { line: u64, reason: &'static str },
}

impl From<io::Error> for Flaw {
    fn from(error: io::Error) -> Self {
        Flaw::Io(error)
    }
}

/// Reads records.
pub(super) struct Reader<R> {
    input: R,
    /// Lines read so far.
    lines: u64,
    /// Longest record to accept, bytes.
    limit: usize,
    raw: Vec<u8>,
    record: Record,
}

/// A record.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// The line on which it begins, counted from 1.
    pub line: u64,
    text: String,
    /// Where each field lies in the text; `None`: unknown.
    fields: Vec<Option<Range<usize>>>,
}

impl Record {
    /// The field at this index; `None` where it is unknown or there is no such field.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        self.text.get(self.fields.get(index)?.clone()?)
    }

    /// Number of fields.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// All fields.
    pub(super) fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.len()).map(|index| self.get(index))
    }
}

impl<R: BufRead> Reader<R> {
    /// A reader of records of at most so many bytes.
    pub(super) fn new(input: R, limit: usize) -> Self {
        Self { input, lines: 0, limit, raw: Vec::new(), record: Record::default() }
    }

    /// Reads the next record; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<&Record>, Flaw> {
        self.raw.clear();
        self.record.line = self.lines + 1;
        let flaw = |line, reason| Err(Flaw::Form { line, reason });
        let mut quotes = 0;
        loop {
            let seen = self.raw.len();
            let rest = (self.limit + 1).saturating_sub(seen) as u64;
            self.input.by_ref().take(rest).read_until(b'\n', &mut self.raw)?;
            if self.raw.len() > self.limit {
                return flaw(self.record.line, "it is longer than any record of this table");
            }
            let Some(piece) = self.raw.get(seen..).filter(|piece| !piece.is_empty()) else {
                if seen > 0 {
                    return flaw(self.record.line, "a quotation mark is never closed");
                }
                return Ok(None);
            };
            self.lines += 1;
            quotes += memchr::memchr_iter(b'"', piece).count();
            // Within quotation marks the end of a line is text.
            if quotes % 2 == 1 {
                continue;
            }
            if matches!(self.raw.as_slice(), b"\n" | b"\r\n") {
                self.raw.clear();
                self.record.line = self.lines + 1;
                continue;
            }
            break;
        }
        self.cut()?;
        Ok(Some(&self.record))
    }

    /// Cuts the record into fields.
    fn cut(&mut self) -> Result<(), Flaw> {
        let line = self.record.line;
        let flaw = |reason| Flaw::Form { line, reason };
        let raw = self.raw.strip_suffix(b"\n").unwrap_or(&self.raw);
        let raw = raw.strip_suffix(b"\r").unwrap_or(raw);
        let mut rest = std::str::from_utf8(raw).map_err(|_error| flaw("it is not UTF-8"))?;
        if line == 1 {
            rest = rest.strip_prefix('\u{feff}').unwrap_or(rest);
        }
        let Record { text, fields, .. } = &mut self.record;
        text.clear();
        fields.clear();
        loop {
            let begin = text.len();
            let quoted = rest.strip_prefix('"');
            if let Some(mut inside) = quoted {
                loop {
                    let (part, after) = inside
                        .split_once('"')
                        .ok_or_else(|| flaw("a quotation mark is never closed"))?;
                    text.push_str(part);
                    let Some(more) = after.strip_prefix('"') else {
                        rest = after;
                        break;
                    };
                    text.push('"');
                    inside = more;
                }
            } else {
                let end = memchr::memchr(b',', rest.as_bytes()).unwrap_or(rest.len());
                let (field, after) = rest.split_at(end);
                if memchr::memchr2(b'"', b'\r', field.as_bytes()).is_some() {
                    return Err(flaw(
                        "a field without quotation marks around it holds one, or a line break",
                    ));
                }
                text.push_str(field);
                rest = after;
            }
            let known = quoted.is_some() || text.len() > begin;
            fields.push(known.then_some(begin..text.len()));
            match rest.strip_prefix(',') {
                Some(after) => rest = after,
                None if rest.is_empty() => return Ok(()),
                None => return Err(flaw("there is text behind a closing quotation mark")),
            }
        }
    }
}

/// Writes records.
pub(super) struct Writer<W> {
    output: W,
    begun: bool,
}

impl<W: Write> Writer<W> {
    /// A writer of records.
    pub(super) fn new(output: W) -> Self {
        Self { output, begun: false }
    }

    /// Writes the next field of the record.
    pub(super) fn field(&mut self, field: Option<&str>) -> io::Result<()> {
        if self.begun {
            self.output.write_all(b",")?;
        }
        self.begun = true;
        let Some(text) = field else { return Ok(()) };
        if !needs_quotes(text) {
            return self.output.write_all(text.as_bytes());
        }
        self.output.write_all(b"\"")?;
        for (index, part) in text.split('"').enumerate() {
            if index > 0 {
                self.output.write_all(b"\"\"")?;
            }
            self.output.write_all(part.as_bytes())?;
        }
        self.output.write_all(b"\"")
    }

    /// Ends the record.
    pub(super) fn end(&mut self) -> io::Result<()> {
        self.begun = false;
        self.output.write_all(b"\n")
    }

    /// Writes a whole record.
    pub(super) fn record<'f>(
        &mut self,
        fields: impl IntoIterator<Item = Option<&'f str>>,
    ) -> io::Result<()> {
        fields.into_iter().try_for_each(|field| self.field(field))?;
        self.end()
    }
}

/// Blanks at an end get quotation marks, too: some programs drop them otherwise.
fn needs_quotes(text: &str) -> bool {
    text.is_empty()
        || text.starts_with([' ', '\t'])
        || text.ends_with([' ', '\t'])
        || text.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\r' | b'\n'))
        || text == "\\."
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
