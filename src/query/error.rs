//! What can be wrong with a query.

use super::plan::MAX_OPERANDS;
use crate::hll::{FoldError, JointError, Mismatch};
use crate::store::{NoStore, StoreError};
use std::sync::Arc;

/// An expression that makes no sense, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {problem}")]
pub struct SyntaxError {
    /// The column, from 1, in characters.
    pub column: usize,
    /// What is wrong there.
    pub problem: Problem,
}

impl SyntaxError {
    /// The problem, and below it the expression with a mark at the place. Of a long expression that is
    /// the part around it.
    pub fn pointed(&self, expression: &str) -> String {
        const AROUND: usize = 36;
        let at = self.column.saturating_sub(1);
        let first = if at > 2 * AROUND { at - AROUND } else { 0 };
        let mut rest = expression.chars().skip(first);
        let part: String = rest.by_ref().take(at - first + AROUND).collect();
        let (before, after) =
            (if first > 0 { "… " } else { "" }, if rest.next().is_some() { " …" } else { "" });
        let blanks = " ".repeat(before.chars().count() + at - first);
        format!("{self}\n  {before}{part}{after}\n  {blanks}^")
    }
}

/// What is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// There is nothing.
    #[error("there is no expression; write a term such as hashtag:refugees")]
    Empty,
    /// A term should stand here.
    #[error("a term such as hashtag:refugees should stand here, not {found}")]
    NoTerm {
        /// What stands there.
        found: String,
    },
    /// An operator should stand here.
    #[error("one of | & - should stand before {found}; a key with blanks goes in quotes")]
    NoOperator {
        /// What stands there.
        found: String,
    },
    /// A parenthesis is never closed.
    #[error("this parenthesis is never closed")]
    Unclosed,
    /// A parenthesis was never opened.
    #[error("this parenthesis was never opened")]
    Unopened,
    /// A quote is never closed.
    #[error("this quote is never closed; a quote within quotes is written twice")]
    Quote,
    /// Parentheses within parentheses within …
    #[error("parentheses are nested more than {limit} deep")]
    TooDeep {
        /// How deep they may be.
        limit: usize,
    },
    /// There are too many terms.
    #[error(
        "there are more than {limit} terms; a pattern such as hashtag:refugee* stands for many"
    )]
    TooManyTerms {
        /// How many there may be.
        limit: usize,
    },
    /// A word is no term.
    #[error("{word:?} is no term; terms are base:key, such as hashtag:{word}")]
    NoColon {
        /// The word.
        word: String,
    },
    /// There is no key behind the colon.
    #[error("there is no key behind {base}:")]
    NoKey {
        /// The base.
        base: String,
    },
    /// The base does not exist, or not in this store.
    #[error("the store keeps no base {base:?}{suggestion}; it keeps {kept}")]
    NoBase {
        /// What was asked for.
        base: String,
        /// A base that may have been meant, as part of the sentence.
        suggestion: String,
        /// The bases that it keeps, and `bbox` if it has cells.
        kept: String,
    },
    /// The key is none of the base.
    #[error("{key:?} is no key of {base}: {expected}")]
    NoSuchKey {
        /// What was asked for.
        key: String,
        /// The base.
        base: String,
        /// What keys of this base look like.
        expected: String,
    },
    /// The store of a term was not opened.
    #[error("the store {name} was not opened")]
    NoStore {
        /// The store as the term names it.
        name: String,
    },
}

/// A query without an answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The expression makes no sense.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// What stands before `::` cannot be a store.
    #[error(transparent)]
    NoStore(#[from] NoStore),
    /// A store cannot be read, or does not count this.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A part that several queries share cannot be read.
    #[error(transparent)]
    Shared(Arc<QueryError>),
    /// The set of a Venn diagram is not one.
    #[error(
        "{expression} is not one set: give each set of the diagram as a term or as terms united by |"
    )]
    NotUnited {
        /// The expression.
        expression: String,
    },
    /// A diagram of too few or too many sets.
    #[error("a diagram has two to four sets, not {found}")]
    DiagramSize {
        /// How many were given.
        found: usize,
    },
    /// Something that a query cannot be split by.
    #[error("cannot split by {text:?}: {reason}")]
    Grouping {
        /// What was asked for.
        text: String,
        /// Why not.
        reason: String,
    },
    /// The store holds no sets.
    #[error("{store} holds raw posts only; there are no sets in it")]
    NoSets {
        /// The store.
        store: String,
    },
    /// Two stores whose sets cannot be compared.
    #[error(
        "the sets of {store} cannot be compared with those of {main}: their {setting} differs \
         ({theirs} and {ours}), so the same user or post is not the same element there and here"
    )]
    Incomparable {
        /// The store that the query is put to.
        main: String,
        /// The other store.
        store: String,
        /// What differs.
        setting: &'static str,
        /// In the other store.
        theirs: String,
        /// In the one that the query is put to.
        ours: String,
    },
    /// The store keeps no cells, or none of what is asked for.
    #[error("there is nothing to place on a map: {remedy}")]
    NoCells {
        /// How to get a store that does.
        remedy: String,
    },
    /// There are more different sets than can be told apart.
    #[error(
        "{found} different sets are more than the {MAX_OPERANDS} that can be intersected at a time; \
         unite some (a | b), or ask in parts"
    )]
    TooManySets {
        /// How many there are, after everything was united that can be.
        found: usize,
    },
    /// Joint estimation was asked for and there are too many sets.
    #[error("{found} sets are too many for joint estimation (at most 4); use --method ie or auto")]
    TooManyForJoint {
        /// How many there are.
        found: usize,
    },
    /// A set is known to be unknown.
    #[error("{set} is undefined in the store, so its cardinality is unknown; make the store anew")]
    Undefined {
        /// The set.
        set: String,
    },
    /// All registers of a set are full.
    #[error(
        "{set} is saturated: it has seen more than its registers can tell; make the store with a \
         larger regwidth or log2m (--hll-params)"
    )]
    Saturated {
        /// The set.
        set: String,
    },
    /// Sets of one store that do not unite.
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
    /// Sets cannot be brought to common parameters.
    #[error(transparent)]
    Fold(#[from] FoldError),
    /// Joint estimation fails for another reason.
    #[error(transparent)]
    Joint(#[from] JointError),
}
