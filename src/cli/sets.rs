//! `lbsm sets`: what is in a store, with cardinalities.

use super::exit::Failure;
use super::table::{self, grouped};
use crate::facet::{Base, Column, ColumnKind, KeyValue, Metric};
use crate::hll::{Estimate, Sketch};
use crate::store::{GeoPackage, SetRow, Store, key_text};
use anyhow::anyhow;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Rows of a table for people, unless they ask for more.
const TABLE_LIMIT: usize = 25;

/// Arguments of `lbsm sets`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "List the sets of a store with their cardinalities\n\n\
        Without --base: each base with its number of keys and how many users, posts and user \
        days there are in all of them together. With --base: every key of it. Cardinalities \
        are estimates; --format json adds their 95 % intervals, --format csv the sets \
        themselves as PostgreSQL's hll extension reads them.\n\n\
        Rows in the order of their keys stream; sorting by a count without --limit holds all \
        rows in memory.",
    after_help = "Examples:\n  \
        lbsm sets lbsm.gpkg\n  \
        lbsm sets lbsm.gpkg --base hashtag --limit 10\n  \
        lbsm sets lbsm.gpkg --base date --sort key --limit 0\n  \
        lbsm sets lbsm.gpkg --base _month_latlng --format csv > month_latlng.csv"
)]
pub struct Args {
    /// The store
    store: PathBuf,
    /// List the keys of this base
    #[arg(long, value_name = "BASE", value_parser = base)]
    base: Option<&'static Base>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// At most so many keys; 0: all [default: 25 in a table, else all]
    #[arg(long, value_name = "N", requires = "base")]
    limit: Option<usize>,
    /// What to sort by: `key`, or a count, largest first [default: posts in a table, else key]
    #[arg(long, value_name = "COLUMN", requires = "base", value_parser = sort)]
    sort: Option<Sort>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Aligned, for people.
    Table,
    /// Complete, with the sets in hexadecimal.
    Csv,
    /// With intervals.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Key,
    Count(Metric),
}

fn base(name: &str) -> Result<&'static Base, String> {
    let bases: Result<crate::facet::Bases, _> = name.parse();
    bases.map_err(|error| error.to_string())?;
    Base::by_name(name).ok_or_else(|| format!("{name:?} stands for several bases; name one"))
}

fn sort(name: &str) -> Result<Sort, String> {
    let metric = Metric::ALL.into_iter().find(|metric| metric.plural() == name);
    match metric {
        Some(metric) => Ok(Sort::Count(metric)),
        None if name == "key" => Ok(Sort::Key),
        None => {
            let known: Vec<&str> = Metric::ALL.iter().map(|metric| metric.plural()).collect();
            Err(format!("sort by key or by one of {}", known.join(", ")))
        }
    }
}

/// Lists sets.
///
/// # Errors
/// The store cannot be read or does not keep the base, or the output cannot be written.
pub fn run(args: &Args, output: &mut dyn Write) -> Result<(), Failure> {
    let store = GeoPackage::open(&args.store)?;
    match args.base {
        None => bases(&store, args.format, output),
        Some(base) => keys(&store, base, args, output),
    }
}

/// The metrics that every base is summed up by.
const TOTALS: [Metric; 3] = [Metric::User, Metric::Post, Metric::UserDay];

/// A base with the cardinalities of the union of all its keys.
struct Total {
    base: &'static Base,
    keys: u64,
    estimates: Vec<(Metric, Option<Estimate>)>,
}

fn bases(store: &GeoPackage, format: Format, output: &mut dyn Write) -> Result<(), Failure> {
    let Some(settings) = store.settings() else {
        return Err(Failure::Usage(anyhow!(
            "the store holds raw posts only; there are no sets in it"
        )));
    };
    let totals: Vec<Total> =
        settings.bases.iter().map(|base| total(store, base)).collect::<Result<_, _>>()?;
    let count = |total: &Total, metric| {
        total.estimates.iter().find(|(other, _)| *other == metric).and_then(|(_, found)| *found)
    };
    match format {
        Format::Table => {
            let rows: Vec<Vec<String>> = totals
                .iter()
                .map(|total| {
                    let counts = TOTALS.map(|metric| rounded(count(total, metric)));
                    let facet = total.base.facet.as_str().to_owned();
                    let texts = [facet, total.base.name.to_owned(), grouped(total.keys)];
                    texts.into_iter().chain(counts).collect()
                })
                .collect();
            table::print(
                output,
                2,
                &["facet", "base", "keys", "users", "posts", "userdays"],
                &rows,
            )?;
        }
        Format::Csv => {
            let mut csv = csv::Writer::from_writer(output);
            let counts = TOTALS.map(Metric::plural);
            csv.write_record(["base", "table", "keys"].into_iter().chain(counts))
                .map_err(failed)?;
            for total in &totals {
                let texts =
                    [total.base.name.to_owned(), total.base.table(), total.keys.to_string()];
                let counts = TOTALS.map(|metric| plain(count(total, metric)));
                csv.write_record(texts.into_iter().chain(counts)).map_err(failed)?;
            }
            csv.flush()?;
        }
        Format::Json => {
            serde_json::to_writer_pretty(&mut *output, &totals).map_err(io::Error::from)?;
            writeln!(output)?;
        }
    }
    Ok(())
}

fn total(store: &GeoPackage, base: &'static Base) -> Result<Total, Failure> {
    let mut keys = 0;
    let mut united: Option<Vec<Sketch>> = None;
    let mut mismatch = None;
    store.rows(base, &mut |row| {
        keys += 1;
        let Some(united) = &mut united else {
            united = Some(row.sets);
            return ControlFlow::Continue(());
        };
        for (all, one) in united.iter_mut().zip(&row.sets) {
            if let Err(error) = all.union(one) {
                mismatch = Some(error);
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    })?;
    if let Some(error) = mismatch {
        return Err(Failure::Refused(error.into()));
    }
    let nothing = Some(Estimate { value: 0.0, lo: 0.0, hi: 0.0 });
    let estimates = base.metrics.iter().enumerate().map(|(index, &metric)| {
        let estimate = |sets: &Vec<Sketch>| sets.get(index).and_then(Sketch::estimate);
        (metric, united.as_ref().map_or(nothing, estimate))
    });
    Ok(Total { base, keys, estimates: estimates.collect() })
}

/// A row with its cardinalities.
struct Listed {
    base: &'static Base,
    row: SetRow,
    estimates: Vec<Option<Estimate>>,
}

impl Listed {
    fn new(base: &'static Base, row: SetRow) -> Self {
        let estimates = row.sets.iter().map(Sketch::estimate).collect();
        Self { base, row, estimates }
    }

    fn key(&self) -> impl Iterator<Item = (&'static Column, &KeyValue)> {
        self.base.columns().zip(&self.row.key)
    }

    fn key_texts(&self) -> impl Iterator<Item = String> + '_ {
        self.key().map(|(column, value)| key_text(column.kind, value))
    }
}

fn keys(
    store: &GeoPackage,
    base: &'static Base,
    args: &Args,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    let people = args.format == Format::Table;
    let limit = match args.limit {
        None if people => TABLE_LIMIT,
        None | Some(0) => usize::MAX,
        Some(limit) => limit,
    };
    let sort = args.sort.unwrap_or(if people { Sort::Count(Metric::Post) } else { Sort::Key });
    let mut printer: Box<dyn Printer + '_> = match args.format {
        Format::Table => Box::new(TablePrinter::new(base, output)),
        Format::Csv => Box::new(CsvPrinter::new(base, output)?),
        Format::Json => Box::new(JsonPrinter { output, any: false }),
    };
    let mut seen = 0;
    match sort {
        Sort::Key => {
            let mut outcome = Ok(());
            store.rows(base, &mut |row| {
                if seen == limit {
                    return ControlFlow::Break(());
                }
                seen += 1;
                outcome = printer.row(Listed::new(base, row));
                if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
            outcome?;
        }
        Sort::Count(metric) => {
            for row in largest(store, base, metric, limit)? {
                seen += 1;
                printer.row(row)?;
            }
        }
    }
    printer.end()?;
    drop(printer);
    if people {
        let all = store.count(base)?;
        if all > seen as u64 {
            writeln!(output, "\n{} of {} keys; --limit 0 shows all", seen, grouped(all))?;
        }
    }
    Ok(())
}

/// The rows with the largest cardinalities, largest first, equal ones in the order of keys.
fn largest(
    store: &GeoPackage,
    base: &'static Base,
    metric: Metric,
    limit: usize,
) -> Result<Vec<Listed>, Failure> {
    let Some(index) = base.metrics.iter().position(|other| *other == metric) else {
        let counts: Vec<&str> = base.metrics.iter().map(|metric| metric.plural()).collect();
        let (name, wanted) = (base.name, metric.plural());
        return Err(Failure::Usage(anyhow!(
            "the base {name} has no {wanted} to sort by; it has {}",
            counts.join(", ")
        )));
    };
    let size = |row: &Listed| row.estimates.get(index).copied().flatten().map_or(-1.0, |e| e.value);
    let mut rows: Vec<Listed> = Vec::new();
    let shrink = |rows: &mut Vec<Listed>| {
        rows.sort_by(|one, other| size(other).total_cmp(&size(one)));
        rows.truncate(limit);
    };
    store.rows(base, &mut |row| {
        rows.push(Listed::new(base, row));
        // Sorting now and then keeps memory in proportion to the limit.
        if rows.len() / 2 > limit.max(1000) {
            shrink(&mut rows);
        }
        ControlFlow::Continue(())
    })?;
    shrink(&mut rows);
    Ok(rows)
}

/// Prints rows in one format.
trait Printer {
    fn row(&mut self, row: Listed) -> Result<(), Failure>;
    fn end(&mut self) -> Result<(), Failure>;
}

struct TablePrinter<'o> {
    output: &'o mut dyn Write,
    texts: usize,
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// Whether rows of a base have a name and an extent.
fn has_attributes(base: &Base) -> bool {
    matches!(base.name, "place" | "city" | "region" | "country")
}

impl<'o> TablePrinter<'o> {
    fn new(base: &'static Base, output: &'o mut dyn Write) -> Self {
        let mut headings: Vec<&str> = base.columns().map(|column| column.name).collect();
        headings.extend(has_attributes(base).then_some("name"));
        let texts = headings.len();
        headings.extend(base.metrics.iter().map(|metric| metric.plural()));
        Self { output, texts, headings, rows: Vec::new() }
    }
}

impl Printer for TablePrinter<'_> {
    fn row(&mut self, row: Listed) -> Result<(), Failure> {
        let mut cells: Vec<String> = row.key_texts().collect();
        if has_attributes(row.base) {
            cells.push(row.row.attributes.name.clone().unwrap_or_default());
        }
        cells.extend(row.estimates.iter().map(|estimate| rounded(*estimate)));
        self.rows.push(cells);
        Ok(())
    }

    /// A metric of which no row has anything is not worth a column here.
    fn end(&mut self) -> Result<(), Failure> {
        let kept: Vec<bool> = (0..self.headings.len())
            .map(|column| {
                let filled = |row: &Vec<String>| row.get(column).is_some_and(|cell| cell != "0");
                column < self.texts || self.rows.is_empty() || self.rows.iter().any(filled)
            })
            .collect();
        let mut keep = kept.iter();
        self.headings.retain(|_| keep.next() == Some(&true));
        for row in &mut self.rows {
            let mut keep = kept.iter();
            row.retain(|_| keep.next() == Some(&true));
        }
        Ok(table::print(self.output, self.texts, &self.headings, &self.rows)?)
    }
}

struct CsvPrinter<'o> {
    csv: csv::Writer<&'o mut dyn Write>,
}

impl<'o> CsvPrinter<'o> {
    fn new(base: &'static Base, output: &'o mut dyn Write) -> Result<Self, Failure> {
        let mut csv = csv::Writer::from_writer(output);
        let mut headings: Vec<&str> = base.columns().map(|column| column.name).collect();
        if has_attributes(base) {
            headings.extend(["name", "west", "south", "east", "north"]);
        }
        headings.extend(base.metrics.iter().map(|metric| metric.plural()));
        headings.extend(base.metrics.iter().map(|metric| metric.column()));
        csv.write_record(headings).map_err(failed)?;
        Ok(Self { csv })
    }
}

impl Printer for CsvPrinter<'_> {
    fn row(&mut self, row: Listed) -> Result<(), Failure> {
        let mut cells: Vec<String> = row.key_texts().collect();
        if has_attributes(row.base) {
            cells.push(row.row.attributes.name.clone().unwrap_or_default());
            let edges =
                row.row.attributes.area.map(|area| area.edges().map(|edge| edge.to_string()));
            cells.extend(edges.unwrap_or_default());
        }
        cells.extend(row.estimates.iter().map(|estimate| plain(*estimate)));
        cells.extend(row.row.sets.iter().map(hex));
        self.csv.write_record(cells).map_err(failed)
    }

    fn end(&mut self) -> Result<(), Failure> {
        Ok(self.csv.flush()?)
    }
}

struct JsonPrinter<'o> {
    output: &'o mut dyn Write,
    any: bool,
}

impl Printer for JsonPrinter<'_> {
    fn row(&mut self, row: Listed) -> Result<(), Failure> {
        self.output.write_all(if self.any { b",\n" } else { b"[\n" })?;
        self.any = true;
        serde_json::to_writer(&mut *self.output, &row).map_err(io::Error::from)?;
        Ok(())
    }

    fn end(&mut self) -> Result<(), Failure> {
        Ok(self.output.write_all(if self.any { b"\n]\n" } else { b"[]\n" })?)
    }
}

impl Serialize for Listed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (column, value) in self.key() {
            match (column.kind, value) {
                (ColumnKind::Integer, KeyValue::Integer(number)) => {
                    map.serialize_entry(column.name, number)?;
                }
                (_, KeyValue::Real(number)) => map.serialize_entry(column.name, number)?,
                (kind, value) => map.serialize_entry(column.name, &key_text(kind, value))?,
            }
        }
        if has_attributes(self.base) {
            map.serialize_entry("name", &self.row.attributes.name)?;
            let area = self.row.attributes.area;
            map.serialize_entry("bbox", &area.map(crate::lbsn::BoundingBox::edges))?;
        }
        for (metric, estimate) in self.base.metrics.iter().zip(&self.estimates) {
            map.serialize_entry(metric.plural(), &estimate.map(Interval))?;
        }
        map.end()
    }
}

impl Serialize for Total {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("base", self.base.name)?;
        map.serialize_entry("facet", self.base.facet.as_str())?;
        map.serialize_entry("table", &self.base.table())?;
        map.serialize_entry("keys", &self.keys)?;
        for (metric, estimate) in &self.estimates {
            map.serialize_entry(metric.plural(), &estimate.map(Interval))?;
        }
        map.end()
    }
}

/// An estimate as JSON; more digits than one after the point say nothing.
struct Interval(Estimate);

impl Serialize for Interval {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let tenth = |value: f64| (value * 10.0).round() / 10.0;
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("estimate", &tenth(self.0.value))?;
        map.serialize_entry("lo", &tenth(self.0.lo))?;
        map.serialize_entry("hi", &tenth(self.0.hi))?;
        map.serialize_entry("confidence", &0.95)?;
        map.end()
    }
}

/// An estimate for people; nothing where a base does not count this.
fn rounded(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(String::new, |estimate| grouped(estimate.value.round() as u64))
}

/// An estimate for programs.
fn plain(estimate: Option<Estimate>) -> String {
    estimate.map_or_else(String::new, |estimate| (estimate.value.round() as u64).to_string())
}

/// A set as PostgreSQL prints and reads it.
fn hex(set: &Sketch) -> String {
    use std::fmt::Write as _;
    let bytes = set.to_bytes();
    let mut text = String::with_capacity(2 + bytes.len() * 2);
    text.push_str("\\x");
    for byte in bytes {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The csv crate wraps the errors of what it writes to.
fn failed(error: csv::Error) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => Failure::Io(anyhow!("cannot write CSV: {other:?}")),
    }
}

#[cfg(test)]
#[path = "sets_tests.rs"]
mod tests;
