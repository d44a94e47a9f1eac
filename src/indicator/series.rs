//! A daily series: one value or none for each day of its coverage.

use super::day::Day;

/// Values day by day. Inside the coverage a day without a value is missing, which is not the
/// same as zero; outside it nothing is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What the series is called: the column of the table it came from.
    pub name: String,
    first: Day,
    /// NaN where missing.
    values: Vec<f64>,
}

impl Series {
    /// A series that begins on a day; NaN is a missing day.
    pub fn new(name: impl Into<String>, first: Day, values: Vec<f64>) -> Self {
        Self { name: name.into(), first, values }
    }

    /// First day of the coverage.
    pub fn first(&self) -> Day {
        self.first
    }

    /// The day after the coverage.
    pub fn end(&self) -> Day {
        self.first + i32::try_from(self.values.len()).unwrap_or(i32::MAX)
    }

    /// Values of the days from [`first`](Self::first) on; NaN where missing.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The value of a day.
    pub fn get(&self, day: Day) -> Option<f64> {
        let value = *self.values.get(day.since(self.first)?)?;
        (!value.is_nan()).then_some(value)
    }

    /// Days that have a value.
    pub fn present(&self) -> usize {
        self.values.iter().filter(|value| !value.is_nan()).count()
    }

    /// Days with their values, missing days left out.
    pub fn days(&self) -> impl Iterator<Item = (Day, f64)> + '_ {
        let days = self.first.until(self.end());
        days.zip(self.values.iter().copied()).filter(|(_, value)| !value.is_nan())
    }

    /// The last day that has a value.
    pub fn last_present(&self) -> Option<Day> {
        self.days().last().map(|(day, _)| day)
    }

    /// The same days with other values.
    #[must_use]
    pub fn with_values(&self, values: Vec<f64>) -> Self {
        Self { name: self.name.clone(), first: self.first, values }
    }
}
