//! JSON objects of the Twitter API, v1.1 and v2, mapped to LBSN.
//!
//! The mapping, field by field, is in `docs/lbsn-mapping.md`; it follows the LBSN structure.
//!
//! ```text
//! shape      what tells such an object by its keys
//! walk       reads it: a tweet, a page, an account with its latest tweet
//! v1, v2     tweets as the two APIs deliver them, and their mapping
//! account    the same of accounts
//! place      places
//! snowflake  ids and the time in them
//! ```
//!
//! Texts stay as delivered: HTML entities (`&amp;`) are not resolved, as the texts of existing
//! LBSN databases are not, so that terms stay comparable.

mod account;
mod place;
mod shape;
mod snowflake;
mod v1;
mod v2;
mod walk;

pub(super) use shape::{Clues, Shape};
pub(crate) use snowflake::time_of as snowflake_time;
pub(super) use walk::decode;
