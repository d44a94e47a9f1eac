//! Cells with too few: merged into a larger one, or dropped; counted either way.

use super::cells::{Cells, Count};
use super::key::Key;
use std::collections::HashMap;

/// What becomes of cells with too few.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Below {
    /// United with their like in the parent cell, again and again until there are enough; what is left at
    /// the top, and squares, which have no parents, is dropped.
    Merge,
    /// Left out.
    Drop,
}

/// What became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Suppressed {
    /// Cells that had too few.
    pub cells: u64,
    /// Of these: in a larger cell now.
    pub merged: u64,
    /// Of these: gone.
    pub dropped: u64,
    /// Larger cells that were made.
    pub parents: u64,
}

impl<S: Count> Cells<S> {
    /// Sees to it that no cell has less than `least` of a metric (by its place in the list). `size` is the
    /// size of a set.
    ///
    /// A parent cell holds only what its too small children held, not the others: nobody can subtract
    /// those from it.
    pub fn suppress(
        &mut self,
        metric: usize,
        least: f64,
        below: Below,
        size: &dyn Fn(&S) -> f64,
    ) -> Suppressed {
        let mut told = Suppressed::default();
        let small = |sets: &[S]| sets.get(metric).is_none_or(|set| size(set) < least);
        // Of larger cells: how many small ones each is made of.
        let mut made: HashMap<Key, u64> = HashMap::new();
        // Merging adds larger sizes to those there are.
        let mut number = 0;
        while number < self.sizes() {
            let mut parents: HashMap<Key, u64> = HashMap::new();
            for (key, sets) in self.take_out(number, small) {
                let count = made.remove(&key).unwrap_or(1);
                told.cells += u64::from(number == 0);
                let parent = (below == Below::Merge).then(|| key.parent()).flatten();
                if let Some(parent) = parent {
                    self.unite(parent, sets);
                    *parents.entry(parent).or_default() += count;
                } else {
                    told.dropped += count;
                }
            }
            told.merged += made.values().sum::<u64>();
            told.parents += made.len() as u64;
            made = parents;
            number += 1;
        }
        told
    }
}
