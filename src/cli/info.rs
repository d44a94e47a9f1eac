//! `lbsm info`: what a store is.

use super::exit::Failure;
use super::table::{self, grouped, shown};
use crate::facet::Base;
use crate::store::{self, Location, Settings, Store, key_text};
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::ControlFlow;

/// Arguments of `lbsm info`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Tell what a store is: parameters, key id, bases, period, what went in\n\n\
        The key id tells keys apart and reveals nothing of them. An input is listed once for \
        each job (what a run asks of the posts: filters, lexicon, bases), with the counts of \
        all runs that read a part of it; where it has not been read to its end, it says up to \
        which line.",
    after_help = "Examples:\n  \
        lbsm info lbsm.gpkg\n  \
        lbsm info lbsm.gpkg --format json | jq .settings.key_id"
)]
pub struct Args {
    /// The store
    store: Location,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// What there is to tell of a store.
#[derive(Debug, Serialize)]
struct Info {
    store: String,
    settings: Option<SettingsInfo>,
    period: Option<Period>,
    bases: Vec<BaseInfo>,
    raw: Vec<RawInfo>,
    ingests: Vec<IngestInfo>,
}

#[derive(Debug, Serialize)]
struct SettingsInfo {
    hll_params: String,
    key_id: String,
    items: &'static str,
    geohash: String,
}

/// First and last day, month or year with a post, UTC.
#[derive(Debug, Serialize)]
struct Period {
    first: String,
    last: String,
}

#[derive(Debug, Serialize)]
struct BaseInfo {
    base: &'static str,
    table: String,
    keys: u64,
    metrics: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct RawInfo {
    table: String,
    rows: u64,
}

#[derive(Debug, Serialize)]
struct IngestInfo {
    source: String,
    job: String,
    bytes: u64,
    lines: u64,
    records: u64,
    matched: u64,
    rejected: u64,
    complete: bool,
    started: String,
    version: String,
    runs: u64,
}

/// Tells what a store is.
///
/// # Errors
/// The store cannot be read, or the output cannot be written.
pub fn run(args: &Args, output: &mut dyn Write) -> Result<(), Failure> {
    let store = store::read(&args.store)?;
    let info = Info::read(&*store, args.store.to_string())?;
    match args.format {
        Format::Text => info.print(output)?,
        Format::Json => {
            serde_json::to_writer_pretty(&mut *output, &info).map_err(io::Error::from)?;
            writeln!(output)?;
        }
    }
    Ok(())
}

impl Info {
    fn read(store: &dyn Store, name: String) -> Result<Self, Failure> {
        let settings = store.settings();
        let bases = settings.map(|settings| settings.bases.iter()).into_iter().flatten();
        let bases = bases
            .map(|base| {
                Ok(BaseInfo {
                    base: base.name,
                    table: base.table(),
                    keys: store.count(base)?,
                    metrics: base.metrics.iter().map(|metric| metric.column()).collect(),
                })
            })
            .collect::<Result<_, Failure>>()?;
        let raw = store.raw_counts()?.into_iter();
        let ingests = store.ingests()?.into_iter().map(|entry| IngestInfo {
            source: entry.ingest.source,
            job: entry.ingest.job,
            bytes: entry.ingest.bytes,
            lines: entry.ingest.lines,
            records: entry.ingest.records,
            matched: entry.ingest.matched,
            rejected: entry.ingest.rejected,
            complete: entry.ingest.complete,
            started: entry.ingest.started,
            version: entry.ingest.version,
            runs: entry.runs,
        });
        Ok(Self {
            store: name,
            settings: settings.map(|settings| SettingsInfo {
                hll_params: settings.params.to_string(),
                key_id: settings.key_id.to_string(),
                items: settings.mode.as_str(),
                geohash: settings.precision.to_string(),
            }),
            period: settings.map(|settings| period(store, settings)).transpose()?.flatten(),
            bases,
            raw: raw.map(|(table, rows)| RawInfo { table: table.table(), rows }).collect(),
            ingests: ingests.collect(),
        })
    }

    fn print(&self, output: &mut dyn Write) -> Result<(), Failure> {
        writeln!(output, "store              {}", shown(&self.store))?;
        if let Some(settings) = &self.settings {
            writeln!(output, "HLL parameters     {}", settings.hll_params)?;
            writeln!(output, "key id             {}", settings.key_id)?;
            writeln!(output, "item mode          {}", settings.items)?;
            writeln!(output, "geohash precision  {}", settings.geohash)?;
        } else {
            writeln!(output, "sets               none")?;
        }
        if let Some(Period { first, last }) = &self.period {
            writeln!(output, "period             {first} to {last}")?;
        }
        if !self.bases.is_empty() {
            let rows: Vec<Vec<String>> = self
                .bases
                .iter()
                .map(|base| vec![base.base.to_owned(), base.table.clone(), grouped(base.keys)])
                .collect();
            writeln!(output)?;
            table::print(output, 2, &["base", "table", "keys"], &rows)?;
        }
        if !self.raw.is_empty() {
            let rows: Vec<Vec<String>> =
                self.raw.iter().map(|raw| vec![raw.table.clone(), grouped(raw.rows)]).collect();
            writeln!(output)?;
            table::print(output, 1, &["raw table", "rows"], &rows)?;
        }
        // That an input was read to its end goes without saying.
        let some_incomplete = self.ingests.iter().any(|ingest| !ingest.complete);
        let mut headings =
            vec!["input", "started", "version", "runs", "bytes", "records", "matched", "rejected"];
        if some_incomplete {
            headings.insert(1, "read");
        }
        // Only where there are several need they be told apart.
        let jobs: BTreeSet<&str> = self.ingests.iter().map(|it| it.job.as_str()).collect();
        let several_jobs = jobs.len() > 1;
        if several_jobs {
            headings.insert(1, "job");
        }
        let rows: Vec<Vec<String>> = self
            .ingests
            .iter()
            .map(|ingest| {
                let mut texts = vec![ingest.source.clone()];
                if several_jobs {
                    texts.push(ingest.job.clone());
                }
                if some_incomplete {
                    texts.push(match (ingest.complete, ingest.lines) {
                        (true, _) => "to its end".to_owned(),
                        (false, 0) => format!("up to byte {}", grouped(ingest.bytes)),
                        (false, lines) => format!("up to line {}", grouped(lines)),
                    });
                }
                texts.extend([ingest.started.clone(), ingest.version.clone()]);
                let IngestInfo { runs, bytes, records, matched, rejected, .. } = ingest;
                let counts = [*runs, *bytes, *records, *matched, *rejected].map(grouped);
                texts.into_iter().chain(counts).collect()
            })
            .collect();
        writeln!(output)?;
        table::print(output, headings.len() - 5, &headings, &rows)?;
        if some_incomplete {
            writeln!(output, "\nWhat was not read to its end: the same command goes on there.")?;
        }
        Ok(())
    }
}

/// First and last day with a post, or month or year where days are not kept.
fn period(store: &dyn Store, settings: &Settings) -> Result<Option<Period>, Failure> {
    let finest = ["date", "month", "year"]
        .into_iter()
        .filter_map(Base::by_name)
        .find(|base| settings.bases.contains(base));
    let Some(base) = finest else { return Ok(None) };
    let mut period: Option<Period> = None;
    store.rows(base, &mut |row| {
        let parts: Vec<String> = base
            .columns()
            .zip(&row.key)
            .map(|(column, value)| format!("{:0>2}", key_text(column.kind, value)))
            .collect();
        let text = parts.join("-");
        match &mut period {
            Some(period) => period.last = text,
            None => period = Some(Period { first: text.clone(), last: text }),
        }
        ControlFlow::Continue(())
    })?;
    Ok(period)
}

#[cfg(test)]
#[path = "info_tests.rs"]
mod tests;
