//! Counting without sets: every element is remembered, by a 64-bit hash, while the program runs.

use hashbrown::HashSet;

/// Elements counted exactly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exact {
    /// Elements of which nothing is known but that each differs from all others.
    unnamed: u64,
    /// Elements that may come again. Most cells have none, so they are kept small.
    seen: Option<Box<HashSet<u64>>>,
}

/// A post with a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sighting {
    /// Longitude, latitude.
    pub at: (f64, f64),
    /// Number of the month: years × 12 + month − 1.
    pub month: Option<u32>,
    /// Hash of the post; `None`: it is not told from others, every line is one.
    pub post: Option<u64>,
    /// Hash of the user.
    pub user: Option<u64>,
    /// Hash of user and day.
    pub user_day: Option<u64>,
}

impl Exact {
    /// Takes in an element; `None`: one that differs from all others.
    #[inline]
    pub fn insert(&mut self, element: Option<u64>) {
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
