//! The pass over the inputs.

use super::Args;
use crate::cli::exit::Failure;
use crate::cli::format::check_tables;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::{OutputFile, Outputs};
use crate::cli::{Global, progress};
use crate::etl::{self, EtlError, Journal, Plan, Reading, Report};
use crate::lbsn::GeoAccuracy;
use crate::lexicon::Lexicon;
use crate::privacy::Key;
use crate::refine::{Findings, Survey, Wishes};
use crate::source::{self, Input, Options, RejectWriter};
use crate::store::{self, Location, Store, StoreError};
use anyhow::anyhow;
use std::io::BufWriter;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Opens the stores among the inputs; the other inputs.
fn stores(inputs: &[PathBuf]) -> Result<(Vec<Box<dyn Store + Send>>, Vec<PathBuf>), Failure> {
    let (mut stores, mut others) = (Vec::new(), Vec::new());
    for input in inputs {
        let location = match input.to_str().and_then(|text| text.parse().ok()) {
            None if input.is_dir() => Some(Location::Folder(input.clone())),
            location => location,
        };
        let opened = location.map(|location| (store::read(&location), location));
        match opened {
            Some((Ok(store), _)) => stores.push(store),
            // A folder of dumps.
            Some((
                Err(StoreError::ForeignFolder { .. } | StoreError::Missing { .. }),
                location,
            )) if matches!(location, Location::Folder(_)) => {
                others.push(input.clone());
            }
            Some((Err(error), _)) => return Err(error.into()),
            None => others.push(input.clone()),
        }
    }
    Ok((stores, others))
}

/// Reads all inputs; `None` if somebody ended the run.
///
/// # Errors
/// There is nothing to read, or the file of rejects cannot be written.
pub(super) fn read(
    args: &Args,
    lexicon: &Lexicon,
    outputs: &Outputs<'_>,
    global: &Global,
    interrupt: &Interrupt,
) -> Result<Option<(Report, Findings)>, Failure> {
    let (stores, others) = stores(&args.inputs)?;
    let (mut inputs, missing) = source::expand(&others);
    inputs.retain(|input| !matches!(input, Input::File(path) if outputs.contain(path)));
    for error in &missing {
        tracing::error!("{error}");
    }
    if inputs.is_empty() && stores.is_empty() {
        return Err(Failure::Io(anyhow!("there is nothing to read")));
    }
    let options = Options { document_limit: args.max_record, ..args.format.options() };
    check_tables(&others, &options)?;
    let total: Option<u64> = inputs.iter().map(Input::size).sum();
    // No store, so no log of what it holds.
    let key = Key::from_bytes(Vec::new());
    let journal = Journal::new(String::new(), String::new(), key, Vec::new());
    let plan = Plan {
        reading: Arc::new(Reading::new(inputs, options, journal, interrupt.flag())),
        // Posts about anything else are what the lexicon's are compared with.
        filter: args.filters.filter(None, GeoAccuracy::Unknown)?,
        prefilter: !args.filters.no_prefilter,
        threads: global.threads(),
        memory: usize::MAX,
        reject_content: false,
        commit_every: Duration::MAX,
    };
    let rejects = outputs.0.iter().find(|(name, _)| *name == "rejects.jsonl");
    let rejects = rejects.map(|(_, path)| OutputFile::lazy(path, false)).transpose()?;
    let rejects = rejects.ok_or_else(|| Failure::Io(anyhow!("there is no file for rejects")))?;
    let mut rejects = RejectWriter::new(BufWriter::new(rejects));
    let wishes =
        Wishes { texts: args.show_text, sample: args.check.unwrap_or(0) as usize, seed: args.seed };
    let mut survey = Survey::new(lexicon, wishes);
    let show = !global.no_progress && !global.quiet;
    let mut report = progress::watch(plan.reading.meter(), total, show, || {
        etl::run(&plan, &mut survey, &mut rejects)
    })
    .map_err(|error| Failure::Io(error.into()))?;
    for store in stores {
        let stop = || interrupt.is_set();
        let stored = etl::read_stored(&*store, &plan.filter, &stop, &mut survey);
        let stored = stored.map_err(|error| match error {
            EtlError::Store(error) => Failure::from(error),
            other => Failure::Io(other.into()),
        })?;
        report.inputs += 1;
        report.posts += stored.posts;
        report.matched += stored.matched;
        report.stored += stored.matched;
    }
    if report.interrupted || interrupt.is_set() {
        return Ok(None);
    }
    report.add_failed(missing);
    Ok(Some((report, survey.finish())))
}
