//! The response of the models: the logarithm of a flow, day by day.

use super::day::Day;
use super::series::Series;

/// What to do with days on which nobody crossed: their logarithm is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zeros {
    /// Refuse them.
    #[default]
    Refuse,
    /// Treat them as missing.
    Drop,
    /// Take ln(1 + y) for all days.
    LogPlusOne,
}

/// A flow and its logarithm over the days of a study.
#[derive(Debug, Clone)]
pub struct Response {
    first: Day,
    /// NaN where missing.
    flow: Vec<f64>,
    log: Vec<f64>,
    plus_one: bool,
}

/// A flow that has no logarithm.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ResponseError {
    /// A negative number of people.
    #[error(
        "the flow is {value} on {day}: a flow cannot be negative; correct the day or leave it empty"
    )]
    Negative {
        /// The day.
        day: Day,
        /// Its value.
        value: f64,
    },
    /// Nobody on a day.
    #[error(
        "the flow is 0 on {day}, which has no logarithm; leave such days out (--zeros drop) or \
         model ln(1 + flow) (--zeros log1p)"
    )]
    Zero {
        /// The day.
        day: Day,
    },
}

impl ResponseError {
    /// The day that has no logarithm.
    pub fn day(&self) -> Day {
        match self {
            ResponseError::Negative { day, .. } | ResponseError::Zero { day } => *day,
        }
    }
}

impl Response {
    /// The flow of the days `since <= day < until`.
    ///
    /// # Errors
    /// A day is negative, or zero and zeros are refused.
    pub fn new(flow: &Series, since: Day, until: Day, zeros: Zeros) -> Result<Self, ResponseError> {
        let (first, end) = (since.max(flow.first()), until.min(flow.end()));
        let plus_one = zeros == Zeros::LogPlusOne;
        let mut response = Self { first, flow: Vec::new(), log: Vec::new(), plus_one };
        for day in first.until(end) {
            let value = match flow.get(day) {
                Some(value) if value < 0.0 => {
                    return Err(ResponseError::Negative { day, value });
                }
                Some(0.0) if zeros == Zeros::Refuse => return Err(ResponseError::Zero { day }),
                Some(0.0) if zeros == Zeros::Drop => f64::NAN,
                Some(value) => value,
                None => f64::NAN,
            };
            response.flow.push(value);
            response.log.push(if plus_one { value.ln_1p() } else { value.ln() });
        }
        Ok(response)
    }

    /// First day.
    pub fn first(&self) -> Day {
        self.first
    }

    /// The day after the last.
    pub fn end(&self) -> Day {
        self.first + i32::try_from(self.flow.len()).unwrap_or(i32::MAX)
    }

    /// Flows from the first day on; NaN where missing.
    pub fn flow(&self) -> &[f64] {
        &self.flow
    }

    /// Their logarithms.
    pub fn log(&self) -> &[f64] {
        &self.log
    }

    /// The flow of a day.
    pub fn flow_on(&self, day: Day) -> Option<f64> {
        let value = *self.flow.get(day.since(self.first)?)?;
        (!value.is_nan()).then_some(value)
    }

    /// The logarithm of the flow of a day.
    pub fn log_on(&self, day: Day) -> Option<f64> {
        let value = *self.log.get(day.since(self.first)?)?;
        (!value.is_nan()).then_some(value)
    }

    /// Days that have a flow.
    pub fn present(&self) -> usize {
        self.flow.iter().filter(|value| !value.is_nan()).count()
    }

    /// Whether the logarithm is that of 1 + flow.
    pub fn is_plus_one(&self) -> bool {
        self.plus_one
    }

    /// The flow whose logarithm this is.
    pub fn back(&self, log: f64) -> f64 {
        if self.plus_one { log.exp_m1() } else { log.exp() }
    }

    /// The days before a cut, to train on.
    #[must_use]
    pub fn before(&self, cut: Day) -> Self {
        let days = cut.since(self.first).unwrap_or(0).min(self.flow.len());
        Self {
            first: self.first,
            flow: self.flow.iter().take(days).copied().collect(),
            log: self.log.iter().take(days).copied().collect(),
            plus_one: self.plus_one,
        }
    }
}
