//! `lbsm etl`: dumps of posts into stores.

use super::exit::Failure;
use super::format::FormatArgs;
use super::interrupt::Interrupt;
use super::output::OutputFile;
use super::session::Session;
use super::{Global, report, value};
use crate::etl::{Filter, Report};
use crate::facet::{Bases, ItemMode, Precision};
use crate::hll::Params;
use crate::lbsn::{BoundingBox, GeoAccuracy, Timestamp};
use crate::lexicon::Lexicon;
use crate::privacy::{self, Key, KeyOrigin};
use crate::store::{Location, Settings};
use anyhow::anyhow;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Arguments of `lbsm etl`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  \
        lbsm etl tweets.jsonl.gz --lexicon migration.toml --hll study.gpkg\n  \
        lbsm etl photos.csv --csv id=photo_id,user=owner,time=taken,lat=y,lon=x,hashtags=tags\n  \
        lbsm etl dumps/ --bbox 19,34,30,42 --since 2015-09-01 --until 2016-04-01\n  \
        zcat dump.gz | lbsm etl - --lang de,en --bases default,term --report run.json",
    long_about = "Turn dumps of posts into sets (and, if asked, into raw tables)\n\n\
        Reads Twitter API v1.1 and v2, Mastodon and Bluesky in every form they are collected in: \
        JSON lines, arrays, pages, event streams; and CSV by a mapping of columns. Plain, gz, \
        bz2, xz, zstd; files, folders and stdin. The form is found by content. A store of raw \
        posts is read, too: a rawdb gives its sets without a dump.\n\n\
        Streams: memory does not grow with the input. Sets are held up to --memory, or for \
        --commit-every, and then united into the store.\n\n\
        The store knows how far each file was read: run the same command again after an \
        interruption (Ctrl-C, a crash, a full disk) and it goes on from there. What is in the \
        store already is passed over; a file that has grown is continued; one that has changed \
        is refused."
)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
pub struct Args {
    /// Files, folders (read recursively, in the order of names) or - for stdin; or stores of raw
    /// posts: a .gpkg, a folder of CSV files, postgres://…, service=NAME (docs/inputs.md)
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(super) format: FormatArgs,
    /// Longest record to accept
    #[arg(long, value_name = "SIZE", default_value = "16MiB", value_parser = value::size, help_heading = "Input")]
    pub(super) max_record: usize,
    /// Read everything anew, also what is in the store already (which is harmless)
    #[arg(long, help_heading = "Input")]
    pub(super) again: bool,
    /// About how much is read at a time: for tests
    #[arg(long, value_name = "SIZE", default_value = "1MiB", value_parser = value::size, hide = true)]
    pub(super) block: usize,

    /// Keep posts that match this lexicon (TOML; see schemas/lexicon.schema.json)
    #[arg(long, value_name = "FILE", help_heading = "Filters")]
    lexicon: Option<PathBuf>,
    /// Keep posts located in this box, degrees; west > east crosses the antimeridian
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true, help_heading = "Filters")]
    bbox: Option<BoundingBox>,
    /// Keep posts from this day or time on (UTC): 2016-02-24 or 2016-02-24T12:00:00
    #[arg(long, value_name = "TIME", value_parser = value::time, help_heading = "Filters")]
    since: Option<Timestamp>,
    /// Keep posts before this day or time (UTC)
    #[arg(long, value_name = "TIME", value_parser = value::time, help_heading = "Filters")]
    until: Option<Timestamp>,
    /// Keep posts in these languages, as the network detected them
    #[arg(long, value_name = "A,B", value_delimiter = ',', value_parser = value::language, help_heading = "Filters")]
    lang: Vec<String>,
    /// Keep posts at least this well located: attached coordinates (latlng), a point of
    /// interest (place), a city, a country, or any post (unknown)
    #[arg(long, value_name = "ACCURACY", default_value = "latlng", help_heading = "Filters")]
    min_accuracy: MinAccuracy,
    /// Look into every record, also those whose raw bytes tell that no post in them passes.
    /// Slower; the sets are the same, the report also counts what was passed over
    #[arg(long, help_heading = "Filters")]
    pub(super) no_prefilter: bool,
    /// Count retweets, quotes and replies, too
    #[arg(long, help_heading = "Filters")]
    reactions: bool,

    /// Store for the sets: a .gpkg file, a folder of CSV files (a name that ends in /), or a
    /// database (postgres://…, service=NAME)
    #[arg(long, value_name = "DEST", default_value = "lbsm.gpkg", help_heading = "Output")]
    pub(super) hll: Location,
    /// Store for raw posts, users and places, likewise; of databases another one. None unless
    /// asked for: raw records are personal data
    #[arg(long, value_name = "DEST", help_heading = "Output")]
    pub(super) raw: Option<Location>,
    /// Where positions and reasons of this run's unusable records go [default:
    /// STORE.rejects.jsonl, made only if there are any]
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    reject: Option<PathBuf>,
    /// Write the records themselves to the reject file, too (personal data!)
    #[arg(long, help_heading = "Output")]
    pub(super) reject_content: bool,
    /// Write the run report as JSON
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(super) report: Option<PathBuf>,
    /// Exit with code 1 if any record was rejected
    #[arg(long, help_heading = "Output")]
    pub(super) strict: bool,

    /// Bases to fill: names (docs/facets.md lists them), `default` or `all` [default: the
    /// store's, else default]
    #[arg(long, value_name = "A,B", help_heading = "Sets")]
    bases: Option<Bases>,
    /// Reduce positions to so many geohash characters, or `exact` [default: the store's, else 5]
    #[arg(long, value_name = "N", help_heading = "Sets")]
    geohash: Option<Precision>,
    /// log2m,regwidth,expthresh,sparseon of the sets [default: the store's, else 11,5,0,1, or
    /// 11,5,-1,1 with --items compat]
    #[arg(long, value_name = "PARAMS", help_heading = "Sets")]
    hll_params: Option<Params>,
    /// Item strings: fixed, or compat for appending to lbsntransform data [default: the
    /// store's, else fixed]
    #[arg(long, value_name = "MODE", help_heading = "Sets")]
    items: Option<ItemMode>,
    /// File with the secret key of the study [default: `LBSM_KEY`, else STORE.key, which is
    /// made if it is missing]
    #[arg(long, value_name = "FILE", help_heading = "Sets")]
    key_file: Option<PathBuf>,
    /// Memory for sets; beyond it they are united into the store
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = value::size, help_heading = "Sets")]
    pub(super) memory: usize,
    /// Unite sets into the store at least so often: what an interruption costs at most. Seconds,
    /// or with a unit: 5min
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = value::duration, help_heading = "Sets")]
    pub(super) commit_every: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum MinAccuracy {
    Latlng,
    Place,
    City,
    Country,
    Unknown,
}

impl From<MinAccuracy> for GeoAccuracy {
    fn from(accuracy: MinAccuracy) -> Self {
        match accuracy {
            MinAccuracy::Latlng => GeoAccuracy::LatLng,
            MinAccuracy::Place => GeoAccuracy::Place,
            MinAccuracy::City => GeoAccuracy::City,
            MinAccuracy::Country => GeoAccuracy::Country,
            MinAccuracy::Unknown => GeoAccuracy::Unknown,
        }
    }
}

/// Runs the command: report to `output`, exit code 1 for rejects under `--strict`.
///
/// # Errors
/// Bad arguments, no readable input, a store that fails or does not fit.
pub(super) fn run(
    args: &Args,
    global: &Global,
    output: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    read(args, global, &Interrupt::watch(), output)
}

/// The same, under a watch on interruptions that somebody else keeps, too.
pub(super) fn read(
    args: &Args,
    global: &Global,
    interrupt: &Interrupt,
    output: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let report = execute(args, global, interrupt)?;
    report::print(&report, output)?;
    let (rejected, notices) = (report.rejected.total(), report.notices.total());
    writeln!(output)?;
    if rejected > 0 {
        writeln!(output, "rejects in  {}", args.reject_path().display())?;
    }
    if let Some(raw) = &args.raw {
        writeln!(output, "raw in      {raw}")?;
    }
    writeln!(output, "sets in     {0}; next: lbsm info {0}", args.hll)?;
    output.flush()?;

    if !report.failed_inputs.is_empty() {
        return Err(Failure::Io(anyhow!(
            "{} of the inputs could not be read to the end; the others are in the store",
            report.failed_inputs.len(),
        )));
    }
    if report.interrupted {
        tracing::warn!(
            "ended early; what was read is in the store, and the same command goes on from there"
        );
        return Ok(interrupt.exit_code());
    }
    let earlier = report.earlier_runs;
    let met = report.dump.posts + notices + report.passed_over.total() + earlier.records;
    if met == 0 && rejected > 0 {
        return Err(Failure::Io(anyhow!("the input holds no post that could be used")));
    }
    if report.matched + earlier.matched == 0 {
        tracing::warn!("no post passed the filters, so the store holds no set of this input");
    }
    Ok(if args.strict && rejected + earlier.rejected > 0 {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// From arguments to a finished run.
fn execute(args: &Args, global: &Global, interrupt: &Interrupt) -> Result<Report, Failure> {
    let session = Session::check(args)?;
    let (inputs, missing) = session.find();
    for error in &missing {
        tracing::error!("{error}");
    }
    if inputs.is_empty() {
        return Err(Failure::Io(anyhow!("there is nothing to read")));
    }
    // Whatever is to be written is opened before hours of reading.
    let report_file = args.report.as_deref().map(OutputFile::create).transpose()?;
    let mut session = session.open(global, interrupt, &inputs)?;
    let mut report = session.read(inputs, !global.no_progress && !global.quiet)?;
    report.add_failed(missing);
    if let Some(mut file) = report_file {
        let json = serde_json::to_vec_pretty(&report).map_err(|error| Failure::Io(error.into()))?;
        file.write_all(&json)?;
    }
    Ok(report)
}

impl Args {
    pub(super) fn key_path(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.beside_store("key"))
    }

    /// A file beside the store and named like it; in the current folder if the store is no file.
    fn beside_store(&self, ending: &str) -> PathBuf {
        self.hll.path().unwrap_or(Path::new("lbsm")).with_extension(ending)
    }

    pub(super) fn reject_path(&self) -> PathBuf {
        self.reject.clone().unwrap_or_else(|| self.beside_store("rejects.jsonl"))
    }
}

pub(super) fn filter(args: &Args) -> Result<Filter, Failure> {
    let lexicon = match &args.lexicon {
        Some(path) => {
            let lexicon = Lexicon::load(path).map_err(|error| Failure::Usage(error.into()))?;
            for warning in lexicon.warnings() {
                tracing::warn!("{warning}");
            }
            Some(lexicon)
        }
        None => None,
    };
    if let Some(bbox) = args.bbox.filter(|bbox| bbox.crosses_antimeridian()) {
        tracing::info!(
            "the box {bbox} crosses the antimeridian; if it is not meant to, the order is \
             west,south,east,north"
        );
    }
    if let (Some(since), Some(until)) = (args.since, args.until)
        && since >= until
    {
        return Err(Failure::Usage(anyhow!(
            "--since {since} is not before --until {until}, so no post could pass"
        )));
    }
    Ok(Filter {
        reactions: args.reactions,
        embedded: true,
        min_accuracy: args.min_accuracy.into(),
        bbox: args.bbox,
        since: args.since,
        until: args.until,
        languages: args.lang.clone(),
        lexicon,
    })
}

/// What was asked for, else what the store has, else the defaults.
pub(super) fn settings(args: &Args, existing: Option<&Settings>, key: &Key) -> Settings {
    let mode = args.items.or_else(|| existing.map(|settings| settings.mode)).unwrap_or_default();
    // What is to continue lbsntransform's data needs its parameters, too.
    let default = match mode {
        ItemMode::Fixed => Params::DEFAULT,
        ItemMode::Compat => Params::POSTGRESQL,
    };
    let params = args.hll_params.or_else(|| existing.map(|settings| settings.params));
    let params = params.unwrap_or(default);
    if existing.is_none() && params.explicit_threshold() > 0 {
        tracing::warn!(
            "sets of up to {} items keep the full hash of each: with these parameters ({params}) \
             whoever gets the key can tell for certain who is in them; 11,5,0,1 keeps none",
            params.explicit_threshold()
        );
    }
    Settings {
        params,
        precision: args
            .geohash
            .or_else(|| existing.map(|settings| settings.precision))
            .unwrap_or_default(),
        mode,
        bases: args
            .bases
            .clone()
            .or_else(|| existing.map(|settings| settings.bases.clone()))
            .unwrap_or_default(),
        key_id: key.id(),
    }
}

pub(super) fn key(args: &Args, existing: Option<&Settings>) -> Result<Key, Failure> {
    let failure = |error: privacy::KeyError| Failure::Io(error.into());
    let beside = args.beside_store("key");
    let (key, origin) = match Key::find(args.key_file.as_deref(), &beside).map_err(failure)? {
        Some(found) => found,
        None if existing.is_some() => {
            return Err(Failure::Refused(anyhow!(
                "{} was made under a key that is neither in LBSM_KEY nor in {}; \
                 name it with --key-file. A lost key cannot be recovered: then make another store",
                args.hll,
                beside.display(),
            )));
        }
        None => match Key::generate(&beside) {
            // Another process was quicker, and so it is one key.
            Err(_) if beside.exists() => {
                (Key::read(&beside).map_err(failure)?, KeyOrigin::File(beside.clone()))
            }
            made => made.map_err(failure)?,
        },
    };
    match &origin {
        KeyOrigin::Generated(path) => tracing::info!(
            "made a new secret key, {}: keep it to add to these sets later, and keep it apart \
             from the store when you share that",
            path.display()
        ),
        KeyOrigin::File(path) if privacy::is_exposed(path) => tracing::warn!(
            "others on this machine can read the key file {0}; run: chmod 600 {0}",
            path.display()
        ),
        _ => {}
    }
    let mode = args.items.or_else(|| existing.map(|settings| settings.mode));
    if key.is_empty() && mode != Some(ItemMode::Compat) {
        return Err(Failure::Refused(anyhow!(
            "the key is empty, under which everybody can test who is in a set. Only to continue \
             data that lbsntransform made without a salt, add --items compat"
        )));
    }
    if key.is_guessable() {
        tracing::warn!(
            "the key is short enough to be guessed, and then whoever has the store can test \
             whether a given user is in it; let lbsm make one"
        );
    }
    Ok(key)
}
