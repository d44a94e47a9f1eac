//! The whole process on "the job", beside floors measured in the same run on the same file.
//!
//! `cargo bench --bench etl -- [--posts 200000] [--threads 1,2] [--runs 3]`
//!
//! The job: keep the located posts that the lexicon of stems matches (or all located ones), and
//! for each hashtag, month, cell and language count distinct users, posts and user-days. The
//! floors are loops that keep exact sets and nothing else: no keyed hash, no store, no rejects.
//! They also say what the sets must hold, and every store that `lbsm` writes is checked.
//!
//! Beside them runs DuckDB on the job with a schema written by hand, if Python has it: `pip install
//! duckdb`, in the Python that `LBSM_BENCH_PYTHON` names (`python3` if it does not).
//!
//! The input is the synthetic dump of `examples/sample`, made once under `target/bench`.

#[path = "etl/child.rs"]
mod child;
#[path = "etl/floor.rs"]
mod floor;
#[path = "../examples/sample/mod.rs"]
mod generator;
#[path = "etl/input.rs"]
mod input;
#[path = "etl/job.rs"]
mod job;
#[path = "etl/table.rs"]
mod table;

use clap::Parser;
use input::Input;
use std::ffi::OsStr;
use std::io::{Write, stdout};
use std::path::Path;
use table::{Measured, Table};

/// Measure `lbsm etl` beside floors.
#[derive(Parser)]
struct Arguments {
    /// Posts in the file
    #[arg(long, default_value_t = 200_000)]
    posts: u64,
    /// Numbers of threads
    #[arg(long, value_delimiter = ',', default_value = "1,2")]
    threads: Vec<usize>,
    /// Runs of each; best and median count
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Measure the floors only
    #[arg(long)]
    floors: bool,
    /// What `cargo bench` always passes
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let input = Input::prepare(arguments.posts)?;
    let mut table = Table::new(input.posts, input.bytes);
    let plain = &input.plain;
    let runs = arguments.runs;

    table.add("read", 1, Measured::of(runs, || floor::read(plain))?);
    for (name, program, arguments) in [
        ("wc -l", "wc", vec!["-l".as_ref(), plain.as_os_str()]),
        ("wc -l, few located", "wc", vec!["-l".as_ref(), input.sparse.as_os_str()]),
        ("zcat", "zcat", vec![input.gz.as_os_str()]),
    ] {
        if let Some(run) = floor::program(program, &["--version"], &arguments) {
            table.add(name, 1, Measured::of(runs, run)?);
        }
    }
    for &threads in &arguments.threads {
        table.add("split lines", threads, Measured::of(runs, || floor::split(plain, threads))?);
    }
    for &threads in &arguments.threads {
        let parsed = Measured::of(runs, || floor::parse(plain, threads))?;
        table.floor(threads, &parsed);
        table.add("parse ten fields (floor)", threads, parsed);
    }
    let python = std::env::var("LBSM_BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/etl/peer_duckdb.py");
    for (packing, path) in [("plain", plain), ("gz", &input.gz)] {
        for &threads in &arguments.threads {
            let count = threads.to_string();
            let call: [&OsStr; 3] = [script.as_ref(), path.as_ref(), count.as_ref()];
            if let Some(run) = floor::program(&python, &["-c", "import duckdb"], &call) {
                let name = format!("DuckDB, lexicon, {packing}");
                table.add(&name, threads, Measured::of(runs, run)?);
            }
        }
    }
    let mut exact = Vec::new();
    for scope in job::Scope::ALL {
        for &threads in &arguments.threads {
            let name = format!("bare loop, {}", scope.name());
            table.add(&name, threads, Measured::of(runs, || floor::job(plain, threads, scope))?);
        }
        exact.push((scope, floor::job(plain, 2, scope)?));
    }

    let mut wrong = Vec::new();
    if !arguments.floors {
        for (scope, exact) in &exact {
            for (packing, path) in input.files() {
                for &threads in &arguments.threads {
                    let name = format!("lbsm etl, {}, {packing}", scope.name());
                    let (measured, store) = child::measure(runs, path, *scope, threads)?;
                    table.add(&name, threads, measured);
                    let differences = child::check(&store, exact)?;
                    wrong.extend(differences.into_iter().map(|what| format!("{name}: {what}")));
                }
            }
        }
    }
    if !arguments.floors {
        for &threads in &arguments.threads {
            let (measured, _) = child::measure(runs, &input.sparse, job::Scope::All, threads)?;
            table.add("lbsm etl, few located, plain", threads, measured);
        }
        for &threads in &arguments.threads {
            let measured = child::indicator(runs, plain, threads)?;
            table.add("lbsm indicator, seven topics, plain", threads, measured);
        }
    }
    let mut out = stdout().lock();
    write!(out, "{table}")?;
    for what in &wrong {
        writeln!(out, "WRONG {what}")?;
    }
    anyhow::ensure!(wrong.is_empty(), "{} counts are off", wrong.len());
    Ok(())
}
