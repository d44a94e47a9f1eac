//! Order, bounds, and the end of waiting.

use super::*;
use std::thread;

fn number(task: Option<(Task<usize>, Busy<'_, usize>)>) -> Option<usize> {
    task.map(|(task, _busy)| match task {
        Task::Input(number) => number,
        Task::Copy(number) => 100 + number,
    })
}

#[test]
fn copies_go_before_inputs_and_all_come_once() {
    let queue = Queue::new(2);
    queue.put(7, 10);
    let taken: Vec<_> = std::iter::from_fn(|| number(queue.take())).collect();
    assert_eq!(taken, [107, 0, 1]);
}

#[test]
fn one_thread_alone_copies_nothing() {
    let queue = Queue::<usize>::new(1);
    let task = queue.take();
    assert!(task.is_some());
    assert_eq!(queue.room(), 0);
}

/// A thread with nothing to do waits for what another may bring, and both end.
#[test]
fn threads_wait_for_what_may_come() {
    let queue = Queue::new(1);
    let waiting = || queue.state().idle == 1;
    thread::scope(|scope| {
        let task = queue.take().unwrap();
        let other = scope.spawn(|| std::iter::from_fn(|| number(queue.take())).collect::<Vec<_>>());
        while !waiting() {
            thread::yield_now();
        }
        assert_eq!(queue.room(), BUDGET);
        queue.put(1, BUDGET - 5);
        queue.put(2, 5);
        drop(task);
        assert_eq!(other.join().unwrap(), [101, 102]);
    });
    assert!(queue.take().is_none());
}

#[test]
fn a_full_queue_has_no_room_and_a_closed_one_no_tasks() {
    let queue = Queue::new(2);
    let (_first, _second) = (queue.take().unwrap(), queue.take().unwrap());
    queue.put(1, BUDGET - 5);
    assert_eq!(queue.room(), 5);
    queue.put(2, 100);
    assert_eq!(queue.room(), 0);
    queue.close();
    assert!(queue.take().is_none());
}
