//! Nowcasts on trial: everything is chosen and fitted on the days before a cut and judged on the
//! days after it, beside forecasts that need no indicator.
//!
//! The indicators may be used up to the day that is nowcast, the flow only up to the cut.

use super::baseline::Baseline;
use super::day::Day;
use super::grid::Grid;
use super::model::{CONFIDENCE, Forecast, Kind, Model, Subject};
use super::ols::FitError;
use super::response::Response;
use super::score::{Errors, quantile, scale, standardised};
use super::search::Best;
use rayon::prelude::*;

/// How nowcasts are tried.
#[derive(Debug, Clone)]
pub struct Trial {
    /// First days of the tests; the days before are for training.
    pub cuts: Vec<Day>,
    /// Days of a test.
    pub horizon: u16,
    /// Candidates, which should be causal.
    pub grid: Grid,
    /// What is fitted.
    pub kind: Kind,
    /// The day after the last on which the previous week's mean is judged, if that is not the end
    /// of the test: the published code judges it to the end of August.
    pub naive_until: Option<Day>,
}

/// Cuts for rolling origins: the last test ends with the flow, the others `step` days earlier each.
/// Earliest first; those that leave fewer than `fewest` days for training are left out.
pub fn rolling_cuts(
    response: &Response,
    horizon: u16,
    windows: u16,
    step: u16,
    fewest: usize,
) -> Vec<Day> {
    let last = response.end() + -i32::from(horizon);
    let cuts = (0..i32::from(windows)).rev().map(|back| last + -(back * i32::from(step)));
    cuts.filter(|&cut| response.before(cut).present() >= fewest).collect()
}

/// All forecasts of one cut.
#[derive(Debug, Clone)]
pub struct CutResult {
    /// First day of the test.
    pub cut: Day,
    /// Errors of the forecasts without an indicator.
    pub baselines: Vec<(Baseline, Option<Errors>)>,
    /// Mean absolute error of the previous week's mean, as it counts for the scores.
    pub naive: f64,
    /// Standardised score of the previous week's mean.
    pub naive_z: f64,
    /// What mean absolute errors are divided by to be MASE.
    pub scale: Option<f64>,
    /// By subject, in their order.
    pub nowcasts: Vec<Result<Nowcast, FitError>>,
}

/// One subject's nowcasts over one test.
#[derive(Debug, Clone)]
pub struct Nowcast {
    /// What was chosen on the days before the cut.
    pub best: Best,
    /// Flow and forecast of each day of the test that has both.
    pub days: Vec<(f64, Forecast)>,
    /// Intervals from earlier errors, day by day.
    pub empirical: Vec<Option<(f64, f64)>>,
    /// Errors of the median.
    pub errors: Errors,
    /// Mean squared error of the mean.
    pub mse_of_mean: f64,
    /// Mean absolute error over that of last week's value within the training days.
    pub mase: Option<f64>,
    /// Standardised score within the cut: lower is better.
    pub z: f64,
}

impl Nowcast {
    /// Share of the days with an interval that are within it.
    pub fn coverage(&self) -> Option<f64> {
        let intervals = self.days.iter().map(|(_, forecast)| forecast.interval);
        covered(self.days.iter().map(|(flow, _)| *flow).zip(intervals))
    }

    /// The same for the intervals from earlier errors.
    pub fn empirical_coverage(&self) -> Option<f64> {
        covered(self.days.iter().map(|(flow, _)| *flow).zip(self.empirical.iter().copied()))
    }
}

fn covered(days: impl Iterator<Item = (f64, Option<(f64, f64)>)>) -> Option<f64> {
    let (mut inside, mut all) = (0_usize, 0_usize);
    for (flow, interval) in days {
        let Some((low, high)) = interval else { continue };
        all += 1;
        inside += usize::from((low..=high).contains(&flow));
    }
    (all > 0).then(|| inside as f64 / all as f64)
}

impl Trial {
    /// Tries all subjects at all cuts.
    pub fn run(&self, response: &Response, subjects: &[Subject<'_>]) -> Vec<CutResult> {
        self.cuts.iter().map(|&cut| self.run_cut(response, subjects, cut)).collect()
    }

    fn run_cut(&self, response: &Response, subjects: &[Subject<'_>], cut: Day) -> CutResult {
        let training = response.before(cut);
        let end = cut + i32::from(self.horizon);
        let errors = |baseline: Baseline, end: Day| {
            let days: Vec<Day> = cut.until(end).collect();
            let forecasts = baseline.forecast(&training, cut, &days);
            let pairs = days.iter().zip(forecasts);
            Errors::new(pairs.filter_map(|(&day, value)| Some((response.flow_on(day)?, value?))))
        };
        let baselines = Baseline::ALL.map(|baseline| (baseline, errors(baseline, end))).to_vec();
        let naive = errors(Baseline::PreviousWeek, self.naive_until.unwrap_or(end));
        let naive = naive.map_or(f64::NAN, |errors| errors.mae);
        let mut nowcasts: Vec<Result<Nowcast, FitError>> = subjects
            .par_iter()
            .map(|subject| self.nowcast(response, &training, subject, cut))
            .collect();
        let maes = nowcasts.iter().map(|n| n.as_ref().map_or(f64::NAN, |n| n.errors.mae));
        let scores = standardised(&maes.chain([naive]).collect::<Vec<_>>());
        for (nowcast, z) in nowcasts.iter_mut().zip(&scores) {
            if let Ok(nowcast) = nowcast {
                nowcast.z = *z;
            }
        }
        let naive_z = scores.last().copied().unwrap_or(f64::NAN);
        CutResult { cut, baselines, naive, naive_z, scale: scale(&training), nowcasts }
    }

    fn nowcast(
        &self,
        response: &Response,
        training: &Response,
        subject: &Subject<'_>,
        cut: Day,
    ) -> Result<Nowcast, FitError> {
        let (best, model) = self.train(training, subject)?;
        let days: Vec<(f64, Forecast)> = cut
            .until(cut + i32::from(self.horizon))
            .filter_map(|day| Some((response.flow_on(day)?, model.forecast(day)?)))
            .collect();
        let errors = Errors::new(days.iter().map(|(flow, forecast)| (*flow, forecast.median)));
        let of_mean = Errors::new(days.iter().map(|(flow, forecast)| (*flow, forecast.mean)));
        let (Some(errors), Some(of_mean)) = (errors, of_mean) else {
            return Err(FitError::NothingToTest);
        };
        let past = PastErrors::new(self, training, subject);
        let empirical = days.iter().map(|(_, forecast)| past.interval(forecast, cut)).collect();
        let mase = scale(training).map(|scale| errors.mae / scale);
        let mse_of_mean = of_mean.mse;
        Ok(Nowcast { best, days, empirical, errors, mse_of_mean, mase, z: f64::NAN })
    }

    /// Chooses and fits on training days alone.
    fn train(&self, training: &Response, subject: &Subject<'_>) -> Result<(Best, Model), FitError> {
        let best = subject.search(training, &self.grid)?;
        Ok((best, Model::fit(training, subject, &self.grid, &best, self.kind)?))
    }

    /// Nowcasts of the days after the flow ends, as far as the indicators reach with whole windows (at
    /// most `horizon` days), with the interval of the model and that from earlier errors. Whatever the
    /// rule at the ends, nothing is made up for days of the indicators that are not over yet.
    ///
    /// # Errors
    /// The subject cannot be fitted, or its indicators end too early.
    pub fn predict(
        &self,
        response: &Response,
        subject: &Subject<'_>,
    ) -> Result<Prediction, FitError> {
        let (best, model) = self.train(response, subject)?;
        let start = response.end();
        let ahead = self.grid.kind.window(best.window).to - best.lag;
        let reached =
            |day: Day| subject.indicators.iter().all(|indicator| day + ahead < indicator.end());
        let days: Vec<Forecast> = start
            .until(start + i32::from(self.horizon))
            .take_while(|day| reached(*day))
            .map_while(|day| model.forecast(day))
            .collect();
        if days.is_empty() {
            return Err(FitError::NothingToTest);
        }
        let past = PastErrors::new(self, response, subject);
        let empirical = days.iter().map(|forecast| past.interval(forecast, start)).collect();
        let dates: Vec<Day> = days.iter().map(|forecast| forecast.day).collect();
        let naive = Baseline::PreviousWeek.forecast(response, start, &dates);
        Ok(Prediction { best, days, empirical, naive })
    }
}

/// Nowcasts of days whose flow is not known yet.
#[derive(Debug, Clone)]
pub struct Prediction {
    /// What was chosen on all days of the flow.
    pub best: Best,
    /// Day by day.
    pub days: Vec<Forecast>,
    /// Intervals from earlier errors.
    pub empirical: Vec<Option<(f64, f64)>>,
    /// The previous week's mean, to compare with.
    pub naive: Vec<Option<f64>>,
}

/// Errors that the same procedure made before the cut, on the scale of the logarithm, by
/// week of the horizon: the empirical ground for an interval, search and drift included.
struct PastErrors {
    weeks: Vec<Vec<f64>>,
}

/// Training days before the first of the earlier forecasts.
const FEWEST_TRAINING: usize = 28;
/// Days from one earlier forecast to the next.
const STEP: usize = 3;
/// Quantiles of fewer errors say nothing about 95 %.
const FEWEST_ERRORS: usize = 40;

impl PastErrors {
    fn new(trial: &Trial, training: &Response, subject: &Subject<'_>) -> Self {
        let mut past = Self { weeks: vec![Vec::new(); usize::from(trial.horizon / 7).max(1)] };
        let first = training.first() + i32::try_from(FEWEST_TRAINING).unwrap_or(i32::MAX);
        for origin in first.until(training.end()).step_by(STEP) {
            let Ok((_, model)) = trial.train(&training.before(origin), subject) else { continue };
            let end = training.end().min(origin + i32::from(trial.horizon));
            for day in origin.until(end) {
                let week = past.week(day, origin).and_then(|week| past.weeks.get_mut(week));
                let forecast = model.forecast(day).map(|forecast| forecast.median);
                if let (Some(week), Some(flow), Some(median)) =
                    (week, training.flow_on(day), forecast)
                {
                    let error = (flow / median).ln();
                    if error.is_finite() {
                        week.push(error);
                    }
                }
            }
        }
        for week in &mut past.weeks {
            week.sort_by(f64::total_cmp);
        }
        past
    }

    /// The week of a day after an origin; a few days over belong to the last.
    fn week(&self, day: Day, origin: Day) -> Option<usize> {
        Some((day.since(origin)? / 7).min(self.weeks.len() - 1))
    }

    fn interval(&self, forecast: &Forecast, cut: Day) -> Option<(f64, f64)> {
        let errors = self.weeks.get(self.week(forecast.day, cut)?)?;
        if errors.len() < FEWEST_ERRORS {
            return None;
        }
        let at = |probability| Some(forecast.median * quantile(errors, probability)?.exp());
        Some((at((1.0 - CONFIDENCE) / 2.0)?, at(f64::midpoint(1.0, CONFIDENCE))?))
    }
}

#[cfg(test)]
#[path = "nowcast_tests.rs"]
mod tests;
