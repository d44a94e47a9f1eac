//! An expression by month, by day, by language, by cell: its intersection with every key of a base.

use super::error::QueryError;
use super::library::Reading;
use super::plan::{Part, Parts, Plan};
use super::{Expression, Finding, Library, Options, operands, read};
use crate::facet::{Base, Dimension, KeyValue, Metric};
use crate::hll::Sketch;
use crate::store::{Condition, Selection, key_order, key_text};
use rayon::prelude::*;
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// What a query is split by.
#[derive(Debug, Clone)]
pub struct Grouping {
    base: &'static Base,
    /// For cells: to how many geohash characters they are united.
    characters: Option<usize>,
    /// Whether users are counted by posts of theirs that are in the group and the expression at once.
    is_together: bool,
}

/// An expression by the keys of a base.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// The expression as written.
    pub expression: String,
    /// The key, or keys where they are made of several, and what it comes to there. Keys under which there
    /// is certainly nothing are left out.
    pub rows: Vec<(String, Finding)>,
    /// Whether the store keeps these very sets, so that nothing had to be intersected.
    pub is_kept: bool,
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
                None => Ok(Self { base, characters: None, is_together: false }),
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
        Ok(Self { base, characters: Some(characters), is_together: false })
    }

    /// Counts users by posts of theirs that are in the group and the expression at once, where the store
    /// keeps them so. Otherwise, and elsewhere, one post may be in the group and another in the expression.
    #[must_use]
    pub fn together(self) -> Self {
        Self { is_together: true, ..self }
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
    options: Options,
) -> Result<Series, QueryError> {
    let mut parts = Parts::default();
    let reading = Reading { library, metric: options.metric };
    let plan = Plan::new(expression, &mut parts, &reading)?;
    let split = Split::new(library, grouping, &plan, &parts, options.metric);
    let groups = split.groups(library, grouping, options.metric)?;
    let is_kept = split.is_whole;
    let (fixed, plan) = if is_kept {
        let means = vec![false, true];
        (Vec::new(), Plan { operands: vec![BTreeSet::from([parts.list.len()])], means, ..plan })
    } else {
        let sets = read(library, &parts, options.metric);
        (operands(&plan, &sets)?, plan.within(parts.list.len()))
    };
    let name = format!("{}:*", grouping.base.name);
    parts.list.push(Part { store: 0, selection: Selection::all(grouping.base), name });
    let rows: Vec<(String, Finding)> = groups
        .into_par_iter()
        .map(|(name, set)| {
            let sets: Vec<&Sketch> =
                fixed.iter().map(|operand| &operand.set).chain([&set]).collect();
            let called = |operand| plan.name(operand, &parts);
            Ok((name, Finding::of(&sets, &plan.means, options.method, &called)?))
        })
        .collect::<Result<_, QueryError>>()?;
    let rows = rows.into_iter().filter(|(_, finding)| finding.estimate.hi > 0.0).collect();
    Ok(Series { expression: expression.text().to_owned(), rows, is_kept })
}

/// The names of all groups that the store has something of.
///
/// # Errors
/// The store cannot be read, or does not keep the metric.
pub fn groups(
    library: &Library,
    grouping: &Grouping,
    metric: Metric,
) -> Result<Vec<String>, QueryError> {
    Ok(Split::all(grouping)
        .groups(library, grouping, metric)?
        .into_iter()
        .map(|(name, _)| name)
        .collect())
}

/// The keys that groups are made of.
struct Split {
    /// Keys, and where in them the columns of the grouping's base are.
    selections: Vec<(Selection, Range<usize>)>,
    /// Whether they are the whole answer already; else they have to be intersected with the rest.
    is_whole: bool,
}

impl Split {
    /// All keys of the grouping's base; or, where the expression is one term or a union of terms and a
    /// base is kept by each of them and the group, of that.
    fn new(
        library: &Library,
        grouping: &Grouping,
        plan: &Plan,
        parts: &Parts,
        metric: Metric,
    ) -> Self {
        Self::joined(library, grouping, plan, parts, metric).unwrap_or_else(|| Self::all(grouping))
    }

    /// All keys of the grouping's base.
    fn all(grouping: &Grouping) -> Self {
        Self {
            selections: vec![(Selection::all(grouping.base), 0..grouping.base.columns().count())],
            is_whole: false,
        }
    }

    fn joined(
        library: &Library,
        grouping: &Grouping,
        plan: &Plan,
        parts: &Parts,
        metric: Metric,
    ) -> Option<Self> {
        let [operand] = plan.operands.as_slice() else { return None };
        let [dimension] = *grouping.base.dimensions else { return None };
        let joined = |number: &usize| {
            let part = parts.list.get(*number)?;
            let Selection { base, conditions } = &part.selection;
            let fixed = base.dimensions.iter().copied().zip(conditions.iter().cloned());
            let conditions: Vec<_> = fixed.chain([(dimension, Condition::Any)]).collect();
            let repeated = base.dimensions.contains(&dimension) || part.store != 0;
            let selection = if grouping.is_together {
                library.together(0, &conditions, metric)
            } else {
                library.composite(0, &conditions, metric)
            };
            let selection = selection.filter(|_| !repeated)?;
            let before = selection.base.dimensions.iter().take_while(|other| **other != dimension);
            let first = before.map(|dimension| dimension.columns().len()).sum();
            Some((selection, first..first + dimension.columns().len()))
        };
        let selections = operand.iter().map(joined).collect::<Option<_>>()?;
        Some(Self { selections, is_whole: true })
    }

    /// The set of each group, in the order of their first keys; cells in that of their names.
    fn groups(
        &self,
        library: &Library,
        grouping: &Grouping,
        metric: Metric,
    ) -> Result<Vec<(String, Sketch)>, QueryError> {
        let mut index: HashMap<String, usize> = HashMap::new();
        let mut groups: Vec<(Vec<KeyValue>, String, Sketch)> = Vec::new();
        let mut mismatch = None;
        for (selection, columns) in &self.selections {
            library.each(selection, metric, &mut |mut key, set| {
                let key: Vec<KeyValue> = key.drain(columns.clone()).collect();
                let name = grouping.group(&key);
                let known = index.get(&name).and_then(|number| groups.get_mut(*number));
                if let Some((.., united)) = known {
                    mismatch = united.union(&set).err().or(mismatch.take());
                } else {
                    index.insert(name.clone(), groups.len());
                    groups.push((key, name, set));
                }
            })?;
        }
        if let Some(error) = mismatch {
            return Err(error.into());
        }
        if grouping.characters.is_some() {
            groups.sort_by(|(_, one, _), (_, other, _)| one.cmp(other));
        } else {
            groups.sort_by(|(one, ..), (other, ..)| key_order(one, other));
        }
        Ok(groups.into_iter().map(|(_, name, set)| (name, set)).collect())
    }
}
