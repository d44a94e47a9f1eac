//! Answers as text, JSON and CSV.

use super::value::{
    COLUMNS, Format, cells, count, csv_failure, interval, metric_name, missing_json, number,
    put_finding, tenth,
};
use crate::cli::exit::Failure;
use crate::cli::table::{self, grouped, shown};
use crate::facet::Metric;
use crate::query::{Answer, Counted, Finding, Grade, QueryError, Series, Summand};
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use std::io::{self, Write};

/// One answer for people, at length.
pub(super) fn answer(
    answer: &Answer,
    metric: Metric,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    let unit = metric.plural();
    let Finding { estimate, used, grade } = &answer.finding;
    writeln!(output, "{}", shown(&answer.expression))?;
    let number = number(&answer.finding);
    match grade {
        _ if estimate.lo >= estimate.hi => writeln!(output, "  {number} {unit}, exactly")?,
        Grade::Below => writeln!(
            output,
            "  {number} {unit}: below the limit of detection, an upper bound (95 %)"
        )?,
        grade => writeln!(
            output,
            "  {number} {unit}, {grade}: {} with 95 % confidence",
            interval(estimate)
        )?,
    }
    writeln!(output, "  by {}", used.reason())?;
    if !answer.terms.is_empty() {
        writeln!(output)?;
        let rows: Vec<Vec<String>> = answer
            .terms
            .iter()
            .map(|term| {
                let value = count(term.estimate.value);
                vec![term.set.clone(), grouped(term.keys), value, interval(&term.estimate)]
            })
            .collect();
        table::print(output, 1, &["set", "keys", unit, "95 % interval"], &rows)?;
    }
    if !answer.explanation.is_empty() {
        writeln!(output, "\ninclusion–exclusion")?;
        let sum: f64 = answer.explanation.iter().map(signed).sum();
        let mut rows: Vec<Vec<String>> = answer
            .explanation
            .iter()
            .map(|summand| {
                let sign = if summand.factor < 0 { "-" } else { "+" };
                let times = summand.factor.unsigned_abs();
                let times = if times == 1 { String::new() } else { format!("{times} × ") };
                vec![format!("{sign} {times}{}", union(summand)), count(summand.estimate.value)]
            })
            .collect();
        let minus = if sum <= -0.5 { "-" } else { "" };
        rows.push(vec!["=".to_owned(), format!("{minus}{}", count(sum.abs()))]);
        table::print(output, 1, &["union", unit], &rows)?;
    }
    Ok(())
}

fn signed(summand: &Summand) -> f64 {
    summand.factor as f64 * summand.estimate.value
}

/// The sets of a summand; each may be a union itself, which needs no parentheses then.
fn union(summand: &Summand) -> String {
    summand.sets.join(" | ")
}

/// Answers one after the other.
pub(super) struct Printer<'o> {
    metric: Metric,
    sink: Sink<'o>,
}

enum Sink<'o> {
    Json { output: &'o mut dyn Write, pretty: bool },
    Csv(Box<csv::Writer<&'o mut dyn Write>>),
    Table { output: &'o mut dyn Write, rows: Vec<Vec<String>> },
}

impl<'o> Printer<'o> {
    /// JSON is one object a line unless it is to be pretty.
    pub(super) fn new(
        format: Format,
        pretty: bool,
        metric: Metric,
        output: &'o mut dyn Write,
    ) -> Result<Self, Failure> {
        let sink = match format {
            Format::Json => Sink::Json { output, pretty },
            Format::Table => Sink::Table { output, rows: Vec::new() },
            Format::Csv => {
                let mut csv = csv::Writer::from_writer(output);
                let headings = ["expression", "metric"].into_iter().chain(COLUMNS).chain(["error"]);
                csv.write_record(headings).map_err(csv_failure)?;
                Sink::Csv(Box::new(csv))
            }
        };
        Ok(Self { metric, sink })
    }

    pub(super) fn answer(&mut self, answer: &Answer) -> Result<(), Failure> {
        let finding = &answer.finding;
        match &mut self.sink {
            Sink::Json { output, pretty } => {
                let json = AnswerJson { answer, metric: self.metric };
                write_json(*output, &json, *pretty)
            }
            Sink::Csv(csv) => {
                let texts = [answer.expression.clone(), metric_name(self.metric).to_owned()];
                let record = texts.into_iter().chain(cells(finding)).chain([String::new()]);
                csv.write_record(record).map_err(csv_failure)
            }
            Sink::Table { rows, .. } => {
                rows.push(row(&answer.expression, finding));
                Ok(())
            }
        }
    }

    pub(super) fn error(&mut self, expression: &str, error: &QueryError) -> Result<(), Failure> {
        let error = error.to_string();
        match &mut self.sink {
            Sink::Json { output, .. } => {
                write_json(*output, &ErrorJson { expression, error: &error }, false)
            }
            Sink::Csv(csv) => {
                let texts = [expression, metric_name(self.metric)];
                let record = texts.into_iter().chain(COLUMNS.map(|_| "")).chain([error.as_str()]);
                csv.write_record(record).map_err(csv_failure)
            }
            Sink::Table { rows, .. } => {
                rows.push(vec![expression.to_owned(), error]);
                Ok(())
            }
        }
    }

    pub(super) fn end(self) -> Result<(), Failure> {
        match self.sink {
            Sink::Json { .. } => Ok(()),
            Sink::Csv(mut csv) => Ok(csv.flush()?),
            Sink::Table { output, rows } => {
                Ok(table::print(output, 1, &headings("expression", self.metric), &rows)?)
            }
        }
    }
}

fn headings(first: &'static str, metric: Metric) -> [&'static str; 5] {
    [first, metric.plural(), "95 % interval", "grade", "method"]
}

fn row(name: &str, finding: &Finding) -> Vec<String> {
    let Finding { estimate, used, grade } = finding;
    vec![
        name.to_owned(),
        number(finding),
        interval(estimate),
        grade.to_string(),
        used.as_str().to_owned(),
    ]
}

fn write_json(output: &mut dyn Write, json: &impl Serialize, pretty: bool) -> Result<(), Failure> {
    if pretty {
        serde_json::to_writer_pretty(&mut *output, json).map_err(io::Error::from)?;
    } else {
        serde_json::to_writer(&mut *output, json).map_err(io::Error::from)?;
    }
    Ok(writeln!(output)?)
}

#[derive(Serialize)]
struct TermJson<'a> {
    set: &'a str,
    estimate: f64,
}

#[derive(Serialize)]
struct SummandJson<'a> {
    factor: i64,
    union: &'a [String],
    estimate: f64,
}

#[derive(Serialize)]
struct ErrorJson<'a> {
    expression: &'a str,
    error: &'a str,
}

#[derive(Serialize)]
struct SeriesJson<'a> {
    expression: &'a str,
    metric: &'a str,
    by: &'a str,
    rows: Vec<KeyJson<'a>>,
}

struct AnswerJson<'a> {
    answer: &'a Answer,
    metric: Metric,
}

impl Serialize for AnswerJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Answer { expression, finding, terms, explanation, missing } = self.answer;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("expression", expression)?;
        map.serialize_entry("metric", metric_name(self.metric))?;
        put_finding(&mut map, finding)?;
        let terms = terms
            .iter()
            .map(|Counted { set, estimate, .. }| TermJson { set, estimate: tenth(estimate.value) });
        map.serialize_entry("terms", &terms.collect::<Vec<_>>())?;
        if !explanation.is_empty() {
            let sum = explanation.iter().map(|Summand { factor, sets, estimate }| SummandJson {
                factor: *factor,
                union: sets,
                estimate: tenth(estimate.value),
            });
            map.serialize_entry("reason", finding.used.reason())?;
            map.serialize_entry("inclusion_exclusion", &sum.collect::<Vec<_>>())?;
        }
        if !missing.is_empty() {
            map.serialize_entry("missing", &missing_json(missing))?;
        }
        map.end()
    }
}

/// An expression by the keys of a base.
pub(super) fn series(
    series: &Series,
    by: &str,
    format: Format,
    metric: Metric,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    match format {
        Format::Table => {
            let rows: Vec<Vec<String>> =
                series.rows.iter().map(|(key, finding)| row(key, finding)).collect();
            table::print(output, 1, &headings("key", metric), &rows)?;
        }
        Format::Csv => {
            let mut csv = csv::Writer::from_writer(output);
            csv.write_record(["key", "metric"].into_iter().chain(COLUMNS)).map_err(csv_failure)?;
            for (key, finding) in &series.rows {
                let texts = [key.clone(), metric_name(metric).to_owned()];
                csv.write_record(texts.into_iter().chain(cells(finding))).map_err(csv_failure)?;
            }
            csv.flush()?;
        }
        Format::Json => {
            let rows: Vec<KeyJson<'_>> =
                series.rows.iter().map(|(key, finding)| KeyJson { key, finding }).collect();
            let (expression, metric) = (&series.expression, metric_name(metric));
            write_json(output, &SeriesJson { expression, metric, by, rows }, true)?;
        }
    }
    Ok(())
}

struct KeyJson<'a> {
    key: &'a str,
    finding: &'a Finding,
}

impl Serialize for KeyJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("key", self.key)?;
        put_finding(&mut map, self.finding)?;
        map.end()
    }
}
