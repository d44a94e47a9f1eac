//! What is counted in each cell.

use super::exact::Exact;
use super::key::Key;
use super::parts::{Bin, Part, Parts, Sets};
use super::tiling::Tiling;
use crate::facet::Metric;
use crate::hll::{Params, Sketch, UnionError};
use crate::query::{Library, Located, QueryError, Spot};
use rayon::prelude::*;
use std::ops::ControlFlow;

/// Sets that are handed over to the thread that unites them at a time.
const CHUNK: usize = 4096;
/// Chunks that may wait.
const WAITING: usize = 4;

/// Something that can be united.
pub trait Count: Clone + Send + Sync {
    /// Takes in all elements of another.
    fn take(&mut self, other: &Self);
}

impl Count for Sketch {
    fn take(&mut self, other: &Self) {
        // All sets of a store have the same parameters; what has others does not get in here.
        let _ = self.union(other);
    }
}

impl Count for Exact {
    fn take(&mut self, other: &Self) {
        self.unite(other);
    }
}

/// Takes in all sets of another cell, metric by metric.
fn take_all<S: Count>(sets: &mut [S], others: &[S]) {
    sets.iter_mut().zip(others).for_each(|(set, other)| set.take(other));
}

/// What is counted in each cell.
#[derive(Debug, Clone)]
pub struct Cells<S> {
    /// What is counted: the metrics of each cell's sets.
    pub metrics: Vec<Metric>,
    /// The cells by their sizes, the smallest first: larger ones are there where small ones were united.
    sizes: Vec<(Tiling, Parts<S>)>,
    /// Positions outside of the area that the grid is made for; of sets, keys.
    pub outside: u64,
    /// Positions that have no month, where months are told apart.
    pub undated: u64,
}

impl<S: Count> Cells<S> {
    /// No cells yet.
    pub fn new(tiling: Tiling, metrics: Vec<Metric>) -> Self {
        let sizes = vec![(tiling, Parts::new(metrics.len()))];
        Self { metrics, sizes, outside: 0, undated: 0 }
    }

    /// All cells with something in them, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (Key, &[S])> {
        self.sizes
            .iter()
            .flat_map(|(tiling, parts)| parts.iter().map(|(bin, sets)| (key(*tiling, bin), sets)))
    }

    /// What is made of each cell, on all cores; in no order.
    ///
    /// # Errors
    /// The first that occurs.
    pub fn map<T: Send, E: Send>(
        &self,
        make: impl Fn(Key, &[S]) -> Result<Option<T>, E> + Sync,
    ) -> Result<Vec<T>, E> {
        let parts = self.parts().map(|(tiling, part)| {
            let cells = part.iter().map(|(bin, sets)| make(key(tiling, bin), sets));
            cells.filter_map(Result::transpose).collect()
        });
        Ok(parts.collect::<Result<Vec<Vec<T>>, E>>()?.into_iter().flatten().collect())
    }

    fn parts(&self) -> impl ParallelIterator<Item = (Tiling, &Part<S>)> {
        let sizes = self.sizes.par_iter();
        sizes.flat_map(|(tiling, parts)| parts.all().par_iter().map(|part| (*tiling, part)))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sizes.iter().map(|(_, parts)| parts.len()).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is in a cell.
    pub fn get(&self, key: &Key) -> Option<&[S]> {
        let (_, parts) = self.sizes.iter().find(|(tiling, _)| *tiling == key.tiling)?;
        parts.get(&Bin { cell: key.cell, month: key.month })
    }

    /// The metrics, and the parts of the table to be filled.
    pub(super) fn fill(&mut self) -> (&[Metric], &mut [Part<S>]) {
        let parts = self.sizes.first_mut().map(|(_, parts)| parts.all_mut()).unwrap_or_default();
        (&self.metrics, parts)
    }

    /// How many sizes of cells there are.
    pub(super) fn sizes(&self) -> usize {
        self.sizes.len()
    }

    /// Takes out some cells of a size, by its place in the list.
    pub(super) fn take_out(
        &mut self,
        size: usize,
        taken: impl Fn(&[S]) -> bool,
    ) -> Vec<(Key, Sets<S>)> {
        let Some((tiling, parts)) = self.sizes.get_mut(size) else { return Vec::new() };
        let out = parts.take_out(taken).into_iter();
        out.map(|(bin, sets)| (key(*tiling, &bin), sets)).collect()
    }

    /// Unites a cell with what there is.
    pub(super) fn unite(&mut self, key: Key, sets: Sets<S>) {
        let place = self.sizes.iter().position(|(tiling, _)| *tiling == key.tiling);
        let place = place.unwrap_or_else(|| {
            self.sizes.push((key.tiling, Parts::new(self.metrics.len())));
            self.sizes.len() - 1
        });
        let Some((_, parts)) = self.sizes.get_mut(place) else { return };
        let bin = Bin { cell: key.cell, month: key.month };
        match parts.get_mut(&bin) {
            Some(known) => take_all(known, &sets),
            None => {
                parts.of(bin, sets);
            }
        }
    }

    /// Keeps some metrics, by their place in the list.
    pub fn keep(&mut self, kept: &[bool]) {
        let mut which = kept.iter();
        self.metrics.retain(|_| which.next() == Some(&true));
        for (_, parts) in &mut self.sizes {
            parts.keep(kept);
        }
    }

    /// All cells as one; `None` where there is none.
    pub fn total(&self) -> Option<Vec<S>> {
        let of_part = |(_, part): (Tiling, &Part<S>)| {
            let mut bins = part.iter();
            let mut total = bins.next()?.1.to_vec();
            bins.for_each(|(_, sets)| take_all(&mut total, sets));
            Some(total)
        };
        self.parts().filter_map(of_part).reduce_with(|mut total, sets| {
            take_all(&mut total, &sets);
            total
        })
    }
}

fn key(tiling: Tiling, bin: &Bin) -> Key {
    Key { month: bin.month, tiling, cell: bin.cell }
}

/// Keys and sets on their way from the thread that reads to the one that unites.
#[derive(Default)]
struct Chunk {
    spots: Vec<Spot>,
    /// The sets, one after the other, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

/// A set of a store that cannot be united.
#[derive(Debug, thiserror::Error)]
pub enum CellsError {
    /// The store cannot be read, or does not count this.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// A set is damaged, or of other parameters than the store says.
    #[error("the set of {metric} at {lat}, {lon} (lat, lon) cannot be united: {source}")]
    Set {
        /// Which of the sets.
        metric: &'static str,
        /// Where.
        lat: f64,
        /// Where.
        lon: f64,
        /// Why not.
        source: UnionError,
    },
}

/// Unites the sets of a store by cells. One thread reads while another unites.
///
/// # Errors
/// The store cannot be read, or holds a set that is none.
pub fn locate(
    library: &Library,
    located: &Located,
    tiling: Tiling,
    metrics: &[Metric],
    params: Params,
) -> Result<Cells<Sketch>, CellsError> {
    let mut cells = Cells::new(tiling, metrics.to_vec());
    let (sender, receiver) = crossbeam_channel::bounded::<Chunk>(WAITING);
    let united = &mut cells;
    let mut read = Ok(());
    let result = std::thread::scope(|scope| {
        let uniting = scope.spawn(move || {
            receiver.iter().try_for_each(|chunk| united.unite_chunk(params, &chunk))
        });
        let mut chunk = Chunk::default();
        read = located.read(library, metrics, &mut |spot, sets| {
            chunk.spots.push(spot);
            for set in sets {
                chunk.bytes.extend_from_slice(set);
                chunk.ends.push(chunk.bytes.len());
            }
            // Nobody receives any more where uniting has failed, which is told below.
            if chunk.spots.len() == CHUNK && sender.send(std::mem::take(&mut chunk)).is_err() {
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        });
        let _ = sender.send(chunk);
        drop(sender);
        uniting.join()
    });
    read?;
    match result {
        Ok(united) => united?,
        Err(panic) => std::panic::resume_unwind(panic),
    }
    Ok(cells)
}

impl Cells<Sketch> {
    fn unite_chunk(&mut self, params: Params, chunk: &Chunk) -> Result<(), CellsError> {
        let Some((tiling, parts)) = self.sizes.first_mut() else { return Ok(()) };
        let mut start = 0;
        let mut ends = chunk.ends.iter();
        for spot in &chunk.spots {
            let cell = tiling.cell(spot.lon, spot.lat);
            self.outside += u64::from(cell.is_none());
            let mut sets = cell.map(|cell| {
                let bin = Bin { cell, month: spot.month.unwrap_or(0) };
                parts.of(bin, std::iter::repeat_with(|| Sketch::new(params)))
            });
            for (number, metric) in self.metrics.iter().enumerate() {
                let end = ends.next().copied().unwrap_or(start);
                let bytes = chunk.bytes.get(start..end).unwrap_or_default();
                start = end;
                let set = sets.as_mut().and_then(|sets| sets.get_mut(number));
                if let Some(Err(source)) = set.map(|set| set.union_bytes(bytes)) {
                    let Spot { lat, lon, .. } = *spot;
                    return Err(CellsError::Set { metric: metric.plural(), lat, lon, source });
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "cells_tests.rs"]
mod tests;
