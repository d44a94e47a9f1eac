//! Months of a table, drawn.

use super::exhibit;
use crate::view::Figure;
use crate::view::chart::Words;
use crate::view::chart::days::{Days, Layer, Panel};
use crate::view::theme::ACCENT;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::path::Path;

/// What is drawn, and how many months it takes to be worth it.
const MEASURES: [&str; 2] = ["users", "posts"];
const LEAST: usize = 6;

/// Users and posts of a table by year and month; `None` if it is none, or a short one.
pub(super) fn figure(file: &Path) -> Option<Figure> {
    if !exhibit::is(file, "csv") {
        return None;
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file).ok()?;
    let headings = reader.headers().ok()?.clone();
    if headings.iter().take(2).ne(["year", "month"]) {
        return None;
    }
    let records: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().ok()?;
    if records.len() < LEAST {
        return None;
    }
    let panels: Vec<Panel> = MEASURES
        .into_iter()
        .filter_map(|name| {
            let column = headings.iter().position(|heading| heading == name)?;
            let points = line(records.iter().filter_map(|record| {
                let number = |column: usize| record.get(column)?.parse::<f64>().ok();
                let month =
                    Date::new(record.get(0)?.parse().ok()?, record.get(1)?.parse().ok()?, 1);
                Some((month.ok()?, number(column)?))
            }));
            let layer = Layer::Line { points, paint: ACCENT, width: 2.0 };
            Some(Panel { title: name.to_owned(), layers: vec![layer], ..Panel::default() })
        })
        .collect();
    if panels.is_empty() {
        return None;
    }
    let chart = Days {
        words: Words {
            title: "By month".to_owned(),
            notes: vec!["A gap is a month that is not in the table".to_owned()],
            description: format!("Panels by month of {}.", MEASURES.join(" and ")),
        },
        unit: "a month".to_owned(),
        by_magnitude: false,
        columns: panels.len(),
        height: 110.0,
        legend: Vec::new(),
        panels,
    };
    Some(chart.figure())
}

/// A level from the first to the last day of each month, interrupted where months are missing.
fn line(months: impl Iterator<Item = (Date, f64)>) -> Vec<(Date, Option<f64>)> {
    let mut points: Vec<(Date, Option<f64>)> = Vec::new();
    for (month, value) in months {
        if let Some(&(last, _)) = points.last()
            && let Ok(next) = last.tomorrow()
            && next < month
        {
            points.push((next, None));
        }
        points.push((month, Some(value)));
        points.push((month.saturating_add(1.month()).yesterday().unwrap_or(month), Some(value)));
    }
    points
}

#[cfg(test)]
mod tests {
    use super::line;
    use jiff::civil::date;

    #[test]
    fn a_missing_month_interrupts() {
        let found = line([(date(2016, 1, 1), 3.0), (date(2016, 3, 1), 2.0)].into_iter());
        let expected = [
            (date(2016, 1, 1), Some(3.0)),
            (date(2016, 1, 31), Some(3.0)),
            (date(2016, 2, 1), None),
            (date(2016, 3, 1), Some(2.0)),
            (date(2016, 3, 31), Some(2.0)),
        ];
        assert_eq!(found, expected);
        let next = line([(date(2016, 1, 1), 3.0), (date(2016, 2, 1), 2.0)].into_iter());
        assert!(next.iter().all(|(_, value)| value.is_some()));
    }
}
