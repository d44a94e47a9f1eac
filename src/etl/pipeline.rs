//! The threads of a run and what passes between them; see the picture in the module above.

use super::filter::Filter;
use super::report::Report;
use super::tally::Tally;
use super::worker::{Rejected, Shard, Worker};
use crate::facet::Observer;
use crate::privacy::Key;
use crate::source::{Block, Input, Options, Reader, RejectWriter, SourceError};
use crate::store::{Batch, Ingest, Settings, Store, StoreError};
use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::Instant;

/// Everything that a run needs to know, checked.
pub struct Plan {
    /// What to read, in this order.
    pub inputs: Vec<Input>,
    /// How to read it.
    pub reading: Options,
    /// Which posts to keep.
    pub filter: Filter,
    /// Under what the sets are made.
    pub settings: Settings,
    /// The key that the settings name.
    pub key: Key,
    /// Worker threads, at least one.
    pub threads: usize,
    /// Bytes that sets in memory may take before they go to the store.
    pub memory: usize,
    /// Whether raw records are wanted.
    pub raw: bool,
    /// Whether rejects keep the record's content.
    pub reject_content: bool,
    /// When the run began, as `YYYY-MM-DD HH:MM:SS` UTC, for the store's log.
    pub started: String,
}

/// How far a run has come, to be read by another thread.
#[derive(Debug, Default)]
pub struct Meter {
    /// Bytes read from the inputs, as they lie on disk (compressed).
    pub bytes: AtomicU64,
    /// Records met.
    pub records: AtomicU64,
}

/// A run could not be brought to its end. What was committed before stays committed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EtlError {
    /// A store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The reject file cannot be written.
    #[error("cannot write the reject file: {source}")]
    Rejects {
        /// What the system says.
        source: io::Error,
    },
}

/// A block with its place in the run.
struct Task {
    epoch: u64,
    source: usize,
    block: Block,
}

/// What reader threads report.
enum Read {
    Block(usize, Block),
    End(usize, Result<(), SourceError>, u64),
}

/// A worker's message: its share of an epoch, and that it has moved on from it.
struct HandOver {
    epoch: u64,
    shard: Shard,
}

/// Reads every input and commits the sets of the posts that pass the filter.
///
/// Inputs that cannot be read are listed in the report; they do not end the run.
///
/// # Errors
/// A store or the reject file failed.
pub fn run<W: Write + Send>(
    plan: &Plan,
    store: &mut (dyn Store + Send),
    rejects: &mut RejectWriter<W>,
    meter: &Meter,
) -> Result<Report, EtlError> {
    let begun = Instant::now();
    let shared = Shared {
        plan,
        meter,
        next_input: AtomicUsize::new(0),
        epoch: AtomicU64::new(0),
        held: (0..plan.threads).map(|_| AtomicUsize::new(0)).collect(),
        stop: AtomicBool::new(false),
        rejects: Mutex::new((rejects, None)),
    };
    let readers = plan.threads.min(plan.inputs.len()).max(1);
    let (read_sender, read) = bounded(2);
    let (task_sender, tasks) = bounded(2 * plan.threads);
    let (hand_over_sender, handed_over) = bounded(plan.threads);

    let (tally, reads) = thread::scope(|scope| {
        for _ in 0..readers {
            let sender = read_sender.clone();
            let shared = &shared;
            scope.spawn(move || shared.read(&sender));
        }
        drop(read_sender);
        for number in 0..plan.threads {
            let (tasks, sender, shared) = (tasks.clone(), hand_over_sender.clone(), &shared);
            scope.spawn(move || shared.work(number, &tasks, &sender));
        }
        drop((tasks, hand_over_sender));
        // The receiver moves in: should a store fail, the workers' hand-overs fail, too.
        let committer = scope.spawn(|| shared.commit(store, handed_over));
        let reads = shared.dispatch(&read, &task_sender);
        drop((task_sender, read));
        let tally = committer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (tally, reads)
    });

    let (rejects, failure) =
        shared.rejects.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let tally = tally?;
    if let Some(source) = failure {
        return Err(EtlError::Rejects { source });
    }
    rejects.flush().map_err(|source| EtlError::Rejects { source })?;
    Ok(Report::new(plan, tally, reads, begun.elapsed()))
}

/// How the reading of the inputs went.
#[derive(Debug, Default)]
pub(super) struct Reads {
    /// Decompressed bytes.
    pub bytes: u64,
    /// Inputs that could not be read, or not to their end.
    pub failed: Vec<(String, SourceError)>,
}

struct Shared<'run, W> {
    plan: &'run Plan,
    meter: &'run Meter,
    next_input: AtomicUsize,
    /// The epoch that blocks are handed out for.
    epoch: AtomicU64,
    /// Bytes that each worker's shard of this epoch holds.
    held: Vec<AtomicUsize>,
    stop: AtomicBool,
    rejects: Mutex<(&'run mut RejectWriter<W>, Option<io::Error>)>,
}

impl<W: Write + Send> Shared<'_, W> {
    /// Reader thread: takes the next input until there is none.
    fn read(&self, sender: &Sender<Read>) {
        loop {
            let number = self.next_input.fetch_add(1, Relaxed);
            let Some(input) = self.plan.inputs.get(number) else { return };
            let mut bytes = 0;
            let end = self.read_input(number, input, sender, &mut bytes);
            if sender.send(Read::End(number, end, bytes)).is_err() {
                return;
            }
        }
    }

    fn read_input(
        &self,
        number: usize,
        input: &Input,
        sender: &Sender<Read>,
        bytes: &mut u64,
    ) -> Result<(), SourceError> {
        let mut reader = Reader::open(input, &self.plan.reading)?;
        let mut compressed = 0;
        while let Some(block) = reader.next_block()? {
            let now = reader.bytes_read();
            self.meter.bytes.fetch_add(now - compressed, Relaxed);
            compressed = now;
            *bytes = reader.position().byte;
            if sender.send(Read::Block(number, block)).is_err() || self.stop.load(Relaxed) {
                break;
            }
        }
        Ok(())
    }

    /// The calling thread: numbers the epochs and hands the blocks out in their order.
    fn dispatch(&self, read: &Receiver<Read>, tasks: &Sender<Task>) -> Reads {
        let mut reads = Reads::default();
        let mut epoch = 0;
        for message in read {
            match message {
                Read::Block(source, block) => {
                    let held: usize = self.held.iter().map(|bytes| bytes.load(Relaxed)).sum();
                    // The committer may hold as much again while it unites the last epoch.
                    if held > self.plan.memory / 2 {
                        epoch += 1;
                        self.epoch.store(epoch, Relaxed);
                        self.held.iter().for_each(|bytes| bytes.store(0, Relaxed));
                    }
                    if tasks.send(Task { epoch, source, block }).is_err() {
                        break;
                    }
                }
                Read::End(number, end, bytes) => {
                    reads.bytes += bytes;
                    if let (Err(error), Some(input)) = (end, self.plan.inputs.get(number)) {
                        reads.failed.push((input.name(), error));
                    }
                }
            }
        }
        reads
    }

    /// Worker thread: takes in blocks; hands its shard over when the epoch changes.
    fn work(&self, number: usize, tasks: &Receiver<Task>, sender: &Sender<HandOver>) {
        let plan = self.plan;
        let settings = &plan.settings;
        let observer = Observer::new(
            settings.bases.clone(),
            settings.params,
            settings.precision,
            settings.mode,
            plan.key.hasher(),
        );
        let mut worker = Worker::new(&plan.filter, observer, plan.raw, plan.reject_content);
        let mut epoch = 0;
        for task in tasks {
            if self.stop.load(Relaxed) {
                continue;
            }
            while epoch < task.epoch {
                if sender.send(HandOver { epoch, shard: worker.take() }).is_err() {
                    return;
                }
                epoch += 1;
            }
            let rejects = worker.process(task.source, &task.block, &self.meter.records);
            self.write_rejects(&rejects);
            if epoch == self.epoch.load(Relaxed)
                && let Some(held) = self.held.get(number)
            {
                held.store(worker.memory_bytes(), Relaxed);
            }
        }
        // Fails only if the committer is gone, which has told its reason.
        let _ = sender.send(HandOver { epoch, shard: worker.take() });
    }

    fn write_rejects(&self, rejects: &[Rejected]) {
        if rejects.is_empty() {
            return;
        }
        let mut guard = self.rejects.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (writer, failure) = &mut *guard;
        for (reject, content) in rejects {
            if failure.is_none()
                && let Err(error) = writer.write(reject, content.as_deref())
            {
                *failure = Some(error);
                self.stop.store(true, Relaxed);
            }
        }
    }

    /// Committer thread: unites the shards of an epoch and commits it once all workers have
    /// moved on.
    fn commit(
        &self,
        store: &mut (dyn Store + Send),
        handed_over: Receiver<HandOver>,
    ) -> Result<Tally, EtlError> {
        let mut total = Tally::default();
        let mut commit = |mut shard: Shard| {
            let Shard { tally, .. } = &mut shard;
            total.merge(std::mem::take(tally));
            let inputs = self.ingests(&total);
            let batch = Batch { sets: Some(&shard.sets), raw: shard.raw.as_ref(), inputs: &inputs };
            store.commit(&batch).inspect_err(|_| self.stop.store(true, Relaxed))
        };
        let mut pending: BTreeMap<u64, (usize, Shard)> = BTreeMap::new();
        for HandOver { epoch, shard } in handed_over {
            let (workers, united) = match pending.remove(&epoch) {
                Some((workers, united)) => (workers + 1, united.merge(shard)),
                None => (1, shard),
            };
            if workers == self.plan.threads {
                commit(united)?;
            } else {
                pending.insert(epoch, (workers, united));
            }
        }
        // Workers end in different epochs, so the last ones are complete only now.
        if let Some(last) = pending.into_values().map(|(_, shard)| shard).reduce(Shard::merge) {
            commit(last)?;
        }
        Ok(total)
    }

    /// The log entries of the inputs so far.
    fn ingests(&self, total: &Tally) -> Vec<Ingest> {
        total
            .sources
            .iter()
            .filter_map(|(&number, tally)| {
                Some(Ingest {
                    source: self.plan.inputs.get(number)?.name(),
                    bytes: tally.bytes,
                    records: tally.records,
                    matched: tally.matched,
                    rejected: tally.rejected,
                    complete: false,
                    started: self.plan.started.clone(),
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                })
            })
            .collect()
    }
}
