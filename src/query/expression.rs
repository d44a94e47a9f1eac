//! Set expressions: terms combined by `|`, `&`, `-` and parentheses.
//!
//! `&` and `-` bind tighter than `|`, and are worked off from left to right. A chain of them is all sets
//! that are joined by `&`, without any of those behind a `-`: `a & b - c & d` is what is in a, b and d
//! but not in c.

use super::error::{Problem, SyntaxError};
use super::lexer::{Kind, Token, Word, tokens};
use std::str::FromStr;

/// Parentheses may be nested so deep.
const MAX_DEPTH: usize = 64;
/// An expression may have so many terms.
const MAX_TERMS: usize = 10_000;

/// A set expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    pub(super) text: String,
    pub(super) root: Node,
}

/// A part of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Term(Term),
    Union(Vec<Node>),
    /// What is in all of the former and in none of the latter.
    Chain {
        all_of: Vec<Node>,
        none_of: Vec<Node>,
    },
}

/// `base:key`, or `store::base:key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    /// Column of the term, from 1.
    pub column: usize,
    pub store: Option<String>,
    pub base: String,
    pub key: Word,
    /// Column of the key.
    pub key_column: usize,
}

impl Term {
    /// The term as it is shown.
    pub(super) fn name(&self) -> String {
        let store = self.store.as_ref().map_or_else(String::new, |store| format!("{store}::"));
        format!("{store}{}:{}", self.base, self.key.text())
    }
}

impl Expression {
    /// The expression as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The stores that terms name, beside the one that the query is put to.
    pub fn stores(&self) -> Vec<&str> {
        let mut stores = Vec::new();
        self.root.visit(&mut |term| stores.extend(term.store.as_deref()));
        stores.sort_unstable();
        stores.dedup();
        stores
    }
}

impl Node {
    fn visit<'n>(&'n self, each: &mut impl FnMut(&'n Term)) {
        match self {
            Node::Term(term) => each(term),
            Node::Union(parts) => parts.iter().for_each(|part| part.visit(each)),
            Node::Chain { all_of, none_of } => {
                all_of.iter().chain(none_of).for_each(|part| part.visit(each));
            }
        }
    }
}

impl FromStr for Expression {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        let tokens = tokens(text)?;
        let end = text.chars().count() + 1;
        let mut parser = Parser { tokens: tokens.iter().peekable(), end, terms: 0 };
        if tokens.is_empty() {
            return Err(SyntaxError { column: 1, problem: Problem::Empty });
        }
        let root = parser.union(0)?;
        match parser.tokens.next() {
            None => Ok(Self { text: text.to_owned(), root }),
            Some(Token { column, kind: Kind::Close }) => {
                Err(SyntaxError { column: *column, problem: Problem::Unopened })
            }
            Some(Token { column, kind }) => {
                let found = kind.shown();
                Err(SyntaxError { column: *column, problem: Problem::NoOperator { found } })
            }
        }
    }
}

struct Parser<'t> {
    tokens: std::iter::Peekable<std::slice::Iter<'t, Token>>,
    /// The column behind the expression.
    end: usize,
    terms: usize,
}

impl Parser<'_> {
    fn next_is(&mut self, kind: &Kind) -> bool {
        self.tokens.next_if(|token| token.kind == *kind).is_some()
    }

    fn union(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let mut parts = vec![self.chain(depth)?];
        while self.next_is(&Kind::Union) {
            parts.push(self.chain(depth)?);
        }
        Ok(only(parts, Node::Union))
    }

    fn chain(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let mut all_of = vec![self.operand(depth)?];
        let mut none_of = Vec::new();
        loop {
            if self.next_is(&Kind::Intersection) {
                all_of.push(self.operand(depth)?);
            } else if self.next_is(&Kind::Difference) {
                none_of.push(self.operand(depth)?);
            } else {
                break;
            }
        }
        if none_of.is_empty() {
            return Ok(only(all_of, |all_of| Node::Chain { all_of, none_of: Vec::new() }));
        }
        Ok(Node::Chain { all_of, none_of })
    }

    fn operand(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        let fail = |column, problem| Err(SyntaxError { column, problem });
        let Some(token) = self.tokens.next() else {
            return fail(self.end, Problem::NoTerm { found: "the end".to_owned() });
        };
        match &token.kind {
            Kind::Word(word) => {
                self.terms += 1;
                if self.terms > MAX_TERMS {
                    return fail(token.column, Problem::TooManyTerms { limit: MAX_TERMS });
                }
                term(token.column, word).map(Node::Term)
            }
            Kind::Open if depth == MAX_DEPTH => {
                fail(token.column, Problem::TooDeep { limit: MAX_DEPTH })
            }
            Kind::Open => {
                let inner = self.union(depth + 1)?;
                match self.tokens.next() {
                    Some(Token { kind: Kind::Close, .. }) => Ok(inner),
                    Some(Token { column, kind }) => {
                        fail(*column, Problem::NoOperator { found: kind.shown() })
                    }
                    None => fail(token.column, Problem::Unclosed),
                }
            }
            other => fail(token.column, Problem::NoTerm { found: other.shown() }),
        }
    }
}

/// The one part, or all of them made into a node.
fn only(mut parts: Vec<Node>, node: impl FnOnce(Vec<Node>) -> Node) -> Node {
    match parts.pop() {
        Some(part) if parts.is_empty() => part,
        last => {
            parts.extend(last);
            node(parts)
        }
    }
}

fn term(column: usize, word: &Word) -> Result<Term, SyntaxError> {
    let (store, rest) = match word.split("::") {
        Some((store, rest)) => (Some(store.text()), rest),
        None => (None, word.clone()),
    };
    let fail = |column, problem| Err(SyntaxError { column, problem });
    let Some((base, key)) = rest.split(":") else {
        return fail(rest.column().unwrap_or(column), Problem::NoColon { word: rest.text() });
    };
    let base = base.text();
    match key.column() {
        Some(key_column) => Ok(Term { column, store, base, key, key_column }),
        None => fail(column, Problem::NoKey { base }),
    }
}

#[cfg(test)]
#[path = "expression_tests.rs"]
mod tests;
