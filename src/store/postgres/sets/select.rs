//! Reading some keys of a base through the index of its key columns.

use super::SetTable;
use crate::facet::{Column, ColumnKind, KeyValue};
use crate::store::identifier::Identifier;
use crate::store::{Condition, Pattern, Selection};
use tokio_postgres::types::ToSql;

/// Conditions in SQL with the values of their parameters. SQL narrows down; what is picked is
/// decided by [`Selection::matches`], for all stores alike.
pub(super) struct Where {
    conditions: Vec<String>,
    values: Vec<Box<dyn ToSql + Sync>>,
    /// Whether they pick what the selection does, and no more.
    exact: bool,
}

impl Where {
    /// The conditions of a selection.
    pub(super) fn new(selection: &Selection) -> Self {
        let mut all = Self { conditions: Vec::new(), values: Vec::new(), exact: true };
        for (dimension, condition) in selection.base.dimensions.iter().zip(&selection.conditions) {
            all.add(dimension.columns(), condition);
        }
        all
    }

    /// The parameters.
    pub(super) fn values(&self) -> impl ExactSizeIterator<Item = &(dyn ToSql + Sync)> {
        self.values.iter().map(|value| &**value)
    }

    /// Whether what the conditions pick need not be looked at once more.
    pub(super) fn is_exact(&self) -> bool {
        self.exact
    }

    /// The statement that reads the keys of a table and one of its sets.
    pub(super) fn query(&self, table: &SetTable, metric: &str) -> String {
        let (keys, order) = table.key_expressions();
        format!(
            "SELECT ctid::text, {}, hll_send({metric}) FROM {} WHERE {} ORDER BY {}",
            keys.join(", "),
            table.name(),
            self.text(),
            order.join(", ")
        )
    }

    /// The statement that counts the keys and unites one of their sets.
    pub(super) fn union(&self, table: &SetTable, metric: &str) -> String {
        format!(
            "SELECT count(*), hll_send(hll_union_agg({metric})) FROM {} WHERE {}",
            table.name(),
            self.text()
        )
    }

    fn text(&self) -> String {
        match self.conditions.as_slice() {
            [] => "TRUE".to_owned(),
            conditions => conditions.join(" AND "),
        }
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
                // What goes across the antimeridian is two ranges.
                if west > east {
                    let [west, east] = [*west, *east].map(|degrees| self.push(Box::new(degrees)));
                    let name = Identifier(lon.name);
                    self.conditions.push(format!("({name} >= ${west} OR {name} <= ${east})"));
                } else {
                    self.compare(&[*lon], ">=", &[KeyValue::Real(*west)]);
                    self.compare(&[*lon], "<=", &[KeyValue::Real(*east)]);
                }
            }
            Condition::Like(pattern) => self.like(columns, pattern),
        }
    }

    /// The beginning goes by the index, the whole by LIKE.
    fn like(&mut self, columns: &[Column], pattern: &Pattern) {
        let text = |text: &str| [KeyValue::Text(text.to_owned())];
        if !pattern.prefix().is_empty() {
            self.compare(columns, ">=", &text(pattern.prefix()));
            if let Some(behind) = pattern.behind_prefix() {
                self.compare(columns, "<", &text(&behind));
            }
        }
        let [column] = columns else {
            self.exact = false;
            return;
        };
        self.exact &= !pattern.as_str().contains('\0');
        let mut like = String::new();
        for character in pattern.as_str().chars().filter(|&it| it != '\0') {
            match character {
                '*' => like.push('%'),
                '?' => like.push('_'),
                '%' | '_' | '\\' => like.extend(['\\', character]),
                other => like.push(other),
            }
        }
        let number = self.push(Box::new(like));
        let name = Identifier(column.name);
        self.conditions.push(format!("{name} COLLATE \"C\" LIKE ${number}::text"));
    }

    /// Adds a value; returns the number of its parameter.
    fn push(&mut self, value: Box<dyn ToSql + Sync>) -> usize {
        self.values.push(value);
        self.values.len()
    }

    /// Compares columns with values, as one row with another.
    fn compare(&mut self, columns: &[Column], operator: &str, values: &[KeyValue]) {
        let mut names = Vec::new();
        let mut places = Vec::new();
        for (column, value) in columns.iter().zip(values) {
            // Zero has a sign here and none there. No text of the database has a NUL, so nothing is
            // equal to one that has.
            self.exact &= match value {
                KeyValue::Integer(_) => true,
                KeyValue::Real(number) => *number != 0.0,
                KeyValue::Text(text) => !text.contains('\0'),
            };
            let number = self.push(match value {
                KeyValue::Integer(number) => Box::new(*number),
                KeyValue::Real(number) => Box::new(*number),
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
