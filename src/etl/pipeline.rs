//! The threads of a run and what passes between them; see the picture in the module above.

use super::filter::Filter;
use super::ledger::{Ledger, Progress};
use super::reading::{Begun, Read, Reading};
use super::report::{Reads, Report};
use super::sink::{Gather, Sink};
use super::tally::Tally;
use super::worker::{Rejected, Shard, Worker};
use crate::source::{Block, RejectWriter};
use crate::store::{Ingest, StoreError};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::sync::atomic::{
    AtomicU64, AtomicUsize,
    Ordering::{Acquire, Relaxed, Release},
};
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
    /// Worker threads, at least one.
    pub threads: usize,
    /// Bytes that what was gathered may take in memory before it goes to the sink.
    pub memory: usize,
    /// Whether rejects keep the record's content.
    pub reject_content: bool,
    /// What was read goes to the sink at least so often, memory left or not; less often where
    /// committing would take more than a tenth of the time.
    pub commit_every: Duration,
}

/// A run could not be brought to its end. What was committed before stays committed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EtlError {
    /// A store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What does not fit into memory cannot be put aside.
    #[error("cannot put aside on the disk what does not fit into memory: {source}")]
    PutAside {
        /// What the system says.
        source: io::Error,
    },
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
struct HandOver<S> {
    epoch: u64,
    shard: Shard<S>,
}

/// How long a thread waits for work before it looks whether there is something else to do.
const PATIENCE: Duration = Duration::from_millis(100);

/// Reads every input and commits to the sink what is made of the posts that pass the filter.
///
/// Inputs that cannot be read are listed in the report; they do not end the run. An interrupted
/// run commits all that it has handed out to its threads, and its report says so.
///
/// # Errors
/// The sink or the reject file failed.
pub fn run<S: Sink, W: Write + Send>(
    plan: &Plan,
    sink: &mut S,
    rejects: &mut RejectWriter<W>,
) -> Result<Report, EtlError> {
    let begun = Instant::now();
    let shared = Shared {
        plan,
        epoch: AtomicU64::new(0),
        ledger: Ledger::default(),
        committing: AtomicU64::new(0),
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
            let gatherer = sink.gatherer();
            scope.spawn(move || shared.work(number, gatherer, &tasks, &sender));
        }
        drop((tasks, hand_over_sender));
        // The receiver moves in: should a store fail, the workers' hand-overs fail, too.
        let committer = scope.spawn(|| shared.commit(sink, handed_over));
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
    // One that waits at a pipe would wait on.
    if !reads.interrupted {
        for reader in readers {
            join(reader.join());
        }
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
    ledger: Ledger,
    /// Milliseconds that the last commit took.
    committing: AtomicU64,
    /// Bytes that each worker's shard of this epoch holds.
    held: Vec<AtomicUsize>,
    rejects: Mutex<(&'run mut RejectWriter<W>, Option<io::Error>)>,
}

impl<W: Write + Send> Shared<'_, W> {
    /// The calling thread: numbers the epochs and hands the blocks out in their order.
    fn dispatch(&self, read: &Receiver<Read>, tasks: &Sender<Task>) -> Reads {
        let mut reads = Reads::default();
        // The inputs being read, and how many of their bytes were.
        let mut open: HashMap<usize, (Arc<Begun>, u64)> = HashMap::new();
        let (mut epoch, mut begun) = (0, Instant::now());
        while !self.plan.reading.is_stopped() {
            if self.plan.reading.is_interrupted() {
                tracing::info!(
                    "asked to end: what was read goes to the store; once more ends at once"
                );
                reads.interrupted = true;
                break;
            }
            if self.is_over(begun.elapsed()) {
                // Sealed first: whoever sees the new epoch may hand the old one over.
                self.ledger.seal(epoch);
                epoch += 1;
                self.epoch.store(epoch, Release);
                self.held.iter().for_each(|bytes| bytes.store(0, Relaxed));
                begun = Instant::now();
            }
            let message = match read.recv_timeout(PATIENCE) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            match message {
                Read::Begun(number, begun) => {
                    reads.begin(&begun);
                    let from = begun.from.as_ref().map_or(0, |from| from.bytes);
                    open.insert(number, (Arc::new(begun), from));
                }
                Read::Block(source, block, mark) => {
                    if let Some((begun, bytes)) = open.get_mut(&source) {
                        reads.bytes += mark.read.saturating_sub(*bytes);
                        *bytes = mark.read;
                        self.ledger.note(source, begun, mark);
                    }
                    if tasks.send(Task { epoch, source, block }).is_err() {
                        break;
                    }
                }
                Read::End(number, end) => match (end, open.remove(&number)) {
                    (Ok(Some(mark)), Some((begun, bytes))) => {
                        reads.bytes += mark.read.saturating_sub(bytes);
                        self.ledger.note(number, &begun, mark);
                    }
                    (Ok(_), _) => {}
                    (Err(error), _) => {
                        let name = self.plan.reading.name(number);
                        reads.failed.extend(name.map(|name| (name.to_string(), error)));
                    }
                },
            }
        }
        self.ledger.seal(epoch);
        reads
    }

    /// Whether an epoch of this age has to end: it fills the memory, or it is old enough.
    fn is_over(&self, age: Duration) -> bool {
        let held: usize = self.held.iter().map(|bytes| bytes.load(Relaxed)).sum();
        // The committer may hold as much again while it unites the last epoch.
        if held > self.plan.memory / 2 {
            return true;
        }
        let rest = Duration::from_millis(self.committing.load(Relaxed)) * 10;
        age >= self.plan.commit_every.max(rest) && !self.ledger.is_empty()
    }

    /// Worker thread: takes in blocks; hands its shard over when the epoch changes.
    fn work<G: Gather>(
        &self,
        number: usize,
        gatherer: G,
        tasks: &Receiver<Task>,
        sender: &Sender<HandOver<G::Share>>,
    ) {
        let plan = self.plan;
        let _guard = StopOnPanic(&plan.reading);
        let only = plan.reading.options().format.network();
        let mut worker =
            Worker::new(&plan.filter, plan.prefilter, gatherer, only, plan.reject_content);
        let mut epoch = 0;
        loop {
            // Looked at before the queue: all blocks of earlier epochs are in it by now, so if
            // it is empty, none of them is to come.
            let current = self.epoch.load(Acquire);
            let task = match tasks.recv_timeout(PATIENCE) {
                Ok(task) => Some(task),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => break,
            };
            while epoch < task.as_ref().map_or(current, |task| task.epoch) {
                if sender.send(HandOver { epoch, shard: worker.take() }).is_err() {
                    return;
                }
                epoch += 1;
            }
            let Some(task) = task.filter(|_| !plan.reading.is_stopped()) else { continue };
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
    fn commit<S: Sink>(
        &self,
        sink: &mut S,
        handed_over: Receiver<HandOver<S::Share>>,
    ) -> Result<Tally, EtlError> {
        let mut total = Tally::default();
        let mut commit = |shard: Option<Shard<S::Share>>, epoch: u64| {
            let share = shard.map(|Shard { share, tally }| {
                total.merge(tally);
                share
            });
            let inputs = self.ingests(&total, epoch);
            // Blocks may have been dropped, then, and what the log says must be in the store.
            if inputs.is_empty() || self.plan.reading.is_stopped() {
                return Ok(());
            }
            self.flush_rejects();
            let begun = Instant::now();
            let outcome = sink.commit(share, &inputs).inspect_err(|_| self.plan.reading.stop());
            let took = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            tracing::debug!("committed with {} inputs in {took} ms", inputs.len());
            self.committing.store(took.min(600_000), Relaxed);
            outcome
        };
        let unite = |one: Shard<S::Share>, other: Shard<S::Share>| {
            let mut tally = one.tally;
            tally.merge(other.tally);
            Shard { share: S::unite(one.share, other.share), tally }
        };
        let mut pending: BTreeMap<u64, (usize, Shard<S::Share>)> = BTreeMap::new();
        for HandOver { epoch, shard } in handed_over {
            let (workers, united) = match pending.remove(&epoch) {
                Some((workers, united)) => (workers + 1, unite(united, shard)),
                None => (1, shard),
            };
            if workers == self.plan.threads {
                commit(Some(united), epoch)?;
            } else {
                pending.insert(epoch, (workers, united));
            }
        }
        // Workers end in different epochs, so the last ones are complete only now.
        let last = pending.into_values().map(|(_, shard)| shard).reduce(unite);
        commit(last, u64::MAX)?;
        Ok(total)
    }

    /// The log's entries of the inputs that this epoch moved on with.
    fn ingests(&self, total: &Tally, epoch: u64) -> Vec<Ingest> {
        let progresses = self.ledger.take(epoch).into_iter();
        let entry = |(number, Progress { begun, mark }): (usize, Progress)| {
            let tally = total.sources.get(&number).copied().unwrap_or_default();
            self.plan.reading.journal().entry(&begun.name, begun.from.as_ref(), mark, tally)
        };
        progresses.map(entry).collect()
    }

    /// What a commit logs as rejected has to be in the reject file before.
    fn flush_rejects(&self) {
        let mut guard = self.rejects.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (writer, failure) = &mut *guard;
        if failure.is_none()
            && let Err(error) = writer.flush()
        {
            *failure = Some(error);
            self.plan.reading.stop();
        }
    }
}
