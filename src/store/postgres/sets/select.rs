//! Reading some keys of a base through the index of its key columns.

use super::SetTable;
use crate::facet::{Column, ColumnKind, KeyValue};
use crate::store::identifier::Identifier;
use crate::store::{Condition, Selection};
use tokio_postgres::types::ToSql;

/// Conditions in SQL with the values of their parameters. SQL narrows down; what is picked is
/// decided by [`Selection::matches`], for all stores alike.
#[derive(Default)]
pub(super) struct Where {
    conditions: Vec<String>,
    values: Vec<Box<dyn ToSql + Sync>>,
}

impl Where {
    /// The conditions of a selection.
    pub(super) fn new(selection: &Selection) -> Self {
        let mut all = Self::default();
        for (dimension, condition) in selection.base.dimensions.iter().zip(&selection.conditions) {
            all.add(dimension.columns(), condition);
        }
        all
    }

    /// The parameters.
    pub(super) fn values(&self) -> impl ExactSizeIterator<Item = &(dyn ToSql + Sync)> {
        self.values.iter().map(|value| &**value)
    }

    /// The statement that reads the keys of a table and one of its sets.
    pub(super) fn query(&self, table: &SetTable, metric: &str) -> String {
        let conditions = match self.conditions.as_slice() {
            [] => "TRUE".to_owned(),
            conditions => conditions.join(" AND "),
        };
        let (keys, order) = table.key_expressions();
        format!(
            "SELECT ctid::text, {}, hll_send({metric}) FROM {} WHERE {conditions} ORDER BY {}",
            keys.join(", "),
            table.name(),
            order.join(", ")
        )
    }

    fn add(&mut self, columns: &[Column], condition: &Condition) {
        match condition {
            Condition::Any => {}
            Condition::Between { from: Some(from), to: Some(to) } if from == to => {
                self.compare(columns, "=", from);
            }
            Condition::Between { from, to } => {
                if let Some(from) = from {
                    self.compare(columns, ">=", from);
                }
                if let Some(to) = to {
                    self.compare(columns, "<=", to);
                }
            }
            Condition::Within { west, south, east, north } => {
                let [lat, lon] = columns else { return };
                let mut compare = |column: &Column, operator, degrees: f64| {
                    self.compare(&[*column], operator, &[KeyValue::Real(degrees)]);
                };
                compare(lat, ">=", *south);
                compare(lat, "<=", *north);
                // What goes across the antimeridian is two ranges; they are told apart later.
                if west <= east {
                    compare(lon, ">=", *west);
                    compare(lon, "<=", *east);
                }
            }
            Condition::Like(pattern) => {
                if !pattern.prefix().is_empty() {
                    let text = |text: &str| [KeyValue::Text(text.to_owned())];
                    self.compare(columns, ">=", &text(pattern.prefix()));
                    if let Some(behind) = pattern.behind_prefix() {
                        self.compare(columns, "<", &text(&behind));
                    }
                }
            }
        }
    }

    /// Compares columns with values, as one row with another.
    fn compare(&mut self, columns: &[Column], operator: &str, values: &[KeyValue]) {
        let mut names = Vec::new();
        let mut places = Vec::new();
        for (column, value) in columns.iter().zip(values) {
            let number = self.values.len() + 1;
            self.values.push(match value {
                KeyValue::Integer(number) => Box::new(*number),
                KeyValue::Real(number) => Box::new(*number),
                // No text of the database has a NUL, so nothing is equal to one that has.
                KeyValue::Text(text) => Box::new(text.replace('\0', "\u{fffd}")),
            });
            let bytes = if column.kind == ColumnKind::Text { " COLLATE \"C\"" } else { "" };
            names.push(format!("{}{bytes}", Identifier(column.name)));
            places.push(match column.kind {
                ColumnKind::Integer => format!("${number}::bigint"),
                ColumnKind::Real => format!("${number}::float8"),
                ColumnKind::Text => format!("${number}::text"),
                ColumnKind::Date => format!("(date '1970-01-01' + ${number}::bigint::int)"),
                ColumnKind::Timestamp => {
                    format!("(timestamp '1970-01-01' + ${number}::bigint * interval '1 second')")
                }
                ColumnKind::Time => {
                    format!("(time '00:00' + ${number}::bigint * interval '1 second')")
                }
            });
        }
        self.conditions.push(format!("({}) {operator} ({})", names.join(", "), places.join(", ")));
    }
}
