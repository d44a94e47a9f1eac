//! Rows on their way into a raw table: copied as they are where it is empty, else staged and
//! merged.

use super::RawPlace;
use super::column;
use crate::lbsn::Completeness;
use crate::store::identifier::Identifier;
use crate::store::postgres::copy::{self, Rows};
use crate::store::postgres::fault::{Fault, While as _};
use crate::store::raw::{RawRow, RawValue};
use rayon::prelude::*;
use tokio_postgres::Transaction;

/// Rows that are encoded at a time, and by one core at a time.
const CHUNK: usize = 16_384;
const PIECE: usize = 1_024;

impl RawPlace {
    /// Merges rows into the table.
    pub(super) async fn put(
        &self,
        transaction: &Transaction<'_>,
        rows: &[&RawRow],
    ) -> Result<(), Fault> {
        if rows.is_empty() {
            return Ok(());
        }
        let doing = "write raw rows";
        let names = self.names();
        let empty = format!("SELECT NOT EXISTS (SELECT FROM {})", self.name);
        let empty: bool = transaction.query_one(&empty, &[]).await.on(doing)?.get(0);
        let chunks = rows.chunks(CHUNK).flat_map(|chunk| {
            chunk.par_chunks(PIECE).map(|piece| self.encode(piece)).collect::<Vec<Rows>>()
        });
        if empty {
            let into = format!("COPY {} ({names}) FROM STDIN (FORMAT binary)", self.name);
            return copy::copy(transaction, &into, chunks).await.on(doing);
        }
        let stage = self.raw.table();
        let create = format!(
            "CREATE TEMP TABLE IF NOT EXISTS {} ON COMMIT DELETE ROWS AS SELECT {names} FROM {} WITH NO DATA",
            Identifier(&stage),
            self.name
        );
        transaction.batch_execute(&create).await.on(doing)?;
        let stage = format!("pg_temp.{}", Identifier(&stage));
        let into = format!("COPY {stage} ({names}) FROM STDIN (FORMAT binary)");
        copy::copy(transaction, &into, chunks).await.on(doing)?;
        transaction.batch_execute(&self.merge(&stage)).await.on(doing)
    }

    fn encode(&self, rows: &[&RawRow]) -> Rows {
        let mut encoded = Rows::default();
        let merges = self.merges();
        for row in rows {
            encoded.begin(self.written.len() + if merges { 2 } else { 0 });
            for (index, written) in &self.written {
                let value = row.values.get(*index).unwrap_or(&RawValue::Null);
                column::encode(&mut encoded, self.raw, written, value);
            }
            if merges {
                encoded.smallint(match row.completeness {
                    Completeness::Stub => 0,
                    Completeness::Truncated => 1,
                    Completeness::Full => 2,
                });
                match row.observed {
                    Some(time) => encoded.timestamp(time.second()),
                    None => encoded.null(),
                }
            }
        }
        encoded
    }
}
