//! The log of another store, united with `lbsm_ingest`.

use super::fault::Fault;
use super::meta;
use crate::store::IngestEntry;
use rusqlite::{Connection, params};
use std::collections::HashMap;

/// Unites entries of another store's log with the one here.
pub(super) fn unite(connection: &Connection, entries: &[IngestEntry]) -> Result<(), Fault> {
    let mut known: HashMap<(String, String), IngestEntry> = meta::ingests(connection)?
        .into_iter()
        .map(|entry| ((entry.ingest.source.clone(), entry.ingest.job.clone()), entry))
        .collect();
    let mut count =
        connection.prepare("UPDATE lbsm_ingest SET runs = ?3 WHERE source = ?1 AND job = ?2")?;
    for entry in entries {
        let place = (entry.ingest.source.clone(), entry.ingest.job.clone());
        let united = known.entry(place).or_insert_with(|| entry.clone());
        united.unite(entry);
        meta::log(connection, &united.ingest)?;
        let runs = united.runs.cast_signed();
        count.execute(params![united.ingest.source, united.ingest.job, runs])?;
    }
    Ok(())
}
