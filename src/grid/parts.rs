//! A table of cells in parts, which threads can fill side by side.
//!
//! Ten million cells are a matter of memory. So cells and what is counted in them lie close together in lists,
//! in the order in which they were met, and the table knows only their places there.

use super::tiling::Cell;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use smallvec::SmallVec;
use std::ops::Range;

/// How many parts there are: so many that each of a few million cells fits the cache.
pub(super) const PARTS: usize = 1 << BITS;
const BITS: u32 = 7;
/// Cells that a table has room for at first: 32 places, of which an eighth is kept free.
const FIRST: usize = 28;

/// One set per metric: mostly one.
pub(super) type Sets<S> = SmallVec<[S; 1]>;

/// What sets are for: a cell, in a month if there are months (0: of all times).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bin {
    pub cell: Cell,
    pub month: u32,
}

impl Bin {
    /// The highest bits depend on all bits of cell and month.
    #[inline]
    fn hash(&self) -> u64 {
        (self.cell.0 ^ u64::from(self.month) << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    /// Which part it is in.
    #[inline]
    pub(super) fn part(&self) -> usize {
        (self.hash() >> (u64::BITS - BITS)) as usize
    }

    /// For the table of a part, whose bins share the highest bits of the hash: a table goes by the lowest,
    /// and tells bins apart by the highest.
    #[inline]
    fn hash_in_part(&self) -> u64 {
        self.hash().rotate_left(32)
    }
}

/// Some of the bins, and their sets.
#[derive(Debug, Clone)]
pub(super) struct Part<S> {
    /// Places of bins.
    table: HashTable<u32>,
    bins: Vec<Bin>,
    /// So many for each bin, one bin after the other.
    sets: Vec<S>,
    each: usize,
}

impl<S> Part<S> {
    fn new(each: usize) -> Self {
        Self { table: HashTable::new(), bins: Vec::new(), sets: Vec::new(), each }
    }

    fn find(&self, bin: &Bin) -> Option<usize> {
        let is_it = |place: &u32| self.bins.get(*place as usize) == Some(bin);
        self.table.find(bin.hash_in_part(), is_it).map(|place| *place as usize)
    }

    fn sets_at(&self, place: usize) -> Option<&[S]> {
        self.sets.get(span(place, self.each))
    }

    /// The sets of a bin; these, if it has none yet.
    #[inline]
    pub(super) fn of(&mut self, bin: Bin, new: impl IntoIterator<Item = S>) -> &mut [S] {
        let Self { table, bins, sets, each } = self;
        let hash = |place: &u32| bins.get(*place as usize).map_or(0, Bin::hash_in_part);
        // Four times as large rather than twice, since everything finds a new place then.
        if table.len() == table.capacity() {
            table.reserve((3 * table.len()).max(FIRST), hash);
        }
        let is_it = |place: &u32| bins.get(*place as usize) == Some(&bin);
        let place = match table.entry(bin.hash_in_part(), is_it, hash) {
            Entry::Occupied(found) => *found.get() as usize,
            Entry::Vacant(vacant) => {
                let place = bins.len();
                vacant.insert(place as u32);
                bins.push(bin);
                sets.extend(new.into_iter().take(*each));
                place
            }
        };
        sets.get_mut(span(place, *each)).unwrap_or_default()
    }

    /// Its bins and their sets.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Bin, &[S])> {
        let sets = |place| self.sets_at(place).unwrap_or_default();
        self.bins.iter().enumerate().map(move |(place, bin)| (bin, sets(place)))
    }

    /// Takes out some bins.
    fn take_out(&mut self, taken: &impl Fn(&[S]) -> bool) -> Vec<(Bin, Sets<S>)> {
        let mut out = Vec::new();
        let each = self.each;
        let Self { bins, sets, .. } = std::mem::replace(self, Self::new(each));
        let mut sets = sets.into_iter();
        for bin in bins {
            let own: Sets<S> = sets.by_ref().take(each).collect();
            if taken(&own) {
                out.push((bin, own));
            } else {
                self.of(bin, own);
            }
        }
        out
    }
}

/// Where the sets of a bin are in the list of all, by the place of the bin.
#[inline]
fn span(place: usize, each: usize) -> Range<usize> {
    place * each..(place + 1) * each
}

/// Bins and their sets.
#[derive(Debug, Clone)]
pub(super) struct Parts<S>(Vec<Part<S>>);

impl<S> Parts<S> {
    /// None yet; for so many sets each.
    pub(super) fn new(each: usize) -> Self {
        Self((0..PARTS).map(|_| Part::new(each)).collect())
    }

    /// The parts themselves, by their numbers.
    pub(super) fn all(&self) -> &[Part<S>] {
        &self.0
    }

    /// The parts, to be filled.
    pub(super) fn all_mut(&mut self) -> &mut [Part<S>] {
        &mut self.0
    }

    /// The sets of a bin; these, if it has none yet.
    pub(super) fn of(&mut self, bin: Bin, new: impl IntoIterator<Item = S>) -> &mut [S] {
        self.0.get_mut(bin.part()).map(|part| part.of(bin, new)).unwrap_or_default()
    }

    pub(super) fn get(&self, bin: &Bin) -> Option<&[S]> {
        let part = self.0.get(bin.part())?;
        part.sets_at(part.find(bin)?)
    }

    pub(super) fn get_mut(&mut self, bin: &Bin) -> Option<&mut [S]> {
        let part = self.0.get_mut(bin.part())?;
        let place = part.find(bin)?;
        part.sets.get_mut(span(place, part.each))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&Bin, &[S])> {
        self.0.iter().flat_map(Part::iter)
    }

    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|part| part.bins.len()).sum()
    }

    /// Takes out some bins.
    pub(super) fn take_out(&mut self, taken: impl Fn(&[S]) -> bool) -> Vec<(Bin, Sets<S>)> {
        self.0.iter_mut().flat_map(|part| part.take_out(&taken)).collect()
    }

    /// Keeps some sets of each bin, by their place in its list.
    pub(super) fn keep(&mut self, kept: &[bool]) {
        for part in &mut self.0 {
            let mut which = kept.iter().cycle();
            part.sets.retain(|_| which.next() == Some(&true));
            part.each = kept.iter().filter(|kept| **kept).count();
        }
    }
}
