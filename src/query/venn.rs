//! All regions of two to four sets.

use super::error::QueryError;
use super::library::Reading;
use super::plan::{Parts, Plan};
use super::{Counted, Expression, Finding, Library, Missing, Options, operands, read};
use crate::hll::{MAX_SETS, Sketch};
use rayon::prelude::*;

/// A Venn diagram with numbers in all regions.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagram {
    /// The sets.
    pub sets: Vec<Counted>,
    /// The regions, those of fewer sets first.
    pub regions: Vec<Region>,
    /// Terms that the store has no key for: empty sets.
    pub missing: Vec<Missing>,
}

/// What is in some sets of a diagram and not in the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// By set: whether it is in it.
    pub within: Vec<bool>,
    /// How many elements it has.
    pub finding: Finding,
}

/// Estimates all regions of two to four sets, each given as a term or a union of terms.
///
/// # Errors
/// An expression is no union, there are too few or too many, or as for [`super::ask`].
pub fn venn(
    library: &Library,
    expressions: &[Expression],
    options: Options,
) -> Result<Diagram, QueryError> {
    let count = expressions.len();
    if !(2..=MAX_SETS).contains(&count) {
        return Err(QueryError::DiagramSize { found: count });
    }
    let mut parts = Parts::default();
    let reading = Reading { library, metric: options.metric };
    let plan = |expression: &Expression| {
        let plan = Plan::new(expression, &mut parts, &reading)?;
        let expression = expression.text().to_owned();
        if plan.operands.len() == 1 { Ok(plan) } else { Err(QueryError::NotUnited { expression }) }
    };
    let plans: Vec<Plan> = expressions.iter().map(plan).collect::<Result<_, _>>()?;
    let read = read(library, &parts, options.metric);
    let mut united = Vec::with_capacity(count);
    let mut sets = Vec::with_capacity(count);
    for plan in &plans {
        for one in operands(plan, &read)? {
            let set = plan.name(0, &parts);
            let estimate = one.set.estimate();
            let estimate = estimate.ok_or_else(|| QueryError::Undefined { set: set.clone() })?;
            sets.push(Counted { set, keys: one.keys, estimate });
            united.push(one.set);
        }
    }
    let missing = plans.iter().flat_map(|plan| &plan.parts).filter_map(|&part| {
        let absent = read.get(part).is_some_and(|set| set.as_ref().is_ok_and(|set| set.keys == 0));
        let part = parts.list.get(part).filter(|_| absent)?;
        let near = library.similar(part, options.metric).unwrap_or_default();
        Some(Missing { term: part.name.clone(), near })
    });
    let missing = missing.collect();
    let sketches: Vec<&Sketch> = united.iter().collect();
    let mut numbers: Vec<usize> = (1..1 << count).collect();
    numbers.sort_by_key(|region: &usize| (region.count_ones(), *region));
    let regions: Vec<Region> = numbers
        .into_par_iter()
        .map(|number| {
            let means: Vec<bool> = (0..1 << count).map(|region| region == number).collect();
            let name = |set: usize| sets.get(set).map_or_else(String::new, |set| set.set.clone());
            let finding = Finding::of(&sketches, &means, options.method, &name)?;
            Ok(Region { within: (0..count).map(|set| number >> set & 1 == 1).collect(), finding })
        })
        .collect::<Result<_, QueryError>>()?;
    Ok(Diagram { sets, regions, missing })
}
