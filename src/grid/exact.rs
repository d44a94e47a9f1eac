//! Counting without sets: every element is remembered, by a 64-bit hash, while the program runs.

use hashbrown::HashSet;

/// Elements counted exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exact {
    /// Elements that are known to differ: only how many.
    Tally(u64),
    /// Elements that may come again.
    Seen(HashSet<u64>),
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
    /// Nothing yet.
    pub const NOTHING: Exact = Exact::Tally(0);

    /// Takes in an element; `None`: one that differs from all others.
    pub fn insert(&mut self, element: Option<u64>) {
        match (&mut *self, element) {
            (Exact::Tally(count), None) => *count += 1,
            (Exact::Seen(seen), Some(element)) => {
                seen.insert(element);
            }
            (Exact::Tally(0), Some(element)) => *self = Exact::Seen(HashSet::from_iter([element])),
            // An input whose lines have ids here and none there: those without are told apart by number.
            (Exact::Tally(count), Some(element)) => {
                let mut seen: HashSet<u64> = (0..*count).collect();
                seen.insert(element);
                *self = Exact::Seen(seen);
            }
            (Exact::Seen(seen), None) => {
                let number = seen.len() as u64;
                seen.insert(number);
            }
        }
    }

    /// Takes in all elements of another.
    pub fn unite(&mut self, other: &Exact) {
        match (&mut *self, other) {
            (_, Exact::Tally(0)) => {}
            (Exact::Tally(0), other) => *self = other.clone(),
            (Exact::Tally(count), Exact::Tally(more)) => *count += more,
            (Exact::Seen(seen), Exact::Seen(more)) => seen.extend(more),
            (_, Exact::Tally(more)) => (0..*more).for_each(|_| self.insert(None)),
            (_, Exact::Seen(more)) => more.iter().for_each(|element| self.insert(Some(*element))),
        }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        match self {
            Exact::Tally(count) => *count,
            Exact::Seen(seen) => seen.len() as u64,
        }
    }
}
