//! What counts once, so that no account shouts others down.

use crate::hll::hash;

/// Voices of one user at most.
const MOST: u64 = 256;

/// A post as a voice: posts of one user with the same hashtags in the same language are one voice,
/// however often they are repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Voice {
    /// What the voice is known by. Sets of hashtags share [`MOST`] voices of their user, by chance:
    /// an account that never repeats itself is not heard more often either.
    pub id: u64,
    /// Stands for hashtags and language.
    pub set: u64,
}

impl Voice {
    /// The voice of a user, or of the post itself where its author is unknown.
    pub fn new(
        user: Option<u64>,
        post: u64,
        language: &str,
        hashtags: impl IntoIterator<Item: AsRef<str>>,
    ) -> Self {
        // The sum is the same in any order.
        let set = hashtags.into_iter().fold(hash::bytes(language.as_bytes(), 1), |set, hashtag| {
            set.wrapping_add(hash::text(hashtag.as_ref()))
        });
        let id = user.map_or(post, |user| {
            let part = u128::from(user) << 64 | u128::from(set % MOST);
            hash::bytes(&part.to_le_bytes(), 0)
        });
        Self { id, set }
    }
}

#[cfg(test)]
#[path = "voice_tests.rs"]
mod tests;
