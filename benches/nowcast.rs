//! The search for lag and window beside one that fits every candidate by least squares.
//!
//! `cargo bench --bench nowcast`. Series are made up; what counts is their length: that of the
//! Ukraine study, 22 indicators of 212 days and a flow of 191.

use divan::Bencher;
use divan::counter::ItemsCount;
use lbsm::indicator::day::Day;
use lbsm::indicator::design::{Design, Predictor};
use lbsm::indicator::grid::Grid;
use lbsm::indicator::guard::{self, Null};
use lbsm::indicator::noise::Normal;
use lbsm::indicator::ols::Ols;
use lbsm::indicator::response::{Response, Zeros};
use lbsm::indicator::search::Search;
use lbsm::indicator::series::Series;
use rayon::prelude::*;

const INDICATORS: usize = 22;
const CANDIDATES: usize = 1380;

fn main() {
    divan::main();
}

fn day(text: &str) -> Day {
    Day::from(text.parse::<jiff::civil::Date>().expect("a day"))
}

/// Indicators that drift, and a flow that follows the first of them.
fn study() -> (Vec<Series>, Response) {
    let mut normal = Normal::new(20220224);
    let first = day("2022-02-01");
    let indicators: Vec<Series> = (0..INDICATORS)
        .map(|number| {
            let mut level = 50.0;
            let values = (0..212).map(|_| {
                level += normal.draw();
                level
            });
            Series::new(format!("indicator {number}"), first, values.collect())
        })
        .collect();
    let flow = indicators[0].values().iter().map(|x| (9.0 + x / 50.0 + normal.draw() / 10.0).exp());
    let flow = Series::new("flow", first + 6, flow.collect());
    let response = Response::new(&flow, day("2022-02-24"), day("2022-09-03"), Zeros::Refuse);
    (indicators, response.expect("all flows are positive"))
}

/// The bar: under 50 ms.
#[divan::bench]
fn search_of_22_indicators(bencher: Bencher) {
    let (indicators, response) = study();
    let grid = Grid::published();
    bencher.counter(ItemsCount::new(INDICATORS * CANDIDATES)).bench_local(|| {
        indicators
            .par_iter()
            .map(|indicator| {
                Search::new(&response, indicator, &grid).run(indicator.values()).best()
            })
            .collect::<Vec<_>>()
    });
}

/// The same on one thread.
#[divan::bench]
fn search_of_22_indicators_on_one_thread(bencher: Bencher) {
    let (indicators, response) = study();
    let grid = Grid::published();
    bencher.counter(ItemsCount::new(INDICATORS * CANDIDATES)).bench_local(|| {
        indicators
            .iter()
            .map(|indicator| {
                Search::new(&response, indicator, &grid).run(indicator.values()).best()
            })
            .collect::<Vec<_>>()
    });
}

/// One indicator, every candidate by QR: what the search saves.
#[divan::bench(sample_count = 5)]
fn one_indicator_by_least_squares(bencher: Bencher) {
    let (indicators, response) = study();
    let grid = Grid::published();
    let fastest = Search::new(&response, &indicators[0], &grid).run(indicators[0].values());
    let fastest = fastest.best().expect("the series overlap");
    bencher.counter(ItemsCount::new(CANDIDATES)).bench_local(|| {
        let mut best = f64::NEG_INFINITY;
        for lag in grid.lags.clone() {
            for window in grid.windows.clone() {
                let predictor = Predictor::new(&indicators[0], &grid, lag, window);
                let days = response.first().until(response.end());
                let design = Design::new(&response, &[predictor], days);
                let fit = Ols::fit(&design.matrix, &design.log, &design.terms);
                best = best.max(fit.map_or(f64::NAN, |fit| fit.r2()));
            }
        }
        assert!((best - fastest.r2).abs() < 1e-9);
    });
}

/// The bar: under 1 s.
#[divan::bench(sample_count = 5)]
fn guard_of_500_surrogates(bencher: Bencher) {
    let (indicators, response) = study();
    let search = Search::new(&response, &indicators[0], &Grid::published());
    bencher
        .counter(ItemsCount::new(500 * CANDIDATES))
        .bench_local(|| guard::null_maxima(&search, &indicators[0], Null::Walk, 500, 20220224));
}
