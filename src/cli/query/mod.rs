//! `lbsm query`: how many are in a union, intersection or difference of sets.

mod print;
pub(super) mod value;

use super::exit::Failure;
use crate::query::{Expression, Grouping, Library, Options, QueryError, ask, series};
use crate::store::Location;
use anyhow::{Context as _, anyhow};
use print::Printer;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::path::PathBuf;
use value::{Format, MethodName, MetricName, failure, warn_of_missing};

/// Arguments of `lbsm query`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "How many are in a union, intersection or difference of sets, and how sure that is\n\n\
        EXPR combines terms base:key by | (or), & (and), - (without) and parentheses; & and - bind \
        tighter than |. Keys:\n  \
        hashtag:refugees  term:boat  emoji:…  topic:…  culture:de  country:DE  place:ID\n  \
        hashtag:*flüchtling*       * and ? unite all keys that fit (not within quotes)\n  \
        month:2016-02  date:2016-02-24  year:2016  dayofweek:monday  hourofday:8\n  \
        month:2016-02..2016-09     from..to, either end may be left open\n  \
        latlng:u33d                the cells within a geohash\n  \
        bbox:5.9,47.3,15,55.1      the cells within west,south,east,north\n  \
        _month_hashtag:2016-02,refugees  composite bases: parts by commas, * for any\n  \
        other.gpkg::hashtag:boat   of another store under the same key\n\
        Case and # do not matter in hashtags. Keys with blanks or operators go in quotes.\n\n\
        Estimates are joint maximum likelihood up to four united sets, inclusion–exclusion beyond. \
        An intersection that is too small to be told from none is given as an upper bound. \
        docs/queries.md tells when intersections can be trusted.",
    after_help = "Examples:\n  \
        lbsm query lbsm.gpkg 'hashtag:refugeeswelcome & hashtag:migrants'\n  \
        lbsm query lbsm.gpkg 'hashtag:refugee* & bbox:5.9,47.3,15,55.1 - culture:de' --metric user\n  \
        lbsm query lbsm.gpkg hashtag:refugees --by month --format csv > refugees.csv\n  \
        lbsm query lbsm.gpkg --file queries.txt > answers.jsonl"
)]
pub struct Args {
    /// The store
    store: Location,
    /// The expression
    #[arg(value_name = "EXPR", required_unless_present = "file", conflicts_with = "file")]
    expression: Option<String>,
    /// Put all expressions in a file, one a line; `-`: standard input
    ///
    /// Answers come in their order, as JSON lines unless --format says otherwise; an expression that
    /// makes no sense gets an `error`. Lines that begin with `# ` are comments.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// What to count
    #[arg(long, value_name = "METRIC", default_value = "post")]
    metric: MetricName,
    /// How to estimate
    #[arg(long, value_name = "METHOD", default_value = "auto")]
    method: MethodName,
    /// Split the answer by the keys of a base: month, date, culture, geohash:4, …
    #[arg(long, value_name = "BASE", conflicts_with_all = ["file", "explain"])]
    by: Option<String>,
    /// Spell out inclusion–exclusion, union by union
    #[arg(long)]
    explain: bool,
    /// How to print [default: table; json with --file]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
}

/// Answers expressions.
///
/// # Errors
/// An expression makes no sense, a store cannot be read or compared, or the output cannot be written.
pub fn run(args: &Args, input: &mut dyn Read, output: &mut dyn Write) -> Result<(), Failure> {
    let options = Options {
        metric: args.metric.into(),
        method: args.method.into(),
        explain: args.explain,
        suggest: args.file.is_none(),
    };
    let fallback = if args.file.is_some() { Format::Json } else { Format::Table };
    let format = args.format.unwrap_or(fallback);
    if let Some(file) = &args.file {
        return many(args, file, options, format, input, output);
    }
    let text = args.expression.clone().unwrap_or_default();
    let fail = |error: QueryError| failure(error, Some(&text));
    let expression: Expression = text.parse().map_err(|error| fail(QueryError::Syntax(error)))?;
    let library = Library::open(&args.store, &expression.stores()).map_err(fail)?;
    if let Some(by) = &args.by {
        let grouping = Grouping::new(by, &library).map_err(fail)?;
        let series = series(&library, &expression, &grouping, options).map_err(fail)?;
        return print::series(&series, by, format, options.metric, output);
    }
    let mut answers = ask(&library, std::slice::from_ref(&expression), options);
    let answer = answers.pop().ok_or_else(|| Failure::Usage(anyhow!("no expression")))?;
    let answer = answer.map_err(fail)?;
    warn_of_missing(&answer.missing);
    match format {
        Format::Table => print::answer(&answer, options.metric, output),
        format => {
            let mut printer = Printer::new(format, true, options.metric, output)?;
            printer.answer(&answer)?;
            printer.end()
        }
    }
}

/// Answers a file of expressions.
fn many(
    args: &Args,
    file: &PathBuf,
    options: Options,
    format: Format,
    input: &mut dyn Read,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    let reading = || format!("cannot read {}", file.display());
    let opened: Box<dyn Read + '_> = if file.as_os_str() == "-" {
        Box::new(input)
    } else {
        Box::new(std::fs::File::open(file).with_context(reading).map_err(Failure::Io)?)
    };
    let mut expressions = Vec::new();
    // Each line with what keeps it from being an expression.
    let mut lines: Vec<(String, Option<QueryError>)> = Vec::new();
    for line in BufReader::new(opened).lines() {
        let line = line.with_context(reading).map_err(Failure::Io)?;
        let line = line.trim();
        if line.is_empty() || line == "#" || line.starts_with("# ") {
            continue;
        }
        let problem = match line.parse::<Expression>() {
            Ok(expression) => {
                expressions.push(expression);
                None
            }
            Err(error) => Some(QueryError::Syntax(error)),
        };
        lines.push((line.to_owned(), problem));
    }
    let mut stores: Vec<&str> = expressions.iter().flat_map(Expression::stores).collect();
    stores.sort_unstable();
    stores.dedup();
    let library = Library::open(&args.store, &stores).map_err(|error| failure(error, None))?;
    let mut answers = ask(&library, &expressions, options).into_iter();
    let mut printer = Printer::new(format, false, options.metric, output)?;
    let mut failed = 0;
    let total = lines.len();
    for (text, problem) in lines {
        // Answers come in the order of the lines that make sense.
        let answer = match problem {
            Some(problem) => Some(Err(problem)),
            None => answers.next(),
        };
        match answer {
            Some(Ok(answer)) => printer.answer(&answer)?,
            Some(Err(error)) => {
                failed += 1;
                tracing::warn!("{text}: {error}");
                printer.error(&text, &error)?;
            }
            None => {}
        }
    }
    printer.end()?;
    if failed > 0 {
        output.flush()?;
        return Err(Failure::Usage(anyhow!("{failed} of {total} expressions have no answer")));
    }
    Ok(())
}
