//! Counting positions in their cells, exactly and on all cores.
//!
//! Ten million positions in a million cells are a matter of memory, not of arithmetic. So every thread first
//! sorts its share of the positions into as many heaps as there are parts of the cells; then each part,
//! which fits the cache, is counted by one thread, and nothing has to be put together in the end.

use super::cells::{Cells, Key};
use super::exact::{Exact, Sighting};
use super::icosahedron::Lattice;
use super::tiling::{Cell, Tiling};
use crate::facet::Metric;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rayon::prelude::*;

/// Parts that cells are divided into.
const PARTS: usize = 64;
/// Positions that are sorted at a time: what this takes is 16 bytes for each.
const PIECE: usize = 1 << 21;
/// Positions that are worth a thread of their own.
const SHARE: usize = 4096;
/// Marks the numbers of positions of which nothing else is known.
const BARE: u32 = 1 << 31;

/// Counts positions in cells.
#[derive(Debug)]
pub struct Counting {
    tiling: Tiling,
    by_month: bool,
    metrics: Vec<Metric>,
    /// Of H3 cells; cells of other kinds are their own places.
    lattice: Option<Lattice>,
    threads: Vec<Thread>,
    parts: Vec<Part>,
}

/// The positions of a thread, sorted by parts.
#[derive(Debug)]
struct Thread {
    heaps: Vec<Vec<Found>>,
    outside: u64,
}

/// A position that is in a cell.
#[derive(Debug, Clone, Copy)]
struct Found {
    /// The cell's own number, or of the lattice.
    place: u64,
    month: u32,
    /// Which position.
    number: u32,
}

/// Some of the cells.
#[derive(Debug, Default)]
struct Part {
    slots: HashTable<Slot>,
    /// A position in each cell.
    positions: Vec<(f64, f64)>,
    /// For each cell one count per metric.
    counts: Vec<Exact>,
}

/// A cell.
#[derive(Debug, Clone, Copy)]
struct Slot {
    place: u64,
    month: u32,
    number: u32,
    /// Posts of which nothing but the position is known.
    bare: u64,
}

/// All bits of both count for the highest and for the lowest bits.
#[inline]
fn hash(place: u64, month: u32) -> u64 {
    let mixed = (place ^ u64::from(month) << 40).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed ^ mixed >> 32).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

impl Counting {
    /// Nothing yet.
    pub fn new(tiling: Tiling, by_month: bool, metrics: Vec<Metric>) -> Self {
        let lattice = match tiling {
            Tiling::Hexagon(resolution) => Some(Lattice::new(resolution)),
            Tiling::Geohash(_) | Tiling::Square(_) => None,
        };
        let thread = || Thread { heaps: vec![Vec::new(); PARTS], outside: 0 };
        let threads = (0..rayon::current_num_threads()).map(|_| thread()).collect();
        let parts = (0..PARTS).map(|_| Part::default()).collect();
        Self { tiling, by_month, metrics, lattice, threads, parts }
    }

    /// Counts posts.
    pub fn add(&mut self, sightings: &[Sighting]) {
        for piece in sightings.chunks(PIECE) {
            self.sort(piece);
            let Self { metrics, threads, parts, .. } = self;
            parts.par_iter_mut().enumerate().for_each(|(number, part)| {
                let heaps = threads.iter().filter_map(|thread| thread.heaps.get(number));
                for found in heaps.flatten() {
                    part.count(found, piece, metrics);
                }
            });
        }
    }

    /// Puts each position on the heap of its part.
    fn sort(&mut self, piece: &[Sighting]) {
        let share = piece.len().div_ceil(self.threads.len()).max(SHARE);
        let Self { tiling, by_month, lattice, threads, .. } = self;
        let lattice = lattice.as_ref();
        for heap in threads.iter_mut().flat_map(|thread| &mut thread.heaps) {
            heap.clear();
        }
        let shares = piece.par_chunks(share).enumerate();
        threads.par_iter_mut().zip(shares).for_each(|(thread, (chunk, sightings))| {
            let first = chunk * share;
            for (number, sighting) in sightings.iter().enumerate() {
                let (lon, lat) = sighting.at;
                let place = match lattice {
                    Some(lattice) => lattice.place(lon, lat),
                    None => tiling.cell(lon, lat).map(|cell| cell.0),
                };
                let month = if *by_month { sighting.month } else { Some(0) };
                let (Some(place), Some(month)) = (place, month) else {
                    thread.outside += 1;
                    continue;
                };
                let known = [sighting.post, sighting.user, sighting.user_day];
                let bare = known.iter().all(Option::is_none);
                let number = (first + number) as u32 | if bare { BARE } else { 0 };
                let part = hash(place, month) >> 32 & (PARTS as u64 - 1);
                if let Some(heap) = thread.heaps.get_mut(part as usize) {
                    heap.push(Found { place, month, number });
                }
            }
        });
    }

    /// All cells.
    pub fn finish(self) -> Cells<Exact> {
        let Self { tiling, metrics, lattice, threads, parts, .. } = self;
        let lattice = lattice.as_ref();
        let mut cells = Cells::new(metrics);
        cells.outside = threads.into_iter().map(|thread| thread.outside).sum();
        let metrics = &cells.metrics;
        let keyed: Vec<Vec<(Key, Vec<Exact>)>> =
            parts.into_par_iter().map(|part| part.keyed(tiling, lattice, metrics)).collect();
        cells.reserve(keyed.iter().map(Vec::len).sum());
        for (key, counts) in keyed.into_iter().flatten() {
            // An H3 cell on an edge of the icosahedron has a place on either face.
            cells.unite(key, counts);
        }
        cells
    }
}

impl Part {
    #[inline]
    fn count(&mut self, found: &Found, piece: &[Sighting], metrics: &[Metric]) {
        let Found { place, month, number } = *found;
        let Some(sighting) = piece.get((number & !BARE) as usize) else { return };
        let same = |slot: &Slot| slot.place == place && slot.month == month;
        let hasher = |slot: &Slot| hash(slot.place, slot.month);
        let mut entry = match self.slots.entry(hash(place, month), same, hasher) {
            Entry::Occupied(entry) => entry,
            Entry::Vacant(entry) => {
                // Each cell takes more than 32 bytes: memory ends before numbers do.
                let slot = Slot { place, month, number: self.positions.len() as u32, bare: 0 };
                self.positions.push(sighting.at);
                self.counts.resize(self.counts.len() + metrics.len(), Exact::NOTHING);
                entry.insert(slot)
            }
        };
        let slot = entry.get_mut();
        if number & BARE != 0 {
            slot.bare += 1;
            return;
        }
        let start = slot.number as usize * metrics.len();
        for (metric, count) in metrics.iter().zip(self.counts.iter_mut().skip(start)) {
            match metric {
                Metric::Post => count.insert(sighting.post),
                Metric::User if sighting.user.is_some() => count.insert(sighting.user),
                Metric::UserDay if sighting.user_day.is_some() => count.insert(sighting.user_day),
                _ => {}
            }
        }
    }

    /// The cells with their keys.
    fn keyed(
        self,
        tiling: Tiling,
        lattice: Option<&Lattice>,
        metrics: &[Metric],
    ) -> Vec<(Key, Vec<Exact>)> {
        let mut slots: Vec<Slot> = self.slots.into_iter().collect();
        slots.sort_unstable_by_key(|slot| slot.number);
        let mut counts = self.counts.into_iter();
        let mut keyed = Vec::with_capacity(slots.len());
        for (slot, at) in slots.into_iter().zip(self.positions) {
            let mut counts: Vec<Exact> = counts.by_ref().take(metrics.len()).collect();
            for (_, count) in metrics.iter().zip(&mut counts).filter(|(m, _)| **m == Metric::Post) {
                count.unite(&Exact::Tally(slot.bare));
            }
            let cell = lattice.map_or(Some(slot.place), |lattice| lattice.index(slot.place, at));
            if let Some(cell) = cell {
                keyed.push((Key { month: slot.month, tiling, cell: Cell(cell) }, counts));
            }
        }
        keyed
    }
}

#[cfg(test)]
#[path = "counting_tests.rs"]
mod tests;
