use super::{LEVEL, Null, bar, holm, null_maxima, p_value};
use crate::indicator::day::Day;
use crate::indicator::grid::Grid;
use crate::indicator::noise::Normal;
use crate::indicator::response::{Response, Zeros};
use crate::indicator::search::Search;
use crate::indicator::series::Series;
use jiff::civil::date;

#[test]
fn holm_is_the_textbooks() {
    let corrected = holm(&[0.01, 0.04, f64::NAN, 0.03, 0.005]);
    for (found, expected) in corrected.iter().zip([0.03, 0.06, f64::NAN, 0.06, 0.02]) {
        assert!(
            found.is_nan() == expected.is_nan()
                && (found.is_nan() || (found - expected).abs() < 1e-12)
        );
    }
    assert!(holm(&[0.9, 0.8]).iter().all(|&p| p <= 1.0));
    assert!(holm(&[]).is_empty());
}

#[test]
fn p_counts_surrogates_that_reach_the_found() {
    let maxima = [0.1, 0.2, 0.3, 0.4];
    for (r2, p) in [(0.5, 0.2), (0.4, 0.4), (0.25, 0.6), (0.0, 1.0)] {
        assert!((p_value(&maxima, r2) - p).abs() < 1e-12, "{r2}");
    }
}

#[test]
fn the_bar_is_where_p_values_begin_to_count() {
    for count in [19, 20, 99, 100, 499, 500] {
        let maxima: Vec<f64> = (1..=count).map(f64::from).collect();
        let Some(bar) = bar(&maxima) else {
            assert!(p_value(&maxima, f64::INFINITY) >= LEVEL, "{count}");
            continue;
        };
        assert!(p_value(&maxima, bar) >= LEVEL, "{count}: {bar}");
        assert!(p_value(&maxima, bar + 0.5) < LEVEL, "{count}: {bar}");
    }
    assert_eq!(bar(&[]), None);
}

fn study(missing: &[usize]) -> (Response, Series) {
    let day = Day::from(date(2022, 2, 24));
    let mut normal = Normal::new(5);
    let flow: Vec<f64> = (0..80).map(|_| (9.0 + normal.draw()).exp()).collect();
    let flow = Series::new("flow", day, flow);
    let mut values: Vec<f64> = (0..100).map(|_| normal.draw()).collect();
    for &hole in missing {
        values[hole] = f64::NAN;
    }
    let response = Response::new(&flow, day, flow.end(), Zeros::Refuse).unwrap();
    (response, Series::new("x", day + -10, values))
}

fn grid() -> Grid {
    Grid { lags: -3..=3, windows: 1..=4, ..Grid::published() }
}

#[test]
fn shifts_are_all_there_are_or_evenly_spread() {
    let (response, indicator) = study(&[3, 50]);
    let grid = grid();
    let search = Search::new(&response, &indicator, &grid);
    let maxima = |count| null_maxima(&search, &indicator, Null::Shift, count, 1);
    // 98 days that are there, less 30 on either side.
    assert_eq!(maxima(1000).len(), 38);
    assert_eq!(maxima(7).len(), 7);
    assert!(maxima(1000).iter().all(|r2| r2.is_finite()));
}

/// An indicator that is noise passes at 5 % about as often as it should: of 200 within four standard
/// errors (false alarms: 1 in 16,000).
#[test]
fn the_guard_errs_as_often_as_it_says() {
    let (response, coverage) = study(&[]);
    let grid = grid();
    let search = Search::new(&response, &coverage, &grid);
    let maxima = null_maxima(&search, &coverage, Null::Noise, 999, 11);
    let others = null_maxima(&search, &coverage, Null::Noise, 200, 12);
    let passed = others.iter().filter(|&&r2| p_value(&maxima, r2) <= 0.05).count() as f64;
    let error = (200.0_f64 * 0.05 * 0.95 * (1.0 + 200.0 / 999.0)).sqrt();
    assert!((passed - 10.0).abs() < 4.0 * error, "{passed}");
}
