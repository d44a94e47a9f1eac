//! The threads of a run and what passes between them; see the picture in the module above.

use super::filter::Filter;
use super::reading::{Read, Reading, Reads};
use super::report::Report;
use super::tally::Tally;
use super::worker::{Rejected, Shard, Worker};
use crate::facet::Observer;
use crate::privacy::Key;
use crate::source::{Block, Input, RejectWriter};
use crate::store::{Batch, Ingest, Settings, Store, StoreError};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Everything that a run needs to know, checked.
pub struct Plan {
    /// What to read, in this order, and how.
    pub reading: Arc<Reading>,
    /// Which posts to keep.
    pub filter: Filter,
    /// Whether records may be passed over whose raw bytes tell that no post in them is kept.
    pub prefilter: bool,
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
    /// When the run began, as `YYYY-MM-DD HH:MM:SS.mmm` UTC: the store's log tells runs apart by
    /// it.
    pub started: String,
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
) -> Result<Report, EtlError> {
    let begun = Instant::now();
    let shared = Shared {
        plan,
        epoch: AtomicU64::new(0),
        held: (0..plan.threads).map(|_| AtomicUsize::new(0)).collect(),
        rejects: Mutex::new((rejects, None)),
    };
    let (read_sender, read) = bounded(2);
    let (task_sender, tasks) = bounded(2 * plan.threads);
    let (hand_over_sender, handed_over) = bounded(plan.threads);

    // Even for one input: it may be an archive.
    let readers: Vec<JoinHandle<()>> = (0..plan.threads)
        .map(|_| {
            let (reading, sender) = (Arc::clone(&plan.reading), read_sender.clone());
            thread::spawn(move || reading.run(&sender))
        })
        .collect();
    drop(read_sender);
    let (tally, reads) = thread::scope(|scope| {
        for number in 0..plan.threads {
            let (tasks, sender, shared) = (tasks.clone(), hand_over_sender.clone(), &shared);
            scope.spawn(move || shared.work(number, &tasks, &sender));
        }
        drop((tasks, hand_over_sender));
        // The receiver moves in: should a store fail, the workers' hand-overs fail, too.
        let committer = scope.spawn(|| shared.commit(store, handed_over));
        let reads = shared.dispatch(&read, &task_sender);
        drop((task_sender, read));
        (join(committer.join()), reads)
    });

    let (rejects, failure) =
        shared.rejects.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let tally = tally?;
    if let Some(source) = failure {
        return Err(EtlError::Rejects { source });
    }
    rejects.flush().map_err(|source| EtlError::Rejects { source })?;
    for reader in readers {
        join(reader.join());
    }
    let inputs = plan.reading.inputs().len();
    Ok(Report::new(plan.filter.lexicon.as_ref(), inputs, tally, reads, begun.elapsed()))
}

/// What a thread came to; its panic is ours.
fn join<T>(result: thread::Result<T>) -> T {
    result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Ends the run when its thread panics: what that thread held is lost, so nothing may be
/// logged as complete.
struct StopOnPanic<'run>(&'run Reading);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

struct Shared<'run, W> {
    plan: &'run Plan,
    /// The epoch that blocks are handed out for.
    epoch: AtomicU64,
    /// Bytes that each worker's shard of this epoch holds.
    held: Vec<AtomicUsize>,
    rejects: Mutex<(&'run mut RejectWriter<W>, Option<io::Error>)>,
}

impl<W: Write + Send> Shared<'_, W> {
    /// The calling thread: numbers the epochs and hands the blocks out in their order.
    fn dispatch(&self, read: &Receiver<Read>, tasks: &Sender<Task>) -> Reads {
        let mut reads = Reads::default();
        let mut epoch = 0;
        loop {
            let message = match read.recv_timeout(Duration::from_millis(100)) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) if !self.plan.reading.is_stopped() => continue,
                Err(_) => break,
            };
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
                    if let (Err(error), Some(source)) = (end, self.plan.reading.source(number)) {
                        reads.failed.push((source.name.to_string(), error));
                    }
                }
            }
        }
        reads
    }

    /// Worker thread: takes in blocks; hands its shard over when the epoch changes.
    fn work(&self, number: usize, tasks: &Receiver<Task>, sender: &Sender<HandOver>) {
        let plan = self.plan;
        let _guard = StopOnPanic(&plan.reading);
        let settings = &plan.settings;
        let observer = Observer::new(
            settings.bases.clone(),
            settings.params,
            settings.precision,
            settings.mode,
            plan.key.hasher(),
        );
        let mut worker =
            Worker::new(&plan.filter, plan.prefilter, observer, plan.raw, plan.reject_content);
        let mut epoch = 0;
        for task in tasks {
            if self.plan.reading.is_stopped() {
                continue;
            }
            while epoch < task.epoch {
                if sender.send(HandOver { epoch, shard: worker.take() }).is_err() {
                    return;
                }
                epoch += 1;
            }
            let rejects =
                worker.process(task.source, &task.block, &self.plan.reading.meter().records);
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
                self.plan.reading.stop();
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
            let inputs = self.ingests(&total, false);
            let batch = Batch { sets: Some(&shard.sets), raw: shard.raw.as_ref(), inputs: &inputs };
            store.commit(&batch).inspect_err(|_| self.plan.reading.stop())
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
        // Only now is it certain that all of an input is in the store.
        let inputs = self.ingests(&total, true);
        store.commit(&Batch { sets: None, raw: None, inputs: &inputs })?;
        Ok(total)
    }

    /// The log entries of the inputs so far, or, when the run is over, of all of them.
    fn ingests(&self, total: &Tally, over: bool) -> Vec<Ingest> {
        total
            .sources
            .iter()
            .filter_map(|(&number, tally)| {
                Some(Ingest {
                    source: self.name(number)?,
                    job: String::new(),
                    bytes: tally.bytes,
                    lines: 0,
                    fingerprint: String::new(),
                    records: tally.records,
                    matched: tally.matched,
                    rejected: tally.rejected,
                    complete: over
                        && !self.plan.reading.is_stopped()
                        && self.plan.reading.has_ended(number),
                    started: self.plan.started.clone(),
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                })
            })
            .collect()
    }

    /// A name that the source keeps, whatever folder the next run is started in. Standard
    /// input has none, so each run's is another one.
    fn name(&self, number: usize) -> Option<String> {
        let source = self.plan.reading.source(number)?;
        let input = self.plan.reading.inputs().get(source.input)?;
        let member = source.name.strip_prefix(&input.name()).unwrap_or_default().to_owned();
        Some(match input {
            Input::Stdin => format!("- ({}){member}", self.plan.started),
            Input::File(path) => {
                let absolute = path.canonicalize().unwrap_or_else(|_gone| path.clone());
                format!("{}{member}", absolute.display())
            }
        })
    }
}
