//! Rows of an LBSN rawdb as JSON objects: what raw stores hand out when they are an input, and
//! what `SELECT row_to_json(post) FROM topical.post` prints.
//!
//! The mapping, field by field, is in `docs/lbsn-mapping.md`.
//!
//! ```text
//! shape      what tells such a row by its columns
//! walk       reads it
//! row        posts and reactions
//! place      what is known of their places, in objects within
//! ```

mod place;
mod row;
mod shape;
mod walk;

pub(super) use shape::{Clues, Shape};
pub(super) use walk::decode;
