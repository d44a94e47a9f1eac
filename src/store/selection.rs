//! Some keys of a base: what a query reads of a store.

use crate::facet::{Base, KeyValue};
use std::cmp::Ordering;

/// Some keys of a base: those that meet a condition on every dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// The base.
    pub base: &'static Base,
    /// One condition per dimension, in the base's order.
    pub conditions: Vec<Condition>,
}

/// What the key columns of one dimension must hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Anything.
    Any,
    /// Values from one to another, both included, compared column by column; an end that is missing is
    /// open. A value that is its own start and end is a key itself.
    Between {
        /// The smallest.
        from: Option<Vec<KeyValue>>,
        /// The largest.
        to: Option<Vec<KeyValue>>,
    },
    /// The middles of cells, in degrees, edges included; where west is east of east, across the
    /// antimeridian.
    Within {
        /// Western edge, longitude.
        west: f64,
        /// Southern edge, latitude.
        south: f64,
        /// Eastern edge, longitude.
        east: f64,
        /// Northern edge, latitude.
        north: f64,
    },
    /// A text that a pattern describes.
    Like(Pattern),
}

/// A pattern of texts: `*` stands for any characters, also none, `?` for one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern(String);

impl Selection {
    /// All keys of a base.
    pub fn all(base: &'static Base) -> Self {
        Self { base, conditions: base.dimensions.iter().map(|_| Condition::Any).collect() }
    }

    /// Whether a key is one of them; values in the order of [`Base::columns`].
    pub fn matches(&self, key: &[KeyValue]) -> bool {
        let mut rest = key;
        self.base.dimensions.iter().zip(&self.conditions).all(|(dimension, condition)| {
            let Some((own, others)) = rest.split_at_checked(dimension.columns().len()) else {
                return false;
            };
            rest = others;
            condition.matches(own)
        })
    }

    /// Whether it is one key, found or not.
    pub fn is_one_key(&self) -> bool {
        self.conditions.iter().all(
            |condition| matches!(condition, Condition::Between { from: Some(from), to: Some(to) } if from == to),
        )
    }
}

impl Condition {
    /// This one value.
    pub fn is(value: Vec<KeyValue>) -> Self {
        Condition::Between { from: Some(value.clone()), to: Some(value) }
    }

    fn matches(&self, values: &[KeyValue]) -> bool {
        match self {
            Condition::Any => true,
            Condition::Between { from, to } => {
                from.as_ref().is_none_or(|from| key_order(values, from).is_ge())
                    && to.as_ref().is_none_or(|to| key_order(values, to).is_le())
            }
            Condition::Within { west, south, east, north } => match values {
                [KeyValue::Real(lat), KeyValue::Real(lon)] => {
                    let between = if west <= east {
                        (west..=east).contains(&lon)
                    } else {
                        lon >= west || lon <= east
                    };
                    between && (south..=north).contains(&lat)
                }
                _ => false,
            },
            Condition::Like(pattern) => {
                matches!(values, [KeyValue::Text(text)] if pattern.matches(text))
            }
        }
    }
}

/// The order of the keys of a base: column by column, numbers by size, texts by bytes.
pub fn key_order(one: &[KeyValue], other: &[KeyValue]) -> Ordering {
    let parts = one.iter().zip(other).map(|(one, other)| match (one, other) {
        (KeyValue::Integer(one), KeyValue::Integer(other)) => one.cmp(other),
        (KeyValue::Real(one), KeyValue::Real(other)) => one.total_cmp(other),
        (KeyValue::Text(one), KeyValue::Text(other)) => one.cmp(other),
        // Columns hold one kind of value; these are of different bases.
        _ => Ordering::Less,
    });
    parts.fold(Ordering::Equal, Ordering::then)
}

impl Pattern {
    /// A pattern as written.
    pub fn new(pattern: String) -> Self {
        Self(pattern)
    }

    /// The pattern as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a text has a place for anything in it.
    pub fn is_pattern(text: &str) -> bool {
        text.contains(['*', '?'])
    }

    /// What all texts that it describes begin with.
    pub fn prefix(&self) -> &str {
        self.0.split(['*', '?']).next().unwrap_or_default()
    }

    /// The first text behind all those that begin with [`Pattern::prefix`], if there is one.
    pub fn behind_prefix(&self) -> Option<String> {
        let mut text: Vec<char> = self.prefix().chars().collect();
        while let Some(last) = text.pop() {
            if let Some(next) = (last..=char::MAX).nth(1) {
                text.push(next);
                return Some(text.into_iter().collect());
            }
        }
        None
    }

    /// Whether it describes a text.
    pub fn matches(&self, text: &str) -> bool {
        let pattern: Vec<char> = self.0.chars().collect();
        let text: Vec<char> = text.chars().collect();
        let (mut at, mut position) = (0, 0);
        // Where to go on should the last star have to swallow one character more.
        let mut retry: Option<(usize, usize)> = None;
        while position < text.len() {
            match pattern.get(at) {
                Some('*') => {
                    retry = Some((at + 1, position));
                    at += 1;
                }
                Some(expected) if *expected == '?' || text.get(position) == Some(expected) => {
                    at += 1;
                    position += 1;
                }
                _ => {
                    let Some((after_star, swallowed)) = retry else { return false };
                    retry = Some((after_star, swallowed + 1));
                    (at, position) = (after_star, swallowed + 1);
                }
            }
        }
        pattern.get(at..).unwrap_or_default().iter().all(|rest| *rest == '*')
    }
}

#[cfg(test)]
#[path = "selection_tests.rs"]
mod tests;
