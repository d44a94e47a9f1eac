//! The posts that the lexicon matches, as lists of hashtags.
//!
//! Each post is kept once, however often it is met. When there are too many, a uniform sample
//! stays: the posts whose hash begins with so many zero bits. Which these are depends on the
//! posts alone, so order, threads and repetition change nothing.

use hashbrown::HashMap;

/// Posts kept before they are thinned out: some 100 bytes each.
pub(super) const LIMIT: usize = 4_000_000;

/// Posts with their hashtags.
#[derive(Debug)]
pub struct Corpus {
    limit: usize,
    level: u32,
    posts: HashMap<u64, Kept>,
}

/// A post of the corpus.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
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

    /// Adds a post by its hash.
    pub(super) fn add(&mut self, post: u64, kept: Kept) {
        if post.leading_zeros() < self.level {
            return;
        }
        self.posts.insert(post, kept);
        while self.posts.len() > self.limit {
            self.level += 1;
            let level = self.level;
            self.posts.retain(|post, _| post.leading_zeros() >= level);
        }
    }

    /// Takes in another one.
    pub(super) fn merge(&mut self, other: Corpus) {
        if other.level > self.level {
            self.level = other.level;
            let level = self.level;
            self.posts.retain(|post, _| post.leading_zeros() >= level);
        }
        for (post, kept) in other.posts {
            self.add(post, kept);
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
