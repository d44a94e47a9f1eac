//! Tables of sets: `facet.base` as in the LBSN hlldb. Batches are united on the server, by
//! `hll_union` where a key is there already.

mod read;
mod select;
mod write;

use crate::facet::{Base, Column, ColumnKind, Dimension, Metric};
use crate::store::attributes;
use crate::store::identifier::{Identifier, list};

/// A base as a table.
pub(super) struct SetTable {
    base: &'static Base,
    /// Its name, quoted, with the schema.
    name: String,
    keys: Vec<&'static str>,
    attributes: &'static [&'static str],
    metrics: Vec<&'static str>,
}

impl SetTable {
    /// The table of a base.
    pub(super) fn new(base: &'static Base) -> Self {
        Self {
            base,
            name: format!("{}.{}", Identifier(base.facet.as_str()), Identifier(base.name)),
            keys: base.columns().map(|column| column.name).collect(),
            attributes: attributes::columns(base),
            metrics: base.metrics.iter().map(|metric| metric.column()).collect(),
        }
    }

    /// Its name, quoted, with the schema.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// All columns in order, each with its type as `format_type` prints it.
    pub(super) fn columns(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let keys = self.base.columns().map(|column| (column.name, key_type(column)));
        let attributes = self.attributes.iter().map(|&name| (name, attribute_type(name)));
        keys.chain(attributes).chain(self.metrics.iter().map(|&name| (name, "hll")))
    }

    fn names(&self) -> String {
        list(self.columns().map(|(name, _)| name))
    }
}

fn key_type(column: &Column) -> &'static str {
    match column.kind {
        ColumnKind::Integer => "integer",
        ColumnKind::Real => "double precision",
        ColumnKind::Text => "text",
        ColumnKind::Date => "date",
        ColumnKind::Timestamp => "timestamp without time zone",
        ColumnKind::Time => "time without time zone",
    }
}

fn attribute_type(name: &str) -> &'static str {
    if name == "name" { "text" } else { "geometry" }
}

/// The set of a base's table that all items of one kind are in, for the check of a key:
/// lbsntransform writes the location `0:0` into the sets of locations of every row.
pub(super) fn canary(base: &Base) -> bool {
    base.metrics.contains(&Metric::LatLng)
        && !base.has(Dimension::City)
        && !base.has(Dimension::Region)
        && !base.has(Dimension::Country)
}

#[cfg(test)]
#[path = "sets_tests.rs"]
mod tests;
