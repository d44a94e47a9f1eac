//! A fitted model that forecasts days: log-linear, penalised, Poisson or negative binomial.

use super::day::Day;
use super::design::{Design, Predictor};
use super::glm::{Family, Glm};
use super::grid::Grid;
use super::joint::{self, Ridge};
use super::ols::{FitError, Ols};
use super::response::Response;
use super::search::{Best, Search};
use super::series::Series;
use nalgebra::DVector;

/// What is fitted once lag and window are chosen (by r² of the log-linear model, always).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Kind {
    /// Least squares of ln y.
    #[default]
    LogLinear,
    /// Poisson regression of y.
    Poisson,
    /// Negative binomial regression of y.
    NegativeBinomial,
}

/// One indicator or several that share a model.
#[derive(Debug, Clone)]
pub struct Subject<'s> {
    /// What it is called in tables.
    pub name: String,
    /// Its indicators.
    pub indicators: Vec<&'s Series>,
    /// λ of the ridge penalty; 0 for none.
    pub penalty: f64,
}

impl<'s> Subject<'s> {
    /// A model of one indicator.
    pub fn single(indicator: &'s Series) -> Self {
        Self { name: indicator.name.clone(), indicators: vec![indicator], penalty: 0.0 }
    }

    /// The best candidate of a grid.
    ///
    /// # Errors
    /// No candidate can be fitted.
    pub fn search(&self, response: &Response, grid: &Grid) -> Result<Best, FitError> {
        match self.indicators.as_slice() {
            [indicator] if self.penalty == 0.0 => {
                varies(indicator)?;
                let search = Search::new(response, indicator, grid);
                search.run(indicator.values()).best().ok_or_else(|| why_none(response, indicator))
            }
            indicators => joint::search(response, indicators, grid, self.penalty),
        }
    }
}

/// Refuses an indicator without values, or with one value only: with zeros beyond its ends even that
/// would seem to explain something.
///
/// # Errors
/// It has no values, or does not vary.
pub fn varies(indicator: &Series) -> Result<(), FitError> {
    let mut values = indicator.days().map(|(_, value)| value);
    let Some(first) = values.next() else { return Err(FitError::NoOverlap) };
    if values.all(|value| value.total_cmp(&first).is_eq()) {
        return Err(FitError::ConstantIndicator);
    }
    Ok(())
}

/// Why no candidate of an indicator could be fitted.
pub fn why_none(response: &Response, indicator: &Series) -> FitError {
    let both = indicator.days().filter(|(day, _)| response.flow_on(*day).is_some()).count();
    let flows: Vec<f64> = response.flow().iter().copied().filter(|flow| !flow.is_nan()).collect();
    if both == 0 {
        FitError::NoOverlap
    } else if flows.len() > 1 && flows.iter().all(|flow| flow.total_cmp(&flows[0]).is_eq()) {
        FitError::ConstantFlow
    } else {
        FitError::TooFewDays { days: both, parameters: 8 }
    }
}

/// What a model says of a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// The day.
    pub day: Day,
    /// The median: exp of the fitted logarithm (of a generalised linear model: the mean).
    pub median: f64,
    /// The mean: the median times Duan's factor.
    pub mean: f64,
    /// 95 % prediction interval of the log-linear model.
    pub interval: Option<(f64, f64)>,
}

/// Share of days that an interval is to hold.
pub const CONFIDENCE: f64 = 0.95;

/// A fitted model with all that it needs to forecast.
#[derive(Debug, Clone)]
pub struct Model {
    /// Lagged moving means of the indicators.
    pub predictors: Vec<Predictor>,
    /// What was fitted.
    pub design: Design,
    fit: Fit,
    plus_one: bool,
}

#[derive(Debug, Clone)]
enum Fit {
    LogLinear(Ols),
    Penalised(Ridge),
    Generalised(Glm),
}

impl Model {
    /// Fits a candidate to the days that it was judged on.
    ///
    /// # Errors
    /// As the fit of the kind.
    pub fn fit(
        response: &Response,
        subject: &Subject<'_>,
        grid: &Grid,
        candidate: &Best,
        kind: Kind,
    ) -> Result<Self, FitError> {
        let days = joint::common_days(response, &subject.indicators, grid);
        let (lag, window) = (candidate.lag, candidate.window);
        let predictors = joint::predictors(&subject.indicators, grid, lag, window);
        let design = Design::new(response, &predictors, days);
        let (matrix, terms) = (&design.matrix, &design.terms);
        let fit = match kind {
            Kind::LogLinear if subject.penalty > 0.0 => {
                Fit::Penalised(Ridge::fit(&design, predictors.len(), subject.penalty)?)
            }
            Kind::LogLinear => Fit::LogLinear(Ols::fit(matrix, &design.log, terms)?),
            Kind::Poisson => {
                Fit::Generalised(Glm::fit(matrix, &design.flow, terms, Family::Poisson)?)
            }
            Kind::NegativeBinomial => {
                Fit::Generalised(Glm::negative_binomial(matrix, &design.flow, terms)?)
            }
        };
        Ok(Self { predictors, design, fit, plus_one: response.is_plus_one() })
    }

    /// The least-squares fit, if it is one.
    pub fn ols(&self) -> Option<&Ols> {
        match &self.fit {
            Fit::LogLinear(fit) => Some(fit),
            _ => None,
        }
    }

    /// The generalised linear fit, if it is one.
    pub fn glm(&self) -> Option<&Glm> {
        match &self.fit {
            Fit::Generalised(fit) => Some(fit),
            _ => None,
        }
    }

    /// The penalised fit, if it is one.
    pub fn ridge(&self) -> Option<&Ridge> {
        match &self.fit {
            Fit::Penalised(fit) => Some(fit),
            _ => None,
        }
    }

    /// In the order of the design's columns.
    pub fn coefficients(&self) -> &DVector<f64> {
        match &self.fit {
            Fit::LogLinear(fit) => &fit.coefficients,
            Fit::Penalised(fit) => &fit.coefficients,
            Fit::Generalised(fit) => &fit.coefficients,
        }
    }

    /// The flow whose logarithm this is.
    pub fn back(&self, log: f64) -> f64 {
        if self.plus_one { log.exp_m1() } else { log.exp() }
    }

    /// What the model says of a day; `None` if a predictor has no value for it.
    pub fn forecast(&self, day: Day) -> Option<Forecast> {
        let row = self.design.row(&self.predictors, day)?;
        let back = |log: f64| self.back(log);
        let (median, mean, interval) = match &self.fit {
            Fit::LogLinear(fit) => {
                let (log, leverage) = fit.predict(&row);
                let half = fit.prediction_half_width(leverage, CONFIDENCE);
                let mean = back(log + fit.duan_factor().ln());
                (back(log), mean, Some((back(log - half), back(log + half))))
            }
            Fit::Penalised(fit) => {
                let log = row.dot(&fit.coefficients);
                let duan = fit.residuals.map(f64::exp).mean();
                (back(log), back(log + duan.ln()), None)
            }
            Fit::Generalised(fit) => {
                let mean = row.dot(&fit.coefficients).exp();
                (mean, mean, None)
            }
        };
        Some(Forecast { day, median, mean, interval })
    }
}
