//! JSON objects of the AT Protocol as Bluesky uses it: frames of Jetstream, answers of the
//! API, and the flat rows that archives make of them.
//!
//! The mapping, field by field, is in `docs/lbsn-mapping.md`.
//!
//! ```text
//! shape      what tells such an object by its keys
//! walk       reads it: a frame, a post as shown, a row
//! record     what an account wrote: posts and reposts
//! view       a post as the API shows it: the record with author, counts and what it quotes
//! row        a post as one flat object
//! time       which of the times to believe
//! ```
//!
//! A post is known by its address (`at://did/app.bsky.feed.post/key`), an account by its DID,
//! which it keeps when it changes its name or host.

mod record;
mod row;
mod shape;
mod time;
mod view;
mod walk;

pub(super) use shape::{Clues, Shape};
pub(super) use walk::decode;
