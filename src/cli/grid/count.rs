//! Counting: from sets to rows.

use super::rows::{compare, exactly, plain, typical, united};
use super::{Args, Input, Plan, exact};
use crate::cli::exit::Failure;
use crate::cli::query::value::failure;
use crate::facet::Metric;
use crate::grid::{CellsError, Skipped, Suppressed, Table, Tiling, locate};
use crate::query::{Expression, Library, Located};
use crate::store::{Location, Settings};
use anyhow::anyhow;

/// What was counted.
pub struct Counted {
    /// The rows.
    pub table: Table,
    /// The cells.
    pub tiling: Tiling,
    /// What became of cells with too few.
    pub suppressed: Suppressed,
    /// The metric that they had too few of.
    pub least_of: Metric,
    /// Positions (of sets, keys) outside of the grid's area.
    pub outside: u64,
    /// Positions that have no month, with `--by month`.
    pub undated: u64,
    /// Rows without a usable position.
    pub skipped: Skipped,
    /// All cells as one, before any was suppressed: of each metric.
    pub total: Vec<f64>,
    /// Under what the sets were made.
    pub settings: Option<Settings>,
    /// The bases that were read.
    pub bases: Vec<&'static str>,
    /// Cells were intersected with the expression.
    pub intersected: bool,
}

/// Counts what the arguments ask for.
///
/// # Errors
/// A store cannot be read or does not count this.
pub fn count(args: &Args, plan: &Plan) -> Result<Counted, Failure> {
    if plan.exact { exact::count(args, plan) } else { count_sets(args, plan) }
}

fn open(location: &Location, expressions: &[Option<&Expression>]) -> Result<Library, Failure> {
    let mut stores: Vec<&str> =
        expressions.iter().flatten().flat_map(|expression| expression.stores()).collect();
    stores.sort_unstable();
    stores.dedup();
    Library::open(location, &stores).map_err(|error| failure(error, None))
}

fn settings_of(library: &Library) -> Result<Settings, Failure> {
    let settings = library.settings().cloned();
    settings.ok_or_else(|| Failure::Usage(anyhow!("the store holds no sets")))
}

fn count_sets(args: &Args, plan: &Plan) -> Result<Counted, Failure> {
    let Input::Store(location) = &args.store else {
        return Err(Failure::Usage(anyhow!("{} is not a store of sets", args.store)));
    };
    let filter = args.filter.as_ref();
    let before = args.diff.as_ref().and_then(Option::as_ref);
    let background = args.chi.as_ref().and_then(Option::as_ref);
    let library = open(location, &[filter, before, background])?;
    let settings = settings_of(&library)?;
    let tiling = tiling(args, &settings)?;
    let fail =
        |error, expression: Option<&Expression>| failure(error, expression.map(Expression::text));
    let by_month = args.by.is_some();
    let locating = |library: &Library, expression: Option<&Expression>| {
        Located::new(library, expression, by_month).map_err(|error| fail(error, expression))
    };
    let located = locating(&library, filter)?;
    let metrics = metrics(args, &located)?;
    let sets = |library: &Library, located: &Located, metrics: &[Metric]| {
        let params = settings_of(library)?.params;
        locate(library, located, tiling, metrics, params).map_err(|error| match error {
            CellsError::Query(error) => fail(error, None),
            error @ CellsError::Set { .. } => Failure::Io(error.into()),
        })
    };
    let main = united(sets(&library, &located, &metrics)?, &located);
    let mut counted = if let Some(raw) = &args.compare {
        let input = raw.clone().unwrap_or_else(|| args.store.clone());
        let precision = Some(settings.precision);
        let (posts, skipped) =
            exact::posts(args, &input, tiling, precision, exact::metrics(&metrics)?)?;
        let posts = exactly(posts);
        let mut counted = compare(args, plan, tiling, &posts, &main)?;
        counted.skipped = skipped;
        counted
    } else if let Some(expression) = &args.diff {
        let (earlier_library, later);
        if let Some(other) = &args.other {
            let Input::Store(other) = other else {
                return Err(Failure::Usage(anyhow!(
                    "{other} is not a store of sets; both have to be"
                )));
            };
            // From the first store to the second.
            earlier_library = open(other, &[filter])?;
            later = locating(&earlier_library, filter)?;
            let after = united(sets(&earlier_library, &later, &metrics)?, &later);
            compare(args, plan, tiling, &main, &after)?
        } else {
            later = locating(&library, expression.as_ref())?;
            self::metrics(args, &later)?;
            let before = united(sets(&library, &later, &metrics)?, &later);
            compare(args, plan, tiling, &before, &main)?
        }
    } else if args.chi.is_some() {
        let all = locating(&library, background)?;
        let first = metrics.first().copied().into_iter().collect::<Vec<_>>();
        let all_cells = united(sets(&library, &all, &first)?, &all);
        let error = settings.params.relative_error();
        typical(args, plan, tiling, &main, &all_cells, error)?
    } else {
        plain(args, plan, tiling, main)?
    };
    counted.bases = located.bases();
    counted.intersected = located.remedy().is_some();
    counted.settings = Some(settings);
    Ok(counted)
}

/// The cells asked for; not finer than the store's.
fn tiling(args: &Args, settings: &Settings) -> Result<Tiling, Failure> {
    let kept = settings.precision.characters();
    let own = Tiling::Geohash(kept.unwrap_or(5).min(9));
    let tiling = args.cell.unwrap_or(own).with_crs(args.crs);
    let finest = kept.map(|kept| Tiling::Geohash(kept.min(9)));
    let too_fine = match (tiling, finest) {
        (_, None) => false,
        (Tiling::Geohash(length), Some(Tiling::Geohash(kept))) => length > kept,
        (tiling, Some(finest)) => tiling.typical_area() < finest.typical_area() * 0.999,
    };
    if !too_fine {
        return Ok(tiling);
    }
    let (kept, area) = (kept.unwrap_or_default(), own.typical_area());
    Err(Failure::Usage(anyhow!(
        "{tiling} is finer than the store, whose positions are geohashes of length {kept} \
         ({area:.2} km² at the equator); give geohash:{kept} or larger cells, or make the store with \
         a larger --geohash"
    )))
}

/// What is counted: what was asked for, or what there is.
fn metrics(args: &Args, located: &Located) -> Result<Vec<Metric>, Failure> {
    let kept = located.metrics();
    let asked: Vec<Metric> = args.metric.iter().map(|name| (*name).into()).collect();
    if let Some(lacking) = asked.iter().find(|metric| !kept.contains(metric)) {
        let counted: Vec<&str> = kept.iter().map(|metric| metric.plural()).collect();
        let (what, counted) = (lacking.plural(), counted.join(" and "));
        return Err(Failure::Usage(match located.remedy() {
            Some(remedy) => anyhow!(
                "{what} cannot be placed: a user of one set who was in a cell need not have been there for \
                 it. Posts can (--metric post); for {what}, {remedy}"
            ),
            None => anyhow!("{} counts {counted}, not {what}", located.bases().join(", ")),
        }));
    }
    if !asked.is_empty() {
        return Ok(asked);
    }
    if let Some(remedy) = located.remedy() {
        tracing::warn!("posts only, estimated cell by cell from intersections: {remedy}");
    }
    let usual = [Metric::Post, Metric::User, Metric::UserDay];
    Ok(usual.into_iter().filter(|metric| kept.contains(metric)).collect())
}
