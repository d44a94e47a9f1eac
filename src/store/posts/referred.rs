//! The places that posts refer to, looked up for many posts at a time.

use crate::store::raw::{CITY, COUNTRY, PLACE, RawKey, RawRow, RawTable, RawValue, key_of};
use crate::store::{Store, StoreError};
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

/// Bytes of rows of one table that are kept beyond those that are wanted at the moment.
const KEPT: usize = 64 << 20;

/// Which column of a post refers to which table, and under what name it goes in the line.
const REFERENCES: [(&str, &str, &RawTable); 3] = [
    ("place_guid", "place", &PLACE),
    ("city_guid", "city", &CITY),
    ("country_guid", "country", &COUNTRY),
];

/// Rows of places, cities and countries.
///
/// A table that fits into memory is read once. Of a larger one the rows that a portion of posts
/// refers to are found in one pass, unless they are known from the pass before.
pub(super) struct Referred<'s> {
    store: &'s dyn Store,
    known: [Known; REFERENCES.len()],
}

#[derive(Default)]
struct Known {
    rows: HashMap<RawKey, RawRow>,
    /// Whether it is all of the table.
    whole: bool,
}

impl<'s> Referred<'s> {
    /// Looks things up in this store.
    pub(super) fn new(store: &'s dyn Store) -> Self {
        Self { store, known: Default::default() }
    }

    /// Makes sure that what these rows refer to is known, if the store has it.
    pub(super) fn look_up(&mut self, table: &RawTable, rows: &[RawRow]) -> Result<(), StoreError> {
        for ((column, _, target), known) in REFERENCES.iter().zip(&mut self.known) {
            let wanted: HashSet<RawKey> =
                rows.iter().filter_map(|row| key(table, row, column)).collect();
            known.provide(self.store, target, &wanted)?;
        }
        Ok(())
    }

    /// What a row refers to, by the name that it goes under.
    pub(super) fn of(
        &self,
        table: &RawTable,
        row: &RawRow,
    ) -> impl Iterator<Item = (&'static str, &'static RawTable, &RawRow)> {
        REFERENCES.iter().zip(&self.known).filter_map(move |((column, name, target), known)| {
            Some((*name, *target, known.rows.get(&key(table, row, column)?)?))
        })
    }
}

impl Known {
    fn provide(
        &mut self,
        store: &dyn Store,
        table: &'static RawTable,
        wanted: &HashSet<RawKey>,
    ) -> Result<(), StoreError> {
        if self.whole || wanted.iter().all(|key| self.rows.contains_key(key)) {
            return Ok(());
        }
        self.rows.clear();
        self.whole = true;
        let mut bytes = 0;
        store.raw_rows(table, &mut |row| {
            let key = key_of(table, &row.values);
            if bytes < KEPT || wanted.contains(&key) {
                bytes += row.memory_bytes();
                self.rows.insert(key, row);
            } else {
                self.whole = false;
            }
            ControlFlow::Continue(())
        })
    }
}

/// The key that a row refers to with one of its columns.
fn key(table: &RawTable, row: &RawRow, column: &str) -> Option<RawKey> {
    let at = table.columns.iter().position(|other| other.name == column)?;
    match (row.values.first()?, row.values.get(at)?) {
        (RawValue::Integer(origin), RawValue::Text(guid)) => {
            Some((i32::try_from(*origin).ok()?, guid.clone(), "".into()))
        }
        _ => None,
    }
}
