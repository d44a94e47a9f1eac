//! `lbsm explore`: a page in which others look at the sets.

use super::exit::Failure;
use super::output::folder_of;
use super::table::{self, grouped};
use crate::explore::{self, Collection, Events, ExploreError, Heading, LeftOut, Note, Options};
use crate::facet::Metric;
use crate::store::{self, Location};
use anyhow::{Context as _, anyhow};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `lbsm explore`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "Write one HTML page in which everybody can look at the sets of a store\n\n\
        The page explains the four facets and lets its reader choose places, a period, hashtags, \
        languages and networks together: the sets are united and intersected in the browser, by the \
        same estimators as `lbsm query`, and every number has its interval and grade. It is one file \
        that works without a network, and asks for none.\n\n\
        It holds sets, no posts and no names. Days and cells with fewer users than --min-users go into \
        the month or larger cell that they are in; other keys with fewer are left out. Sets that \
        list hashes are brought to registers. What the page protects and what it does not is said in it, \
        and in docs/explore.md.",
    after_help = "Examples:\n  \
        lbsm explore lbsm.gpkg -o explorer.html\n  \
        lbsm explore lbsm.gpkg -o explorer.html --title 'Migration to Europe' --events eu-migration\n  \
        lbsm explore lbsm.gpkg -o internal.html --min-users 1 --max-size 40"
)]
pub struct Args {
    /// The store
    store: Location,
    /// The page to write
    #[arg(short, long, value_name = "FILE", default_value = "explorer.html")]
    output: PathBuf,
    /// What the page is called [default: the store's name]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Days that readers can jump to: a TOML or CSV file, or eu-migration, a ready-made list
    ///
    /// TOML: [[event]] tables with date, name and, if wanted, until, source (a web address) and names
    /// by language. CSV: the columns date, name, until, source.
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// What can be counted: users, posts or both
    #[arg(long, value_name = "METRIC", value_delimiter = ',', default_value = "user,post")]
    metric: Vec<Counted>,
    /// Do not show keys with fewer users
    #[arg(long, value_name = "K", default_value = "5", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    min_users: u32,
    /// The page may have so many megabytes; what does not fit is left out, and said
    #[arg(long, value_name = "MB", default_value = "15", value_parser = clap::value_parser!(u32).range(1..=500))]
    max_size: u32,
    /// Fold sets to 2^N registers: a smaller page that tells less, with larger errors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(4..=17))]
    log2m: Option<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
enum Counted {
    /// Users.
    User,
    /// Posts.
    Post,
}

/// Writes the page and says what is in it.
///
/// # Errors
/// The store or the events cannot be read, or the page cannot be written.
pub fn run(args: &Args, output: &mut dyn Write) -> Result<(), Failure> {
    folder_of(&args.output)?;
    check_output(args)?;
    let events = args.events.as_deref().map(read_events).transpose()?.unwrap_or_default();
    let name = short_name(&args.store);
    let title = args.title.clone().unwrap_or_else(|| name.clone());
    let heading = Heading { title, store: name };
    let mut metrics = args.metric.clone();
    metrics.sort_unstable();
    metrics.dedup();
    let metric = |counted: Counted| match counted {
        Counted::User => Metric::User,
        Counted::Post => Metric::Post,
    };
    let options = Options {
        metrics: metrics.into_iter().map(metric).collect(),
        min_users: args.min_users,
        max_bytes: args.max_size as usize * 1_000_000,
        log2m: args.log2m,
    };
    let store = store::read(&args.store)?;
    let (collection, page) =
        explore::make(&*store, &options, &events, &heading).map_err(failure)?;
    std::fs::write(&args.output, &page)
        .with_context(|| format!("cannot write {}", args.output.display()))
        .map_err(Failure::Io)?;
    report(args, &collection, page.len(), output)
}

/// Checks that the page does not take the place of the store.
fn check_output(args: &Args) -> Result<(), Failure> {
    let path = args.store.path().filter(|path| same(path, &args.output));
    match path {
        Some(path) => Err(Failure::Usage(anyhow!(
            "the page would overwrite the store {}: give another file with -o",
            path.display()
        ))),
        None if args.output.is_dir() => Err(Failure::Usage(anyhow!(
            "{} is a folder: give a file with -o",
            args.output.display()
        ))),
        None => Ok(()),
    }
}

fn same(one: &Path, other: &Path) -> bool {
    one == other
        || one.canonicalize().ok().is_some_and(|one| other.canonicalize().ok() == Some(one))
}

/// The store without the folders that it is in, which are nobody's business.
fn short_name(location: &Location) -> String {
    match location {
        Location::Postgres(address) => address.name(),
        Location::GeoPackage(path) | Location::Folder(path) => {
            path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
        }
    }
}

fn read_events(path: &Path) -> Result<Events, Failure> {
    if let Some(events) = path.to_str().and_then(Events::ready_made) {
        return events.map_err(|error| Failure::Usage(error.into()));
    }
    let bytes = std::fs::read(path)
        .with_context(|| {
            format!(
                "cannot read events from {} (eu-migration is the ready-made list)",
                path.display()
            )
        })
        .map_err(Failure::Io)?;
    let is_csv = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let events = if is_csv {
        Events::from_csv(&bytes)
    } else {
        Events::from_toml(&String::from_utf8_lossy(&bytes))
    };
    events.with_context(|| format!("events of {}", path.display())).map_err(Failure::Usage)
}

fn failure(error: ExploreError) -> Failure {
    match error {
        ExploreError::Store(error) => error.into(),
        ExploreError::Size { .. } => Failure::Usage(error.into()),
        _ => Failure::Io(error.into()),
    }
}

fn report(
    args: &Args,
    collection: &Collection,
    bytes: usize,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    let rows: Vec<Vec<String>> = collection
        .tables
        .iter()
        .map(|table| {
            let LeftOut { of, few, room } = table.left_out;
            let counts = [table.len() as u64, of, few, room].map(grouped);
            [table.base.to_owned()].into_iter().chain(counts).collect()
        })
        .collect();
    let few = format!("under {} users", args.min_users);
    table::print(output, 1, &["base", "in the page", "of keys", &few, "no room"], &rows)?;
    if collection.tables.iter().any(|table| table.is_ladder() && table.left_out.few > 0) {
        writeln!(
            output,
            "Days and cells with fewer than {} users are counted in the month or larger cell around \
             them, if that has enough.",
            args.min_users
        )?;
    }
    for note in &collection.notes {
        writeln!(output, "{}", tell(*note))?;
    }
    let megabytes = bytes as f64 / 1e6;
    writeln!(
        output,
        "\n{}: {megabytes:.1} MB; open it in a browser, no server needed",
        args.output.display()
    )?;
    Ok(())
}

fn tell(note: Note) -> &'static str {
    match note {
        Note::NoTime => "There is no timeline: the store keeps no base of days, months or years.",
        Note::NoCells => "There is no map: the store keeps no base of cells (latlng).",
        Note::CoarserTime => "Days are united to months or years, for want of room (--max-size).",
        Note::CoarserCells => "Cells are united to larger ones, for want of room (--max-size).",
        Note::NoMonthHashtag => {
            "Hashtags over time are estimated from overlaps: the store keeps no base _month_hashtag."
        }
        Note::NoHashtagCell => {
            "Hashtags on the map are estimated from overlaps: the store keeps no base _hashtag_latlng."
        }
    }
}
