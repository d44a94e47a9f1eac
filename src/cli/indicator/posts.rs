//! `lbsm indicator INPUT...`: topics in posts.

use super::table::{self as output, Made};
use super::time::{self, Moment};
use crate::cli::exit::Failure;
use crate::cli::format::{FormatArgs, check_tables};
use crate::cli::interrupt::Interrupt;
use crate::cli::output::OutputFile;
use crate::cli::table::grouped;
use crate::cli::{Global, progress, value};
use crate::etl::{self, Filter, FilterReason, Journal, Plan, Reading, Report};
use crate::lbsn::{BoundingBox, GeoAccuracy};
use crate::lexicon::Lexicon;
use crate::privacy::Key;
use crate::signal::{Origin, Source};
use crate::source::{self, Input, Options, RejectWriter};
use crate::topic::{
    Columns, CountSink, Counting, Counts, Dictionary, Gap, Grouping, Outcome, Places, PlacesError,
    Question, Transform,
};
use anyhow::anyhow;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// Arguments for counting topics in posts.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
pub struct PostArgs {
    /// Files, folders (read recursively, in the order of names) or - for stdin
    #[arg(required_unless_present = "from", value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    format: FormatArgs,
    /// Longest record to accept
    #[arg(long, value_name = "SIZE", default_value = "16MiB", value_parser = value::size, help_heading = "Input")]
    max_record: usize,

    /// Topics and their words (TOML; see schemas/topics.schema.json)
    #[arg(long, value_name = "FILE", required_unless_present = "from", help_heading = "Topics")]
    topics: Option<PathBuf>,
    /// What to count of a document: it once per topic, or each place at which a word stands
    #[arg(long, value_name = "WHAT", default_value = "documents", help_heading = "Topics")]
    count: Count,
    /// Count all documents as well, whatever their topics: a column `total`
    #[arg(long, help_heading = "Topics")]
    total: bool,

    /// Count documents in these languages, as the network detected them
    #[arg(long, value_name = "A,B", value_delimiter = ',', value_parser = value::language, help_heading = "Documents")]
    lang: Vec<String>,
    /// Count documents that mention one of these places: a file with a place a line, or a
    /// ready list (`ukraine`, `world`)
    #[arg(long, value_name = "PLACES", help_heading = "Documents")]
    mentions: Option<String>,
    /// Count documents from this day or time on, in the time zone of --tz
    #[arg(long, value_name = "TIME", value_parser = time::moment, help_heading = "Documents")]
    since: Option<Moment>,
    /// Count documents before this day or time
    #[arg(long, value_name = "TIME", value_parser = time::moment, help_heading = "Documents")]
    until: Option<Moment>,
    /// Count documents located in this box, degrees; west > east crosses the antimeridian
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true, help_heading = "Documents")]
    bbox: Option<BoundingBox>,
    /// Count documents that match this lexicon (TOML)
    #[arg(long, value_name = "FILE", help_heading = "Documents")]
    lexicon: Option<PathBuf>,
    /// Leave out retweets, quotes and replies
    #[arg(long, help_heading = "Documents")]
    without_reactions: bool,
    /// Count posts that came embedded in others (retweeted, quoted) as documents of their day
    #[arg(long, help_heading = "Documents")]
    embedded: bool,

    /// Split the counts by the places mentioned, the language, or geohash cells of N characters
    #[arg(long, value_name = "place|language|cell:N", value_parser = grouping, help_heading = "Table")]
    by: Option<Grouping>,
    /// What becomes of a count c: raw, log10 (of 1 + c), or sumlog10 (the sum of that over the
    /// groups of --by)
    #[arg(long, value_name = "TRANSFORM", default_value = "raw", help_heading = "Table")]
    transform: TransformName,
    /// Time zone in which days begin
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = time::zone, help_heading = "Table")]
    tz: TimeZone,
    /// Which days are covered: all from the first to the last post (range), or only those with a
    /// post of whatever topic, language and place (days); others are missing, not zero
    #[arg(long, value_name = "RULE", default_value = "range", help_heading = "Table")]
    coverage: CoverageRule,
    /// Days on which nothing was collected: they are missing, not zero. May be repeated
    #[arg(long, value_name = "DAY..DAY", value_parser = time::gap, help_heading = "Table")]
    pub gap: Vec<Gap>,
    /// Hold back numbers behind which there are fewer users: for tables that leave the house
    #[arg(long, value_name = "K", default_value_t = 0, value_parser = clap::value_parser!(u16).range(0..=1000), help_heading = "Table")]
    pub min_users: u16,
    /// What the names of the columns begin with [default: buzz; sets with --from]
    #[arg(long, value_name = "NAME", help_heading = "Table")]
    source: Option<String>,

    /// Memory for what makes a post count once; beyond it the disk is used
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = value::size)]
    memory: usize,
    /// Where positions and reasons of unusable records go; they are counted in any case
    #[arg(long, value_name = "FILE")]
    reject: Option<PathBuf>,
    /// Exit with code 1 if any record was rejected
    #[arg(long)]
    strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Count {
    Documents,
    Occurrences,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum TransformName {
    Raw,
    Log10,
    Sumlog10,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum CoverageRule {
    Range,
    Days,
}

/// `place`, `language`, `cell:4`.
fn grouping(text: &str) -> Result<Grouping, String> {
    match text {
        "place" => Ok(Grouping::Place),
        "language" => Ok(Grouping::Language),
        _ => text
            .strip_prefix("cell:")
            .and_then(|number| number.parse().ok())
            .filter(|characters| (1..=7).contains(characters))
            .map(Grouping::Cell)
            .ok_or_else(|| "write place, language, or cell:1 to cell:7".to_owned()),
    }
}

/// Counts topics in posts and writes the table.
pub fn run(
    args: &PostArgs,
    table: &output::TableArgs,
    global: &Global,
    output: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let question = question(args)?;
    let filter = filter(args)?;
    table.check()?;
    let joined = table.joined()?;
    let interrupt = Interrupt::watch();
    let mut sink = CountSink::new(&question, args.memory / 4);
    let report = read(args, filter, &mut sink, global, &interrupt)?;
    let counts = sink.finish()?;
    tell(args, &report, &counts);
    let columns = Columns {
        source: args.source_or("buzz").to_owned(),
        transform: match args.transform {
            TransformName::Raw => Transform::Raw,
            TransformName::Log10 => Transform::Log10,
            TransformName::Sumlog10 => Transform::SumLog10,
        },
        only_met_days: args.only_met_days(),
        gaps: args.gap.clone(),
        total: args.total,
    };
    let Some(Outcome { series, held_back }) = counts.series(&columns) else {
        return Err(Failure::Io(anyhow!(
            "the input holds no post with a date{}, so there is no day to count for",
            if args.since.is_some() || args.until.is_some() { " in this period" } else { "" }
        )));
    };
    if held_back > 0 {
        tracing::info!(
            "{} numbers were held back: fewer than {} users are behind them",
            grouped(held_back as u64),
            args.min_users
        );
    }
    let made = Made::new(series, &origin(args, &report));
    table.write(joined, made, output)?;
    if report.interrupted {
        tracing::warn!("ended early: the table holds what was read until then");
        return Ok(interrupt.exit_code());
    }
    if !report.failed_inputs.is_empty() {
        for failed in &report.failed_inputs {
            tracing::error!("{}", failed.reason);
        }
        return Err(Failure::Io(anyhow!(
            "{} of the inputs could not be read to the end; the table holds the others",
            report.failed_inputs.len()
        )));
    }
    let is_strict = args.strict && report.rejected.total() > 0;
    Ok(if is_strict { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

impl PostArgs {
    /// What the names of the columns begin with.
    pub fn source_or<'a>(&'a self, default: &'a str) -> &'a str {
        self.source.as_deref().unwrap_or(default)
    }

    /// Whether days on which nothing was met are missing.
    pub fn only_met_days(&self) -> bool {
        self.coverage == CoverageRule::Days
    }

    /// Whether numbers become logarithms.
    pub fn is_logarithm(&self) -> bool {
        self.transform == TransformName::Log10
    }

    /// Sets know nothing of texts, so what is asked of these cannot be told by a store.
    pub fn refuse_with_store(&self) -> Result<(), Failure> {
        let asked = [
            ("--lang", !self.lang.is_empty()),
            ("--mentions", self.mentions.is_some()),
            ("--since", self.since.is_some()),
            ("--until", self.until.is_some()),
            ("--bbox", self.bbox.is_some()),
            ("--lexicon", self.lexicon.is_some()),
            ("--by", self.by.is_some()),
            ("--tz", self.tz != TimeZone::UTC),
            ("--total", self.total),
            ("--count", self.count != Count::Documents),
            ("--transform sumlog10", self.transform == TransformName::Sumlog10),
        ];
        match asked.iter().find(|(_, is_set)| *is_set) {
            Some((option, _)) => Err(usage(anyhow!(
                "{option} asks posts, and --from reads sets; say in --where what to count"
            ))),
            None => Ok(()),
        }
    }
}

fn usage(error: impl Into<anyhow::Error>) -> Failure {
    Failure::Usage(error.into())
}

/// What is counted, checked.
fn question(args: &PostArgs) -> Result<Question, Failure> {
    let path = args.topics.as_deref().ok_or_else(|| usage(anyhow!("--topics is missing")))?;
    let dictionary = Dictionary::load(path).map_err(usage)?;
    for warning in &dictionary.warnings {
        tracing::warn!("{}: {warning}", path.display());
    }
    let places = |name: &String| {
        Places::load(name).map_err(|error| match error {
            PlacesError::Unreadable { .. } => Failure::Io(error.into()),
            error => usage(error),
        })
    };
    let mentions = args.mentions.as_ref().map(places).transpose()?;
    if args.by == Some(Grouping::Place) && mentions.is_none() {
        return Err(usage(anyhow!(
            "--by place splits by the places that are mentioned: say which with --mentions"
        )));
    }
    if args.by.is_none() && args.transform == TransformName::Sumlog10 {
        return Err(usage(anyhow!("--transform sumlog10 adds up groups: say which with --by")));
    }
    Ok(Question {
        topics: dictionary.finder().map_err(usage)?,
        names: dictionary.topics.into_iter().map(|topic| topic.name).collect(),
        mentions,
        grouping: args.by,
        counting: match args.count {
            Count::Documents => Counting::Documents,
            Count::Occurrences => Counting::Occurrences,
        },
        total: args.total,
        min_users: usize::from(args.min_users),
        zone: args.tz.clone(),
        period: (
            args.since.map(|it| it.within(&args.tz)).transpose().map_err(usage)?,
            args.until.map(|it| it.within(&args.tz)).transpose().map_err(usage)?,
        ),
    })
}

/// Which documents are looked at.
fn filter(args: &PostArgs) -> Result<Filter, Failure> {
    let lexicon = args.lexicon.as_deref().map(Lexicon::load).transpose().map_err(usage)?;
    for warning in lexicon.iter().flat_map(Lexicon::warnings) {
        tracing::warn!("{warning}");
    }
    if let (Some(since), Some(until)) = (args.since, args.until)
        && since >= until
    {
        return Err(usage(anyhow!("--since is not before --until, so no document could count")));
    }
    Ok(Filter {
        reactions: !args.without_reactions,
        embedded: args.embedded,
        min_accuracy: GeoAccuracy::Unknown,
        bbox: args.bbox,
        // The question knows the period: in its time zone, and for the coverage, too.
        since: None,
        until: None,
        languages: args.lang.clone(),
        lexicon,
    })
}

/// Runs over the inputs.
fn read(
    args: &PostArgs,
    filter: Filter,
    sink: &mut CountSink<'_>,
    global: &Global,
    interrupt: &Interrupt,
) -> Result<Report, Failure> {
    let (inputs, missing) = source::expand(&args.inputs);
    for error in &missing {
        tracing::error!("{error}");
    }
    if inputs.is_empty() {
        return Err(Failure::Io(anyhow!("there is nothing to read")));
    }
    let options = Options { document_limit: args.max_record, ..args.format.options() };
    check_tables(&args.inputs, &options)?;
    let total: Option<u64> = inputs.iter().map(Input::size).sum();
    // Nothing is logged, so the journal is an empty one, and its key is nobody's.
    let journal =
        Journal::new(String::new(), String::new(), Key::from_bytes(Vec::new()), Vec::new());
    let plan = Plan {
        reading: Arc::new(Reading::new(inputs, options, journal, interrupt.flag())),
        filter,
        // What is passed over would not be met, and its days would not be covered.
        prefilter: false,
        threads: global.threads(),
        memory: args.memory,
        reject_content: false,
        commit_every: Duration::MAX,
    };
    let rejects: Box<dyn Write + Send> = match &args.reject {
        Some(path) => Box::new(BufWriter::new(OutputFile::lazy(path, true)?)),
        None => Box::new(std::io::sink()),
    };
    let mut rejects = RejectWriter::new(rejects);
    let show = !global.no_progress && !global.quiet;
    let mut report =
        progress::watch(plan.reading.meter(), total, show, || etl::run(&plan, sink, &mut rejects))
            .map_err(|error| Failure::Io(error.into()))?;
    report.add_failed(missing);
    Ok(report)
}

/// What became of the records, in a few lines on standard error.
fn tell(args: &PostArgs, report: &Report, counts: &Counts) {
    let of = |count: u64, what: &str| format!("{} {what}", grouped(count));
    let embedded = report.filtered.0.get(&FilterReason::Embedded).copied().unwrap_or_default();
    let mut parts = vec![of(report.posts - embedded, "documents")];
    let without = report.filtered.total() - embedded;
    for (count, what) in [
        (without, "left out by filters"),
        (report.duplicates, "repetitions"),
        (counts.elsewhere, "mention none of the places"),
        (counts.undated, "without a date"),
        (report.rejected.total(), "records could not be used"),
    ] {
        if count > 0 {
            parts.push(of(count, what));
        }
    }
    tracing::info!(
        "{}; {} posts/s, {:.1} s",
        parts.join(", "),
        grouped(report.posts_per_second as u64),
        report.seconds
    );
    let any_day = counts.coverage.range().is_some();
    for (name, _) in counts.totals().iter().filter(|(_, count)| any_day && *count == 0) {
        tracing::warn!("no document is about {name:?}: its column is zero on every day");
    }
    let empty = counts.coverage.empty_days();
    if empty > 0 && args.coverage == CoverageRule::Range {
        let days = counts.coverage.range().and_then(|(first, last)| (last + 1).since(first));
        tracing::warn!(
            "on {} of {} days the input has no post at all; they count as zero: --coverage days \
             makes them missing",
            grouped(empty as u64),
            grouped(days.unwrap_or_default() as u64)
        );
    }
}

/// Where the columns come from.
fn origin(args: &PostArgs, report: &Report) -> Origin {
    let what = match (args.count, args.transform) {
        (Count::Documents, TransformName::Raw) => "documents per day",
        (Count::Occurrences, TransformName::Raw) => "occurrences per day",
        (Count::Documents, TransformName::Log10) => "log10(1 + documents per day)",
        (Count::Occurrences, TransformName::Log10) => "log10(1 + occurrences per day)",
        (Count::Documents, TransformName::Sumlog10) => "sum over groups of log10(1 + documents)",
        (Count::Occurrences, TransformName::Sumlog10) => {
            "sum over groups of log10(1 + occurrences)"
        }
    };
    let day = |moment: Option<Moment>| moment.map(|it| it.to_string());
    let gaps: Vec<String> =
        args.gap.iter().map(|Gap { first, last }| format!("{first}..{last}")).collect();
    let name = |path: &PathBuf| Source::file(path).name;
    let is_set = |set: bool| set.then(|| "yes".to_owned());
    let list = |parts: &[String]| (!parts.is_empty()).then(|| parts.join(","));
    let options = [
        ("topics", args.topics.as_ref().map(name)),
        ("lexicon", args.lexicon.as_ref().map(name)),
        ("lang", list(&args.lang)),
        ("mentions", args.mentions.as_ref().map(|it| name(&PathBuf::from(it)))),
        ("since", day(args.since)),
        ("until", day(args.until)),
        ("bbox", args.bbox.map(|bbox| bbox.to_string())),
        ("without reactions", is_set(args.without_reactions)),
        ("embedded", is_set(args.embedded)),
        ("by", args.by.map(|by| format!("{by:?}").to_lowercase())),
        ("tz", args.tz.iana_name().map(str::to_owned)),
        ("coverage", Some(format!("{:?}", args.coverage).to_lowercase())),
        ("gaps", list(&gaps)),
        ("min users", Some(args.min_users.to_string())),
        ("documents", Some(report.stored.to_string())),
    ];
    let options = options.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Origin {
        kind: "posts".to_owned(),
        meaning: what.to_owned(),
        sources: args.inputs.iter().map(|path| Source::file(path)).collect(),
        options: options.collect::<BTreeMap<_, _>>(),
        ..Origin::default()
    }
}
