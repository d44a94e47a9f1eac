//! `lbsm nowcast`: do daily indicators lead, lag or predict an official flow?

mod figures;
mod findings;
mod input;
mod plan;
mod report;
mod summary;
mod tables;
mod value;

use super::exit::Failure;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use value::{Lags, Ridge, Windows};

/// Arguments of `lbsm nowcast`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  \
        lbsm nowcast --indicators X.csv --flow Y.csv -o study\n  \
        lbsm nowcast --indicators X.csv --flow Y.csv --common-sample --lags=-12:12 --windows 1:21 -o study\n  \
        lbsm nowcast --indicators X.csv --flow Y.csv --cut 2022-05-25 2022-06-15 --predict -o study\n  \
        lbsm nowcast --indicators X.csv --flow Y.csv --protocol code -o study",
    long_about = "Find out whether daily indicators lead, lag or predict an official flow\n\n\
        Explains the logarithm of the flow by a lagged moving mean of each indicator and by the day \
        of the week, takes the lag and window of the greatest r², asks how much of that is chance, and \
        tries the models on days that they were not fitted to, beside forecasts that need no \
        indicator. docs/nowcasting.md defines every figure.\n\n\
        Tables are CSV with a column of days first: comma, semicolon or tab, decimals with a \
        point. Days may be unsorted, and missing. Both tables are held in memory.\n\n\
        Writes report.html (one file, needs no network), its figures, leadlag.csv, nowcast.csv, \
        correlation.csv and their details into the folder."
)]
pub struct Args {
    /// Daily indicators: date,NAME,… (CSV)
    #[arg(long, value_name = "X.csv", help_heading = "Input")]
    indicators: PathBuf,
    /// Daily flow: date,flow (CSV)
    #[arg(long, value_name = "Y.csv", help_heading = "Input")]
    flow: PathBuf,
    /// Column of the flow, if the table has several
    #[arg(long, value_name = "NAME", help_heading = "Input")]
    flow_column: Option<String>,
    /// Indicators to use [default: all]
    #[arg(long, value_name = "A,B", value_delimiter = ',', help_heading = "Input")]
    only: Vec<String>,
    /// First day of the flow to use [default: its first; with --protocol: 2022-02-24]
    #[arg(long, value_name = "DAY", value_parser = value::day, help_heading = "Input")]
    since: Option<crate::indicator::day::Day>,
    /// The day after the last day of the flow to use [default: all of it; with --protocol: 2022-09-03]
    #[arg(long, value_name = "DAY", value_parser = value::day, help_heading = "Input")]
    until: Option<crate::indicator::day::Day>,
    /// What to do with days of flow 0, which have no logarithm
    #[arg(long, value_name = "HOW", default_value = "refuse", help_heading = "Input")]
    zeros: Zeros,

    /// Lags to try, days; positive: the indicator leads. Write --lags=-23:22
    #[arg(
        long,
        value_name = "A:B",
        default_value = "-23:22",
        allow_hyphen_values = true,
        help_heading = "Search"
    )]
    lags: Lags,
    /// Windows to try
    #[arg(long, value_name = "A:B", default_value = "1:30", help_heading = "Search")]
    windows: Windows,
    /// What the number of a window is: its days, or the days on either side of its middle
    #[arg(long, value_name = "KIND", default_value = "length", help_heading = "Search")]
    window_kind: WindowKind,
    /// Windows that reach beyond the indicator: undefined (strict), the mean of what is there
    /// (partial), zeros (zero) [default: strict; with --protocol: zero]
    #[arg(long, value_name = "RULE", help_heading = "Search")]
    edge: Option<Edge>,
    /// Judge all lags and windows on the days that all of them have
    #[arg(long, help_heading = "Search")]
    common_sample: bool,
    /// Only lags and windows that use nothing after the day itself; --causal=published: only
    /// windows no longer than the lag, as the published code
    #[arg(long, value_name = "RULE", num_args = 0..=1, require_equals = true, default_missing_value = "window", help_heading = "Search")]
    causal: Option<Causal>,
    /// Days until an indicator's value is known, for --causal and for nowcasts
    #[arg(long, value_name = "DAYS", default_value_t = 0, value_parser = clap::value_parser!(u16).range(..=366), help_heading = "Search")]
    delay: u16,
    /// Surrogates of the guard against chance; 0 for none
    #[arg(long, value_name = "B", default_value_t = 500, value_parser = clap::value_parser!(u32).range(..=100_000), help_heading = "Search")]
    guard: u32,
    /// What a meaningless indicator is taken to look like
    #[arg(long, value_name = "NULL", default_value = "walk", help_heading = "Search")]
    null: Null,
    /// Seed of the surrogates
    #[arg(long, value_name = "N", default_value_t = 20_220_224, help_heading = "Search")]
    seed: u64,

    /// Model of the nowcasts; the other two are also fitted beside the log-linear one
    #[arg(long, value_name = "MODEL", default_value = "log-linear", help_heading = "Models")]
    model: ModelKind,
    /// One more model of these indicators together (or `all`), with one lag and window
    #[arg(long, value_name = "A,B", value_delimiter = ',', help_heading = "Models")]
    together: Vec<String>,
    /// Ridge penalty of that model, on indicators of unit variance
    #[arg(
        long,
        value_name = "LAMBDA",
        default_value = "0",
        requires = "together",
        help_heading = "Models"
    )]
    ridge: Ridge,
    /// Lags of the standard errors for autocorrelation [default: by the number of days, at least 7]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=366), help_heading = "Models")]
    hac_lags: Option<u16>,

    /// First days of tests; days before are for training [default: rolling origins]
    #[arg(long, value_name = "DAY", value_parser = value::day, num_args = 1.., help_heading = "Nowcasts")]
    cut: Vec<crate::indicator::day::Day>,
    /// Days of a test [default: 21; with --protocol code: 22]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=366), help_heading = "Nowcasts")]
    horizon: Option<u16>,
    /// Number of rolling origins
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=366), conflicts_with = "cut", help_heading = "Nowcasts")]
    origins: u16,
    /// Days from one rolling origin to the next [default: the horizon]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=366), conflicts_with = "cut", help_heading = "Nowcasts")]
    step: Option<u16>,
    /// The tests of the Ukraine study, as its paper or as its code has them
    #[arg(long, value_name = "SOURCE", conflicts_with_all = ["cut", "step"], help_heading = "Nowcasts")]
    protocol: Option<Protocol>,
    /// Nowcast the days after the flow ends, with the model that did best in the tests of those whose
    /// indicators reach these days; an error if none does
    #[arg(long, help_heading = "Nowcasts")]
    predict: bool,

    /// Forms of the figures, each of which has its data beside it as CSV; `none` for no figures
    #[arg(
        long,
        value_name = "FORMS",
        value_delimiter = ',',
        default_value = "svg,png",
        help_heading = "Output"
    )]
    figures: Vec<Form>,
    /// Folder for the results; made if it is missing
    #[arg(short, long, value_name = "DIR", help_heading = "Output")]
    output: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// Scalable.
    Svg,
    /// Pixels.
    Png,
    /// Only report.html, which holds them all.
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Zeros {
    /// Stop and name the first.
    Refuse,
    /// Treat them as missing.
    Drop,
    /// Model ln(1 + flow).
    Log1p,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum WindowKind {
    /// Days in all.
    Length,
    /// Days on either side.
    Radius,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Edge {
    /// Undefined.
    Strict,
    /// The mean of what is there.
    Partial,
    /// Zeros, as the published code.
    Zero,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Causal {
    /// The window ends on the day or before.
    Window,
    /// The window is no longer than the lag.
    Published,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Null {
    /// Random walks: series that drift.
    Walk,
    /// Independent days.
    Noise,
    /// The indicator itself, shifted in a circle.
    Shift,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ModelKind {
    /// Least squares of the logarithm.
    LogLinear,
    /// Poisson regression.
    Poisson,
    /// Negative binomial regression.
    NegativeBinomial,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Protocol {
    /// As the text of the paper reads.
    Paper,
    /// As the published code does.
    Code,
}

/// Runs the command: tables into the folder, a summary to `output`.
///
/// # Errors
/// Tables that cannot be read or used, options that do not fit them, a folder that cannot be
/// written.
pub fn run(args: &Args, output: &mut dyn Write) -> Result<(), Failure> {
    let input = input::read(args)?;
    let plan = plan::Plan::new(args, &input)?;
    let results = plan.run(&input);
    remove_prediction(&args.output)?;
    let mut files: Vec<String> = tables::write(&args.output, &plan, &input, &results)?;
    let said = findings::said(&plan, &input, &results);
    if results.findings.iter().any(|(_, finding)| finding.is_ok()) {
        files.extend(report::write(args, &plan, &input, &results, &said)?);
    }
    summary::print(output, args, &plan, &input, &results, &said)?;
    writeln!(output, "\nwritten to {}: {}", args.output.display(), files.join(", "))?;
    results.verdict(args.predict, &input)
}

/// Takes away the nowcast of an earlier run, which would look like one of this run.
fn remove_prediction(folder: &Path) -> Result<(), Failure> {
    let figures = folder.join(report::FOLDER);
    let pictures = ["csv", "svg", "png"].map(|form| figures.join(format!("prediction.{form}")));
    for file in pictures.into_iter().chain([folder.join("prediction.csv")]) {
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                let message = format!("cannot remove {}", file.display());
                return Err(Failure::Io(anyhow::Error::from(error).context(message)));
            }
            _ => {}
        }
    }
    Ok(())
}
