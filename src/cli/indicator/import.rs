//! `lbsm indicator import`: daily series of other sources.

use super::table::{self as output, Made};
use super::time;
use crate::cli::exit::Failure;
use crate::cli::table::{grouped, shown};
use crate::cli::value;
use crate::indicator::series::Series;
use crate::indicator::table::Table;
use crate::signal::{
    self, Batch, Daily, EVENTS, Newsstand, Origin, Scale, Seen, Sheet, SignalError, Source, TONE,
    Timelines, events, of_timelines, rescale, timelines, tone,
};
use crate::topic::Dictionary;
use anyhow::{Context as _, anyhow};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `lbsm indicator import`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Daily series of other sources, as a table of indicators\n\n  \
        trends  downloads of Google Trends (CSV): batches of words that share an anchor word are \
        brought to one scale; with --topics, a topic is the mean of its words\n  \
        acled   an export of ACLED: events per day, and the sum of fatalities\n  \
        gdelt   positive and negative tone, summed per day over rows (regions or articles); timelines \
        of the DOC API (CSV or JSON), a column each\n  \
        news    articles per day by topic: responses of NewsAPI (JSON), or a table\n  \
        csv     any table with a column of days and a column per series\n\n\
        Several files are read as one. Where each column comes from is kept beside the table.",
    after_help = "Examples:\n  \
        lbsm indicator import --kind trends a.csv b.csv --topics topics.toml -o X.csv\n  \
        lbsm indicator import --kind acled acled.csv --by admin1 --scale sumlog10 --join X.csv -o X.csv\n  \
        lbsm indicator import --kind csv losses.csv --columns personnel --source losses --join X.csv -o X.csv"
)]
pub struct Args {
    /// Files to read
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What they are
    #[arg(long, value_name = "KIND")]
    kind: Kind,
    /// Topics and their words (TOML): for trends and news
    #[arg(long, value_name = "TOPICS")]
    topics: Option<PathBuf>,
    /// trends: the word that is in all batches [default: the only such word]
    #[arg(long, value_name = "WORD")]
    anchor: Option<String>,
    /// news: the language of articles that do not say
    #[arg(long, value_name = "LANG", value_parser = value::language)]
    lang: Option<String>,
    /// acled, gdelt, news: the column of the groups whose logarithms --scale sumlog10 adds up
    /// (of `NewsAPI`: source)
    #[arg(long, value_name = "COLUMN")]
    by: Option<String>,
    /// What becomes of a number x: raw, log10 (of 1 + x), or sumlog10 (the sum of that over the
    /// groups of --by)
    #[arg(long, value_name = "SCALE", default_value = "raw")]
    scale: ScaleName,
    /// csv: the columns to take [default: all]
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    columns: Vec<String>,
    /// news: the time zone in which days begin
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = time::zone)]
    tz: TimeZone,
    /// What the names of the columns begin with [default: trends, events, gdelt, news; none for
    /// csv]
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    #[command(flatten)]
    table: output::TableArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    Trends,
    Acled,
    Gdelt,
    News,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ScaleName {
    Raw,
    Log10,
    Sumlog10,
}

/// A file with its content.
struct Content<'a> {
    path: &'a Path,
    bytes: Vec<u8>,
}

impl Content<'_> {
    /// An error about this file.
    fn fault(&self, error: impl Into<anyhow::Error>) -> Failure {
        Failure::Usage(error.into().context(self.path.display().to_string()))
    }
}

/// Reads the files and writes the table.
pub fn run(args: &Args, output: &mut dyn Write) -> Result<(), Failure> {
    args.check()?;
    let joined = args.table.joined()?;
    let contents: Vec<Content<'_>> =
        args.files.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
    let mut options = args.options();
    let series = match args.kind {
        Kind::Trends => trends(args, &contents, &mut options)?,
        Kind::Acled => acled(args, &contents)?,
        Kind::Gdelt => gdelt(args, &contents)?,
        Kind::News => news(args, &contents)?,
        Kind::Csv => tables(args, &contents)?,
    };
    let (kind, prefix, what) = match args.kind {
        Kind::Trends => ("trends", "trends", "search interest, on the scale of the first batch"),
        Kind::Acled => ("acled", "events", "events per day, or fatalities of them"),
        Kind::Gdelt => ("gdelt", "gdelt", "tone per day, summed over rows; timelines as they are"),
        Kind::News => ("news", "news", "articles per day"),
        Kind::Csv => ("csv", "", "as in the file"),
    };
    let prefix = args.source.as_deref().unwrap_or(prefix);
    let series: Vec<Series> = series
        .into_iter()
        .map(|mut series| {
            if !prefix.is_empty() {
                series.name = format!("{prefix}-{}", series.name);
            }
            series
        })
        .collect();
    if series.iter().all(|series| series.present() == 0) {
        return Err(Failure::Usage(anyhow!("there is no value in these files")));
    }
    let meaning = match args.scale {
        ScaleName::Raw => what.to_owned(),
        ScaleName::Log10 => format!("log10(1 + {what})"),
        ScaleName::Sumlog10 => format!("sum over groups of log10(1 + {what})"),
    };
    let sources = contents.iter().map(|it| Source::content(it.path, &it.bytes)).collect();
    let origin = Origin { kind: kind.to_owned(), meaning, sources, options, ..Origin::default() };
    args.table.write(joined, Made::new(series, &origin), output)
}

fn read(path: &Path) -> Result<Content<'_>, Failure> {
    let bytes = std::fs::read(path)
        .with_context(|| format!("cannot read {}", path.display()))
        .map_err(Failure::Io)?;
    Ok(Content { path, bytes })
}

impl Args {
    /// Whether the options make sense for the kind.
    fn check(&self) -> Result<(), Failure> {
        self.table.check()?;
        let usage = |text: &str| Err(Failure::Usage(anyhow!("{text}")));
        let is_trends = self.kind == Kind::Trends;
        let takes_topics = matches!(self.kind, Kind::Trends | Kind::News);
        let has_groups = matches!(self.kind, Kind::Acled | Kind::Gdelt | Kind::News);
        match () {
            () if self.topics.is_some() && !takes_topics => {
                usage("--topics is for trends and news")
            }
            () if self.topics.is_none() && self.kind == Kind::News => {
                usage("news are counted by topic: say which with --topics")
            }
            () if self.anchor.is_some() && !is_trends => usage("--anchor is for trends"),
            () if self.by.is_some() && !has_groups => usage("--by is for acled, gdelt and news"),
            () if !self.columns.is_empty() && self.kind != Kind::Csv => {
                usage("--columns is for csv")
            }
            () if self.by.is_none() && self.scale == ScaleName::Sumlog10 => {
                usage("--scale sumlog10 adds up groups: say with --by which column has them")
            }
            () if self.by.is_some() && self.scale != ScaleName::Sumlog10 => {
                usage("--by is for --scale sumlog10: other scales add up all rows of a day")
            }
            () => Ok(()),
        }
    }

    fn dictionary(&self) -> Result<Option<Dictionary>, Failure> {
        let load = |path: &PathBuf| {
            let dictionary =
                Dictionary::load(path).map_err(|error| Failure::Usage(error.into()))?;
            for warning in &dictionary.warnings {
                tracing::warn!("{}: {warning}", path.display());
            }
            Ok(dictionary)
        };
        self.topics.as_ref().map(load).transpose()
    }

    fn scale(&self) -> Scale {
        match self.scale {
            ScaleName::Raw => Scale::Raw,
            ScaleName::Log10 => Scale::Log10,
            ScaleName::Sumlog10 => Scale::SumLog10,
        }
    }

    fn options(&self) -> BTreeMap<String, String> {
        let name = |path: &PathBuf| Source::file(path).name;
        let options = [
            ("topics", self.topics.as_ref().map(name)),
            ("anchor", self.anchor.clone()),
            ("lang", self.lang.clone()),
            ("by", self.by.clone()),
            ("columns", (!self.columns.is_empty()).then(|| self.columns.join(","))),
            (
                "tz",
                (self.kind == Kind::News).then(|| self.tz.iana_name().unwrap_or("UTC").to_owned()),
            ),
        ];
        options.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect()
    }
}

fn trends(
    args: &Args,
    contents: &[Content<'_>],
    options: &mut BTreeMap<String, String>,
) -> Result<Vec<Series>, Failure> {
    let mut batches = Vec::new();
    for content in contents {
        let batch = Batch::read(&content.path.display().to_string(), &content.bytes)
            .map_err(|error| content.fault(error))?;
        if batch.partial > 0 {
            let path = content.path.display();
            tracing::info!("{path}: left out {} rows of days that were not over", batch.partial);
        }
        batches.push(batch);
    }
    let rescaled =
        rescale(batches, args.anchor.as_deref()).map_err(|error| Failure::Usage(error.into()))?;
    let factors: Vec<String> = rescaled.factors.iter().map(ToString::to_string).collect();
    options.insert("factors".to_owned(), factors.join(","));
    if let Some(anchor) = &rescaled.anchor {
        options.insert("anchor".to_owned(), anchor.clone());
        tracing::info!(
            "batches are multiplied by {} (anchor {})",
            factors.join(", "),
            shown(anchor)
        );
    }
    let mut series = match args.dictionary()? {
        None => rescaled.by_word(),
        Some(topics) => {
            let (series, rest) = rescaled.by_topic(&topics);
            for word in rest {
                tracing::warn!("no topic has the word {:?}: it is left out", shown(word));
            }
            series
        }
    };
    if args.scale == ScaleName::Log10 {
        for series in &mut series {
            let values = series.values().iter().map(|value| (1.0 + value).log10()).collect();
            *series = series.with_values(values);
        }
    }
    Ok(series)
}

fn acled(args: &Args, contents: &[Content<'_>]) -> Result<Vec<Series>, Failure> {
    let (mut daily, mut seen, mut repeated, mut revised) = (Daily::default(), Seen::new(), 0, 0);
    for content in contents {
        let sheet = Sheet::read(&content.bytes).map_err(|error| content.fault(error))?;
        let left_out = events(&sheet, args.by.as_deref(), &mut seen, &mut daily)
            .map_err(|error| content.fault(error))?;
        repeated += left_out.rows;
        revised += left_out.revised;
    }
    if repeated > 0 {
        tracing::info!("rows left out that repeat an event: {}", grouped(repeated));
    }
    if revised > 0 {
        tracing::warn!(
            "rows that repeat an event with another day or other fatalities: {}; the first row \
             counts, so give the newest export first",
            grouped(revised)
        );
    }
    Ok(daily.series(&EVENTS.map(str::to_owned), args.scale(), 0.0))
}

fn gdelt(args: &Args, contents: &[Content<'_>]) -> Result<Vec<Series>, Failure> {
    let (mut daily, mut lines) = (Daily::default(), Timelines::new());
    for content in contents {
        let sheet = signal::gdelt(&content.bytes).map_err(|error| content.fault(error))?;
        if !timelines(&sheet, &mut lines).map_err(|error| content.fault(error))? {
            tone(&sheet, args.by.as_deref(), &mut daily).map_err(|error| content.fault(error))?;
        }
    }
    if args.scale != ScaleName::Raw && !lines.is_empty() {
        return Err(Failure::Usage(anyhow!(
            "timelines of GDELT are means or shares of a day: take them with --scale raw"
        )));
    }
    // A day without any row is one that was not fetched.
    let mut series = daily.series(&TONE.map(str::to_owned), args.scale(), f64::NAN);
    series.extend(of_timelines(&lines));
    Ok(series)
}

fn news(args: &Args, contents: &[Content<'_>]) -> Result<Vec<Series>, Failure> {
    let Some(topics) = args.dictionary()? else { return Ok(Vec::new()) };
    let finder = topics.finder().map_err(|error| Failure::Usage(error.into()))?;
    let (mut daily, mut seen) = (Daily::default(), HashSet::new());
    let stand = Newsstand {
        topics: &finder,
        language: args.lang.as_deref(),
        zone: &args.tz,
        by: args.by.as_deref(),
    };
    let (mut articles, mut repeated) = (0, 0);
    for content in contents {
        let counted = stand
            .read(&content.bytes, &mut seen, &mut daily)
            .map_err(|error: SignalError| content.fault(error))?;
        articles += counted.articles;
        repeated += counted.repeated;
    }
    tracing::info!("{} articles, {} of them repeated", grouped(articles), grouped(repeated));
    let names: Vec<String> = topics.topics.into_iter().map(|topic| topic.name).collect();
    Ok(daily.series(&names, args.scale(), 0.0))
}

fn tables(args: &Args, contents: &[Content<'_>]) -> Result<Vec<Series>, Failure> {
    let mut series = Vec::new();
    for content in contents {
        let table = Table::read(&*content.bytes).map_err(|error| content.fault(error))?;
        if table.reading.unsorted {
            tracing::warn!("{}: the rows were sorted by day", content.path.display());
        }
        series.extend(table.series);
    }
    for name in &args.columns {
        if !series.iter().any(|series| series.name == *name) {
            let names: Vec<String> = series.iter().map(|series| shown(&series.name)).collect();
            return Err(Failure::Usage(anyhow!(
                "there is no column {name:?}; there are {}",
                names.join(", ")
            )));
        }
    }
    series.retain(|series| args.columns.is_empty() || args.columns.contains(&series.name));
    let logarithm = args.scale == ScaleName::Log10;
    for series in series.iter_mut().filter(|_| logarithm) {
        if series.days().any(|(_, value)| value < 0.0) {
            return Err(Failure::Usage(anyhow!(
                "{:?} has values below zero: it has no log10(1 + x)",
                series.name
            )));
        }
        let values = series.values().iter().map(|value| (1.0 + value).log10()).collect();
        *series = series.with_values(values);
    }
    Ok(series)
}
