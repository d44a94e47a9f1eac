//! The fold: posts in, sets out, in memory.

use super::attributes::{Attributes, SpatialKind};
use super::base::{BASES, Base, Bases};
use super::cell::Precision;
use super::derived;
use super::dimension::{Context, Dimension};
use super::item::{ItemMode, Items, Observed};
use super::key::{Key, KeyError, KeyValue};
use super::text;
use crate::hll::hash::Keyed;
use crate::hll::{Params, Sketch};
use crate::lbsn::{BoundingBox, Bundle, Post, Timestamp};
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;
use rayon::prelude::*;
use std::borrow::Cow;

/// The sets of one key, in the order of the base's metrics.
pub type Row = Box<[Sketch]>;

/// The sets of one base.
#[derive(Debug, Default, Clone)]
pub struct Table {
    rows: HashMap<Key, Row>,
}

impl Table {
    /// Keys with their sets, in the order of the keys.
    pub fn sorted(&self) -> Vec<(&[u8], &Row)> {
        let mut rows: Vec<(&[u8], &Row)> =
            self.rows.iter().map(|(key, row)| (key.as_slice(), row)).collect();
        rows.par_sort_unstable_by_key(|(key, _)| *key);
        rows
    }

    /// Number of keys.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Sets of all bases, being filled. See the module's documentation for its algebra.
#[derive(Debug)]
pub struct Accumulator {
    params: Params,
    bases: Bases,
    /// Tables that are filled post by post: those of the bases that follow from no other, and
    /// that of the days where one follows from it.
    filled: Vec<(&'static Base, Table)>,
    attributes: HashMap<(SpatialKind, Box<str>), Attributes>,
    bytes: usize,
}

impl Accumulator {
    /// Empty sets for these bases.
    pub fn new(params: Params, bases: &Bases) -> Self {
        let filled = BASES.iter().filter(|base| {
            let wanted = bases.contains(base) && !derived::follows(base);
            wanted || (derived::is_days(base) && bases.iter().any(derived::follows))
        });
        Self {
            params,
            bases: bases.clone(),
            filled: filled.map(|base| (base, Table::default())).collect(),
            attributes: HashMap::new(),
            bytes: 0,
        }
    }

    /// Empty sets for these bases, to be filled with rows: every base takes its own, and none
    /// follows from another.
    pub fn of_rows(params: Params, bases: &Bases) -> Self {
        let filled = bases.iter().map(|base| (base, Table::default())).collect();
        Self { filled, ..Self::new(params, bases) }
    }

    /// Unites a row that a store holds into those of a base, see [`Accumulator::of_rows`].
    ///
    /// # Errors
    /// The base takes no rows here, or the row is not one of it.
    pub fn put(
        &mut self,
        base: &'static Base,
        key: &[KeyValue],
        attributes: &Attributes,
        sets: Vec<Sketch>,
    ) -> Result<(), KeyError> {
        let encoded = base.encode_key(key)?;
        let fits =
            sets.len() == base.metrics.len() && sets.iter().all(|set| set.params() == self.params);
        let mut filled = self.filled.iter_mut();
        let table = filled.find(|(other, _)| other.name == base.name).filter(|_| fits);
        let (_, table) = table.ok_or(KeyError)?;
        self.bytes += table.put(base, encoded, sets.into());
        if let (Some(kind), [KeyValue::Text(guid)]) = (base.spatial_kind(), key) {
            self.observe_place(kind, guid, attributes.name.as_deref(), attributes.area);
        }
        Ok(())
    }

    /// The bases with their tables, in the order of [`BASES`].
    pub fn tables(&self) -> impl Iterator<Item = (&'static Base, Cow<'_, Table>)> {
        self.bases.iter().filter_map(|base| Some((base, self.table(base)?)))
    }

    /// The table of a base, if it is among those filled. That of a base that follows from the
    /// days is made here, in time proportional to their number.
    pub fn table(&self, base: &Base) -> Option<Cow<'_, Table>> {
        if !self.bases.contains(base) {
            return None;
        }
        let filled =
            |wanted: &dyn Fn(&Base) -> bool| self.filled.iter().find(|(base, _)| wanted(base));
        if let Some((_, table)) = filled(&|other| other.name == base.name) {
            return Some(Cow::Borrowed(table));
        }
        if derived::follows(base) {
            let (days, table) = filled(&derived::is_days)?;
            return Some(Cow::Owned(derived::table(base, days, table)));
        }
        None
    }

    /// Name and extent of a place, if known.
    pub fn attributes(&self, kind: SpatialKind, guid: &str) -> Option<&Attributes> {
        self.attributes.get(&(kind, guid.into()))
    }

    /// The parameters of all its sets.
    pub fn params(&self) -> Params {
        self.params
    }

    /// Whether nothing was observed.
    pub fn is_empty(&self) -> bool {
        self.filled.iter().all(|(_, table)| table.is_empty())
    }

    /// About how many bytes of memory it holds.
    pub fn memory_bytes(&self) -> usize {
        self.bytes
    }

    /// Takes in another one of the same bases and parameters: the union, key by key.
    pub fn merge(&mut self, other: Accumulator) {
        debug_assert_eq!(self.params, other.params, "one run has one set of parameters");
        if self.is_empty() {
            *self = other;
            return;
        }
        self.filled.par_iter_mut().zip(other.filled).for_each(|((_, table), (_, other))| {
            table.merge(other);
        });
        for ((kind, guid), attributes) in other.attributes {
            let kept = self.attributes.entry((kind, guid)).or_default();
            kept.merge(attributes.name.as_deref(), attributes.area);
        }
        let tables: usize = self.filled.iter().map(|(base, table)| table.bytes(base)).sum();
        self.bytes = tables + self.attributes.len() * ATTRIBUTES_BYTES;
    }

    fn observe_place(
        &mut self,
        kind: SpatialKind,
        guid: &str,
        name: Option<&str>,
        area: Option<BoundingBox>,
    ) {
        let known = self.attributes.len();
        let entry = self.attributes.entry((kind, guid.into()));
        entry.or_default().merge(name, area);
        self.bytes += (self.attributes.len() - known) * ATTRIBUTES_BYTES;
    }
}

impl Table {
    /// Adds a post's items to the sets of one key; returns by how many bytes it grew.
    fn add(&mut self, base: &Base, key: &[u8], params: Params, items: &Items) -> usize {
        if let Some(row) = self.rows.get_mut(key) {
            return add_items(base, row, items);
        }
        let mut row: Row = base.metrics.iter().map(|_| Sketch::new(params)).collect();
        let grown = row_bytes(base, key) + add_items(base, &mut row, items);
        self.rows.insert(Key::from_slice(key), row);
        grown
    }

    /// Unites a row into that of the same key; returns by how many bytes the table grew.
    fn put(&mut self, base: &Base, key: Key, row: Row) -> usize {
        let heap = |row: &Row| row.iter().map(Sketch::heap_bytes).sum::<usize>();
        match self.rows.entry(key) {
            Entry::Vacant(entry) => {
                let grown = row_bytes(base, entry.key()) + heap(&row);
                entry.insert(row);
                grown
            }
            Entry::Occupied(mut entry) => {
                let before = heap(entry.get());
                unite(entry.get_mut(), &row);
                heap(entry.get()).saturating_sub(before)
            }
        }
    }

    fn merge(&mut self, mut other: Table) {
        // Copying the smaller into the larger is the same union for less work.
        if other.len() > self.len() {
            std::mem::swap(self, &mut other);
        }
        for (key, row) in other.rows {
            match self.rows.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(row);
                }
                Entry::Occupied(mut entry) => unite(entry.get_mut(), &row),
            }
        }
    }

    /// Unites a row into that of the same key.
    pub(super) fn unite(&mut self, key: Key, row: &Row) {
        match self.rows.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(row.clone());
            }
            Entry::Occupied(mut entry) => unite(entry.get_mut(), row),
        }
    }

    /// Keys with their sets, in no order.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&Key, &Row)> {
        self.rows.iter()
    }

    fn bytes(&self, base: &Base) -> usize {
        let heap = |row: &Row| row.iter().map(Sketch::heap_bytes).sum::<usize>();
        self.rows.iter().map(|(key, row)| row_bytes(base, key) + heap(row)).sum()
    }
}

fn unite(kept: &mut Row, new: &Row) {
    for (kept, new) in kept.iter_mut().zip(new) {
        kept.union(new).expect("one run has one set of parameters");
    }
}

/// Memory of a place's name and extent: the map's slot, the guid, a usual name.
const ATTRIBUTES_BYTES: usize = 192;

/// Adds a post's items to a row; returns by how many bytes it grew.
fn add_items(base: &Base, row: &mut Row, items: &Items) -> usize {
    let mut grown = 0;
    for (&metric, sketch) in base.metrics.iter().zip(row.iter_mut()) {
        for &hash in items.of(metric) {
            let before = sketch.heap_bytes();
            sketch.insert(hash);
            grown += sketch.heap_bytes().saturating_sub(before);
        }
    }
    grown
}

/// Memory of a new row: the map's slot (which is a quarter empty on average), the key if it
/// does not fit there, the sketches, and what the allocator adds.
fn row_bytes(base: &Base, key: &[u8]) -> usize {
    let slot = (size_of::<Key>() + size_of::<Row>() + 1) * 4 / 3;
    let spilled = if key.len() > Key::new().inline_size() { key.len() + 16 } else { 0 };
    slot + spilled + base.metrics.len() * size_of::<Sketch>() + 16
}

/// Calls `each` with every combination of one value per dimension; none where a dimension
/// has no value.
fn product(
    dimensions: &[Dimension],
    values: &[Vec<Key>; Dimension::COUNT],
    key: &mut Key,
    each: &mut dyn FnMut(&[u8]),
) {
    let Some((first, rest)) = dimensions.split_first() else { return each(key) };
    let length = key.len();
    for value in &values[*first as usize] {
        key.extend_from_slice(value);
        product(rest, values, key, each);
        key.truncate(length);
    }
}

/// Turns posts into keys and hashes and adds them to an accumulator. One per thread.
pub struct Observer {
    bases: Bases,
    params: Params,
    precision: Precision,
    mode: ItemMode,
    keyed: Keyed,
    needs: Vec<Dimension>,
    needs_terms: bool,
    values: [Vec<Key>; Dimension::COUNT],
    items: Items,
    key: Key,
    scratch: String,
}

impl Observer {
    /// An observer that fills these bases.
    pub fn new(
        bases: Bases,
        params: Params,
        precision: Precision,
        mode: ItemMode,
        keyed: Keyed,
    ) -> Self {
        let filled = Accumulator::new(params, &bases).filled;
        let mut needs: Vec<Dimension> =
            filled.iter().flat_map(|(base, _)| base.dimensions.iter().copied()).collect();
        needs.sort_unstable();
        needs.dedup();
        Self {
            needs_terms: needs.contains(&Dimension::Term),
            needs,
            bases,
            params,
            precision,
            mode,
            keyed,
            values: std::array::from_fn(|_| Vec::new()),
            items: Items::default(),
            key: Key::new(),
            scratch: String::new(),
        }
    }

    /// An empty accumulator for what this observer sees.
    pub fn accumulator(&self) -> Accumulator {
        Accumulator::new(self.params, &self.bases)
    }

    /// Adds a post of a bundle (the main one or an embedded one). `topics` are the texts of
    /// the lexicon terms that it matched.
    pub fn observe(
        &mut self,
        bundle: &Bundle<'_>,
        post: &Post<'_>,
        topics: &[&str],
        into: &mut Accumulator,
    ) -> Observed {
        let hashtags = self.hashtags(post);
        let terms = self.terms(post, &hashtags);
        let context = Context {
            post,
            bundle,
            time: post.publish_date.map(Timestamp::civil),
            hashtags: &hashtags,
            terms: &terms,
            topics,
            cell: post.latlng.map(|point| self.precision.reduce(point)),
            keyed: &self.keyed,
        };
        for &dimension in &self.needs {
            let values = &mut self.values[dimension as usize];
            values.clear();
            dimension.extract(&context, values);
        }
        self.items.fill(post, &terms, self.mode, &self.keyed, &mut self.scratch);

        let (params, items) = (self.params, &self.items);
        for (base, table) in &mut into.filled {
            product(base.dimensions, &self.values, &mut self.key, &mut |key| {
                into.bytes += table.add(base, key, params, items);
            });
        }
        self.observe_places(bundle, post, into);
        self.items.observed(context.cell)
    }

    fn hashtags(&self, post: &Post<'_>) -> Vec<String> {
        let keys = post.hashtags.iter().map(|tag| text::hashtag_key(tag));
        match self.mode {
            ItemMode::Fixed => keys.map(text::composed).collect(),
            ItemMode::Compat => keys.filter(|key| text::passes_filter(key)).collect(),
        }
    }

    /// Words of the text and hashtags. Looked for only where a base is keyed by them: that
    /// is when the topical metrics are filled, too.
    fn terms(&self, post: &Post<'_>, hashtags: &[String]) -> Vec<String> {
        if !self.needs_terms {
            return Vec::new();
        }
        let body = post.body.as_deref().unwrap_or_default();
        let mut terms = match self.mode {
            ItemMode::Fixed => text::terms(&text::composed(text::impersonal(body).into_owned())),
            ItemMode::Compat => text::terms(body),
        };
        terms.extend(hashtags.iter().filter(|tag| text::passes_filter(tag)).cloned());
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    fn observe_places(&self, bundle: &Bundle<'_>, post: &Post<'_>, into: &mut Accumulator) {
        let has = |dimension| self.needs.contains(&dimension);
        if has(Dimension::Place) {
            for place in
                bundle.places.iter().filter(|place| post.place_guid.as_ref() == Some(&place.guid))
            {
                into.observe_place(
                    SpatialKind::Place,
                    &place.guid,
                    place.name.as_deref(),
                    place.area,
                );
            }
        }
        if has(Dimension::City) || has(Dimension::Region) {
            for city in
                bundle.cities.iter().filter(|city| post.city_guid.as_ref() == Some(&city.guid))
            {
                into.observe_place(SpatialKind::City, &city.guid, city.name.as_deref(), city.area);
            }
        }
        if has(Dimension::Country) {
            for country in bundle
                .countries
                .iter()
                .filter(|country| post.country_guid.as_ref() == Some(&country.guid))
            {
                into.observe_place(
                    SpatialKind::Country,
                    &country.guid,
                    country.name.as_deref(),
                    country.area,
                );
            }
        }
    }
}

#[cfg(test)]
#[path = "accumulator_tests.rs"]
pub(super) mod tests;
