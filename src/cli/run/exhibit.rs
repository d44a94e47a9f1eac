//! What the page of a study shows of the files that a step made.

use crate::cli::table::grouped;
use crate::indicator::series::Series;
use crate::indicator::table;
use crate::view::chart::Words;
use crate::view::chart::days::{Days, Layer, Panel};
use crate::view::markup::Element;
use crate::view::theme::{ACCENT, GRID};
use crate::view::{Column, Figure, Table};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// Rows of a table that are shown.
const ROWS: usize = 10;
/// Columns of a table that are shown: more would not fit beside each other.
const COLUMNS: usize = 8;
/// Lines of a text that are shown.
const LINES: usize = 60;
/// Pictures beyond this size are linked, not shown.
const PICTURE: u64 = 4 << 20;
/// Series that are drawn.
const SERIES: usize = 6;

/// Whether a file's name ends so.
pub(super) fn is(file: &Path, ending: &str) -> bool {
    file.extension().is_some_and(|it| it.eq_ignore_ascii_case(ending))
}

/// A drawing within the page, with a link to its file.
pub(super) fn picture(file: &Path, title: &str, address: &str) -> Option<Element> {
    let kind = if is(file, "svg") {
        "image/svg+xml"
    } else if is(file, "png") {
        "image/png"
    } else {
        return None;
    };
    if fs::metadata(file).ok()?.len() > PICTURE {
        return None;
    }
    let image = Element::image(kind, &fs::read(file).ok()?, title);
    // On a phone it is small: the file itself can be enlarged.
    Some(Element::new("figure").child(Element::new("a").link(address).child(image)))
}

/// Rows of a table: of days and months the first ones, of all else those with the most users or posts.
pub(super) fn rows(file: &Path, folder: &Path) -> Option<Table> {
    if !is(file, "csv") {
        return None;
    }
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file).ok()?;
    let headings = reader.headers().ok()?.clone();
    let in_time = headings.get(0).is_some_and(|it| ["date", "year", "month"].contains(&it));
    let measure = ["users", "posts"]
        .into_iter()
        .find_map(|name| Some((name, headings.iter().position(|heading| heading == name)?)))
        .filter(|_| !in_time);
    let mut most: Vec<(f64, csv::StringRecord)> = Vec::new();
    let mut first: Vec<csv::StringRecord> = Vec::new();
    let mut count = 0;
    for record in reader.records() {
        let record = record.ok()?;
        count += 1;
        if let Some((_, column)) = measure {
            let amount = record.get(column).and_then(|cell| cell.parse().ok()).unwrap_or(0.0);
            // Largest first, and of equal ones as they come.
            let place = most.partition_point(|(other, _)| other.total_cmp(&amount).is_ge());
            if place < ROWS {
                most.insert(place, (amount, record.clone()));
                most.truncate(ROWS);
            }
        }
        if first.len() < ROWS {
            first.push(record);
        }
    }
    // Few rows are all shown, in their order.
    let records: Vec<csv::StringRecord> = if measure.is_some() && count > ROWS {
        most.into_iter().map(|(_, record)| record).collect()
    } else {
        first
    };
    let is_number = |column: usize| {
        let mut cells = records.iter().filter_map(|record| record.get(column));
        cells.all(|cell| cell.is_empty() || cell.parse::<f64>().is_ok())
    };
    let says = |column: usize| {
        let mut cells = records.iter().filter_map(|record| record.get(column));
        cells.any(|cell| !["", "0"].contains(&cell))
    };
    // Sets as hexadecimal digits are for programs, and so are names of cells whose middle is known.
    let is_located = headings.iter().any(|heading| heading == "lon");
    let is_for_programs =
        |heading: &str| heading.ends_with("_hll") || (is_located && heading == "cell");
    let kept = headings.iter().filter(|heading| !heading.ends_with("_hll")).count();
    let shown: Vec<usize> = headings
        .iter()
        .enumerate()
        .filter(|&(column, heading)| {
            !is_for_programs(heading) && (says(column) || records.is_empty())
        })
        .map(|(column, _)| column)
        .take(COLUMNS)
        .collect();
    let more = kept - shown.len();
    let columns = shown.iter().filter_map(|&column| {
        let heading = headings.get(column)?;
        Some(if is_number(column) { Column::number(heading) } else { Column::text(heading) })
    });
    let name = file.strip_prefix(folder).unwrap_or(file).display();
    let mut caption = match measure {
        _ if count <= ROWS => name.to_string(),
        Some((measure, _)) => format!("The {ROWS} rows of {name} with the most {measure}"),
        None => format!("The first {ROWS} of {} rows of {name}", grouped(count as u64)),
    };
    if more > 0 {
        let columns = if more == 1 { "column is" } else { "columns are" };
        let _ = write!(caption, "; {more} more {columns} in the file");
    }
    let mut table = Table::new(&caption, columns.collect());
    for record in &records {
        table.row(shown.iter().map(|&column| short(record.get(column).unwrap_or_default())));
    }
    Some(table)
}

/// A cell for people: numbers with four decimals, very small ones with two digits. The file has all.
fn short(cell: &str) -> String {
    let decimals = cell.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    match cell.parse::<f64>() {
        Ok(number) if decimals > 4 && number != 0.0 && number.abs() < 0.001 => {
            format!("{number:.1e}")
        }
        Ok(number) if decimals > 4 => format!("{number:.4}"),
        _ => cell.to_owned(),
    }
}

/// The first lines of what a command printed.
pub(super) fn text(file: &Path) -> Option<Element> {
    if !is(file, "txt") {
        return None;
    }
    let text = fs::read_to_string(file).ok()?;
    let lines: Vec<&str> = text.lines().take(LINES).collect();
    Some(Element::new("pre").text(lines.join("\n")))
}

/// The first series of a table of days, drawn.
pub(super) fn days(file: &Path) -> Option<Figure> {
    if !is(file, "csv") {
        return None;
    }
    let table = table::Table::read(fs::File::open(file).ok()?).ok()?;
    let longest = table.series.iter().map(|series| series.values().len()).max()?;
    let window = if longest > 400 { 28 } else { 7 };
    let names: Vec<&str> = table.series.iter().map(|it| it.name.as_str()).take(SERIES).collect();
    let more = table.series.len().saturating_sub(SERIES);
    let chart = Days {
        words: Words {
            title: "Day by day".to_owned(),
            notes: vec![match more {
                0 => format!("Colour: the mean of {window} days"),
                more => format!("Colour: the mean of {window} days. {more} more are in the table"),
            }],
            description: format!("Panels of the daily values of {}.", names.join(", ")),
        },
        unit: "a day".to_owned(),
        by_magnitude: false,
        columns: if names.len() == 1 { 1 } else { 2 },
        height: 110.0,
        legend: Vec::new(),
        panels: table.series.iter().take(SERIES).map(|series| panel(series, window)).collect(),
    };
    Some(chart.figure())
}

fn panel(series: &Series, window: usize) -> Panel {
    let mean = |place: usize| {
        let start = place.saturating_sub(window / 2);
        let around = series.values().iter().skip(start).take(window).filter(|it| it.is_finite());
        let (sum, count) =
            around.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        (count > 0.0).then(|| sum / count)
    };
    let days = || series.first().until(series.end());
    Panel {
        title: series.name.clone(),
        note: String::new(),
        layers: vec![
            Layer::Line {
                points: days().map(|day| (day.into(), series.get(day))).collect(),
                paint: GRID,
                width: 1.0,
            },
            Layer::Line {
                points: days().enumerate().map(|(place, day)| (day.into(), mean(place))).collect(),
                paint: ACCENT,
                width: 2.0,
            },
        ],
        marked: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn numbers_are_shortened_and_texts_are_not() {
        for (cell, shown) in [
            ("0.8913449049592053", "0.8913"),
            ("-12.346789", "-12.3468"),
            ("0.000012345", "1.2e-5"),
            ("0.00000", "0.0000"),
            ("1234567", "1234567"),
            ("1.5", "1.5"),
            ("2016-02-03", "2016-02-03"),
            ("a.bcdefg", "a.bcdefg"),
            ("", ""),
        ] {
            assert_eq!(short(cell), shown);
        }
    }
}
