//! Raw tables as rows.

use super::RawPlace;
use super::column::column_name;
use crate::lbsn::{BoundingBox, Completeness, GeometryError, Point, Timestamp};
use crate::store::identifier::Identifier;
use crate::store::postgres::fault::{Fault, While as _};
use crate::store::raw::{RawKind, RawRow, RawValue};
use futures_util::TryStreamExt;
use std::ops::ControlFlow;
use std::pin::pin;
use tokio_postgres::{Client, Row};

impl RawPlace {
    /// Calls `each` with every row, in the order of the keys, until it breaks.
    pub(in crate::store::postgres) async fn rows(
        &self,
        client: &Client,
        each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
    ) -> Result<(), Fault> {
        let doing = "read raw rows";
        let statement = client.prepare(&self.query()).await.on(doing)?;
        let none: [&str; 0] = [];
        let mut rows = pin!(client.query_raw(&statement, none).await.on(doing)?);
        while let Some(row) = TryStreamExt::try_next(&mut rows).await.on(doing)? {
            if each(self.decode(&row)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// All rows in the order of the keys, each value in a form that does not depend on the type
    /// of its column.
    fn query(&self) -> String {
        let mut values = vec!["ctid::text".to_owned()];
        values.push(if self.merges() { self.completeness("t") } else { "2".to_owned() });
        values.push(
            if self.merges() { "extract(epoch FROM t.observed)::bigint" } else { "NULL::bigint" }
                .to_owned(),
        );
        for column in self.raw.columns {
            let name = column_name(column);
            let value = format!("t.{}", Identifier(&name));
            match column.kind {
                // When the row was written is not what the network says.
                RawKind::Time if name == "modified" => values.push("NULL::bigint".to_owned()),
                RawKind::Integer => values.push(format!("{value}::bigint")),
                RawKind::Boolean => values.push(value),
                RawKind::Text => values.push(format!("{value}::text")),
                RawKind::Time => values.push(format!("extract(epoch FROM {value})::bigint")),
                RawKind::Point => {
                    values.extend([format!("ST_X({value})"), format!("ST_Y({value})")]);
                }
                RawKind::Area => values.extend(
                    ["XMin", "YMin", "XMax", "YMax"].map(|edge| format!("ST_{edge}({value})")),
                ),
                RawKind::Texts => values.push(format!("array_remove({value}, NULL)")),
            }
        }
        let keys = self.raw.columns.iter().take(self.raw.keys).map(|column| {
            let text = if column.kind == RawKind::Text { " COLLATE \"C\"" } else { "" };
            format!("{}{text}", Identifier(&column_name(column)))
        });
        format!(
            "SELECT {} FROM {} AS t ORDER BY {}",
            values.join(", "),
            self.name,
            keys.collect::<Vec<_>>().join(", ")
        )
    }

    fn decode(&self, row: &Row) -> Result<RawRow, Fault> {
        let doing = "read raw rows";
        let place: &str = row.try_get(0).on(doing)?;
        let unreadable = |column: &str, reason: String| {
            let table = format!("{}.{}", self.raw.schema, self.raw.name);
            Fault::Unreadable(table, format!("with ctid {place}"), column.to_owned(), reason)
        };
        let time = |column: &str, second: Option<i64>| {
            let time = second.map(Timestamp::from_second).transpose();
            time.map_err(|error| unreadable(column, error.to_string()))
        };
        let completeness = match row.try_get::<_, i32>(1).on(doing)? {
            0 => Completeness::Stub,
            1 => Completeness::Truncated,
            2 => Completeness::Full,
            other => {
                return Err(unreadable("completeness", format!("{other} is not 0, 1 or 2")));
            }
        };
        let observed = time("observed", row.try_get(2).on(doing)?)?;
        let mut columns = 3..;
        let mut next = || columns.next().unwrap_or_default();
        let mut values = Vec::with_capacity(self.raw.columns.len());
        for column in self.raw.columns {
            let mut degrees = || row.try_get::<_, Option<f64>>(next()).on(doing);
            values.push(match column.kind {
                RawKind::Integer => row
                    .try_get::<_, Option<i64>>(next())
                    .on(doing)?
                    .map_or(RawValue::Null, RawValue::Integer),
                RawKind::Boolean => row.try_get::<_, Option<bool>>(next()).on(doing)?.into(),
                RawKind::Text => row.try_get::<_, Option<&str>>(next()).on(doing)?.into(),
                RawKind::Time => time(column.name, row.try_get(next()).on(doing)?)?.into(),
                RawKind::Point => match (degrees()?, degrees()?) {
                    (Some(lon), Some(lat)) => match Point::new(lon, lat) {
                        Err(GeometryError::NullIsland) => RawValue::Null,
                        point => point
                            .map_err(|error| unreadable(column.name, error.to_string()))?
                            .into(),
                    },
                    _ => RawValue::Null,
                },
                RawKind::Area => match (degrees()?, degrees()?, degrees()?, degrees()?) {
                    (Some(west), Some(south), Some(east), Some(north)) => {
                        let east = if east > 180.0 { east - 360.0 } else { east };
                        BoundingBox::new(west, south, east, north)
                            .map_err(|error| unreadable(column.name, error.to_string()))?
                            .into()
                    }
                    _ => RawValue::Null,
                },
                RawKind::Texts => match row.try_get::<_, Option<Vec<&str>>>(next()).on(doing)? {
                    Some(texts) => texts.into_iter().collect(),
                    None => RawValue::Null,
                },
            });
        }
        Ok(RawRow { completeness, observed, values: values.into() })
    }
}
