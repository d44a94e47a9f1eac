//! Where the table of indicators goes, what is put beside it, and what is said of it.

use crate::cli::exit::Failure;
use crate::cli::output::{OutputFile, folder_of};
use crate::cli::query::value::csv_failure;
use crate::cli::table;
use crate::indicator::series::Series;
use crate::indicator::table::{Table, write};
use crate::signal::{Origin, Provenance};
use anyhow::{Context as _, anyhow};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// Options of every command that makes a table of indicators.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Table")]
pub struct TableArgs {
    /// The table to write, CSV; beside it goes X.provenance.json [default: standard output,
    /// without provenance]
    #[arg(short, long, value_name = "X.csv")]
    pub output: Option<PathBuf>,
    /// Put the columns of this table before the new ones; may be the one to write. May be
    /// repeated
    #[arg(long, value_name = "TABLE")]
    pub join: Vec<PathBuf>,
}

/// Series with their origins, to be written.
pub struct Made {
    pub series: Vec<Series>,
    pub origins: Vec<Origin>,
}

impl Made {
    /// Series of one origin.
    pub fn new(series: Vec<Series>, origin: &Origin) -> Self {
        let origins = series.iter().map(|series| origin.of(series)).collect();
        Self { series, origins }
    }
}

impl TableArgs {
    /// Checks that the table can be written, before anything is read.
    pub fn check(&self) -> Result<(), Failure> {
        self.output.as_deref().map_or(Ok(()), folder_of)
    }

    /// The tables to join, read.
    pub fn joined(&self) -> Result<Made, Failure> {
        let mut made = Made { series: Vec::new(), origins: Vec::new() };
        for path in &self.join {
            let named = || format!("cannot join {}", path.display());
            let file = File::open(path).with_context(named).map_err(Failure::Io)?;
            let table = Table::read(file).with_context(named).map_err(Failure::Usage)?;
            let provenance = Provenance::beside(path, &table.series).with_context(named);
            made.origins.extend(provenance.map_err(Failure::Io)?.columns);
            made.series.extend(table.series);
        }
        Ok(made)
    }

    /// Writes joined and new columns.
    pub fn write(&self, joined: Made, new: Made, output: &mut dyn Write) -> Result<(), Failure> {
        let Made { mut series, mut origins } = joined;
        series.extend(new.series);
        origins.extend(new.origins);
        let mut names = std::collections::HashSet::new();
        for Series { name, .. } in &series {
            if !names.insert(name) {
                return Err(Failure::Usage(anyhow!(
                    "two columns would be called {name:?}; give the new ones another --source"
                )));
            }
            if name.starts_with(['=', '+', '-', '@', '\t', '\r']) {
                return Err(Failure::Usage(anyhow!(
                    "the column {name:?} would be run as a formula by spreadsheets; give it a \
                     --source to stand before it"
                )));
            }
        }
        let Some(path) = &self.output else {
            return write(&series, output).map_err(csv_failure);
        };
        let mut file = BufWriter::new(OutputFile::create(path)?);
        write(&series, &mut file).map_err(csv_failure)?;
        file.flush()?;
        let beside = Provenance::path(path);
        let provenance = Provenance { columns: origins };
        let json =
            serde_json::to_vec_pretty(&provenance).map_err(|error| Failure::Io(error.into()))?;
        let mut file = OutputFile::create(&beside)?;
        file.write_all(&json)?;
        file.write_all(b"\n")?;
        describe(&provenance.columns, &series, output)?;
        writeln!(output, "\nwritten to  {}\nprovenance  {}", path.display(), beside.display())?;
        Ok(output.flush()?)
    }
}

/// Lists what is in the table.
fn describe(origins: &[Origin], series: &[Series], output: &mut dyn Write) -> Result<(), Failure> {
    let rows: Vec<Vec<String>> = series
        .iter()
        .zip(origins)
        .map(|(series, origin)| {
            let sum: f64 = series.days().map(|(_, value)| value).sum();
            let greatest = series.days().map(|(_, value)| value).fold(f64::NAN, f64::max);
            let peak = series.days().find(|(_, value)| *value >= greatest);
            vec![
                table::shown(&series.name),
                series.present().to_string(),
                origin.missing.to_string(),
                origin.first.clone().unwrap_or_default(),
                origin.last.clone().unwrap_or_default(),
                number(sum),
                peak.map_or(String::new(), |(_, value)| number(value)),
                peak.map_or(String::new(), |(day, _)| day.to_string()),
            ]
        })
        .collect();
    let headings = ["indicator", "days", "missing", "from", "to", "sum", "peak", "on"];
    Ok(table::print(output, 1, &headings, &rows)?)
}

fn number(value: f64) -> String {
    let digits = if value.fract().abs() < 1e-9 { 0 } else { 3 };
    format!("{value:.digits$}")
}
