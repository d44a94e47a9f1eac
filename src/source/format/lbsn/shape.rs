//! What tells a row of an LBSN rawdb.

use crate::source::format::shape::{self, Evidence};
use serde_json::value::RawValue;

/// Tables whose rows are posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source::format) enum Shape {
    /// A row of `topical.post`.
    Post,
    /// A row of `topical.post_reaction`.
    Reaction,
}

/// The keys tell at once.
#[derive(Default)]
pub(in crate::source::format) struct Clues;

impl shape::Clues for Clues {
    fn key(&mut self, key: &str) -> Option<shape::Shape> {
        match key {
            "post_guid" => Some(shape::Shape::Lbsn(Shape::Post)),
            "reaction_guid" => Some(shape::Shape::Lbsn(Shape::Reaction)),
            _ => None,
        }
    }

    fn member(&mut self, _key: &str, _value: &RawValue) -> Option<shape::Shape> {
        None
    }

    fn conclude(&self) -> Option<(Evidence, shape::Shape)> {
        None
    }
}
