//! The published study's indicators and flows, and what an independent implementation in Python
//! (numpy, statsmodels) found in them. `LBSM_NOWCAST_DATA` names their folder, otherwise these tests
//! skip: the indicators may not be redistributed.

use super::{close, day, flow, table};
use lbsm::indicator::correlation;
use lbsm::indicator::design::Design;
use lbsm::indicator::grid::Grid;
use lbsm::indicator::guard::{self, Null};
use lbsm::indicator::hac;
use lbsm::indicator::model::{Kind, Model, Subject};
use lbsm::indicator::ols::Ols;
use lbsm::indicator::residual::Diagnostics;
use lbsm::indicator::response::Response;
use lbsm::indicator::score;
use lbsm::indicator::search::{Best, Search};
use lbsm::indicator::series::Series;
use lbsm::indicator::table::Table;
use lbsm::indicator::window::{Edge, WindowKind};
use serde_json::Value;
use std::fs::File;
use std::path::{Path, PathBuf};

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
pub fn data() -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("LBSM_NOWCAST_DATA").map(PathBuf::from) else {
        println!("skipped: LBSM_NOWCAST_DATA does not name the folder of the study's series");
        return None;
    };
    assert!(folder.is_dir(), "LBSM_NOWCAST_DATA names no folder");
    Some(folder)
}

pub fn indicators(folder: &Path) -> Table {
    table(folder, "georgetown_ukraine_X.csv")
}

pub fn oracle(folder: &Path, name: &str) -> Value {
    serde_json::from_reader(File::open(folder.join(name)).unwrap()).unwrap()
}

fn best(response: &Response, indicator: &Series, grid: &Grid) -> Best {
    Search::new(response, indicator, grid).run(indicator.values()).best().unwrap()
}

#[test]
fn every_row_of_the_tables_is_the_oracles() {
    let Some(folder) = data() else { return };
    let x = indicators(&folder);
    let y = flow(&folder, "georgetown_syn_y.csv");
    let oracle = oracle(&folder, "oracle_table_syn.json");
    let rows = oracle["result"].as_array().unwrap();
    assert_eq!(rows.len(), x.series.len());
    for row in rows {
        let name = row["indicator"].as_str().unwrap();
        let indicator = x.named(name).unwrap();
        let grid = Grid::published();
        let search = Search::new(&y, indicator, &grid);
        let surface = search.run(indicator.values());
        let best = surface.best().unwrap();
        assert_eq!(i64::from(best.lag), row["lag"].as_i64().unwrap(), "{name}");
        assert_eq!(u64::from(best.window), row["window"].as_u64().unwrap(), "{name}");
        assert_eq!(best.n as u64, row["n"].as_u64().unwrap(), "{name}");
        assert_eq!(surface.candidates().count() as u64, row["candidates"].as_u64().unwrap());
        let (lag, window) = surface.at_edge(&best);
        let edges = row["at_edge"].as_array().unwrap();
        assert_eq!(
            (lag, window),
            (edges.contains(&"lag".into()), edges.contains(&"window".into()))
        );
        let model =
            Model::fit(&y, &Subject::single(indicator), &grid, &best, Kind::LogLinear).unwrap();
        let fit = model.ols().unwrap();
        let number = |key: &str| row[key].as_f64().unwrap();
        for (key, found) in [
            ("r2", best.r2),
            ("r2", fit.r2()),
            ("adj_r2", fit.adjusted_r2()),
            ("r2_dow_only", weekday_r2(&y, &model)),
        ] {
            assert!((found - number(key)).abs() <= 1e-9, "{name} {key}: {found}");
        }
        close(fit.coefficients[1], number("beta_z_raw"), 1e-9, name);
        close(in_sample_mae(&model), number("mae_in_sample"), 1e-9, name);
        assert_eq!(model.design.days[0].to_string(), row["first_day"].as_str().unwrap());
        assert_eq!(
            model.design.days.last().unwrap().to_string(),
            row["last_day"].as_str().unwrap()
        );
    }
}

fn weekday_r2(y: &Response, model: &Model) -> f64 {
    let design = Design::new(y, &[], model.design.days.iter().copied());
    Ols::fit(&design.matrix, &design.log, &design.terms).unwrap().r2()
}

fn in_sample_mae(model: &Model) -> f64 {
    let fitted = model.ols().unwrap().fitted.map(f64::exp);
    (fitted - &model.design.flow).abs().mean()
}

/// Indicator, lag, window, days, r².
type Row = (&'static str, i32, u16, usize, f64);

fn rows_are(x: &Table, y: &Response, grid: &Grid, rows: &[Row]) {
    for &(name, lag, window, n, r2) in rows {
        let best = best(y, x.named(name).unwrap(), grid);
        assert_eq!((best.lag, best.window, best.n), (lag, window, n), "{name}");
        assert!((best.r2 - r2).abs() <= 1e-9, "{name}: {}", best.r2);
    }
}

#[test]
fn real_flows_give_the_published_figures() {
    let Some(folder) = data() else { return };
    let x = indicators(&folder);
    let grid = Grid::published();
    rows_are(
        &x,
        &flow(&folder, "flow_hps_hybrid.csv"),
        &grid,
        &[
            ("trends-travel", 6, 13, 191, 0.8615594344),
            ("buzz-economic", -7, 16, 182, 0.7370382879),
            ("events-FATALITIES", -6, 16, 183, 0.7406050973),
            ("gdelt-Negative Tone", 3, 5, 191, 0.6353337932),
            ("news-health", -11, 18, 178, 0.5626151308),
            ("trends-health", 21, 13, 191, 0.7454673230),
            ("trends-food", 4, 9, 191, 0.7218133752),
        ],
    );
    rows_are(
        &x,
        &flow(&folder, "unhcr_total_daily_2022.csv"),
        &grid,
        &[
            ("trends-travel", 6, 13, 191, 0.8423645787),
            ("buzz-economic", -7, 16, 182, 0.6657525833),
            ("events-FATALITIES", -6, 16, 183, 0.6869051295),
            ("gdelt-Negative Tone", 3, 5, 191, 0.5693524752),
            ("news-health", -11, 16, 178, 0.5146387890),
            ("trends-health", 14, 30, 191, 0.7791787420),
            ("trends-food", 4, 9, 191, 0.6535109481),
        ],
    );
    rows_are(
        &x,
        &flow(&folder, "unhcr_poland_daily_20220224_20230124.csv"),
        &grid,
        &[
            ("trends-travel", 6, 12, 191, 0.8719062158),
            ("buzz-economic", -7, 16, 182, 0.7455385435),
            ("events-FATALITIES", -5, 16, 184, 0.7429650761),
        ],
    );
}

#[test]
fn edges_and_kinds_of_windows_change_the_answer_as_documented() {
    let Some(folder) = data() else { return };
    let x = indicators(&folder);
    let y = flow(&folder, "flow_hps_hybrid.csv");
    let grid = Grid::published();
    let radius = Grid { kind: WindowKind::Radius, lags: -23..=23, ..grid.clone() };
    let edge = |grid: &Grid, edge| Grid { edge, ..grid.clone() };
    rows_are(&x, &y, &edge(&grid, Edge::Partial), &[("trends-travel", 3, 20, 191, 0.8871367453)]);
    rows_are(&x, &y, &edge(&grid, Edge::Strict), &[("trends-travel", 3, 20, 183, 0.8885581805)]);
    rows_are(&x, &y, &radius, &[("trends-travel", 6, 6, 191, 0.8615594344)]);
    let partial = edge(&radius, Edge::Partial);
    rows_are(&x, &y, &partial, &[("trends-travel", -10, 24, 179, 0.8883887415)]);
    let strict = edge(&radius, Edge::Strict);
    rows_are(&x, &y, &strict, &[("trends-travel", -10, 24, 155, 0.8916613932)]);
    let common =
        Grid { edge: Edge::Strict, lags: -12..=12, windows: 1..=21, common_sample: true, ..grid };
    rows_are(
        &x,
        &y,
        &common,
        &[
            ("trends-travel", 3, 20, 167, 0.8912734439),
            ("trends-food", -1, 21, 167, 0.8644617567),
            ("events-FATALITIES", -5, 21, 167, 0.8491254117),
            ("buzz-economic", -7, 17, 167, 0.7777583352),
        ],
    );
}

#[test]
fn the_surface_of_the_best_indicator() {
    let Some(folder) = data() else { return };
    let x = indicators(&folder);
    let y = flow(&folder, "flow_hps_hybrid.csv");
    let travel = x.named("trends-travel").unwrap();
    let surface = Search::new(&y, travel, &Grid::published()).run(travel.values());
    for (lag, window, r2) in [
        (-23, 1, 0.025712514739),
        (-23, 30, 0.068105481811),
        (-7, 16, 0.294499220098),
        (0, 1, 0.242141115517),
        (0, 7, 0.569518358532),
        (6, 13, 0.861559434403),
        (8, 14, 0.749421033767),
        (8, 15, 0.793439078478),
        (22, 30, 0.059477314783),
    ] {
        let found =
            surface.candidates().find(|found| (found.lag, found.window) == (lag, window)).unwrap();
        assert!((found.r2 - r2).abs() <= 1e-12, "{found:?}");
    }
    let mean = surface.candidates().map(|candidate| candidate.r2).sum::<f64>() / 1380.0;
    assert!((mean - 0.302379148993).abs() <= 1e-12);
    assert_eq!(surface.sample_sizes().unwrap(), 166..=191);
    let plateau = surface.plateau().unwrap();
    assert_eq!((plateau.lags, plateau.windows), (5..=6, 11..=15));
}

#[test]
fn the_fit_of_the_best_indicator_is_that_of_statsmodels() {
    let Some(folder) = data() else { return };
    let x = indicators(&folder);
    let y = flow(&folder, "flow_hps_hybrid.csv");
    let travel = x.named("trends-travel").unwrap();
    let grid = Grid::published();
    let oracle = oracle(&folder, "oracle_parity_travel_hybrid.json");
    let oracle = &oracle["result"];
    let best = best(&y, travel, &grid);
    let model = Model::fit(&y, &Subject::single(travel), &grid, &best, Kind::LogLinear).unwrap();
    let fit = model.ols().unwrap();
    let residuals: Vec<f64> = fit.residuals.iter().copied().collect();
    let diagnostics = Diagnostics::new(&model.design.days, &residuals);
    let number = |key: &str| oracle[key].as_f64().unwrap();
    for (key, found) in [
        ("r2", fit.r2()),
        ("adj_r2", fit.adjusted_r2()),
        ("s2", fit.variance()),
        ("llf", fit.log_likelihood()),
        ("aic", fit.aic()),
        ("bic", fit.bic()),
        ("f", fit.f()),
        ("dw", diagnostics.durbin_watson),
        ("rho1", diagnostics.autocorrelation),
        ("smear_duan", fit.duan_factor()),
        ("smear_lognormal", fit.lognormal_factor()),
        ("t975", fit.t_quantile(0.95)),
        ("mae_in_sample", in_sample_mae(&model)),
    ] {
        close(found, number(key), 1e-9, key);
    }
    let hac = |lags, corrected| hac::standard_errors(fit, &model.design, lags, corrected);
    for (key, found) in [
        ("coef", fit.coefficients.clone()),
        ("se", fit.standard_errors()),
        ("hac_nw_se", hac(4, false)),
        ("hac_nw_se_corr", hac(4, true)),
        ("hac7_se", hac(7, false)),
        ("hac7_se_corr", hac(7, true)),
        ("hac14_se", hac(14, false)),
        ("hac14_se_corr", hac(14, true)),
    ] {
        let expected = oracle[key].as_array().unwrap();
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            close(*found, expected.as_f64().unwrap(), 1e-9, key);
        }
    }
    let last = model.forecast(day("2022-09-02")).unwrap();
    close(last.median, oracle["last_day"]["fit_median"].as_f64().unwrap(), 1e-9, "median");
    close(last.mean, last.median * number("smear_duan"), 1e-9, "mean");
    let (low, high) = last.interval.unwrap();
    close(low, oracle["pi95_obs"][0].as_f64().unwrap(), 1e-9, "low");
    close(high, oracle["pi95_obs"][1].as_f64().unwrap(), 1e-9, "high");
    let row = model.design.row(&model.predictors, day("2022-09-02")).unwrap();
    let leverage = fit.predict(&row).1;
    close(leverage, oracle["last_day"]["leverage"].as_f64().unwrap(), 1e-9, "leverage");
    let mean_error = (fit.variance() * leverage).sqrt();
    close(mean_error, oracle["last_day"]["se_mean"].as_f64().unwrap(), 1e-9, "se of the mean");
}

#[test]
fn the_guard_finds_what_the_oracle_found() {
    let Some(folder) = data() else { return };
    let x = indicators(&folder);
    let y = flow(&folder, "flow_hps_hybrid.csv");
    let travel = x.named("trends-travel").unwrap();
    let economic = x.named("buzz-economic").unwrap();
    let search = Search::new(&y, travel, &Grid::published());
    let maxima = |null| guard::null_maxima(&search, travel, null, 500, 20220224);
    let noise = maxima(Null::Noise);
    let walk = maxima(Null::Walk);
    for (maxima, expected) in [
        (&noise, [0.2628825572, 0.2337969141, 0.5449242786, 0.8025212031]),
        (&walk, [0.3554592002, 0.3357381318, 0.6794993969, 0.8565138855]),
    ] {
        let mean = maxima.iter().sum::<f64>() / 500.0;
        for (found, expected) in [mean, maxima[250], maxima[475], maxima[499]].iter().zip(expected)
        {
            assert!((found - expected).abs() <= 1e-9, "{found} is not {expected}");
        }
    }
    assert_eq!(guard::bar(&walk), Some(walk[475]), "what has to be exceeded for p < 0.05");
    let shift = maxima(Null::Shift);
    assert_eq!(shift.len(), 152);
    let high = score::quantile(&shift, 0.95).unwrap();
    assert!((high - 0.2902).abs() < 5e-5 && (shift[151] - 0.7520).abs() < 5e-5, "{high}");
    let (travel, economic) =
        (best(&y, travel, &Grid::published()), best(&y, economic, &Grid::published()));
    close(guard::p_value(&noise, travel.r2), 1.0 / 501.0, 1e-12, "noise");
    close(guard::p_value(&walk, travel.r2), 1.0 / 501.0, 1e-12, "walk");
    close(guard::p_value(&shift, travel.r2), 1.0 / 153.0, 1e-12, "shift");
    assert!((guard::p_value(&noise, economic.r2) - 0.0060).abs() < 5e-5);
    assert!((guard::p_value(&walk, economic.r2) - 0.0259).abs() < 5e-5);
}

#[test]
fn indicators_of_a_kind_are_alike() {
    let Some(folder) = data() else { return };
    let x = indicators(&folder);
    let matrix = correlation::matrix(&x.series);
    let mean = |prefix: &str| {
        let members: Vec<usize> =
            (0..x.series.len()).filter(|&i| x.series[i].name.starts_with(prefix)).collect();
        let pairs: Vec<f64> = members
            .iter()
            .flat_map(|&i| members.iter().filter(move |&&j| j > i).map(move |&j| (i, j)))
            .map(|(i, j)| matrix[i][j])
            .collect();
        pairs.iter().sum::<f64>() / pairs.len() as f64
    };
    assert!((mean("news-") - 0.619).abs() < 5e-4, "{}", mean("news-"));
    assert!((mean("buzz-") - 0.344).abs() < 5e-4, "{}", mean("buzz-"));
    let place = |name: &str| x.series.iter().position(|series| series.name == name).unwrap();
    let physical = matrix[place("trends-physical")][place("trends-economic")];
    assert!((physical + 0.421).abs() < 5e-4, "{physical}");
}
