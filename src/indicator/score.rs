//! How good forecasts were.

use super::day::Day;
use super::response::Response;

/// Errors of a forecast over the days of a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Errors {
    /// Days compared.
    pub n: usize,
    /// Mean absolute error, persons per day.
    pub mae: f64,
    /// Mean squared error.
    pub mse: f64,
}

impl Errors {
    /// The errors of pairs of flow and forecast; `None` if there are none.
    pub fn new(pairs: impl IntoIterator<Item = (f64, f64)>) -> Option<Self> {
        let (mut n, mut absolute, mut squared) = (0_usize, 0.0, 0.0);
        for (flow, forecast) in pairs {
            let error = flow - forecast;
            n += 1;
            absolute += error.abs();
            squared += error * error;
        }
        let count = n as f64;
        (n > 0).then(|| Self { n, mae: absolute / count, mse: squared / count })
    }
}

/// What a mean absolute error is divided by to be a MASE (Hyndman and Koehler 2006): how far the
/// flow before the cut was from itself a week earlier. `None` if no two days are a week apart, or
/// if all such pairs are equal.
pub fn scale(training: &Response) -> Option<f64> {
    let pairs = training
        .first()
        .until(training.end())
        .filter_map(|day: Day| Some((training.flow_on(day)?, training.flow_on(day + -7)?)));
    Errors::new(pairs).map(|errors| errors.mae).filter(|&scale| scale > 0.0)
}

/// The logarithms of errors on a common scale: mean 0, variance 1 (of the population). NaN
/// stays NaN and does not count; without variation all are 0.
pub fn standardised(errors: &[f64]) -> Vec<f64> {
    let logs: Vec<f64> = errors.iter().map(|error| error.log10()).collect();
    let finite: Vec<f64> = logs.iter().copied().filter(|log| log.is_finite()).collect();
    let n = finite.len().max(1) as f64;
    let mean = finite.iter().sum::<f64>() / n;
    let deviation = (finite.iter().map(|log| (log - mean).powi(2)).sum::<f64>() / n).sqrt();
    logs.iter()
        .map(|log| match log {
            log if !log.is_finite() => f64::NAN,
            _ if deviation == 0.0 => 0.0,
            log => (log - mean) / deviation,
        })
        .collect()
}

/// The quantile of sorted numbers, between two of them in proportion.
pub fn quantile(sorted: &[f64], probability: f64) -> Option<f64> {
    let place = probability * sorted.len().checked_sub(1)? as f64;
    let below = *sorted.get(place.floor() as usize)?;
    let above = *sorted.get(place.ceil() as usize)?;
    Some(below + (above - below) * place.fract())
}

#[cfg(test)]
#[path = "score_tests.rs"]
mod tests;
