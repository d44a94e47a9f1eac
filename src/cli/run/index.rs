//! The page of a study: everything that it made, shown, linked and explained.

use super::methods::{self, COUNTED, Facts};
use super::pipeline::Pipeline;
use super::step::Step;
use crate::cli::table::grouped;
use crate::view::markup::Element;
use crate::view::{Column, Page, Table};
use indicatif::DecimalBytes;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Rows of a table that are shown.
const ROWS: usize = 10;
/// Lines of a text that are shown.
const LINES: usize = 60;
/// Pictures beyond this size are linked, not shown.
const PICTURE: u64 = 4 << 20;

/// Makes the page of a study whose steps are done.
pub(super) fn page(pipeline: &Pipeline, facts: Option<&Facts>) -> String {
    let lead = "What was made of the posts, step by step. Every number is an estimate from \
        HyperLogLog sets, which hold no post and no name, unless it says otherwise.";
    let mut page = Page::new(&pipeline.title, lead);
    page.style(include_str!("index.css"));
    if let Some(facts) = facts {
        let counted = COUNTED.iter().zip(&facts.counted).filter_map(|((_, name), estimate)| {
            Some((*name, grouped(estimate.as_ref()?.value.round() as u64)))
        });
        let records = ("records read", grouped(facts.records));
        page.facts(&[records].into_iter().chain(counted).collect::<Vec<_>>());
    }
    let link = |step: &Step| {
        let link = Element::new("a").link(&format!("#{}", step.name));
        Element::new("li").child(link.text(step.title.clone()))
    };
    page.push(
        Element::new("nav")
            .with("aria-label", "Contents")
            .child(Element::new("ul").children(pipeline.steps.iter().map(link))),
    );
    for step in &pipeline.steps {
        section(&mut page, &pipeline.folder, step);
    }
    if let Some(facts) = facts {
        page.heading("Methods");
        page.paragraph(&methods::paragraph(facts));
        page.note(
            "Sets are not anonymous by themselves. Publish rows with enough users only, and never the \
             key file.",
        );
    }
    page.html()
}

/// What a step made.
fn section(page: &mut Page, folder: &Path, step: &Step) {
    page.push(Element::new("h2").with("id", step.name.clone()).text(step.title.clone()));
    page.paragraph(&step.about);
    let files = files(step);
    if let Some(picture) = files.iter().find_map(|file| picture(file, &step.title)) {
        page.push(picture);
    }
    let table = files.iter().find(|file| is(file, "csv")).and_then(|file| rows(file, folder));
    if let Some(table) = table {
        page.table(table);
    }
    if let Some(text) = files.iter().find(|file| is(file, "txt")).and_then(|file| text(file)) {
        page.push(text);
    }
    let links = files.iter().filter_map(|file| {
        let name = file.strip_prefix(folder).ok()?.to_string_lossy().into_owned();
        let size = fs::metadata(file).map_or(0, |metadata| metadata.len());
        let link = Element::new("a").link(&address(&name)).text(name);
        Some(Element::new("li").child(link).text(format!(" ({})", DecimalBytes(size))))
    });
    page.push(Element::new("ul").class("files").children(links));
    let command = Element::new("pre").child(Element::new("code").text(step.command_line()));
    page.details("How it was made", [command]);
}

/// The files that a step made; of a folder, those in it.
fn files(step: &Step) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for output in &step.outputs {
        // A store of CSV files has a log and locks among them: it is one thing.
        let is_store = output.as_os_str().to_string_lossy().ends_with('/');
        match listed(output) {
            Ok(inside) if !is_store => files.extend(inside),
            _ if output.exists() => files.push(output.clone()),
            _ => {}
        }
    }
    files
}

fn listed(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    // Pages first: they explain the others.
    files.sort_by_key(|file| (!is(file, "html"), file.clone()));
    Ok(files)
}

fn is(file: &Path, ending: &str) -> bool {
    file.extension().is_some_and(|it| it.eq_ignore_ascii_case(ending))
}

/// A drawing within the page.
fn picture(file: &Path, title: &str) -> Option<Element> {
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
    Some(Element::new("figure").child(image))
}

/// Rows of a table: of days and months the first ones, of all else those with the most users or posts.
fn rows(file: &Path, folder: &Path) -> Option<Table> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(file).ok()?;
    let headings = reader.headers().ok()?.clone();
    let in_time = headings.get(0).is_some_and(|it| ["date", "year", "month"].contains(&it));
    let measure = ["users", "posts"]
        .into_iter()
        .find_map(|name| Some((name, headings.iter().position(|heading| heading == name)?)))
        .filter(|_| !in_time);
    let mut records: Vec<csv::StringRecord> = Vec::new();
    let mut count = 0;
    for record in reader.records() {
        records.push(record.ok()?);
        count += 1;
        if let Some((_, column)) = measure
            && records.len() > ROWS
        {
            let amount = |record: &csv::StringRecord| -> f64 {
                record.get(column).and_then(|cell| cell.parse().ok()).unwrap_or_default()
            };
            records.sort_by(|left, right| amount(right).total_cmp(&amount(left)));
        }
        records.truncate(ROWS);
    }
    let is_number = |column: usize| {
        let mut cells = records.iter().filter_map(|record| record.get(column));
        cells.all(|cell| cell.is_empty() || cell.parse::<f64>().is_ok())
    };
    // Sets as hexadecimal digits are for programs.
    let shown: Vec<usize> = headings
        .iter()
        .enumerate()
        .filter(|(_, heading)| !heading.ends_with("_hll"))
        .map(|(column, _)| column)
        .collect();
    let columns = shown.iter().filter_map(|&column| {
        let heading = headings.get(column)?;
        Some(if is_number(column) { Column::number(heading) } else { Column::text(heading) })
    });
    let name = file.strip_prefix(folder).unwrap_or(file).display();
    let caption = match measure {
        _ if count <= ROWS => name.to_string(),
        Some((measure, _)) => format!("The {ROWS} rows of {name} with the most {measure}"),
        None => format!("The first {ROWS} of {} rows of {name}", grouped(count as u64)),
    };
    let mut table = Table::new(&caption, columns.collect());
    for record in &records {
        table.row(shown.iter().map(|&column| record.get(column).unwrap_or_default().to_owned()));
    }
    Some(table)
}

/// The first lines of what a command printed.
fn text(file: &Path) -> Option<Element> {
    let text = fs::read_to_string(file).ok()?;
    let lines: Vec<&str> = text.lines().take(LINES).collect();
    Some(Element::new("pre").text(lines.join("\n")))
}

/// A name as a relative address.
fn address(name: &str) -> String {
    const KEPT: percent_encoding::AsciiSet =
        percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'/');
    // The point in front keeps `a:b` from being read as a scheme.
    format!("./{}", percent_encoding::utf8_percent_encode(name, &KEPT))
}
