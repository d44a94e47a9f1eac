//! JSON objects of the Mastodon API, which Pleroma, Akkoma and others speak, too.
//!
//! The mapping, field by field, is in `docs/lbsn-mapping.md`.
//!
//! ```text
//! shape      what tells such an object by its keys
//! walk       reads it: a status, a message of the websocket
//! status     statuses and their mapping
//! account    accounts
//! markup     the text in the HTML of a status
//! ```
//!
//! Ids are numbers that one server gave; another server gives the same status another one. So
//! a status is known by its address (`uri`), an account by its name and host, which are the
//! same wherever they are read.

mod account;
mod markup;
mod shape;
mod status;
mod walk;

pub(super) use shape::{Clues, Shape};
pub(super) use walk::decode;
