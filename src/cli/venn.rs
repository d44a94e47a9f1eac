//! `lbsm venn`: all regions of two to four sets.

use super::exit::Failure;
use super::picture::PictureFile;
use super::query::value::{
    COLUMNS, Format, MethodName, MetricName, cells, count, csv_failure, failure, interval,
    metric_name, missing_json, number, put_estimate, put_finding, warn_of_missing,
};
use super::table::{self, grouped};
use crate::facet::Metric;
use crate::query::{
    Counted, Diagram, Expression, Finding, Grade, Library, Options, QueryError, Region, venn,
};
use crate::store::Location;
use crate::view;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use std::io::{self, Write};

/// Arguments of `lbsm venn`.
#[derive(Debug, clap::Args)]
#[command(
    long_about = "All regions of a Venn diagram of two to four sets, each with its interval\n\n\
        Each set is a term of `lbsm query`, or several united by |. All regions are estimated \
        together by joint maximum likelihood; none comes out below zero.\n\n\
        With -o, a picture: two circles that are true to area, or an UpSet plot of three or four sets.",
    after_help = "Examples:\n  \
        lbsm venn lbsm.gpkg hashtag:refugeeswelcome hashtag:migrants --metric user\n  \
        lbsm venn lbsm.gpkg 'hashtag:refugee*' culture:de month:2016-02 --format json\n  \
        lbsm venn lbsm.gpkg hashtag:refugeeswelcome hashtag:migrants -o venn.svg -o venn.png"
)]
pub struct Args {
    /// The store
    store: Location,
    /// The sets, two to four
    #[arg(value_name = "SET", required = true, num_args = 2..=4)]
    sets: Vec<String>,
    /// What to count
    #[arg(long, value_name = "METRIC", default_value = "post")]
    metric: MetricName,
    /// How to estimate
    #[arg(long, value_name = "METHOD", default_value = "auto")]
    method: MethodName,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: Format,
    /// Draw a picture, too: .svg or .png; may be repeated
    #[arg(short, long, value_name = "FILE")]
    output: Vec<PictureFile>,
}

/// Prints all regions of a Venn diagram.
///
/// # Errors
/// A set is none, a store cannot be read or compared, or the output cannot be written.
pub fn run(args: &Args, output: &mut dyn Write) -> Result<(), Failure> {
    let parse = |text: &String| {
        text.parse::<Expression>().map_err(|error| failure(QueryError::Syntax(error), Some(text)))
    };
    let sets: Vec<Expression> = args.sets.iter().map(parse).collect::<Result<_, _>>()?;
    let mut stores: Vec<&str> = sets.iter().flat_map(Expression::stores).collect();
    stores.sort_unstable();
    stores.dedup();
    let fail = |error| failure(error, None);
    let library = Library::open(&args.store, &stores).map_err(fail)?;
    let metric: Metric = args.metric.into();
    let options = Options { metric, method: args.method.into(), explain: false, suggest: true };
    let diagram = venn(&library, &sets, options).map_err(fail)?;
    warn_of_missing(&diagram.missing);
    if !args.output.is_empty() {
        let figure = picture(&diagram, metric).draw();
        args.output.iter().try_for_each(|file| file.write(&figure))?;
    }
    match args.format {
        Format::Table => print(&diagram, metric, output),
        Format::Json => {
            let json = DiagramJson { diagram: &diagram, metric };
            serde_json::to_writer_pretty(&mut *output, &json).map_err(io::Error::from)?;
            Ok(writeln!(output)?)
        }
        Format::Csv => {
            let mut csv = csv::Writer::from_writer(output);
            let names = diagram.sets.iter().map(|set| set.set.as_str());
            csv.write_record(names.chain(["metric"]).chain(COLUMNS)).map_err(csv_failure)?;
            for region in &diagram.regions {
                let within = region.within.iter().map(|within| u8::from(*within).to_string());
                let metric = metric_name(metric).to_owned();
                let record = within.chain([metric]).chain(cells(&region.finding));
                csv.write_record(record).map_err(csv_failure)?;
            }
            Ok(csv.flush()?)
        }
    }
}

fn picture(diagram: &Diagram, metric: Metric) -> view::venn::Diagram {
    let unit = metric.plural();
    let title = if metric == Metric::User { "Who is in which set" } else { "What is in which set" };
    let set = |Counted { set, estimate, .. }: &Counted| view::venn::Set {
        name: set.clone(),
        size: estimate.value,
    };
    let region = |Region { within, finding }: &Region| {
        let Finding { estimate, grade, .. } = finding;
        view::venn::Region {
            within: within.clone(),
            value: estimate.value,
            bounds: (estimate.lo, estimate.hi),
            is_bound: *grade == Grade::Below,
        }
    };
    view::venn::Diagram {
        title: title.to_owned(),
        unit: unit.to_owned(),
        sets: diagram.sets.iter().map(set).collect(),
        regions: diagram.regions.iter().map(region).collect(),
    }
}

fn print(diagram: &Diagram, metric: Metric, output: &mut dyn Write) -> Result<(), Failure> {
    let letters = ["A", "B", "C", "D"];
    let rows: Vec<Vec<String>> = letters
        .iter()
        .zip(&diagram.sets)
        .map(|(letter, Counted { set, keys, estimate })| {
            let value = count(estimate.value);
            vec![(*letter).to_owned(), set.clone(), grouped(*keys), value, interval(estimate)]
        })
        .collect();
    table::print(output, 2, &["", "set", "keys", metric.plural(), "95 % interval"], &rows)?;
    writeln!(output)?;
    let rows: Vec<Vec<String>> = diagram
        .regions
        .iter()
        .map(|Region { within, finding }| {
            let names = letters.iter().zip(within).filter(|(_, within)| **within);
            let names: Vec<&str> = names.map(|(letter, _)| *letter).collect();
            vec![
                names.join(" & "),
                number(finding),
                interval(&finding.estimate),
                finding.grade.to_string(),
                finding.used.as_str().to_owned(),
            ]
        })
        .collect();
    let headings = ["only in", metric.plural(), "95 % interval", "grade", "method"];
    Ok(table::print(output, 1, &headings, &rows)?)
}

struct DiagramJson<'a> {
    diagram: &'a Diagram,
    metric: Metric,
}

impl Serialize for DiagramJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Diagram { sets, regions, missing } = self.diagram;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("metric", metric_name(self.metric))?;
        map.serialize_entry("sets", &sets.iter().map(SetJson).collect::<Vec<_>>())?;
        let regions = regions.iter().map(|region| RegionJson { region, sets });
        map.serialize_entry("regions", &regions.collect::<Vec<_>>())?;
        if !missing.is_empty() {
            map.serialize_entry("missing", &missing_json(missing))?;
        }
        map.end()
    }
}

struct SetJson<'a>(&'a Counted);

impl Serialize for SetJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("set", &self.0.set)?;
        put_estimate(&mut map, &self.0.estimate)?;
        map.end()
    }
}

struct RegionJson<'a> {
    region: &'a Region,
    sets: &'a [Counted],
}

impl Serialize for RegionJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Region { within, finding } = self.region;
        let named = |which: bool| -> Vec<&str> {
            let sets = self.sets.iter().zip(within).filter(|(_, within)| **within == which);
            sets.map(|(set, _)| set.set.as_str()).collect()
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("in", &named(true))?;
        map.serialize_entry("not_in", &named(false))?;
        put_finding(&mut map, finding)?;
        map.end()
    }
}
