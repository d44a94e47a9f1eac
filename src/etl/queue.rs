//! What reader threads take from: inputs in their order, and copied members before them.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes that copies in the queue may take.
const BUDGET: usize = 64 << 20;

/// Something for a thread to read.
pub(super) enum Task<T> {
    /// The input of this number.
    Input(usize),
    /// A copy from an archive.
    Copy(T),
}

/// A queue of bounded memory. It is at its end when nothing is in it and no thread is at a task
/// from which more could come.
#[derive(Debug)]
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
    inputs: usize,
}

#[derive(Debug)]
struct State<T> {
    /// The next input.
    next: usize,
    copies: VecDeque<(T, usize)>,
    bytes: usize,
    /// Threads at a task.
    busy: usize,
    /// Threads that wait for one.
    idle: usize,
    closed: bool,
}

impl<T> Queue<T> {
    pub(super) fn new(inputs: usize) -> Self {
        let copies = VecDeque::new();
        let state = State { next: 0, copies, bytes: 0, busy: 0, idle: 0, closed: false };
        Self { state: Mutex::new(state), changed: Condvar::new(), inputs }
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next task; waits while one may still come.
    pub(super) fn take(&self) -> Option<(Task<T>, Busy<'_, T>)> {
        let mut state = self.state();
        loop {
            if state.closed {
                return None;
            }
            let task = if let Some((copy, bytes)) = state.copies.pop_front() {
                state.bytes -= bytes;
                Some(Task::Copy(copy))
            } else if state.next < self.inputs {
                state.next += 1;
                Some(Task::Input(state.next - 1))
            } else {
                None
            };
            if let Some(task) = task {
                state.busy += 1;
                return Some((task, Busy(self)));
            }
            if state.busy == 0 {
                return None;
            }
            state.idle += 1;
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
    }

    /// Bytes that the next copy may have; 0 if no other thread could take it soon.
    pub(super) fn room(&self) -> usize {
        let state = self.state();
        if state.idle + state.busy < 2 { 0 } else { BUDGET.saturating_sub(state.bytes) }
    }

    /// Adds a copy of so many bytes.
    pub(super) fn put(&self, copy: T, bytes: usize) {
        let mut state = self.state();
        state.bytes += bytes;
        state.copies.push_back((copy, bytes));
        self.changed.notify_one();
    }

    /// Ends it, whatever is in it.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        state.copies.clear();
        self.changed.notify_all();
    }
}

/// A thread is at a task until this is dropped, even if it panics.
pub(super) struct Busy<'queue, T>(&'queue Queue<T>);

impl<T> Drop for Busy<'_, T> {
    fn drop(&mut self) {
        self.0.state().busy -= 1;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
