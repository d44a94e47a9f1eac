//! What is counted in each cell.

use super::exact::Exact;
use super::key::Key;
use super::parts::{Part, Parts, Sets};
use super::tiling::Tiling;
use crate::facet::Metric;
use crate::hll::{Params, Sketch, UnionError};
use crate::query::{Library, Located, QueryError, Spot};
use std::ops::ControlFlow;

/// Sets that are handed over to the thread that unites them at a time.
const CHUNK: usize = 4096;
/// Chunks that may wait.
const WAITING: usize = 4;

/// Something that can be united.
pub trait Count: Clone {
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

/// What is counted in each cell.
#[derive(Debug, Clone)]
pub struct Cells<S> {
    /// What is counted: the metrics of each cell's sets.
    pub metrics: Vec<Metric>,
    sets: Parts<S>,
    /// Positions outside of the area that the grid is made for; of sets, keys.
    pub outside: u64,
    /// Positions that have no month, where months are told apart.
    pub undated: u64,
}

impl<S: Count> Cells<S> {
    /// No cells yet.
    pub fn new(metrics: Vec<Metric>) -> Self {
        Self { metrics, sets: Parts::new(), outside: 0, undated: 0 }
    }

    /// All cells with something in them, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&Key, &[S])> {
        self.sets.iter().map(|(key, sets)| (key, sets.as_slice()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is in a cell.
    pub fn get(&self, key: &Key) -> Option<&[S]> {
        self.sets.get(key).map(Sets::as_slice)
    }

    /// The metrics, and the parts of the table to be filled.
    pub(super) fn fill(&mut self) -> (&[Metric], &mut [Part<S>]) {
        (&self.metrics, self.sets.each())
    }

    pub(super) fn remove(&mut self, key: &Key) -> Option<Sets<S>> {
        self.sets.of(key).remove(key)
    }

    /// Unites a cell with what there is.
    pub(super) fn unite(&mut self, key: Key, sets: Sets<S>) {
        let part = self.sets.of(&key);
        match part.get_mut(&key) {
            Some(known) => known.iter_mut().zip(&sets).for_each(|(known, set)| known.take(set)),
            None => {
                part.insert(key, sets);
            }
        }
    }

    /// Keeps some metrics, by their place in the list.
    pub fn keep(&mut self, kept: &[bool]) {
        let mut which = kept.iter();
        self.metrics.retain(|_| which.next() == Some(&true));
        for sets in self.sets.sets_mut() {
            let mut which = kept.iter();
            sets.retain(|_| which.next() == Some(&true));
        }
    }

    /// All cells as one; `None` where there is none.
    pub fn total(&self) -> Option<Vec<S>> {
        let mut cells = self.iter();
        let mut total = cells.next()?.1.to_vec();
        for (_, sets) in cells {
            total.iter_mut().zip(sets).for_each(|(total, set)| total.take(set));
        }
        Some(total)
    }
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
    let mut cells = Cells::new(metrics.to_vec());
    let (sender, receiver) = crossbeam_channel::bounded::<Chunk>(WAITING);
    let united = &mut cells;
    let mut read = Ok(());
    let result = std::thread::scope(|scope| {
        let uniting = scope.spawn(move || {
            receiver.iter().try_for_each(|chunk| united.unite_chunk(tiling, params, &chunk))
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
    fn unite_chunk(
        &mut self,
        tiling: Tiling,
        params: Params,
        chunk: &Chunk,
    ) -> Result<(), CellsError> {
        let mut start = 0;
        let mut ends = chunk.ends.iter();
        for spot in &chunk.spots {
            let key = tiling.cell(spot.lon, spot.lat).map(|cell| {
                let month = spot.month.unwrap_or(0);
                Key { month, tiling, cell }
            });
            self.outside += u64::from(key.is_none());
            let metrics = &self.metrics;
            let mut sets = key.map(|key| {
                let empty = || metrics.iter().map(|_| Sketch::new(params)).collect();
                self.sets.of(&key).entry(key).or_insert_with(empty)
            });
            for (number, metric) in metrics.iter().enumerate() {
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
