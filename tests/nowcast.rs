//! Laggregation and `lbsm nowcast` against numpy, statsmodels and the Ukraine study.

mod command;
mod golden;
mod report;
mod study;
mod trials;

use jiff::civil::Date;
use lbsm::indicator::day::Day;
use lbsm::indicator::response::{Response, Zeros};
use lbsm::indicator::table::Table;
use std::fs::File;
use std::path::Path;

fn day(text: &str) -> Day {
    Day::from(text.parse::<Date>().unwrap())
}

fn table(folder: &Path, name: &str) -> Table {
    Table::read(File::open(folder.join(name)).unwrap()).unwrap()
}

/// The first series of a table as the flow of the study's days.
fn flow(folder: &Path, name: &str) -> Response {
    let table = table(folder, name);
    let response =
        Response::new(&table.series[0], day("2022-02-24"), day("2022-09-03"), Zeros::Refuse);
    response.unwrap()
}

/// Within so much of the expected, relative to it.
fn close(found: f64, expected: f64, relative: f64, what: &str) {
    let bound = relative * expected.abs().max(1e-300);
    assert!((found - expected).abs() <= bound, "{what}: {found} is not {expected}");
}
