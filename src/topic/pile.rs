//! One record per post, topic and group: what makes each post count once, however often and
//! in whatever order a dump holds it.
//!
//! Records are sorted and those of the same post, topic and group become one. What does not fit
//! into memory waits on the disk as sorted runs (in files without a name, of hashes under a key
//! that is gone with the process), which are merged in the end.

use crate::indicator::day::Day;
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek as _, Write as _};
use std::mem::size_of;

/// More runs than this are merged into one: each takes a buffer and a file.
const MOST_RUNS: usize = 64;
/// Bytes of a record on the disk.
const STORED: usize = 22;

/// That a post counts for a topic and a group. The order is the one they are merged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Record {
    /// Hash of the post's id.
    pub post: u64,
    pub topic: u16,
    pub group: u32,
    /// Copies of a post may disagree; the earliest day counts.
    pub day: Day,
    /// How often; of several copies the greatest number counts.
    pub count: u32,
}

/// All records of a run.
#[derive(Debug)]
pub(super) struct Pile {
    /// In memory, settled.
    kept: Vec<Record>,
    /// How many may be.
    limit: usize,
    runs: Vec<File>,
}

impl Record {
    fn is_of(&self, other: &Record) -> bool {
        (self.post, self.topic, self.group) == (other.post, other.topic, other.group)
    }

    fn store(&self) -> [u8; STORED] {
        let mut bytes = [0; STORED];
        let day = self.day - Day::EPOCH;
        let fields = self.post.to_le_bytes().into_iter().chain(self.topic.to_le_bytes());
        let fields = fields.chain(self.group.to_le_bytes()).chain(day.to_le_bytes());
        let fields = fields.chain(self.count.to_le_bytes());
        bytes.iter_mut().zip(fields).for_each(|(byte, field)| *byte = field);
        bytes
    }

    fn restore(bytes: &[u8; STORED]) -> Option<Self> {
        let (post, rest) = bytes.split_first_chunk()?;
        let (topic, rest) = rest.split_first_chunk()?;
        let (group, rest) = rest.split_first_chunk()?;
        let (day, rest) = rest.split_first_chunk()?;
        Some(Self {
            post: u64::from_le_bytes(*post),
            topic: u16::from_le_bytes(*topic),
            group: u32::from_le_bytes(*group),
            day: Day::EPOCH + i32::from_le_bytes(*day),
            count: u32::from_le_bytes(*rest.first_chunk()?),
        })
    }
}

impl Pile {
    /// An empty one that keeps so many bytes of records in memory.
    pub(super) fn new(bytes: usize) -> Self {
        let limit = (bytes / size_of::<Record>()).max(1);
        Self { kept: Vec::new(), limit, runs: Vec::new() }
    }

    /// Adds records, in any order and with repetitions.
    pub(super) fn add(&mut self, mut records: Vec<Record>) -> io::Result<()> {
        self.kept.append(&mut records);
        settle(&mut self.kept);
        if self.kept.len() > self.limit {
            let kept = std::mem::take(&mut self.kept);
            let run = write(|put| kept.iter().try_for_each(put))?;
            self.runs.push(run);
            if self.runs.len() >= MOST_RUNS {
                let runs = std::mem::take(&mut self.runs);
                let run = write(|put| merge(runs, &[], put))?;
                self.runs.push(run);
            }
        }
        Ok(())
    }

    /// Gives each record once, in their order.
    pub(super) fn each(self, mut take: impl FnMut(&Record)) -> io::Result<()> {
        merge(self.runs, &self.kept, &mut |record| {
            take(record);
            Ok(())
        })
    }
}

/// Sorts, and makes one of those that belong together.
fn settle(records: &mut Vec<Record>) {
    records.par_sort_unstable();
    records.dedup_by(|later, kept| {
        let same = later.is_of(kept);
        if same {
            kept.count = kept.count.max(later.count);
        }
        same
    });
}

type Put<'p> = &'p mut dyn FnMut(&Record) -> io::Result<()>;

/// A run on the disk, made of what is put there.
fn write(fill: impl FnOnce(Put<'_>) -> io::Result<()>) -> io::Result<File> {
    let mut buffer = BufWriter::new(tempfile::tempfile()?);
    fill(&mut |record| buffer.write_all(&record.store()))?;
    let mut run = buffer.into_inner().map_err(io::IntoInnerError::into_error)?;
    run.rewind()?;
    Ok(run)
}

/// Merges runs and what is in memory.
fn merge(runs: Vec<File>, kept: &[Record], put: Put<'_>) -> io::Result<()> {
    let mut kept = kept.iter().copied();
    let mut runs: Vec<_> = runs.into_iter().map(BufReader::new).collect();
    let memory = runs.len();
    let mut next = |from: usize| match runs.get_mut(from) {
        Some(run) => read(run),
        None => Ok(kept.next()),
    };
    let mut heads = BinaryHeap::new();
    for from in 0..=memory {
        heads.extend(next(from)?.map(|record| Reverse((record, from))));
    }
    let mut current: Option<Record> = None;
    while let Some(Reverse((record, from))) = heads.pop() {
        heads.extend(next(from)?.map(|record| Reverse((record, from))));
        match &mut current {
            Some(current) if current.is_of(&record) => {
                current.count = current.count.max(record.count);
            }
            _ => {
                if let Some(done) = current.replace(record) {
                    put(&done)?;
                }
            }
        }
    }
    current.iter().try_for_each(put)
}

/// The next record of a run, if there is one.
fn read(run: &mut impl Read) -> io::Result<Option<Record>> {
    let mut bytes = [0; STORED];
    match run.read_exact(&mut bytes) {
        Ok(()) => Ok(Record::restore(&bytes)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
#[path = "pile_tests.rs"]
mod tests;
