//! Which sets of a store go into a page.

use super::ladder::{self, Rows, enough};
use super::table::{Keys, LeftOut, Table};
use super::{ExploreError, Options};
use crate::facet::{Base, Dimension, KeyValue, Metric};
use crate::hll::{Params, Sketch};
use crate::lbsn::Origin;
use crate::store::{SetRow, Settings, Store, key_text};
use std::collections::{BTreeSet, HashMap};
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
const CHARACTERS: u8 = 5;

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

struct Collector<'s> {
    store: &'s dyn Store,
    settings: &'s Settings,
    options: &'s Options,
    params: Params,
    room: usize,
    tables: Vec<Table>,
    notes: Vec<Note>,
}

/// Chooses sets of at most `room` bytes.
///
/// # Errors
/// The store cannot be read, keeps no sets, or sets that differ in their parameters.
pub fn collect(
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
    fn base(&self, name: &str) -> Option<&'static Base> {
        self.settings.bases.iter().find(|base| base.name == name)
    }

    fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.base == name)
    }

    /// Calls `each` with every row of a base: key, name, and its sets of users and posts.
    fn rows(
        &self,
        base: &'static Base,
        each: &mut dyn FnMut(&[KeyValue], Option<String>, Vec<Sketch>) -> Result<(), ExploreError>,
    ) -> Result<u64, ExploreError> {
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
        let mut found: Vec<(f64, String, Option<String>, Vec<Vec<u8>>)> = Vec::new();
        let mut few = 0;
        let of = self.rows(base, &mut |key, label, sets| {
            let ([value], true) = (key, enough(&sets, self.options.min_users)) else {
                few += 1;
                return Ok(());
            };
            let (key, label) = named(base, value, label);
            let users = sets.first().map_or(0.0, Sketch::cardinality);
            found.push((users, key, label, self.bytes(&sets)));
            Ok(())
        })?;
        found.sort_by(|(one, a, ..), (other, b, ..)| other.total_cmp(one).then_with(|| a.cmp(b)));
        let mut room = (self.room as f64 * share) as usize;
        let fitting = found.iter().take_while(|(_, key, label, sets)| {
            let label = label.as_ref().map_or(0, |label| label.len() + 3);
            let bytes = key.len() + 3 + label + sets.iter().map(|set| set.len() + 2).sum::<usize>();
            let fits = bytes <= room;
            room = room.saturating_sub(bytes);
            fits
        });
        let fitting = fitting.count();
        let left = (found.len() - fitting) as u64;
        found.truncate(fitting);
        let labelled = found.iter().any(|(_, _, label, _)| label.is_some());
        let names = labelled.then(|| {
            found
                .iter()
                .map(|(_, key, label, _)| label.clone().unwrap_or_else(|| key.clone()))
                .collect()
        });
        let (list, sets) = found.into_iter().map(|(_, key, _, sets)| (key, sets)).unzip();
        let left_out = LeftOut { of, few, room: left };
        self.push(Table { base: base.name, keys: Keys::Text { list, names }, left_out, sets });
        Ok(())
    }

    fn push(&mut self, table: Table) {
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

    /// Takes in sets of posts by two dimensions, as far as there is room.
    fn pairs(&mut self, name: &str, of: [&'static str; 2]) -> Result<(), ExploreError> {
        let Some(base) = self.base(name) else {
            match name {
                "_month_hashtag" => self.notes.push(Note::NoMonthHashtag),
                "_hashtag_latlng" => self.notes.push(Note::NoHashtagCell),
                _ => {}
            }
            return Ok(());
        };
        let characters = usize::from(self.settings.precision.characters().unwrap_or(CHARACTERS));
        // Only full cells: rests of larger ones are known under no key of the pair.
        let index = |name: &str| -> HashMap<String, u32> {
            let keys = self.table(name).map(|table| &table.keys);
            let Some(Keys::Text { list, .. } | Keys::Ladder { list, .. }) = keys else {
                return HashMap::new();
            };
            let numbered = list.iter().cloned().zip(0..);
            numbered.filter(|(key, _)| name != "latlng" || key.len() == characters).collect()
        };
        let indexes = of.map(index);
        let [hashtag, cell_of, month] = [Dimension::Hashtag, Dimension::Cell, Dimension::Month]
            .map(|dimension| columns_of(base, dimension));
        let mut months = BTreeSet::new();
        let mut found: Vec<([String; 2], u32, Vec<u8>)> = Vec::new();
        let (mut few, mut absent) = (0, 0);
        let total = self.rows(base, &mut |key, _, sets| {
            let part = |name: &str| match name {
                "month" => key.get(month.clone()).map(month_text).unwrap_or_default(),
                "latlng" => {
                    key.get(cell_of.clone()).map(|key| cell(key, characters)).unwrap_or_default()
                }
                _ => match key.get(hashtag.clone()) {
                    Some([KeyValue::Text(text)]) => text.clone(),
                    _ => String::new(),
                },
            };
            let parts = of.map(part);
            let known = |number: usize| {
                of[number] == "month" || indexes[number].contains_key(&parts[number])
            };
            if !enough(&sets, self.options.min_users) {
                few += 1;
            } else if !known(0) || !known(1) {
                absent += 1;
            } else if let (Some(&other), Some(posts)) = (indexes[1].get(&parts[1]), sets.get(1)) {
                if of[0] == "month" {
                    months.insert(parts[0].clone());
                }
                found.push((parts, other, posts.to_bytes()));
            }
            Ok(())
        })?;
        found.sort_by(|(one, a, _), (other, b, _)| a.cmp(b).then_with(|| one.cmp(other)));
        let months: Vec<String> = months.into_iter().collect();
        let mut table = Table {
            base: base.name,
            keys: Keys::Pair {
                of,
                months: Vec::new(),
                one: Vec::new(),
                other: Vec::new(),
                covered: 0,
            },
            left_out: LeftOut { of: total, few, room: 0 },
            sets: Vec::new(),
        };
        let (mut ones, mut others, mut covered) = (Vec::new(), Vec::new(), indexes[1].len());
        let mut room = self.room;
        for pairs in found.chunk_by(|(_, one, _), (_, other, _)| one == other) {
            let bytes: usize = pairs.iter().map(|(_, _, set)| set.len() + 14).sum();
            if bytes > room {
                covered = pairs.first().map_or(0, |(_, other, _)| *other as usize);
                break;
            }
            room -= bytes;
            for (parts, other, set) in pairs {
                let one = match of[0] {
                    "month" => months.binary_search(&parts[0]).unwrap_or_default() as u32,
                    _ => indexes[0].get(&parts[0]).copied().unwrap_or_default(),
                };
                ones.push(one);
                others.push(*other);
                table.sets.push(vec![set.clone()]);
            }
        }
        table.left_out.room = absent + (found.len() - ones.len()) as u64;
        table.keys = Keys::Pair { of, months, one: ones, other: others, covered };
        self.push(table);
        Ok(())
    }
}

/// Where in a key of a base the columns of a dimension are.
fn columns_of(base: &'static Base, dimension: Dimension) -> std::ops::Range<usize> {
    let before = base.dimensions.iter().take_while(|other| **other != dimension);
    let first = before.map(|dimension| dimension.columns().len()).sum();
    first..first + dimension.columns().len()
}

/// The geohash of a cell given by the latitude and longitude of its middle; empty if it has none.
fn cell(key: &[KeyValue], characters: usize) -> String {
    match key {
        [KeyValue::Real(lat), KeyValue::Real(lon)] => {
            geohash::encode(geohash::Coord { x: *lon, y: *lat }, characters).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn month_text(key: &[KeyValue]) -> String {
    match key {
        [KeyValue::Integer(year), KeyValue::Integer(month)] => format!("{year:04}-{month:02}"),
        _ => String::new(),
    }
}

/// A key of one column as text, and what it is called.
fn named(base: &'static Base, value: &KeyValue, label: Option<String>) -> (String, Option<String>) {
    let kinds = base.columns().map(|column| column.kind);
    let key = kinds.map(|kind| key_text(kind, value)).next().unwrap_or_default();
    let label = match value {
        KeyValue::Integer(id) => Origin::from_id(*id).map(|origin| origin.name().to_owned()),
        _ => label,
    };
    (key, label)
}

#[cfg(test)]
#[path = "collect_tests.rs"]
mod tests;
