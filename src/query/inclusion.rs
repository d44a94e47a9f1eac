//! Inclusion–exclusion: what a selection of regions is as a sum of unions.
//!
//! For two sets `|A ∩ B| = |A| + |B| − |A ∪ B|`, for three `|A ∩ B ∩ C| = |A| + |B| + |C| − |A ∪ B| −
//! |A ∪ C| − |B ∪ C| + |A ∪ B ∪ C|`, and so on. Any expression is such a sum.

use crate::hll::{Estimate, Mismatch, Sketch};

/// A union in such a sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Summand {
    /// The sets that are united, as bits.
    pub sets: usize,
    /// How often it is added; negative: taken away.
    pub factor: i64,
    /// Its cardinality.
    pub estimate: Estimate,
}

/// How often each union, whose bits are its sets, is added to come to the regions that are meant.
///
/// What lies within some sets only is the whole union less the union of the other sets, and a region is
/// what is within its sets less what is within fewer of them.
pub(super) fn factors(means: &[bool]) -> Vec<i64> {
    let all = means.len() - 1;
    let mut within: Vec<i64> = means.iter().map(|&means| i64::from(means)).collect();
    let mut set = 1;
    while set <= all {
        for sets in (0..=all).filter(|sets| sets & set == 0) {
            within[sets] -= within[sets | set];
        }
        set <<= 1;
    }
    let mut factors = vec![0; means.len()];
    for (sets, times) in within.into_iter().enumerate() {
        factors[all] += times;
        factors[all & !sets] -= times;
    }
    // The union of nothing is nothing.
    factors[0] = 0;
    factors
}

/// The sum for these sets, larger unions last. A set that is undefined ends it: its `None`.
pub(super) fn summands(sets: &[&Sketch], means: &[bool]) -> Result<Option<Vec<Summand>>, Mismatch> {
    let factors = factors(means);
    let mut summands = Vec::new();
    let known = unite(sets, None, 0, 0, &mut |union, chosen| {
        let factor = factors.get(chosen).copied().unwrap_or_default();
        if factor != 0 {
            let Some(estimate) = union.estimate() else { return false };
            summands.push(Summand { sets: chosen, factor, estimate });
        }
        true
    })?;
    summands.sort_by_key(|summand| (summand.sets.count_ones(), summand.sets));
    Ok(known.then_some(summands))
}

/// Calls `each` with every union, until it says no.
fn unite(
    sets: &[&Sketch],
    union: Option<&Sketch>,
    first: usize,
    chosen: usize,
    each: &mut dyn FnMut(&Sketch, usize) -> bool,
) -> Result<bool, Mismatch> {
    for (number, set) in sets.iter().enumerate().skip(first) {
        let more = match union {
            None => (*set).clone(),
            Some(union) => {
                let mut more = union.clone();
                more.union(set)?;
                more
            }
        };
        let chosen = chosen | 1 << number;
        if !each(&more, chosen) || !unite(sets, Some(&more), number + 1, chosen, each)? {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
#[path = "inclusion_tests.rs"]
mod tests;
