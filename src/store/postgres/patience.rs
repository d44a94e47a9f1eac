//! How often a batch is tried again, and how long to wait in between.
//!
//! Every batch has a patience of its own: a run goes on for as long as batches get through, if
//! with trouble.

use super::fault::Fault;
use std::time::{Duration, Instant};

/// How long a server may be away in one go.
const AWAY: Duration = Duration::from_mins(5);

/// How often one batch may lose its connection, or meet other loaders.
const TIMES: u32 = 20;

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// What a batch has been through.
#[derive(Debug, Default)]
pub(super) struct Patience {
    /// Since when no connection can be made, and how often that was tried.
    away: Option<(Instant, u32)>,
    losses: u32,
    collisions: u32,
}

impl Patience {
    /// How long to wait after a failure until the batch is tried again; `None`: it is not.
    /// `spread` is another number for every run, so that two that met do not meet again.
    pub(super) fn pause(&mut self, fault: &Fault, spread: u64) -> Option<Duration> {
        if !fault.may_pass() {
            return None;
        }
        if fault.is_no_connection() {
            let (since, times) = self.away.get_or_insert_with(|| (Instant::now(), 0));
            *times += 1;
            return (since.elapsed() < AWAY).then(|| doubled(100, *times));
        }
        self.away = None;
        let (times, first) = if fault.is_disconnection() {
            (&mut self.losses, 100)
        } else {
            (&mut self.collisions, 20 + spread % 80)
        };
        *times += 1;
        (*times <= TIMES).then(|| doubled(first, *times))
    }
}

/// So many milliseconds the first time, twice as long each time after.
fn doubled(first: u64, times: u32) -> Duration {
    Duration::from_millis(first << (times - 1).min(8)).min(LONGEST_PAUSE)
}

#[cfg(test)]
#[path = "patience_tests.rs"]
mod tests;
