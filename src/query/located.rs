//! Where the posts of an expression are: the keys with cells that hold them.
//!
//! A base of cells and of what an expression names (`_hashtag_latlng` for hashtags) holds, cell by cell, the
//! posts that match *there*, and their users. Without such a base, the posts are found by intersecting each
//! cell's set with the expression's; users cannot be: a user of the hashtag who was in the cell need not
//! have used it there.

use super::error::QueryError;
use super::library::{Reading, brought_to};
use super::plan::{Part, Parts, Plan};
use super::{Expression, Finding, Library, Method, operands, read};
use crate::facet::{BASES, Base, Dimension, KeyValue, Metric};
use crate::hll::{Estimate, Params, Sketch};
use crate::store::{Condition, Selection};
use std::ops::ControlFlow;

/// Where the posts of an expression are.
pub struct Located {
    /// Keys with cells.
    selections: Vec<Selection>,
    rest: Option<Rest>,
    /// Cells are told apart by month.
    by_month: bool,
}

/// What the sets of cells have to be intersected with.
struct Rest {
    sets: Vec<Sketch>,
    means: Vec<bool>,
    /// What cells' sets are brought to, to be like these.
    params: Option<Params>,
    /// The dimensions that no base has together with cells.
    lacking: Vec<Dimension>,
}

/// Called with the place of a key and the bytes of its sets.
pub type EachSpot<'e> = dyn FnMut(Spot, &[&[u8]]) -> ControlFlow<()> + 'e;

/// Where a key is, and when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Longitude of the middle of the cell.
    pub lon: f64,
    /// Latitude of it.
    pub lat: f64,
    /// Number of the month (years × 12 + month − 1), if months were asked for.
    pub month: Option<u32>,
}

impl Located {
    /// Finds the keys; without an expression, all cells.
    ///
    /// # Errors
    /// The expression makes no sense, or the store keeps no cells (by month, if that is asked for).
    pub fn new(
        library: &Library,
        expression: Option<&Expression>,
        by_month: bool,
    ) -> Result<Self, QueryError> {
        let wanted: &[Dimension] =
            if by_month { &[Dimension::Month, Dimension::Cell] } else { &[Dimension::Cell] };
        let all = || {
            let conditions: Vec<_> =
                wanted.iter().map(|dimension| (*dimension, Condition::Any)).collect();
            let lacking = || QueryError::NoCells { remedy: remedy(wanted) };
            find(library, &conditions).ok_or_else(lacking)
        };
        let Some(expression) = expression else {
            return Ok(Self { selections: vec![all()?], rest: None, by_month });
        };
        let mut parts = Parts::default();
        let reading = Reading { library, metric: Metric::Post };
        let plan = Plan::new(expression, &mut parts, &reading)?;
        let placed = |part: &Part| {
            let Selection { base, conditions } = &part.selection;
            let own = base.dimensions.iter().copied().zip(conditions.iter().cloned());
            let mut conditions: Vec<_> = own.collect();
            for dimension in wanted {
                if !base.has(*dimension) {
                    conditions.push((*dimension, Condition::Any));
                }
            }
            if part.store == 0 { find(library, &conditions) } else { None }
        };
        if let [operand] = plan.operands.as_slice() {
            let found = operand.iter().filter_map(|part| parts.list.get(*part)).map(placed);
            if let Some(selections) = found.collect::<Option<Vec<_>>>() {
                return Ok(Self { selections, rest: None, by_month });
            }
        }
        let mut lacking: Vec<Dimension> = wanted.to_vec();
        for part in plan.parts.iter().filter_map(|part| parts.list.get(*part)) {
            lacking.extend(part.selection.base.dimensions);
        }
        lacking.sort_unstable();
        lacking.dedup();
        let sets = read(library, &parts, Metric::Post);
        let sets = operands(&plan, &sets)?.into_iter().map(|operand| operand.set).collect();
        let Plan { means, .. } = plan.within(parts.list.len());
        let rest = Rest { sets, means, params: library.common_params(), lacking };
        Ok(Self { selections: vec![all()?], rest: Some(rest), by_month })
    }

    /// What can be counted: what all bases that are read keep; posts only, where sets are intersected.
    pub fn metrics(&self) -> Vec<Metric> {
        let kept = |metric: &Metric| {
            self.selections.iter().all(|selection| selection.base.metrics.contains(metric))
        };
        let possible = |metric: &Metric| self.rest.is_none() || *metric == Metric::Post;
        Metric::ALL.into_iter().filter(|metric| kept(metric) && possible(metric)).collect()
    }

    /// The bases that are read.
    pub fn bases(&self) -> Vec<&'static str> {
        let mut names: Vec<&str> =
            self.selections.iter().map(|selection| selection.base.name).collect();
        names.dedup();
        names
    }

    /// Where cells are intersected with the expression: how to get a store that has counted it.
    pub fn remedy(&self) -> Option<String> {
        self.rest.as_ref().map(|rest| remedy(&rest.lacking))
    }

    /// Reads the keys: calls `each` with the place of each and its sets of the metrics, in PostgreSQL's
    /// bytes, until it breaks.
    ///
    /// # Errors
    /// The store cannot be read or does not count this.
    pub fn read(
        &self,
        library: &Library,
        metrics: &[Metric],
        each: &mut EachSpot<'_>,
    ) -> Result<(), QueryError> {
        for selection in &self.selections {
            let mut at = 0;
            let (mut cell, mut month) = (0, None);
            for dimension in selection.base.dimensions {
                match dimension {
                    Dimension::Cell => cell = at,
                    // A month that is only a condition tells no cells apart.
                    Dimension::Month if self.by_month => month = Some(at),
                    _ => {}
                }
                at += dimension.columns().len();
            }
            library.encoded(selection, metrics, &mut |key, sets| {
                let real = |at: usize| match key.get(at) {
                    Some(KeyValue::Real(value)) => *value,
                    _ => f64::NAN,
                };
                let integer = |at: usize| match key.get(at) {
                    Some(KeyValue::Integer(value)) => *value,
                    _ => 0,
                };
                let month = month.map(|at| (integer(at) * 12 + integer(at + 1) - 1) as u32);
                each(Spot { lat: real(cell), lon: real(cell + 1), month }, sets)
            })?;
        }
        Ok(())
    }

    /// How many of a cell's set are meant; `None`: that cannot be told, the set is undefined or saturated.
    pub fn size(&self, set: &Sketch) -> Option<Estimate> {
        let Some(Rest { sets, means, params, .. }) = &self.rest else { return set.estimate() };
        let set = brought_to(*params, set.clone()).ok()?;
        let all: Vec<&Sketch> = sets.iter().chain([&set]).collect();
        let finding = Finding::of(&all, means, Method::Auto, &|_| String::new()).ok()?;
        Some(finding.estimate)
    }
}

/// The keys of a base by exactly these dimensions that meet the conditions.
fn find(library: &Library, conditions: &[(Dimension, Condition)]) -> Option<Selection> {
    let fits = |base: &&'static Base| {
        base.dimensions.len() == conditions.len()
            && conditions.iter().all(|(dimension, _)| base.has(*dimension))
    };
    let base = library.settings()?.bases.iter().find(fits)?;
    let of = |dimension: &Dimension| {
        let mut found = conditions.iter().filter(|(other, _)| other == dimension);
        found.next().map(|(_, condition)| condition.clone())
    };
    let conditions = base.dimensions.iter().map(of).collect::<Option<_>>()?;
    Some(Selection { base, conditions })
}

/// How to get a store with a base by these dimensions.
fn remedy(dimensions: &[Dimension]) -> String {
    let fits = |base: &&Base| {
        base.dimensions.len() == dimensions.len()
            && dimensions.iter().all(|dimension| base.has(*dimension))
    };
    match BASES.iter().find(fits) {
        Some(base) => format!(
            "the store has no base {0}; make one with `lbsm etl --bases default,{0}`",
            base.name
        ),
        None => "no base holds all of this by cell".to_owned(),
    }
}
