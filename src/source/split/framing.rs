//! How a stream splits into documents, told from the content at its head.
//!
//! Line structure is looked for first, because lines can be split by many workers at once; the
//! scanner of values reads everything else. In doubt it is values: they include lines.

use super::line::{is_event_field, padding, without_partial_mark};
use super::structure::{Extent, extent};
use crate::source::open::is_tar;

/// How a stream splits into documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// One record a line; also an array with one element a line.
    Lines {
        /// Bytes of the head before the first record that are no record: the opening of an
        /// object around the array, such as `{"total_rows":2,"rows":[`. 0 if there is none.
        header: usize,
    },
    /// Values that follow one another in any layout; the elements of a top-level array.
    Values,
}

/// What the head of a stream tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Detected {
    Json(Framing),
    /// Perhaps a table as text; if it is none, what to do.
    Table(&'static str),
    /// Not JSON, but what this says, and what to do.
    Foreign(&'static str),
}

const LINES: Detected = Detected::Json(Framing::Lines { header: 0 });
const VALUES: Detected = Detected::Json(Framing::Values);

/// Tells the framing from the `head` of a stream without padding. `complete`: no more bytes
/// will be shown. `None`: more are needed. Longer heads never change an answer.
pub(super) fn detect(head: &[u8], complete: bool) -> Option<Detected> {
    if let Some(what) = signature(head) {
        return Some(Detected::Foreign(what));
    }
    let head = if complete { head } else { without_partial_mark(head) };
    let mut lines = HeadLines { head, at: 0, complete };
    let Some(first) = lines.next() else { return complete.then_some(LINES) };
    match first.text {
        [b'{', ..] => object_first(&first, &mut lines, false),
        [b'['] if first.ended => match lines.next() {
            None => complete.then_some(LINES),
            Some(second) if second.text.starts_with(b"{") => {
                object_first(&second, &mut lines, false)
            }
            Some(_) => Some(VALUES),
        },
        [b'[', rest @ ..] => {
            let text = rest.get(padding(rest)..).unwrap_or_default();
            match (text.first(), text.last()) {
                (None, _) if !complete => None,
                (_, Some(b']')) if first.settled(complete) => Some(VALUES),
                (Some(b'{'), _) => object_first(&HeadLine { text, ..first }, &mut lines, true),
                _ => Some(VALUES),
            }
        }
        _ => foreign_first(&first, &mut lines, head),
    }
    .or_else(|| complete.then_some(VALUES))
}

/// The first record begins with `{`.
fn object_first(first: &HeadLine, lines: &mut HeadLines, in_array: bool) -> Option<Detected> {
    let shape = first.shape();
    if shape == Shape::Several {
        return Some(VALUES);
    }
    if !first.ended {
        return if lines.complete && shape == Shape::Whole { Some(LINES) } else { None };
    }
    let Some(second) = lines.next() else {
        // The only line there is.
        let whole = shape == Shape::Whole;
        return lines.complete.then_some(if whole { LINES } else { VALUES });
    };
    if second.text.starts_with(b"[") && !in_array {
        return Some(VALUES);
    }
    let second_shape = second.shape();
    match shape {
        // `{` alone: the record goes on over many lines.
        Shape::Whole | Shape::Broken if second_shape == Shape::Open && second.ended => Some(VALUES),
        Shape::Broken if second_shape == Shape::Foreign => Some(VALUES),
        Shape::Whole | Shape::Broken => second.settled(lines.complete).then_some(LINES),
        // The value goes on in the second line, or the second line is a record of its own.
        _ if !second.settled(lines.complete) => None,
        _ if second_shape != Shape::Whole => Some(VALUES),
        _ if wraps_records(first.text) => {
            Some(Detected::Json(Framing::Lines { header: second.start }))
        }
        _ if second.text.ends_with(b",") => Some(VALUES),
        _ => match lines.next() {
            None => lines.complete.then_some(LINES),
            Some(third) if third.text.starts_with(b"{") => Some(LINES),
            Some(_) => Some(VALUES),
        },
    }
}

/// The head begins with neither `{` nor `[`: the rest of a record that began in another file,
/// if a whole record follows, otherwise not JSON.
fn foreign_first(first: &HeadLine, lines: &mut HeadLines, head: &[u8]) -> Option<Detected> {
    if head.len() < GUESSED_FROM && !lines.complete {
        return None;
    }
    if is_event_field(first.text) {
        return event_first(lines);
    }
    let foreign = guess(first.text, head);
    if !first.ended {
        return lines.complete.then_some(foreign);
    }
    let Some(second) = lines.next() else { return lines.complete.then_some(foreign) };
    match second.shape() {
        Shape::Whole if second.settled(lines.complete) => Some(LINES),
        Shape::Foreign => Some(foreign),
        _ if second.settled(lines.complete) => Some(foreign),
        _ => None,
    }
}

/// The head begins like server-sent events: they are if there is data among them.
fn event_first(lines: &mut HeadLines) -> Option<Detected> {
    let mut fields = lines.by_ref().take_while(|line| is_event_field(line.text));
    if fields.any(|line| line.text.starts_with(b"data:")) {
        return Some(LINES);
    }
    lines.complete.then_some(Detected::Foreign(UNKNOWN))
}

/// Whether a line opens an object and, in it, the array of records of a database export.
fn wraps_records(line: &[u8]) -> bool {
    let Some(rest) = line.strip_suffix(b"[") else { return false };
    let Some(key) = rest.trim_ascii_end().strip_suffix(b":") else { return false };
    let key = key.trim_ascii_end();
    key.ends_with(b"\"rows\"") || key.ends_with(b"\"docs\"")
}

/// A line of the head that is neither blank nor the length of a record.
struct HeadLine<'a> {
    /// Without padding on either side.
    text: &'a [u8],
    start: usize,
    /// Whether its end was seen.
    ended: bool,
}

/// What a line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// One object, perhaps followed by a comma or the end of an array.
    Whole,
    /// An object and something else after it.
    Several,
    /// The beginning of an object.
    Open,
    /// The beginning of an object, then nonsense, or cut in a string.
    Broken,
    /// Not an object.
    Foreign,
}

impl HeadLine<'_> {
    fn shape(&self) -> Shape {
        if !self.text.starts_with(b"{") {
            return Shape::Foreign;
        }
        match extent(self.text) {
            (Extent::Closed(end), _) => {
                let mut rest = self.text.iter().skip(end);
                let trailing = |byte: &u8| matches!(byte, b',' | b']' | b' ' | b'\r' | b'\t');
                if rest.all(trailing) { Shape::Whole } else { Shape::Several }
            }
            (Extent::Broken(_) | Extent::TooDeep(_), _) => Shape::Broken,
            (Extent::Open, in_string) if in_string && self.ended => Shape::Broken,
            (Extent::Open, _) => Shape::Open,
        }
    }

    /// Whether more bytes could not change the line.
    fn settled(&self, complete: bool) -> bool {
        self.ended || complete
    }
}

/// The lines of the head that hold something.
struct HeadLines<'a> {
    head: &'a [u8],
    at: usize,
    complete: bool,
}

impl<'a> Iterator for HeadLines<'a> {
    type Item = HeadLine<'a>;

    fn next(&mut self) -> Option<HeadLine<'a>> {
        loop {
            self.at += padding(self.head.get(self.at..)?);
            let rest = self.head.get(self.at..).filter(|rest| !rest.is_empty())?;
            let (length, ended) = match memchr::memchr(b'\n', rest) {
                Some(length) => (length, true),
                None => (rest.len(), false),
            };
            let start = self.at;
            self.at += length;
            let text = rest.get(..length)?.trim_ascii_end();
            if !text.iter().all(u8::is_ascii_digit) {
                return Some(HeadLine { text, start, ended });
            }
        }
    }
}

/// Known formats that are not JSON, by their magic bytes.
fn signature(head: &[u8]) -> Option<&'static str> {
    // By the checksum: a post may say "ustar" where a header does.
    if is_tar(head) {
        return Some("a tar archive, too deep in other archives: unpack it and name the folder");
    }
    Some(match head {
        [0xff, 0xfe, 0, 0, ..] | [b'{' | b'[', 0, 0, 0, ..] => {
            "looks like UTF-32 text: convert it with iconv -f UTF-32 -t UTF-8"
        }
        [b'P', b'K', 3 | 5, 4 | 6, ..] => {
            "a zip archive, too deep in other archives: unpack it and name the folder"
        }
        [b'S', b'Q', b'L', b'i', b't', b'e', b' ', b'f', ..] => {
            "looks like a SQLite database or GeoPackage: export its posts as JSON lines"
        }
        [b'P', b'A', b'R', b'1', ..] => "looks like a Parquet file: export its posts as JSON lines",
        [b'7', b'z', 0xbc, 0xaf, ..] | [b'R', b'a', b'r', b'!', ..] => {
            "looks like a 7z or RAR archive: unpack it and name the folder"
        }
        [b'%', b'P', b'D', b'F', ..] => "looks like a PDF file: leave it out",
        [b'<', ..] => "looks like HTML or XML: perhaps an error page was saved, fetch it again",
        _ => return None,
    })
}

/// Bytes of the head that a guess is made from.
const GUESSED_FROM: usize = 1024;

const UNKNOWN: &str = "text of an unknown kind: convert it to JSON lines, or leave it out";

/// The best guess at what a text or binary file without magic bytes is.
fn guess(first_line: &[u8], head: &[u8]) -> Detected {
    let looked_at = head.get(..GUESSED_FROM).unwrap_or(head);
    let separated = first_line.iter().any(|byte| matches!(byte, b',' | b';' | b'\t' | b'|'));
    if looked_at.iter().any(|byte| matches!(byte, 0..=8 | 14..32)) {
        Detected::Foreign("binary data of an unknown kind: leave it out")
    } else if separated {
        Detected::Table("looks like text or a table: if it is a table, add --csv (docs/csv.md)")
    } else {
        Detected::Foreign(UNKNOWN)
    }
}

#[cfg(test)]
#[path = "framing_tests.rs"]
mod tests;
