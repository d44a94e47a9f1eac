//! The CSV files of `lbsm nowcast`. Empty fields are figures that do not exist.

use super::input::Input;
use super::plan::{Plan, Results};
use crate::cli::exit::Failure;
use crate::cli::output::OutputFile;
use crate::indicator::baseline::Baseline;
use crate::indicator::leadlag::Finding;
use crate::indicator::nowcast::{CutResult, Nowcast, Prediction};
use crate::indicator::ols::Ols;
use crate::indicator::score::Errors;
use anyhow::Context as _;
use std::path::Path;

/// Rows of texts.
pub type Rows = Vec<Vec<String>>;

/// Writes all files; returns their names.
pub fn write(
    folder: &Path,
    plan: &Plan,
    input: &Input,
    results: &Results,
) -> Result<Vec<String>, Failure> {
    make(folder)?;
    let mut files = vec![
        ("leadlag.csv", LEADLAG.to_vec(), leadlag(results)),
        ("diagnostics.csv", DIAGNOSTICS.to_vec(), diagnostics(results)),
        ("coefficients.csv", COEFFICIENTS.to_vec(), coefficients(results)),
        ("nowcast.csv", NOWCAST.to_vec(), nowcasts(results)),
        ("scores.csv", SCORES.to_vec(), scores(results)),
        ("forecasts.csv", FORECASTS.to_vec(), forecasts(results)),
        ("ranking.csv", RANKING.to_vec(), ranking(plan, results)),
    ];
    let names: Vec<&str> = std::iter::once("indicator")
        .chain(input.indicators.iter().map(|series| series.name.as_str()))
        .collect();
    files.push(("correlation.csv", names, correlations(input, results)));
    if let Some(told) = &results.prediction {
        let rows = predictions(&told.name, &told.prediction);
        files.push(("prediction.csv", PREDICTION.to_vec(), rows));
    }
    for (file, heading, rows) in &files {
        write_csv(&folder.join(file), heading, rows)?;
    }
    Ok(files.into_iter().map(|(file, ..)| file.to_owned()).collect())
}

/// Makes a folder, if it is missing.
pub fn make(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
        .map_err(Failure::Io)
}

/// Writes one table.
pub fn write_csv(path: &Path, heading: &[impl AsRef<[u8]>], rows: &Rows) -> Result<(), Failure> {
    let mut writer = csv::Writer::from_writer(OutputFile::create(path)?);
    let written = writer
        .write_record(heading)
        .and_then(|()| rows.iter().try_for_each(|row| writer.write_record(row)))
        .and_then(|()| writer.flush().map_err(csv::Error::from));
    written.with_context(|| format!("cannot write {}", path.display())).map_err(Failure::Io)
}

/// A figure, or nothing.
pub fn figure(value: impl Into<Option<f64>>) -> String {
    match value.into() {
        Some(value) if value.is_finite() => value.to_string(),
        _ => String::new(),
    }
}

fn blank(count: usize) -> impl Iterator<Item = String> {
    std::iter::repeat_n(String::new(), count)
}

/// Part of the surface that scripts rely on.
const LEADLAG: [&str; 12] = [
    "indicator",
    "lag",
    "window",
    "n",
    "r2",
    "r2_weekday",
    "adj_r2",
    "beta",
    "se",
    "se_hac",
    "plateau",
    "p_search",
];

fn leadlag(results: &Results) -> Rows {
    let row = |name: &String, finding: &Finding| {
        let search = finding.search.as_ref();
        vec![
            name.clone(),
            finding.best.lag.to_string(),
            finding.best.window.to_string(),
            finding.best.n.to_string(),
            figure(finding.best.r2),
            figure(finding.best.r2_weekday),
            figure(finding.adjusted_r2()),
            figure(finding.beta()),
            figure(finding.standard_error()),
            figure(finding.hac_error()),
            search.map_or_else(String::new, |search| search.plateau.candidates.to_string()),
            figure(search.and_then(|search| search.p_search)),
        ]
    };
    let rows = results.findings.iter().map(|(name, finding)| match finding {
        Ok(finding) => row(name, finding),
        Err(_) => std::iter::once(name.clone()).chain(blank(LEADLAG.len() - 1)).collect(),
    });
    rows.collect()
}

const DIAGNOSTICS: [&str; 33] = [
    "indicator",
    "candidates",
    "lag_from",
    "lag_to",
    "window_from",
    "window_to",
    "lag_at_edge",
    "window_at_edge",
    "n_fewest",
    "n_most",
    "p_holm",
    "chance_r2",
    "hac_lags",
    "s2",
    "f",
    "log_likelihood",
    "aic",
    "bic",
    "mae",
    "duan",
    "lognormal",
    "durbin_watson",
    "autocorrelation",
    "ljung_box",
    "ljung_box_p",
    "jarque_bera",
    "jarque_bera_p",
    "skewness",
    "kurtosis",
    "glm_aic",
    "glm_deviance",
    "glm_pearson",
    "note",
];

fn diagnostics(results: &Results) -> Rows {
    let rows = results.findings.iter().map(|(name, finding)| match finding {
        Ok(finding) => diagnosis(name, finding),
        Err(error) => {
            let blanks = blank(DIAGNOSTICS.len() - 2);
            std::iter::once(name.clone()).chain(blanks).chain([error.to_string()]).collect()
        }
    });
    rows.collect()
}

fn diagnosis(name: &str, finding: &Finding) -> Vec<String> {
    let mut row = vec![name.to_owned()];
    match &finding.search {
        Some(search) => {
            let (plateau, sizes) = (&search.plateau, search.surface.sample_sizes());
            row.extend([
                search.surface.candidates().count().to_string(),
                plateau.lags.start().to_string(),
                plateau.lags.end().to_string(),
                plateau.windows.start().to_string(),
                plateau.windows.end().to_string(),
                search.at_edge.0.to_string(),
                search.at_edge.1.to_string(),
                sizes.as_ref().map_or_else(String::new, |sizes| sizes.start().to_string()),
                sizes.as_ref().map_or_else(String::new, |sizes| sizes.end().to_string()),
                figure(search.p_holm),
                figure(search.chance),
            ]);
        }
        None => row.extend(blank(11)),
    }
    row.push(finding.hac.as_ref().map_or_else(String::new, |(_, lags)| lags.to_string()));
    match finding.model.ols() {
        Some(fit) => {
            let fitted = fit.fitted.map(|log| finding.model.back(log));
            row.extend(
                [
                    fit.variance(),
                    fit.f(),
                    fit.log_likelihood(),
                    fit.aic(),
                    fit.bic(),
                    (fitted - &finding.model.design.flow).abs().mean(),
                    fit.duan_factor(),
                    fit.lognormal_factor(),
                ]
                .map(figure),
            );
        }
        None => row.extend(blank(8)),
    }
    let diagnostics = &finding.diagnostics;
    row.extend(
        [
            diagnostics.durbin_watson,
            diagnostics.autocorrelation,
            diagnostics.ljung_box.statistic,
            diagnostics.ljung_box.p,
            diagnostics.jarque_bera.statistic,
            diagnostics.jarque_bera.p,
            diagnostics.skewness,
            diagnostics.kurtosis,
        ]
        .map(figure),
    );
    match &finding.beside {
        Some(Ok(glm)) => {
            row.extend([glm.aic(), glm.deviance, glm.pearson].map(figure));
            row.push(String::new());
        }
        Some(Err(error)) => row.extend(blank(3).chain([error.to_string()])),
        None => row.extend(blank(4)),
    }
    row
}

const COEFFICIENTS: [&str; 6] = ["indicator", "model", "term", "coefficient", "se", "se_hac"];

fn coefficients(results: &Results) -> Rows {
    let mut rows = Rows::new();
    for (name, finding) in &results.findings {
        let Ok(finding) = finding else { continue };
        let own = finding.model.ols().map(Ols::standard_errors);
        for (place, term) in finding.model.design.terms.iter().enumerate() {
            let mut push = |model: &str, coefficient: f64, se: Option<f64>, hac: Option<f64>| {
                let figures = [Some(coefficient), se, hac].map(figure);
                let texts = [name.clone(), model.to_owned(), term.clone()];
                rows.push(texts.into_iter().chain(figures).collect());
            };
            let hac = finding.hac.as_ref().and_then(|(errors, _)| errors.get(place).copied());
            let se = own.as_ref().map(|errors| errors[place]);
            push("log-linear", finding.model.coefficients()[place], se, hac);
            if let Some(Ok(glm)) = &finding.beside {
                let se = Some(glm.standard_errors[place]);
                push(glm.family.name(), glm.coefficients[place], se, None);
            }
        }
    }
    rows
}

/// Part of the surface that scripts rely on.
const NOWCAST: [&str; 8] = ["indicator", "cut", "lag", "window", "mae", "mse", "mae_naive", "z"];

fn nowcasts(results: &Results) -> Rows {
    let mut rows = Rows::new();
    for (cut, name, nowcast) in each(results) {
        let row = match nowcast {
            Ok(nowcast) => vec![
                nowcast.best.lag.to_string(),
                nowcast.best.window.to_string(),
                figure(nowcast.errors.mae),
                figure(nowcast.errors.mse),
                figure(cut.naive),
                figure(nowcast.z),
            ],
            Err(_) => blank(4).chain([figure(cut.naive), String::new()]).collect(),
        };
        rows.push([name.clone(), cut.cut.to_string()].into_iter().chain(row).collect());
    }
    for cut in &results.cuts {
        for (baseline, errors) in &cut.baselines {
            let z = (*baseline == Baseline::PreviousWeek).then_some(cut.naive_z);
            rows.push(vec![
                baseline.name().to_owned(),
                cut.cut.to_string(),
                String::new(),
                String::new(),
                figure(errors.map(|errors| errors.mae)),
                figure(errors.map(|errors| errors.mse)),
                figure(cut.naive),
                figure(z),
            ]);
        }
    }
    rows
}

type Each<'r> = (&'r CutResult, &'r String, &'r Result<Nowcast, crate::indicator::ols::FitError>);

fn each(results: &Results) -> impl Iterator<Item = Each<'_>> {
    results.cuts.iter().flat_map(|cut| {
        results.findings.iter().zip(&cut.nowcasts).map(move |((name, _), n)| (cut, name, n))
    })
}

const SCORES: [&str; 13] = [
    "indicator",
    "cut",
    "n_training",
    "r2_training",
    "r2_weekday_training",
    "n_test",
    "mae",
    "mse_of_median",
    "mse_of_mean",
    "mase",
    "coverage",
    "coverage_empirical",
    "note",
];

fn scores(results: &Results) -> Rows {
    let mut rows = Rows::new();
    for (cut, name, nowcast) in each(results) {
        let mut row = vec![name.clone(), cut.cut.to_string()];
        match nowcast {
            Ok(nowcast) => {
                row.extend([
                    nowcast.best.n.to_string(),
                    figure(nowcast.best.r2),
                    figure(nowcast.best.r2_weekday),
                    nowcast.errors.n.to_string(),
                    figure(nowcast.errors.mae),
                    figure(nowcast.errors.mse),
                    figure(nowcast.mse_of_mean),
                    figure(nowcast.mase),
                    figure(nowcast.coverage()),
                    figure(nowcast.empirical_coverage()),
                    String::new(),
                ]);
            }
            Err(error) => row.extend(blank(10).chain([error.to_string()])),
        }
        rows.push(row);
    }
    for cut in &results.cuts {
        for (baseline, errors) in &cut.baselines {
            let Some(Errors { n, mae, mse }) = *errors else { continue };
            let mase = cut.scale.map(|scale| mae / scale);
            let start = [baseline.name().to_owned(), cut.cut.to_string()].into_iter();
            let figures = [n.to_string(), figure(mae), figure(mse), String::new(), figure(mase)];
            rows.push(start.chain(blank(3)).chain(figures).chain(blank(3)).collect());
        }
    }
    rows
}

const FORECASTS: [&str; 10] = [
    "indicator",
    "cut",
    "date",
    "flow",
    "median",
    "mean",
    "lo",
    "hi",
    "lo_empirical",
    "hi_empirical",
];

fn forecasts(results: &Results) -> Rows {
    let mut rows = Rows::new();
    for (cut, name, nowcast) in each(results) {
        let Ok(nowcast) = nowcast else { continue };
        for ((flow, forecast), empirical) in nowcast.days.iter().zip(&nowcast.empirical) {
            let texts = [name.clone(), cut.cut.to_string(), forecast.day.to_string()];
            let figures = [Some(*flow), Some(forecast.median), Some(forecast.mean)];
            let intervals = ends(forecast.interval).into_iter().chain(ends(*empirical));
            let figures = figures.into_iter().chain(intervals).map(figure);
            rows.push(texts.into_iter().chain(figures).collect());
        }
    }
    rows
}

fn ends(interval: Option<(f64, f64)>) -> [Option<f64>; 2] {
    [interval.map(|(low, _)| low), interval.map(|(_, high)| high)]
}

const RANKING: [&str; 4] = ["period", "rank", "indicator", "z"];

fn ranking(plan: &Plan, results: &Results) -> Rows {
    let mut rows = Rows::new();
    for (period, cuts) in plan.periods(&results.cuts) {
        for (rank, (name, z)) in (1..).zip(results.ranked(cuts)) {
            rows.push(vec![period.to_owned(), format!("{rank}"), name, figure(z)]);
        }
    }
    rows
}

fn correlations(input: &Input, results: &Results) -> Rows {
    let rows = input.indicators.iter().zip(&results.correlations);
    rows.map(|(series, row)| {
        std::iter::once(series.name.clone()).chain(row.iter().map(|&r| figure(r))).collect()
    })
    .collect()
}

const PREDICTION: [&str; 9] =
    ["indicator", "date", "median", "mean", "lo", "hi", "lo_empirical", "hi_empirical", "naive"];

fn predictions(name: &str, prediction: &Prediction) -> Rows {
    let days = prediction.days.iter().zip(&prediction.empirical).zip(&prediction.naive);
    days.map(|((forecast, empirical), naive)| {
        let figures = [Some(forecast.median), Some(forecast.mean)]
            .into_iter()
            .chain(ends(forecast.interval))
            .chain(ends(*empirical))
            .chain([*naive]);
        let texts = [name.to_owned(), forecast.day.to_string()];
        texts.into_iter().chain(figures.map(figure)).collect()
    })
    .collect()
}
