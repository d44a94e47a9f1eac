//! `lbsm` as a user runs it: a process of its own, its report, and what its store holds.

use crate::input::folder;
use crate::job::{Exact, Scope};
use crate::table::Measured;
use anyhow::{Context, ensure};
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The relative standard error of a set of 2^11 registers.
const STANDARD_ERROR: f64 = 0.023;
/// A fixed key, so that a run can be repeated; it protects nothing here.
const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// Runs `lbsm etl` a few times, each into a new store, and returns the last store.
pub fn measure(
    runs: u32,
    input: &Path,
    scope: Scope,
    threads: usize,
) -> anyhow::Result<(Measured, PathBuf)> {
    let store = folder().join("x.gpkg");
    let report = folder().join("x.json");
    let lexicon = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lexicons/job.toml");
    let mut peak = 0;
    let measured = Measured::after(
        runs,
        || {
            for ending in ["gpkg", "gpkg-wal", "gpkg-shm", "json"] {
                // Most of them do not exist.
                std::fs::remove_file(store.with_extension(ending)).ok();
            }
        },
        || {
            let mut command = lbsm();
            command.args(["etl", "--no-progress", "--reactions", "--min-accuracy", "city"]);
            command.arg("--threads").arg(threads.to_string());
            command.arg("--hll").arg(&store).arg("--report").arg(&report);
            if scope == Scope::Refugee {
                command.arg("--lexicon").arg(&lexicon);
            }
            output(command.arg(input))?;
            let report: Value = serde_json::from_slice(&std::fs::read(&report)?)?;
            peak = peak.max(report["peak_rss_bytes"].as_u64().unwrap_or(0));
            Ok(())
        },
    )?;
    Ok((measured.with_peak(peak), store))
}

/// Runs `lbsm indicator` a few times with the seven topics of the study: every post is looked
/// into.
pub fn indicator(runs: u32, input: &Path, threads: usize) -> anyhow::Result<Measured> {
    let topics = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/topics/ukraine.toml");
    Measured::of(runs, || {
        let mut command = lbsm();
        command.args(["indicator", "--no-progress", "--topics"]).arg(&topics);
        command.arg("--threads").arg(threads.to_string());
        output(command.arg(input))?;
        Ok(())
    })
}

/// What differs between the store's users by hashtag and the exact numbers by more than four
/// standard errors.
pub fn check(store: &Path, exact: &Exact) -> anyhow::Result<Vec<String>> {
    let mut command = lbsm();
    command.arg("sets").arg(store).args(["--base", "hashtag", "--format", "csv"]);
    let estimates = estimates(&output(&mut command)?)?;
    let mut wrong = Vec::new();
    let mut checked = 0;
    for (tag, users) in exact.hashtag_users().filter(|(tag, _)| is_item(tag)) {
        let users = users as f64;
        let estimate = estimates.get(tag).copied().unwrap_or(0.0);
        checked += 1;
        // Of some two thousand hashtags a few small ones meet two collisions by chance.
        if (estimate - users).abs() > 4.0 * STANDARD_ERROR * users + 2.0 {
            wrong.push(format!("hashtag {tag} has {users} users, the store says {estimate}"));
        }
    }
    ensure!(checked > 0, "the input has no hashtag to check");
    Ok(wrong)
}

/// Whether LBSN makes an item of a hashtag: three characters or more, and not only digits.
fn is_item(tag: &str) -> bool {
    tag.chars().count() > 2 && !tag.chars().all(char::is_numeric)
}

/// Users by hashtag of what `lbsm sets` printed.
fn estimates(csv: &[u8]) -> anyhow::Result<HashMap<String, f64>> {
    let mut reader = csv::Reader::from_reader(csv);
    let headers = reader.headers()?.clone();
    let column = |names: &[&str]| {
        let found = headers.iter().position(|header| names.contains(&header));
        found.with_context(|| format!("`lbsm sets` has no column {names:?} among {headers:?}"))
    };
    let (key, users) = (column(&["hashtag", "key"])?, column(&["users", "user"])?);
    reader
        .records()
        .map(|record| {
            let record = record?;
            let cell = |at: usize| record.get(at).context("a row of `lbsm sets` is short");
            Ok((cell(key)?.to_owned(), cell(users)?.parse()?))
        })
        .collect()
}

fn lbsm() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lbsm"));
    command.env("LBSM_KEY", KEY);
    command
}

fn output(command: &mut Command) -> anyhow::Result<Vec<u8>> {
    let output = command.output().context("starting lbsm")?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "lbsm ended with {}: {said}", output.status);
    Ok(output.stdout)
}
