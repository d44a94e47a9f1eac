//! Cells with what tells the sizes of their sets, and the rows that they become.

use super::count::Counted;
use super::{Args, BelowName, Plan};
use crate::cli::exit::Failure;
use crate::facet::Metric;
use crate::grid::{
    Below, Beside, Cells, Count, Exact, Key, Row, Skipped, Suppressed, Table, Tiling, chi,
};
use crate::hll::{Estimate, Sketch};
use crate::query::Located;
use anyhow::anyhow;
use std::collections::BTreeSet;

/// How many elements of a set are meant; `None`: that cannot be told.
type Size<'s, S> = Box<dyn Fn(&S) -> Option<Estimate> + Sync + 's>;

/// Cells of one kind with what tells their sizes.
pub struct Side<'s, S> {
    pub cells: Cells<S>,
    size: Size<'s, S>,
}

impl<S: Count> Side<'_, S> {
    fn value(&self, set: &S) -> f64 {
        (self.size)(set).map_or(f64::NAN, |estimate| estimate.value)
    }

    /// The sizes of a cell's sets; of a cell that is not there, zeros.
    fn sizes(&self, key: &Key) -> Result<Vec<Estimate>, Failure> {
        match self.cells.get(key) {
            Some(sets) => self.sizes_of(key, sets),
            None => Ok(vec![Estimate { value: 0.0, lo: 0.0, hi: 0.0 }; self.cells.metrics.len()]),
        }
    }

    fn sizes_of(&self, key: &Key, sets: &[S]) -> Result<Vec<Estimate>, Failure> {
        let sizes = sets.iter().map(|set| (self.size)(set)).collect::<Option<Vec<_>>>();
        sizes.ok_or_else(|| {
            let name = key.tiling.name(key.cell);
            Failure::Io(anyhow!(
                "a set of the cell {name} is undefined or saturated, so its cardinality is unknown; make \
                 the store with a larger regwidth or log2m (--hll-params)"
            ))
        })
    }

    fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.cells.iter().map(|(key, _)| key)
    }

    fn total(&self) -> Vec<f64> {
        let total = self.cells.total();
        let values = |sets: Vec<S>| sets.iter().map(|set| self.value(set)).collect();
        total.map_or_else(|| vec![0.0; self.cells.metrics.len()], values)
    }
}

/// Elements counted exactly.
pub fn exactly<'s>(cells: Cells<Exact>) -> Side<'s, Exact> {
    let size = |count: &Exact| {
        let value = count.count() as f64;
        Some(Estimate { value, lo: value, hi: value })
    };
    Side { cells, size: Box::new(size) }
}

/// United sets with what tells how many of them are meant.
pub fn united(cells: Cells<Sketch>, located: &Located) -> Side<'_, Sketch> {
    Side { cells, size: Box::new(|set| located.size(set)) }
}

/// The metric that decides whether a cell has too few: users where they are counted.
fn least_of(metrics: &[Metric]) -> (usize, Metric) {
    let users = metrics.iter().position(|metric| *metric == Metric::User).unwrap_or(0);
    (users, metrics.get(users).copied().unwrap_or(Metric::Post))
}

/// Rows of one side.
///
/// # Errors
/// A set is undefined or saturated.
pub fn plain<S: Count>(
    args: &Args,
    plan: &Plan,
    tiling: Tiling,
    mut side: Side<'_, S>,
) -> Result<Counted, Failure> {
    let total = side.total();
    let (place, least_of) = least_of(&side.cells.metrics);
    let suppressed = if args.min_count > 1 {
        let below = match args.below {
            BelowName::Merge => Below::Merge,
            BelowName::Drop => Below::Drop,
        };
        let of = side.size;
        let value = |set: &S| of(set).map_or(f64::NAN, |estimate| estimate.value.round());
        let told = side.cells.suppress(place, f64::from(args.min_count), below, &value);
        side.size = of;
        told
    } else {
        Suppressed::default()
    };
    let rows = side.cells.map(|key, sets| {
        let values = side.sizes_of(&key, sets)?;
        // An intersection leaves cells in which there is certainly nothing.
        let is_something = values.iter().any(|estimate| estimate.value.round() > 0.0);
        let row = Row { key, values, beside: Vec::new(), chi: None, expected: 0.0 };
        Ok::<_, Failure>(is_something.then_some(row))
    })?;
    Ok(finish(args, plan, tiling, &side.cells, rows, suppressed, total, least_of))
}

/// Rows of two sides: what comes before (or is exact) beside what comes after (or is estimated).
pub fn compare<B: Count, A: Count>(
    args: &Args,
    plan: &Plan,
    tiling: Tiling,
    before: &Side<'_, B>,
    after: &Side<'_, A>,
) -> Result<Counted, Failure> {
    let total = after.total();
    let (place, least_of) = least_of(&after.cells.metrics);
    let keys: BTreeSet<Key> = before.keys().chain(after.keys()).collect();
    let mut suppressed = Suppressed::default();
    let mut rows = Vec::new();
    for key in keys {
        let values = after.sizes(&key)?;
        let beside: Vec<f64> =
            before.sizes(&key)?.iter().map(|estimate| estimate.value.round()).collect();
        // Few now tell as much as few then.
        let few = |value: f64| value > 0.0 && value < f64::from(args.min_count);
        let now = values.get(place).map_or(0.0, |estimate| estimate.value.round());
        if few(now) || beside.get(place).is_some_and(|then| few(*then)) {
            suppressed.cells += 1;
            suppressed.dropped += 1;
            continue;
        }
        let something =
            values.iter().map(|estimate| estimate.value.round()).chain(beside.iter().copied());
        if something.into_iter().any(|value| value > 0.0) {
            rows.push(Row { key, values, beside, chi: None, expected: 0.0 });
        }
    }
    Ok(finish(args, plan, tiling, &after.cells, rows, suppressed, total, least_of))
}

/// Rows with the typicality of the first metric.
pub fn typical(
    args: &Args,
    plan: &Plan,
    tiling: Tiling,
    side: &Side<'_, Sketch>,
    all: &Side<'_, Sketch>,
    error: f64,
) -> Result<Counted, Failure> {
    let total = side.total();
    let (place, least_of) = least_of(&side.cells.metrics);
    let keys: BTreeSet<Key> = all.keys().chain(side.keys()).collect();
    let mut rows = Vec::new();
    let mut pairs = Vec::new();
    for key in keys {
        let values = side.sizes(&key)?;
        let observed = values.first().map_or(0.0, |estimate| estimate.value);
        let background = all.sizes(&key)?.first().map_or(0.0, |estimate| estimate.value);
        pairs.push((observed, background));
        rows.push(Row { key, values, beside: Vec::new(), chi: None, expected: 0.0 });
    }
    let sum = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let share = if sum.1 > 0.0 { sum.0 / sum.1 } else { 0.0 };
    for ((row, chi), pair) in rows.iter_mut().zip(chi(&pairs, error)).zip(&pairs) {
        row.chi = Some(chi);
        row.expected = pair.1 * share;
    }
    let mut suppressed = Suppressed::default();
    let least = f64::from(args.min_count);
    rows.retain(|row| {
        let value = row.values.get(place).map_or(0.0, |estimate| estimate.value.round());
        let few = value > 0.0 && value < least;
        suppressed.cells += u64::from(few);
        suppressed.dropped += u64::from(few);
        !few
    });
    Ok(finish(args, plan, tiling, &side.cells, rows, suppressed, total, least_of))
}

#[expect(clippy::too_many_arguments, reason = "the parts of one result")]
fn finish<S: Count>(
    args: &Args,
    plan: &Plan,
    tiling: Tiling,
    cells: &Cells<S>,
    rows: Vec<Row>,
    suppressed: Suppressed,
    total: Vec<f64>,
    least_of: Metric,
) -> Counted {
    let columns = plan.columns;
    debug_assert!(
        columns.beside == Beside::Nothing || rows.iter().all(|row| !row.beside.is_empty())
    );
    let (scheme, count) = (args.classify.clone(), usize::from(args.classes));
    let table = Table::new(cells.metrics.clone(), columns, rows, scheme, count);
    Counted {
        table,
        tiling,
        suppressed,
        least_of,
        outside: cells.outside,
        undated: cells.undated,
        skipped: Skipped::new(),
        total,
        settings: None,
        bases: Vec::new(),
        intersected: false,
    }
}
