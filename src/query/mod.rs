//! Set queries: how many users, posts or user days are in a union, intersection or difference of sets,
//! and how sure that is.
//!
//! An [`Expression`] is put to a [`Library`], that is a store and those it is compared with. It is planned
//! into few unions (everything that can be united is united first, and shared parts are read once), and the
//! regions of these that it means are estimated: by joint maximum likelihood up to four of them, by
//! inclusion–exclusion beyond. Every [`Answer`] has an interval and a [`Grade`]; what is below the limit of
//! detection has an upper bound only.
//!
//! * [`ask`]: one or thousands of expressions.
//! * [`series`]: an expression by month, day, language, cell, …
//! * [`venn`]: all regions of two to four sets.
//! * [`overlap`]: every key of a base with every other.
//! * [`Located`]: where the posts of an expression are, for grids.

mod answer;
mod error;
mod expression;
mod inclusion;
mod key;
mod lexer;
mod library;
mod located;
mod overlap;
mod plan;
mod series;
mod venn;

pub use answer::{CONFIDENCE, Finding, Grade, Method, Used};
pub use error::{Problem, QueryError, SyntaxError};
pub use expression::Expression;
pub use library::Library;
pub use located::{Located, Spot};
pub use overlap::{Overlap, Pair, overlap};
pub use plan::MAX_OPERANDS;
pub use series::{Grouping, Series, groups, series};
pub use venn::{Diagram, Region, venn};

use crate::facet::Metric;
use crate::hll::{Estimate, Sketch};
use inclusion::summands;
use library::{Reading, United};
use plan::{Parts, Plan};
use rayon::prelude::*;
use std::sync::Arc;

/// What is counted, and how.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// What is counted.
    pub metric: Metric,
    /// How it is estimated.
    pub method: Method,
    /// Whether inclusion–exclusion is spelled out, too.
    pub explain: bool,
    /// Whether keys are looked for that missing ones may have meant.
    pub suggest: bool,
}

/// The answer to an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The expression as written.
    pub expression: String,
    /// The number.
    pub finding: Finding,
    /// The sets that it comes from, each a union.
    pub terms: Vec<Counted>,
    /// Inclusion–exclusion, union by union, if asked for.
    pub explanation: Vec<Summand>,
    /// Terms that the store has no key for: empty sets.
    pub missing: Vec<Missing>,
}

/// A set and its cardinality.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// The terms that are united in it.
    pub set: String,
    /// How many keys of the store are in it.
    pub keys: u64,
    /// Its cardinality.
    pub estimate: Estimate,
}

/// A union that is added or taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct Summand {
    /// How often it is added; negative: taken away.
    pub factor: i64,
    /// The sets that are united.
    pub sets: Vec<String>,
    /// Its cardinality.
    pub estimate: Estimate,
}

/// A term that no key of the store fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The term.
    pub term: String,
    /// Keys that are spelt like it.
    pub near: Vec<String>,
}

/// Answers expressions, in their order. Each part that they share is read once; estimating goes on all
/// cores.
pub fn ask(
    library: &Library,
    expressions: &[Expression],
    options: Options,
) -> Vec<Result<Answer, QueryError>> {
    let mut parts = Parts::default();
    let reading = Reading { library, metric: options.metric };
    let plans: Vec<Result<Plan, QueryError>> =
        expressions.iter().map(|expression| Plan::new(expression, &mut parts, &reading)).collect();
    let sets = read(library, &parts, options.metric);
    let mut answers: Vec<Result<Answer, QueryError>> = plans
        .into_par_iter()
        .map(|plan| plan.and_then(|plan| answer(&plan, &parts, &sets, options)))
        .collect();
    if options.suggest {
        for missing in answers.iter_mut().flatten().flat_map(|answer| &mut answer.missing) {
            let part = parts.list.iter().find(|part| part.name == missing.term);
            // Whoever cannot be helped has an answer still.
            missing.near = part
                .and_then(|part| library.similar(part, options.metric).ok())
                .unwrap_or_default();
        }
    }
    answers
}

/// The sets of all parts.
type Sets = Vec<Result<United, Arc<QueryError>>>;

fn read(library: &Library, parts: &Parts, metric: Metric) -> Sets {
    parts.list.iter().map(|part| library.read(part, metric).map_err(Arc::new)).collect()
}

/// The operands of a plan, united.
fn operands(plan: &Plan, sets: &Sets) -> Result<Vec<United>, QueryError> {
    let mut operands = Vec::with_capacity(plan.operands.len());
    for parts in &plan.operands {
        let mut united: Option<United> = None;
        for part in parts.iter().filter_map(|part| sets.get(*part)) {
            let part = part.as_ref().map_err(|error| QueryError::Shared(Arc::clone(error)))?;
            match &mut united {
                Some(united) => {
                    united.keys += part.keys;
                    united.set.union(&part.set)?;
                }
                None => united = Some(part.clone()),
            }
        }
        operands.extend(united);
    }
    Ok(operands)
}

fn answer(plan: &Plan, parts: &Parts, sets: &Sets, options: Options) -> Result<Answer, QueryError> {
    let operands = operands(plan, sets)?;
    let name = |operand: usize| plan.name(operand, parts);
    let united: Vec<&Sketch> = operands.iter().map(|operand| &operand.set).collect();
    let finding = Finding::of(&united, &plan.means, options.method, &name)?;
    let terms = operands.iter().enumerate().map(|(number, operand)| {
        let estimate = operand.set.estimate();
        let estimate = estimate.ok_or_else(|| QueryError::Undefined { set: name(number) })?;
        Ok(Counted { set: name(number), keys: operand.keys, estimate })
    });
    let explanation = if options.explain {
        let sum = summands(&united, &plan.means)?.unwrap_or_default();
        let shown = |summand: inclusion::Summand| Summand {
            factor: summand.factor,
            sets: (0..operands.len())
                .filter(|operand| summand.sets >> operand & 1 == 1)
                .map(name)
                .collect(),
            estimate: summand.estimate,
        };
        sum.into_iter().map(shown).collect()
    } else {
        Vec::new()
    };
    let missing = plan.parts.iter().filter_map(|&part| {
        let absent = sets.get(part).is_some_and(|set| set.as_ref().is_ok_and(|set| set.keys == 0));
        let part = parts.list.get(part).filter(|_| absent)?;
        Some(Missing { term: part.name.clone(), near: Vec::new() })
    });
    Ok(Answer {
        expression: plan.expression.clone(),
        finding,
        terms: terms.collect::<Result<_, QueryError>>()?,
        explanation,
        missing: missing.collect(),
    })
}
