//! `lbsm overlap`: every key of a base with every other.

mod measure;

use super::exit::Failure;
use super::picture::PictureFile;
use super::query::value::{
    COLUMNS, Format, MethodName, MetricName, cells, count, csv_failure, failure, metric_name,
    number, put_estimate, put_finding,
};
use super::table;
use crate::facet::Metric;
use crate::hll::Estimate;
use crate::query::{Grade, Library, Options, Overlap, Pair, QueryError, overlap};
use crate::store::Location;
use crate::view::heat;
use anyhow::anyhow;
use measure::{Measure, heat_map, square};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use std::io::{self, Write};

/// Pairs of a table for people.
const TABLE_LIMIT: usize = 25;

/// Arguments of `lbsm overlap`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "What the largest sets of a base share with each other\n\n\
        For every pair of keys: how many are in both; the shared part of what is in either \
        (jaccard); the part of each that is in the other, too (given_a, given_b); and how many \
        times as large the shared part is as by chance among all that is in the base (lift). With \
        --metric user, which hashtags are used by the same people.\n\n\
        A table shows the 25 pairs with the largest Jaccard index that are not below the limit of \
        detection; CSV and JSON hold all pairs, in the order of the keys. With -o, a heat map of a \
        measure (--matrix, else jaccard), with keys that share much side by side.",
    after_help = "Examples:\n  \
        lbsm overlap lbsm.gpkg --base hashtag --top 30 --metric user\n  \
        lbsm overlap lbsm.gpkg --base hashtag --matrix jaccard --format csv > jaccard.csv\n  \
        lbsm overlap lbsm.gpkg --base hashtag --top 40 -o overlap.svg -o overlap.png"
)]
pub struct Args {
    /// The store
    store: Location,
    /// The base, named as in `lbsm info`
    #[arg(long, value_name = "BASE")]
    base: String,
    /// So many of its largest sets
    #[arg(long, value_name = "N", default_value = "30", value_parser = clap::value_parser!(u16).range(2..=5000))]
    top: u16,
    /// What to count
    #[arg(long, value_name = "METRIC", default_value = "user")]
    metric: MetricName,
    /// How to estimate; auto is joint up to 200 sets and ie beyond
    #[arg(long, value_name = "METHOD", default_value = "auto")]
    method: MethodName,
    /// Print a square matrix of one measure instead of a list of pairs
    #[arg(long, value_name = "MEASURE")]
    matrix: Option<Measure>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Draw a heat map, too: .svg or .png; may be repeated
    #[arg(short, long, value_name = "FILE")]
    output: Vec<PictureFile>,
}

/// Prints what sets share.
///
/// # Errors
/// The store cannot be read or does not keep the base, or the output cannot be written.
pub fn run(args: &Args, output: &mut dyn Write) -> Result<(), Failure> {
    let fail = |error| failure(error, None);
    let library = Library::open(&args.store, &[]).map_err(fail)?;
    let metric: Metric = args.metric.into();
    let base = library.base(&args.base).map_err(|problem| {
        let reason = problem.to_string();
        fail(QueryError::Grouping { text: args.base.clone(), reason })
    })?;
    let options = Options { metric, method: args.method.into(), explain: false, suggest: false };
    if !args.output.is_empty() && usize::from(args.top) > heat::MOST {
        let most = heat::MOST;
        return Err(Failure::Usage(anyhow!(
            "a heat map of {} sets cannot be read; give --top {most} or fewer with -o",
            args.top
        )));
    }
    let overlap = overlap(&library, base, usize::from(args.top), options).map_err(fail)?;
    if !args.output.is_empty() {
        let measure = args.matrix.unwrap_or(Measure::Jaccard);
        let figure = heat_map(&overlap, measure, base.name, metric).draw();
        args.output.iter().try_for_each(|file| file.write(&figure))?;
    }
    match (args.format, args.matrix) {
        (Format::Table, None) => print(&overlap, metric, output),
        (Format::Csv, None) => list(&overlap, metric, output),
        (Format::Json, _) => {
            let json = OverlapJson { overlap: &overlap, base: base.name, metric };
            serde_json::to_writer(&mut *output, &json).map_err(io::Error::from)?;
            Ok(writeln!(output)?)
        }
        (format, Some(measure)) => matrix(&overlap, measure, format, output),
    }
}

fn name(overlap: &Overlap, key: usize) -> &str {
    overlap.keys.get(key).map_or("", |(name, _)| name)
}

fn print(overlap: &Overlap, metric: Metric, output: &mut dyn Write) -> Result<(), Failure> {
    let mut pairs: Vec<&Pair> = overlap.pairs.iter().collect();
    let detected = |pair: &&Pair| pair.both.grade != Grade::Below;
    pairs.retain(detected);
    pairs.sort_by(|one, other| overlap.jaccard(other).total_cmp(&overlap.jaccard(one)));
    let rows: Vec<Vec<String>> = pairs
        .iter()
        .take(TABLE_LIMIT)
        .map(|pair| {
            let (given_one, given_other) = overlap.conditional(pair);
            vec![
                name(overlap, pair.one).to_owned(),
                name(overlap, pair.other).to_owned(),
                number(&pair.both),
                format!("{:.3}", overlap.jaccard(pair)),
                format!("{given_one:.3}"),
                format!("{given_other:.3}"),
                format!("{:.2}", overlap.lift(pair)),
                pair.both.grade.to_string(),
            ]
        })
        .collect();
    let headings = ["a", "b", metric.plural(), "jaccard", "given_a", "given_b", "lift", "grade"];
    table::print(output, 2, &headings, &rows)?;
    let (all, detected) = (overlap.pairs.len(), pairs.len());
    Ok(writeln!(
        output,
        "\n{detected} of {all} pairs of {} sets are above the limit of detection; all sets together: \
         {} {}",
        overlap.keys.len(),
        count(overlap.whole.value),
        metric.plural()
    )?)
}

/// A share or factor for programs.
fn digits(value: f64) -> String {
    format!("{value:.5}")
}

fn list(overlap: &Overlap, metric: Metric, output: &mut dyn Write) -> Result<(), Failure> {
    let mut csv = csv::Writer::from_writer(output);
    let measures = ["jaccard", "given_a", "given_b", "lift"];
    let headings = ["a", "b", "metric", "a_estimate", "b_estimate"].into_iter();
    csv.write_record(headings.chain(COLUMNS).chain(measures)).map_err(csv_failure)?;
    let size = |key: usize| {
        overlap.keys.get(key).map_or_else(String::new, |(_, size)| size.value.round().to_string())
    };
    for pair in &overlap.pairs {
        let (given_one, given_other) = overlap.conditional(pair);
        let texts = [
            name(overlap, pair.one).to_owned(),
            name(overlap, pair.other).to_owned(),
            metric_name(metric).to_owned(),
            size(pair.one),
            size(pair.other),
        ];
        let measures =
            [overlap.jaccard(pair), given_one, given_other, overlap.lift(pair)].map(digits);
        csv.write_record(texts.into_iter().chain(cells(&pair.both)).chain(measures))
            .map_err(csv_failure)?;
    }
    Ok(csv.flush()?)
}

/// A matrix of one measure.
fn matrix(
    overlap: &Overlap,
    measure: Measure,
    format: Format,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    let own = |key| measure.own(overlap, key);
    let values = square(overlap, own, |pair| measure.of(overlap, pair));
    let text = |value: &f64| match (measure, format) {
        (Measure::Count, _) => value.round().to_string(),
        (_, Format::Table) => format!("{value:.2}"),
        _ => digits(*value),
    };
    let names = overlap.keys.iter().map(|(name, _)| name.as_str());
    let headings: Vec<&str> = std::iter::once("key").chain(names).collect();
    let rows: Vec<Vec<String>> = overlap
        .keys
        .iter()
        .zip(&values)
        .map(|((name, _), row)| std::iter::once(name.clone()).chain(row.iter().map(text)).collect())
        .collect();
    if format == Format::Table {
        return Ok(table::print(output, 1, &headings, &rows)?);
    }
    let mut csv = csv::Writer::from_writer(output);
    csv.write_record(headings).map_err(csv_failure)?;
    for row in rows {
        csv.write_record(row).map_err(csv_failure)?;
    }
    Ok(csv.flush()?)
}

struct OverlapJson<'a> {
    overlap: &'a Overlap,
    base: &'static str,
    metric: Metric,
}

impl Serialize for OverlapJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Overlap { whole, keys, pairs } = self.overlap;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("base", self.base)?;
        map.serialize_entry("metric", metric_name(self.metric))?;
        map.serialize_entry("all", &KeyJson { name: None, size: whole })?;
        let keys = keys.iter().map(|(name, size)| KeyJson { name: Some(name), size });
        map.serialize_entry("keys", &keys.collect::<Vec<_>>())?;
        let pairs = pairs.iter().map(|pair| PairJson { overlap: self.overlap, pair });
        map.serialize_entry("pairs", &pairs.collect::<Vec<_>>())?;
        map.end()
    }
}

struct KeyJson<'a> {
    name: Option<&'a str>,
    size: &'a Estimate,
}

impl Serialize for KeyJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(name) = self.name {
            map.serialize_entry("key", name)?;
        }
        put_estimate(&mut map, self.size)?;
        map.end()
    }
}

struct PairJson<'a> {
    overlap: &'a Overlap,
    pair: &'a Pair,
}

impl Serialize for PairJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let PairJson { overlap, pair } = self;
        let rounded = |value: f64| (value * 1e5).round() / 1e5;
        let (given_one, given_other) = overlap.conditional(pair);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("a", name(overlap, pair.one))?;
        map.serialize_entry("b", name(overlap, pair.other))?;
        put_finding(&mut map, &pair.both)?;
        map.serialize_entry("jaccard", &rounded(overlap.jaccard(pair)))?;
        map.serialize_entry("given_a", &rounded(given_one))?;
        map.serialize_entry("given_b", &rounded(given_other))?;
        map.serialize_entry("lift", &rounded(overlap.lift(pair)))?;
        map.end()
    }
}
