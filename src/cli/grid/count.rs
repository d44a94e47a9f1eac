//! Counting: from stores and tables to rows.

use super::{Args, BelowName, Input, Plan};
use crate::cli::exit::Failure;
use crate::cli::query::value::failure;
use crate::facet::{Metric, Precision};
use crate::grid::{
    Below, Beside, Cells, CellsError, Count, Exact, Key, PointsError, Row, Sighting, Skipped,
    Suppressed, Table, Tiling, chi, locate, raw_points, read_points,
};
use crate::hll::{Estimate, Sketch};
use crate::query::{Expression, Library, Located};
use crate::store::{self, Location, Settings};
use anyhow::{Context as _, anyhow};
use std::collections::BTreeSet;
use std::fs::File;

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

/// How many elements of a set are meant; `None`: that cannot be told.
type Size<'s, S> = Box<dyn Fn(&S) -> Option<Estimate> + 's>;

/// Cells of one kind with what tells their sizes.
struct Side<'s, S> {
    cells: Cells<S>,
    size: Size<'s, S>,
}

impl<S: Count> Side<'_, S> {
    fn value(&self, set: &S) -> f64 {
        (self.size)(set).map_or(f64::NAN, |estimate| estimate.value)
    }

    /// The sizes of a cell's sets; of a cell that is not there, zeros.
    fn sizes(&self, key: &Key) -> Result<Vec<Estimate>, Failure> {
        let Some(sets) = self.cells.get(key) else {
            return Ok(vec![Estimate { value: 0.0, lo: 0.0, hi: 0.0 }; self.cells.metrics.len()]);
        };
        let sizes = sets.iter().map(|set| (self.size)(set)).collect::<Option<Vec<_>>>();
        sizes.ok_or_else(|| {
            let name = key.tiling.name(key.cell);
            Failure::Io(anyhow!(
                "a set of the cell {name} is undefined or saturated, so its cardinality is unknown; make \
                 the store with a larger regwidth or log2m (--hll-params)"
            ))
        })
    }

    fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.cells.iter().map(|(key, _)| *key)
    }

    fn total(&self) -> Vec<f64> {
        let total = self.cells.total();
        let values = |sets: Vec<S>| sets.iter().map(|set| self.value(set)).collect();
        total.map_or_else(|| vec![0.0; self.cells.metrics.len()], values)
    }
}

fn exactly<'s>(cells: Cells<Exact>) -> Side<'s, Exact> {
    let size = |count: &Exact| {
        let value = count.count() as f64;
        Some(Estimate { value, lo: value, hi: value })
    };
    Side { cells, size: Box::new(size) }
}

/// Counts what the arguments ask for.
///
/// # Errors
/// A store cannot be read or does not count this.
pub fn count(args: &Args, plan: &Plan) -> Result<Counted, Failure> {
    if plan.exact { count_exactly(args, plan) } else { count_sets(args, plan) }
}

fn count_exactly(args: &Args, plan: &Plan) -> Result<Counted, Failure> {
    let settings = match &args.store {
        Input::Store(location) => store::settings(location)?,
        Input::Points(_) => None,
    };
    let tiling = args.cell.unwrap_or(Tiling::Geohash(5)).with_crs(args.crs);
    let asked: Vec<Metric> = args.metric.iter().map(|name| (*name).into()).collect();
    let metrics = exact_metrics(if asked.is_empty() { &COUNTED } else { &asked })?;
    let (mut cells, skipped) = exact(args, &args.store, tiling, None, metrics.clone())?;
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
            let (after, more) = exact(args, other, tiling, None, metrics)?;
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
fn exact(
    args: &Args,
    input: &Input,
    tiling: Tiling,
    precision: Option<Precision>,
    metrics: Vec<Metric>,
) -> Result<(Cells<Exact>, Skipped), Failure> {
    let mut cells = Cells::new(metrics);
    let by_month = args.by.is_some();
    let mut add = |sightings: &[Sighting]| cells.add(tiling, by_month, sightings);
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
                PointsError::NoColumn { .. } => {
                    Failure::Usage(anyhow!("{}: {error}", path.display()))
                }
                error => Failure::Io(anyhow!("{}: {error}", path.display())),
            })?
        }
    };
    Ok((cells, skipped))
}

/// What is counted exactly.
const COUNTED: [Metric; 3] = [Metric::Post, Metric::User, Metric::UserDay];

fn exact_metrics(asked: &[Metric]) -> Result<Vec<Metric>, Failure> {
    match asked.iter().find(|metric| !COUNTED.contains(metric)) {
        Some(metric) => Err(Failure::Usage(anyhow!(
            "{} are not counted exactly; give post, user or pud",
            metric.plural()
        ))),
        None => Ok(asked.to_vec()),
    }
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

/// United sets with what tells how many of them are meant.
fn side<'s>(cells: Cells<Sketch>, located: &'s Located, library: &'s Library) -> Side<'s, Sketch> {
    Side { cells, size: Box::new(|set| located.size(library, set)) }
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
    let main = side(sets(&library, &located, &metrics)?, &located, &library);
    let mut counted = if let Some(raw) = &args.compare {
        let input = raw.clone().unwrap_or_else(|| args.store.clone());
        let precision = Some(settings.precision);
        let (exact, skipped) = exact(args, &input, tiling, precision, exact_metrics(&metrics)?)?;
        let exact = exactly(exact);
        let mut counted = compare(args, plan, tiling, &exact, &main)?;
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
            let after = side(sets(&earlier_library, &later, &metrics)?, &later, &earlier_library);
            compare(args, plan, tiling, &main, &after)?
        } else {
            later = locating(&library, expression.as_ref())?;
            self::metrics(args, &later)?;
            let before = side(sets(&library, &later, &metrics)?, &later, &library);
            compare(args, plan, tiling, &before, &main)?
        }
    } else if args.chi.is_some() {
        let all = locating(&library, background)?;
        let first = metrics.first().copied().into_iter().collect::<Vec<_>>();
        let all_cells = side(sets(&library, &all, &first)?, &all, &library);
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
        "{tiling} is finer than the store, whose positions are geohashes of {kept} characters \
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

/// The metric that decides whether a cell has too few: users where they are counted.
fn least_of(metrics: &[Metric]) -> (usize, Metric) {
    let users = metrics.iter().position(|metric| *metric == Metric::User).unwrap_or(0);
    (users, metrics.get(users).copied().unwrap_or(Metric::Post))
}

fn plain<S: Count>(
    args: &Args,
    plan: &Plan,
    tiling: Tiling,
    mut side: Side<'_, S>,
) -> Result<Counted, Failure> {
    let total = side.total();
    let (place, least_of) = least_of(&side.cells.metrics);
    let suppressed = if args.min_count > 1 {
        let below = match args.below {
            BelowName::Merge => Below::Merge,
            BelowName::Drop => Below::Drop,
        };
        let of = side.size;
        let value = |set: &S| of(set).map_or(f64::NAN, |estimate| estimate.value.round());
        let told = side.cells.suppress(place, f64::from(args.min_count), below, &value);
        side.size = of;
        told
    } else {
        Suppressed::default()
    };
    let mut rows = Vec::with_capacity(side.cells.len());
    for key in side.keys() {
        let values = side.sizes(&key)?;
        // An intersection leaves cells in which there is certainly nothing.
        if values.iter().any(|estimate| estimate.value.round() > 0.0) {
            rows.push(Row { key, values, beside: Vec::new(), chi: None, expected: 0.0 });
        }
    }
    Ok(finish(args, plan, tiling, &side.cells, rows, suppressed, total, least_of))
}

/// Rows of two sides: what comes before (or is exact) beside what comes after (or is estimated).
fn compare<B: Count, A: Count>(
    args: &Args,
    plan: &Plan,
    tiling: Tiling,
    before: &Side<'_, B>,
    after: &Side<'_, A>,
) -> Result<Counted, Failure> {
    let total = after.total();
    let (place, least_of) = least_of(&after.cells.metrics);
    let keys: BTreeSet<Key> = before.keys().chain(after.keys()).collect();
    let mut suppressed = Suppressed::default();
    let mut rows = Vec::new();
    for key in keys {
        let values = after.sizes(&key)?;
        let beside: Vec<f64> =
            before.sizes(&key)?.iter().map(|estimate| estimate.value.round()).collect();
        // Few now tell as much as few then.
        let few = |value: f64| value > 0.0 && value < f64::from(args.min_count);
        let now = values.get(place).map_or(0.0, |estimate| estimate.value.round());
        if few(now) || beside.get(place).is_some_and(|then| few(*then)) {
            suppressed.cells += 1;
            suppressed.dropped += 1;
            continue;
        }
        let something =
            values.iter().map(|estimate| estimate.value.round()).chain(beside.iter().copied());
        if something.into_iter().any(|value| value > 0.0) {
            rows.push(Row { key, values, beside, chi: None, expected: 0.0 });
        }
    }
    Ok(finish(args, plan, tiling, &after.cells, rows, suppressed, total, least_of))
}

/// Rows with the typicality of the first metric.
fn typical(
    args: &Args,
    plan: &Plan,
    tiling: Tiling,
    side: &Side<'_, Sketch>,
    all: &Side<'_, Sketch>,
    error: f64,
) -> Result<Counted, Failure> {
    let total = side.total();
    let (place, least_of) = least_of(&side.cells.metrics);
    let keys: BTreeSet<Key> = all.keys().chain(side.keys()).collect();
    let mut rows = Vec::new();
    let mut pairs = Vec::new();
    for key in keys {
        let values = side.sizes(&key)?;
        let observed = values.first().map_or(0.0, |estimate| estimate.value);
        let background = all.sizes(&key)?.first().map_or(0.0, |estimate| estimate.value);
        pairs.push((observed, background));
        rows.push(Row { key, values, beside: Vec::new(), chi: None, expected: 0.0 });
    }
    let sum = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let share = if sum.1 > 0.0 { sum.0 / sum.1 } else { 0.0 };
    for ((row, chi), pair) in rows.iter_mut().zip(chi(&pairs, error)).zip(&pairs) {
        row.chi = Some(chi);
        row.expected = pair.1 * share;
    }
    let mut suppressed = Suppressed::default();
    let least = f64::from(args.min_count);
    rows.retain(|row| {
        let value = row.values.get(place).map_or(0.0, |estimate| estimate.value.round());
        let few = value > 0.0 && value < least;
        suppressed.cells += u64::from(few);
        suppressed.dropped += u64::from(few);
        !few
    });
    Ok(finish(args, plan, tiling, &side.cells, rows, suppressed, total, least_of))
}

#[expect(clippy::too_many_arguments, reason = "the parts of one result")]
fn finish<S: Count>(
    args: &Args,
    plan: &Plan,
    tiling: Tiling,
    cells: &Cells<S>,
    rows: Vec<Row>,
    suppressed: Suppressed,
    total: Vec<f64>,
    least_of: Metric,
) -> Counted {
    let columns = plan.columns;
    debug_assert!(
        columns.beside == Beside::Nothing || rows.iter().all(|row| !row.beside.is_empty())
    );
    let (scheme, count) = (args.classify.clone(), usize::from(args.classes));
    let table = Table::new(cells.metrics.clone(), columns, rows, scheme, count);
    Counted {
        table,
        tiling,
        suppressed,
        least_of,
        outside: cells.outside,
        skipped: Skipped::new(),
        total,
        settings: None,
        bases: Vec::new(),
        intersected: false,
    }
}
