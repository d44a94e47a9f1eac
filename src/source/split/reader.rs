//! Reads one input from end to end and cuts it into blocks.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use memchr::memchr;

use super::block::{Block, Content, Position, Span};
use super::lines::SkippedLine;
use super::options::Options;
use super::trace::Trace;
use super::values::Cutter;
use super::window::{Growth, Window};
use crate::source::open::{Compression, Stop, Stream, Text};
use crate::source::{Input, RejectReason, SourceError, Table};

/// How the rest of the stream is read.
pub(super) enum State {
    /// The framing is not known yet.
    Head,
    Lines {
        wrapped: bool,
    },
    /// In a line that is too long, until its end.
    SkippedLine(Box<SkippedLine>),
    Values(Box<Cutter>),
    /// Everything was given away.
    End,
}

/// Reads one input: decompressed, split, in blocks.
pub struct Reader<'a> {
    pub(super) source: Arc<str>,
    pub(super) text: Text<'a>,
    pub(super) window: Window,
    pub(super) state: State,
    /// No more bytes will come.
    pub(super) complete: bool,
    /// The pipe below has no more bytes at the moment.
    pub(super) lull: bool,
    /// Bytes passed over since the last record.
    barren: u64,
    /// Why no more bytes will come, if that is not because the input ended.
    pub(super) damage: Option<(RejectReason, Option<String>)>,
    pub(super) options: Options,
    /// How the rows are read, if it is a table.
    pub(super) table: Option<Arc<Table>>,
    /// A block that was read ahead.
    pub(super) held: Option<Block>,
    /// A reject of the next block that was found already.
    pub(super) carried: Option<Span>,
}

impl Reader<'static> {
    /// Opens an input. Archives are read with [`Content`](crate::source::Content) instead.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, or its first bytes cannot be read.
    pub fn open(input: &Input, options: &Options) -> Result<Self, SourceError> {
        Self::of_stream(Arc::from(input.name()), input.stream()?, options)
    }
}

impl<'a> Reader<'a> {
    /// Reads from any reader; `name` is used in reports.
    ///
    /// # Errors
    ///
    /// When the first bytes cannot be read.
    pub fn from_read(
        name: &str,
        reader: impl Read + Send + 'a,
        options: &Options,
    ) -> Result<Self, SourceError> {
        Self::of_stream(Arc::from(name), Stream::of_input(Box::new(reader), false), options)
    }

    /// Reads from a pipe or the like: when it gives fewer bytes than it is asked for, the records
    /// that came are given on at once.
    ///
    /// # Errors
    ///
    /// When the first bytes cannot be read.
    pub fn from_live(
        name: &str,
        reader: impl Read + Send + 'a,
        options: &Options,
    ) -> Result<Self, SourceError> {
        Self::of_stream(Arc::from(name), Stream::of_input(Box::new(reader), true), options)
    }

    pub(in crate::source) fn of_stream(
        source: Arc<str>,
        stream: Stream<'a>,
        options: &Options,
    ) -> Result<Self, SourceError> {
        let mut text = Text::new(stream);
        if let Some(error) = text.failure_at_once() {
            return Err(SourceError::Read {
                name: source.to_string(),
                compressed_bytes: 0,
                decompressed_bytes: 0,
                source: error,
            });
        }
        Ok(Self::new(source, text, Window::new(), State::Head, options))
    }

    pub(super) fn new(
        source: Arc<str>,
        text: Text<'a>,
        window: Window,
        state: State,
        options: &Options,
    ) -> Self {
        Self {
            source,
            text,
            window,
            state,
            complete: false,
            lull: false,
            barren: 0,
            damage: None,
            options: Options {
                block_bytes: options.block_bytes.max(1),
                barren_limit: options.barren_limit.max(2 * options.document_limit as u64),
                ..options.clone()
            },
            table: None,
            held: None,
            carried: None,
        }
    }

    /// How the input is compressed.
    pub fn compression(&self) -> Compression {
        self.text.compression()
    }

    /// Bytes of the input used so far, as stored (compressed).
    pub fn bytes_read(&self) -> u64 {
        self.text.counter().load(Ordering::Relaxed)
    }

    /// The counter of these bytes, to be looked at from elsewhere.
    pub fn progress(&self) -> Arc<AtomicU64> {
        Arc::clone(self.text.counter())
    }

    /// How rows are read, if the input is a table; known from the first block on.
    pub fn table(&self) -> Option<&Table> {
        self.table.as_deref()
    }

    /// Where the last block ended in the decompressed stream; of UTF-16, in UTF-8.
    pub fn position(&self) -> Position {
        self.window.start()
    }

    /// The stream up to the last whole record of the last block: from here another reader can
    /// go on, see [`Reader::go_behind`]. Before [`Reader::position`] if the last block
    /// [is unfinished](Block::is_unfinished).
    pub fn trace(&self) -> &Trace {
        self.window.trace()
    }

    /// The next block, or `None` at the end.
    ///
    /// # Errors
    ///
    /// When the input itself fails: the disk, the network. Damaged content is no error but a
    /// reject in a block. After an error the reader is at its end.
    pub fn next_block(&mut self) -> Result<Option<Block>, SourceError> {
        if let Some(block) = self.held.take() {
            return Ok(Some(block));
        }
        loop {
            self.end_if_barren();
            let block = match &mut self.state {
                State::Head => self.find_framing()?,
                State::Lines { wrapped } => {
                    let wrapped = *wrapped;
                    self.next_lines(wrapped)?
                }
                State::SkippedLine(_) => self.skip_line()?,
                State::Values(_) => self.next_values()?,
                State::End => return Ok(self.last_reject()),
            };
            if block.is_some() {
                return Ok(block);
            }
        }
    }

    /// Reads about `count` bytes more, of a pipe what it has; with `line`, at least a line end.
    /// Notes the end of the stream and its damage.
    pub(super) fn grow(&mut self, count: usize, line: bool) -> Result<(), SourceError> {
        let wanted = self.window.bytes().len() + count;
        loop {
            let before = self.window.bytes().len();
            match self.window.grow(&mut self.text, wanted - before) {
                Ok(Growth::Lull) if line => {
                    let new = self.window.bytes().get(before..).unwrap_or_default();
                    if memchr(b'\n', new).is_none() {
                        continue;
                    }
                    self.lull = true;
                }
                Ok(growth) => {
                    self.lull = growth == Growth::Lull;
                    self.complete = growth == Growth::End;
                }
                Err(Stop::Damage { reason, detail }) => {
                    self.complete = true;
                    self.damage = Some((reason, Some(detail)));
                }
                Err(Stop::Failure(source)) => {
                    self.complete = true;
                    self.state = State::End;
                    let read = self.window.start().byte + self.window.bytes().len() as u64;
                    return Err(SourceError::Read {
                        name: self.source.to_string(),
                        compressed_bytes: self.bytes_read(),
                        decompressed_bytes: read,
                        source,
                    });
                }
            }
            return Ok(());
        }
    }

    /// Drops the first bytes of the window, which hold no record.
    pub(super) fn pass_over(&mut self, count: usize) {
        self.window.drop_front(count);
        self.barren += count as u64;
    }

    fn end_if_barren(&mut self) {
        let limit = self.options.barren_limit;
        if self.barren > limit {
            self.state = State::End;
            self.barren = 0;
            let detail = format!("no record in {limit} bytes; the rest was not read");
            self.damage = Some((RejectReason::CorruptArchive, Some(detail)));
        }
    }

    /// The first record of the window is cut by the end of the stream. If the archive is cut,
    /// its reject stands for the record's.
    pub(super) fn cut(&mut self) {
        self.state = State::End;
        self.window.settle();
        self.damage.get_or_insert((RejectReason::Truncated, None));
    }

    /// A block that holds nothing but a reject: of the first `length` bytes of the window.
    fn reject(&mut self, length: usize, rejection: (RejectReason, Option<String>)) -> Block {
        let line = self.window.start().line;
        let spans = vec![Span { range: 0..0, line, reject: Some(rejection) }];
        self.block(length, Content::Values { spans, lengths: 0 })
    }

    /// The reject for what is missing at the end, once.
    fn last_reject(&mut self) -> Option<Block> {
        if let Some(span) = self.carried.take() {
            return Some(self.block(0, Content::Values { spans: vec![span], lengths: 0 }));
        }
        let damage = self.damage.take()?;
        self.window.settle();
        if self.options.wait_for_rest
            && matches!(damage.0, RejectReason::Truncated | RejectReason::TruncatedArchive)
        {
            return None;
        }
        let content = match damage.0 {
            RejectReason::NotJson => 0,
            _ => self.window.bytes().len(),
        };
        let mut block = self.reject(content, damage);
        block.unfinished = true;
        Some(block)
    }

    pub(super) fn block(&mut self, length: usize, content: Content) -> Block {
        self.barren = 0;
        let start = self.window.start();
        let buffer = if length == 0 { Vec::new() } else { self.window.split_front(length) };
        let pool = self.window.pool().clone();
        let usual = self.options.block_bytes;
        Block {
            source: Arc::clone(&self.source),
            start,
            buffer,
            length,
            content,
            pool,
            table: self.table.clone(),
            usual,
            from: 0,
            unfinished: false,
        }
    }
}

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;
