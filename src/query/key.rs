//! Keys as they are written in terms: what `hashtag:…`, `month:…` or `latlng:…` stand for.

use super::error::Problem;
use super::lexer::Word;
use crate::facet::{Base, Dimension, KeyValue, Precision, text};
use crate::lbsn::Origin;
use crate::store::{Condition, Pattern, Selection};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// Monday is 0, as in the store.
const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The keys of a base that a term picks.
pub(super) fn selection(
    base: &'static Base,
    key: &Word,
    precision: Precision,
) -> Result<Selection, Problem> {
    let mut rest = key.clone();
    let mut conditions = Vec::with_capacity(base.dimensions.len());
    for (position, &dimension) in base.dimensions.iter().enumerate() {
        let last = position + 1 == base.dimensions.len();
        let part = match rest.split(",") {
            Some((part, others)) if !last => {
                rest = others;
                part
            }
            _ if last => rest.clone(),
            _ => {
                let parts: Vec<&str> = base.columns().map(|column| column.name).collect();
                let expected = format!(
                    "give {} parts separated by commas ({}); * stands for any",
                    base.dimensions.len(),
                    parts.join(", ")
                );
                return Err(no_key(base.name, &key.text(), expected));
            }
        };
        let text = part.text();
        let condition = condition(dimension, &text, part.is_quoted(), precision);
        conditions.push(condition.map_err(|expected| no_key(base.name, &text, expected))?);
    }
    Ok(Selection { base, conditions })
}

/// The cells whose middles are in a box given as `west,south,east,north` in degrees.
pub(super) fn bbox(base: &'static Base, text: &str) -> Result<Selection, Problem> {
    let expected = || {
        let expected = "give west,south,east,north in degrees, such as bbox:5.9,47.3,15,55.1; west is \
                        east of east across the antimeridian";
        no_key("bbox", text, expected.to_owned())
    };
    let numbers: Vec<f64> = text.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    let &[west, south, east, north] = numbers.as_slice() else { return Err(expected()) };
    let degrees = [west, east].iter().all(|lon| (-180.0..=180.0).contains(lon))
        && [south, north].iter().all(|lat| (-90.0..=90.0).contains(lat));
    if text.split(',').count() != 4 || !degrees || south > north {
        return Err(expected());
    }
    Ok(Selection { base, conditions: vec![Condition::Within { west, south, east, north }] })
}

fn no_key(base: &str, key: &str, expected: String) -> Problem {
    Problem::NoSuchKey { key: key.to_owned(), base: base.to_owned(), expected }
}

/// What the columns of a dimension must hold; an error says what keys look like.
fn condition(
    dimension: Dimension,
    text: &str,
    quoted: bool,
    precision: Precision,
) -> Result<Condition, String> {
    if text == "*" && !quoted {
        return Ok(Condition::Any);
    }
    match dimension {
        Dimension::Cell => cell(text, precision),
        Dimension::Community => community(text),
        Dimension::Place
        | Dimension::City
        | Dimension::Region
        | Dimension::Country
        | Dimension::Hashtag
        | Dimension::Emoji
        | Dimension::Term
        | Dimension::Topic
        | Dimension::Domain
        | Dimension::Culture
        | Dimension::User
        | Dimension::Friends => Ok(worded(dimension, text, quoted)),
        _ => between(text, |text| span(dimension, text)).ok_or_else(|| format(dimension)),
    }
}

/// A key that is a text, in the form in which the store has it.
fn worded(dimension: Dimension, text: &str, quoted: bool) -> Condition {
    let text = text::composed(text.to_owned());
    let text = match dimension {
        Dimension::Hashtag => text::hashtag_key(text.trim_start_matches(['#', '＃'])),
        Dimension::Term | Dimension::Culture | Dimension::Domain => text.to_lowercase(),
        Dimension::Country => text.to_uppercase(),
        _ => text,
    };
    if !quoted && Pattern::is_pattern(&text) {
        Condition::Like(Pattern::new(text))
    } else {
        Condition::is(vec![KeyValue::Text(text)])
    }
}

/// The cells of a store within a geohash cell.
fn cell(text: &str, precision: Precision) -> Result<Condition, String> {
    let hash = text.to_lowercase();
    let cell = geohash::decode_bbox(&hash).ok().filter(|_| (1..=12).contains(&hash.len()));
    let Some(cell) = cell else {
        return Err("give a geohash such as u33d, or bbox:west,south,east,north".to_owned());
    };
    if let Some(kept) = precision.characters().filter(|kept| usize::from(*kept) < hash.len()) {
        return Err(format!(
            "the store's cells are geohashes of length {kept}; give no longer one"
        ));
    }
    // A point on a line between two cells is in the eastern or northern one.
    let below = |edge: f64, limit: f64| if edge < limit { edge.next_down() } else { edge };
    Ok(Condition::Within {
        west: cell.min().x,
        south: cell.min().y,
        east: below(cell.max().x, 180.0),
        north: below(cell.max().y, 90.0),
    })
}

/// A network by its name or number.
fn community(text: &str) -> Result<Condition, String> {
    let named =
        [Origin::Twitter].into_iter().find(|origin| origin.name().eq_ignore_ascii_case(text));
    let id = named.map(|origin| i64::from(origin.id())).or_else(|| text.parse().ok());
    id.map(|id| Condition::is(vec![KeyValue::Integer(id)]))
        .ok_or_else(|| "give the network's name or LBSN number, such as twitter or 3".to_owned())
}

/// First and last key of what a text stands for.
type Span = (Vec<KeyValue>, Vec<KeyValue>);

/// One span, or from the start of one to the end of another: `a..b`, `a..`, `..b`.
fn between(text: &str, span: impl Fn(&str) -> Option<Span>) -> Option<Condition> {
    let Some((from, to)) = text.split_once("..") else {
        let (from, to) = span(text)?;
        return Some(Condition::Between { from: Some(from), to: Some(to) });
    };
    let end = |text: &str| if text.is_empty() { Some(None) } else { Some(Some(span(text)?)) };
    let (from, to) = (end(from)?, end(to)?);
    Some(Condition::Between { from: from.map(|(first, _)| first), to: to.map(|(_, last)| last) })
}

/// How keys of calendar and clock are written.
fn format(dimension: Dimension) -> String {
    let example = match dimension {
        Dimension::Date => "a day, month or year such as 2016-02-24, 2016-02 or 2016",
        Dimension::Timestamp => "a time, day, month or year such as 2016-02-24T08:00:00 or 2016-02",
        Dimension::Month => "a month or year such as 2016-02 or 2016",
        Dimension::Year => "a year such as 2016",
        Dimension::TimeOfDay => "a time such as 08:30 or 08:30:15, or an hour such as 08",
        Dimension::HourOfDay => "an hour from 0 to 23",
        Dimension::DayOfWeek => "a day from 0 (Monday) to 6, or its English name",
        Dimension::DayOfMonth => "a day from 1 to 31",
        Dimension::DayOfYear => "a month and day such as 02-24, or a month such as 02",
        _ => "a month from 1 to 12",
    };
    format!("give {example}; ranges are from..to, and either end may be left open")
}

/// The keys from the first to the last that a text stands for in a dimension of calendar or clock.
fn span(dimension: Dimension, text: &str) -> Option<Span> {
    let number = |limits: std::ops::RangeInclusive<i64>| {
        let number = text.parse().ok().filter(|number| limits.contains(number))?;
        Some(one(&[number]))
    };
    match dimension {
        Dimension::Year => number(1..=9999),
        Dimension::HourOfDay => number(0..=23),
        Dimension::DayOfMonth => number(1..=31),
        Dimension::MonthOfYear => number(1..=12),
        Dimension::DayOfWeek => {
            let named = WEEKDAYS.iter().position(|day| day.eq_ignore_ascii_case(text));
            named.map_or_else(|| number(0..=6), |day| Some(one(&[day as i64])))
        }
        Dimension::DayOfYear => {
            let mut parts = text.split('-').map(|part| part.parse::<i64>().ok());
            let month = parts.next()?.filter(|month| (1..=12).contains(month))?;
            match (parts.next(), parts.next()) {
                (None, _) => Some((integers(&[month, 1]), integers(&[month, 31]))),
                (Some(day), None) => Some(one(&[month, day.filter(|day| (1..=31).contains(day))?])),
                _ => None,
            }
        }
        Dimension::TimeOfDay => {
            let (first, last) = time(text)?;
            let second = |time: Time| {
                i64::from(time.hour()) * 3600
                    + i64::from(time.minute()) * 60
                    + i64::from(time.second())
            };
            Some((integers(&[second(first)]), integers(&[second(last)])))
        }
        _ => {
            let (first, last) = days(text).or_else(|| {
                let time: DateTime = text.trim_end_matches('Z').parse().ok()?;
                (dimension == Dimension::Timestamp).then_some((time, time))
            })?;
            let key = |time: DateTime| -> Option<Vec<KeyValue>> {
                let second = Offset::UTC.to_timestamp(time).ok()?.as_second();
                Some(match dimension {
                    Dimension::Date => integers(&[second.div_euclid(86_400)]),
                    Dimension::Month => {
                        integers(&[i64::from(time.year()), i64::from(time.month())])
                    }
                    _ => integers(&[second]),
                })
            };
            // A day is more than a month can tell.
            let too_fine = dimension == Dimension::Month && first.date() == last.date();
            (!too_fine).then_some(())?;
            Some((key(first)?, key(last)?))
        }
    }
}

/// First and last second of a day, month or year.
fn days(text: &str) -> Option<(DateTime, DateTime)> {
    let mut parts = text.split('-').map(|part| part.parse::<i8>().ok());
    let year: i16 = text.split('-').next().filter(|year| year.len() == 4)?.parse().ok()?;
    parts.next();
    let (first, last) = match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?),
        (Some(month), None, _) => {
            let first = Date::new(year, month?, 1).ok()?;
            (first, first.last_of_month())
        }
        (Some(month), Some(day), None) => {
            let day = Date::new(year, month?, day?).ok()?;
            (day, day)
        }
        _ => return None,
    };
    Some((first.at(0, 0, 0, 0), last.at(23, 59, 59, 0)))
}

/// First and last second of a second, minute or hour.
fn time(text: &str) -> Option<(Time, Time)> {
    let parts: Option<Vec<i8>> = text.split(':').map(|part| part.parse().ok()).collect();
    let (first, last) = match *parts? {
        [hour] => ([hour, 0, 0], [hour, 59, 59]),
        [hour, minute] => ([hour, minute, 0], [hour, minute, 59]),
        [hour, minute, second] => ([hour, minute, second], [hour, minute, second]),
        _ => return None,
    };
    let time = |[hour, minute, second]: [i8; 3]| Time::new(hour, minute, second, 0).ok();
    Some((time(first)?, time(last)?))
}

fn integers(numbers: &[i64]) -> Vec<KeyValue> {
    numbers.iter().copied().map(KeyValue::Integer).collect()
}

fn one(numbers: &[i64]) -> Span {
    (integers(numbers), integers(numbers))
}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
