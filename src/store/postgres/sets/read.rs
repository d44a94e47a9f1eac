//! Sets on their way out: all of a base, some keys of it, or all united into one.

use super::SetTable;
use super::select::Where;
use crate::facet::{Attributes, Column, ColumnKind, KeyValue, Metric};
use crate::hll::{Params, Sketch};
use crate::lbsn::BoundingBox;
use crate::store::identifier::Identifier;
use crate::store::postgres::fault::{Fault, While as _};
use crate::store::{Selection, SetRow, Total, read_set};
use futures_util::TryStreamExt;
use std::ops::ControlFlow;
use std::pin::pin;
use tokio_postgres::Client;

impl SetTable {
    /// Calls `each` with every row, in the order of the keys, until it breaks.
    pub(in crate::store::postgres) async fn rows(
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
    pub(in crate::store::postgres) async fn total(
        &self,
        client: &Client,
        params: Params,
    ) -> Result<Total, Fault> {
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

    /// The selected keys as one, united by the server; `None` where SQL cannot say which they are,
    /// or it is one.
    pub(in crate::store::postgres) async fn unite_some(
        &self,
        client: &Client,
        selection: &Selection,
        metric: Metric,
        params: Params,
    ) -> Result<Option<(u64, Sketch)>, Fault> {
        let doing = "unite sets";
        let conditions = Where::new(selection);
        if selection.is_one_key() || !conditions.is_exact() {
            return Ok(None);
        }
        let query = conditions.union(self, metric.column());
        let values: Vec<_> = conditions.values().collect();
        let row = client.query_one(&query, &values).await.on(doing)?;
        let keys: i64 = row.try_get(0).on(doing)?;
        let set = self.set(metric.column(), "of some", row.try_get(1).on(doing)?, params)?;
        Ok(Some((keys.cast_unsigned(), set)))
    }

    /// Calls `each` with the selected keys and their sets of one metric until it breaks.
    pub(in crate::store::postgres) async fn select(
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

    /// A set of the column `name`. NULL, as other programs leave it, is an empty one.
    fn set(
        &self,
        name: &str,
        row: &str,
        bytes: Option<&[u8]>,
        params: Params,
    ) -> Result<Sketch, Fault> {
        let Some(bytes) = bytes else { return Ok(Sketch::new(params)) };
        read_set(bytes, params).map_err(|reason| self.unreadable(row, name, reason))
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
