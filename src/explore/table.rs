//! Sets of one base as the page has them.

use serde::Serialize;

/// Keys of a base with their sets in bytes.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// The base.
    pub base: &'static str,
    /// How the keys are to be read.
    pub keys: Keys,
    /// What is not in the page.
    #[serde(rename = "left")]
    pub left_out: LeftOut,
    /// For each key one set per metric, in PostgreSQL's bytes.
    #[serde(skip)]
    pub sets: Vec<Vec<Vec<u8>>>,
}

/// Keys of a table.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Keys {
    /// Texts; names are for reading, if there are any.
    Text {
        /// The keys.
        list: Vec<String>,
        /// What they are called, where that is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        names: Option<Vec<String>>,
    },
    /// Texts of which each beginning is a coarser key.
    Ladder {
        /// The keys: the finest, and rests of coarser ones.
        list: Vec<String>,
        /// Lengths of keys, coarsest first.
        lengths: Vec<usize>,
    },
    /// Pairs of a month, hashtag or cell and another. Sets of posts only.
    Pair {
        /// The bases of both, `month` for one.
        of: [&'static str; 2],
        /// The months, where it is one of months.
        months: Vec<String>,
        /// First of each pair, as a number in its table.
        one: Vec<u32>,
        /// Second of each pair.
        other: Vec<u32>,
        /// All pairs with the first so many keys of `other` are here.
        covered: usize,
    },
}

/// Keys of the store that the page does not show, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct LeftOut {
    /// Keys in the store.
    pub of: u64,
    /// With too few users.
    pub few: u64,
    /// For want of room.
    pub room: u64,
}

impl Table {
    /// Bytes of all sets, with their lengths.
    pub(super) fn bytes(&self) -> usize {
        self.sets.iter().flatten().map(|set| set.len() + 2).sum::<usize>() + self.key_bytes()
    }

    fn key_bytes(&self) -> usize {
        match &self.keys {
            Keys::Text { list, names } => {
                let names = names.iter().flatten();
                list.iter().chain(names).map(|key| key.len() + 3).sum()
            }
            Keys::Ladder { list, .. } => list.iter().map(|key| key.len() + 3).sum(),
            Keys::Pair { one, .. } => one.len() * 12,
        }
    }

    /// Whether keys with too few users went into coarser ones.
    pub fn is_ladder(&self) -> bool {
        matches!(self.keys, Keys::Ladder { .. })
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Whether there are no keys.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }
}
