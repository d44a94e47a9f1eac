//! `lbsm tail`: keeps ingesting what arrives, in a folder or through a pipe.

use super::exit::Failure;
use super::interrupt::Interrupt;
use super::session::{OpenSession, Session};
use super::table::grouped;
use super::{Global, etl, input};
use crate::etl::Report;
use crate::source::{Compression, Input};
use anyhow::anyhow;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

/// How often there is a look at whether somebody asked to end.
const GLANCE: Duration = Duration::from_millis(100);

/// Arguments of `lbsm tail`.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(
    after_help = "Examples:\n  \
        lbsm tail collected/ --lexicon migration.toml --hll live.gpkg\n  \
        collector | lbsm tail - --hll live.gpkg --commit-every 10s",
    long_about = "Keep ingesting what arrives in a folder, or through a pipe\n\n\
        Looks at the folder every --commit-every and reads what is new in it: files that \
        appeared or grew, also below it. A record whose end is still missing is left until it \
        has come. A file that was renamed (rotated) is known by its content and not read again; \
        compressed files are read once they have stopped growing. Takes the options of `lbsm \
        etl`, and shares its log of what was read: either goes on where the other ended.\n\n\
        Ends with Ctrl-C, or with the pipe; what was read is then in the store."
)]
pub struct Args {
    #[command(flatten)]
    etl: etl::Args,
}

/// What was read so far.
#[derive(Debug, Default)]
struct Totals {
    files: u64,
    records: u64,
    matched: u64,
    rejected: u64,
}

/// Keeps ingesting until somebody asks to end.
///
/// # Errors
/// Bad arguments, or a store that fails or does not fit.
pub(super) fn run(
    args: &Args,
    global: &Global,
    output: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let args = &args.etl;
    let pipe = args.inputs.iter().any(|input| input.as_os_str() == "-");
    if pipe && args.inputs.len() > 1 {
        return Err(Failure::Usage(anyhow!("name either folders or -, the pipe, not both")));
    }
    let interrupt = Interrupt::watch();
    if pipe {
        let code = etl::read(args, global, &interrupt, output)?;
        // To be asked to end is the ordinary end of this command.
        return Ok(if interrupt.is_set() { ExitCode::SUCCESS } else { code });
    }
    if args.report.is_some() || args.again {
        return Err(Failure::Usage(anyhow!(
            "--report and --again are of no use here; run `lbsm etl` on the folder"
        )));
    }
    if let Some(store) = input::stores(&args.inputs).next() {
        return Err(Failure::Usage(anyhow!(
            "{store} is a store, and does not grow at its end; `lbsm etl` reads it"
        )));
    }
    let session = Session::check(args)?;
    let (inputs, _) = session.find();
    if let Some(missing) = args.inputs.iter().find(|path| !path.exists()) {
        return Err(Failure::Io(anyhow!("{}: no such file or folder", missing.display())));
    }
    let mut session = session.open(global, &interrupt, &inputs)?;
    session.follow();
    tracing::info!("looking for posts every {:?}; Ctrl-C ends", args.commit_every);
    let totals = follow(&mut session, args.commit_every, &interrupt)?;
    let Totals { files, records, matched, rejected } = totals;
    for (name, count) in
        [("files", files), ("records", records), ("matched", matched), ("rejected", rejected)]
    {
        writeln!(output, "{name:<11} {:>12}", grouped(count))?;
    }
    writeln!(output, "\nsets in     {0}; next: lbsm info {0}", args.hll)?;
    output.flush()?;
    Ok(if args.strict && rejected > 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Looks, reads, waits, until somebody asks to end.
fn follow(
    session: &mut OpenSession<'_>,
    every: Duration,
    interrupt: &Interrupt,
) -> Result<Totals, Failure> {
    let (mut totals, mut watched) = (Totals::default(), Watched::default());
    while !interrupt.is_set() {
        let begun = Instant::now();
        let (inputs, missing) = session.find();
        for error in missing {
            tracing::debug!("{error}");
        }
        let news = watched.news(inputs);
        if !news.is_empty() {
            totals.add(news.len(), &session.read(news, false)?);
        }
        while begun.elapsed() < every && !interrupt.is_set() {
            sleep(GLANCE.min(every));
        }
    }
    Ok(totals)
}

impl Totals {
    fn add(&mut self, files: usize, report: &Report) {
        for failed in &report.failed_inputs {
            tracing::warn!("{}", failed.reason);
        }
        let files = (files - report.known_inputs.len()) as u64;
        let rejected = report.rejected.total();
        self.files += files;
        self.records += report.records;
        self.matched += report.matched;
        self.rejected += rejected;
        if report.records > 0 {
            tracing::info!(
                "{} new records in {} files, {} posts matched, {} records rejected",
                grouped(report.records),
                grouped(files),
                grouped(report.matched),
                grouped(rejected)
            );
        }
    }
}

/// What a file looks like from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    size: u64,
    modified: Option<SystemTime>,
}

/// The files of the folder as they were when last looked at.
#[derive(Debug, Default)]
struct Watched(HashMap<PathBuf, Seen>);

#[derive(Debug, Clone, Copy)]
struct Seen {
    look: Look,
    read: bool,
}

impl Watched {
    /// Those of the inputs that have something new. Files that are gone are forgotten.
    fn news(&mut self, inputs: Vec<Input>) -> Vec<Input> {
        let mut now = HashMap::new();
        let mut news = Vec::new();
        for input in inputs {
            let Input::File(path) = &input else { continue };
            let Ok(look) = look(path) else { continue };
            let before = self.0.get(path).filter(|seen| seen.look == look);
            let read = match before {
                Some(seen) if seen.read => true,
                // A compressed file that is as it was at the last look grows no more.
                before => {
                    let ready = before.is_some() || !is_compressed(path);
                    news.extend(ready.then(|| input.clone()));
                    ready
                }
            };
            now.insert(path.clone(), Seen { look, read });
        }
        self.0 = now;
        news
    }
}

fn look(path: &Path) -> io::Result<Look> {
    let found = fs::metadata(path)?;
    Ok(Look { size: found.len(), modified: found.modified().ok() })
}

/// Whether a file is compressed. What cannot be read is dealt with where it is read.
fn is_compressed(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(10).read_to_end(&mut head));
    read.is_ok() && Compression::detect(&head) != Compression::Plain
}

#[cfg(test)]
#[path = "tail_tests.rs"]
mod tests;
