//! Laggregation: every lag with every window, judged by the r² of a log-linear model with
//! effects of the day of the week (Ukraine nowcasting study, equation 1).
//!
//! By the theorem of Frisch, Waugh and Lovell the r² of `ln y ~ z + weekday` follows from `ln y`
//! and `z` less their means by weekday: r² = 1 − (Syy − Szy² / Szz) / TSS. The weekdays are taken
//! out of `ln y` once per lag, so that a candidate costs one pass over its days.

use super::day::Day;
use super::design::Predictor;
use super::grid::Grid;
use super::response::Response;
use super::series::Series;
use super::window::MovingMean;
use std::ops::{Range, RangeInclusive};

/// Fits of fewer days say nothing: eight parameters need nine.
pub const FEWEST_DAYS: usize = 9;
/// Candidates whose r² is within so much of the best are as good as it.
pub const PLATEAU: f64 = 0.01;

const WEEK: usize = 7;

/// The best candidate of a search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Best {
    /// Days that the indicator leads.
    pub lag: i32,
    /// Number of the window.
    pub window: u16,
    /// Days fitted.
    pub n: usize,
    /// Share of the variance of ln y that the model explains, weekdays included.
    pub r2: f64,
    /// The share that weekdays alone explain on the same days.
    pub r2_weekday: f64,
}

/// Variance that is rounding, relative to the square of the mean.
pub(super) const RESIDUE: f64 = 1e-24;

/// Differences of r² that are rounding.
const ROUNDING: f64 = 1e-12;

impl Best {
    /// Whether this candidate is better than an earlier one. Where an indicator is zero for long,
    /// several windows are the same series but for a factor; rounding must not choose between them.
    pub fn beats(&self, earlier: &Best) -> bool {
        self.r2 > earlier.r2 + ROUNDING
    }
}

/// The candidates about as good as the best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plateau {
    /// How many there are, the best included.
    pub candidates: usize,
    /// Range of their lags.
    pub lags: RangeInclusive<i32>,
    /// Range of their windows.
    pub windows: RangeInclusive<u16>,
}

/// r² of every candidate.
#[derive(Debug, Clone)]
pub struct Surface {
    grid: Grid,
    /// Lag by lag, window by window; NaN where not allowed or not to be fitted.
    r2: Vec<f64>,
    r2_weekday: Vec<f64>,
    n: Vec<u32>,
}

impl Surface {
    /// The candidates of the search, fitted or not.
    pub fn grid(&self) -> &Grid {
        &self.grid
    }

    /// Lag, window, days fitted and r² of the candidates that could be fitted.
    pub fn candidates(&self) -> impl Iterator<Item = Best> + '_ {
        let pairs = self
            .grid
            .lags
            .clone()
            .flat_map(|lag| self.grid.windows.clone().map(move |window| (lag, window)));
        pairs
            .zip(self.r2.iter().zip(&self.r2_weekday).zip(&self.n))
            .filter(|(_, ((r2, _), _))| !r2.is_nan())
            .map(|((lag, window), ((&r2, &r2_weekday), &n))| Best {
                lag,
                window,
                n: n as usize,
                r2,
                r2_weekday,
            })
    }

    /// The candidate of the greatest r²; among equals the smallest lag, then the smallest window.
    pub fn best(&self) -> Option<Best> {
        self.candidates().reduce(|best, other| if other.beats(&best) { other } else { best })
    }

    /// The candidates within [`PLATEAU`] of the best.
    pub fn plateau(&self) -> Option<Plateau> {
        let floor = self.best()?.r2 - PLATEAU;
        let mut members = self.candidates().filter(|candidate| candidate.r2 >= floor);
        let first = members.next()?;
        let start = Plateau {
            candidates: 1,
            lags: first.lag..=first.lag,
            windows: first.window..=first.window,
        };
        Some(members.fold(start, |plateau, member| Plateau {
            candidates: plateau.candidates + 1,
            lags: *plateau.lags.start().min(&member.lag)..=*plateau.lags.end().max(&member.lag),
            windows: *plateau.windows.start().min(&member.window)
                ..=*plateau.windows.end().max(&member.window),
        }))
    }

    /// Whether the candidate has the first or last lag of the grid, and whether it has its last
    /// window (or its first, if there are shorter ones): a better one may lie beyond.
    pub fn at_edge(&self, candidate: &Best) -> (bool, bool) {
        let (lags, windows) = (&self.grid.lags, &self.grid.windows);
        let shortest = self.grid.window(*windows.start()).length() == 1;
        (
            candidate.lag == *lags.start() || candidate.lag == *lags.end(),
            candidate.window == *windows.end()
                || (candidate.window == *windows.start() && !shortest),
        )
    }

    /// The fewest and the most days that a candidate was fitted to: where they differ, r² of
    /// different samples were compared.
    pub fn sample_sizes(&self) -> Option<RangeInclusive<usize>> {
        let sizes = || self.candidates().map(|candidate| candidate.n);
        Some(sizes().min()?..=sizes().max()?)
    }
}

/// The response on the days of one sample, less its means by day of the week. Days that are not
/// in the sample have weight 0.
#[derive(Debug, Clone)]
struct Sample {
    /// Days as indices of the response; the sample may leave some of them out.
    range: Range<usize>,
    residual: Vec<f64>,
    weight: Vec<f64>,
    /// Days by day of the week, counted from the first day of the range.
    counts: [f64; WEEK],
    n: usize,
    total: f64,
    unexplained: f64,
}

impl Sample {
    /// The days of the range that have a response and are `included`.
    fn new(log: &[f64], range: Range<usize>, included: impl Fn(usize) -> bool) -> Self {
        let log = log.get(range.clone()).unwrap_or_default();
        let weight: Vec<f64> = log
            .iter()
            .enumerate()
            .map(|(day, value)| f64::from(u8::from(!value.is_nan() && included(day))))
            .collect();
        let days = || log.iter().zip(&weight).enumerate().filter(|(_, (_, weight))| **weight > 0.0);
        let n = days().count();
        let mean = days().map(|(_, (value, _))| value).sum::<f64>() / n.max(1) as f64;
        let (mut counts, mut means) = ([0.0_f64; WEEK], [0.0_f64; WEEK]);
        for (day, (value, _)) in days() {
            counts[day % WEEK] += 1.0;
            means[day % WEEK] += value - mean;
        }
        for (mean, count) in means.iter_mut().zip(counts) {
            *mean /= count.max(1.0);
        }
        let mut residual = vec![0.0; log.len()];
        let (mut total, mut unexplained) = (0.0, 0.0);
        for (day, (value, _)) in days() {
            residual[day] = value - mean - means[day % WEEK];
            total += (value - mean).powi(2);
            unexplained += residual[day].powi(2);
        }
        // A flow that never changes leaves rounding only.
        if total <= RESIDUE * n as f64 * mean * mean {
            total = 0.0;
        }
        Self { range, residual, weight, counts, n, total, unexplained }
    }

    /// r² of a model of weekdays alone.
    fn r2_weekday(&self) -> f64 {
        1.0 - self.unexplained / self.total
    }

    /// r² of the model with this series beside the weekdays; NaN if it cannot be fitted.
    /// `centre` was taken off the series; values outside the sample do not count.
    fn r2(&self, series: &[f64], centre: f64) -> f64 {
        if self.n < FEWEST_DAYS || self.total <= 0.0 {
            return f64::NAN;
        }
        let Sums { by_weekday, squares, products } = self.sums(series);
        let sum: f64 = by_weekday.iter().sum();
        let raw_squares = squares + 2.0 * centre * sum + centre * centre * self.n as f64;
        let weekdays = by_weekday.iter().zip(self.counts).filter(|(_, count)| *count > 0.0);
        let mut own = squares - weekdays.map(|(sum, count)| sum * sum / count).sum::<f64>();
        if own < 1e-4 * squares {
            own = self.squares_within(series, by_weekday);
        }
        // A series that the weekdays explain adds nothing.
        let explained = if own <= 1e-12 * raw_squares { 0.0 } else { products * products / own };
        1.0 - (self.unexplained - explained) / self.total
    }

    /// One pass over the days, in lanes of a week that do not wait for each other.
    fn sums(&self, series: &[f64]) -> Sums {
        let (mut sums, mut squares, mut products) = ([0.0; WEEK], [0.0; WEEK], [0.0; WEEK]);
        let mut add = |series: &[f64; WEEK], weight: &[f64; WEEK], residual: &[f64; WEEK]| {
            for lane in 0..WEEK {
                let value = if weight[lane] > 0.0 { series[lane] } else { 0.0 };
                sums[lane] += value;
                squares[lane] += value * value;
                products[lane] += value * residual[lane];
            }
        };
        let (series, series_rest) = series.as_chunks();
        let (weight, weight_rest) = self.weight.as_chunks();
        let (residual, residual_rest) = self.residual.as_chunks();
        for ((series, weight), residual) in series.iter().zip(weight).zip(residual) {
            add(series, weight, residual);
        }
        // The days of the last week that are not there have no weight.
        add(&filled(series_rest), &filled(weight_rest), &filled(residual_rest));
        Sums { by_weekday: sums, squares: squares.iter().sum(), products: products.iter().sum() }
    }

    /// Squares of the series less its means by weekday, in a second pass: where these means are
    /// most of the series, the difference of sums would have lost its digits.
    fn squares_within(&self, series: &[f64], by_weekday: [f64; WEEK]) -> f64 {
        let days = series.iter().zip(&self.weight).enumerate();
        days.filter(|(_, (_, weight))| **weight > 0.0)
            .map(|(day, (value, _))| {
                (value - by_weekday[day % WEEK] / self.counts[day % WEEK]).powi(2)
            })
            .sum()
    }
}

/// A week whose last days are zero.
fn filled(days: &[f64]) -> [f64; WEEK] {
    let mut week = [0.0; WEEK];
    for (day, value) in week.iter_mut().zip(days) {
        *day = *value;
    }
    week
}

struct Sums {
    by_weekday: [f64; WEEK],
    squares: f64,
    products: f64,
}

/// A search prepared for one flow and the coverage of an indicator: all that does not depend on
/// the values of the indicator, so that surrogates of it cost as little as can be.
#[derive(Debug, Clone)]
pub struct Search<'r> {
    response: &'r Response,
    grid: Grid,
    days: usize,
    /// Days from the first of the indicator to the first of the response.
    ahead: i32,
    by_lag: Vec<Sample>,
    /// Days of the response that every candidate has, if these are to be used.
    common: Option<Vec<bool>>,
}

impl<'r> Search<'r> {
    /// Prepares a search for indicators with the coverage (and missing days) of this one.
    pub fn new(response: &'r Response, coverage: &Series, grid: &Grid) -> Self {
        let mut search = Self {
            response,
            grid: grid.clone(),
            days: coverage.values().len(),
            ahead: response.first() - coverage.first(),
            by_lag: Vec::new(),
            common: None,
        };
        if grid.common_sample {
            search.common = Some(search.common_days(coverage));
        }
        search.by_lag = grid
            .lags
            .clone()
            .map(|lag| {
                let range = search.range(lag);
                let start = range.start;
                Sample::new(response.log(), range, |day| search.is_common(start + day))
            })
            .collect();
        search
    }

    /// Days of the response, as indices, whose lagged day is covered by the indicator.
    fn range(&self, lag: i32) -> Range<usize> {
        let offset = self.ahead - lag;
        let length = self.response.log().len();
        let index = |day: i64| usize::try_from(day.max(0)).unwrap_or(0).min(length);
        let start = index(-i64::from(offset));
        start..index(self.days as i64 - i64::from(offset)).max(start)
    }

    /// The day of the indicator that belongs to a day of the response.
    fn lagged(&self, day: usize, lag: i32) -> usize {
        usize::try_from(day as i64 + i64::from(self.ahead - lag)).unwrap_or(usize::MAX)
    }

    fn is_common(&self, day: usize) -> bool {
        self.common.as_ref().is_none_or(|common| common.get(day) == Some(&true))
    }

    fn common_days(&self, coverage: &Series) -> Vec<bool> {
        let mut common = vec![true; self.response.log().len()];
        let mut moving = MovingMean::new(coverage.values(), self.grid.edge);
        let mut means = Vec::new();
        for number in self.grid.windows.clone() {
            moving.grow_to(self.grid.window(number));
            moving.centred_means(&mut means);
            for lag in self.grid.lags.clone().filter(|&lag| self.grid.allows(lag, number)) {
                let range = self.range(lag);
                for (day, common) in common.iter_mut().enumerate() {
                    let mean = means.get(self.lagged(day, lag));
                    *common &= range.contains(&day) && mean.is_some_and(|mean| !mean.is_nan());
                }
            }
        }
        common
    }

    /// The days that a candidate is judged on.
    pub fn days(&self, indicator: &Series, candidate: &Best) -> Vec<Day> {
        let (lag, window) = (candidate.lag, candidate.window);
        let predictor = Predictor::new(indicator, &self.grid, lag, window);
        let first = self.response.first();
        (0..)
            .zip(self.response.log())
            .filter(|(day, log)| !log.is_nan() && self.is_common(*day))
            .map(|(day, _)| first + i32::try_from(day).unwrap_or(i32::MAX))
            .filter(|&day| predictor.on(day).is_some())
            .collect()
    }

    /// Judges every candidate for an indicator of the coverage that the search was prepared for.
    pub fn run(&self, values: &[f64]) -> Surface {
        let (lags, windows) = (self.grid.lags.clone().count(), self.grid.windows.clone().count());
        let mut surface = Surface {
            grid: self.grid.clone(),
            r2: vec![f64::NAN; lags * windows],
            r2_weekday: vec![f64::NAN; lags * windows],
            n: vec![0; lags * windows],
        };
        let mut moving = MovingMean::new(values, self.grid.edge);
        let mut means = Vec::with_capacity(values.len());
        let mut undefined = Vec::with_capacity(values.len() + 1);
        for (column, number) in self.grid.windows.clone().enumerate() {
            moving.grow_to(self.grid.window(number));
            moving.centred_means(&mut means);
            undefined.clear();
            undefined.push(0_u32);
            undefined.extend(means.iter().scan(0, |count, mean| {
                *count += u32::from(mean.is_nan());
                Some(*count)
            }));
            for (row, (lag, sample)) in self.grid.lags.clone().zip(&self.by_lag).enumerate() {
                if !self.grid.allows(lag, number) || sample.range.is_empty() {
                    continue;
                }
                let first = self.lagged(sample.range.start, lag);
                let last = first + sample.range.len();
                let (Some(series), Some(&before), Some(&after)) =
                    (means.get(first..last), undefined.get(first), undefined.get(last))
                else {
                    continue;
                };
                let cell = row * windows + column;
                let mut judge = |sample: &Sample| {
                    surface.r2[cell] = sample.r2(series, moving.centre());
                    surface.r2_weekday[cell] = sample.r2_weekday();
                    surface.n[cell] = sample.n as u32;
                };
                if self.common.is_some() || before == after {
                    judge(sample);
                } else {
                    let included = |day: usize| !series[day].is_nan();
                    judge(&Sample::new(self.response.log(), sample.range.clone(), included));
                }
            }
        }
        surface
    }
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
