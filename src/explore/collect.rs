//! Which sets of a store go into a page.

use super::key::{cell, named};
use super::ladder::{self, Rows, enough};
use super::table::{Keys, LeftOut, Table};
use super::{ExploreError, Options};
use crate::facet::{Base, KeyValue, Metric};
use crate::hll::{Params, Sketch};
use crate::store::{SetRow, Settings, Store, key_text};
use std::ops::ControlFlow;

/// Bases of one text or number, in the order in which they get room.
const LISTS: [&str; 8] =
    ["community", "culture", "country", "topic", "hashtag", "emoji", "domain", "term"];
/// Of those, how many are small enough to go in whole before all else.
const SMALL: usize = 4;
/// Bases of time, best first.
const TIMES: [(&str, &[usize]); 3] = [("date", &[4, 7, 10]), ("month", &[4, 7]), ("year", &[4])];
/// Bases by two dimensions, whose sets make overlaps as good as counted.
const PAIRS: [(&str, [&str; 2]); 3] = [
    ("_month_hashtag", ["month", "hashtag"]),
    ("_hashtag_latlng", ["latlng", "hashtag"]),
    ("_month_latlng", ["month", "latlng"]),
];
/// Cells of stores that keep exact positions are brought to so many characters.
pub(super) const CHARACTERS: u8 = 5;

/// The sets of a page, and what is not among them.
#[derive(Debug, Clone)]
pub struct Collection {
    /// Parameters of all sets.
    pub params: Params,
    /// What can be counted.
    pub metrics: Vec<Metric>,
    /// Keys with fewer users are not there.
    pub min_users: u32,
    /// The tables.
    pub tables: Vec<Table>,
    /// What a reader should know.
    pub notes: Vec<Note>,
    /// Bases that the store keeps.
    pub bases: Vec<&'static str>,
    /// Geohash characters of the store's cells.
    pub precision: Option<u8>,
    /// Fingerprint of the key that items were hashed under.
    pub key_id: String,
}

/// What a page cannot show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Note {
    /// There is no base of days, months or years.
    NoTime,
    /// There is no base of cells.
    NoCells,
    /// Days were united to months, or months to years, for want of room.
    CoarserTime,
    /// Cells were united to larger ones for want of room.
    CoarserCells,
    /// There are no sets by month and hashtag.
    NoMonthHashtag,
    /// There are no sets by cell and hashtag.
    NoHashtagCell,
}

/// What is under way.
pub(super) struct Collector<'s> {
    store: &'s dyn Store,
    pub(super) settings: &'s Settings,
    pub(super) options: &'s Options,
    params: Params,
    pub(super) room: usize,
    tables: Vec<Table>,
    pub(super) notes: Vec<Note>,
}

/// What looks at a row of a base: its key, its name, its sets of users and posts.
type Each<'e> =
    &'e mut dyn FnMut(&[KeyValue], Option<String>, Vec<Sketch>) -> Result<(), ExploreError>;

/// A key that may go into a list.
struct Entry {
    users: f64,
    key: String,
    name: Option<String>,
    sets: Vec<Vec<u8>>,
}

impl Entry {
    /// How much room it takes: texts in quotes with a comma, sets with their lengths.
    fn bytes(&self) -> usize {
        let name = self.name.as_ref().map_or(0, |name| name.len() + 3);
        self.key.len() + 3 + name + self.sets.iter().map(|set| set.len() + 2).sum::<usize>()
    }
}

/// Chooses sets of at most `room` bytes.
///
/// # Errors
/// The store cannot be read, keeps no sets, or sets that differ in their parameters.
pub(super) fn collect(
    store: &dyn Store,
    options: &Options,
    room: usize,
) -> Result<Collection, ExploreError> {
    let settings = store.settings().ok_or(ExploreError::NoSets)?;
    let log2m =
        options.log2m.map_or(settings.params.log2m(), |log2m| log2m.min(settings.params.log2m()));
    let params = Sketch::new(settings.params).without_list().params().with_log2m(log2m);
    let mut collector =
        Collector { store, settings, options, params, room, tables: Vec::new(), notes: Vec::new() };
    for name in LISTS.iter().take(SMALL) {
        collector.list(name, 1.0)?;
    }
    collector.time()?;
    collector.cells()?;
    for (position, name) in LISTS.iter().enumerate().skip(SMALL) {
        let share = if position == SMALL { 0.6 } else { 0.4 };
        collector.list(name, share)?;
    }
    for (name, of) in PAIRS {
        if options.metrics.contains(&Metric::Post) {
            collector.pairs(name, of)?;
        }
    }
    let Collector { tables, notes, .. } = collector;
    Ok(Collection {
        params,
        metrics: options.metrics.clone(),
        min_users: options.min_users,
        tables,
        notes,
        bases: settings.bases.iter().map(|base| base.name).collect(),
        precision: settings.precision.characters(),
        key_id: settings.key_id.to_string(),
    })
}

impl Collector<'_> {
    /// The base, if the store keeps it.
    pub(super) fn base(&self, name: &str) -> Option<&'static Base> {
        self.settings.bases.iter().find(|base| base.name == name)
    }

    pub(super) fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.base == name)
    }

    /// Calls `each` with every row of a base: key, name, and its sets of users and posts.
    pub(super) fn rows(&self, base: &'static Base, each: Each<'_>) -> Result<u64, ExploreError> {
        let column = |metric| base.metrics.iter().position(|other| *other == metric);
        let columns = [Metric::User, Metric::Post].map(column);
        let mut failed = None;
        let mut rows = 0;
        self.store.rows(base, &mut |row| {
            rows += 1;
            let SetRow { key, attributes, sets } = row;
            let picked = columns.iter().flatten().filter_map(|column| sets.get(*column));
            let sets: Result<Vec<Sketch>, ExploreError> =
                picked.map(|set| self.plain(base, set)).collect();
            match sets.and_then(|sets| each(&key, attributes.name, sets)) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    failed = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        failed.map_or(Ok(rows), Err)
    }

    /// A set as the page has it: registers, never a list of hashes.
    fn plain(&self, base: &'static Base, set: &Sketch) -> Result<Sketch, ExploreError> {
        let plain = set.without_list();
        let plain = plain.fold(self.params.log2m().min(plain.params().log2m()));
        let failed = |reason: String| ExploreError::Sets { base: base.name, reason };
        let plain = plain.map_err(|error| failed(error.to_string()))?;
        self.params.accepts(plain.params()).map_err(|error| failed(error.to_string()))?;
        Ok(plain)
    }

    /// The sets of the metrics that the page counts.
    fn bytes(&self, sets: &[Sketch]) -> Vec<Vec<u8>> {
        let of = |metric: &Metric| sets.get(usize::from(*metric != Metric::User));
        self.options.metrics.iter().filter_map(of).map(Sketch::to_bytes).collect()
    }

    /// Takes in a table of texts, most users first, up to a share of the room.
    fn list(&mut self, name: &str, share: f64) -> Result<(), ExploreError> {
        let Some(base) = self.base(name) else { return Ok(()) };
        let mut found: Vec<Entry> = Vec::new();
        let mut few = 0;
        let of = self.rows(base, &mut |key, name, sets| {
            let ([value], true) = (key, enough(&sets, self.options.min_users)) else {
                few += 1;
                return Ok(());
            };
            let (key, name) = named(base, value, name);
            let users = sets.first().map_or(0.0, Sketch::cardinality);
            found.push(Entry { users, key, name, sets: self.bytes(&sets) });
            Ok(())
        })?;
        found.sort_by(|one, other| {
            other.users.total_cmp(&one.users).then_with(|| one.key.cmp(&other.key))
        });
        let mut room = (self.room as f64 * share) as usize;
        let fitting = found.iter().take_while(|entry| {
            let fits = entry.bytes() <= room;
            room = room.saturating_sub(entry.bytes());
            fits
        });
        let fitting = fitting.count();
        let left_out = LeftOut { of, few, room: (found.len() - fitting) as u64 };
        found.truncate(fitting);
        let has_names = found.iter().any(|entry| entry.name.is_some());
        let names = has_names.then(|| {
            let name = |entry: &Entry| entry.name.clone().unwrap_or_else(|| entry.key.clone());
            found.iter().map(name).collect()
        });
        let (list, sets) = found.into_iter().map(|entry| (entry.key, entry.sets)).unzip();
        self.push(Table { base: base.name, keys: Keys::Text { list, names }, left_out, sets });
        Ok(())
    }

    pub(super) fn push(&mut self, table: Table) {
        self.room = self.room.saturating_sub(table.bytes());
        self.tables.push(table);
    }

    fn time(&mut self) -> Result<(), ExploreError> {
        let mut bases =
            TIMES.iter().filter_map(|(name, lengths)| Some((self.base(name)?, *lengths)));
        let Some((base, lengths)) = bases.next() else {
            self.notes.push(Note::NoTime);
            return Ok(());
        };
        let mut rows = Rows::new();
        let of = self.rows(base, &mut |key, _, sets| {
            let texts = base.columns().zip(key).map(|(column, value)| {
                let width = if column.name == "year" { 4 } else { 2 };
                format!("{:0>width$}", key_text(column.kind, value))
            });
            ladder::unite(
                base.name,
                rows.entry(texts.collect::<Vec<_>>().join("-")).or_default(),
                sets,
            )
        })?;
        // Years of more or fewer than four digits have no place among the others.
        rows.retain(|key, _| Some(key.len()) == lengths.last().copied() && !key.starts_with('-'));
        if self.ladder(base, &rows, lengths, of, 0.4)? {
            self.notes.push(Note::CoarserTime);
        }
        Ok(())
    }

    fn cells(&mut self) -> Result<(), ExploreError> {
        let Some(base) = self.base("latlng") else {
            self.notes.push(Note::NoCells);
            return Ok(());
        };
        let characters = usize::from(self.settings.precision.characters().unwrap_or(CHARACTERS));
        let mut rows = Rows::new();
        let of = self.rows(base, &mut |key, _, sets| {
            ladder::unite(base.name, rows.entry(cell(key, characters)).or_default(), sets)
        })?;
        rows.retain(|key, _| !key.is_empty());
        let lengths: Vec<usize> = (1..=characters).collect();
        if self.ladder(base, &rows, &lengths, of, 0.6)? {
            self.notes.push(Note::CoarserCells);
        }
        Ok(())
    }

    /// Takes in a table of keys that get coarser, as fine as a share of the room allows. Whether that is
    /// coarser than the store has it.
    fn ladder(
        &mut self,
        base: &'static Base,
        rows: &Rows,
        lengths: &[usize],
        of: u64,
        share: f64,
    ) -> Result<bool, ExploreError> {
        let room = (self.room as f64 * share) as usize;
        for coarser in 0..=lengths.len() {
            let ladder =
                ladder::climb(base.name, rows.clone(), lengths, self.options.min_users, coarser)?;
            let (list, sets): (Vec<String>, Vec<_>) =
                ladder.rows.into_iter().map(|(key, sets)| (key, self.bytes(&sets))).unzip();
            let kept = lengths.get(..lengths.len() - coarser).unwrap_or_default();
            let left = if coarser > 0 { (0, ladder.merged) } else { (ladder.merged, 0) };
            let left_out = LeftOut { of, few: left.0, room: left.1 };
            let keys = Keys::Ladder { list, lengths: kept.to_vec() };
            let table = Table { base: base.name, keys, left_out, sets };
            if table.bytes() <= room || coarser == lengths.len() {
                self.push(table);
                return Ok(coarser > 0);
            }
        }
        Ok(true)
    }
}
