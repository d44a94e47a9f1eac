//! The design of a model: a constant, lagged moving means, and effects of the day of the week.

use super::day::{Day, WEEKDAYS};
use super::grid::Grid;
use super::ols::{FitError, Ols};
use super::response::Response;
use super::series::Series;
use super::window::moving_mean;
use nalgebra::{DMatrix, DVector};

/// A lagged moving mean of an indicator: z(t), the window around day t − lag.
#[derive(Debug, Clone)]
pub struct Predictor {
    /// The indicator's name.
    pub name: String,
    lag: i32,
    means: Series,
}

impl Predictor {
    /// The predictor that a candidate of a grid stands for.
    pub fn new(indicator: &Series, grid: &Grid, lag: i32, window: u16) -> Self {
        let means = moving_mean(indicator.values(), grid.window(window), grid.edge);
        Self { name: indicator.name.clone(), lag, means: indicator.with_values(means) }
    }

    /// Its value on a day.
    pub fn on(&self, day: Day) -> Option<f64> {
        self.means.get(day + -self.lag)
    }

    /// The last day that it has a value for.
    pub fn last_day(&self) -> Option<Day> {
        self.means.last_present().map(|day| day + self.lag)
    }
}

/// Columns in the order constant, predictors, Tuesday to Sunday. The base is Monday or, where a
/// sample has none, the first day of the week that it has.
#[derive(Debug, Clone)]
pub struct Design {
    /// Names of the columns.
    pub terms: Vec<String>,
    /// One row per day.
    pub matrix: DMatrix<f64>,
    /// Logarithms of the flow.
    pub log: DVector<f64>,
    /// The flow.
    pub flow: DVector<f64>,
    /// The days, in order.
    pub days: Vec<Day>,
    weekdays: Vec<usize>,
}

impl Design {
    /// The days among these that have a flow and all predictors.
    pub fn new(
        response: &Response,
        predictors: &[Predictor],
        days: impl IntoIterator<Item = Day>,
    ) -> Self {
        let complete = |&day: &Day| {
            response.flow_on(day).is_some() && predictors.iter().all(|z| z.on(day).is_some())
        };
        let days: Vec<Day> = days.into_iter().filter(complete).collect();
        let present = |weekday: &usize| days.iter().any(|day| day.weekday() == *weekday);
        let weekdays: Vec<usize> = (0..WEEKDAYS.len()).filter(present).skip(1).collect();
        let names = predictors.iter().map(|predictor| predictor.name.clone());
        let terms: Vec<String> = std::iter::once("const".to_owned())
            .chain(names)
            .chain(weekdays.iter().map(|&weekday| WEEKDAYS[weekday].to_owned()))
            .collect();
        let mut design = Self {
            matrix: DMatrix::zeros(0, terms.len()),
            terms,
            log: DVector::zeros(0),
            flow: DVector::zeros(0),
            days,
            weekdays,
        };
        let rows: Vec<DVector<f64>> =
            design.days.iter().filter_map(|&day| design.row(predictors, day)).collect();
        design.matrix =
            DMatrix::from_fn(rows.len(), design.terms.len(), |row, column| rows[row][column]);
        let flows = design.days.iter().filter_map(|&day| response.flow_on(day));
        design.flow = DVector::from_iterator(design.days.len(), flows);
        let logs = design.days.iter().filter_map(|&day| response.log_on(day));
        design.log = DVector::from_iterator(design.days.len(), logs);
        design
    }

    /// r² of a model of weekdays alone on the days of this one.
    ///
    /// # Errors
    /// As [`Ols::fit`].
    pub fn weekday_r2(&self, response: &Response) -> Result<f64, FitError> {
        let weekdays = Self::new(response, &[], self.days.iter().copied());
        Ok(Ols::fit(&weekdays.matrix, &weekdays.log, &weekdays.terms)?.r2())
    }

    /// The row of any day, be it in the sample or not; `None` if a predictor has no value.
    pub fn row(&self, predictors: &[Predictor], day: Day) -> Option<DVector<f64>> {
        let values: Option<Vec<f64>> = predictors.iter().map(|z| z.on(day)).collect();
        let weekday = day.weekday();
        let dummies = self.weekdays.iter().map(|&other| f64::from(u8::from(other == weekday)));
        let row: Vec<f64> = std::iter::once(1.0).chain(values?).chain(dummies).collect();
        Some(DVector::from_vec(row))
    }
}
