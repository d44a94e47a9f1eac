//! `lbsm indicator --from STORE --where EXPR`: posts or users per day of sets in a store.

use super::posts;
use super::table::{self as output, Made};
use crate::cli::exit::Failure;
use crate::cli::query::value::{failure, tenth};
use crate::cli::table::grouped;
use crate::facet::Metric;
use crate::indicator::day::Day;
use crate::indicator::series::Series;
use crate::query::{self, Expression, Grade, Grouping, Library, Method, Options, QueryError};
use crate::signal::{Origin, Source};
use crate::store::Location;
use anyhow::anyhow;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// Arguments for series of a store.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Sets instead of posts")]
pub struct StoreArgs {
    /// Make the series of this store of sets, without any posts
    #[arg(long, value_name = "STORE", requires = "expressions", conflicts_with_all = ["inputs", "topics"])]
    pub from: Option<Location>,
    /// An expression of `lbsm query`, with a name for its column before it (camps=hashtag:moria).
    /// May be repeated
    #[arg(long = "where", id = "expressions", value_name = "[NAME=]EXPR", requires = "from", value_parser = named)]
    pub expressions: Vec<Named>,
    /// What to count per day
    #[arg(long, value_name = "METRIC", default_value = "post", requires = "from")]
    pub metric: Counted,
}

/// What there is to count per day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Counted {
    Post,
    User,
}

/// An expression and the name of its column.
#[derive(Debug, Clone)]
pub struct Named {
    name: String,
    expression: Expression,
}

/// `camps=hashtag:moria | hashtag:idomeni`, or an expression that is its own name.
fn named(text: &str) -> Result<Named, String> {
    let is_name = |name: &str| {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
        !name.trim().is_empty() && name.chars().all(plain)
    };
    let (name, expression) = match text.split_once('=').filter(|(name, _)| is_name(name)) {
        Some((name, expression)) => (name.trim(), expression),
        None => (text.trim(), text),
    };
    let expression = expression.parse::<Expression>().map_err(|error| error.to_string())?;
    Ok(Named { name: name.to_owned(), expression })
}

/// Makes the series and writes the table.
pub fn run(
    args: &StoreArgs,
    location: &Location,
    posts: &posts::PostArgs,
    table: &output::TableArgs,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    posts.refuse_with_store()?;
    table.check()?;
    let joined = table.joined()?;
    let mut stores: Vec<&str> =
        args.expressions.iter().flat_map(|named| named.expression.stores()).collect();
    stores.sort_unstable();
    stores.dedup();
    let fail = |error: QueryError| failure(error, None);
    let library = Library::open(location, &stores).map_err(fail)?;
    let grouping = Grouping::new("date", &library).map_err(fail)?.together();
    let metric = match args.metric {
        Counted::Post => Metric::Post,
        Counted::User => Metric::User,
    };
    let met = query::groups(&library, &grouping, metric).map_err(fail)?;
    let met: BTreeSet<Day> = met.iter().filter_map(|text| day(text)).collect();
    let (Some(&first), Some(&last)) = (met.first(), met.last()) else {
        return Err(Failure::Io(anyhow!("{location} holds no day, so there is nothing to count")));
    };
    let is_known = |day: &Day| {
        (!posts.only_met_days() || met.contains(day))
            && !posts.gap.iter().any(|gap| gap.contains(*day))
    };
    let days: Vec<Day> = first.until(last + 1).collect();
    let mut made = Vec::new();
    let (mut held_back, mut below) = (0, 0);
    for Named { name, expression } in &args.expressions {
        let counted = ByDay::ask(&library, expression, &grouping, metric).map_err(fail)?;
        let users = match (posts.min_users, metric) {
            (0, _) => None,
            (_, Metric::User) => Some(counted.clone()),
            _ => Some(ByDay::ask(&library, expression, &grouping, Metric::User).map_err(fail)?),
        };
        if users.as_ref().is_some_and(|users| !users.is_kept) {
            return Err(unknown_users(name, location));
        }
        if metric == Metric::User && !counted.is_kept {
            tracing::warn!(
                "{name:?}: the store does not keep these users by day; counted are users of any day who posted \
                 something, whatever it was, on the day"
            );
        }
        let numbers = counted.numbers;
        below += numbers.values().filter(|(_, is_below)| *is_below).count();
        let mut value = |day: &Day| {
            if !is_known(day) {
                return f64::NAN;
            }
            let Some(&(number, _)) = numbers.get(day) else { return 0.0 };
            let users = users.as_ref().map(|users| users.numbers.get(day).map_or(0.0, |it| it.0));
            if number > 0.0 && users.is_some_and(|users| users < f64::from(posts.min_users)) {
                held_back += 1;
                return f64::NAN;
            }
            if posts.is_logarithm() { (1.0 + number).log10() } else { number }
        };
        let values = days.iter().map(&mut value).collect();
        made.push(Series::new(format!("{}-{name}", posts.source_or("sets")), first, values));
    }
    if held_back > 0 {
        tracing::info!(
            "{} numbers were held back: fewer than {} users are behind them",
            grouped(held_back),
            posts.min_users
        );
    }
    if below > 0 {
        tracing::warn!(
            "{} numbers are of intersections too small to be told from none; a store that keeps \
             days by hashtag (lbsm etl --bases default,_date_hashtag) counts them without",
            grouped(below as u64)
        );
    }
    table.write(joined, Made::new(made, &origin(args, location, posts)), output)
}

/// Where the columns come from.
fn origin(args: &StoreArgs, location: &Location, posts: &posts::PostArgs) -> Origin {
    let what = match args.metric {
        Counted::Post => "posts per day, estimated",
        Counted::User => "users per day, estimated",
    };
    let written = args.expressions.iter();
    let written: BTreeMap<String, String> = written
        .map(|Named { name, expression }| (format!("where {name}"), expression.text().to_owned()))
        .chain([
            (
                "coverage".to_owned(),
                if posts.only_met_days() { "days" } else { "range" }.to_owned(),
            ),
            ("min users".to_owned(), posts.min_users.to_string()),
        ])
        .collect();
    Origin {
        kind: "store".to_owned(),
        meaning: if posts.is_logarithm() { format!("log10(1 + {what})") } else { what.to_owned() },
        sources: vec![match location.path() {
            Some(path) => Source::file(path),
            None => Source { name: location.to_string(), ..Source::default() },
        }],
        options: written,
        ..Origin::default()
    }
}

/// That nobody can say how many users are behind the numbers.
fn unknown_users(name: &str, location: &Location) -> Failure {
    Failure::Refused(anyhow!(
        "--min-users: how many users are behind a day of {name:?} cannot be told from {location}. Take a hashtag \
         or word, or several joined by `|`, and a store that keeps them by day (lbsm etl --bases \
         default,_date_hashtag or _date_term)"
    ))
}

/// An expression by day.
#[derive(Clone)]
struct ByDay {
    /// Numbers, and whether each is too small to be told from none.
    numbers: BTreeMap<Day, (f64, bool)>,
    /// Whether the store keeps their sets, so that nothing was intersected.
    is_kept: bool,
}

impl ByDay {
    fn ask(
        library: &Library,
        expression: &Expression,
        grouping: &Grouping,
        metric: Metric,
    ) -> Result<Self, QueryError> {
        let options = Options { metric, method: Method::Auto, explain: false, suggest: false };
        let series = query::series(library, expression, grouping, options)?;
        let number = |(text, finding): (String, query::Finding)| {
            let is_below = finding.grade == Grade::Below;
            Some((day(&text)?, (tenth(finding.estimate.value.max(0.0)), is_below)))
        };
        let numbers = series.rows.into_iter().filter_map(number).collect();
        Ok(Self { numbers, is_kept: series.is_kept })
    }
}

fn day(text: &str) -> Option<Day> {
    text.parse::<Date>().ok().map(Day::from)
}
