//! What a nowcast has to beat: forecasts that know nothing but the flow before the cut.

use super::day::Day;
use super::design::Design;
use super::ols::Ols;
use super::response::Response;

/// A forecast without an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Baseline {
    /// The mean of the seven days before the cut, carried on: the "naive" of the study.
    PreviousWeek,
    /// The same day of the last week before the cut.
    SeasonalNaive,
    /// The log-linear model with nothing but weekdays.
    Weekday,
}

const WEEK: i32 = 7;

impl Baseline {
    /// All of them.
    pub const ALL: [Baseline; 3] =
        [Baseline::PreviousWeek, Baseline::SeasonalNaive, Baseline::Weekday];

    /// What it is called in tables.
    pub fn name(self) -> &'static str {
        match self {
            Baseline::PreviousWeek => "(previous week's mean)",
            Baseline::SeasonalNaive => "(same day of last week)",
            Baseline::Weekday => "(weekdays only)",
        }
    }

    /// The forecast for each of these days; `None` where the flow before the cut has no day to go by.
    pub fn forecast(self, training: &Response, cut: Day, days: &[Day]) -> Vec<Option<f64>> {
        match self {
            Baseline::PreviousWeek => {
                let week: Vec<f64> =
                    (cut + -WEEK).until(cut).filter_map(|day| training.flow_on(day)).collect();
                let mean = (!week.is_empty()).then(|| week.iter().sum::<f64>() / week.len() as f64);
                vec![mean; days.len()]
            }
            Baseline::SeasonalNaive => {
                days.iter().map(|&day| last_same_weekday(training, cut, day)).collect()
            }
            Baseline::Weekday => {
                let design = Design::new(training, &[], training.first().until(cut));
                let fit = Ols::fit(&design.matrix, &design.log, &design.terms).ok();
                let forecast = |&day: &Day| {
                    Some(training.back(fit.as_ref()?.predict(&design.row(&[], day)?).0))
                };
                days.iter().map(forecast).collect()
            }
        }
    }
}

/// The flow of the latest day before the cut that has the day's weekday and a flow.
fn last_same_weekday(training: &Response, cut: Day, day: Day) -> Option<f64> {
    let weeks = (day - cut).div_euclid(WEEK) + 1;
    let mut earlier = day + -weeks * WEEK;
    while earlier >= training.first() {
        if let Some(flow) = training.flow_on(earlier) {
            return Some(flow);
        }
        earlier = earlier + -WEEK;
    }
    None
}
