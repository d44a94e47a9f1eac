//! Raw tables: those of the LBSN rawdb. Copies of one thing merge on the server by the rule of
//! [`RawRow::merge`](crate::store::raw::RawRow::merge): the most complete copy wins whole, then
//! the one observed last, then the one whose contents sort last; names accumulate.
//!
//! That puts right what the LBSN's own rule loses: a stub does not empty the mentions of a post,
//! and a count of an older copy does not overwrite a newer one. Of rows that another program
//! wrote (their `completeness` is NULL) nothing known is lost, either.

mod column;
mod merge;
mod read;
mod stub;
mod write;

use super::fault::Fault;
use crate::store::identifier::{Identifier, list};
use crate::store::raw::{RAW_TABLES, RawBatch, RawColumn, RawRow, RawTable};
use column::{column_name, sql_type};
use tokio_postgres::Transaction;

/// A raw table of the database.
pub(super) struct RawPlace {
    raw: &'static RawTable,
    /// Its name, quoted, with the schema.
    name: String,
    /// Its columns that are written, with their positions in the rows.
    written: Vec<(usize, &'static RawColumn)>,
}

impl RawPlace {
    /// Where the rows of a raw table go.
    pub(super) fn new(raw: &'static RawTable) -> Self {
        let left = column::left_alone(raw);
        let columns = raw.columns.iter().enumerate();
        Self {
            raw,
            name: format!("{}.{}", Identifier(raw.schema), Identifier(raw.name)),
            written: columns.filter(|(_, column)| !left.contains(&column.name)).collect(),
        }
    }

    /// Its name, quoted, with the schema.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether copies merge; else the first one stays, because all are alike.
    fn merges(&self) -> bool {
        self.written.len() > self.raw.keys && self.raw.name != "origin"
    }

    /// The columns that are written, each with its type as `format_type` prints it.
    pub(super) fn columns(&self) -> impl Iterator<Item = (String, &'static str)> {
        let own = self.written.iter().map(|(_, column)| (column_name(column), sql_type(column)));
        let order = [("completeness", "smallint"), ("observed", "timestamp without time zone")];
        let order = order.into_iter().filter(|_| self.merges());
        own.chain(order.map(|(name, kind)| (name.to_owned(), kind)))
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.columns().map(|(name, _)| name).collect();
        list(names.iter().map(String::as_str))
    }
}

/// Merges a batch into the tables, each after those that it refers to.
pub(super) async fn merge(
    transaction: &Transaction<'_>,
    batch: &RawBatch,
    reactions_refer: bool,
) -> Result<(), Fault> {
    let tables: Vec<(&'static RawTable, Vec<&RawRow>)> = batch.tables().collect();
    let mut stubs = stub::stubs(&tables, reactions_refer);
    for (raw, mut rows) in tables {
        let stubs = stubs.remove(raw.name).unwrap_or_default();
        if !stubs.is_empty() {
            rows.extend(&stubs);
            rows.sort_by(|one, other| stub::key(raw, one).cmp(&stub::key(raw, other)));
        }
        RawPlace::new(raw).put(transaction, &rows).await?;
    }
    Ok(())
}

/// All raw tables, each after those that it refers to.
pub(super) fn places() -> impl Iterator<Item = RawPlace> {
    RAW_TABLES.iter().map(|raw| RawPlace::new(raw))
}

#[cfg(test)]
#[path = "raw_tests.rs"]
mod tests;
