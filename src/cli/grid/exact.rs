//! Counting posts themselves: of tables, and of raw stores.

use super::count::Counted;
use super::rows::{compare, exactly, plain};
use super::{Args, Input, Plan};
use crate::cli::exit::Failure;
use crate::facet::{Metric, Precision};
use crate::grid::{
    Cells, Counting, Exact, PointsError, Sighting, Skipped, Tiling, raw_points, read_points,
};
use crate::store;
use anyhow::{Context as _, anyhow};
use std::fs::File;

/// Counts the posts of the input.
///
/// # Errors
/// It cannot be read, or keeps no posts.
pub fn count(args: &Args, plan: &Plan) -> Result<Counted, Failure> {
    let settings = match &args.store {
        Input::Store(location) => store::settings(location)?,
        Input::Points(_) => None,
    };
    let tiling = args.cell.unwrap_or(Tiling::Geohash(5)).with_crs(args.crs);
    let asked: Vec<Metric> = args.metric.iter().map(|name| (*name).into()).collect();
    let metrics = metrics(if asked.is_empty() { &COUNTED } else { &asked })?;
    let (mut cells, skipped) = posts(args, &args.store, tiling, None, metrics.clone())?;
    // A table may tell nothing of users or days: what was never seen is not a column of zeros.
    if asked.is_empty() {
        let seen = |number: usize| {
            cells.iter().any(|(_, sets)| sets.get(number).is_some_and(|set| set.count() > 0))
        };
        let kept: Vec<bool> =
            (0..metrics.len()).map(|number| number == 0 || seen(number)).collect();
        cells.keep(&kept);
    }
    let metrics = cells.metrics.clone();
    let side = exactly(cells);
    let mut counted = match &args.other {
        Some(other) => {
            let (after, more) = posts(args, other, tiling, None, metrics)?;
            let after = exactly(after);
            let mut counted = compare(args, plan, tiling, &side, &after)?;
            counted.skipped = more;
            counted
        }
        None => plain(args, plan, tiling, side)?,
    };
    for (reason, count) in skipped {
        *counted.skipped.entry(reason).or_default() += count;
    }
    Ok(Counted { settings, ..counted })
}

/// Counts the posts of a table or a raw store.
pub fn posts(
    args: &Args,
    input: &Input,
    tiling: Tiling,
    precision: Option<Precision>,
    metrics: Vec<Metric>,
) -> Result<(Cells<Exact>, Skipped), Failure> {
    let mut counting = Counting::new(tiling, args.by.is_some(), metrics);
    let mut add = |sightings: &[Sighting]| counting.add(sightings);
    let skipped = match input {
        Input::Store(location) => {
            let store = store::read(location)?;
            if store.raw_counts()?.is_empty() {
                return Err(Failure::Usage(anyhow!(
                    "{location} keeps no raw posts to count exactly; leave out --exact, or make it with \
                     `lbsm etl --raw`"
                )));
            }
            raw_points(store.as_ref(), precision, &mut add)?
        }
        Input::Points(path) => {
            let file = File::open(path).with_context(|| format!("cannot read {}", path.display()));
            read_points(file.map_err(Failure::Io)?, &mut add).map_err(|error| match error {
                PointsError::NoColumn { .. } | PointsError::Empty => {
                    Failure::Usage(anyhow!("{}: {error}", path.display()))
                }
                error => Failure::Io(anyhow!("{}: {error}", path.display())),
            })?
        }
    };
    Ok((counting.finish(), skipped))
}

/// What is counted exactly.
const COUNTED: [Metric; 3] = [Metric::Post, Metric::User, Metric::UserDay];

/// The metrics, if they can be counted exactly.
pub fn metrics(asked: &[Metric]) -> Result<Vec<Metric>, Failure> {
    match asked.iter().find(|metric| !COUNTED.contains(metric)) {
        Some(metric) => Err(Failure::Usage(anyhow!(
            "{} are not counted exactly; give post, user or pud",
            metric.plural()
        ))),
        None => Ok(asked.to_vec()),
    }
}
