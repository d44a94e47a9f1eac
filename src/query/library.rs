//! The stores that a query reads: terms become selections of keys, selections become sets.

use super::error::{Problem, QueryError, SyntaxError};
use super::expression::Term;
use super::key;
use super::plan::{Catalogue, Part};
use crate::facet::{Base, Dimension, KeyValue, Metric};
use crate::hll::{Params, Sketch};
use crate::lexicon::nearest;
use crate::store::{
    self, Condition, EachEncoded, Location, Pattern, Selection, Settings, Store, StoreError,
};
use std::ops::ControlFlow;

/// Keys that are looked at to find those that a misspelt one may have meant.
const SIMILAR: usize = 50_000;
/// How many of them are named.
const NAMED: usize = 3;

/// A store to query, and others to compare it with.
pub struct Library {
    /// The first is the one that the query is put to.
    stores: Vec<Source>,
    /// What sets of all stores are brought to; `None`: they are alike.
    common: Option<Params>,
}

struct Source {
    /// As it is called in terms.
    name: String,
    store: Box<dyn Store + Send>,
    settings: Settings,
}

/// The union of a selection.
#[derive(Debug, Clone)]
pub(super) struct United {
    /// How many keys there were.
    pub keys: u64,
    pub set: Sketch,
}

impl Library {
    /// Opens a store, and those that terms name beside it ([`super::Expression::stores`]).
    ///
    /// Sets of two stores can be compared if they were made under the same key from the same item
    /// strings. Registers are brought to the smaller number and width, which is exact.
    ///
    /// # Errors
    /// One of them cannot be opened, holds no sets, or cannot be compared with the first.
    pub fn open(main: &Location, others: &[&str]) -> Result<Self, QueryError> {
        let mut stores = vec![Source::open(main, main.to_string())?];
        for name in others {
            let location: Location = name.parse()?;
            stores.push(Source::open(&location, (*name).to_owned())?);
        }
        let mut common = None;
        if let Some((first, rest)) = stores.split_first() {
            for other in rest {
                first.check(other)?;
            }
            let params = first.settings.params;
            if rest.iter().any(|other| other.settings.params != params) {
                let every = || stores.iter().map(|source| source.settings.params);
                let log2m = every().map(Params::log2m).min().unwrap_or(params.log2m());
                let regwidth = every().map(Params::regwidth).min().unwrap_or(params.regwidth());
                common = Params::new(log2m, regwidth, 0, true).ok();
            }
        }
        Ok(Self { stores, common })
    }

    /// The settings of the store that queries are put to.
    pub fn settings(&self) -> Option<&Settings> {
        self.stores.first().map(|source| &source.settings)
    }

    fn resolve(&self, term: &Term) -> Result<(usize, Selection), SyntaxError> {
        let fail = |column, problem| SyntaxError { column, problem };
        let number = match &term.store {
            None => Some(0),
            Some(name) => self.stores.iter().position(|source| source.name == *name),
        };
        let source = number.and_then(|number| Some((number, self.stores.get(number)?)));
        let Some((number, source)) = source else {
            let name = term.store.clone().unwrap_or_default();
            return Err(fail(term.column, Problem::NoStore { name }));
        };
        let selection = source.selection(term).map_err(|problem| match problem {
            Problem::NoSuchKey { .. } => fail(term.key_column, problem),
            _ => fail(term.column, problem),
        })?;
        Ok((number, selection))
    }

    /// All keys of a base of the store that queries are put to.
    ///
    /// # Errors
    /// It does not keep the base.
    pub fn base(&self, name: &str) -> Result<&'static Base, Problem> {
        match self.stores.first() {
            Some(source) => source.base(name),
            None => Err(Problem::Empty),
        }
    }

    /// Reads the union of a part's keys.
    pub(super) fn read(&self, part: &Part, metric: Metric) -> Result<United, QueryError> {
        let Some(source) = self.stores.get(part.store) else {
            return Err(QueryError::NoSets { store: part.name.clone() });
        };
        if let Some((keys, set)) = source.store.unite(&part.selection, metric)? {
            return Ok(United { keys, set: self.common(set)? });
        }
        let mut united = United { keys: 0, set: Sketch::new(source.settings.params) };
        let mut mismatch = None;
        source.store.select(&part.selection, metric, &mut |_, set| {
            united.keys += 1;
            match united.set.union(&set) {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    mismatch = Some(error);
                    ControlFlow::Break(())
                }
            }
        })?;
        if let Some(error) = mismatch {
            return Err(error.into());
        }
        united.set = self.common(united.set)?;
        Ok(united)
    }

    /// Calls `each` with selected keys of the first store and their sets.
    pub(super) fn each(
        &self,
        selection: &Selection,
        metric: Metric,
        each: &mut dyn FnMut(Vec<KeyValue>, Sketch),
    ) -> Result<(), QueryError> {
        let Some(source) = self.stores.first() else { return Ok(()) };
        let mut failed = None;
        source.store.select(selection, metric, &mut |key, set| match self.common(set) {
            Ok(set) => {
                each(key, set);
                ControlFlow::Continue(())
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        })?;
        failed.map_or(Ok(()), Err)
    }

    /// Calls `each` with selected keys of the first store and the bytes of their sets, in any order, until
    /// it breaks.
    pub(super) fn encoded(
        &self,
        selection: &Selection,
        metrics: &[Metric],
        each: &mut EachEncoded<'_>,
    ) -> Result<(), QueryError> {
        let Some(source) = self.stores.first() else { return Ok(()) };
        Ok(source.store.encoded(selection, metrics, each)?)
    }

    /// A set as it can be compared with those of the other stores.
    fn common(&self, set: Sketch) -> Result<Sketch, QueryError> {
        brought_to(self.common, set)
    }

    /// What sets of all stores are brought to; `None`: they are alike.
    pub(super) fn common_params(&self) -> Option<Params> {
        self.common
    }

    /// The keys of a base by several dimensions that meet a condition on each, if the store keeps such a
    /// base and counts this there.
    ///
    /// A post is under a key of such a base where it is under the key of each dimension. Of a user that
    /// cannot be said: the posts may be different ones.
    pub(super) fn composite(
        &self,
        store: usize,
        conditions: &[(Dimension, Condition)],
        metric: Metric,
    ) -> Option<Selection> {
        (metric == Metric::Post).then(|| self.together(store, conditions, metric))?
    }

    /// The keys of a base by several dimensions that meet a condition on each, if the store keeps such a
    /// base with this metric. Of users: those with a post that meets all conditions at once.
    pub(super) fn together(
        &self,
        store: usize,
        conditions: &[(Dimension, Condition)],
        metric: Metric,
    ) -> Option<Selection> {
        let bases = &self.stores.get(store)?.settings.bases;
        let of = |dimension: &Dimension| {
            let mut found = conditions.iter().filter(|(other, _)| other == dimension);
            found.next().map(|(_, condition)| condition.clone())
        };
        let mut fitting = bases.iter().filter(|base| {
            base.dimensions.len() == conditions.len() && base.metrics.contains(&metric)
        });
        fitting.find_map(|base| {
            let conditions = base.dimensions.iter().map(of).collect::<Option<_>>()?;
            Some(Selection { base, conditions })
        })
    }

    /// Keys that are spelt like one that is not there.
    pub(super) fn similar(&self, part: &Part, metric: Metric) -> Result<Vec<String>, StoreError> {
        let (Some(source), [Condition::Between { from: Some(from), .. }]) =
            (self.stores.get(part.store), part.selection.conditions.as_slice())
        else {
            return Ok(Vec::new());
        };
        let [KeyValue::Text(wanted)] = from.as_slice() else { return Ok(Vec::new()) };
        let Some(first) = wanted.chars().next() else { return Ok(Vec::new()) };
        // Misspelt words begin as they should more often than not, and there is an index for that.
        let like = Condition::Like(Pattern::new(format!("{first}*")));
        let selection = Selection { base: part.selection.base, conditions: vec![like] };
        let mut keys = Vec::new();
        source.store.select(&selection, metric, &mut |mut key, _| {
            if let Some(KeyValue::Text(text)) = key.pop() {
                keys.push(text);
            }
            if keys.len() < SIMILAR { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        let mut words: Vec<&str> = keys.iter().map(String::as_str).collect();
        let mut found = Vec::new();
        while let Some(near) = nearest(wanted, &words).filter(|_| found.len() < NAMED) {
            words.retain(|word| *word != near);
            found.push(near.to_owned());
        }
        Ok(found)
    }
}

/// A library for queries of one metric.
pub(super) struct Reading<'l> {
    pub library: &'l Library,
    pub metric: Metric,
}

impl Catalogue for Reading<'_> {
    fn resolve(&self, term: &Term) -> Result<(usize, Selection), SyntaxError> {
        self.library.resolve(term)
    }

    fn join(&self, parts: &mut Vec<Part>) {
        while let Some((one, other, joined)) = self.pair(parts) {
            // The later one first, so that the earlier keeps its place.
            parts.remove(other);
            parts.remove(one);
            parts.push(joined);
        }
    }
}

impl Reading<'_> {
    /// The first two parts that a base has both dimensions of, and what they are together.
    fn pair(&self, parts: &[Part]) -> Option<(usize, usize, Part)> {
        let conditions = |part: &Part| -> Vec<(Dimension, Condition)> {
            let Selection { base, conditions } = &part.selection;
            base.dimensions.iter().copied().zip(conditions.iter().cloned()).collect()
        };
        parts.iter().enumerate().find_map(|(one, first)| {
            parts.iter().enumerate().skip(one + 1).find_map(|(other, second)| {
                let mut both = conditions(first);
                both.extend(conditions(second));
                let selection = (first.store == second.store)
                    .then(|| self.library.composite(first.store, &both, self.metric))??;
                let name = format!("{} & {}", first.name, second.name);
                Some((one, other, Part { store: first.store, selection, name }))
            })
        })
    }
}

impl Source {
    fn open(location: &Location, name: String) -> Result<Self, QueryError> {
        let store = store::read(location)?;
        match store.settings().cloned() {
            Some(settings) => Ok(Self { name, store, settings }),
            None => Err(QueryError::NoSets { store: name }),
        }
    }

    /// Checks that elements of another store are elements of this one.
    fn check(&self, other: &Source) -> Result<(), QueryError> {
        let settings = [
            ("key id", self.settings.key_id.to_string(), other.settings.key_id.to_string()),
            ("item mode", self.settings.mode.to_string(), other.settings.mode.to_string()),
        ];
        for (setting, ours, theirs) in settings {
            if ours != theirs {
                let (main, store) = (self.name.clone(), other.name.clone());
                return Err(QueryError::Incomparable { main, store, setting, theirs, ours });
            }
        }
        Ok(())
    }

    fn base(&self, name: &str) -> Result<&'static Base, Problem> {
        let kept: Vec<&'static Base> = self.settings.bases.iter().collect();
        if let Some(base) = kept.iter().find(|base| base.name == name || base.table() == name) {
            return Ok(base);
        }
        let names: Vec<&str> = kept.iter().map(|base| base.name).collect();
        let near = nearest(name, &names);
        let suggestion = near.map_or_else(String::new, |near| format!(" (did you mean {near}?)"));
        let cells = if names.contains(&"latlng") { ", bbox" } else { "" };
        let kept = names.join(", ") + cells;
        Err(Problem::NoBase { base: name.to_owned(), suggestion, kept })
    }

    fn selection(&self, term: &Term) -> Result<Selection, Problem> {
        if term.base == "bbox" {
            return key::bbox(self.base("latlng")?, &term.key.text());
        }
        key::selection(self.base(&term.base)?, &term.key, self.settings.precision)
    }
}

/// A set with these parameters, which are smaller than its own.
pub(super) fn brought_to(params: Option<Params>, set: Sketch) -> Result<Sketch, QueryError> {
    Ok(match params {
        None => set,
        Some(params) => set.fold(params.log2m())?.narrow(params.regwidth())?.without_list(),
    })
}
