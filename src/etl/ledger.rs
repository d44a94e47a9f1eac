//! Which commit may say what about the inputs: how far each was handed out, epoch by epoch.

use super::journal::Mark;
use super::reading::Begun;
use std::collections::BTreeMap;
use std::mem;
use std::sync::{Arc, Mutex, PoisonError};

/// How far an input had been handed out at the end of an epoch.
pub(super) struct Progress {
    pub begun: Arc<Begun>,
    pub mark: Mark,
}

/// By the number of the input.
pub(super) type Progresses = BTreeMap<usize, Progress>;

/// The dispatcher notes in it, the committer takes from it.
#[derive(Default)]
pub(super) struct Ledger(Mutex<Epochs>);

#[derive(Default)]
struct Epochs {
    open: Progresses,
    sealed: BTreeMap<u64, Progresses>,
}

impl Ledger {
    /// Notes how far an input is handed out in the epoch under way.
    pub fn note(&self, number: usize, begun: &Arc<Begun>, mark: Mark) {
        let progress = Progress { begun: Arc::clone(begun), mark };
        self.with(|epochs| epochs.open.insert(number, progress));
    }

    /// Whether nothing was noted since the last epoch.
    pub fn is_empty(&self) -> bool {
        self.with(|epochs| epochs.open.is_empty())
    }

    /// Ends an epoch.
    pub fn seal(&self, epoch: u64) {
        self.with(|epochs| {
            let progresses = mem::take(&mut epochs.open);
            epochs.sealed.insert(epoch, progresses);
        });
    }

    /// How far the inputs are when all epochs up to this one are in the store; only inputs
    /// that moved on since this was last asked.
    pub fn take(&self, up_to: u64) -> Progresses {
        self.with(|epochs| {
            let later = epochs.sealed.split_off(&up_to.saturating_add(1));
            // Later epochs of an input replace earlier ones.
            mem::replace(&mut epochs.sealed, later).into_values().flatten().collect()
        })
    }

    fn with<T>(&self, then: impl FnOnce(&mut Epochs) -> T) -> T {
        then(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
