//! LBSN raw: posts, reactions, users, places, cities and countries as rows that merge.
//!
//! A [`RawBatch`] is for rows what the accumulator is for sets: it takes posts in any order
//! and grouping, any number of times, and ends up the same. A store merges batches into its
//! tables by the same rule ([`RawRow::merge`]).

mod row;
mod rows;
mod table;

pub use row::{RawRow, RawValue};
pub(super) use table::{CITY, COUNTRY, PLACE};
pub use table::{POST, RAW_TABLES, REACTION, RawColumn, RawKind, RawTable};

use crate::lbsn::{Bundle, Completeness, Post, Timestamp};
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

/// What identifies a row of one table: the network's id (0 in tables without) and texts.
pub(super) type RawKey = (i32, Box<str>, Box<str>);

/// Raw rows of all tables, each thing once.
#[derive(Debug, Default, PartialEq)]
pub struct RawBatch {
    tables: [HashMap<RawKey, RawRow>; RAW_TABLES.len()],
    bytes: usize,
}

impl RawBatch {
    /// A batch without rows.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a post or reaction of a bundle with its network, author, mentioned users, place,
    /// city, country and languages. Add embedded posts, too, if they are to be kept.
    /// `observed` says when the network delivered the copy, which decides between copies that
    /// are equally complete.
    pub fn add(&mut self, bundle: &Bundle<'_>, post: &Post<'_>, observed: Option<Timestamp>) {
        rows::of_post(bundle, post, &mut |table, key, completeness, values| {
            let row = RawRow { completeness, observed, values: values.into() };
            self.put(table, key, row);
        });
    }

    /// Adds a row that a store holds.
    pub fn add_row(&mut self, table: &'static RawTable, row: RawRow) {
        self.put(table, key_of(table, &row.values), row);
    }

    /// Takes in another batch.
    pub fn merge(&mut self, other: RawBatch) {
        for (&table, rows) in RAW_TABLES.iter().zip(other.tables) {
            for (key, row) in rows {
                self.put(table, key, row);
            }
        }
    }

    /// The rows of each table, in the order of [`RAW_TABLES`], sorted by key.
    pub fn tables(&self) -> impl Iterator<Item = (&'static RawTable, Vec<&RawRow>)> {
        RAW_TABLES.iter().zip(&self.tables).map(|(&table, rows)| {
            let mut rows: Vec<(&RawKey, &RawRow)> = rows.iter().collect();
            rows.sort_unstable_by_key(|(key, _)| *key);
            (table, rows.into_iter().map(|(_, row)| row).collect())
        })
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.tables.iter().all(HashMap::is_empty)
    }

    /// About how many bytes of memory it holds.
    pub fn memory_bytes(&self) -> usize {
        self.bytes
    }

    fn put(&mut self, table: &'static RawTable, key: RawKey, row: RawRow) {
        let index = RAW_TABLES.iter().position(|other| other.name == table.name);
        let Some(rows) = index.and_then(|index| self.tables.get_mut(index)) else { return };
        match rows.entry(key) {
            Entry::Vacant(entry) => {
                let key = entry.key().1.len() + entry.key().2.len() + size_of::<RawKey>();
                self.bytes += key + row.memory_bytes();
                entry.insert(row);
            }
            Entry::Occupied(mut entry) => {
                let before = entry.get().memory_bytes();
                entry.get_mut().merge(table, row);
                self.bytes = (self.bytes + entry.get().memory_bytes()).saturating_sub(before);
            }
        }
    }
}

/// What identifies a row of a table, from its values.
pub(super) fn key_of(table: &RawTable, values: &[RawValue]) -> RawKey {
    let mut origin = 0;
    let mut texts = [Box::<str>::default(), Box::<str>::default()];
    let mut text = texts.iter_mut();
    for value in values.iter().take(table.keys) {
        match value {
            RawValue::Integer(id) => origin = i32::try_from(*id).unwrap_or_default(),
            RawValue::Text(guid) => {
                if let Some(text) = text.next() {
                    text.clone_from(guid);
                }
            }
            _ => {}
        }
    }
    let [first, second] = texts;
    (origin, first, second)
}

/// Of a place: how much is known of it, since places come without a mark of their own.
fn place_completeness(has_name: bool, has_area: bool) -> Completeness {
    match (has_name, has_area) {
        (true, true) => Completeness::Full,
        (false, false) => Completeness::Stub,
        _ => Completeness::Truncated,
    }
}

#[cfg(test)]
#[path = "raw_tests.rs"]
mod tests;
