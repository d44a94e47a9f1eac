//! A paragraph on methods, ready for a paper: what was counted, from what, and how.

use super::pipeline::Pipeline;
use crate::cli::exit::Failure;
use crate::cli::table::grouped;
use crate::facet::Metric;
use crate::hll::Estimate;
use crate::query::{Expression, Library, Method, Options, ask};
use crate::store::{self, Location, Settings};
use std::fmt::Write as _;

/// What a study's first store tells of itself.
#[derive(Debug)]
pub(super) struct Facts {
    /// Dumps and members of archives that were read.
    pub inputs: usize,
    /// Records in them.
    pub records: u64,
    /// Posts that passed the filters.
    pub matched: u64,
    /// Distinct posts, users and days of users; `None` where the store does not tell.
    pub counted: [Option<Estimate>; 3],
    settings: Settings,
}

/// What [`Facts::counted`] counts.
pub(super) const COUNTED: [(Metric, &str); 3] =
    [(Metric::Post, "posts"), (Metric::User, "users"), (Metric::UserDay, "user days")];

impl Facts {
    /// Asks the first store that a study makes; `None` if it makes none.
    ///
    /// # Errors
    /// The store cannot be read.
    pub fn of(pipeline: &Pipeline) -> Result<Option<Self>, Failure> {
        let Some(location) = store_of(pipeline) else { return Ok(None) };
        let store = store::read(&location)?;
        let Some(settings) = store.settings().cloned() else { return Ok(None) };
        let log = store.ingests()?;
        let sum = |count: fn(&store::Ingest) -> u64| log.iter().map(|it| count(&it.ingest)).sum();
        let (records, matched) = (sum(|it| it.records), sum(|it| it.matched));
        let counted = COUNTED.map(|(metric, _)| total(&location, metric));
        Ok(Some(Self { inputs: log.len(), records, matched, counted, settings }))
    }
}

/// Where the first store of a study is.
fn store_of(pipeline: &Pipeline) -> Option<Location> {
    let step = pipeline.steps.iter().find(|step| step.kind.name == "etl")?;
    let option = step.arguments.iter().find_map(|it| it.to_str()?.strip_prefix("--hll="))?;
    option.parse().ok()
}

/// All of a metric in a store; `None` if it has no base to tell by.
fn total(location: &Location, metric: Metric) -> Option<Estimate> {
    let library = Library::open(location, &[]).ok()?;
    let options = Options { metric, method: Method::Auto, explain: false, suggest: false };
    ["year:*", "month:*", "date:*"].iter().find_map(|all| {
        let all: Expression = all.parse().ok()?;
        let answer = ask(&library, &[all], options).pop()?.ok()?;
        Some(answer.finding.estimate)
    })
}

/// The paragraph.
pub(super) fn paragraph(facts: &Facts) -> String {
    let Facts { inputs, records, matched, counted, settings } = facts;
    let params = settings.params;
    let mut text = format!(
        "From {} records in {} {}, {} posts passed the filters",
        grouped(*records),
        grouped(u64::try_from(*inputs).unwrap_or(u64::MAX)),
        if *inputs == 1 { "input" } else { "inputs" },
        grouped(*matched),
    );
    let counted: Vec<String> = COUNTED
        .iter()
        .zip(counted)
        .filter_map(|((_, name), estimate)| {
            let Estimate { value, lo, hi } = (*estimate)?;
            let [value, lo, hi] = [value, lo, hi].map(|it| grouped(it.round() as u64));
            Some(format!("{value} distinct {name} (95 % interval {lo} to {hi})"))
        })
        .collect();
    if !counted.is_empty() {
        // Writing to a string cannot fail.
        let _ = write!(text, ": {}", counted.join(", "));
    }
    let error = 104.0 / f64::from(1_u32 << params.log2m()).sqrt();
    let _ = write!(
        text,
        ". They were reduced to HyperLogLog sets (Flajolet et al. 2007; storage of PostgreSQL’s hll \
         extension, version 1) with parameters {params}, whose cardinalities have a standard error of \
         {error:.1} % by maximum likelihood (Ertl 2017). Items were hashed under a secret key \
         (HMAC-SHA256; key id {}), ",
        settings.key_id,
    );
    let _ = match settings.precision.characters() {
        None => write!(text, "positions kept as delivered"),
        Some(characters) => {
            write!(text, "positions reduced to geohash cells of length {characters}")
        }
    };
    let _ = write!(
        text,
        ". The data model is that of location-based social networks (LBSN; Dunkel, Löchner and \
         Burghardt 2020). All figures were made with lbsm {}.",
        env!("CARGO_PKG_VERSION")
    );
    text
}
