//! Refinement from dumps to files: against the truth of the synthetic dump, and on bad input.

#[path = "refine/bad_input.rs"]
mod bad_input;
#[path = "refine/page.rs"]
mod page;
#[path = "refine/rounds.rs"]
pub mod rounds;
#[path = "refine/truth.rs"]
mod truth;

use crate::support::{Folder, Output};
use std::collections::BTreeMap;

/// The stems of the job's lexicon without its exclusions: what a study begins with.
fn stems() -> String {
    let job = include_str!("../fixtures/lexicons/job.toml");
    job.split("[[exclude]]").next().unwrap().to_owned()
}

fn refine(folder: &Folder, arguments: &str) -> Output {
    let output = folder.lbsm(&format!("refine {arguments}"));
    assert_eq!(output.code, 0, "{}\n{}", output.stdout, output.stderr);
    output
}

/// The rows of a CSV file by their first column.
fn rows(folder: &Folder, file: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.path(file)).unwrap();
    let headings = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let cells = headings.iter().map(str::to_owned);
            let row: BTreeMap<_, _> = cells.zip(record.iter().map(str::to_owned)).collect();
            (record[0].to_owned(), row)
        })
        .collect()
}

fn text(folder: &Folder, file: &str) -> String {
    std::fs::read_to_string(folder.path(file)).unwrap()
}
