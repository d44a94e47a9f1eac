//! Made-up indicators of a real flow, and what numpy and statsmodels say of them
//! (`fixtures/nowcast`).

use super::{close, day, flow, table};
use lbsm::indicator::correlation;
use lbsm::indicator::design::{Design, Predictor};
use lbsm::indicator::glm::{Family, Glm};
use lbsm::indicator::grid::{Causality, Grid};
use lbsm::indicator::hac;
use lbsm::indicator::joint::{self, Ridge};
use lbsm::indicator::model::Subject;
use lbsm::indicator::ols::Ols;
use lbsm::indicator::residual::Diagnostics;
use lbsm::indicator::response::Response;
use lbsm::indicator::series::Series;
use lbsm::indicator::table::Table;
use lbsm::indicator::window::{Edge, WindowKind};
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/nowcast")
}

fn study() -> (Table, Response, Value) {
    let golden = std::fs::read(folder().join("golden.json")).unwrap();
    let (x, y) = (table(&folder(), "indicators.csv"), flow(&folder(), "flow_poland.csv"));
    (x, y, serde_json::from_slice(&golden).unwrap())
}

fn all_close<'f>(
    found: impl IntoIterator<Item = &'f f64>,
    expected: &Value,
    relative: f64,
    what: &str,
) {
    let found: Vec<f64> = found.into_iter().copied().collect();
    let expected: Vec<f64> =
        expected.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        close(*found, expected, relative, what);
    }
}

#[test]
fn every_search_is_the_one_by_brute_force() {
    let (x, y, golden) = study();
    let searches = golden["searches"].as_array().unwrap();
    assert_eq!(searches.len(), x.series.len() * 2 * 3 * 3 * 2);
    for expected in searches {
        let indicator = x.named(expected["indicator"].as_str().unwrap()).unwrap();
        let grid = Grid {
            lags: -12..=12,
            windows: 1..=14,
            kind: match expected["kind"].as_str().unwrap() {
                "radius" => WindowKind::Radius,
                _ => WindowKind::Length,
            },
            edge: match expected["edge"].as_str().unwrap() {
                "strict" => Edge::Strict,
                "partial" => Edge::Partial,
                _ => Edge::Zero,
            },
            causality: match expected["rule"].as_str().unwrap() {
                "free" => Causality::Free,
                "causal" => Causality::Causal { delay: 2 },
                _ => Causality::Published,
            },
            common_sample: expected["common"].as_bool().unwrap(),
        };
        let best = Subject::single(indicator).search(&y, &grid).unwrap();
        assert_eq!(i64::from(best.lag), expected["lag"].as_i64().unwrap(), "{expected}");
        assert_eq!(u64::from(best.window), expected["window"].as_u64().unwrap(), "{expected}");
        assert_eq!(best.n as u64, expected["n"].as_u64().unwrap(), "{expected}");
        for (key, found) in [("r2", best.r2), ("r2_weekday", best.r2_weekday)] {
            assert!((found - expected[key].as_f64().unwrap()).abs() <= 1e-9, "{key} {expected}");
        }
    }
}

/// The model that the script looks at from all sides: lag 5, strict windows of 4 days.
fn model(y: &Response, indicators: &[&Series]) -> (Vec<Predictor>, Design) {
    let grid = Grid { edge: Edge::Strict, ..Grid::published() };
    let predictors = joint::predictors(indicators, &grid, 5, 4);
    let design = Design::new(y, &predictors, y.first().until(y.end()));
    (predictors, design)
}

#[test]
fn least_squares_are_those_of_statsmodels() {
    let (x, y, golden) = study();
    let golden = &golden["ols"];
    let (predictors, design) = model(&y, &[x.named("leading").unwrap()]);
    let fit = Ols::fit(&design.matrix, &design.log, &design.terms).unwrap();
    all_close(&fit.coefficients, &golden["coefficients"], 1e-9, "coefficients");
    all_close(&fit.standard_errors(), &golden["se"], 1e-9, "se");
    all_close(&hac::standard_errors(&fit, &design, 9, false), &golden["hac"], 1e-9, "hac");
    let residuals: Vec<f64> = fit.residuals.iter().copied().collect();
    let diagnostics = Diagnostics::new(&design.days, &residuals);
    for (key, found) in [
        ("r2", fit.r2()),
        ("adj_r2", fit.adjusted_r2()),
        ("aic", fit.aic()),
        ("bic", fit.bic()),
        ("f", fit.f()),
        ("durbin_watson", diagnostics.durbin_watson),
    ] {
        close(found, golden[key].as_f64().unwrap(), 1e-9, key);
    }
    let tests = [diagnostics.ljung_box.statistic, diagnostics.ljung_box.p];
    all_close(&tests, &golden["ljung_box"], 1e-9, "Ljung-Box");
    let bera = diagnostics.jarque_bera;
    let bera = [bera.statistic, bera.p, diagnostics.skewness, diagnostics.kurtosis];
    all_close(&bera, &golden["jarque_bera"], 1e-9, "Jarque-Bera");
    // A Saturday beyond the days of the fit.
    let row = design.row(&predictors, day("2022-09-10")).unwrap();
    let (log, leverage) = fit.predict(&row);
    close(log.exp(), golden["median"].as_f64().unwrap(), 1e-9, "median");
    for (key, half) in [
        ("interval", fit.prediction_half_width(leverage, 0.95)),
        ("mean_interval", fit.mean_half_width(leverage, 0.95)),
    ] {
        all_close(&[(log - half).exp(), (log + half).exp()], &golden[key], 1e-9, key);
    }
}

#[test]
fn generalised_linear_models_are_those_of_statsmodels() {
    let (x, y, golden) = study();
    let (_, design) = model(&y, &[x.named("leading").unwrap()]);
    let poisson = Glm::fit(&design.matrix, &design.flow, &design.terms, Family::Poisson).unwrap();
    let binomial = Glm::negative_binomial(&design.matrix, &design.flow, &design.terms).unwrap();
    // The dispersion was found by another optimiser, to about half of the digits.
    for (name, fit, relative) in
        [("poisson", &poisson, 1e-9), ("negative_binomial", &binomial, 1e-7)]
    {
        let golden = &golden[name];
        all_close(&fit.coefficients, &golden["coefficients"], relative, name);
        all_close(&fit.standard_errors, &golden["se"], relative, name);
        for (key, found) in [
            ("log_likelihood", fit.log_likelihood),
            ("deviance", fit.deviance),
            ("pearson", fit.pearson),
        ] {
            close(found, golden[key].as_f64().unwrap(), relative, &format!("{name} {key}"));
        }
    }
    close(poisson.aic(), golden["poisson"]["aic"].as_f64().unwrap(), 1e-9, "aic");
    let Family::NegativeBinomial { alpha } = binomial.family else { panic!("another family") };
    close(alpha, golden["negative_binomial"]["alpha"].as_f64().unwrap(), 1e-7, "alpha");
}

#[test]
fn joint_models_are_those_of_statsmodels() {
    let (x, y, golden) = study();
    let indicators = ["leading", "opposite", "walk"].map(|name| x.named(name).unwrap());
    let (_, design) = model(&y, &indicators);
    let fit = Ols::fit(&design.matrix, &design.log, &design.terms).unwrap();
    all_close(&fit.coefficients, &golden["joint"]["coefficients"], 1e-9, "joint");
    close(fit.r2(), golden["joint"]["r2"].as_f64().unwrap(), 1e-9, "joint r2");
    let golden = &golden["ridge"];
    let penalty = golden["penalty"].as_f64().unwrap();
    let ridge = Ridge::fit(&design, 3, penalty).unwrap();
    all_close(&ridge.coefficients, &golden["coefficients"], 1e-9, "ridge");
    close(ridge.r2, golden["r2"].as_f64().unwrap(), 1e-9, "ridge r2");
    assert!(ridge.effective_parameters > 7.0 && ridge.effective_parameters < 10.0);
    // No penalty is least squares, a great one leaves the weekdays.
    let none = Ridge::fit(&design, 3, 0.0).unwrap();
    close(none.r2, fit.r2(), 1e-12, "no penalty");
    close(none.effective_parameters, 10.0, 1e-9, "parameters");
    let great = Ridge::fit(&design, 3, 1e12).unwrap();
    assert!(great.r2 < 0.1 && (great.effective_parameters - 7.0).abs() < 1e-6);
}

#[test]
fn correlations_are_those_of_pandas() {
    let (x, _, golden) = study();
    let rows = golden["correlation"].as_array().unwrap();
    for (found, expected) in correlation::matrix(&x.series).iter().zip(rows) {
        all_close(found, expected, 1e-9, "correlation");
    }
}

/// A gap in the calendar parts what stands side by side in the table.
#[test]
fn errors_pair_days_by_the_calendar() {
    let (x, y, _) = study();
    let leading = x.named("leading").unwrap();
    let grid = Grid { edge: Edge::Strict, ..Grid::published() };
    let predictors = joint::predictors(&[leading], &grid, 5, 4);
    let days = y.first().until(y.end());
    let weekly = Design::new(&y, &predictors, days.filter(|day| day.weekday() != 2));
    let fit = Ols::fit(&weekly.matrix, &weekly.log, &weekly.terms).unwrap();
    let expected = by_definition(&fit, &weekly, 9);
    let found = hac::standard_errors(&fit, &weekly, 9, false);
    for (found, expected) in found.iter().zip(expected) {
        close(*found, expected, 1e-9, "by the calendar");
    }
}

/// Newey and West over all pairs of days.
fn by_definition(fit: &Ols, design: &Design, lags: i32) -> Vec<f64> {
    let n = fit.n();
    let mut middle = &fit.inverse * 0.0;
    for i in 0..n {
        for j in 0..n {
            let apart = (design.days[i] - design.days[j]).abs();
            if apart <= lags {
                let weight = 1.0 - f64::from(apart) / f64::from(lags + 1);
                let product = fit.residuals[i] * fit.residuals[j] * weight;
                middle += design.matrix.row(i).transpose() * design.matrix.row(j) * product;
            }
        }
    }
    let covariance = &fit.inverse * middle * &fit.inverse;
    covariance.diagonal().iter().map(|variance| variance.sqrt()).collect()
}
