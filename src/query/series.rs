//! An expression by month, by day, by language, by cell: its intersection with every key of a base.

use super::error::QueryError;
use super::plan::{Part, Parts, Plan};
use super::{Expression, Finding, Library, Options, operands, read};
use crate::facet::{Base, Dimension, KeyValue};
use crate::hll::Sketch;
use crate::store::{Selection, key_text};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What a query is split by.
#[derive(Debug, Clone)]
pub struct Grouping {
    base: &'static Base,
    /// For cells: to how many geohash characters they are united.
    characters: Option<usize>,
}

/// An expression by the keys of a base.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The expression as written.
    pub expression: String,
    /// The key, or keys where they are made of several, and what it comes to there. Keys under which there
    /// is certainly nothing are left out.
    pub rows: Vec<(String, Finding)>,
}

impl Grouping {
    /// Reads `month`, `geohash:4` or the name of any other base that the store keeps.
    ///
    /// # Errors
    /// The store does not keep the base, or only coarser cells.
    pub fn new(text: &str, library: &Library) -> Result<Self, QueryError> {
        let fail = |reason: String| QueryError::Grouping { text: text.to_owned(), reason };
        let (name, length) = match text.split_once(':') {
            Some((name, length)) => (name, Some(length)),
            None => (text, None),
        };
        let name = if name == "geohash" { "latlng" } else { name };
        let base = library.base(name).map_err(|problem| fail(problem.to_string()))?;
        if base.dimensions != [Dimension::Cell] {
            return match length {
                None => Ok(Self { base, characters: None }),
                Some(_) => Err(fail("only cells are united, as in geohash:4".to_owned())),
            };
        }
        let kept = library.settings().and_then(|settings| settings.precision.characters());
        let most = usize::from(kept.unwrap_or(12));
        let characters = match length {
            None => most,
            Some(length) => length
                .parse()
                .ok()
                .filter(|characters| (1..=most).contains(characters))
                .ok_or_else(|| fail(format!("give a number of characters from 1 to {most}")))?,
        };
        Ok(Self { base, characters: Some(characters) })
    }

    /// The name of the group that a key is in; groups sort as their keys do.
    fn group(&self, key: &[KeyValue]) -> String {
        if let (Some(characters), [KeyValue::Real(lat), KeyValue::Real(lon)]) =
            (self.characters, key)
        {
            let point = geohash::Coord { x: *lon, y: *lat };
            return geohash::encode(point, characters).unwrap_or_default();
        }
        let texts = self.base.columns().zip(key).map(|(column, value)| {
            let text = key_text(column.kind, value);
            match self.base.dimensions {
                // So that 2016-02 comes before 2016-10, and is what one writes in a term.
                [Dimension::Month | Dimension::DayOfYear] => format!("{text:0>2}"),
                _ => text,
            }
        });
        let separator = match self.base.dimensions {
            [Dimension::Month | Dimension::DayOfYear] => "-",
            _ => ",",
        };
        texts.collect::<Vec<_>>().join(separator)
    }
}

/// Answers an expression for every key of a base.
///
/// # Errors
/// As for [`super::ask`].
pub fn series(
    library: &Library,
    expression: &Expression,
    grouping: &Grouping,
    options: &Options,
) -> Result<Series, QueryError> {
    let mut parts = Parts::default();
    let plan = Plan::new(expression, &mut parts, &|term| library.resolve(term))?;
    let sets = read(library, &parts, options.metric);
    let fixed = operands(&plan, &sets)?;
    // Groups in the order of their first keys.
    let mut order: BTreeMap<String, usize> = BTreeMap::new();
    let mut groups: Vec<(String, Sketch)> = Vec::new();
    let mut mismatch = None;
    library.each(grouping.base, options.metric, &mut |key, set| {
        let name = grouping.group(&key);
        match order.get(&name).and_then(|number| groups.get_mut(*number)) {
            Some((_, united)) => {
                if let Err(error) = united.union(&set) {
                    mismatch = Some(error);
                }
            }
            None => {
                order.insert(name.clone(), groups.len());
                groups.push((name, set));
            }
        }
    })?;
    if let Some(error) = mismatch {
        return Err(error.into());
    }
    if grouping.characters.is_some() {
        groups.sort_by(|(one, _), (other, _)| one.cmp(other));
    }
    let all = Part {
        store: 0,
        selection: Selection::all(grouping.base),
        name: format!("{}:*", grouping.base.name),
    };
    let within = plan.within(parts.list.len());
    parts.list.push(all);
    let rows: Vec<(String, Finding)> = groups
        .into_par_iter()
        .map(|(name, set)| {
            let sets: Vec<&Sketch> =
                fixed.iter().map(|operand| &operand.set).chain([&set]).collect();
            let called = |operand| within.name(operand, &parts);
            Ok((name, Finding::of(&sets, &within.means, options.method, &called)?))
        })
        .collect::<Result<_, QueryError>>()?;
    let rows = rows.into_iter().filter(|(_, finding)| finding.estimate.hi > 0.0).collect();
    Ok(Series { expression: expression.text().to_owned(), rows })
}
