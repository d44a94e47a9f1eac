//! What the commands that query sets share: options, numbers, errors.

use crate::cli::exit::Failure;
use crate::cli::table::grouped;
use crate::facet::Metric;
use crate::hll::Estimate;
use crate::query::{CONFIDENCE, Finding, Grade, Method, Missing, QueryError};
use crate::store::StoreError;
use anyhow::anyhow;
use serde::Serialize;
use serde::ser::SerializeMap;

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// For programs, complete.
    Json,
    /// For spreadsheets.
    Csv,
}

/// What to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum MetricName {
    /// Users.
    User,
    /// Posts.
    Post,
    /// User days.
    Pud,
    /// Locations.
    Latlng,
    /// Points of interest.
    Place,
    /// User–term–locations.
    Utl,
    /// User–terms.
    Upt,
}

impl From<MetricName> for Metric {
    fn from(name: MetricName) -> Self {
        match name {
            MetricName::User => Metric::User,
            MetricName::Post => Metric::Post,
            MetricName::Pud => Metric::UserDay,
            MetricName::Latlng => Metric::LatLng,
            MetricName::Place => Metric::Place,
            MetricName::Utl => Metric::UserTermLocation,
            MetricName::Upt => Metric::UserTerm,
        }
    }
}

/// The name of a metric in options and outputs: that of its column without `_hll`.
pub fn metric_name(metric: Metric) -> &'static str {
    metric.column().trim_end_matches("_hll")
}

/// How to estimate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum MethodName {
    /// What is best for the sets at hand; says which.
    Auto,
    /// Inclusion–exclusion.
    Ie,
    /// Joint maximum likelihood, two to four sets.
    Joint,
}

impl From<MethodName> for Method {
    fn from(name: MethodName) -> Self {
        match name {
            MethodName::Auto => Method::Auto,
            MethodName::Ie => Method::Ie,
            MethodName::Joint => Method::Joint,
        }
    }
}

/// The failure that an error is, with the place in the expression, if it was given on the command line.
pub fn failure(error: QueryError, expression: Option<&str>) -> Failure {
    match code(&error) {
        4 => Failure::Refused(error.into()),
        3 => Failure::Io(error.into()),
        _ => match (&error, expression) {
            (QueryError::Syntax(syntax), Some(expression)) => {
                Failure::Usage(anyhow!(syntax.pointed(expression)))
            }
            _ => Failure::Usage(error.into()),
        },
    }
}

fn code(error: &QueryError) -> u8 {
    match error {
        QueryError::Shared(error) => code(error),
        QueryError::Store(StoreError::NoMetric { .. } | StoreError::NotKept { .. }) => 2,
        QueryError::Store(error) if !error.is_refusal() => 3,
        QueryError::Undefined { .. } | QueryError::Saturated { .. } => 3,
        QueryError::Store(_)
        | QueryError::Incomparable { .. }
        | QueryError::Mismatch(_)
        | QueryError::Fold(_)
        | QueryError::Joint(_) => 4,
        _ => 2,
    }
}

/// Says which terms are empty because the store has no such key.
pub fn warn_of_missing(missing: &[Missing]) {
    const NAMED: usize = 10;
    let more = missing.len().saturating_sub(NAMED);
    for Missing { term, near } in missing.iter().take(NAMED) {
        if near.is_empty() {
            tracing::warn!("{term} is not in the store, so it is an empty set");
        } else {
            let near = near.join(", ");
            tracing::warn!("{term} is not in the store, so it is an empty set; there is {near}");
        }
    }
    if more > 0 {
        tracing::warn!("{more} more terms are not in the store; --format json names all of them");
    }
}

/// A number of elements for people.
pub fn count(value: f64) -> String {
    if value.is_finite() { grouped(value.max(0.0).round() as u64) } else { "unknown".to_owned() }
}

/// A finding for people: the number, or a bound where there is nothing better.
pub fn number(finding: &Finding) -> String {
    match finding.grade {
        Grade::Below => format!("< {}", count(finding.estimate.hi.ceil())),
        Grade::Reliable | Grade::Indicative => count(finding.estimate.value),
    }
}

/// An interval for people.
pub fn interval(estimate: &Estimate) -> String {
    format!("{} to {}", count(estimate.lo), count(estimate.hi))
}

/// A number for programs: more digits than one after the point say nothing.
pub fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// The entries of an estimate in JSON.
pub fn put_estimate<M: SerializeMap>(map: &mut M, estimate: &Estimate) -> Result<(), M::Error> {
    map.serialize_entry("estimate", &tenth(estimate.value))?;
    map.serialize_entry("lo", &tenth(estimate.lo))?;
    map.serialize_entry("hi", &tenth(estimate.hi))
}

/// The entries of a finding in JSON.
pub fn put_finding<M: SerializeMap>(map: &mut M, finding: &Finding) -> Result<(), M::Error> {
    put_estimate(map, &finding.estimate)?;
    map.serialize_entry("confidence", &CONFIDENCE)?;
    map.serialize_entry("method", finding.used.as_str())?;
    map.serialize_entry("grade", finding.grade.as_str())
}

/// The columns of a finding in CSV.
pub const COLUMNS: [&str; 6] = ["estimate", "lo", "hi", "confidence", "method", "grade"];

/// Their values.
pub fn cells(finding: &Finding) -> [String; 6] {
    let Estimate { value, lo, hi } = finding.estimate;
    [
        tenth(value).to_string(),
        tenth(lo).to_string(),
        tenth(hi).to_string(),
        CONFIDENCE.to_string(),
        finding.used.as_str().to_owned(),
        finding.grade.as_str().to_owned(),
    ]
}

/// A term without a key, in JSON.
#[derive(Serialize)]
pub struct MissingJson<'a> {
    set: &'a str,
    near: &'a [String],
}

/// Terms without a key, in JSON.
pub fn missing_json(missing: &[Missing]) -> Vec<MissingJson<'_>> {
    missing.iter().map(|Missing { term, near }| MissingJson { set: term, near }).collect()
}

/// The csv crate wraps the errors of what it writes to.
pub fn csv_failure(error: csv::Error) -> Failure {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => Failure::Io(anyhow!("cannot write CSV: {other:?}")),
    }
}
