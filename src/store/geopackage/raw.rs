//! Raw tables: `raw_<table>` with the columns of the LBSN rawdb in its order, lists as JSON
//! texts, and behind them the two columns that decide between copies.

use super::fault::Fault;
use super::geometry::{self, Shift};
use super::schema::{Column, Table};
use super::value;
use crate::lbsn::{Completeness, Point, Timestamp};
use crate::store::raw::{RAW_TABLES, RawBatch, RawColumn, RawKind, RawRow, RawTable, RawValue};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Row, Statement, params_from_iter};
use std::ops::ControlFlow;

/// A raw table as a table of the GeoPackage.
pub(super) fn table(raw: &RawTable) -> Table {
    let mut columns: Vec<Column> = raw
        .columns
        .iter()
        .enumerate()
        .map(|(index, column)| Column {
            name: column.name,
            kind: column_type(raw, column, index < raw.keys),
        })
        .collect();
    columns.push(Column { name: "completeness", kind: "INTEGER NOT NULL" });
    columns.push(Column { name: "observed", kind: "DATETIME" });
    Table {
        name: raw.table(),
        about: format!("LBSN raw: {}", raw.about),
        columns,
        keys: raw.keys,
        geometry: raw.geometry,
    }
}

fn column_type(table: &RawTable, column: &RawColumn, key: bool) -> &'static str {
    match column.kind {
        RawKind::Integer if key => "INTEGER NOT NULL",
        RawKind::Text if key => "TEXT NOT NULL",
        RawKind::Integer => "INTEGER",
        RawKind::Boolean => "BOOLEAN",
        RawKind::Text | RawKind::Texts => "TEXT",
        RawKind::Time => "DATETIME",
        RawKind::Point if table.geometry == Some(column.name) => "POINT",
        // A layer has one geometry; any other is a plain blob.
        RawKind::Point | RawKind::Area => "BLOB",
    }
}

/// Creates all raw tables.
pub(super) fn create(connection: &Connection) -> Result<(), Fault> {
    RAW_TABLES.iter().try_for_each(|raw| table(raw).create(connection))
}

/// Merges a batch into the tables.
pub(super) fn merge(connection: &Connection, batch: &RawBatch) -> Result<(), Fault> {
    for (raw, rows) in batch.tables() {
        if !rows.is_empty() {
            Merge::new(connection, raw)?.merge(connection, &rows)?;
        }
    }
    Ok(())
}

/// One table, being merged into.
struct Merge<'c> {
    raw: &'static RawTable,
    table: Table,
    /// `None` while the table was empty at the start: then every row is new.
    find: Option<Statement<'c>>,
    insert: Statement<'c>,
    update: Statement<'c>,
    shift: Shift,
    changed: bool,
}

impl<'c> Merge<'c> {
    fn new(connection: &'c Connection, raw: &'static RawTable) -> Result<Self, Fault> {
        let table = table(raw);
        let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let find = if table.is_empty(connection)? {
            None
        } else {
            Some(connection.prepare(&table.find(&names))?)
        };
        let insert = connection.prepare(&table.insert())?;
        let update = connection.prepare(&table.update(&names))?;
        Ok(Self { raw, table, find, insert, update, shift: Shift::NONE, changed: false })
    }

    fn merge(mut self, connection: &Connection, rows: &[&RawRow]) -> Result<(), Fault> {
        for &row in rows {
            match self.stored(row)? {
                None => {
                    self.shift.move_point(None, self.point(row));
                    self.insert.execute(params_from_iter(encode(row)))?;
                    self.changed = true;
                }
                Some((fid, mut stored)) => {
                    let before = self.point(&stored);
                    if stored.merge(self.raw, row.clone()) {
                        self.shift.move_point(before, self.point(&stored));
                        let values = encode(&stored).chain([Value::Integer(fid)]);
                        self.update.execute(params_from_iter(values))?;
                        self.changed = true;
                    }
                }
            }
        }
        if self.changed {
            self.table.touch(connection, &self.shift)?;
        }
        Ok(())
    }

    /// The copy that the table holds, with its `fid`.
    fn stored(&mut self, row: &RawRow) -> Result<Option<(i64, RawRow)>, Fault> {
        let Some(query) = &mut self.find else { return Ok(None) };
        let key = row.values.iter().take(self.raw.keys).map(encode_value);
        let mut rows = query.query(params_from_iter(key))?;
        rows.next()?.map(|stored| read(self.raw, stored)).transpose()
    }

    /// Where the layer shows a row.
    fn point(&self, row: &RawRow) -> Option<Point> {
        let columns = self.raw.columns.iter().zip(&row.values);
        columns.into_iter().find_map(|(column, value)| match value {
            RawValue::Point(point) if self.raw.geometry == Some(column.name) => Some(*point),
            _ => None,
        })
    }
}

/// Calls `each` with every row of a table, in the order of the keys, until it breaks.
pub(super) fn rows(
    connection: &Connection,
    raw: &'static RawTable,
    each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
) -> Result<(), Fault> {
    let table = table(raw);
    let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
    let mut statement = connection.prepare(&table.all(&names))?;
    let mut rows = statement.query([])?;
    while let Some(stored) = rows.next()? {
        let (_, row) = read(raw, stored)?;
        if each(row).is_break() {
            break;
        }
    }
    Ok(())
}

/// Reads the `fid` of a row and, behind it, all columns.
fn read(raw: &'static RawTable, stored: &Row<'_>) -> Result<(i64, RawRow), Fault> {
    let fid = stored.get(0)?;
    let unreadable = |column: &str| Fault::Unreadable {
        table: raw.table(),
        row: fid,
        column: column.to_owned(),
        reason: "not a value of its type".to_owned(),
    };
    let mut values = Vec::with_capacity(raw.columns.len());
    for (index, column) in raw.columns.iter().enumerate() {
        let value = decode(column, stored.get_ref(index + 1)?);
        values.push(value.ok_or_else(|| unreadable(column.name))?);
    }
    let completeness = match stored.get_ref(values.len() + 1)? {
        ValueRef::Integer(0) => Completeness::Stub,
        ValueRef::Integer(1) => Completeness::Truncated,
        ValueRef::Integer(2) => Completeness::Full,
        _ => return Err(unreadable("completeness")),
    };
    let observed = match stored.get_ref(values.len() + 2)? {
        ValueRef::Null => None,
        other => Some(decode_time(other).ok_or_else(|| unreadable("observed"))?),
    };
    Ok((fid, RawRow { completeness, observed, values: values.into() }))
}

/// A row's values in the order of the table's columns.
fn encode(row: &RawRow) -> impl Iterator<Item = Value> + '_ {
    let completeness = Value::Integer(match row.completeness {
        Completeness::Stub => 0,
        Completeness::Truncated => 1,
        Completeness::Full => 2,
    });
    let observed =
        row.observed.map_or(Value::Null, |time| Value::Text(value::datetime(time.second())));
    row.values.iter().map(encode_value).chain([completeness, observed])
}

fn encode_value(value: &RawValue) -> Value {
    match value {
        RawValue::Null => Value::Null,
        RawValue::Integer(number) => Value::Integer(*number),
        RawValue::Boolean(value) => Value::Integer((*value).into()),
        RawValue::Text(text) => Value::Text(text.to_string()),
        RawValue::Time(time) => Value::Text(value::datetime(time.second())),
        RawValue::Point(point) => Value::Blob(geometry::point(point.lon(), point.lat())),
        RawValue::Area(area) => Value::Blob(geometry::area(**area)),
        RawValue::Texts(texts) => {
            let texts = texts.iter().map(|text| serde_json::Value::from(&**text)).collect();
            Value::Text(serde_json::Value::Array(texts).to_string())
        }
    }
}

/// Reads what [`encode_value`] wrote; `None` for anything else.
fn decode(column: &RawColumn, value: ValueRef<'_>) -> Option<RawValue> {
    if value == ValueRef::Null {
        return Some(RawValue::Null);
    }
    Some(match column.kind {
        RawKind::Integer => RawValue::Integer(value.as_i64().ok()?),
        RawKind::Boolean => match value.as_i64().ok()? {
            0 => RawValue::Boolean(false),
            1 => RawValue::Boolean(true),
            _ => return None,
        },
        RawKind::Text => RawValue::Text(value.as_str().ok()?.into()),
        RawKind::Time => RawValue::Time(decode_time(value)?),
        RawKind::Point => RawValue::Point(geometry::read_point(value.as_blob().ok()?)?),
        RawKind::Area => geometry::read_area(value.as_blob().ok()?)?.into(),
        RawKind::Texts => {
            let texts: Vec<Box<str>> = serde_json::from_str(value.as_str().ok()?).ok()?;
            RawValue::Texts(texts.into())
        }
    })
}

fn decode_time(value: ValueRef<'_>) -> Option<Timestamp> {
    Timestamp::from_second(value::read_datetime(value.as_str().ok()?)?).ok()
}
