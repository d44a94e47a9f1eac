//! The keys of one base: which of them, in which order.

use super::number::Number;
use super::{Args, Format, print};
use crate::cli::exit::Failure;
use crate::cli::table::grouped;
use crate::facet::{Base, Column, Facet, KeyValue, Metric};
use crate::hll::Estimator;
use crate::store::{SetRow, Store, key_text};
use anyhow::anyhow;
use std::cmp::Ordering;
use std::io::Write;
use std::ops::ControlFlow;

/// Rows of a table for people, unless they ask for more.
const TABLE_LIMIT: usize = 25;

/// A row with its cardinalities.
pub(super) struct Listed {
    pub base: &'static Base,
    pub row: SetRow,
    pub sizes: Vec<Option<Number>>,
}

impl Listed {
    fn new(base: &'static Base, row: SetRow, estimator: Estimator) -> Self {
        let sizes = row.sets.iter().map(|set| Number::of(set, estimator)).collect();
        Self { base, row, sizes }
    }

    pub(super) fn key(&self) -> impl Iterator<Item = (&'static Column, &KeyValue)> {
        self.base.columns().zip(&self.row.key)
    }

    pub(super) fn key_texts(&self) -> impl Iterator<Item = String> + '_ {
        self.key().map(|(column, value)| key_text(column.kind, value))
    }

    /// The cardinality of the set at this index; below zero where it cannot be told.
    fn size(&self, metric: usize) -> f64 {
        self.sizes.get(metric).copied().flatten().map_or(-1.0, Number::value)
    }
}

/// What rows are sorted by; numbers are indexes into the base's columns and metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Key,
    Column(usize),
    Count(usize),
}

impl Sort {
    fn by(name: &str, base: &Base) -> Result<Self, Failure> {
        if name == "key" {
            return Ok(Sort::Key);
        }
        if let Some(column) = base.columns().position(|column| column.name == name) {
            return Ok(if column == 0 { Sort::Key } else { Sort::Column(column) });
        }
        let named = |metric: &Metric| metric.plural() == name || metric.column() == name;
        base.metrics.iter().position(named).map(Sort::Count).ok_or_else(|| {
            let columns = base.columns().map(|column| column.name);
            let known: Vec<&str> = std::iter::once("key")
                .chain(columns)
                .chain(base.metrics.iter().map(|metric| metric.plural()))
                .collect();
            Failure::Usage(anyhow!(
                "the base {} has no {name:?} to sort by; it has {}",
                base.name,
                known.join(", ")
            ))
        })
    }

    /// What suits the format: people want to see the largest, or how things went on.
    fn default(format: Format, base: &Base) -> Self {
        let posts = base.metrics.iter().position(|metric| *metric == Metric::Post);
        match (format, posts) {
            (Format::Table, Some(posts)) if base.facet != Facet::Temporal => Sort::Count(posts),
            _ => Sort::Key,
        }
    }

    /// Keys ascend, counts descend.
    fn compare(self, one: &Listed, other: &Listed) -> Ordering {
        match self {
            Sort::Key => Ordering::Equal,
            Sort::Column(column) => match (one.row.key.get(column), other.row.key.get(column)) {
                (Some(KeyValue::Integer(one)), Some(KeyValue::Integer(other))) => one.cmp(other),
                (Some(KeyValue::Real(one)), Some(KeyValue::Real(other))) => one.total_cmp(other),
                (Some(KeyValue::Text(one)), Some(KeyValue::Text(other))) => one.cmp(other),
                // Values of one column are of one type.
                _ => Ordering::Equal,
            },
            Sort::Count(metric) => other.size(metric).total_cmp(&one.size(metric)),
        }
    }
}

/// The keys that have enough users.
struct Enough {
    users: Option<u64>,
    /// Index of the set of users.
    metric: usize,
}

impl Enough {
    fn new(users: Option<u64>, base: &Base) -> Result<Self, Failure> {
        let metric = base.metrics.iter().position(|metric| *metric == Metric::User);
        match (users, metric) {
            (None, metric) => Ok(Self { users: None, metric: metric.unwrap_or_default() }),
            (users, Some(metric)) => Ok(Self { users, metric }),
            (Some(_), None) => {
                let name = base.name;
                Err(Failure::Usage(anyhow!("the base {name} does not count users")))
            }
        }
    }

    /// Decides by the number that is printed.
    fn has(&self, row: &Listed) -> bool {
        self.users.is_none_or(|users| row.size(self.metric).round() >= users as f64)
    }
}

/// Lists the keys of a base.
pub(super) fn list(
    store: &dyn Store,
    base: &'static Base,
    args: &Args,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    let (people, estimator) = (args.format == Format::Table, args.estimator);
    let limit = match args.limit {
        None if people => TABLE_LIMIT,
        None | Some(0) => usize::MAX,
        Some(limit) => limit,
    };
    let sort = match &args.sort {
        Some(name) => Sort::by(name, base)?,
        None => Sort::default(args.format, base),
    };
    let enough = Enough::new(args.min_users, base)?;
    let mut printer = print::printer(args.format, base, output)?;
    // How many keys have enough users, as far as that takes looking at them.
    let (mut all, mut shown) = (0, 0);
    if sort == Sort::Key {
        let mut outcome = Ok(());
        store.rows(base, &mut |row| {
            let row = Listed::new(base, row, estimator);
            if !enough.has(&row) {
                return ControlFlow::Continue(());
            }
            all += 1;
            if shown == limit && (!people || args.min_users.is_none()) {
                return ControlFlow::Break(());
            }
            if shown < limit {
                shown += 1;
                outcome = printer.row(row);
            }
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        outcome?;
    } else {
        let (rows, found) = first(store, base, &enough, sort, limit, estimator)?;
        (all, shown) = (found, rows.len());
        rows.into_iter().try_for_each(|row| printer.row(row))?;
    }
    printer.end()?;
    drop(printer);
    if people {
        let kept = store.count(base)?;
        let all = args.min_users.map_or(kept, |_| all as u64);
        tell(output, kept, all, shown as u64, args.min_users)?;
    }
    Ok(())
}

/// Says what a table leaves out, if anything.
fn tell(
    output: &mut dyn Write,
    kept: u64,
    all: u64,
    shown: u64,
    users: Option<u64>,
) -> Result<(), Failure> {
    if shown == kept {
        return Ok(());
    }
    let least = users.map_or_else(String::new, |users| format!(" with at least {users} users"));
    let (shown_of, remedy) = if shown < all {
        (format!("{} of {} keys{least}", grouped(shown), grouped(all)), "; --limit 0 shows all")
    } else {
        (format!("{} keys{least}", grouped(shown)), "")
    };
    let hidden = match kept.saturating_sub(all) {
        0 => String::new(),
        fewer => format!("; {} have fewer", grouped(fewer)),
    };
    Ok(writeln!(output, "\n{shown_of}{remedy}{hidden}")?)
}

/// The first rows by some order, those that are equal in it in the order of keys, and how many
/// there are in all.
fn first(
    store: &dyn Store,
    base: &'static Base,
    enough: &Enough,
    sort: Sort,
    limit: usize,
    estimator: Estimator,
) -> Result<(Vec<Listed>, usize), Failure> {
    let mut all = 0;
    let mut rows: Vec<Listed> = Vec::new();
    let shrink = |rows: &mut Vec<Listed>| {
        rows.sort_by(|one, other| sort.compare(one, other));
        rows.truncate(limit);
    };
    store.rows(base, &mut |row| {
        let row = Listed::new(base, row, estimator);
        if enough.has(&row) {
            all += 1;
            rows.push(row);
        }
        // Sorting now and then keeps memory in proportion to the limit.
        if rows.len() / 2 > limit.max(1000) {
            shrink(&mut rows);
        }
        ControlFlow::Continue(())
    })?;
    shrink(&mut rows);
    Ok((rows, all))
}
