//! Counting without sets: every element is remembered, by a 64-bit hash, while the program runs.

use hashbrown::HashSet;
use std::num::NonZeroU64;

/// What is counted, by a hash that is never zero: that it is not known takes no room of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Element(NonZeroU64);

impl From<u64> for Element {
    /// From a hash; zero is the same as one.
    fn from(hash: u64) -> Self {
        Self(NonZeroU64::new(hash).unwrap_or(NonZeroU64::MIN))
    }
}

/// Elements counted exactly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exact {
    /// Elements of which nothing is known but that each differs from all others.
    unnamed: u64,
    /// Elements that may come again. Most cells have none, so they are kept small.
    seen: Option<Box<HashSet<Element>>>,
}

/// A post with a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sighting {
    /// Longitude, latitude.
    pub at: (f64, f64),
    /// Number of the month: years × 12 + month − 1.
    pub month: Option<u32>,
    /// The post; `None`: it is not told from others, every line is one.
    pub post: Option<Element>,
    /// The user.
    pub user: Option<Element>,
    /// User and day.
    pub user_day: Option<Element>,
}

impl Exact {
    /// Takes in an element; `None`: one that differs from all others.
    #[inline]
    pub fn insert(&mut self, element: Option<Element>) {
        match element {
            Some(element) => {
                self.seen.get_or_insert_default().insert(element);
            }
            None => self.unnamed += 1,
        }
    }

    /// Takes in all elements of another.
    pub fn unite(&mut self, other: &Exact) {
        self.unnamed += other.unnamed;
        if let Some(more) = &other.seen {
            self.seen.get_or_insert_default().extend(more.iter());
        }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.unnamed + self.seen.as_ref().map_or(0, |seen| seen.len() as u64)
    }
}
