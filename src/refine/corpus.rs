//! The posts that the lexicon matches, as lists of hashtags.
//!
//! Of each [`Voice`] one post is kept, however often it is met. When there are too many, a uniform
//! sample stays: the voices whose hash begins with so many zero bits. Which these are depends on
//! the posts alone, so order, threads and repetition change nothing.

use super::voice::Voice;
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

/// Posts kept before they are thinned out: some 100 bytes each.
pub(super) const LIMIT: usize = 4_000_000;

/// Posts with their hashtags, by their voices.
#[derive(Debug)]
pub struct Corpus {
    limit: usize,
    level: u32,
    posts: HashMap<u64, Kept>,
}

/// A post of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    /// Its hashtags and language: of two posts that share a voice, that with the smaller one stays.
    pub set: u64,
    /// Hash of its author; of the post itself if there is none.
    pub user: u64,
    pub language: u16,
    /// Whether only its text matches, none of its hashtags.
    pub by_text: bool,
    /// Keys of its hashtags, ascending.
    pub tags: Box<[u64]>,
}

impl Corpus {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, level: 0, posts: HashMap::new() }
    }

    /// Adds a post, made only if it is to stay.
    pub(super) fn add(&mut self, voice: Voice, kept: impl FnOnce() -> Kept) {
        if voice.id.leading_zeros() < self.level {
            return;
        }
        match self.posts.entry(voice.id) {
            Entry::Occupied(entry) if entry.get().set <= voice.set => return,
            Entry::Occupied(mut entry) => *entry.get_mut() = kept(),
            Entry::Vacant(entry) => _ = entry.insert(kept()),
        }
        while self.posts.len() > self.limit {
            self.level += 1;
            let level = self.level;
            self.posts.retain(|voice, _| voice.leading_zeros() >= level);
        }
    }

    /// Takes in another one.
    pub(super) fn merge(&mut self, other: Corpus) {
        if other.level > self.level {
            self.level = other.level;
            let level = self.level;
            self.posts.retain(|voice, _| voice.leading_zeros() >= level);
        }
        for (id, kept) in other.posts {
            self.add(Voice { id, set: kept.set }, || kept);
        }
    }

    /// Posts kept, in the order of their hashes.
    pub(super) fn posts(&self) -> Vec<&Kept> {
        let mut posts: Vec<_> = self.posts.iter().collect();
        posts.sort_unstable_by_key(|(hash, _)| **hash);
        posts.into_iter().map(|(_, kept)| kept).collect()
    }

    /// Number of posts kept.
    pub fn len(&self) -> usize {
        self.posts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.posts.is_empty()
    }

    /// How many posts each stands for; 1 if all were kept.
    pub fn scale(&self) -> f64 {
        2_f64.powi(self.level.cast_signed())
    }
}

#[cfg(test)]
#[path = "corpus_tests.rs"]
mod tests;
