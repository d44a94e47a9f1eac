//! Sets on their way in: copied as they are where the table is empty, else staged and united.

use super::SetTable;
use crate::facet::{Accumulator, ColumnKind, KeyValue, Row};
use crate::lbsn::BoundingBox;
use crate::store::attributes;
use crate::store::identifier::{Identifier, list};
use crate::store::postgres::copy::{self, Rows, indexable};
use crate::store::postgres::fault::{Fault, While as _};
use rayon::prelude::*;
use tokio_postgres::Transaction;

/// Rows that are encoded at a time: enough for all cores, little enough to hold.
const CHUNK: usize = 16_384;

/// Rows that one core encodes at a time.
const PIECE: usize = 1_024;

impl SetTable {
    /// Unites a batch into the table.
    pub(in crate::store::postgres) async fn unite(
        &self,
        transaction: &Transaction<'_>,
        batch: &Accumulator,
    ) -> Result<(), Fault> {
        let Some(table) = batch.table(self.base) else { return Ok(()) };
        let rows = table.sorted();
        if rows.is_empty() {
            return Ok(());
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
