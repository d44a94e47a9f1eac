//! How many persons are behind a number, as far as it has to be known.

use crate::indicator::day::Day;
use hashbrown::HashMap;
use smallvec::SmallVec;

/// Topic, group, day.
pub(super) type Cell = (u16, u32, Day);

/// For each number of the table the hashes of some of its users: the smallest ones, no more
/// than it takes to tell that there are enough.
#[derive(Debug, Clone)]
pub(super) struct Users {
    enough: usize,
    cells: HashMap<Cell, SmallVec<[u64; 5]>>,
}

impl Users {
    pub(super) fn new(enough: usize) -> Self {
        Self { enough, cells: HashMap::new() }
    }

    /// Whether users are told apart at all.
    pub(super) fn matter(&self) -> bool {
        self.enough > 0
    }

    /// Notes a user of a number.
    pub(super) fn meet(&mut self, cell: Cell, user: u64) {
        insert(self.cells.entry(cell).or_default(), user, self.enough);
    }

    /// Whether enough users are behind a number.
    pub(super) fn are_enough(&self, cell: Cell) -> bool {
        self.enough <= self.cells.get(&cell).map_or(0, SmallVec::len)
    }

    /// Takes in those of another part of the run.
    pub(super) fn merge(&mut self, other: Users) {
        for (cell, users) in other.cells {
            let kept = self.cells.entry(cell).or_default();
            for user in users {
                insert(kept, user, self.enough);
            }
        }
    }

    /// About how many bytes of memory they take.
    pub(super) fn memory_bytes(&self) -> usize {
        let spilled = if self.enough > 5 { 8 * self.enough } else { 0 };
        self.cells.len() * (96 + spilled)
    }
}

/// Adds to a sorted list without repetitions, of which the smallest are kept.
fn insert(users: &mut SmallVec<[u64; 5]>, user: u64, most: usize) {
    if let Err(at) = users.binary_search(&user) {
        users.insert(at, user);
        users.truncate(most);
    }
}
