//! Tables of sets: `<facet>_<base>` with the key, attribute and metric columns of the LBSN
//! hlldb, in its order, and rounded cardinalities behind them, so that a layer can be styled
//! and sorted in programs that know nothing of HyperLogLog.

use super::fault::Fault;
use super::geometry::{self, Extent, Shift};
use super::schema::{Column, Table};
use super::value;
use crate::facet::{Accumulator, Attributes, Base, ColumnKind, Metric, Row};
use crate::hll::{Params, Sketch};
use crate::lbsn::{BoundingBox, Point};
use crate::store::{SetRow, attributes, read_set};
use rayon::prelude::*;
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, Statement, params_from_iter};
use std::ops::ControlFlow;

/// Rows that are encoded at a time, on all cores, before they are written one by one.
const CHUNK: usize = 4096;

/// The metrics whose cardinality is stored, too.
const COUNTED: [Metric; 3] = [Metric::User, Metric::Post, Metric::UserDay];

/// A base as a table.
pub(super) struct SetTable {
    base: &'static Base,
    table: Table,
    /// The columns that change when sets are united: attributes, sets, cardinalities.
    values: Vec<&'static str>,
}

impl SetTable {
    /// The table of a base.
    pub(super) fn new(base: &'static Base) -> Self {
        let mut columns: Vec<Column> = base
            .columns()
            .map(|column| Column { name: column.name, kind: key_type(column.kind) })
            .collect();
        let keys = columns.len();
        columns.extend(attribute_columns(base));
        let sets = base.metrics.iter();
        columns.extend(sets.map(|metric| Column { name: metric.column(), kind: "BLOB NOT NULL" }));
        columns.extend(
            counted(base).map(|metric| Column { name: metric.plural(), kind: "INTEGER NOT NULL" }),
        );
        let geometry = ["latlng_geom", "geom_center"]
            .into_iter()
            .find(|name| columns.iter().any(|column| column.name == *name));
        let values = columns.iter().skip(keys).map(|column| column.name).collect();
        let table = Table {
            name: base.table(),
            about: format!("HyperLogLog sets per {}", base.about),
            columns,
            keys,
            geometry,
        };
        Self { base, table, values }
    }

    /// The table's declaration.
    pub(super) fn table(&self) -> &Table {
        &self.table
    }

    /// Unites rows into the table.
    pub(super) fn unite(&self, connection: &Connection, batch: &Accumulator) -> Result<(), Fault> {
        let Some(table) = batch.table(self.base) else { return Ok(()) };
        let rows = table.sorted();
        if rows.is_empty() {
            return Ok(());
        }
        let mut find = if self.table.is_empty(connection)? {
            None
        } else {
            Some(connection.prepare(&self.table.find(&self.values))?)
        };
        let mut insert = connection.prepare(&self.table.insert())?;
        let mut update = connection.prepare(&self.table.update(&self.values))?;
        let mut changed = false;
        let mut shift = Shift::NONE;
        let mut write = |fresh: Fresh, sketches: &Row| -> Result<(), Fault> {
            let stored = match &mut find {
                Some(find) => self.find(find, &fresh)?,
                None => None,
            };
            let Some(stored) = stored else {
                fresh.include(&mut shift.reached);
                let Fresh { mut key, values, .. } = fresh;
                key.extend(values);
                insert.execute(params_from_iter(key))?;
                changed = true;
                return Ok(());
            };
            if let Some(united) = self.united(&stored, &fresh, sketches, batch.params())? {
                united.include(&mut shift);
                let row = united.values.into_iter().chain([Value::Integer(united.row)]);
                update.execute(params_from_iter(row))?;
                changed = true;
            }
            Ok(())
        };
        // While this thread writes one chunk, the others encode the next.
        let mut chunks = rows.chunks(CHUNK);
        let encode = |rows| Chunk::new(self.base, rows, batch);
        let mut ready = chunks.next().map(encode);
        while let Some(chunk) = ready {
            let chunk = chunk?;
            let upcoming = chunks.next();
            let mut next = None;
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| next = upcoming.map(encode));
                chunk
                    .fresh
                    .into_iter()
                    .zip(chunk.rows)
                    .try_for_each(|(fresh, (_, sketches))| write(fresh, sketches))
            })?;
            ready = next;
        }
        if changed {
            self.table.touch(connection, &shift)?;
        }
        Ok(())
    }

    /// What the table holds under the key of a fresh row.
    fn find(&self, find: &mut Statement<'_>, fresh: &Fresh) -> Result<Option<Stored>, Fault> {
        let mut rows = find.query(params_from_iter(&fresh.key))?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let values = (1..=self.values.len()).map(|index| row.get(index));
        Ok(Some(Stored { row: row.get(0)?, values: values.collect::<Result<_, _>>()? }))
    }

    /// The union of a stored and a fresh row; `None` where it is what is stored.
    fn united(
        &self,
        stored: &Stored,
        fresh: &Fresh,
        sketches: &Row,
        params: Params,
    ) -> Result<Option<United>, Fault> {
        if stored.values == fresh.values {
            return Ok(None);
        }
        let cells: Vec<ValueRef<'_>> = stored.values.iter().map(ValueRef::from).collect();
        let mut row = self.read(stored.row, &cells, params)?;
        let before = row.attributes.area.and_then(BoundingBox::center);
        // What is stored keeps a name that somebody gave to a day.
        row.attributes.merge(fresh.attributes.name.as_deref(), fresh.attributes.area);
        for (kept, new) in row.sets.iter_mut().zip(sketches) {
            kept.union(new)
                .map_err(|error| self.table.unreadable(stored.row, "a set", error.to_string()))?;
        }
        let values = values(self.base, fresh.position, &row.attributes, &row.sets);
        if values == stored.values {
            return Ok(None);
        }
        let center = row.attributes.area.and_then(BoundingBox::center);
        Ok(Some(United { row: stored.row, values, before, center }))
    }

    /// Reads what stands in [`SetTable::values`] of one row.
    fn read(&self, fid: i64, cells: &[ValueRef<'_>], params: Params) -> Result<ReadRow, Fault> {
        let unreadable = |column, reason| self.table.unreadable(fid, column, reason);
        let mut attributes = Attributes::default();
        let mut sets = Vec::with_capacity(self.base.metrics.len());
        for (&name, &cell) in self.values.iter().zip(cells) {
            if name == "name" {
                let text = cell.as_str_or_null().map_err(|e| unreadable(name, e.to_string()))?;
                attributes.name = text.map(str::to_owned);
            } else if name == "geom_area" {
                let wkb = cell.as_blob_or_null().map_err(|e| unreadable(name, e.to_string()))?;
                attributes.area = wkb
                    .map(|wkb| {
                        geometry::read_area(wkb)
                            .ok_or_else(|| unreadable(name, "not a box in WKB".to_owned()))
                    })
                    .transpose()?;
            } else if self.base.metrics.iter().any(|metric| metric.column() == name) {
                let bytes = cell.as_blob().map_err(|e| unreadable(name, e.to_string()))?;
                sets.push(read_set(bytes, params).map_err(|reason| unreadable(name, reason))?);
            }
        }
        Ok(ReadRow { attributes, sets })
    }

    /// Calls `each` with every row until it breaks.
    pub(super) fn rows(
        &self,
        connection: &Connection,
        params: Params,
        each: &mut dyn FnMut(SetRow) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let names: Vec<&str> = self.table.columns.iter().map(|column| column.name).collect();
        let mut statement = connection.prepare(&self.table.all(&names))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut key = Vec::with_capacity(self.table.keys);
            self.table.read_key(self.base, row, &mut key)?;
            let cells: Vec<ValueRef<'_>> = (self.table.keys + 1..=names.len())
                .map(|index| row.get_ref(index))
                .collect::<Result<_, _>>()?;
            let ReadRow { attributes, sets } = self.read(row.get(0)?, &cells, params)?;
            if each(SetRow { key, attributes, sets }).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// The type of a key column.
fn key_type(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Integer => "INTEGER NOT NULL",
        ColumnKind::Real => "DOUBLE NOT NULL",
        // The standard knows no time of day.
        ColumnKind::Text | ColumnKind::Time => "TEXT NOT NULL",
        ColumnKind::Date => "DATE NOT NULL",
        ColumnKind::Timestamp => "DATETIME NOT NULL",
    }
}

/// The columns between keys and sets. The extent is a plain blob, because a layer has one
/// geometry.
fn attribute_columns(base: &Base) -> impl Iterator<Item = Column> {
    attributes::columns(base).iter().map(|&name| {
        let kind = match name {
            "latlng_geom" => "POINT NOT NULL",
            "geom_center" => "POINT",
            "geom_area" => "BLOB",
            _ => "TEXT",
        };
        Column { name, kind }
    })
}

/// The metrics of a base whose cardinality is stored, too.
fn counted(base: &Base) -> impl Iterator<Item = Metric> {
    COUNTED.into_iter().filter(|metric| base.metrics.contains(metric))
}

/// A row of a batch, encoded.
struct Fresh {
    key: Vec<Value>,
    values: Vec<Value>,
    attributes: Attributes,
    /// Longitude and latitude of the cell, if the key has one.
    position: Option<(f64, f64)>,
}

/// Rows of a batch with their encoded forms.
struct Chunk<'a> {
    rows: &'a [(&'a [u8], &'a Row)],
    fresh: Vec<Fresh>,
}

impl<'a> Chunk<'a> {
    fn new(
        base: &'static Base,
        rows: &'a [(&'a [u8], &'a Row)],
        batch: &Accumulator,
    ) -> Result<Self, Fault> {
        let fresh = rows.par_iter().map(|(key, row)| Fresh::new(base, key, row, batch));
        Ok(Self { rows, fresh: fresh.collect::<Result<_, _>>()? })
    }
}

/// A row as the table holds it.
struct Stored {
    row: i64,
    values: Vec<Value>,
}

/// A row's attributes and sets.
struct ReadRow {
    attributes: Attributes,
    sets: Vec<Sketch>,
}

/// A row that has to be rewritten.
struct United {
    row: i64,
    values: Vec<Value>,
    /// The centre of the area as it was, and as it is now.
    before: Option<Point>,
    center: Option<Point>,
}

impl United {
    fn include(&self, shift: &mut Shift) {
        shift.move_point(self.before, self.center);
    }
}

impl Fresh {
    fn new(base: &'static Base, key: &[u8], row: &Row, batch: &Accumulator) -> Result<Self, Fault> {
        let foreign = |_| Fault::Damaged("a key of another base".to_owned());
        let decoded = base.decode_key(key).map_err(foreign)?;
        let attributes = attributes::of_key(base, &decoded, batch);
        let position = attributes::position(base, &decoded);
        let key = base.columns().zip(decoded).map(|(column, part)| value::key(column.kind, part));
        Ok(Self {
            key: key.collect(),
            values: values(base, position, &attributes, row),
            attributes,
            position,
        })
    }

    fn include(&self, extent: &mut Extent) {
        let center = self.attributes.area.and_then(BoundingBox::center);
        if let Some((lon, lat)) =
            self.position.or(center.map(|center| (center.lon(), center.lat())))
        {
            extent.include(lon, lat);
        }
    }
}

/// The values of all columns but the key.
fn values(
    base: &Base,
    position: Option<(f64, f64)>,
    attributes: &Attributes,
    sets: &[Sketch],
) -> Vec<Value> {
    let point = |position: Option<(f64, f64)>| {
        position.map_or(Value::Null, |(lon, lat)| Value::Blob(geometry::point(lon, lat)))
    };
    let mut values = Vec::with_capacity(sets.len() + 6);
    for column in attribute_columns(base) {
        values.push(match column.name {
            "latlng_geom" => point(position),
            "geom_center" => {
                let center = attributes.area.and_then(BoundingBox::center);
                point(center.map(|center| (center.lon(), center.lat())))
            }
            "geom_area" => {
                attributes.area.map_or(Value::Null, |area| Value::Blob(geometry::area(area)))
            }
            _ => attributes.name.clone().map_or(Value::Null, Value::Text),
        });
    }
    values.extend(sets.iter().map(|set| Value::Blob(set.to_bytes())));
    for metric in counted(base) {
        let set = base.metrics.iter().zip(sets).find(|(other, _)| **other == metric);
        // An infinite estimate (every register full) becomes the largest integer.
        values.push(Value::Integer(set.map_or(0, |(_, set)| set.cardinality().round() as i64)));
    }
    values
}
