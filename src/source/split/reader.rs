//! Reads one input from end to end and cuts it into blocks.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use memchr::{memchr, memchr_iter, memrchr};

use super::block::{Block, Content, Position, Span, too_long};
use super::framing::{Detected, Framing, detect};
use super::line::{self, Line};
use super::rows::Rows;
use super::scanner::{Found, Scanner};
use super::structure::{Extent, extent};
use super::trace::Trace;
use super::window::{Growth, Window};
use crate::source::format::csv::OpenError;
use crate::source::open::{Compression, Stop, Stream, Text};
use crate::source::reject::CONTENT_LIMIT;
use crate::source::{Format, Input, Mapping, RejectReason, SourceError, Table};

/// How to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// About how many bytes make a block, decompressed.
    pub block_bytes: usize,
    /// Longer documents are rejected; in bytes.
    pub document_limit: usize,
    /// Whether a record that the end of the input cuts is left for when its rest has come,
    /// instead of being rejected: so of files that are still being written.
    pub wait_for_rest: bool,
    /// A stream that has no record in so many bytes is read no further: it is a decompression
    /// bomb, or what a crashed disk left. Twice the document limit if that is more.
    pub barren_limit: u64,
    /// What the input is.
    pub format: Format,
    /// What the columns of tables are; guessed if not given.
    pub mapping: Option<Arc<Mapping>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            block_bytes: 1 << 20,
            document_limit: 16 << 20,
            wait_for_rest: false,
            barren_limit: 1 << 30,
            format: Format::Auto,
            mapping: None,
        }
    }
}

/// The shortest head of a stream that a framing is told from when there is more.
const HEAD: usize = 64 * 1024;

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

/// A line that is too long: what its reject is made of at its end.
pub(super) struct SkippedLine {
    wrapped: bool,
    start: Position,
    content: Vec<u8>,
}

/// Reads one input: decompressed, split, in blocks.
pub struct Reader<'a> {
    pub(super) source: Arc<str>,
    pub(super) text: Text<'a>,
    pub(super) window: Window,
    pub(super) state: State,
    /// No more bytes will come.
    complete: bool,
    /// The pipe below has no more bytes at the moment.
    lull: bool,
    /// Bytes passed over since the last record.
    barren: u64,
    /// Why no more bytes will come, if that is not because the input ended.
    damage: Option<(RejectReason, Option<String>)>,
    options: Options,
    /// How the rows are read, if it is a table.
    table: Option<Arc<Table>>,
    /// A block that was read ahead.
    pub(super) held: Option<Block>,
    /// A reject of the next block that was found already.
    carried: Option<Span>,
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
    fn pass_over(&mut self, count: usize) {
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

    pub(super) fn find_framing(&mut self) -> Result<Option<Block>, SourceError> {
        let margin = line::margin(self.window.bytes());
        self.pass_over(margin);
        let head = self.window.bytes();
        let limit = HEAD.max(self.options.document_limit);
        let shown = head.get(..limit).unwrap_or(head);
        let complete = self.complete || head.len() >= limit;
        let detected = match self.options.format {
            Format::Csv if !shown.is_empty() || !complete => {
                Some(Detected::Table("no columns are in it; name its --csv delimiter"))
            }
            _ => detect(shown, complete),
        };
        match detected {
            None => self.grow_head()?,
            Some(Detected::Json(Framing::Lines { header })) => {
                self.window.drop_front(header);
                self.state = State::Lines { wrapped: header > 0 };
            }
            Some(Detected::Json(Framing::Values)) => {
                let scanner = Scanner::new(self.options.document_limit);
                self.state = State::Values(Box::new(Cutter::Values(scanner)));
            }
            Some(Detected::Table(what)) if self.options.format.may_be_table() => {
                let mapping = self.options.mapping.clone();
                let certainly = self.options.format == Format::Csv;
                match Table::open(shown, complete, certainly, mapping.as_deref()) {
                    Ok(table) => self.begin_table(table),
                    Err(OpenError::More) => self.grow_head()?,
                    Err(OpenError::NoTable) => self.end_foreign(what),
                    Err(OpenError::Table(source)) => {
                        self.state = State::End;
                        let name = self.source.to_string();
                        return Err(SourceError::Table { name, source: Box::new(source) });
                    }
                }
            }
            Some(Detected::Table(what) | Detected::Foreign(what)) => self.end_foreign(what),
        }
        Ok(None)
    }

    /// Reads twice as much of the head each time, so that looking again costs no more than
    /// looking.
    fn grow_head(&mut self) -> Result<(), SourceError> {
        let length = self.window.bytes().len();
        self.grow(self.options.block_bytes.max(length), length > HEAD)
    }

    fn begin_table(&mut self, table: Table) {
        self.window.drop_front(table.header_bytes());
        let rows = table.rows(&self.options);
        self.state = State::Values(Box::new(Cutter::Rows(rows)));
        self.table = Some(Arc::new(table));
    }

    /// The input is none of the known formats.
    fn end_foreign(&mut self, what: &str) {
        self.state = State::End;
        self.window.settle();
        self.damage = Some((RejectReason::NotJson, Some(what.to_owned())));
    }

    fn next_lines(&mut self, wrapped: bool) -> Result<Option<Block>, SourceError> {
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
    fn skip_line(&mut self) -> Result<Option<Block>, SourceError> {
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

    /// The first record of the window is cut by the end of the stream. If the archive is cut,
    /// its reject stands for the record's.
    fn cut(&mut self) {
        self.state = State::End;
        self.window.settle();
        self.damage.get_or_insert((RejectReason::Truncated, None));
    }

    fn next_values(&mut self) -> Result<Option<Block>, SourceError> {
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

    /// A block of the first `length` bytes of the window.
    fn lines(&mut self, length: usize, wrapped: bool) -> Block {
        self.block(length, Content::Lines { wrapped, limit: self.options.document_limit })
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

    fn block(&mut self, length: usize, content: Content) -> Block {
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
