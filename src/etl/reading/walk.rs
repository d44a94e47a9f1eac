//! The way of one thread through an input, and through whatever lies in it.

use super::{Begun, Flow, Meter, Read, Reading, Waiting, Whole};
use crate::etl::journal::{Journal, Mark};
use crate::source::{
    Archive, Block, Content, Entry, Input, Member, Position, Reader, Reject, RejectReason,
    SourceError, Table,
};
use crate::store::Ingest;
use crossbeam_channel::Sender;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Longer members of archives are not copied; in bytes, as they lie in the archive.
const COPY_LIMIT: usize = 8 << 20;

/// What was read of an input and is not yet on the meter.
pub(super) struct Progress<'run> {
    pub meter: &'run Meter,
    /// Bytes of the input used so far.
    pub counter: Option<Arc<AtomicU64>>,
    pub told: u64,
}

impl Progress<'_> {
    fn tell(&mut self) {
        let now = self.counter.as_ref().map_or(0, |counter| counter.load(Relaxed));
        self.meter.bytes.fetch_add(now.saturating_sub(self.told), Relaxed);
        self.told = now;
    }
}

/// The way of one thread through an input or a copied member, and whatever lies in it.
pub(super) struct Walk<'run> {
    pub reading: &'run Reading,
    pub sender: &'run Sender<Read>,
    pub number: usize,
    pub input: &'run Input,
    /// The input, if it is an archive.
    pub archive: Option<Arc<Whole>>,
    /// `None` for a copied member, whose bytes counted when they were copied.
    pub progress: Option<Progress<'run>>,
}

impl Walk<'_> {
    /// Reads a source to its end, or on from where an earlier run left it: `from`, or what the
    /// journal knows of a member.
    pub fn source(
        &mut self,
        number: usize,
        name: &Arc<str>,
        content: Result<Content<'_>, SourceError>,
        from: Option<Ingest>,
    ) -> Flow {
        let read = match content {
            Ok(Content::Records(reader)) => self.records(number, name, *reader, from),
            Ok(Content::Archive(archive)) => self.members(number, name, archive),
            Err(error) => ControlFlow::Continue(Err(error)),
        };
        self.tell();
        let end = read?;
        if end.is_err() {
            self.note_broken();
        } else if self.archive.as_ref().is_some_and(|archive| archive.source == number) {
            // Others may still read of it; the last one tells.
            return Flow::Continue(());
        }
        self.send(Read::End(number, end))
    }

    /// A source that is in the store as it is.
    pub fn known(&self, number: usize, name: String, ingest: Ingest) -> Flow {
        self.send(Read::Begun(number, Begun { name, from: Some(ingest), known: true }))?;
        self.send(Read::End(number, Ok(None)))
    }

    fn records(
        &mut self,
        number: usize,
        name: &Arc<str>,
        mut reader: Reader<'_>,
        mut from: Option<Ingest>,
    ) -> ControlFlow<(), Result<Option<Mark>, SourceError>> {
        self.watch(&reader.progress());
        let (reading, log_name) = (self.reading, self.log_name(name));
        if self.archive.is_some() {
            let on_the_way = |_| reading.flow();
            match reading.journal.go_on_in_member(&log_name, &mut reader, &on_the_way) {
                Ok(known) => from = known,
                Err(error) => return ControlFlow::Continue(Err(error)),
            }
            reading.flow()?;
        }
        self.send(Read::Begun(number, Begun { name: log_name, from, known: false }))?;
        let mut guess_is_told = false;
        loop {
            let block = match reader.next_block() {
                Ok(Some(block)) => block,
                Ok(None) => break,
                Err(error) => return ControlFlow::Continue(Err(error)),
            };
            if let Some(mapping) = block.table().and_then(Table::guessed)
                && !guess_is_told
            {
                tracing::warn!(
                    "{name}: read by a guess; to fix it, save it and add --csv\n{}",
                    mapping.to_toml()
                );
                guess_is_told = true;
            }
            self.tell();
            self.send(Read::Block(number, block, Journal::mark(&reader)))?;
        }
        let file = match &self.archive {
            Some(archive) => archive.file.clone(),
            None => reading.journal.file(self.input),
        };
        ControlFlow::Continue(Ok(Some(reading.journal.end(&reader, file))))
    }

    /// Reads or hands on each member of an archive.
    fn members(
        &mut self,
        number: usize,
        name: &Arc<str>,
        mut archive: Archive<'_>,
    ) -> ControlFlow<(), Result<Option<Mark>, SourceError>> {
        let progress = archive.progress();
        self.watch(&progress);
        if self.archive.is_none() {
            let file = self.reading.journal.file(self.input);
            let whole = Whole { source: number, file, broken: AtomicBool::new(false) };
            self.archive = Some(Arc::new(whole));
            let begun = Begun { name: self.log_name(name), from: None, known: false };
            self.send(Read::Begun(number, begun))?;
        }
        loop {
            match archive.next_entry() {
                Ok(Some(Entry::Member(member))) => self.member(name, member)?,
                Ok(Some(Entry::Reject { member, byte, reason, detail })) => {
                    if member.is_none()
                        && reason == RejectReason::TruncatedArchive
                        && self.reading.options.wait_for_rest
                    {
                        self.note_broken();
                        continue;
                    }
                    let source = match member {
                        Some(member) => Arc::from(format!("{name}::{member}")),
                        None => Arc::clone(name),
                    };
                    let position = Position { line: 1, byte };
                    let reject = Reject { source, position, reason, detail: Some(detail) };
                    let mark = Journal::of_archive(None);
                    self.send(Read::Block(number, Block::of_reject(reject), mark))?;
                }
                Ok(Some(Entry::PassedOver)) => self.reading.flow()?,
                // The mark of its end is set when all of its members are read.
                Ok(None) => return ControlFlow::Continue(Ok(None)),
                Err(source) => {
                    return ControlFlow::Continue(Err(SourceError::Read {
                        name: name.to_string(),
                        compressed_bytes: progress.load(Relaxed),
                        decompressed_bytes: 0,
                        source,
                    }));
                }
            }
            self.tell();
        }
    }

    fn member(&mut self, archive: &Arc<str>, member: Member<'_>) -> Flow {
        let reading = self.reading;
        let (number, name) = reading.sources().meet(&format!("{archive}::{}", member.name()));
        let log_name = self.log_name(&name);
        let file = self.archive.as_ref().and_then(|archive| archive.file.as_deref());
        if let Some(ingest) = reading.journal.known_member(&log_name, file) {
            return self.known(number, log_name, ingest);
        }
        let room = reading.queue.room().min(COPY_LIMIT);
        let member = match &self.archive {
            Some(archive) if room > 0 => match member.copy(room) {
                Ok(member) => {
                    let (length, archive) = (member.len(), Arc::clone(archive));
                    let input = self.number;
                    let waiting = Waiting { source: number, name, member, input, archive };
                    reading.queue.put(waiting, length);
                    return Flow::Continue(());
                }
                Err(member) => member,
            },
            _ => member,
        };
        let content = Content::of_member(Arc::clone(&name), member, &reading.options);
        self.source(number, &name, content, None)
    }

    /// The name of a source in the store's log: that of the input there, and the member's.
    fn log_name(&self, name: &str) -> String {
        let member = name.strip_prefix(&self.input.name()).unwrap_or_default();
        self.reading.journal.name(self.input) + member
    }

    /// Ends the walk. The last one through an archive says how far it was read.
    pub fn let_go(mut self, flow: Flow) -> Flow {
        if flow.is_break() {
            self.note_broken();
        }
        let Some(whole) = self.archive.take().and_then(Arc::into_inner) else { return flow };
        flow?;
        let Whole { source, file, broken } = whole;
        let mark = Some(file).filter(|file| file.is_some() && !broken.into_inner());
        self.send(Read::End(source, Ok(mark.map(Journal::of_archive))))
    }

    fn note_broken(&self) {
        if let Some(archive) = &self.archive {
            archive.broken.store(true, Relaxed);
        }
    }

    /// The first counter to be watched is that of the input itself.
    fn watch(&mut self, counter: &Arc<AtomicU64>) {
        if let Some(Progress { counter: watched @ None, .. }) = &mut self.progress {
            *watched = Some(Arc::clone(counter));
        }
    }

    fn tell(&mut self) {
        if let Some(progress) = &mut self.progress {
            progress.tell();
        }
    }

    fn send(&self, message: Read) -> Flow {
        if self.sender.send(message).is_err() {
            return Flow::Break(());
        }
        self.reading.flow()
    }
}
