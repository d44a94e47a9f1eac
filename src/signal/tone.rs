//! GDELT: positive and negative tone, summed per day over regions or articles.

use super::daily::Daily;
use super::sheet::{Sheet, SignalError};
use crate::indicator::table::{TableError, value};

/// The columns that it makes.
pub const TONE: [&str; 2] = ["Negative Tone", "Positive Tone"];

const DAY: [&str; 7] = ["date", "day", "sqldate", "v2.1date", "v1date", "dateadded", "publishedAt"];
const NEGATIVE: [&str; 4] = ["negative tone", "negative", "negative_tone", "neg"];
const POSITIVE: [&str; 4] = ["positive tone", "positive", "positive_tone", "pos"];
/// Tone, positive, negative, polarity and more, parted by commas, as the GKG has them.
const LIST: [&str; 4] = ["v2tone", "v1.5tone", "v15tone", "tone"];

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
        None => Some(sheet.require(&LIST).map_err(|error| match error {
            SignalError::Column { found, .. } => SignalError::Column {
                wanted: "Negative Tone and Positive Tone, or V2Tone".to_owned(),
                found,
            },
            other => other,
        })?),
    };
    for (row, day) in days.into_iter().enumerate() {
        let (negative, positive) = match (both, list) {
            (Some((negative, positive)), _) => {
                (sheet.number(row, negative)?, sheet.number(row, positive)?)
            }
            (None, Some(list)) => parts(sheet.text(row, list), row as u64 + 2)?,
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
fn parts(text: &str, row: u64) -> Result<(f64, f64), SignalError> {
    let mut numbers = text.split(',').map(str::trim).skip(1);
    let (Some(positive), Some(negative)) = (numbers.next(), numbers.next()) else {
        let (column, text) = ("tone".to_owned(), text.to_owned());
        return Err(TableError::Number { row, column, text }.into());
    };
    Ok((value(negative, row, "tone")?, value(positive, row, "tone")?))
}
