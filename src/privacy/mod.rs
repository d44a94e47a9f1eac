//! What stands between the sets and the people in them.
//!
//! Every item (a user, a post, a user on a day) is hashed under a secret [`Key`] before it
//! enters a set. Without the key nobody can test whether a given user is in a set; with it,
//! everybody can: keep it apart from the data that you share. Sets made under different keys
//! do not unite, so a store remembers its key's [`KeyId`], a fingerprint that tells keys apart
//! and reveals nothing of them.

mod key;

pub use key::{Key, KeyError, KeyId, KeyOrigin, VARIABLE, is_exposed};
