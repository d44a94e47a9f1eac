//! The pass over the inputs.

use super::Args;
use crate::cli::exit::Failure;
use crate::cli::format::check_tables;
use crate::cli::input;
use crate::cli::interrupt::Interrupt;
use crate::cli::output::{OutputFile, Outputs};
use crate::cli::{Global, progress};
use crate::etl::{self, Journal, Plan, Reading, Report};
use crate::lbsn::GeoAccuracy;
use crate::lexicon::Lexicon;
use crate::privacy::Key;
use crate::refine::{Findings, Survey, Wishes};
use crate::source::{Input, Options, RejectWriter};
use anyhow::anyhow;
use std::io::BufWriter;
use std::sync::Arc;
use std::time::Duration;

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
    let (mut inputs, missing) = input::expand(&args.inputs);
    inputs.retain(|input| !matches!(input, Input::File(path) if outputs.contain(path)));
    for error in &missing {
        tracing::error!("{error}");
    }
    if inputs.is_empty() {
        return Err(Failure::Io(anyhow!("there is nothing to read")));
    }
    let options = Options { document_limit: args.max_record, ..args.format.options() };
    input::check_format(&args.inputs, options.format)?;
    check_tables(&args.inputs, &options)?;
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
    if report.interrupted || interrupt.is_set() {
        return Ok(None);
    }
    report.add_failed(missing);
    Ok(Some((report, survey.finish())))
}
