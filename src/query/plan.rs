//! From an expression to few sets: everything that can be united is united first.
//!
//! A plan is a list of *operands*, each a union of *parts* (selections of keys that are read once,
//! however often they occur), and a table that tells for each region of their Venn diagram whether the
//! expression means it. Operands that the expression does not depend on, and pairs of which it only
//! matters whether something is in any of the two, need not be told apart: `(a - b) - c` has the operands
//! a and b | c. For posts, terms that are joined by `&` and have a base of both (month and hashtag) are one
//! set already: those posts were counted when the store was made.

use super::error::{QueryError, SyntaxError};
use super::expression::{Expression, Node, Term};
use crate::store::Selection;
use std::collections::{BTreeSet, HashMap};

/// The most sets that are intersected at a time: inclusion–exclusion looks at 2ⁿ unions.
pub const MAX_OPERANDS: usize = 12;
/// An operand's name lists so many terms.
const NAMED: usize = 3;

/// Keys of one base of one store.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// Which store.
    pub store: usize,
    pub selection: Selection,
    /// The term as written.
    pub name: String,
}

/// The parts of some expressions, each once.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub list: Vec<Part>,
    index: HashMap<(usize, &'static str, String), usize>,
}

impl Parts {
    fn insert(&mut self, part: Part) -> usize {
        let conditions = format!("{:?}", part.selection.conditions);
        let number = self.list.len();
        let key = (part.store, part.selection.base.name, conditions);
        *self.index.entry(key).or_insert_with(|| {
            self.list.push(part);
            number
        })
    }
}

/// What terms stand for.
pub(super) trait Catalogue {
    /// The store and the keys that a term stands for.
    fn resolve(&self, term: &Term) -> Result<(usize, Selection), SyntaxError>;

    /// Replaces parts of which all of a post's items are in each by those of a base by all their
    /// dimensions, where there is one.
    fn join(&self, parts: &mut Vec<Part>);
}

/// What an expression comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub expression: String,
    /// The parts of each operand.
    pub operands: Vec<BTreeSet<usize>>,
    /// By region, whose bits are operands: whether the expression means it.
    pub means: Vec<bool>,
    /// All parts, also those of operands that make no difference.
    pub parts: BTreeSet<usize>,
}

/// An expression over unions.
enum Formula {
    United(BTreeSet<usize>),
    Union(Vec<Formula>),
    Chain { all_of: Vec<Formula>, none_of: Vec<Formula> },
}

impl Plan {
    /// Plans an expression.
    pub(super) fn new(
        expression: &Expression,
        parts: &mut Parts,
        catalogue: &dyn Catalogue,
    ) -> Result<Self, QueryError> {
        let formula = Formula::new(&expression.root, parts, catalogue)?;
        let mut operands = Vec::new();
        formula.collect(&mut operands);
        if operands.len() > MAX_OPERANDS {
            return Err(QueryError::TooManySets { found: operands.len() });
        }
        let within = |region: usize| {
            formula.means(&|set| {
                operands
                    .iter()
                    .position(|other| other == set)
                    .is_some_and(|at| region >> at & 1 == 1)
            })
        };
        // What is in a union is in every larger one; regions where it is not are empty, and mean the same
        // as if it were.
        let filled = |region: usize| {
            operands.iter().enumerate().fold(region, |filled, (number, larger)| {
                let holds = |(other, part): (usize, &BTreeSet<usize>)| {
                    region >> other & 1 == 1 && part.is_subset(larger)
                };
                filled | usize::from(operands.iter().enumerate().any(holds)) << number
            })
        };
        let means = (0..1 << operands.len()).map(|region| within(filled(region))).collect();
        let all = operands.iter().flatten().copied().collect();
        let mut plan = Plan { expression: expression.text.clone(), operands, means, parts: all };
        while plan.drop_idle() || plan.unite_pair() {}
        Ok(plan)
    }

    /// The same within one more set, which comes last.
    pub(super) fn within(mut self, part: usize) -> Self {
        self.operands.push(BTreeSet::from([part]));
        self.means = std::iter::repeat_n(false, self.means.len()).chain(self.means).collect();
        self.parts.insert(part);
        self
    }

    /// The name of an operand.
    pub(super) fn name(&self, operand: usize, parts: &Parts) -> String {
        let Some(set) = self.operands.get(operand) else { return String::new() };
        let names =
            set.iter().filter_map(|part| parts.list.get(*part)).map(|part| part.name.as_str());
        let mut name = names.take(NAMED).collect::<Vec<_>>().join(" | ");
        if set.len() > NAMED {
            name = format!("{name} | … ({} terms)", set.len());
        }
        name
    }

    /// Whether regions that differ in these operands, one being in none of them, mean the same
    /// whenever they are in at least one of `any`.
    fn same(&self, any: &[usize], none: bool) -> bool {
        let bits: Vec<usize> = any.iter().map(|operand| 1 << operand).collect();
        let all: usize = bits.iter().sum();
        (0..self.means.len()).filter(|region| region & all == 0).all(|rest| {
            let full = self.means.get(rest | all);
            let choices = bits.iter().map(|bit| rest | bit).chain(none.then_some(rest));
            choices.into_iter().all(|region| self.means.get(region) == full)
        })
    }

    /// Drops an operand that makes no difference.
    fn drop_idle(&mut self) -> bool {
        let idle = (0..self.operands.len()).find(|&operand| self.same(&[operand], true));
        if let Some(operand) = idle {
            self.remove(operand);
        }
        idle.is_some()
    }

    /// Unites two operands that matter only together.
    fn unite_pair(&mut self) -> bool {
        let count = self.operands.len();
        let mut pairs = (1..count).flat_map(|other| (0..other).map(move |one| (one, other)));
        let Some((one, other)) = pairs.find(|&(one, other)| self.same(&[one, other], false)) else {
            return false;
        };
        let more = self.remove(other);
        if let Some(set) = self.operands.get_mut(one) {
            set.extend(more);
        }
        true
    }

    /// Takes an operand out; what it meant is what it means without.
    fn remove(&mut self, operand: usize) -> BTreeSet<usize> {
        let mut region = 0..;
        self.means
            .retain(|_| region.next().is_some_and(|region: usize| region >> operand & 1 == 0));
        self.operands.remove(operand)
    }
}

impl Formula {
    fn new(node: &Node, parts: &mut Parts, catalogue: &dyn Catalogue) -> Result<Self, SyntaxError> {
        let part = |term: &Term| {
            let (store, selection) = catalogue.resolve(term)?;
            Ok(Part { store, selection, name: term.name() })
        };
        match node {
            Node::Term(term) => Ok(Formula::part(part(term)?, parts)),
            Node::Union(nodes) => {
                let formulas = nodes.iter().map(|node| Formula::new(node, parts, catalogue));
                Ok(Formula::union(formulas.collect::<Result<_, _>>()?))
            }
            Node::Chain { all_of, none_of } => {
                let mut terms = Vec::new();
                let mut others = Vec::new();
                for node in all_of {
                    match node {
                        Node::Term(term) => terms.push(part(term)?),
                        node => others.push(node),
                    }
                }
                catalogue.join(&mut terms);
                let mut formulas: Vec<Formula> =
                    terms.into_iter().map(|term| Formula::part(term, parts)).collect();
                for node in others {
                    formulas.push(Formula::new(node, parts, catalogue)?);
                }
                let without = none_of.iter().map(|node| Formula::new(node, parts, catalogue));
                let without = without.collect::<Result<Vec<_>, _>>()?;
                let none_of =
                    if without.is_empty() { without } else { vec![Formula::union(without)] };
                Ok(Formula::Chain { all_of: formulas, none_of })
            }
        }
    }

    fn part(part: Part, parts: &mut Parts) -> Self {
        Formula::United(BTreeSet::from([parts.insert(part)]))
    }

    /// The union of formulas, of which those that are unions of parts become one.
    fn union(formulas: Vec<Formula>) -> Self {
        let mut united = BTreeSet::new();
        let mut others = Vec::new();
        for formula in formulas {
            match formula {
                Formula::United(parts) => united.extend(parts),
                Formula::Union(formulas) => others.extend(formulas),
                chain @ Formula::Chain { .. } => others.push(chain),
            }
        }
        // A union within brought its own united parts along.
        others.retain(|formula| match formula {
            Formula::United(parts) => {
                united.extend(parts);
                false
            }
            _ => true,
        });
        if others.is_empty() {
            return Formula::United(united);
        }
        if !united.is_empty() {
            others.push(Formula::United(united));
        }
        Formula::Union(others)
    }

    /// The unions of parts that it consists of, each once.
    fn collect(&self, operands: &mut Vec<BTreeSet<usize>>) {
        match self {
            Formula::United(parts) if operands.contains(parts) => {}
            Formula::United(parts) => operands.push(parts.clone()),
            Formula::Union(formulas) => formulas.iter().for_each(|one| one.collect(operands)),
            Formula::Chain { all_of, none_of } => {
                all_of.iter().chain(none_of).for_each(|one| one.collect(operands));
            }
        }
    }

    /// Whether it means what is in those unions for which `within` says so.
    fn means(&self, within: &dyn Fn(&BTreeSet<usize>) -> bool) -> bool {
        match self {
            Formula::United(parts) => within(parts),
            Formula::Union(formulas) => formulas.iter().any(|formula| formula.means(within)),
            Formula::Chain { all_of, none_of } => {
                all_of.iter().all(|formula| formula.means(within))
                    && !none_of.iter().any(|formula| formula.means(within))
            }
        }
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
