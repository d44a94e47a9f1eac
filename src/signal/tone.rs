//! GDELT: positive and negative tone, summed per day over regions or articles; timelines of its DOC API.

use super::daily::Daily;
use super::sheet::{Sheet, SignalError};
use super::trends::series;
use crate::indicator::day::Day;
use crate::indicator::series::Series;
use crate::indicator::table::{TableError, value};
use std::collections::BTreeMap;

/// The columns that it makes.
pub const TONE: [&str; 2] = ["Negative Tone", "Positive Tone"];

const DAY: [&str; 7] = ["date", "day", "sqldate", "v2.1date", "v1date", "dateadded", "publishedAt"];
const NEGATIVE: [&str; 4] = ["negative tone", "negative", "negative_tone", "neg"];
const POSITIVE: [&str; 4] = ["positive tone", "positive", "positive_tone", "pos"];
/// Tone, positive, negative, polarity and more, parted by commas, as the GKG has them.
const LIST: [&str; 4] = ["v2tone", "v1.5tone", "v15tone", "tone"];

/// The fields of a GKG 2.1 file that are used; such files have 27 and no heading.
const GKG: [&str; 27] = {
    let mut headings = [""; 27];
    headings[1] = "V2.1DATE";
    headings[15] = "V1.5TONE";
    headings
};

/// Reads a file of GDELT: a table with a heading, an answer in JSON, or a GKG 2.1 file as it is published.
///
/// # Errors
/// It is damaged or empty.
pub fn gdelt(bytes: &[u8]) -> Result<Sheet, SignalError> {
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let is_gkg = line.split(|&byte| byte == b'\t').count() == GKG.len()
        && line.len() > 14
        && line.iter().take(14).all(u8::is_ascii_digit);
    if is_gkg { Sheet::bare(bytes, &GKG) } else { Sheet::read(bytes) }
}

/// Numbers by day that are not to be added up, by the names of their series.
pub type Timelines = BTreeMap<String, BTreeMap<Day, f64>>;

/// Takes the timelines of a sheet, if it holds any: it has a column `Series` and a column `Value`.
///
/// # Errors
/// A field makes no sense, or a day is there twice.
pub fn timelines(sheet: &Sheet, into: &mut Timelines) -> Result<bool, SignalError> {
    let Some((series, number)) = sheet.column(&["series"]).zip(sheet.column(&["value"])) else {
        return Ok(false);
    };
    let days = sheet.days(sheet.require(&DAY)?)?;
    for (row, day) in days.into_iter().enumerate() {
        let number = sheet.number(row, number)?;
        let known = into.entry(sheet.text(row, series).to_owned()).or_default();
        if !number.is_nan()
            && known.insert(day, number).is_some_and(|before| before.total_cmp(&number).is_ne())
        {
            return Err(SignalError::Twice { row: sheet.row(row), day });
        }
    }
    Ok(true)
}

/// A series for each timeline.
pub fn of_timelines(timelines: &Timelines) -> Vec<Series> {
    timelines.iter().map(|(name, values)| series(name, &[values])).collect()
}

/// Adds up the rows of a table, whatever a row stands for: a region's day, or an article.
///
/// # Errors
/// A column is missing or a field of it makes no sense.
pub fn tone(sheet: &Sheet, by: Option<&str>, into: &mut Daily) -> Result<(), SignalError> {
    let days = sheet.days(sheet.require(&DAY)?)?;
    let by = by.map(|by| sheet.require(&[by])).transpose()?;
    let both = sheet.column(&NEGATIVE).zip(sheet.column(&POSITIVE));
    let list = match both {
        Some(_) => None,
        None => {
            Some(
                sheet.require(&LIST).map_err(|error| match error {
                    SignalError::Column { found, .. } => SignalError::Column {
                        wanted: "Negative Tone and Positive Tone, or V2Tone, or Series and Value"
                            .to_owned(),
                        found,
                    },
                    other => other,
                })?,
            )
        }
    };
    for (row, day) in days.into_iter().enumerate() {
        let (negative, positive) = match (both, list) {
            (Some((negative, positive)), _) => {
                (sheet.number(row, negative)?, sheet.number(row, positive)?)
            }
            (None, Some(list)) => {
                parts(sheet.text(row, list), sheet.row(row), sheet.heading(list))?
            }
            (None, None) => continue,
        };
        let group = by.map_or("", |by| sheet.text(row, by));
        for (column, number) in [negative, positive].into_iter().enumerate() {
            // What is missing adds nothing, and makes no day known.
            if !number.is_nan() {
                into.add(column, day, group, number);
            }
        }
    }
    Ok(())
}

/// Negative and positive of `tone,positive,negative,…`.
fn parts(text: &str, row: u64, column: &str) -> Result<(f64, f64), SignalError> {
    let mut numbers = text.split(',').map(str::trim).skip(1);
    let (Some(positive), Some(negative)) = (numbers.next(), numbers.next()) else {
        let (column, text) = (column.to_owned(), text.to_owned());
        return Err(TableError::Number { row, column, text }.into());
    };
    Ok((value(negative, row, column)?, value(positive, row, column)?))
}

#[cfg(test)]
#[path = "tone_tests.rs"]
mod tests;
