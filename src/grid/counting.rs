//! Counting positions in their cells, exactly and on all cores.
//!
//! Ten million positions in a million cells are a matter of memory, not of arithmetic. So every thread first
//! sorts its share of the positions into as many heaps as there are parts of the table; then each part,
//! which fits the cache, is filled by one thread, and nothing has to be put together in the end.

use super::cells::Cells;
use super::digits::Hexagons;
use super::exact::{Element, Exact, Sighting};
use super::icosahedron::MANY;
use super::parts::{Bin, PARTS, Part};
use super::tiling::{Cell, Tiling};
use crate::facet::Metric;
use rayon::prelude::*;

/// Positions that are sorted at a time: what this takes is 16 bytes for each.
const PIECE: usize = 1 << 21;
/// Positions that are worth a thread of their own.
const SHARE: usize = 4096;

/// Counts positions in cells.
#[derive(Debug)]
pub struct Counting {
    tiling: Tiling,
    by_month: bool,
    /// Finds H3 cells.
    hexagons: Option<Hexagons>,
    threads: Vec<Thread>,
    cells: Cells<Exact>,
}

/// The positions of a thread, sorted by parts of the table.
#[derive(Debug)]
struct Thread {
    heaps: Vec<Vec<Found>>,
    outside: u64,
    undated: u64,
}

/// A position that is in a cell.
#[derive(Debug, Clone, Copy)]
struct Found {
    cell: Cell,
    month: u32,
    /// Which position; [`BARE`]: one of which nothing else is known.
    number: u32,
}

/// Larger than the number of any position of a piece.
const BARE: u32 = u32::MAX;

impl Counting {
    /// Nothing yet.
    pub fn new(tiling: Tiling, by_month: bool, metrics: Vec<Metric>) -> Self {
        let hexagons = match tiling {
            Tiling::Hexagon(resolution) => Some(Hexagons::new(resolution)),
            Tiling::Geohash(_) | Tiling::Square(_) => None,
        };
        let thread = || Thread { heaps: vec![Vec::new(); PARTS], outside: 0, undated: 0 };
        let threads = (0..rayon::current_num_threads()).map(|_| thread()).collect();
        Self { tiling, by_month, hexagons, threads, cells: Cells::new(tiling, metrics) }
    }

    /// Counts posts.
    pub fn add(&mut self, sightings: &[Sighting]) {
        for piece in sightings.chunks(PIECE) {
            self.sort(piece);
            let Self { threads, cells, .. } = self;
            let (metrics, parts) = cells.fill();
            parts.par_iter_mut().enumerate().for_each(|(number, part)| {
                let heaps = threads.iter().filter_map(|thread| thread.heaps.get(number));
                for &Found { cell, month, number } in heaps.flatten() {
                    // Where there is nothing to look up, memory is left alone: that takes most of the time.
                    let sighting = if number == BARE { None } else { piece.get(number as usize) };
                    count(part, Bin { cell, month }, sighting, metrics);
                }
            });
        }
    }

    /// Puts each position on the heap of its part.
    fn sort(&mut self, piece: &[Sighting]) {
        let share = piece.len().div_ceil(self.threads.len()).max(SHARE);
        let Self { tiling, by_month, hexagons, threads, .. } = self;
        let (tiling, hexagons) = (*tiling, hexagons.as_ref());
        let usual = share.min(piece.len()) / PARTS;
        for heap in threads.iter_mut().flat_map(|thread| &mut thread.heaps) {
            heap.clear();
            heap.reserve(usual);
        }
        let shares = piece.par_chunks(share).enumerate();
        threads.par_iter_mut().zip(shares).for_each(|(thread, (chunk, sightings))| {
            let mut number = chunk * share;
            for many in sightings.chunks(MANY) {
                let cells = cells(tiling, hexagons, many);
                for (cell, sighting) in cells.iter().zip(many) {
                    thread.put(*cell, sighting, number as u32, *by_month);
                    number += 1;
                }
            }
        });
    }

    /// All cells.
    pub fn finish(self) -> Cells<Exact> {
        let Self { threads, mut cells, .. } = self;
        cells.outside = threads.iter().map(|thread| thread.outside).sum();
        cells.undated = threads.iter().map(|thread| thread.undated).sum();
        cells
    }
}

impl Thread {
    /// Puts a position on the heap of its part.
    #[inline]
    fn put(&mut self, cell: Option<Cell>, sighting: &Sighting, number: u32, by_month: bool) {
        let month = if by_month { sighting.month } else { Some(0) };
        let Some(cell) = cell else {
            self.outside += 1;
            return;
        };
        let Some(month) = month else {
            self.undated += 1;
            return;
        };
        let known = [sighting.post, sighting.user, sighting.user_day];
        let is_bare = known.iter().all(Option::is_none);
        let number = if is_bare { BARE } else { number };
        if let Some(heap) = self.heaps.get_mut(Bin { cell, month }.part()) {
            heap.push(Found { cell, month, number });
        }
    }
}

/// The cells of some positions, at most [`MANY`].
#[inline]
fn cells(tiling: Tiling, hexagons: Option<&Hexagons>, many: &[Sighting]) -> [Option<Cell>; MANY] {
    let mut cells = [None; MANY];
    if let Some(hexagons) = hexagons {
        let mut positions = [(0.0, 0.0); MANY];
        for (position, sighting) in positions.iter_mut().zip(many) {
            *position = sighting.at;
        }
        cells = hexagons.cells(&positions).map(|cell| cell.map(Cell));
    } else {
        for (cell, Sighting { at: (lon, lat), .. }) in cells.iter_mut().zip(many) {
            *cell = tiling.cell(*lon, *lat);
        }
    }
    cells
}

/// Counts a post in a cell; `None`: one of which nothing but the position is known.
#[inline]
fn count(part: &mut Part<Exact>, bin: Bin, sighting: Option<&Sighting>, metrics: &[Metric]) {
    let counts = part.of(bin, std::iter::repeat_with(Exact::default));
    let known = |of: fn(&Sighting) -> Option<Element>| sighting.and_then(of);
    for (metric, count) in metrics.iter().zip(counts) {
        let element = match metric {
            Metric::Post => known(|sighting| sighting.post),
            Metric::User => known(|sighting| sighting.user),
            Metric::UserDay => known(|sighting| sighting.user_day),
            _ => continue,
        };
        // A post differs from all others if nobody says which it is; a user of whom nothing is known is none.
        if element.is_some() || *metric == Metric::Post {
            count.insert(element);
        }
    }
}

#[cfg(test)]
#[path = "counting_tests.rs"]
mod tests;
