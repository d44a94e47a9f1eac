//! The tables of `lbsm nowcast`, read and checked against each other.

use super::{Args, Zeros, value};
use crate::cli::exit::Failure;
use crate::indicator::day::Day;
use crate::indicator::response::{Response, Zeros as HandleZeros};
use crate::indicator::series::Series;
use crate::indicator::table::{Reading, Table};
use anyhow::{Context as _, anyhow};
use std::fs::File;
use std::path::Path;

/// Days of the flow that the Ukraine study looked at, and the day after them.
const FIRST_OF_THE_STUDY: &str = "2022-02-24";
const END_OF_THE_STUDY: &str = "2022-09-03";

/// Indicators and the flow of the study's days.
pub struct Input {
    pub indicators: Vec<Series>,
    pub flow: Response,
}

/// Reads both tables.
pub fn read(args: &Args) -> Result<Input, Failure> {
    let indicators = table(&args.indicators)?;
    let flow = table(&args.flow)?;
    for (path, reading) in [(&args.indicators, &indicators.reading), (&args.flow, &flow.reading)] {
        tell(path, reading);
    }
    let series = column(&flow, args)?;
    let of_the_study = |day: &str| args.protocol.and_then(|_| value::day(day).ok());
    let since = args.since.or_else(|| of_the_study(FIRST_OF_THE_STUDY));
    let until = args.until.or_else(|| of_the_study(END_OF_THE_STUDY));
    let since = since.unwrap_or_else(|| series.first());
    let until = until.unwrap_or_else(|| series.end());
    let handling = match args.zeros {
        Zeros::Refuse => HandleZeros::Refuse,
        Zeros::Drop => HandleZeros::Drop,
        Zeros::Log1p => HandleZeros::LogPlusOne,
    };
    let response = Response::new(series, since, until, handling).map_err(|error| {
        let row = flow.row_of(error.day()).unwrap_or_default();
        let place = format!("{}: row {row}, column {:?}", in_file(&args.flow), series.name);
        Failure::Usage(anyhow::Error::from(error).context(place))
    })?;
    if response.present() == 0 {
        return Err(Failure::Usage(anyhow!(
            "{} has no flow from {since} to before {until}; its days are {} to {}",
            args.flow.display(),
            series.first(),
            series.end() + -1,
        )));
    }
    let indicators = chosen(indicators, args)?;
    overlap(&indicators, &response, args)?;
    Ok(Input { indicators, flow: response })
}

fn table(path: &Path) -> Result<Table, Failure> {
    let file = File::open(path)
        .with_context(|| format!("cannot read {}", path.display()))
        .map_err(Failure::Io)?;
    if path.is_dir() {
        return Err(Failure::Io(anyhow!("{} is a folder, not a table", path.display())));
    }
    Table::read(file).map_err(|error| {
        let is_io = error.is_io();
        let error = anyhow::Error::from(error).context(in_file(path));
        if is_io { Failure::Io(error) } else { Failure::Usage(error) }
    })
}

fn in_file(path: &Path) -> String {
    format!("{}", path.display())
}

fn tell(path: &Path, reading: &Reading) {
    let path = path.display();
    if reading.unsorted {
        tracing::warn!("{path}: the rows are not in the order of days; they were sorted");
    }
    if reading.repeated_rows > 0 {
        tracing::warn!("{path}: {} rows repeat another and were left out", reading.repeated_rows);
    }
    if reading.absent_days > 0 {
        tracing::warn!(
            "{path}: {} of {} days have no row; they are missing, not zero",
            reading.absent_days,
            reading.days
        );
    }
    if reading.empty_cells > 0 {
        tracing::info!("{path}: {} fields are empty: missing, not zero", reading.empty_cells);
    }
}

/// The column of the flow: the one that is named, the only one, or the one called `flow`.
fn column<'t>(table: &'t Table, args: &Args) -> Result<&'t Series, Failure> {
    let names = || table.series.iter().map(|series| series.name.as_str()).collect::<Vec<_>>();
    let path = args.flow.display();
    match (&args.flow_column, table.series.as_slice()) {
        (Some(name), _) => table.named(name).ok_or_else(|| {
            let names = names().join(", ");
            Failure::Usage(anyhow!("{path} has no column {name:?}; its columns are {names}"))
        }),
        (None, [series]) => Ok(series),
        (None, _) => table.named("flow").ok_or_else(|| {
            let names = names().join(", ");
            Failure::Usage(anyhow!(
                "{path} has several columns ({names}); say with --flow-column which is the flow"
            ))
        }),
    }
}

fn chosen(table: Table, args: &Args) -> Result<Vec<Series>, Failure> {
    for name in args.only.iter().chain(args.together.iter().filter(|name| *name != "all")) {
        if table.named(name).is_none() {
            let names: Vec<&str> = table.series.iter().map(|series| series.name.as_str()).collect();
            return Err(Failure::Usage(anyhow!(
                "{} has no indicator {name:?}; it has {}",
                args.indicators.display(),
                names.join(", ")
            )));
        }
    }
    let wanted = |series: &Series| args.only.is_empty() || args.only.contains(&series.name);
    Ok(table.series.into_iter().filter(wanted).collect())
}

/// Periods that have nothing to do with each other are a mistake of whoever chose the files.
fn overlap(indicators: &[Series], flow: &Response, args: &Args) -> Result<(), Failure> {
    let Some(indicator) = indicators.first() else { return Ok(()) };
    let lags = &args.lags.0;
    let first: Day = indicator.first() + *lags.start();
    let end: Day = indicator.end() + *lags.end();
    if first.max(flow.first()) < end.min(flow.end()) {
        return Ok(());
    }
    Err(Failure::Usage(anyhow!(
        "the periods do not overlap at any lag: {} runs from {} to {}, the flow from {} to {}",
        args.indicators.display(),
        indicator.first(),
        indicator.end() + -1,
        flow.first(),
        flow.end() + -1,
    )))
}
