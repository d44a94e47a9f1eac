//! `lbsm grid`: from a store to cells: tables, layers, maps.

mod count;
mod exact;
mod input;
mod map;
mod meta;
mod output;
mod plan;
mod rows;

use super::exit::Failure;
use crate::grid::classify::Scheme;
use crate::grid::{Crs, Tiling};
use crate::lbsn::BoundingBox;
use crate::query::Expression;
use clap::builder::NonEmptyStringValueParser;
use input::Input;
use plan::Plan;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `lbsm grid`.
#[derive(Debug, clap::Args)]
#[expect(clippy::option_option, reason = "an option without, or with, a value")]
#[command(
    long_about = "How many posts, users and user days are in each cell: tables, layers, maps\n\n\
        Sets are united by cell, never added: a user who posted in two geohashes of one cell is one user \
        there. Cells:\n  \
        geohash:5      geohashes of 1 to 9 characters, not finer than the store's\n  \
        square:50km    squares of equal area, in Mollweide or, with --crs EPSG:3035, LAEA Europe\n  \
        h3:4           H3 cells, resolution 0 to 15\n\
        Cells are half-open: a position on the line between two is in the eastern or northern one.\n\n\
        Files by their endings: .csv, .geojson, .gpkg (a layer with a QGIS style), .svg, .png; beside them \
        a .meta.json that tells how they were made. Without -o, CSV goes to standard output.\n\n\
        Reads sets through once, with the memory of the sets of all cells that are not empty; --exact \
        keeps 8 bytes per post, user and user day.",
    after_help = "Examples:\n  \
        lbsm grid lbsm.gpkg --cell square:50km -o cells.csv -o map.svg\n  \
        lbsm grid lbsm.gpkg --cell h3:4 --metric user --min-count 10 -o users.gpkg\n  \
        lbsm grid lbsm.gpkg --where 'hashtag:refugee*' --chi -o typical.png\n  \
        lbsm grid lbsm.gpkg --by month -o months.csv -o months.svg\n  \
        lbsm grid before.gpkg after.gpkg --diff --cell geohash:4 -o change.svg\n  \
        lbsm grid points.csv --cell square:10km --crs EPSG:3035 -o cells.geojson"
)]
pub struct Args {
    /// The store; or a table of points, *.csv, with columns of longitude and latitude
    store: Input,
    /// With --diff: the store to compare it with, which comes later
    other: Option<Input>,
    /// What kind of cells [default: the geohashes of the store; of tables geohash:5]
    #[arg(long, value_name = "CELL", help_heading = "Cells")]
    cell: Option<Tiling>,
    /// The projection that squares are squares in: ESRI:54009 (Mollweide) or EPSG:3035 (LAEA Europe)
    #[arg(long, value_name = "CODE", default_value = "ESRI:54009", value_parser = crs, help_heading = "Cells")]
    crs: Crs,
    /// What to count; may be given several times, and the first is what is mapped [default: post, user
    /// and pud, as far as the store counts them]
    #[arg(long, value_name = "METRIC", value_delimiter = ',', help_heading = "Counting")]
    metric: Vec<super::query::value::MetricName>,
    /// Only posts in a set, as in `lbsm query`: 'hashtag:refugee* & month:2016-02'
    #[arg(long = "where", value_name = "EXPR", value_parser = expression, help_heading = "Counting")]
    filter: Option<Expression>,
    /// A row per cell and month; on maps, a panel per month
    #[arg(long, value_name = "month", help_heading = "Counting")]
    by: Option<Slice>,
    /// Count the posts of a raw store instead of uniting sets
    #[arg(long, help_heading = "Counting")]
    exact: bool,
    /// Count posts as well and put both side by side: `_exact` and `_error` (percent). Posts come from this
    /// store or from another raw one
    #[arg(long, value_name = "RAW", num_args = 0..=1, require_equals = true, conflicts_with_all = ["exact", "chi", "diff"], help_heading = "Counting")]
    compare: Option<Option<Input>>,
    /// Typicality: where there is more or less than expected from all posts, or from those of EXPR
    #[arg(long, value_name = "EXPR", num_args = 0..=1, require_equals = true, value_parser = expression, conflicts_with = "diff", help_heading = "Counting")]
    chi: Option<Option<Expression>>,
    /// Change: against the second store, or from the posts of EXPR to those of --where
    #[arg(long, value_name = "EXPR", num_args = 0..=1, require_equals = true, value_parser = expression, help_heading = "Counting")]
    diff: Option<Option<Expression>>,
    /// Bounds that hold the true number with 95 %: columns `_lo` and `_hi`
    #[arg(long, help_heading = "Counting")]
    intervals: bool,
    /// Numbers per km², too; maps show the first
    #[arg(long, help_heading = "Counting")]
    rates: bool,
    /// Keep no cell with fewer users than this (posts, if users are not counted)
    #[arg(long, value_name = "K", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..), help_heading = "Privacy")]
    min_count: u32,
    /// What becomes of cells with fewer: united in their parent cell, or dropped. Squares have no parents
    #[arg(long, value_name = "WHAT", default_value = "merge", help_heading = "Privacy")]
    below: BelowName,
    /// How classes are made: headtail, jenks, quantile, equal, log or fixed:10,100,1000
    #[arg(long, value_name = "SCHEME", default_value = "headtail", help_heading = "Classes")]
    classify: Scheme,
    /// At most so many classes; head/tail and fixed breaks decide themselves
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=12), help_heading = "Classes")]
    classes: u8,
    /// Files to write, by their endings; may be given several times
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Vec<PathBuf>,
    /// The map's title
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new(), help_heading = "Maps")]
    title: Option<String>,
    /// Where the posts come from, for the note on the map
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new(), help_heading = "Maps")]
    source: Option<String>,
    /// What the map shows, in degrees: west,south,east,north; west is east of east across the
    /// antimeridian [default: where the cells are]
    #[arg(long, value_name = "W,S,E,N", allow_hyphen_values = true, help_heading = "Maps")]
    extent: Option<BoundingBox>,
    /// Colours of the map; auto: SVG as the reader's system has it, PNG light
    #[arg(long, value_name = "THEME", default_value = "auto", help_heading = "Maps")]
    theme: Theme,
}

/// What rows are split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Slice {
    /// Months, UTC.
    Month,
}

/// What becomes of cells with too few.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum BelowName {
    /// United in their parent cell.
    Merge,
    /// Left out.
    Drop,
}

/// Colours of maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Theme {
    /// SVG as the reader prefers.
    Auto,
    /// On white.
    Light,
    /// On black.
    Dark,
}

fn crs(text: &str) -> Result<Crs, String> {
    let all = [Crs::Mollweide, Crs::LaeaEurope];
    all.into_iter()
        .find(|crs| crs.code().eq_ignore_ascii_case(text))
        .ok_or_else(|| format!("{text:?} is neither ESRI:54009 nor EPSG:3035"))
}

fn expression(text: &str) -> Result<Expression, String> {
    text.parse::<Expression>().map_err(|error| error.pointed(text))
}

/// Counts by cells and writes files.
///
/// # Errors
/// The arguments make no sense, a store cannot be read or does not count this, or a file cannot be written.
pub fn run(args: &Args, output: &mut dyn Write) -> Result<(), Failure> {
    let plan = Plan::new(args)?;
    let counted = count::count(args, &plan)?;
    output::write(args, &plan, &counted, output)
}
