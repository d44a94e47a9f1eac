//! What the residuals of a fit say about its errors and intervals.

use super::day::Day;
use statrs::distribution::{ChiSquared, ContinuousCDF as _};

/// A test and its p-value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The statistic.
    pub statistic: f64,
    /// Probability of one at least as great if nothing is wrong.
    pub p: f64,
}

/// Measures of residuals. Neighbours are neighbours in the calendar: pairs over gaps are left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Diagnostics {
    /// Durbin and Watson: 2 if neighbours have nothing to do with each other, 0 if they are alike.
    pub durbin_watson: f64,
    /// Autocorrelation of neighbours.
    pub autocorrelation: f64,
    /// Ljung and Box, over a week: are residuals autocorrelated?
    pub ljung_box: Test,
    /// Jarque and Bera: are residuals not normal?
    pub jarque_bera: Test,
    /// 0 if symmetric.
    pub skewness: f64,
    /// 3 if normal.
    pub kurtosis: f64,
}

const WEEK: i32 = 7;

impl Diagnostics {
    /// Measures the residuals of these days, which are in order.
    pub fn new(days: &[Day], residuals: &[f64]) -> Self {
        let n = residuals.len() as f64;
        let mean = residuals.iter().sum::<f64>() / n;
        let moment = |power: i32| {
            residuals.iter().map(|residual| (residual - mean).powi(power)).sum::<f64>() / n
        };
        let squares: f64 = residuals.iter().map(|residual| residual * residual).sum();
        let differences: f64 =
            pairs(days, residuals, 1).map(|(late, early)| (late - early).powi(2)).sum();
        let autocorrelation = |lag| {
            pairs(days, residuals, lag).map(|(late, early)| late * early).sum::<f64>() / squares
        };
        let ljung_box = n
            * (n + 2.0)
            * (1..=WEEK)
                .map(|lag| autocorrelation(lag).powi(2) / (n - f64::from(lag)))
                .sum::<f64>();
        let skewness = moment(3) / moment(2).powf(1.5);
        let kurtosis = moment(4) / moment(2).powi(2);
        let jarque_bera = n / 6.0 * (skewness.powi(2) + (kurtosis - 3.0).powi(2) / 4.0);
        Self {
            durbin_watson: differences / squares,
            autocorrelation: autocorrelation(1),
            ljung_box: Test::chi_squared(ljung_box, f64::from(WEEK)),
            jarque_bera: Test::chi_squared(jarque_bera, 2.0),
            skewness,
            kurtosis,
        }
    }
}

impl Test {
    fn chi_squared(statistic: f64, freedom: f64) -> Self {
        let p = ChiSquared::new(freedom).map_or(f64::NAN, |chi| chi.sf(statistic));
        Self { statistic, p }
    }
}

/// Residuals `lag` days apart: the later, the earlier.
fn pairs<'r>(
    days: &'r [Day],
    residuals: &'r [f64],
    lag: i32,
) -> impl Iterator<Item = (f64, f64)> + 'r {
    let dated = || days.iter().zip(residuals);
    let mut earlier = dated().peekable();
    dated().filter_map(move |(&day, &late)| {
        while earlier.next_if(|(other, _)| day - **other > lag).is_some() {}
        let (&other, &early) = *earlier.peek()?;
        (day - other == lag).then_some((late, early))
    })
}
