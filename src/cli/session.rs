//! What the runs of one command have in common: the question, the key, the stores, the reject
//! file. `lbsm etl` reads once, `lbsm tail` again and again.

use super::etl::{self as arguments, Args};
use super::exit::Failure;
use super::format::check_tables;
use super::input;
use super::interrupt::Interrupt;
use super::output::{self, OutputFile, Outputs};
use super::{Global, progress, rejects};
use crate::etl::{self, EtlError, Filter, Journal, Plan, Reading, Report, SetSink};
use crate::privacy::Key;
use crate::source::{Input, Options, RejectWriter, SourceError};
use crate::store::{self, Location, Settings, Store};
use anyhow::anyhow;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Arguments that make sense together; nothing is opened yet.
pub struct Session<'a> {
    args: &'a Args,
    filter: Filter,
    files: Files<'a>,
}

/// The files that a run writes.
struct Files<'a> {
    args: &'a Args,
    reject: PathBuf,
    key: PathBuf,
}

/// A session with its stores open.
pub struct OpenSession<'a> {
    args: &'a Args,
    plan: Plan,
    settings: Settings,
    key: Key,
    options: Options,
    job: String,
    started: String,
    interrupt: Interrupt,
    store: Box<dyn Store + Send>,
    rejects: RejectWriter<BufWriter<OutputFile>>,
}

impl<'a> Session<'a> {
    /// Checks the arguments.
    ///
    /// # Errors
    /// They make no sense, or a file that they name does not.
    pub fn check(args: &'a Args) -> Result<Self, Failure> {
        let filter = arguments::filter(args)?;
        if let (Some(raw), Some(store)) = (&args.raw, input::stores(&args.inputs).next()) {
            return Err(Failure::Usage(anyhow!(
                "posts of {store} make sets here; whole rows, users and all, move from store to \
                 store with `lbsm merge --raw {store} -o {raw}`"
            )));
        }
        input::check_format(&args.inputs, args.format.options().format)?;
        for path in std::iter::once(&args.hll).chain(&args.raw).filter_map(Location::path) {
            output::folder_of(path)?;
        }
        let files = Files { args, reject: args.reject_path(), key: args.key_path() };
        files.outputs().check(&args.inputs)?;
        output::folder_of(&files.reject)?;
        Ok(Self { args, filter, files })
    }

    /// The inputs that there are now, and what is missing. A folder of dumps may be the folder
    /// of the results, too.
    pub fn find(&self) -> (Vec<Input>, Vec<SourceError>) {
        find(&self.args.inputs, &self.files.outputs())
    }

    /// Opens the stores, and the reject file for a run on these inputs.
    ///
    /// # Errors
    /// One of them cannot be opened or does not fit, or there is no key.
    pub fn open(
        self,
        global: &Global,
        interrupt: &Interrupt,
        inputs: &[Input],
    ) -> Result<OpenSession<'a>, Failure> {
        let Self { args, filter, files } = self;
        let options = Options {
            document_limit: args.max_record,
            block_bytes: args.block,
            ..args.format.options()
        };
        check_tables(&args.inputs, &options)?;
        let existing = store::settings(&args.hll)?;
        let key = arguments::key(args, existing.as_ref())?;
        let settings = arguments::settings(args, existing.as_ref(), &key);
        let store = store::open(&args.hll, &settings, args.raw.as_ref())?;
        let raw = args.raw.is_some();
        let job = etl::job(&filter, &settings, raw, &options, &key);
        let started = jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S%.3f").to_string();
        let log = if args.again { Vec::new() } else { store.ingests()? };
        let journal = Journal::new(job.clone(), started.clone(), key.clone(), log);
        let reject = rejects::open(&files.reject, args.reject_content, inputs, &journal)?;
        let reading = Reading::new(Vec::new(), options.clone(), journal, interrupt.flag());
        let plan = Plan {
            reading: Arc::new(reading),
            filter,
            prefilter: !args.no_prefilter,
            threads: global.threads(),
            memory: args.memory,
            reject_content: args.reject_content,
            commit_every: args.commit_every,
        };
        Ok(OpenSession {
            args,
            plan,
            settings,
            key,
            options,
            job,
            started,
            interrupt: interrupt.clone(),
            store,
            rejects: RejectWriter::new(BufWriter::new(reject)).with_content(args.reject_content),
        })
    }
}

impl OpenSession<'_> {
    /// Reads inputs: of each what the store does not know yet.
    ///
    /// # Errors
    /// A store or the reject file failed.
    pub fn read(&mut self, inputs: Vec<Input>, show: bool) -> Result<Report, Failure> {
        let again = self.args.again && !self.options.wait_for_rest;
        let log = if again { Vec::new() } else { self.store.ingests()? };
        let (job, started) = (self.job.clone(), self.started.clone());
        let journal = Journal::new(job, started, self.key.clone(), log);
        let journal = if self.options.wait_for_rest { journal.following() } else { journal };
        let total: Option<u64> = inputs.iter().map(Input::size).sum();
        let options = self.options.clone();
        let reading = Reading::new(inputs, options, journal, self.interrupt.flag());
        self.plan.reading = Arc::new(reading);
        let Self { args, plan, settings, key, store, rejects, .. } = self;
        let raw = args.raw.is_some();
        let mut sink = SetSink { store: &mut **store, settings, key, raw };
        progress::watch(plan.reading.meter(), total, show, || etl::run(plan, &mut sink, rejects))
            .map_err(|error| match error {
                EtlError::Store(error) => Failure::from(error),
                other => Failure::Io(other.into()),
            })
    }

    /// From now on, inputs are read that are still being written: a record that is not complete
    /// is left for later, and a file is known by its content when it has another name.
    pub fn follow(&mut self) {
        self.options.wait_for_rest = true;
    }

    /// The inputs that there are now, and what is missing.
    pub fn find(&self) -> (Vec<Input>, Vec<SourceError>) {
        let args = self.args;
        let files = Files { args, reject: args.reject_path(), key: args.key_path() };
        find(&args.inputs, &files.outputs())
    }
}

impl Files<'_> {
    fn outputs(&self) -> Outputs<'_> {
        let Args { hll, raw, report, .. } = self.args;
        let outputs: [(&'static str, Option<&Path>); 5] = [
            ("--hll", hll.path()),
            ("--raw", raw.as_ref().and_then(Location::path)),
            ("--report", report.as_deref()),
            ("--reject", Some(&self.reject)),
            ("the key", Some(&self.key)),
        ];
        Outputs(outputs.into_iter().filter_map(|(option, path)| Some((option, path?))).collect())
    }
}

fn find(paths: &[PathBuf], outputs: &Outputs<'_>) -> (Vec<Input>, Vec<SourceError>) {
    let (mut inputs, missing) = input::expand(paths);
    inputs.retain(|input| !matches!(input, Input::File(path) if outputs.contain(path)));
    (inputs, missing)
}
