use super::{Best, FEWEST_DAYS, Search};
use crate::indicator::day::Day;
use crate::indicator::design::{Design, Predictor};
use crate::indicator::grid::{Causality, Grid};
use crate::indicator::noise::Normal;
use crate::indicator::ols::Ols;
use crate::indicator::response::{Response, Zeros};
use crate::indicator::series::Series;
use crate::indicator::window::{Edge, WindowKind};
use jiff::civil::date;

const EDGES: [Edge; 3] = [Edge::Strict, Edge::Partial, Edge::Zero];

fn day() -> Day {
    Day::from(date(2022, 2, 24))
}

/// Values that drift, with holes if wanted.
fn drifting(seed: u64, days: usize, holes: bool) -> Vec<f64> {
    let mut normal = Normal::new(seed);
    let mut level = 1000.0;
    (0..days)
        .map(|day| {
            level += normal.draw();
            if holes && day % 13 == 4 { f64::NAN } else { level }
        })
        .collect()
}

fn response(seed: u64, days: usize, holes: bool) -> Response {
    let flow = drifting(seed, days, holes).into_iter().map(|x| (x / 100.0).exp()).collect();
    let flow = Series::new("flow", day(), flow);
    Response::new(&flow, day(), flow.end(), Zeros::Refuse).unwrap()
}

fn grid(edge: Edge) -> Grid {
    Grid { lags: -8..=8, windows: 1..=9, edge, ..Grid::published() }
}

/// By least squares of the whole design, candidate by candidate.
fn reference(response: &Response, indicator: &Series, grid: &Grid, at: &Best) -> (usize, f64) {
    let predictor = Predictor::new(indicator, grid, at.lag, at.window);
    let days = response.first().until(response.end());
    let design = Design::new(response, &[predictor], days);
    let fit = Ols::fit(&design.matrix, &design.log, &design.terms).unwrap();
    (fit.n(), fit.r2())
}

#[test]
fn every_candidate_is_a_least_squares_fit() {
    for holes in [false, true] {
        for edge in EDGES {
            for kind in [WindowKind::Length, WindowKind::Radius] {
                let response = response(1, 60, holes);
                let indicator = Series::new("x", day() + -10, drifting(2, 75, holes));
                let grid = Grid { kind, ..grid(edge) };
                let surface = Search::new(&response, &indicator, &grid).run(indicator.values());
                let mut compared = 0;
                for candidate in surface.candidates() {
                    let (n, r2) = reference(&response, &indicator, &grid, &candidate);
                    assert_eq!(candidate.n, n, "{candidate:?}");
                    assert!((candidate.r2 - r2).abs() < 1e-10, "{candidate:?} is {r2}");
                    compared += 1;
                }
                assert!(compared > 50, "{compared} with {edge:?}");
            }
        }
    }
}

#[test]
fn a_known_lead_is_found() {
    let log: Vec<f64> = drifting(3, 120, false).into_iter().map(|x| x / 100.0).collect();
    let flow = Series::new("flow", day(), log.iter().map(|log| log.exp()).collect());
    let response = Response::new(&flow, day(), flow.end(), Zeros::Refuse).unwrap();
    for lead in [-6, 0, 6] {
        // The indicator of day t − lead is the flow of day t.
        let indicator = Series::new("x", day() + -lead, log.clone());
        let grid = grid(Edge::Strict);
        let best =
            Search::new(&response, &indicator, &grid).run(indicator.values()).best().unwrap();
        assert_eq!((best.lag, best.window), (lead, 1));
        assert!(best.r2 > 1.0 - 1e-9);
    }
}

#[test]
fn a_common_sample_is_the_days_of_all_candidates() {
    let response = response(1, 90, true);
    let mut values = drifting(2, 110, false);
    values[50] = f64::NAN;
    let indicator = Series::new("x", day() + -10, values);
    for edge in EDGES {
        let grid = Grid { common_sample: true, windows: 1..=5, ..grid(edge) };
        let search = Search::new(&response, &indicator, &grid);
        let surface = search.run(indicator.values());
        let sizes = surface.sample_sizes().unwrap();
        assert_eq!(sizes.start(), sizes.end());
        let days = search.days(&indicator, &surface.best().unwrap());
        assert_eq!(days.len(), *sizes.start());
        for lag in grid.lags.clone() {
            for window in grid.windows.clone() {
                let predictor = Predictor::new(&indicator, &grid, lag, window);
                assert!(days.iter().all(|&day| predictor.on(day).is_some()));
            }
        }
    }
}

#[test]
fn causal_searches_use_nothing_after_the_day() {
    let response = response(1, 60, false);
    let mut values = drifting(2, 75, false);
    let grid = Grid { causality: Causality::Causal { delay: 2 }, ..grid(Edge::Strict) };
    let run = |values: &[f64]| {
        let indicator = Series::new("x", day() + -10, values.to_vec());
        Search::new(&response, &indicator, &grid).run(values)
    };
    let before = run(&values);
    assert!(before.candidates().count() > 0);
    for candidate in before.candidates() {
        assert!(candidate.lag >= grid.window(candidate.window).to + 2);
    }
    // The last two days of the indicator are after every day that they could explain.
    let last = values.len() - 5;
    for value in &mut values[last - 2..] {
        *value = 1e9;
    }
    let changed = run(&values);
    let cut = response.before(day() + i32::try_from(last - 10).unwrap());
    let indicator = Series::new("x", day() + -10, values.clone());
    let search = Search::new(&cut, &indicator, &grid).run(&values);
    let untouched = Series::new("x", day() + -10, drifting(2, 75, false));
    let expected = Search::new(&cut, &untouched, &grid).run(untouched.values());
    assert_ne!(before.best(), changed.best());
    assert_eq!(
        search.best().map(|best| (best.lag, best.window)),
        expected.best().map(|best| (best.lag, best.window))
    );
}

#[test]
fn ties_go_to_the_smallest_lag_and_window() {
    // A single step: many windows are the same series but for a factor.
    let response = response(1, 14, false);
    let mut values = vec![0.0; 60];
    values[30] = 1.0;
    let indicator = Series::new("x", day() + -23, values);
    let surface = Search::new(&response, &indicator, &Grid::published().published_nowcast())
        .run(indicator.values());
    let best = surface.best().unwrap();
    let equal = surface.candidates().find(|other| (other.r2 - best.r2).abs() < 1e-12).unwrap();
    assert_eq!((best.lag, best.window), (equal.lag, equal.window));
}

#[test]
fn too_few_days_and_no_overlap_give_no_candidate() {
    let indicator = Series::new("x", day(), drifting(2, 60, false));
    let few = response(1, FEWEST_DAYS - 1, false);
    let run = |response: &Response| {
        Search::new(response, &indicator, &grid(Edge::Zero)).run(indicator.values())
    };
    assert!(run(&few).best().is_none());
    let flow = Series::new("flow", day() + 1000, vec![1.0, 2.0, 3.0]);
    let far = Response::new(&flow, flow.first(), flow.end(), Zeros::Refuse).unwrap();
    assert!(run(&far).best().is_none());
    assert!(run(&far).plateau().is_none());
    let enough = response(1, FEWEST_DAYS, false);
    let nine = run(&enough);
    assert!(nine.best().is_some());
}

#[test]
fn a_series_of_weekdays_adds_nothing_to_weekdays() {
    let response = response(1, 60, false);
    let weekly: Vec<f64> = (0..80).map(|day| 5.0 + f64::from(day % 7)).collect();
    let indicator = Series::new("x", day() + -10, weekly);
    let grid = Grid { windows: 1..=1, lags: 0..=0, ..grid(Edge::Strict) };
    let surface = Search::new(&response, &indicator, &grid).run(indicator.values());
    let best = surface.best().unwrap();
    let design = Design::new(&response, &[], response.first().until(response.end()));
    let weekdays = Ols::fit(&design.matrix, &design.log, &design.terms).unwrap();
    assert!((best.r2 - weekdays.r2()).abs() < 1e-12);
}
