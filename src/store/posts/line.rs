//! A row as a line of JSON: the names of the columns in small letters, as PostgreSQL has them,
//! points as `GeoJSON`, extents as `bbox`. What is not known is left out.

use super::referred::Referred;
use crate::lbsn::Completeness;
use crate::store::raw::{RawColumn, RawRow, RawTable, RawValue};
use crate::store::text::datetime;
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::json;

/// A row with what it refers to.
pub(super) struct Line<'a> {
    pub table: &'static RawTable,
    pub row: &'a RawRow,
    pub referred: &'a Referred<'a>,
}

impl Line<'_> {
    /// Writes it, without an end.
    pub(super) fn write(&self, output: &mut Vec<u8>) {
        // Neither memory nor these types can fail.
        let _ = serde_json::to_writer(output, self);
    }
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { table, row, referred } = self;
        let mut object = serializer.serialize_map(None)?;
        columns(&mut object, table, row)?;
        let completeness = match row.completeness {
            Completeness::Stub => 0,
            Completeness::Truncated => 1,
            Completeness::Full => 2,
        };
        object.serialize_entry("completeness", &completeness)?;
        for (name, table, row) in referred.of(table, row) {
            object.serialize_entry(name, &Columns { table, row })?;
        }
        object.end()
    }
}

/// The columns of a row alone.
struct Columns<'a> {
    table: &'static RawTable,
    row: &'a RawRow,
}

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        columns(&mut object, self.table, self.row)?;
        object.end()
    }
}

fn columns<M: SerializeMap>(
    object: &mut M,
    table: &RawTable,
    row: &RawRow,
) -> Result<(), M::Error> {
    for (RawColumn { name, .. }, value) in table.columns.iter().zip(&row.values) {
        let name = name.to_ascii_lowercase();
        match value {
            RawValue::Null => Ok(()),
            RawValue::Integer(number) => object.serialize_entry(&name, number),
            RawValue::Boolean(value) => object.serialize_entry(&name, value),
            RawValue::Text(text) => object.serialize_entry(&name, text),
            RawValue::Time(time) => object.serialize_entry(&name, &datetime(time.second())),
            RawValue::Point(point) => object.serialize_entry(
                &name,
                &json!({"type": "Point", "coordinates": [point.lon(), point.lat()]}),
            ),
            RawValue::Area(area) => object.serialize_entry("bbox", &area.edges()),
            RawValue::Texts(texts) => object.serialize_entry(&name, texts),
        }?;
    }
    Ok(())
}
