//! A table of cells in parts, which threads can fill side by side.

use super::key::Key;
use hashbrown::HashMap;
use smallvec::SmallVec;

/// How many parts there are: so many that each of a few million cells fits the cache.
pub(super) const PARTS: usize = 1 << BITS;
const BITS: u32 = 7;

/// One set per metric: mostly one.
pub(super) type Sets<S> = SmallVec<[S; 1]>;
/// Some of the cells.
pub(super) type Part<S> = HashMap<Key, Sets<S>>;

/// Which part a cell is in.
#[inline]
pub(super) fn part_of(key: &Key) -> usize {
    // The highest bits of the product depend on all bits of the number.
    (key.number().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - BITS)) as usize
}

/// Cells and their sets.
#[derive(Debug, Clone)]
pub(super) struct Parts<S>(Vec<Part<S>>);

impl<S> Parts<S> {
    /// None yet.
    pub(super) fn new() -> Self {
        Self((0..PARTS).map(|_| Part::new()).collect())
    }

    /// The parts themselves, by their numbers.
    pub(super) fn each(&mut self) -> &mut [Part<S>] {
        &mut self.0
    }

    /// The part that a cell is in or belongs in.
    pub(super) fn of(&mut self, key: &Key) -> &mut Part<S> {
        // PARTS of them were made, and no number is larger.
        #[expect(clippy::indexing_slicing, reason = "part_of gives numbers below PARTS")]
        &mut self.0[part_of(key)]
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Sets<S>> {
        self.0.get(part_of(key))?.get(key)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Key, &Sets<S>)> {
        self.0.iter().flatten()
    }

    pub(super) fn sets_mut(&mut self) -> impl Iterator<Item = &mut Sets<S>> {
        self.0.iter_mut().flat_map(Part::values_mut)
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(Part::len).sum()
    }
}
