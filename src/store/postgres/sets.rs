//! Tables of sets: `facet.base` as in the LBSN hlldb. Batches are united on the server, by
//! `hll_union` where a key is there already.

use super::copy::{self, Rows, indexable};
use super::fault::{Fault, While as _};
use super::select::Where;
use crate::facet::{
    Accumulator, Attributes, Base, Column, ColumnKind, Dimension, KeyValue, Metric, Row,
};
use crate::hll::{Params, Sketch};
use crate::lbsn::BoundingBox;
use crate::store::identifier::{Identifier, list};
use crate::store::{Incompatible, Selection, SetRow, Total, attributes};
use futures_util::TryStreamExt;
use rayon::prelude::*;
use std::ops::ControlFlow;
use std::pin::pin;
use tokio_postgres::{Client, Transaction};

/// Rows that are encoded at a time: enough for all cores, little enough to hold.
const CHUNK: usize = 16_384;

/// Rows that one core encodes at a time.
const PIECE: usize = 1_024;

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

    /// Unites a batch into the table.
    pub(super) async fn unite(
        &self,
        transaction: &Transaction<'_>,
        batch: &Accumulator,
        params: Params,
    ) -> Result<(), Fault> {
        let Some(table) = batch.table(self.base) else { return Ok(()) };
        let rows = table.sorted();
        let Some((_, first)) = rows.first() else { return Ok(()) };
        if let Some(wanted) = first.first().map(Sketch::params).filter(|other| *other != params) {
            return Err(Fault::Incompatible(Incompatible::params(params, wanted)));
        }
        let doing = "write sets";
        let names = self.names();
        // Into an empty table rows go as they are. Should another loader be quicker, the
        // server refuses the second row of a key, and the batch begins again.
        let empty = format!("SELECT NOT EXISTS (SELECT FROM {})", self.name);
        let empty: bool = transaction.query_one(&empty, &[]).await.on(doing)?.get(0);
        let chunks = rows.chunks(CHUNK).flat_map(|chunk| {
            let pieces = chunk.par_chunks(PIECE).map(|piece| self.encode(piece, batch));
            pieces.collect::<Vec<Rows>>()
        });
        if empty {
            let into = format!("COPY {} ({names}) FROM STDIN (FORMAT binary)", self.name);
            return copy::copy(transaction, &into, chunks).await.on(doing);
        }
        let stage = format!("pg_temp.{}", Identifier(&self.base.table()));
        let create = format!(
            "CREATE TEMP TABLE IF NOT EXISTS {} ON COMMIT DELETE ROWS AS SELECT {names} FROM {} WITH NO DATA",
            Identifier(&self.base.table()),
            self.name
        );
        transaction.batch_execute(&create).await.on(doing)?;
        let into = format!("COPY {stage} ({names}) FROM STDIN (FORMAT binary)");
        copy::copy(transaction, &into, chunks).await.on(doing)?;
        transaction.batch_execute(&self.merge(&stage)).await.on(doing)
    }

    /// Unites the staged rows into the table. They come in the order of their keys (a
    /// temporary table is read as it was written), and so all loaders take their locks in the
    /// same order. A row that the batch says nothing new of is not rewritten.
    fn merge(&self, stage: &str) -> String {
        let mut set = Vec::new();
        let mut changed = Vec::new();
        for &name in &self.metrics {
            // A NULL, as others may have left, is no reason to lose the other side.
            let union =
                format!("coalesce(hll_union(stored.{name}, excluded.{name}), excluded.{name})");
            changed.push(format!("{union} IS DISTINCT FROM stored.{name}"));
            set.push(format!("{name} = {union}"));
        }
        if self.attributes.contains(&"name") {
            let name = "least(stored.name COLLATE \"C\", nullif(excluded.name, ''))";
            changed.push(format!("{name} IS DISTINCT FROM stored.name"));
            set.push(format!("name = {name}"));
        }
        if self.attributes.contains(&"geom_area") {
            let larger = format!(
                "(excluded.geom_area IS NOT NULL AND (stored.geom_area IS NULL OR {} > {}))",
                extent("excluded"),
                extent("stored")
            );
            for name in ["geom_center", "geom_area"] {
                set.push(format!(
                    "{name} = CASE WHEN {larger} THEN excluded.{name} ELSE stored.{name} END"
                ));
            }
            changed.push(larger);
        }
        format!(
            "INSERT INTO {table} AS stored ({names}) SELECT {names} FROM {stage}
             ON CONFLICT ({keys}) DO UPDATE SET {set} WHERE {changed}",
            table = self.name,
            names = self.names(),
            keys = list(self.keys.iter().copied()),
            set = set.join(", "),
            changed = changed.join(" OR "),
        )
    }

    fn encode(&self, rows: &[(&[u8], &Row)], batch: &Accumulator) -> Rows {
        let mut encoded = Rows::default();
        let fields = self.keys.len() + self.attributes.len() + self.metrics.len();
        for (key, sets) in rows {
            // An accumulator's keys are those of its bases.
            let key = self.base.decode_key(key).unwrap_or_default();
            encoded.begin(fields);
            for (column, value) in self.base.columns().zip(&key) {
                encode_key(&mut encoded, column.kind, value);
            }
            let attributes = attributes::of_key(self.base, &key, batch);
            for &name in self.attributes {
                let center = attributes.area.and_then(BoundingBox::center);
                let point = match name {
                    "latlng_geom" => attributes::position(self.base, &key),
                    "geom_center" => center.map(|center| (center.lon(), center.lat())),
                    _ => None,
                };
                match (name, point) {
                    (_, Some((lon, lat))) => encoded.point(lon, lat),
                    ("geom_area", None) => match attributes.area {
                        Some(area) => encoded.area(area),
                        None => encoded.null(),
                    },
                    ("name", None) => match &attributes.name {
                        Some(name) => encoded.bytes(name.replace('\0', "").as_bytes()),
                        None => encoded.null(),
                    },
                    _ => encoded.null(),
                }
            }
            for set in *sets {
                encoded.bytes(&set.to_bytes());
            }
        }
        encoded
    }

    /// Calls `each` with every row, in the order of the keys, until it breaks.
    pub(super) async fn rows(
        &self,
        client: &Client,
        params: Params,
        each: &mut dyn FnMut(SetRow) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let doing = "read sets";
        let statement = client.prepare(&self.query()).await.on(doing)?;
        let none: [&str; 0] = [];
        let mut rows = pin!(client.query_raw(&statement, none).await.on(doing)?);
        while let Some(row) = TryStreamExt::try_next(&mut rows).await.on(doing)? {
            if each(self.decode(&row, params)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// All rows as one, united by the server.
    pub(super) async fn total(&self, client: &Client, params: Params) -> Result<Total, Fault> {
        let doing = "unite sets";
        let unions = self.metrics.iter().map(|name| format!("hll_send(hll_union_agg({name}))"));
        let unions: Vec<String> = std::iter::once("count(*)".to_owned()).chain(unions).collect();
        let query = format!("SELECT {} FROM {}", unions.join(", "), self.name);
        let row = client.query_one(&query, &[]).await.on(doing)?;
        let keys: i64 = row.try_get(0).on(doing)?;
        let sets = self.metrics.iter().enumerate().map(|(index, name)| {
            let bytes: Option<&[u8]> = row.try_get(index + 1).on(doing)?;
            self.set(name, "of all", bytes, params)
        });
        Ok(Total { keys: keys.cast_unsigned(), sets: sets.collect::<Result<_, _>>()? })
    }

    /// A set of the column `name`. NULL, as other programs leave it, is an empty one.
    fn set(
        &self,
        name: &str,
        row: &str,
        bytes: Option<&[u8]>,
        params: Params,
    ) -> Result<Sketch, Fault> {
        let Some(bytes) = bytes else { return Ok(Sketch::new(params)) };
        let unreadable = |reason| self.unreadable(row, name, reason);
        let set = Sketch::from_bytes(bytes).map_err(|error| unreadable(error.to_string()))?;
        let found = set.params();
        if found != params {
            return Err(unreadable(format!("its parameters are {found}, the database's {params}")));
        }
        Ok(set)
    }

    fn unreadable(&self, row: &str, column: &str, reason: String) -> Fault {
        let table = format!("{}.{}", self.base.facet.as_str(), self.base.name);
        Fault::Unreadable(table, row.to_owned(), column.to_owned(), reason)
    }

    /// The key columns, each in a form that does not depend on its type, and what orders them.
    pub(super) fn key_expressions(&self) -> (Vec<String>, Vec<String>) {
        let mut values = Vec::new();
        let mut order = Vec::new();
        for column in self.base.columns() {
            let name = Identifier(column.name);
            values.push(match column.kind {
                ColumnKind::Integer => format!("{name}::bigint"),
                ColumnKind::Real => format!("{name}::float8"),
                ColumnKind::Text => format!("{name}::text"),
                ColumnKind::Date => format!("({name} - date '1970-01-01')::bigint"),
                ColumnKind::Timestamp | ColumnKind::Time => {
                    format!("extract(epoch FROM {name})::bigint")
                }
            });
            let text = column.kind == ColumnKind::Text;
            order.push(format!("{name}{}", if text { " COLLATE \"C\"" } else { "" }));
        }
        (values, order)
    }

    /// Calls `each` with the selected keys and their sets of one metric until it breaks.
    pub(super) async fn select(
        &self,
        client: &Client,
        selection: &Selection,
        metric: Metric,
        params: Params,
        each: &mut dyn FnMut(Vec<KeyValue>, Sketch) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let doing = "read sets";
        let conditions = Where::new(selection);
        let statement = conditions.query(self, metric.column());
        let statement = client.prepare(&statement).await.on(doing)?;
        let rows = client.query_raw(&statement, conditions.values()).await.on(doing)?;
        let mut rows = pin!(rows);
        while let Some(row) = TryStreamExt::try_next(&mut rows).await.on(doing)? {
            let key = self.key(&row)?;
            if selection.matches(&key) {
                let place: &str = row.try_get(0).on(doing)?;
                let place = format!("with ctid {place}");
                let bytes = row.try_get(key.len() + 1).on(doing)?;
                let set = self.set(metric.column(), &place, bytes, params)?;
                if each(key, set).is_break() {
                    break;
                }
            }
        }
        Ok(())
    }

    /// The key of a row, whose columns follow its `ctid`.
    fn key(&self, row: &tokio_postgres::Row) -> Result<Vec<KeyValue>, Fault> {
        let value = |(index, column): (usize, &Column)| {
            Ok(match column.kind {
                ColumnKind::Text => KeyValue::Text(row.try_get(index)?),
                ColumnKind::Real => KeyValue::Real(row.try_get(index)?),
                _ => KeyValue::Integer(row.try_get(index)?),
            })
        };
        let values = (1..).zip(self.base.columns()).map(value);
        values.collect::<Result<_, tokio_postgres::Error>>().on("read sets")
    }

    /// All rows in the order of the keys, each value in a form that does not depend on the
    /// type of its column.
    fn query(&self) -> String {
        let (keys, order) = self.key_expressions();
        let mut values = vec!["ctid::text".to_owned()];
        values.extend(keys);
        let (area, name) =
            (self.attributes.contains(&"geom_area"), self.attributes.contains(&"name"));
        values.push(if name { "name" } else { "NULL::text" }.to_owned());
        for edge in ["ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax"] {
            values.push(if area {
                format!("{edge}(geom_area)")
            } else {
                "NULL::float8".to_owned()
            });
        }
        values.extend(self.metrics.iter().map(|name| format!("hll_send({name})")));
        format!("SELECT {} FROM {} ORDER BY {}", values.join(", "), self.name, order.join(", "))
    }

    fn decode(&self, row: &tokio_postgres::Row, params: Params) -> Result<SetRow, Fault> {
        let doing = "read sets";
        let place: &str = row.try_get(0).on(doing)?;
        let place = format!("with ctid {place}");
        let key = self.key(row)?;
        let mut columns = key.len() + 1..;
        let mut next = || columns.next().unwrap_or_default();
        let name = row.try_get(next()).on(doing)?;
        let mut edge = || row.try_get::<_, Option<f64>>(next()).on(doing);
        let area = match (edge()?, edge()?, edge()?, edge()?) {
            (Some(west), Some(south), Some(east), Some(north)) => {
                let east = if east > 180.0 { east - 360.0 } else { east };
                let area = BoundingBox::new(west, south, east, north);
                Some(area.map_err(|error| self.unreadable(&place, "geom_area", error.to_string()))?)
            }
            _ => None,
        };
        let mut sets = Vec::with_capacity(self.metrics.len());
        for name in &self.metrics {
            let bytes: Option<&[u8]> = row.try_get(next()).on(doing)?;
            sets.push(self.set(name, &place, bytes, params)?);
        }
        Ok(SetRow { key, attributes: Attributes { name, area }, sets })
    }
}

/// What orders extents: the area, then the edges, as [`Attributes::merge`] has it.
fn extent(of: &str) -> String {
    let edge = |name| format!("ST_{name}({of}.geom_area)");
    let [west, south, east, north] = ["XMin", "YMin", "XMax", "YMax"].map(edge);
    format!(
        "ARRAY[({east} - {west}) * ({north} - {south}), {west}, {south},
           {east} - CASE WHEN {east} > 180 THEN 360 ELSE 0 END, {north}]"
    )
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

fn encode_key(rows: &mut Rows, kind: ColumnKind, value: &KeyValue) {
    match (kind, value) {
        (ColumnKind::Date, KeyValue::Integer(days)) => rows.date(*days),
        (ColumnKind::Timestamp, KeyValue::Integer(second)) => rows.timestamp(*second),
        (ColumnKind::Time, KeyValue::Integer(second)) => rows.time(*second),
        (_, KeyValue::Integer(number)) => rows.int(*number),
        (_, KeyValue::Real(number)) => rows.real(*number),
        (_, KeyValue::Text(text)) => rows.bytes(indexable(text).as_bytes()),
    }
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
