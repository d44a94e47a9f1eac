//! Reading some keys of a base through the index of its key columns.

use super::fault::Fault;
use super::schema::Table;
use super::value;
use crate::facet::{Column, KeyValue, Metric};
use crate::hll::{Params, Sketch};
use crate::store::identifier::{Identifier, list};
use crate::store::{Condition, EachEncoded, Selection, read_set};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use smallvec::SmallVec;
use std::ops::ControlFlow;

/// Conditions in SQL with the values of their parameters.
#[derive(Default)]
struct Where {
    conditions: Vec<String>,
    values: Vec<Value>,
}

/// Calls `each` with the selected keys and their sets of one metric until it breaks.
pub(super) fn select(
    connection: &Connection,
    table: &Table,
    selection: &Selection,
    metric: Metric,
    params: Params,
    each: &mut dyn FnMut(Vec<KeyValue>, Sketch) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let columns: Vec<&Column> = selection.base.columns().collect();
    let keys = || columns.iter().map(|column| column.name);
    let Where { conditions, values } = Where::new(selection);
    let chosen = list(std::iter::once("fid").chain(keys()).chain([metric.column()]));
    let conditions =
        if conditions.is_empty() { "TRUE".to_owned() } else { conditions.join(" AND ") };
    let sql = format!(
        "SELECT {chosen} FROM {} WHERE {conditions} ORDER BY {}",
        Identifier(&table.name),
        list(keys()),
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        let mut key = Vec::with_capacity(columns.len());
        table.read_key(selection.base, row, &mut key)?;
        // SQL narrows down; what is picked is decided in one place for all stores.
        if !selection.matches(&key) {
            continue;
        }
        let bytes = row.get_ref(columns.len() + 1)?.as_blob();
        let set =
            bytes.map_err(|error| error.to_string()).and_then(|bytes| read_set(bytes, params));
        let fid = row.get(0)?;
        let set = set.map_err(|reason| table.unreadable(fid, metric.column(), reason))?;
        if each(key, set).is_break() {
            break;
        }
    }
    Ok(())
}

/// Calls `each` with the selected keys and the bytes of their sets, in the order of the file, until it
/// breaks.
pub(super) fn encoded(
    connection: &Connection,
    table: &Table,
    selection: &Selection,
    metrics: &[Metric],
    each: &mut EachEncoded<'_>,
) -> Result<(), Fault> {
    let columns: Vec<&Column> = selection.base.columns().collect();
    let Where { conditions, values } = Where::new(selection);
    let keys = columns.iter().map(|column| column.name);
    let sets = metrics.iter().map(|metric| metric.column());
    let chosen = list(std::iter::once("fid").chain(keys).chain(sets));
    let mut sql = format!("SELECT {chosen} FROM {}", Identifier(&table.name));
    if !conditions.is_empty() {
        sql = format!("{sql} WHERE {}", conditions.join(" AND "));
    }
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut key = Vec::with_capacity(columns.len());
    while let Some(row) = rows.next()? {
        key.clear();
        table.read_key(selection.base, row, &mut key)?;
        if !selection.matches(&key) {
            continue;
        }
        let mut sets: SmallVec<[&[u8]; 4]> = SmallVec::new();
        for (metric, index) in metrics.iter().zip(columns.len() + 1..) {
            let blob = row.get_ref(index)?.as_blob();
            sets.push(blob.map_err(|error| {
                let fid = row.get(0).unwrap_or_default();
                table.unreadable(fid, metric.column(), error.to_string())
            })?);
        }
        if each(&key, &sets).is_break() {
            break;
        }
    }
    Ok(())
}

impl Where {
    fn new(selection: &Selection) -> Self {
        let mut all = Self::default();
        for (dimension, condition) in selection.base.dimensions.iter().zip(&selection.conditions) {
            all.add(dimension.columns(), condition);
        }
        all
    }

    fn add(&mut self, columns: &[Column], condition: &Condition) {
        match condition {
            Condition::Any => {}
            Condition::Between { from: Some(from), to: Some(to) } if from == to => {
                self.compare(columns, "=", from.clone());
            }
            Condition::Between { from, to } => {
                if let Some(from) = from {
                    self.compare(columns, ">=", from.clone());
                }
                if let Some(to) = to {
                    self.compare(columns, "<=", to.clone());
                }
            }
            Condition::Within { west, south, east, north } => {
                let [lat, lon] = columns else { return };
                self.push(lat, ">=", *south);
                self.push(lat, "<=", *north);
                // What goes across the antimeridian is two ranges; they are told apart later.
                if west <= east {
                    self.push(lon, ">=", *west);
                    self.push(lon, "<=", *east);
                }
            }
            Condition::Like(pattern) => {
                if !pattern.prefix().is_empty() {
                    let text = |text: &str| vec![KeyValue::Text(text.to_owned())];
                    self.compare(columns, ">=", text(pattern.prefix()));
                    if let Some(behind) = pattern.behind_prefix() {
                        self.compare(columns, "<", text(&behind));
                    }
                }
            }
        }
    }

    fn push(&mut self, column: &Column, comparison: &str, value: f64) {
        self.conditions.push(format!("{} {comparison} ?", Identifier(column.name)));
        self.values.push(Value::Real(value));
    }

    /// Compares columns with values, as rows: the first that differs decides.
    fn compare(&mut self, columns: &[Column], comparison: &str, values: Vec<KeyValue>) {
        let names = list(columns.iter().map(|column| column.name));
        let marks = vec!["?"; columns.len()].join(", ");
        self.conditions.push(format!("({names}) {comparison} ({marks})"));
        self.values
            .extend(columns.iter().zip(values).map(|(column, part)| value::key(column.kind, part)));
    }
}
