//! `lbsm run`: a whole study from one file. Steps are the other commands; those whose options and
//! inputs are unchanged are not run again.

mod builder;
mod exhibit;
mod identity;
mod index;
mod kind;
mod methods;
mod months;
mod pipeline;
mod place;
mod plan;
mod record;
mod schema;
mod step;

use super::Global;
use super::exit::{End, Failure};
use super::interrupt::Interrupt;
use super::table;
use crate::privacy::Key;
use anyhow::{Context as _, anyhow};
use indicatif::DecimalBytes;
use methods::Facts;
use pipeline::Pipeline;
use plan::{Planned, plan};
use record::{Done, Record};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;
use step::Step;

/// What `lbsm run --init` writes.
const TEMPLATE: &str = include_str!("template.toml");

/// Arguments of `lbsm run`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Run a whole study from one file: sets, maps, tables, figures, a page\n\n\
        The file has a table for each step, [etl], [grid], [[query]], …; their keys are the long \
        options of these commands. Steps take up what earlier ones make, write into one folder, \
        and are not run again while their options and inputs stay the same. At the end an index \
        page links and explains everything, with a paragraph on methods for a paper.\n\n\
        Paths in the file are relative to it. Large inputs count as unchanged while their size and \
        time of change are.",
    after_help = "Examples:\n  \
        lbsm run --init                 write pipeline.toml, with comments\n  \
        lbsm run --dry-run              what would be done, and why\n  \
        lbsm run\n  \
        lbsm run europe.toml --again"
)]
#[expect(clippy::struct_excessive_bools, reason = "switches of the command line")]
pub struct Args {
    /// The file
    #[arg(value_name = "PIPELINE", default_value = "pipeline.toml")]
    pipeline: PathBuf,
    /// Write a commented file to begin with, and stop
    #[arg(long, conflicts_with_all = ["dry_run", "again"])]
    init: bool,
    /// Print the JSON Schema of the file, and stop
    #[arg(long, conflicts_with_all = ["init", "dry_run", "again"])]
    schema: bool,
    /// Say what would be done, why and at what cost, and stop
    #[arg(long)]
    dry_run: bool,
    /// Run all steps, also those with nothing new
    #[arg(long)]
    again: bool,
}

/// Runs a study.
///
/// # Errors
/// The file makes no sense, or a step fails; the steps before it need not run again.
pub(super) fn run(args: &Args, global: &Global, output: &mut dyn Write) -> Result<End, Failure> {
    if args.init {
        return init(&args.pipeline, output);
    }
    if args.schema {
        serde_json::to_writer_pretty(&mut *output, &schema::schema()).map_err(io::Error::from)?;
        writeln!(output)?;
        return Ok(End::Done);
    }
    let path = args.pipeline.as_path();
    if !path.exists() {
        return Err(Failure::Io(anyhow!(
            "there is no {}; lbsm run --init writes one to begin with",
            path.display()
        )));
    }
    let pipeline = Pipeline::load(path)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::env::set_current_dir(folder)
            .with_context(|| format!("cannot work in {}", folder.display()))
            .map_err(Failure::Io)?;
    }
    run_here(&pipeline, args, global, output)
}

fn run_here(
    pipeline: &Pipeline,
    args: &Args,
    global: &Global,
    output: &mut dyn Write,
) -> Result<End, Failure> {
    let mut record = Record::load(&pipeline.folder)?;
    if args.dry_run {
        return print_plan(&plan(pipeline, &record, args.again), output);
    }
    // Before the plan, which looks at what steps work with.
    make_keys(pipeline)?;
    let planned = plan(pipeline, &record, args.again);
    std::fs::create_dir_all(&pipeline.folder)
        .with_context(|| format!("cannot make the folder {}", pipeline.folder.display()))
        .map_err(Failure::Io)?;
    let interrupt = Interrupt::watch();
    let mut end = End::Done;
    for Planned { step, reason, identity, .. } in planned {
        if reason.is_none() {
            writeln!(output, "$ {}\n(unchanged)\n", step.command_line())?;
            continue;
        }
        writeln!(output, "$ {}", step.command_line())?;
        // What follows may take a moment.
        output.flush()?;
        let begun = Instant::now();
        if args.again || record.is_stale(&step.name, &identity.hash) {
            step.clear()
                .with_context(|| format!("cannot make anew what step `{}` made", step.name))
                .map_err(Failure::Io)?;
        }
        record.begin(&step.name, &identity.hash)?;
        let ended = perform(step, global, output)
            .map_err(|failure| failure.context(format!("step `{}`", step.name)))?;
        match ended {
            End::Interrupted(_) => return Ok(ended),
            End::Rejected => end = End::Rejected,
            End::Done if interrupt.is_set() => return Ok(interrupt.end()),
            End::Done => {}
        }
        writeln!(output)?;
        let done = Done {
            identity: identity.hash,
            command: step.command_line(),
            outputs: step.outputs.clone(),
            finished: jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S").to_string(),
            seconds: (begun.elapsed().as_secs_f64() * 100.0).round() / 100.0,
        };
        record.put(&step.name, done)?;
    }
    let index = pipeline.folder.join("index.html");
    let page = index::page(pipeline, Facts::of(pipeline)?.as_ref());
    std::fs::write(&index, page)
        .with_context(|| format!("cannot write {}", index.display()))
        .map_err(Failure::Io)?;
    writeln!(output, "{} shows and explains everything; open it in a browser", index.display())?;
    Ok(end)
}

/// Makes the keys that steps work under.
fn make_keys(pipeline: &Pipeline) -> Result<(), Failure> {
    let keys = pipeline.steps.iter().filter_map(|step| step.key.as_deref());
    for key in keys.filter(|key| !key.exists()) {
        Key::generate(key).map_err(|error| Failure::Io(error.into()))?;
        tracing::info!(
            "made a new secret key, {}: keep it, and keep it out of what you share",
            key.display()
        );
    }
    Ok(())
}

/// Runs the command of a step.
fn perform(step: &Step, global: &Global, output: &mut dyn Write) -> Result<End, Failure> {
    let command = step.parse().map_err(Failure::Usage)?.command;
    let Some(path) = step.printed() else {
        return command.run(global, &mut io::empty(), output);
    };
    let problem = || format!("cannot write {}", path.display());
    let beside = path.with_extension("part");
    let file = File::create(&beside).with_context(problem).map_err(Failure::Io)?;
    let mut file = BufWriter::new(file);
    let end = command.run(global, &mut io::empty(), &mut file).inspect_err(|_| {
        // Half of it is worse than nothing.
        let _ = std::fs::remove_file(&beside);
    })?;
    file.flush().with_context(problem).map_err(Failure::Io)?;
    std::fs::rename(&beside, path).with_context(problem).map_err(Failure::Io)?;
    writeln!(output, "in {}", path.display())?;
    Ok(end)
}

/// Writes a file to begin with.
fn init(path: &Path, output: &mut dyn Write) -> Result<End, Failure> {
    let mut file = File::create_new(path)
        .with_context(|| format!("cannot make {}", path.display()))
        .map_err(Failure::Io)?;
    file.write_all(TEMPLATE.as_bytes())?;
    writeln!(output, "{0} is ready for your inputs; then: lbsm run {0} --dry-run", path.display())?;
    Ok(End::Done)
}

/// Prints what would be done.
fn print_plan(planned: &[Planned<'_>], output: &mut dyn Write) -> Result<End, Failure> {
    let rows: Vec<Vec<String>> = planned
        .iter()
        .map(|planned| {
            let reason = planned.reason.as_ref();
            vec![
                planned.step.name.clone(),
                reason.map_or_else(|| "(unchanged)".to_owned(), ToString::to_string),
                if planned.identity.awaits {
                    "not made yet".to_owned()
                } else {
                    DecimalBytes(planned.identity.bytes).to_string()
                },
                planned.took.map_or_else(String::new, |seconds| format!("{seconds:.1} s")),
            ]
        })
        .collect();
    table::print(output, 2, &["step", "runs because", "reads", "took"], &rows)?;
    writeln!(output)?;
    for planned in planned.iter().filter(|planned| planned.reason.is_some()) {
        writeln!(output, "$ {}", planned.step.command_line())?;
    }
    Ok(End::Done)
}
