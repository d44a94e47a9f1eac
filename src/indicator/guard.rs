//! The guard against what a search finds by chance.
//!
//! The best of 1,380 candidates fits well even where there is nothing to fit: for a random walk r²
//! exceeds 0.68 in one search of twenty. So the greatest r² of a search is compared with the greatest r²
//! of the same search on surrogates, and over many indicators p-values are corrected by Holm (1979).

use super::noise::Normal;
use super::search::Search;
use super::series::Series;
use rayon::prelude::*;

/// What an indicator without any relation to the flow looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Null {
    /// Independent normal numbers: as if days had nothing to do with each other.
    Noise,
    /// Sums of them: a series that drifts, as indicators and flows do. The strictest of the three.
    Walk,
    /// The indicator itself, turned in a circle by 30 days or more.
    Shift,
}

/// Fewest days of a circular shift, either way.
const FEWEST_SHIFTED: usize = 30;
/// Surrogates in memory at a time.
const BATCH: usize = 256;

/// The greatest r² of each surrogate's search, in ascending order. There are `count` of them, or as
/// many as there are shifts. Missing days stay where they are.
pub fn null_maxima(
    search: &Search<'_>,
    indicator: &Series,
    null: Null,
    count: usize,
    seed: u64,
) -> Vec<f64> {
    let values = indicator.values();
    let mut normal = Normal::new(seed);
    let present: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    let turns = present.len().saturating_sub(2 * FEWEST_SHIFTED);
    let turned = count.min(turns);
    let mut next = |number: usize| -> Option<Vec<f64>> {
        match null {
            Null::Noise | Null::Walk if number >= count => None,
            Null::Noise => Some(values.iter().map(|_| normal.draw()).collect()),
            Null::Walk => Some(
                values
                    .iter()
                    .scan(0.0, |sum, _| {
                        *sum += normal.draw();
                        Some(*sum)
                    })
                    .collect(),
            ),
            Null::Shift if number >= turned => None,
            Null::Shift => {
                // All there are or, if fewer are wanted, evenly spread.
                let shift = FEWEST_SHIFTED + number * turns / turned;
                let mut values_left = present.iter().cycle().skip(present.len() - shift).copied();
                let fill = |value: &f64| {
                    if value.is_nan() { None } else { values_left.next() }.unwrap_or(f64::NAN)
                };
                Some(values.iter().map(fill).collect())
            }
        }
    };
    let mut maxima = Vec::new();
    loop {
        let batch: Vec<Vec<f64>> =
            (0..BATCH).map_while(|index| next(maxima.len() + index)).collect();
        if batch.is_empty() {
            break;
        }
        let greatest = batch.into_par_iter().map(|mut surrogate| {
            for (surrogate, value) in surrogate.iter_mut().zip(values) {
                if value.is_nan() {
                    *surrogate = f64::NAN;
                }
            }
            search.run(&surrogate).best().map_or(0.0, |best| best.r2)
        });
        maxima.par_extend(greatest);
    }
    maxima.sort_by(f64::total_cmp);
    maxima
}

/// A p-value below this counts.
pub const LEVEL: f64 = 0.05;

/// The r² that has to be exceeded for a p-value below [`LEVEL`]; `None` if there are too few surrogates
/// for one.
pub fn bar(maxima: &[f64]) -> Option<f64> {
    // How many surrogates may reach an r² with such a p-value.
    let passing = (0..maxima.len()).take_while(|&reached| p(reached, maxima.len()) < LEVEL).count();
    (passing > 0).then(|| maxima.get(maxima.len() - passing).copied())?
}

fn p(reached: usize, surrogates: usize) -> f64 {
    (1 + reached) as f64 / (1 + surrogates) as f64
}

/// The probability of so great an r² under the null: (1 + surrogates that reach it) / (1 + all).
pub fn p_value(maxima: &[f64], r2: f64) -> f64 {
    p(maxima.len() - maxima.partition_point(|&maximum| maximum < r2), maxima.len())
}

/// Holm's correction: p-values such that rejecting those below a level errs, in any of them, with
/// at most this probability. NaN stays NaN and does not count.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).filter(|&index| !p[index].is_nan()).collect();
    order.sort_by(|&left, &right| p[left].total_cmp(&p[right]));
    let mut corrected = vec![f64::NAN; p.len()];
    let mut greatest: f64 = 0.0;
    for (rank, &index) in order.iter().enumerate() {
        greatest = greatest.max(p[index] * (order.len() - rank) as f64).min(1.0);
        corrected[index] = greatest;
    }
    corrected
}

#[cfg(test)]
#[path = "guard_tests.rs"]
mod tests;
