//! Google Trends: batches of at most five words on one scale.
//!
//! Each download is scaled so that its greatest value is 100. One word, the *anchor*, is in all
//! of them: batch b is multiplied by the anchor's sum in the first batch over its sum in b, both
//! over the days that the two share. A ratio of sums, not a mean of daily ratios, for the
//! values are small whole numbers. So values above 100 are normal.

use super::sheet::SignalError;
use crate::indicator::date_form::Written;
use crate::indicator::day::Day;
use crate::indicator::series::Series;
use crate::indicator::table::{Dated, Rows, TableError, days, value};
use crate::topic::Dictionary;
use std::collections::BTreeMap;

/// A download: words with their values by day.
#[derive(Debug, Clone)]
pub struct Batch {
    /// What messages call it.
    pub name: String,
    words: Vec<(String, BTreeMap<Day, f64>)>,
    /// Rows of days that were not over, left out.
    pub partial: usize,
}

impl Batch {
    /// Reads `multiTimeline.csv` as the site gives it, in any language, or a table such as
    /// pytrends writes. `<1` counts as 0.5.
    ///
    /// # Errors
    /// It holds no days, or other than daily ones, or a field makes no sense.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, SignalError> {
        let mut heading: Vec<String> = Vec::new();
        let (mut dates, mut rows) = (Vec::new(), Vec::new());
        // The first line of the site's form, "Category: …", is one field.
        for record in Rows::new(bytes) {
            let (row, fields) = record?;
            let date = fields.first().map_or("", String::as_str);
            if Written::read(date).is_none() || fields.len() < 2 {
                if !rows.is_empty() {
                    return Err(Dated::read(date, row, "day")
                        .err()
                        .map_or(SignalError::Empty, Into::into));
                }
                heading = fields;
                continue;
            }
            if fields.len() != heading.len() {
                let (found, expected) = (fields.len(), heading.len());
                return Err(TableError::Fields { row, found, expected }.into());
            }
            dates.push(Dated::read(date, row, "day")?);
            rows.push((row, fields));
        }
        let days = days(&dates, "day")?;
        if days.len() > 1
            && days.windows(2).all(|pair| matches!(pair, [one, other] if *other - *one >= 7))
        {
            return Err(SignalError::trends(
                "the rows are weeks or months; ask Google Trends for less than nine months, which it gives by day",
            ));
        }
        let mut batch = Self { name: name.to_owned(), words: Vec::new(), partial: 0 };
        let partial = heading.iter().position(|name| name.eq_ignore_ascii_case("isPartial"));
        let is_over = |fields: &[String]| {
            partial.and_then(|at| fields.get(at)).is_none_or(|it| !it.eq_ignore_ascii_case("true"))
        };
        batch.partial = rows.iter().filter(|(_, fields)| !is_over(fields)).count();
        for (column, heading) in heading.iter().enumerate().skip(1) {
            if Some(column) == partial {
                continue;
            }
            let word = heading.split_once(": (").map_or(heading.as_str(), |(word, _)| word);
            let mut values = BTreeMap::new();
            for ((row, fields), day) in
                rows.iter().zip(&days).filter(|((_, fields), _)| is_over(fields))
            {
                let text = fields.get(column).map_or("", String::as_str);
                let number = if is_below_one(text) { 0.5 } else { value(text, *row, heading)? };
                if !number.is_nan()
                    && values
                        .insert(*day, number)
                        .is_some_and(|before| before.total_cmp(&number).is_ne())
                {
                    let hint = if fields.first().is_some_and(|date| date.contains('T')) {
                        "; the rows are hours: ask Google Trends for more than a week"
                    } else {
                        ""
                    };
                    return Err(SignalError::trends(format!(
                        "row {row}: {day} is there twice, with other values{hint}"
                    )));
                }
            }
            batch.words.push((word.to_owned(), values));
        }
        if batch.words.iter().all(|(_, values)| values.is_empty()) {
            return Err(SignalError::Empty);
        }
        Ok(batch)
    }

    fn word(&self, name: &str) -> Option<&BTreeMap<Day, f64>> {
        self.words.iter().find(|(word, _)| word == name).map(|(_, values)| values)
    }
}

/// What the site writes for little; some languages have a blank in it.
fn is_below_one(text: &str) -> bool {
    text.strip_prefix('<').is_some_and(|rest| rest.trim_start() == "1")
}

/// All words on the scale of the first batch, and by how much each batch was multiplied.
#[derive(Debug)]
pub struct Rescaled {
    /// Words with their values by day.
    pub words: Vec<(String, BTreeMap<Day, f64>)>,
    /// The anchor, if there are several batches.
    pub anchor: Option<String>,
    /// In the order of the batches.
    pub factors: Vec<f64>,
}

/// Brings batches to one scale. The anchor is the word named, or the only one that is in all.
///
/// # Errors
/// There is no such word, it is zero where it is needed, or another word is there twice.
pub fn rescale(batches: Vec<Batch>, anchor: Option<&str>) -> Result<Rescaled, SignalError> {
    let mut batches = batches.into_iter();
    let Some(first) = batches.next() else { return Err(SignalError::Empty) };
    let others: Vec<Batch> = batches.collect();
    let mut rescaled = Rescaled { words: first.words.clone(), anchor: None, factors: vec![1.0] };
    if others.is_empty() {
        return Ok(rescaled);
    }
    let anchor = match anchor {
        Some(anchor) => anchor.to_owned(),
        None => common(&first, &others)?,
    };
    let missing = |batch: &Batch| {
        SignalError::trends(format!("{}: the anchor {anchor:?} is not among its words", batch.name))
    };
    let reference = first.word(&anchor).ok_or_else(|| missing(&first))?;
    for batch in others {
        let own = batch.word(&anchor).ok_or_else(|| missing(&batch))?;
        let shared = reference.iter().filter_map(|(day, value)| Some((value, own.get(day)?)));
        let (there, here) =
            shared.fold((0.0, 0.0), |(one, other), (value, own)| (one + value, other + own));
        if here <= 0.0 || there <= 0.0 {
            return Err(SignalError::trends(format!(
                "{}: the anchor {anchor:?} is zero on the days that this batch shares with {}, so \
                 nothing tells its scale; take a word that is asked for more often",
                batch.name, first.name
            )));
        }
        let factor = there / here;
        rescaled.factors.push(factor);
        for (word, values) in batch.words.into_iter().filter(|(word, _)| *word != anchor) {
            if rescaled.words.iter().any(|(known, _)| *known == word) {
                return Err(SignalError::trends(format!(
                    "{}: {word:?} is in an earlier batch, too; keep one of them, or name it with --anchor",
                    batch.name
                )));
            }
            let values = values.into_iter().map(|(day, value)| (day, value * factor)).collect();
            rescaled.words.push((word, values));
        }
    }
    rescaled.anchor = Some(anchor);
    Ok(rescaled)
}

/// The only word that is in all batches.
fn common(first: &Batch, others: &[Batch]) -> Result<String, SignalError> {
    let shared: Vec<&str> = first
        .words
        .iter()
        .map(|(word, _)| word.as_str())
        .filter(|word| others.iter().all(|batch| batch.word(word).is_some()))
        .collect();
    match shared.as_slice() {
        [anchor] => Ok((*anchor).to_owned()),
        [] => Err(SignalError::trends(
            "no word is in all batches, so they have no common scale; ask for one word in each",
        )),
        several => Err(SignalError::trends(format!(
            "several words are in all batches ({}); say which is the anchor with --anchor",
            several.join(", ")
        ))),
    }
}

impl Rescaled {
    /// A series for each word.
    pub fn by_word(&self) -> Vec<Series> {
        self.words.iter().map(|(word, values)| series(word, &[values])).collect()
    }

    /// A series for each topic of which there are words: their mean, day by day. Also words
    /// that no topic has.
    pub fn by_topic(&self, topics: &Dictionary) -> (Vec<Series>, Vec<&str>) {
        let mut used = vec![false; self.words.len()];
        let mut made = Vec::new();
        for topic in &topics.topics {
            let mut members = Vec::new();
            for ((word, values), used) in self.words.iter().zip(&mut used) {
                if topic.entries.iter().any(|(.., entry)| entry.is_all_of(word)) {
                    members.push(values);
                    *used = true;
                }
            }
            if !members.is_empty() {
                made.push(series(&topic.name, &members));
            }
        }
        let rest = self
            .words
            .iter()
            .zip(&used)
            .filter(|((word, _), used)| !**used && Some(word) != self.anchor.as_ref());
        (made, rest.map(|((word, _), _)| word.as_str()).collect())
    }
}

/// The mean of some words; missing on days on which one of them is.
pub(super) fn series(name: &str, words: &[&BTreeMap<Day, f64>]) -> Series {
    let first = words.iter().filter_map(|values| values.keys().next()).min().copied();
    let last = words.iter().filter_map(|values| values.keys().next_back()).max().copied();
    let Some((first, last)) = first.zip(last) else {
        return Series::new(name, Day::EPOCH, Vec::new());
    };
    let mean = |day: Day| {
        let values: Option<Vec<f64>> =
            words.iter().map(|values| values.get(&day).copied()).collect();
        values.map_or(f64::NAN, |values| values.iter().sum::<f64>() / values.len() as f64)
    };
    Series::new(name, first, first.until(last + 1).map(mean).collect())
}

#[cfg(test)]
#[path = "trends_tests.rs"]
mod tests;
