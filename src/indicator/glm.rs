//! Generalised linear models of the flow itself with a logarithmic link: Poisson and negative
//! binomial (variance μ + α μ²). Figures agree with statsmodels' `GLM` and, for the α of
//! greatest likelihood, with its `NegativeBinomial`.

use super::ols::{FitError, solve};
use nalgebra::{DMatrix, DVector};
use statrs::function::gamma::{digamma, ln_gamma};

/// How the flow scatters around its mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Family {
    /// Variance μ.
    Poisson,
    /// Variance μ + α μ².
    NegativeBinomial {
        /// Dispersion; towards 0 it is the Poisson distribution.
        alpha: f64,
    },
}

/// A fit.
#[derive(Debug, Clone)]
pub struct Glm {
    /// The family, with the α that was used or found.
    pub family: Family,
    /// In the order of the columns, on the scale of the logarithm.
    pub coefficients: DVector<f64>,
    /// From the expected information; they take the family's variance at its word.
    pub standard_errors: DVector<f64>,
    /// Mean flow, row by row.
    pub fitted: DVector<f64>,
    /// Log-likelihood.
    pub log_likelihood: f64,
    /// Twice what a model of its own for every day would gain.
    pub deviance: f64,
    /// Sum of squared residuals over their variance: far above n − p if the flow scatters more than
    /// the family says.
    pub pearson: f64,
}

const MOST_STEPS: usize = 200;
/// Change of the logarithm of a mean, and relative change of α, at which iterations end. Each
/// step gains digits, so what is left is far smaller.
const CLOSE: f64 = 1e-10;

impl Glm {
    /// Fits with a given family by iteratively reweighted least squares.
    ///
    /// # Errors
    /// Too few rows, columns that follow from each other, or no convergence.
    pub fn fit(
        matrix: &DMatrix<f64>,
        flow: &DVector<f64>,
        terms: &[String],
        family: Family,
    ) -> Result<Self, FitError> {
        let (days, parameters) = matrix.shape();
        if days <= parameters {
            return Err(FitError::TooFewDays { days, parameters });
        }
        let mean = flow.mean();
        let mut fitted = flow.map(|value| f64::midpoint(value, mean));
        for _ in 0..MOST_STEPS {
            let weight = fitted.map(|mean| (mean * mean / family.variance(mean)).sqrt());
            let working = fitted.zip_map(flow, |mean, value| mean.ln() + (value - mean) / mean);
            let mut weighted = matrix.clone();
            for mut column in weighted.column_iter_mut() {
                column.component_mul_assign(&weight);
            }
            let (coefficients, inverse) = solve(&weighted, &working.component_mul(&weight), terms)?;
            let before = std::mem::replace(&mut fitted, (matrix * &coefficients).map(f64::exp));
            if !fitted.iter().all(|mean| mean.is_finite() && *mean > 0.0) {
                return Err(FitError::NotConverged);
            }
            let change = fitted.zip_map(&before, |new, old| (new / old).ln().abs()).max();
            if change <= CLOSE {
                let pairs = || flow.iter().zip(&fitted);
                return Ok(Self {
                    family,
                    coefficients,
                    standard_errors: inverse.diagonal().map(f64::sqrt),
                    log_likelihood: pairs().map(|(&y, &mean)| family.log_density(y, mean)).sum(),
                    pearson: pairs().map(|(y, &m)| (y - m).powi(2) / family.variance(m)).sum(),
                    deviance: family.deviance(flow, &fitted),
                    fitted,
                });
            }
        }
        Err(FitError::NotConverged)
    }

    /// Fits a negative binomial model with the α of greatest likelihood: coefficients and α in turn,
    /// which hardly disturb each other.
    ///
    /// # Errors
    /// As [`fit`](Self::fit); no convergence also if the flow scatters no more than Poisson's.
    pub fn negative_binomial(
        matrix: &DMatrix<f64>,
        flow: &DVector<f64>,
        terms: &[String],
    ) -> Result<Self, FitError> {
        let mut fit = Self::fit(matrix, flow, terms, Family::Poisson)?;
        let mut before = f64::NAN;
        for _ in 0..MOST_STEPS {
            let alpha = most_likely_alpha(flow, &fit.fitted).ok_or(FitError::NotConverged)?;
            fit = Self::fit(matrix, flow, terms, Family::NegativeBinomial { alpha })?;
            if (alpha - before).abs() <= CLOSE * alpha {
                return Ok(fit);
            }
            before = alpha;
        }
        Err(FitError::NotConverged)
    }

    /// Parameters, the dispersion included.
    pub fn parameters(&self) -> usize {
        let dispersion = usize::from(matches!(self.family, Family::NegativeBinomial { .. }));
        self.coefficients.len() + dispersion
    }

    /// Akaike's information criterion.
    pub fn aic(&self) -> f64 {
        -2.0 * self.log_likelihood + 2.0 * self.parameters() as f64
    }
}

impl Family {
    /// What it is called in tables.
    pub fn name(self) -> &'static str {
        match self {
            Family::Poisson => "poisson",
            Family::NegativeBinomial { .. } => "negative-binomial",
        }
    }

    fn variance(self, mean: f64) -> f64 {
        match self {
            Family::Poisson => mean,
            Family::NegativeBinomial { alpha } => mean + alpha * mean * mean,
        }
    }

    fn log_density(self, value: f64, mean: f64) -> f64 {
        match self {
            Family::Poisson => value * mean.ln() - mean - ln_gamma(value + 1.0),
            Family::NegativeBinomial { alpha } => {
                let size = 1.0 / alpha;
                ln_gamma(value + size)
                    - ln_gamma(size)
                    - ln_gamma(value + 1.0)
                    - size * (alpha * mean).ln_1p()
                    - value * (size / mean).ln_1p()
            }
        }
    }

    fn deviance(self, flow: &DVector<f64>, fitted: &DVector<f64>) -> f64 {
        let term = |value: f64, mean: f64| {
            let own = if value > 0.0 { value * (value / mean).ln() } else { 0.0 };
            match self {
                Family::Poisson => own - (value - mean),
                Family::NegativeBinomial { alpha } => {
                    let size = 1.0 / alpha;
                    own - (value + size) * ((value + size) / (mean + size)).ln()
                }
            }
        };
        2.0 * flow.iter().zip(fitted).map(|(&value, &mean)| term(value, mean)).sum::<f64>()
    }
}

/// Where the derivative of the log-likelihood by 1/α is zero, found by bisection of its logarithm
/// around the estimate by moments; `None` if the flow scatters no more than Poisson's.
fn most_likely_alpha(flow: &DVector<f64>, fitted: &DVector<f64>) -> Option<f64> {
    let excess = |(value, mean): (&f64, &f64)| (value - mean).powi(2) - mean;
    let by_moments = flow.iter().zip(fitted).map(excess).sum::<f64>() / fitted.norm_squared();
    if by_moments.is_nan() || by_moments <= 0.0 {
        return None;
    }
    let slope = |log_size: f64| -> f64 {
        let size = log_size.exp();
        let terms = flow.iter().zip(fitted).map(|(value, mean)| {
            digamma(value + size) - digamma(size) - (mean / size).ln_1p()
                + (mean - value) / (mean + size)
        });
        terms.sum()
    };
    // Much further out the derivative is lost in rounding.
    let (mut low, mut high) = (-by_moments.ln() - 10.0, -by_moments.ln() + 6.0);
    if !(slope(low) > 0.0 && slope(high) < 0.0) {
        return None;
    }
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if slope(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some((-f64::midpoint(low, high)).exp())
}
