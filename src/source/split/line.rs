//! One line of a file of JSON lines, stripped of what is not part of its record.
//!
//! The rules look at nothing but the line, so any worker can apply them to any block. They
//! cover JSON lines, arrays with one element a line, and streams whose records are announced by
//! their length (`delimited=length`), with the line ends and paddings people meet.

use std::ops::Range;

use super::structure::{Extent, extent};

/// What a line holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing: white space, a keep-alive, a run of NUL bytes.
    Blank,
    /// The length of the next record.
    Length,
    /// Nothing but brackets and commas of an array around the records.
    Bracket,
    /// A field of a server-sent event without data, or a comment.
    Field,
    /// A record, at these indices.
    Record(Range<usize>),
}

const BYTE_ORDER_MARK: &[u8; 3] = b"\xef\xbb\xbf";

/// White space, NUL, and the record separator of JSON text sequences (RFC 7464).
fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r' | 0 | 0x1e)
}

/// How many bytes come first that no kind of file needs: line ends, NUL, byte order marks. A
/// tab may be an empty cell.
pub(super) fn margin(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(rest) = bytes.get(at..) {
        match rest.first() {
            Some(b'\n' | b'\r' | 0 | 0x1e) => at += 1,
            Some(_) if rest.starts_with(BYTE_ORDER_MARK) => at += BYTE_ORDER_MARK.len(),
            _ => break,
        }
    }
    at
}

/// How many bytes of padding come first: white space, NUL, byte order marks.
pub(super) fn padding(bytes: &[u8]) -> usize {
    // Crashed machines leave zero bytes by the gigabyte.
    const ZEROS: [u8; 256] = [0; 256];
    let mut at = 0;
    while let Some(rest) = bytes.get(at..) {
        match rest.first() {
            Some(0) if rest.starts_with(&ZEROS) => at += ZEROS.len(),
            Some(&byte) if is_blank(byte) => at += 1,
            Some(_) if rest.starts_with(BYTE_ORDER_MARK) => at += BYTE_ORDER_MARK.len(),
            _ => break,
        }
    }
    at
}

/// `bytes` without a byte order mark at their end whose rest is yet to come.
pub(super) fn without_partial_mark(bytes: &[u8]) -> &[u8] {
    let [first, second, _] = *BYTE_ORDER_MARK;
    bytes.strip_suffix(&[first]).or(bytes.strip_suffix(&[first, second])).unwrap_or(bytes)
}

/// `bytes` without what `strip` matches at its end.
fn trim_end(bytes: &[u8], strip: impl Fn(u8) -> bool) -> &[u8] {
    let length = bytes.iter().rposition(|&byte| !strip(byte)).map_or(0, |last| last + 1);
    &bytes[..length]
}

/// `bytes` without white space, padding and commas at their end.
pub(super) fn trimmed_end(bytes: &[u8]) -> &[u8] {
    trim_end(bytes, |byte| byte == b',' || is_blank(byte))
}

/// Finds the record of a line. `wrapped`: the records lie in an array within an object, whose
/// brackets may close on the last record's line.
pub(super) fn parse(line: &[u8], wrapped: bool) -> Line {
    if let [b'{', .., b'}'] = line
        && !(wrapped && may_close_wrapper(line))
    {
        return Line::Record(0..line.len());
    }
    let mut start = padding(line);
    let text = trim_end(&line[start..], is_blank);
    if text.is_empty() {
        return Line::Blank;
    }
    if text.iter().all(u8::is_ascii_digit) {
        return Line::Length;
    }
    if is_event_field(text) {
        let Some(data) = text.strip_prefix(b"data:") else { return Line::Field };
        let start = start + text.len() - data.len() + padding(data);
        return Line::Record(start..start + data.len() - padding(data));
    }
    let is_bracket = |&byte: &u8| matches!(byte, b'[' | b']' | b',') || is_blank(byte);
    if text.iter().all(is_bracket) || closes_wrapper(text) {
        return Line::Bracket;
    }
    let mut text = trimmed_end(text);
    let commas = text.iter().take_while(|&&byte| byte == b',' || is_blank(byte)).count();
    text = &text[commas..];
    start += commas;
    // `[{…},` begins an array, `{…}]` ends one; `[…]` is a record of its own.
    if let [b'[', rest @ ..] = text
        && !text.ends_with(b"]")
    {
        let opening = 1 + padding(rest);
        text = &text[opening..];
        start += opening;
    }
    if let [b'{', .., b']'] = text {
        text = trim_end(text, |byte| matches!(byte, b']' | b',') || is_blank(byte));
    }
    if wrapped
        && may_close_wrapper(text)
        && let (Extent::Closed(end), _) = extent(text)
    {
        text = &text[..end];
    }
    if text.is_empty() {
        return Line::Bracket;
    }
    Line::Record(start..start + text.len())
}

/// Whether a line is a field of a server-sent event (WHATWG HTML, "Server-sent events"). No
/// part of a JSON record may look like one, however it is cut: nothing may vanish.
pub(super) fn is_event_field(text: &[u8]) -> bool {
    const LONGEST_WORD: usize = 64;
    let is_word = |rest: &[u8]| {
        let plain = |&byte: &u8| byte.is_ascii_alphanumeric() || b" ._:()-".contains(&byte);
        rest.len() <= LONGEST_WORD && rest.iter().all(plain)
    };
    let Some(colon) = memchr::memchr(b':', text.get(..6).unwrap_or(text)) else { return false };
    match text.split_at_checked(colon) {
        Some((b"data", [_, data @ ..])) => {
            data.get(padding(data)).is_some_and(|first| matches!(first, b'{' | b'[' | b'0'..=b'9'))
        }
        Some((b"" | b"event" | b"id" | b"retry", [_, rest @ ..])) => is_word(rest),
        _ => false,
    }
}

/// Whether the last two characters, white space aside, are `]}`.
fn may_close_wrapper(text: &[u8]) -> bool {
    text.strip_suffix(b"}").is_some_and(|text| trim_end(text, is_blank).ends_with(b"]"))
}

/// `]}`, the end of an array within an object.
fn closes_wrapper(text: &[u8]) -> bool {
    let mut rest = text.iter().filter(|&&byte| !is_blank(byte));
    rest.next() == Some(&b']') && rest.next() == Some(&b'}') && rest.all(|&byte| byte == b',')
}

#[cfg(test)]
#[path = "line_tests.rs"]
mod tests;
