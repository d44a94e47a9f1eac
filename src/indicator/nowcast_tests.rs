use super::{CutResult, Trial, rolling_cuts};
use crate::indicator::baseline::Baseline;
use crate::indicator::day::Day;
use crate::indicator::grid::{Causality, Grid};
use crate::indicator::model::{Kind, Subject};
use crate::indicator::noise::Normal;
use crate::indicator::response::{Response, Zeros};
use crate::indicator::series::Series;
use crate::indicator::window::Edge;
use jiff::civil::date;

const DAYS: i32 = 90;

fn day() -> Day {
    Day::from(date(2022, 2, 24))
}

/// A flow that follows an indicator by three days; what is to be changed is changed.
fn study(flow_change: impl Fn(i32) -> f64, x_change: impl Fn(i32) -> f64) -> (Response, Series) {
    let mut normal = Normal::new(9);
    let mut level = 0.0;
    let x: Vec<f64> = (0..DAYS + 20)
        .map(|_| {
            level += normal.draw() / 10.0;
            level
        })
        .collect();
    let flow =
        (0..DAYS).map(|t| (8.0 + x[t as usize + 7] + normal.draw() / 20.0).exp() * flow_change(t));
    let flow = Series::new("flow", day(), flow.collect());
    let x = x.iter().zip(-10..).map(|(x, t)| x + x_change(t)).collect();
    let response = Response::new(&flow, day(), flow.end(), Zeros::Refuse).unwrap();
    (response, Series::new("x", day() + -10, x))
}

fn trial() -> Trial {
    Trial {
        cuts: vec![day() + 69],
        horizon: 21,
        grid: Grid {
            lags: 0..=8,
            windows: 1..=7,
            edge: Edge::Strict,
            causality: Causality::Causal { delay: 0 },
            ..Grid::published()
        },
        kind: Kind::LogLinear,
        naive_until: None,
    }
}

fn run((response, indicator): &(Response, Series)) -> CutResult {
    trial().run(response, &[Subject::single(indicator)]).remove(0)
}

fn medians(result: &CutResult) -> Vec<f64> {
    let nowcast = result.nowcasts[0].as_ref().unwrap();
    nowcast.days.iter().map(|(_, forecast)| forecast.median).collect()
}

#[test]
fn the_flow_of_the_test_is_not_looked_at() {
    let plain = run(&study(|_| 1.0, |_| 0.0));
    let changed = run(&study(|t| if t >= 69 { 7.0 } else { 1.0 }, |_| 0.0));
    assert_eq!(medians(&plain), medians(&changed));
    let empirical = |result: &CutResult| result.nowcasts[0].as_ref().unwrap().empirical.clone();
    assert_eq!(empirical(&plain), empirical(&changed));
    assert!(empirical(&plain).iter().any(Option::is_some));
    assert_ne!(plain.naive.to_bits(), changed.naive.to_bits());
}

#[test]
fn the_indicator_after_the_day_is_not_looked_at() {
    let plain = medians(&run(&study(|_| 1.0, |_| 0.0)));
    let changed = medians(&run(&study(|_| 1.0, |t| if t > 75 { 50.0 } else { 0.0 })));
    // The test begins on day 69.
    for (plain, changed) in plain.iter().zip(&changed).take(7) {
        // Rounding depends on the mean of the whole indicator.
        assert!((plain - changed).abs() < 1e-9 * plain);
    }
    assert_ne!(plain[12..], changed[12..]);
}

#[test]
fn what_leads_beats_what_knows_nothing() {
    let result = run(&study(|_| 1.0, |_| 0.0));
    let nowcast = result.nowcasts[0].as_ref().unwrap();
    assert_eq!((nowcast.best.lag, nowcast.best.window), (3, 1));
    assert!(nowcast.errors.mae < result.naive);
    assert!(nowcast.coverage().unwrap() > 0.7);
    assert!(nowcast.empirical_coverage().unwrap() > 0.7);
    assert!((nowcast.mase.unwrap() - nowcast.errors.mae / result.scale.unwrap()).abs() < 1e-12);
    assert_eq!(result.baselines.len(), Baseline::ALL.len());
    assert!(result.baselines.iter().all(|(_, errors)| errors.is_some_and(|errors| errors.n == 21)));
    // Two numbers on a common scale.
    assert!((nowcast.z + 1.0).abs() < 1e-12 && (result.naive_z - 1.0).abs() < 1e-12);
}

#[test]
fn baselines_repeat_what_was() {
    let flow: Vec<f64> = (0..21).map(|t| 100.0 + f64::from(t)).collect();
    let flow = Series::new("flow", day(), flow);
    let response = Response::new(&flow, day(), flow.end(), Zeros::Refuse).unwrap();
    let cut = day() + 14;
    let days: Vec<Day> = cut.until(cut + 9).collect();
    let training = response.before(cut);
    let previous = Baseline::PreviousWeek.forecast(&training, cut, &days);
    assert!(previous.iter().all(|value| *value == Some(110.0)));
    let seasonal: Vec<f64> =
        Baseline::SeasonalNaive.forecast(&training, cut, &days).into_iter().flatten().collect();
    assert_eq!(seasonal, [107.0, 108.0, 109.0, 110.0, 111.0, 112.0, 113.0, 107.0, 108.0]);
    assert!(Baseline::PreviousWeek.forecast(&response.before(day()), day(), &days)[0].is_none());
}

#[test]
fn rolling_origins_end_with_the_flow() {
    let (response, _) = study(|_| 1.0, |_| 0.0);
    let cuts = rolling_cuts(&response, 21, 3, 7, 28);
    assert_eq!(cuts, [day() + 55, day() + 62, day() + 69]);
    assert_eq!(rolling_cuts(&response, 21, 100, 7, 28).len(), 6);
    assert!(rolling_cuts(&response, 80, 3, 7, 28).is_empty());
}

#[test]
fn predictions_begin_where_the_flow_ends() {
    let (response, indicator) = study(|_| 1.0, |_| 0.0);
    let prediction = trial().predict(&response, &Subject::single(&indicator)).unwrap();
    assert_eq!(prediction.days[0].day, response.end());
    // The indicator ends ten days later, and leads by three.
    assert_eq!(prediction.days.len(), 13);
    assert!(prediction.days.iter().all(|forecast| forecast.interval.is_some()));
}

/// A rule at the ends that puts zeros, or fewer days, where the indicator is not known yet is for the past.
#[test]
fn predictions_end_where_the_indicator_does() {
    let (response, indicator) = study(|_| 1.0, |_| 20.0);
    for edge in [Edge::Strict, Edge::Partial, Edge::Zero] {
        let mut trial = trial();
        trial.grid.edge = edge;
        let prediction = trial.predict(&response, &Subject::single(&indicator)).unwrap();
        let best = prediction.best;
        let last = prediction.days.last().unwrap().day;
        let window = trial.grid.kind.window(best.window);
        assert_eq!(last + (window.to - best.lag) + 1, indicator.end(), "{edge:?}");
    }
}
