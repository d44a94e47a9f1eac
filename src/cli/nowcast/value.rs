//! Values of the options of `lbsm nowcast`: ranges, days, a penalty.

use crate::indicator::date_form::{Order, Written};
use crate::indicator::day::Day;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Most days of a lag, either way, and of a window.
const MOST: i32 = 366;

/// Lags from one to another, both included.
#[derive(Debug, Clone)]
pub struct Lags(pub RangeInclusive<i32>);

/// Windows from one to another, both included.
#[derive(Debug, Clone)]
pub struct Windows(pub RangeInclusive<u16>);

/// A penalty, at least 0.
#[derive(Debug, Clone, Copy)]
pub struct Ridge(pub f64);

impl FromStr for Lags {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (from, to) = range(text)?;
        if from < -MOST || to > MOST {
            return Err(format!("lags go from -{MOST} to {MOST} days"));
        }
        Ok(Self(from..=to))
    }
}

impl FromStr for Windows {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (from, to) = range(text)?;
        let number = |number: i32| {
            u16::try_from(number)
                .ok()
                .filter(|&number| number >= 1 && i32::from(number) <= MOST)
                .ok_or_else(|| format!("windows go from 1 to {MOST}"))
        };
        Ok(Self(number(from)?..=number(to)?))
    }
}

fn range(text: &str) -> Result<(i32, i32), String> {
    let form = || format!("{text:?} is not a range such as 1:30, nor a number");
    let (from, to) = text.split_once(':').unwrap_or((text, text));
    let number = |text: &str| text.trim().parse::<i32>().map_err(|_error| form());
    let (from, to) = (number(from)?, number(to)?);
    if from > to {
        return Err(format!("{from} is greater than {to}"));
    }
    Ok((from, to))
}

impl FromStr for Ridge {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse::<f64>() {
            Ok(penalty) if penalty.is_finite() && penalty >= 0.0 => Ok(Self(penalty)),
            _ => Err(format!("{text:?} is not a penalty; give 0 or more")),
        }
    }
}

/// A day.
pub fn day(text: &str) -> Result<Day, String> {
    match Written::read(text) {
        Some(written @ Written::Certain(_)) => written.day(Order::DayFirst),
        _ => None,
    }
    .ok_or_else(|| format!("{text:?} is not a day; write 2022-02-24"))
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;
