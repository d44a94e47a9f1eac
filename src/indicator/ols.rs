//! Ordinary least squares with what is reported of a fit; figures agree with statsmodels' `OLS`.

use super::search::RESIDUE;
use nalgebra::{DMatrix, DVector};
use statrs::distribution::{ContinuousCDF as _, StudentsT};

/// A model that cannot be fitted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// No day has both the flow and the indicator.
    #[error("no day has both the flow and the indicator at any lag")]
    NoOverlap,
    /// Fewer days than the model needs.
    #[error("{days} days are too few for {parameters} parameters")]
    TooFewDays {
        /// Days that have all values.
        days: usize,
        /// Parameters of the model.
        parameters: usize,
    },
    /// Columns that follow from each other.
    #[error("a term follows from the others or from the day of the week ({term})")]
    Collinear {
        /// The first term that follows from those before it.
        term: String,
    },
    /// An indicator that never changes.
    #[error("the indicator has one value on all of its days")]
    ConstantIndicator,
    /// A flow that never changes.
    #[error("the flow is the same on all days")]
    ConstantFlow,
    /// The iterations of a generalised linear model found no end.
    #[error("the iterations did not converge")]
    NotConverged,
    /// Nothing to compare a nowcast with.
    #[error("no day of the test has both the flow and the indicator")]
    NothingToTest,
}

/// A fit.
#[derive(Debug, Clone)]
pub struct Ols {
    /// In the order of the columns.
    pub coefficients: DVector<f64>,
    /// What the model says, row by row.
    pub fitted: DVector<f64>,
    /// Response less fitted.
    pub residuals: DVector<f64>,
    /// (X'X)⁻¹.
    pub inverse: DMatrix<f64>,
    /// Sum of the squared residuals.
    pub ssr: f64,
    /// Sum of the squared differences of the response from its mean.
    pub tss: f64,
}

impl Ols {
    /// Fits `response ~ matrix`; `terms` are the names of the columns.
    ///
    /// # Errors
    /// Fewer rows than columns and one more, or columns that follow from each other.
    pub fn fit(
        matrix: &DMatrix<f64>,
        response: &DVector<f64>,
        terms: &[String],
    ) -> Result<Self, FitError> {
        let (days, parameters) = matrix.shape();
        if days <= parameters {
            return Err(FitError::TooFewDays { days, parameters });
        }
        let mean = response.mean();
        let tss: f64 = response.iter().map(|value| (value - mean).powi(2)).sum();
        if tss <= RESIDUE * days as f64 * mean * mean {
            return Err(FitError::ConstantFlow);
        }
        let (coefficients, inverse) = solve(matrix, response, terms)?;
        let fitted = matrix * &coefficients;
        let residuals = response - &fitted;
        let ssr = residuals.norm_squared();
        Ok(Self { coefficients, fitted, residuals, inverse, ssr, tss })
    }

    /// Rows.
    pub fn n(&self) -> usize {
        self.residuals.len()
    }

    /// Columns.
    pub fn parameters(&self) -> usize {
        self.coefficients.len()
    }

    /// Rows that are left for the error.
    pub fn freedom(&self) -> f64 {
        (self.n() - self.parameters()) as f64
    }

    /// Variance of the error.
    pub fn variance(&self) -> f64 {
        self.ssr / self.freedom()
    }

    /// Share of the variance explained.
    pub fn r2(&self) -> f64 {
        1.0 - self.ssr / self.tss
    }

    /// The same, for the number of parameters.
    pub fn adjusted_r2(&self) -> f64 {
        1.0 - self.variance() / (self.tss / (self.n() as f64 - 1.0))
    }

    /// F statistic of all columns but the constant.
    pub fn f(&self) -> f64 {
        (self.tss - self.ssr) / (self.parameters() as f64 - 1.0) / self.variance()
    }

    /// Gaussian log-likelihood.
    pub fn log_likelihood(&self) -> f64 {
        let n = self.n() as f64;
        -n / 2.0 * ((std::f64::consts::TAU * self.ssr / n).ln() + 1.0)
    }

    /// Akaike's information criterion.
    pub fn aic(&self) -> f64 {
        -2.0 * self.log_likelihood() + 2.0 * self.parameters() as f64
    }

    /// Bayesian information criterion.
    pub fn bic(&self) -> f64 {
        -2.0 * self.log_likelihood() + self.parameters() as f64 * (self.n() as f64).ln()
    }

    /// Classical standard errors: right if the residuals of different days have nothing to do
    /// with each other, which those of daily flows do.
    pub fn standard_errors(&self) -> DVector<f64> {
        self.inverse.diagonal().map(|diagonal| (self.variance() * diagonal).sqrt())
    }

    /// What the model says of a row, and the row's leverage h.
    pub fn predict(&self, row: &DVector<f64>) -> (f64, f64) {
        (row.dot(&self.coefficients), row.dot(&(&self.inverse * row)))
    }

    /// Half the width of the prediction interval of a row with this leverage:
    /// t · s · √(1 + h). It knows nothing of autocorrelation or of the search.
    pub fn prediction_half_width(&self, leverage: f64, confidence: f64) -> f64 {
        self.t_quantile(confidence) * (self.variance() * (1.0 + leverage)).sqrt()
    }

    /// The same for the mean response: t · s · √h.
    pub fn mean_half_width(&self, leverage: f64, confidence: f64) -> f64 {
        self.t_quantile(confidence) * (self.variance() * leverage).sqrt()
    }

    /// The two-sided quantile of Student's t.
    pub fn t_quantile(&self, confidence: f64) -> f64 {
        StudentsT::new(0.0, 1.0, self.freedom())
            .map_or(f64::NAN, |t| t.inverse_cdf(f64::midpoint(1.0, confidence)))
    }

    /// Duan's factor: the mean of exp(residual), which takes the median that exp(fitted) is to
    /// a mean without assuming a normal error.
    pub fn duan_factor(&self) -> f64 {
        self.residuals.map(f64::exp).mean()
    }

    /// The same factor for a normal error: exp(s² / 2).
    pub fn lognormal_factor(&self) -> f64 {
        (self.variance() / 2.0).exp()
    }
}

/// Least squares by QR: the coefficients, and (X'X)⁻¹ = R⁻¹ R⁻ᵀ.
pub(super) fn solve(
    matrix: &DMatrix<f64>,
    response: &DVector<f64>,
    terms: &[String],
) -> Result<(DVector<f64>, DMatrix<f64>), FitError> {
    let lengths: Vec<f64> = matrix.column_iter().map(|column| column.norm_squared()).collect();
    let qr = matrix.clone().qr();
    let triangle = qr.r();
    for ((term, length), own) in terms.iter().zip(lengths).zip(triangle.diagonal().iter()) {
        if own.is_nan() || own * own <= 1e-12 * length {
            return Err(FitError::Collinear { term: term.clone() });
        }
    }
    let collinear = || FitError::Collinear { term: terms.join(", ") };
    let mut turned = response.clone();
    qr.q_tr_mul(&mut turned);
    let turned = turned.rows(0, triangle.nrows()).into_owned();
    let coefficients = triangle.solve_upper_triangular(&turned).ok_or_else(collinear)?;
    let identity = DMatrix::identity(triangle.nrows(), triangle.nrows());
    let inverse = triangle.solve_upper_triangular(&identity).ok_or_else(collinear)?;
    Ok((coefficients, &inverse * inverse.transpose()))
}
