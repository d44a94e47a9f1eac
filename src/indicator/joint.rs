//! Several indicators in one model, with one lag and one window for all of them; with a ridge
//! penalty where they say nearly the same.
//!
//! The penalty is λ Σ bⱼ², bⱼ being the coefficients of the predictors divided by their standard
//! deviation over the days fitted; constant and weekdays go free. (statsmodels: `fit_regularized`
//! with `L1_wt=0` and `alpha` = λ / n for the standardised predictors, 0 for the others.)

use super::day::Day;
use super::design::{Design, Predictor};
use super::grid::Grid;
use super::ols::{FitError, Ols, solve};
use super::response::Response;
use super::search::{Best, FEWEST_DAYS};
use super::series::Series;
use nalgebra::DVector;
use rayon::prelude::*;

/// A model with a penalty on its predictors.
#[derive(Debug, Clone)]
pub struct Ridge {
    /// In the order of the design's columns, on the scale of the predictors.
    pub coefficients: DVector<f64>,
    /// Share of the variance explained.
    pub r2: f64,
    /// Parameters that are left effective, constant and weekdays included: the trace of the hat
    /// matrix.
    pub effective_parameters: f64,
    /// Response less fitted.
    pub residuals: DVector<f64>,
}

impl Ridge {
    /// Fits a design whose first `predictors` columns after the constant are penalised.
    ///
    /// # Errors
    /// Too few days, or columns that follow from each other although there is a penalty.
    pub fn fit(design: &Design, predictors: usize, penalty: f64) -> Result<Self, FitError> {
        let (days, parameters) = design.matrix.shape();
        if days < FEWEST_DAYS {
            return Err(FitError::TooFewDays { days, parameters });
        }
        // Least squares of the design with a row for each penalised coefficient below it.
        let mut matrix = design.matrix.clone().insert_rows(days, predictors, 0.0);
        for predictor in 0..predictors {
            let column = 1 + predictor;
            let deviation = design.matrix.column(column).variance().sqrt();
            matrix[(days + predictor, column)] = penalty.sqrt() * deviation;
        }
        let response = design.log.clone().insert_rows(days, predictors, 0.0);
        let (coefficients, inverse) = solve(&matrix, &response, &design.terms)?;
        let residuals = &design.log - &design.matrix * &coefficients;
        let total = design.log.add_scalar(-design.log.mean()).norm_squared();
        let hat = (&inverse * design.matrix.tr_mul(&design.matrix)).trace();
        let r2 = 1.0 - residuals.norm_squared() / total;
        Ok(Self { coefficients, r2, effective_parameters: hat, residuals })
    }
}

/// The lag and window at which a model of all these indicators has the greatest r²; among equals
/// the smallest lag, then the smallest window.
///
/// # Errors
/// No candidate can be fitted.
pub fn search(
    response: &Response,
    indicators: &[&Series],
    grid: &Grid,
    penalty: f64,
) -> Result<Best, FitError> {
    let days = common_days(response, indicators, grid);
    let lags: Vec<i32> = grid.lags.clone().collect();
    let by_lag: Vec<Result<Option<Best>, FitError>> = lags
        .into_par_iter()
        .map(|lag| {
            let mut best: Option<Best> = None;
            let mut fault = None;
            for window in grid.windows.clone().filter(|&window| grid.allows(lag, window)) {
                let predictors = predictors(indicators, grid, lag, window);
                let design = Design::new(response, &predictors, days.iter().copied());
                match r2(&design, predictors.len(), penalty) {
                    Ok(r2) => {
                        let n = design.days.len();
                        let other = Best { lag, window, n, r2, r2_weekday: f64::NAN };
                        if best.is_none_or(|best| other.beats(&best)) {
                            best = Some(other);
                        }
                    }
                    Err(error) => fault = Some(error),
                }
            }
            best.map(Some).map_or_else(|| fault.map_or(Ok(None), Err), Ok)
        })
        .collect();
    let mut best: Option<Best> = None;
    let mut fault = FitError::NoOverlap;
    for outcome in by_lag {
        match outcome {
            Ok(Some(other)) if best.is_none_or(|best| other.beats(&best)) => best = Some(other),
            Ok(_) => {}
            Err(error) => fault = error,
        }
    }
    let mut best = best.ok_or(fault)?;
    let predictors = predictors(indicators, grid, best.lag, best.window);
    best.r2_weekday = Design::new(response, &predictors, days).weekday_r2(response)?;
    Ok(best)
}

/// The predictors that a candidate stands for.
pub fn predictors(indicators: &[&Series], grid: &Grid, lag: i32, window: u16) -> Vec<Predictor> {
    indicators.iter().map(|indicator| Predictor::new(indicator, grid, lag, window)).collect()
}

fn r2(design: &Design, predictors: usize, penalty: f64) -> Result<f64, FitError> {
    if penalty > 0.0 {
        Ridge::fit(design, predictors, penalty).map(|fit| fit.r2)
    } else {
        Ols::fit(&design.matrix, &design.log, &design.terms).map(|fit| fit.r2())
    }
}

/// All days of the response or, for a common sample, those that every candidate has.
pub fn common_days(response: &Response, indicators: &[&Series], grid: &Grid) -> Vec<Day> {
    let mut days: Vec<Day> = response.first().until(response.end()).collect();
    if grid.common_sample {
        for window in grid.windows.clone() {
            for indicator in indicators {
                let at_once = Predictor::new(indicator, grid, 0, window);
                for lag in grid.lags.clone().filter(|&lag| grid.allows(lag, window)) {
                    days.retain(|&day| at_once.on(day + -lag).is_some());
                }
            }
        }
    }
    days
}
