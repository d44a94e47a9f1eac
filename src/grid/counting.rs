//! Counting positions in their cells, exactly and on all cores.

use super::cells::{Cells, Count, Key};
use super::exact::{Exact, Sighting};
use super::icosahedron::Lattice;
use super::tiling::{Cell, Tiling};
use crate::facet::Metric;
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use rayon::prelude::*;

/// Parts that the cells of a thread are divided into, which then are put together at the same time.
const PARTS: usize = 16;
/// Positions that are worth a thread of their own.
const SHARE: usize = 4096;

/// Counts positions in cells.
#[derive(Debug)]
pub struct Counting {
    tiling: Tiling,
    by_month: bool,
    metrics: Vec<Metric>,
    /// Of H3 cells; cells of other kinds are their own places.
    lattice: Option<Lattice>,
    /// What each thread has counted.
    threads: Vec<Thread>,
}

/// What one thread has counted.
#[derive(Debug)]
struct Thread {
    parts: Vec<Part>,
    outside: u64,
}

/// Some of the cells.
#[derive(Debug, Default)]
struct Part {
    /// Place and month, and the number of the cell.
    numbers: HashMap<(u64, u32), u32>,
    /// A position in each cell.
    positions: Vec<(f64, f64)>,
    /// For each cell one count per metric.
    counts: Vec<Exact>,
}

impl Part {
    /// The counts of a cell.
    #[inline]
    fn cell(&mut self, place: (u64, u32), at: (f64, f64), metrics: usize) -> &mut [Exact] {
        let number = match self.numbers.entry(place) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                // Each cell takes more than 32 bytes: memory ends before numbers do.
                let number = self.positions.len() as u32;
                self.positions.push(at);
                self.counts.resize(self.counts.len() + metrics, Exact::NOTHING);
                *entry.insert(number)
            }
        };
        let start = number as usize * metrics;
        self.counts.get_mut(start..start + metrics).unwrap_or_default()
    }

    fn unite(&mut self, other: Part, metrics: usize) {
        for (place, number) in other.numbers {
            let number = number as usize;
            let Some(at) = other.positions.get(number) else { continue };
            let counts = other.counts.iter().skip(number * metrics);
            for (known, more) in self.cell(place, *at, metrics).iter_mut().zip(counts) {
                known.take(more);
            }
        }
    }
}

impl Counting {
    /// Nothing yet.
    pub fn new(tiling: Tiling, by_month: bool, metrics: Vec<Metric>) -> Self {
        let lattice = match tiling {
            Tiling::Hexagon(resolution) => Some(Lattice::new(resolution)),
            Tiling::Geohash(_) | Tiling::Square(_) => None,
        };
        let thread = || Thread { parts: (0..PARTS).map(|_| Part::default()).collect(), outside: 0 };
        let threads = (0..rayon::current_num_threads()).map(|_| thread()).collect();
        Self { tiling, by_month, metrics, lattice, threads }
    }

    /// Counts posts.
    pub fn add(&mut self, sightings: &[Sighting]) {
        let Self { tiling, by_month, metrics, lattice, threads } = self;
        let lattice = lattice.as_ref();
        let share = sightings.len().div_ceil(threads.len()).max(SHARE);
        threads.par_iter_mut().zip(sightings.par_chunks(share)).for_each(|(thread, sightings)| {
            for sighting in sightings {
                let (lon, lat) = sighting.at;
                let place = match lattice {
                    Some(lattice) => lattice.place(lon, lat),
                    None => tiling.cell(lon, lat).map(|cell| cell.0),
                };
                let month = if *by_month { sighting.month } else { Some(0) };
                match place.zip(month) {
                    Some(place) => thread.count(place, sighting, metrics),
                    None => thread.outside += 1,
                }
            }
        });
    }

    /// All cells.
    pub fn finish(self) -> Cells<Exact> {
        let Self { tiling, metrics, lattice, threads, .. } = self;
        let mut cells = Cells::new(metrics);
        let mut parts: Vec<Vec<Part>> = (0..PARTS).map(|_| Vec::new()).collect();
        for thread in threads {
            cells.outside += thread.outside;
            parts.iter_mut().zip(thread.parts).for_each(|(all, part)| all.push(part));
        }
        let count = cells.metrics.len();
        let united: Vec<Vec<(Key, Vec<Exact>)>> = parts
            .into_par_iter()
            .map(|parts| {
                let mut parts = parts.into_iter();
                let mut all = parts.next().unwrap_or_default();
                parts.for_each(|part| all.unite(part, count));
                all.keyed(tiling, lattice.as_ref(), count)
            })
            .collect();
        cells.reserve(united.iter().map(Vec::len).sum());
        for (key, counts) in united.into_iter().flatten() {
            // An H3 cell on an edge of the icosahedron has a place on either face.
            cells.unite(key, counts);
        }
        cells
    }
}

impl Thread {
    #[inline]
    fn count(&mut self, place: (u64, u32), sighting: &Sighting, metrics: &[Metric]) {
        // The highest bits of a product depend on all bits of its factors.
        let part = place.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - PARTS.ilog2());
        let Some(part) = self.parts.get_mut(part as usize) else { return };
        let counts = part.cell(place, sighting.at, metrics.len());
        for (metric, count) in metrics.iter().zip(counts) {
            match metric {
                Metric::Post => count.insert(sighting.post),
                Metric::User if sighting.user.is_some() => count.insert(sighting.user),
                Metric::UserDay if sighting.user_day.is_some() => count.insert(sighting.user_day),
                _ => {}
            }
        }
    }
}

impl Part {
    /// The cells with their keys.
    fn keyed(
        self,
        tiling: Tiling,
        lattice: Option<&Lattice>,
        metrics: usize,
    ) -> Vec<(Key, Vec<Exact>)> {
        let mut places: Vec<((u64, u32), u32)> = self.numbers.into_iter().collect();
        places.sort_unstable_by_key(|(_, number)| *number);
        let mut counts = self.counts.into_iter();
        let mut keyed = Vec::with_capacity(places.len());
        for (((place, month), _), at) in places.into_iter().zip(self.positions) {
            let counts: Vec<Exact> = counts.by_ref().take(metrics).collect();
            let cell = lattice.map_or(Some(place), |lattice| lattice.index(place, at));
            if let Some(cell) = cell {
                keyed.push((Key { month, tiling, cell: Cell(cell) }, counts));
            }
        }
        keyed
    }
}

#[cfg(test)]
#[path = "counting_tests.rs"]
mod tests;
