//! Standard errors that hold when residuals are autocorrelated and of unequal variance: the
//! estimator of Newey and West (1987) with Bartlett's weights.

use super::day::Day;
use super::design::Design;
use super::ols::Ols;
use nalgebra::{DMatrix, DVector};
use std::collections::HashMap;

/// Fewest lags for daily data with a weekly rhythm.
const WEEK: usize = 7;

/// Lags by the rule ⌊4 (n / 100)^(2/9)⌋, but no less than a week.
pub fn default_lags(n: usize) -> usize {
    ((4.0 * (n as f64 / 100.0).powf(2.0 / 9.0)).floor() as usize).max(WEEK)
}

/// Standard errors with so many lags. Days are paired by the calendar: over a gap no pair is made
/// of days that are not `lag` days apart. `small_sample` multiplies the covariance by n / (n − p).
/// As statsmodels' `fit(cov_type="HAC", cov_kwds={"maxlags": …, "use_correction": …})`.
pub fn standard_errors(
    fit: &Ols,
    design: &Design,
    lags: usize,
    small_sample: bool,
) -> DVector<f64> {
    let scores: Vec<DVector<f64>> = design
        .matrix
        .row_iter()
        .zip(fit.residuals.iter())
        .map(|(row, residual)| row.transpose() * *residual)
        .collect();
    let index: HashMap<Day, usize> =
        design.days.iter().enumerate().map(|(index, &day)| (day, index)).collect();
    let parameters = fit.parameters();
    let mut middle = DMatrix::zeros(parameters, parameters);
    for score in &scores {
        middle.ger(1.0, score, score, 1.0);
    }
    for lag in 1..=lags.min(design.days.len()) {
        let weight = 1.0 - lag as f64 / (lags as f64 + 1.0);
        let back = i32::try_from(lag).unwrap_or(i32::MAX);
        for (score, &day) in scores.iter().zip(&design.days) {
            if let Some(&earlier) = index.get(&(day + -back)) {
                middle.ger(weight, score, &scores[earlier], 1.0);
                middle.ger(weight, &scores[earlier], score, 1.0);
            }
        }
    }
    let covariance = &fit.inverse * middle * &fit.inverse;
    let factor = if small_sample { fit.n() as f64 / fit.freedom() } else { 1.0 };
    covariance.diagonal().map(|variance| (variance * factor).max(0.0).sqrt())
}
