//! The lead/lag study: for each indicator the best lag and window, the model at it, and all that
//! keeps one from believing it too soon.

use super::day::Day;
use super::glm::Glm;
use super::grid::Grid;
use super::guard::{self, Null};
use super::hac;
use super::model::{self, Kind, Model, Subject, why_none};
use super::ols::FitError;
use super::residual::Diagnostics;
use super::response::Response;
use super::search::{Best, Plateau, Search, Surface};
use rayon::prelude::*;
use std::collections::HashMap;

/// How the search is guarded against chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// What a meaningless indicator looks like.
    pub null: Null,
    /// Surrogates.
    pub surrogates: usize,
    /// Seed of the surrogates.
    pub seed: u64,
}

/// What is to be done.
#[derive(Debug, Clone)]
pub struct Study {
    /// Candidates.
    pub grid: Grid,
    /// Lags of the standard errors for autocorrelation; by rule if not given.
    pub hac_lags: Option<usize>,
    /// The guard, if wanted.
    pub guard: Option<Guard>,
    /// A generalised linear model to fit beside the log-linear one, if any.
    pub beside: Kind,
}

/// What was found of one subject.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What the subject is called.
    pub name: String,
    /// The best candidate.
    pub best: Best,
    /// The log-linear model at it.
    pub model: Model,
    /// Standard errors for autocorrelation, in the order of the columns, and their lags; none for a
    /// penalised model.
    pub hac: Option<(Vec<f64>, usize)>,
    /// Measures of the residuals.
    pub diagnostics: Diagnostics,
    /// The generalised linear model at the same candidate, if asked for.
    pub beside: Option<Result<Glm, FitError>>,
    /// What only the search of a single indicator knows.
    pub search: Option<Searched>,
}

/// What the search of a single indicator knows beside the best candidate.
#[derive(Debug, Clone)]
pub struct Searched {
    /// r² of all candidates.
    pub surface: Surface,
    /// Candidates about as good as the best.
    pub plateau: Plateau,
    /// Whether the best has the first or last lag, and the last window, of the grid.
    pub at_edge: (bool, bool),
    /// Probability of so great an r² by chance, the search included.
    pub p_search: Option<f64>,
    /// The same, corrected for the number of indicators.
    pub p_holm: Option<f64>,
    /// The r² that one search of twenty exceeds by chance: above it `p_search` is below 0.05.
    pub chance: Option<f64>,
}

impl Finding {
    /// Coefficient of the indicator, if there is only one.
    pub fn beta(&self) -> Option<f64> {
        (self.model.predictors.len() == 1).then(|| self.model.coefficients()[1])
    }

    /// Its classical standard error.
    pub fn standard_error(&self) -> Option<f64> {
        self.beta()?;
        Some(self.model.ols()?.standard_errors()[1])
    }

    /// Its standard error for autocorrelation.
    pub fn hac_error(&self) -> Option<f64> {
        self.beta()?;
        self.hac.as_ref()?.0.get(1).copied()
    }

    /// r² for the number of parameters.
    pub fn adjusted_r2(&self) -> Option<f64> {
        Some(self.model.ols()?.adjusted_r2())
    }
}

impl Study {
    /// Studies all subjects. Results are in their order.
    pub fn run(
        &self,
        response: &Response,
        subjects: &[Subject<'_>],
    ) -> Vec<Result<Finding, FitError>> {
        let mut findings: Vec<Result<Finding, FitError>> =
            subjects.par_iter().map(|subject| self.study(response, subject)).collect();
        if let Some(guard) = self.guard {
            self.guard(response, subjects, &mut findings, guard);
        }
        findings
    }

    fn study(&self, response: &Response, subject: &Subject<'_>) -> Result<Finding, FitError> {
        let (best, search) = match subject.indicators.as_slice() {
            [indicator] if subject.penalty == 0.0 => {
                model::varies(indicator)?;
                let search = Search::new(response, indicator, &self.grid);
                let surface = search.run(indicator.values());
                let none = || why_none(response, indicator);
                let best = surface.best().ok_or_else(none)?;
                let plateau = surface.plateau().ok_or_else(none)?;
                let at_edge = surface.at_edge(&best);
                let (p_search, p_holm, chance) = (None, None, None);
                (best, Some(Searched { surface, plateau, at_edge, p_search, p_holm, chance }))
            }
            _ => (subject.search(response, &self.grid)?, None),
        };
        let fit = |kind| Model::fit(response, subject, &self.grid, &best, kind);
        let model = fit(Kind::LogLinear)?;
        let residuals: Vec<f64> = match (model.ols(), model.ridge()) {
            (Some(fit), _) => fit.residuals.iter().copied().collect(),
            (_, Some(fit)) => fit.residuals.iter().copied().collect(),
            _ => Vec::new(),
        };
        let days: &[Day] = &model.design.days;
        let hac = model.ols().map(|fit| {
            let lags = self.hac_lags.unwrap_or_else(|| hac::default_lags(fit.n()));
            let errors = hac::standard_errors(fit, &model.design, lags, false);
            (errors.iter().copied().collect(), lags)
        });
        let beside = (self.beside != Kind::LogLinear).then(|| {
            let model = fit(self.beside)?;
            model.glm().cloned().ok_or(FitError::NotConverged)
        });
        Ok(Finding {
            name: subject.name.clone(),
            diagnostics: Diagnostics::new(days, &residuals),
            best,
            hac,
            beside,
            search,
            model,
        })
    }

    /// Noise and walks depend on the coverage of an indicator alone, so that most indicators of a
    /// table share theirs.
    fn guard(
        &self,
        response: &Response,
        subjects: &[Subject<'_>],
        findings: &mut [Result<Finding, FitError>],
        guard: Guard,
    ) {
        let mut shared: HashMap<(Day, Vec<bool>), Vec<f64>> = HashMap::new();
        for (subject, finding) in subjects.iter().zip(findings.iter_mut()) {
            let (Ok(finding), [indicator]) = (finding, subject.indicators.as_slice()) else {
                continue;
            };
            let Some(searched) = &mut finding.search else { continue };
            let maxima = || {
                let search = Search::new(response, indicator, &self.grid);
                let Guard { null, surrogates, seed } = guard;
                guard::null_maxima(&search, indicator, null, surrogates, seed)
            };
            let own;
            let maxima = if guard.null == Null::Shift {
                own = maxima();
                &own
            } else {
                let missing = indicator.values().iter().map(|value| value.is_nan()).collect();
                shared.entry((indicator.first(), missing)).or_insert_with(maxima)
            };
            if !maxima.is_empty() {
                searched.p_search = Some(guard::p_value(maxima, finding.best.r2));
                searched.chance = guard::bar(maxima);
            }
        }
        let p = |finding: &Result<Finding, FitError>| {
            finding.as_ref().ok().and_then(|finding| finding.search.as_ref()?.p_search)
        };
        let found: Vec<f64> =
            findings.iter().map(|finding| p(finding).unwrap_or(f64::NAN)).collect();
        for (finding, corrected) in findings.iter_mut().zip(guard::holm(&found)) {
            if let Ok(Finding { search: Some(searched), .. }) = finding {
                searched.p_holm = (!corrected.is_nan()).then_some(corrected);
            }
        }
    }
}
