//! Records that cannot be used: the reason, the place, and the file they are reported in.
//!
//! A bad record never stops a run and never vanishes: it is counted under its [`RejectReason`]
//! and may be written as one line of the reject file. No reject carries content of a post
//! unless the [`RejectWriter`] was made to write it.

use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;

use super::Position;

/// One table for the variants, their stable codes and what they mean.
macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident, $code:literal, $text:literal;)*) => {
        /// Why a record cannot be used.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum RejectReason {
            $($(#[$doc])* $name,)*
        }

        impl RejectReason {
            /// Every reason, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The stable name used in reports and reject files.
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }

        impl fmt::Display for RejectReason {
            /// What the reason means and, after a semicolon, what to do about it. The meaning
            /// is short enough for a line of a report.
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(match self { $(Self::$name => $text,)* })
            }
        }
    };
}

reasons! {
    /// The compressed data ends too early.
    TruncatedArchive, "truncated_archive",
        "the archive ends too early; what came before was read, fetch the file again";
    /// The compressed data is damaged, or asks for too much memory.
    CorruptArchive, "corrupt_archive",
        "the archive is damaged from here on; what came before was read, fetch it again";
    /// The archive has a member that cannot be read: encrypted, sparse, compressed in an unknown
    /// way.
    UnreadableMember, "unreadable_member",
        "cannot be read in its archive; unpack that and name the folder";
    /// The input ends within a record.
    Truncated, "truncated",
        "the input ends in the middle of a record; fetch the rest, or let the collector finish";
    /// The record is longer than the document limit.
    TooLong, "too_long",
        "longer than the document limit; raise the limit if it is a real record";
    /// Brackets are nested deeper than any post nests them.
    TooDeep, "too_deep",
        "brackets nested deeper than in any post; it is not a post";
    /// The input is not JSON at all.
    NotJson, "not_json",
        "neither JSON nor a table of posts; convert it to JSON lines, or leave it out";
    /// The record is not valid JSON.
    InvalidJson, "invalid_json",
        "the record is not valid JSON; look at the position, often a line was cut or overwritten";
    /// A row of a table has more or fewer columns than the first.
    RaggedRow, "ragged_row",
        "the row has another number of columns; look for delimiters or quotes in its text";
    /// A quote in a table is not closed, or closed in the middle of a cell.
    BadQuote, "bad_quote",
        "a quote is not closed where it should be; double the quotes within cells";
    /// The record is JSON, but nothing that any known format has.
    UnknownShape, "unknown_shape",
        "neither a post nor a notice; JSON of another kind, leave it out or convert it";
    /// The post has no id.
    MissingId, "missing_id",
        "the post has no id; without it repeated posts cannot be told apart";
    /// The id is not an unsigned integer.
    BadId, "bad_id",
        "the id is not a whole number; a spreadsheet may have rounded it, use the original dump";
    /// The time is in no known form.
    BadTime, "bad_time",
        "the creation time is in no known form; convert it to 2018-10-10T20:19:24Z";
    /// The time is before 1970 or after 2099.
    TimeOutOfRange, "time_out_of_range",
        "created before 1970 or after 2099; look where that time comes from";
    /// Coordinates are not numbers, or not on the globe.
    BadCoordinates, "bad_coordinates",
        "coordinates off the globe; longitude and latitude may be swapped";
}

/// A record that cannot be used. Never holds content of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Name of the input it came from.
    pub source: Arc<str>,
    /// Where the record begins.
    pub position: Position,
    /// Why it cannot be used.
    pub reason: RejectReason,
    /// Particulars: offsets, names of fields, limits. Never content.
    pub detail: Option<String>,
}

impl fmt::Display for Reject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, byte } = self.position;
        write!(formatter, "{}, line {line}, byte {byte}: {}", self.source, self.reason)?;
        match &self.detail {
            Some(detail) => write!(formatter, " ({detail})"),
            None => Ok(()),
        }
    }
}

/// Content of a record beyond this many bytes is left out of the reject file.
pub(super) const CONTENT_LIMIT: usize = 64 * 1024;

/// As much of a record's content as a reject file takes.
pub(crate) fn excerpt(content: &[u8]) -> &[u8] {
    content.get(..CONTENT_LIMIT).unwrap_or(content)
}

/// Writes rejects as JSON lines, flushed when the caller flushes.
///
/// Each line has `source`, `line`, `byte`, `reason` and `detail`; `content` only if asked for.
#[derive(Debug)]
pub struct RejectWriter<W> {
    out: W,
    with_content: bool,
}

#[derive(Serialize)]
struct Row<'a> {
    source: &'a str,
    line: u64,
    byte: u64,
    reason: &'static str,
    detail: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<String>,
}

impl<W: Write> RejectWriter<W> {
    /// A writer that keeps the content of records out of the file.
    pub fn new(out: W) -> Self {
        Self { out, with_content: false }
    }

    /// Whether to write the first 64 KiB of each record's content, too.
    #[must_use]
    pub fn with_content(mut self, with_content: bool) -> Self {
        self.with_content = with_content;
        self
    }

    /// Writes one reject. `content` is the record itself, where it is at hand.
    ///
    /// # Errors
    ///
    /// When the underlying writer fails.
    pub fn write(&mut self, reject: &Reject, content: Option<&[u8]>) -> io::Result<()> {
        let row = Row {
            source: &reject.source,
            line: reject.position.line,
            byte: reject.position.byte,
            reason: reject.reason.code(),
            detail: reject.detail.as_deref(),
            content: content.filter(|_| self.with_content).map(readable),
        };
        serde_json::to_writer(&mut self.out, &row)?;
        self.out.write_all(b"\n")
    }

    /// Hands back the writer below.
    pub fn into_inner(self) -> W {
        self.out
    }

    /// Flushes the writer below.
    ///
    /// # Errors
    ///
    /// When the underlying writer fails.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The beginning of a record as text; bytes that are not UTF-8 become U+FFFD.
fn readable(content: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(excerpt(content)).into_owned();
    // U+FFFD is longer than what it replaces, and the cut may have split a character.
    text.truncate(text.floor_char_boundary(CONTENT_LIMIT));
    text
}

#[cfg(test)]
#[path = "reject_tests.rs"]
mod tests;
