//! Keys that get coarser by shortening: geohashes, and days, months and years.
//!
//! A key with too few users is not dropped: its set goes into the next coarser one, so that a month or a
//! large cell counts everybody while no small cell or quiet day can be singled out. What is kept at a
//! coarser level is the *rest* of it, what its kept parts do not hold, and has itself enough users.

use super::ExploreError;
use crate::hll::Sketch;
use std::collections::BTreeMap;

/// Keys and their sets, one per metric; users first.
pub(super) type Rows = BTreeMap<String, Vec<Sketch>>;

/// Keys of several levels that are kept, and how many are not.
#[derive(Debug, Default)]
pub(super) struct Ladder {
    /// What is kept: the finest keys, and rests of coarser ones.
    pub rows: Rows,
    /// How many of the finest keys went into a coarser one.
    pub merged: u64,
}

/// Whether there are enough users in sets of which the first is that of users.
pub(super) fn enough(sets: &[Sketch], least: u32) -> bool {
    // An undefined set says nothing of its size.
    let known = !sets.is_empty() && sets.iter().all(|set| !set.is_undefined());
    let users = sets.first().map_or(0.0, Sketch::cardinality);
    known && (least <= 1 || users.round() >= f64::from(least))
}

/// Merges keys with too few users into coarser ones. `lengths` are those of keys of each level, the
/// finest last; keys of the finest level are merged altogether if `coarser` says how many levels to leave
/// out.
pub(super) fn climb(
    base: &'static str,
    rows: Rows,
    lengths: &[usize],
    least: u32,
    coarser: usize,
) -> Result<Ladder, ExploreError> {
    let mut ladder = Ladder::default();
    let mut pending = rows;
    let dropped = lengths.len().saturating_sub(coarser);
    for (level, _) in lengths.iter().enumerate().rev() {
        let above = level.checked_sub(1).and_then(|above| lengths.get(above)).copied();
        let mut rest = Rows::new();
        for (key, sets) in pending {
            if level < dropped && enough(&sets, least) {
                ladder.rows.insert(key, sets);
                continue;
            }
            if level + 1 == lengths.len() {
                ladder.merged += 1;
            }
            let Some(parent) = above.and_then(|length| key.get(..length)) else { continue };
            unite(base, rest.entry(parent.to_owned()).or_default(), sets)?;
        }
        pending = rest;
    }
    Ok(ladder)
}

/// Unites sets metric by metric.
pub(super) fn unite(
    base: &'static str,
    into: &mut Vec<Sketch>,
    sets: Vec<Sketch>,
) -> Result<(), ExploreError> {
    if into.is_empty() {
        *into = sets;
        return Ok(());
    }
    for (ours, theirs) in into.iter_mut().zip(&sets) {
        let failed =
            |error: crate::hll::Mismatch| ExploreError::Sets { base, reason: error.to_string() };
        ours.union(theirs).map_err(failed)?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "ladder_tests.rs"]
mod tests;
