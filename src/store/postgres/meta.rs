//! The schema `lbsm`: what a database holds, under what its sets were made, what went in, and
//! which batch each run committed last.

use super::fault::{Fault, While as _};
use crate::privacy::KeyId;
use crate::store::postgres::copy::indexable;
use crate::store::{Ingest, IngestEntry, Settings};
use std::str::FromStr;
use tokio_postgres::{GenericClient, Statement, Transaction};

/// The form of the tables that this program reads and writes.
pub(super) const FORMAT_VERSION: u32 = 1;

/// One setting.
pub(super) async fn get<T: FromStr>(
    client: &impl GenericClient,
    key: &str,
) -> Result<Option<T>, Fault> {
    let row = client
        .query_opt("SELECT value FROM lbsm.meta WHERE key = $1", &[&key])
        .await
        .on("read lbsm.meta")?;
    let Some(row) = row else { return Ok(None) };
    let value: String = row.try_get(0).on("read lbsm.meta")?;
    let value = value.parse().ok();
    value.map(Some).ok_or_else(|| Fault::Damaged(format!("lbsm.meta has a {key} that is none")))
}

/// Notes a setting, unless it is noted already.
pub(super) async fn put(client: &impl GenericClient, key: &str, value: &str) -> Result<(), Fault> {
    let insert = "INSERT INTO lbsm.meta (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    client.execute(insert, &[&key, &value]).await.on("write lbsm.meta")?;
    Ok(())
}

/// Notes under what the sets are made, and reads back what is noted: another run may have been
/// quicker.
pub(super) async fn put_settings(
    transaction: &Transaction<'_>,
    settings: &Settings,
) -> Result<Option<Settings>, Fault> {
    let Settings { params, precision, mode, bases, key_id } = settings;
    put(transaction, "hll_params", &params.to_string()).await?;
    put(transaction, "geohash_precision", &precision.to_string()).await?;
    put(transaction, "item_mode", mode.as_str()).await?;
    put(transaction, "bases", &bases.to_string()).await?;
    put(transaction, "key_id", key_id.as_str()).await?;
    self::settings(transaction).await
}

/// Under what the sets were made; `None` while there are none.
pub(super) async fn settings(client: &impl GenericClient) -> Result<Option<Settings>, Fault> {
    let Some(key_id) = get::<String>(client, "key_id").await? else { return Ok(None) };
    let missing = |name: &str| Fault::Damaged(format!("lbsm.meta has no {name}"));
    Ok(Some(Settings {
        params: get(client, "hll_params").await?.ok_or_else(|| missing("hll_params"))?,
        precision: get(client, "geohash_precision")
            .await?
            .ok_or_else(|| missing("geohash_precision"))?,
        mode: get(client, "item_mode").await?.ok_or_else(|| missing("item_mode"))?,
        bases: get(client, "bases").await?.ok_or_else(|| missing("bases"))?,
        key_id: KeyId::from_stored(&key_id),
    }))
}

/// Notes that a run commits its batch of this number; `false` if it has already, on a
/// connection that was lost before the server could say so. While the server has not decided
/// what became of that one, this waits.
pub(super) async fn begin_batch(
    transaction: &Transaction<'_>,
    run: &str,
    batch: i64,
) -> Result<bool, Fault> {
    let changed = transaction
        .execute(
            "INSERT INTO lbsm.run AS run (id, batch, version) VALUES ($1, $2, $3)
             ON CONFLICT (id) DO UPDATE SET batch = excluded.batch, committed = now()
             WHERE run.batch < excluded.batch",
            &[&run, &batch, &env!("CARGO_PKG_VERSION")],
        )
        .await
        .on("note the run")?;
    Ok(changed == 1)
}

/// Notes inputs: their counts replace those of an earlier run or batch, and a run that began at
/// another time counts as another.
pub(super) async fn log(transaction: &Transaction<'_>, inputs: &[Ingest]) -> Result<(), Fault> {
    // In one order, whatever order the run met them in: so runs do not wait for each other in
    // a circle.
    let mut inputs: Vec<&Ingest> = inputs.iter().collect();
    inputs.sort_by(|one, other| (&one.source, &one.job).cmp(&(&other.source, &other.job)));
    let statement =
        prepare(transaction, "stored.runs + (stored.started <> excluded.started)::int").await?;
    for ingest in inputs {
        write(transaction, &statement, ingest, 1).await?;
    }
    Ok(())
}

/// Unites the log of another store with this one.
pub(super) async fn unite_log(
    transaction: &Transaction<'_>,
    entries: &[IngestEntry],
) -> Result<(), Fault> {
    let lock = "LOCK TABLE lbsm.ingest IN SHARE ROW EXCLUSIVE MODE";
    transaction.batch_execute(lock).await.on("note the inputs")?;
    let mut known: Vec<IngestEntry> = ingests(transaction).await?;
    let statement = prepare(transaction, "excluded.runs").await?;
    for entry in entries {
        let same = |other: &&mut IngestEntry| {
            other.ingest.source == entry.ingest.source && other.ingest.job == entry.ingest.job
        };
        let united = if let Some(stored) = known.iter_mut().find(same) {
            stored.unite(entry);
            stored.clone()
        } else {
            known.push(entry.clone());
            entry.clone()
        };
        write(transaction, &statement, &united.ingest, united.runs).await?;
    }
    Ok(())
}

/// The statement that notes an input; `runs` is what becomes of the number of runs of one that
/// is noted already.
async fn prepare(transaction: &Transaction<'_>, runs: &str) -> Result<Statement, Fault> {
    let statement = format!(
        "INSERT INTO lbsm.ingest AS stored (source, job, bytes, lines, fingerprint, records,
           matched, rejected, complete, started, version, runs)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (source, job) DO UPDATE SET
           bytes = excluded.bytes, lines = excluded.lines,
           fingerprint = excluded.fingerprint, records = excluded.records,
           matched = excluded.matched, rejected = excluded.rejected,
           complete = excluded.complete, version = excluded.version,
           runs = {runs}, started = excluded.started"
    );
    transaction.prepare(&statement).await.on("note the inputs")
}

async fn write(
    transaction: &Transaction<'_>,
    statement: &Statement,
    ingest: &Ingest,
    runs: u64,
) -> Result<(), Fault> {
    let Ingest { source, job, fingerprint, started, version, complete, .. } = ingest;
    let text = |text: &str| text.replace('\0', "");
    let (source, job) = (text(source), text(job));
    let (source, job) = (indexable(&source), indexable(&job));
    let count = u64::cast_signed;
    transaction
        .execute(
            statement,
            &[
                &source.as_ref(),
                &job.as_ref(),
                &count(ingest.bytes),
                &count(ingest.lines),
                &text(fingerprint),
                &count(ingest.records),
                &count(ingest.matched),
                &count(ingest.rejected),
                complete,
                &text(started),
                &text(version),
                &count(runs),
            ],
        )
        .await
        .on("note the inputs")?;
    Ok(())
}

/// The log of inputs.
pub(super) async fn ingests(client: &impl GenericClient) -> Result<Vec<IngestEntry>, Fault> {
    let rows = client
        .query(
            "SELECT source, job, bytes, lines, fingerprint, records, matched, rejected, complete,
               started, version, runs
             FROM lbsm.ingest ORDER BY number",
            &[],
        )
        .await
        .on("read the log of inputs")?;
    let entry = |row: &tokio_postgres::Row| {
        let count = |name| row.try_get(name).map(i64::cast_unsigned);
        Ok(IngestEntry {
            ingest: Ingest {
                source: row.try_get("source")?,
                job: row.try_get("job")?,
                bytes: count("bytes")?,
                lines: count("lines")?,
                fingerprint: row.try_get("fingerprint")?,
                records: count("records")?,
                matched: count("matched")?,
                rejected: count("rejected")?,
                complete: row.try_get("complete")?,
                started: row.try_get("started")?,
                version: row.try_get("version")?,
            },
            runs: count("runs")?,
        })
    };
    rows.iter()
        .map(entry)
        .collect::<Result<_, tokio_postgres::Error>>()
        .on("read the log of inputs")
}
