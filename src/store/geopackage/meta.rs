//! `lbsm_meta`, under what the store was made, and `lbsm_ingest`, what went in.

use super::fault::Fault;
use super::schema::{Column, Table};
use crate::privacy::KeyId;
use crate::store::{Ingest, IngestEntry, Settings};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::str::FromStr;

/// The format that this program reads and writes. It grows when a store of the old format
/// cannot be appended to as it is.
pub(super) const FORMAT_VERSION: u32 = 1;

/// The table that marks a GeoPackage as ours.
pub(super) const TABLE: &str = "lbsm_meta";

fn tables() -> [Table; 2] {
    let column = |name, kind| Column { name, kind };
    [
        Table {
            name: TABLE.to_owned(),
            about: "Under what the sets were made".to_owned(),
            columns: vec![column("key", "TEXT NOT NULL"), column("value", "TEXT NOT NULL")],
            keys: 1,
            geometry: None,
        },
        Table {
            name: "lbsm_ingest".to_owned(),
            about: "What went in: one row per input and job, with the counts so far".to_owned(),
            columns: vec![
                column("source", "TEXT NOT NULL"),
                column("job", "TEXT NOT NULL"),
                column("bytes", "INTEGER NOT NULL"),
                column("lines", "INTEGER NOT NULL"),
                column("fingerprint", "TEXT NOT NULL"),
                column("records", "INTEGER NOT NULL"),
                column("matched", "INTEGER NOT NULL"),
                column("rejected", "INTEGER NOT NULL"),
                column("complete", "BOOLEAN NOT NULL"),
                column("started", "TEXT NOT NULL"),
                column("version", "TEXT NOT NULL"),
                column("runs", "INTEGER NOT NULL"),
            ],
            keys: 2,
            geometry: None,
        },
    ]
}

/// Creates both tables and notes the format.
pub(super) fn create(connection: &Connection) -> Result<(), Fault> {
    for table in tables() {
        table.create(connection)?;
    }
    put(connection, "format_version", &FORMAT_VERSION.to_string())?;
    put(connection, "lbsm_version", env!("CARGO_PKG_VERSION"))
}

/// The store's format version; `None` where the marker is missing.
pub(super) fn format_version(connection: &Connection) -> Result<Option<u32>, Fault> {
    get(connection, "format_version")
}

/// Notes under what the sets are made.
pub(super) fn put_settings(connection: &Connection, settings: &Settings) -> Result<(), Fault> {
    let Settings { params, precision, mode, bases, key_id } = settings;
    put(connection, "hll_params", &params.to_string())?;
    put(connection, "geohash_precision", &precision.to_string())?;
    put(connection, "item_mode", mode.as_str())?;
    put(connection, "bases", &bases.to_string())?;
    put(connection, "key_id", key_id.as_str())
}

/// Under what the sets were made; `None`: the store keeps no sets.
pub(super) fn settings(connection: &Connection) -> Result<Option<Settings>, Fault> {
    let Some(params) = get(connection, "hll_params")? else { return Ok(None) };
    let missing = |name: &str| Fault::Damaged(format!("{TABLE} has no {name}"));
    let key_id: String = get(connection, "key_id")?.ok_or_else(|| missing("key_id"))?;
    Ok(Some(Settings {
        params,
        precision: get(connection, "geohash_precision")?
            .ok_or_else(|| missing("geohash_precision"))?,
        mode: get(connection, "item_mode")?.ok_or_else(|| missing("item_mode"))?,
        bases: get(connection, "bases")?.ok_or_else(|| missing("bases"))?,
        key_id: KeyId::from_stored(&key_id),
    }))
}

fn put(connection: &Connection, key: &str, value: &str) -> Result<(), Fault> {
    connection
        .execute("INSERT INTO lbsm_meta (key, value) VALUES (?1, ?2)", params![key, value])?;
    Ok(())
}

fn get<T: FromStr>(connection: &Connection, key: &str) -> Result<Option<T>, Fault> {
    let value: Option<String> = connection
        .query_row("SELECT value FROM lbsm_meta WHERE key = ?1", params![key], |row| row.get(0))
        .optional()?;
    value
        .map(|value| {
            value
                .parse()
                .ok()
                .ok_or_else(|| Fault::Damaged(format!("{TABLE} has a {key} that is none")))
        })
        .transpose()
}

/// Notes an input: its counts replace those of an earlier run or of an earlier batch of this
/// run, and a run that began at another time counts as another.
pub(super) fn log(connection: &Connection, ingest: &Ingest) -> Result<(), Fault> {
    let Ingest {
        source,
        job,
        bytes,
        lines,
        fingerprint,
        records,
        matched,
        rejected,
        complete,
        started,
        version,
    } = ingest;
    connection
        .prepare_cached(
            "INSERT INTO lbsm_ingest (source, job, bytes, lines, fingerprint, records, matched,
               rejected, complete, started, version, runs)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 1)
             ON CONFLICT (source, job) DO UPDATE SET
               bytes = excluded.bytes, lines = excluded.lines,
               fingerprint = excluded.fingerprint, records = excluded.records,
               matched = excluded.matched, rejected = excluded.rejected,
               complete = excluded.complete, version = excluded.version,
               runs = runs + (started <> excluded.started), started = excluded.started",
        )?
        .execute(params![
            source,
            job,
            bytes.cast_signed(),
            lines.cast_signed(),
            fingerprint,
            records.cast_signed(),
            matched.cast_signed(),
            rejected.cast_signed(),
            complete,
            started,
            version
        ])?;
    Ok(())
}

/// The log of inputs.
pub(super) fn ingests(connection: &Connection) -> Result<Vec<IngestEntry>, Fault> {
    let mut statement = connection.prepare(
        "SELECT source, job, bytes, lines, fingerprint, records, matched, rejected, complete,
           started, version, runs
         FROM lbsm_ingest ORDER BY fid",
    )?;
    let entries = statement.query_map([], |row| {
        let count = |name| row.get(name).map(i64::cast_unsigned);
        Ok(IngestEntry {
            ingest: Ingest {
                source: row.get("source")?,
                job: row.get("job")?,
                bytes: count("bytes")?,
                lines: count("lines")?,
                fingerprint: row.get("fingerprint")?,
                records: count("records")?,
                matched: count("matched")?,
                rejected: count("rejected")?,
                complete: row.get("complete")?,
                started: row.get("started")?,
                version: row.get("version")?,
            },
            runs: count("runs")?,
        })
    })?;
    Ok(entries.collect::<Result<_, _>>()?)
}
