//! Into PostgreSQL beside `psql \copy` of the same rows, and a whole run beside lbsntransform.
//!
//! `cargo bench --bench postgres -- [--posts 50000] [--runs 3]`
//!
//! Starts a server of its own, as the tests do. What a commit takes is measured apart from the
//! reading, once into empty tables and once into tables that hold all of it already (each row
//! is staged, looked up, united and left). Then the rows go out and in again as text with
//! `psql \copy`, into tables with the same keys. Both must end with the same rows.

#[path = "../examples/sample/mod.rs"]
mod generator;

use anyhow::{Context, ensure};
use clap::Parser;
use lbsm::etl::{self, Filter, Journal, Plan, Reading, SetSink};
use lbsm::facet::{Base, Bases, ItemMode, Precision};
use lbsm::hll::Params;
use lbsm::lbsn::GeoAccuracy;
use lbsm::privacy::Key;
use lbsm::source::{Input, Options, RejectWriter};
use lbsm::store::postgres::{Address, Kind};
use lbsm::store::raw::RawRow;
use lbsm::store::{
    self, Batch, IngestEntry, Location, Postgres, RawTable, SetRow, Settings, Store, StoreError,
};
use std::io::{BufRead as _, BufReader, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Tweets a second of lbsntransform 0.26.0 into both databases, in two passes, on the machine
/// where it was measured.
const PEER: f64 = 1_060.0;

/// Measure runs into PostgreSQL.
#[derive(Parser)]
struct Arguments {
    /// Posts in the file
    #[arg(long, default_value_t = 50_000)]
    posts: u64,
    /// Runs of each; the best counts
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// What `cargo bench` always passes
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let server = Server::start()?;
    let input = server.folder.join(format!("lbsm-bench-{}.jsonl", std::process::id()));
    let input = std::env::temp_dir().join(input.file_name().unwrap_or_default());
    generator::write(
        &generator::Options { posts: arguments.posts, ..generator::Options::default() },
        &mut std::io::BufWriter::new(std::fs::File::create(&input)?),
    )?;
    let mut out = std::io::stdout().lock();
    let mut best: Option<Measured> = None;
    for run in 0..arguments.runs {
        let measured = server.measure(&input, run)?;
        if best.as_ref().is_none_or(|best| measured.whole < best.whole) {
            best = Some(measured);
        }
    }
    std::fs::remove_file(&input)?;
    let best = best.context("no run")?;
    let posts = arguments.posts as f64;
    let seconds = |time: Duration| time.as_secs_f64();
    writeln!(out, "{} posts, {} rows in {} tables", arguments.posts, best.rows, best.tables)?;
    for (what, time) in [
        ("commit into empty tables", best.fresh),
        ("commit into full tables", best.full),
        ("psql \\copy of the same rows", best.copy),
    ] {
        writeln!(
            out,
            "{what:<30} {:>7.2} s {:>10.0} rows/s  {:>5.2} x \\copy",
            seconds(time),
            best.rows as f64 / seconds(time),
            seconds(time) / seconds(best.copy),
        )?;
    }
    let rate = posts / seconds(best.whole);
    writeln!(
        out,
        "{:<30} {:>7.2} s {rate:>10.0} posts/s {:>5.0} x lbsntransform's {PEER}",
        "whole run, raw and sets",
        seconds(best.whole),
        rate / PEER,
    )?;
    Ok(())
}

/// What one round took.
struct Measured {
    rows: u64,
    tables: usize,
    whole: Duration,
    fresh: Duration,
    full: Duration,
    copy: Duration,
}

/// A server in a temporary folder.
struct Server {
    folder: PathBuf,
    bin: PathBuf,
    _control: ChildStdin,
    _script: Child,
}

impl Server {
    fn start() -> anyhow::Result<Self> {
        let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
            .context("PostgreSQL is not installed; tests/run installs it")?
            .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
            .collect();
        versions.sort();
        let bin = versions.pop().context("PostgreSQL is not installed")?;
        let id = Command::new("id").arg("-u").output()?;
        let mut command = if id.stdout.starts_with(b"0\n") {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", "sh"]);
            command
        } else {
            Command::new("sh")
        };
        let mut script = command
            .args(["-c", include_str!("../tests/postgres/cluster.sh"), "cluster.sh"])
            .arg(&bin)
            .args(["5432", "shared_buffers = '512MB'", "max_wal_size = '4GB'"])
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut folder = String::new();
        let output = script.stdout.take().context("no output")?;
        BufReader::new(output).read_line(&mut folder)?;
        let control = script.stdin.take().context("no input")?;
        Ok(Self { folder: folder.trim().into(), bin, _control: control, _script: script })
    }

    fn psql(&self, database: &str, sql: &str) -> anyhow::Result<String> {
        let mut psql = Command::new(self.bin.join("psql"))
            .args([
                "-X",
                "-q",
                "-A",
                "-t",
                "-v",
                "ON_ERROR_STOP=1",
                "-U",
                "postgres",
                "-d",
                database,
            ])
            .arg("-h")
            .arg(&self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        psql.stdin.take().context("no input")?.write_all(sql.as_bytes())?;
        let run = psql.wait_with_output()?;
        ensure!(run.status.success(), "psql failed");
        Ok(String::from_utf8(run.stdout)?)
    }

    fn address(&self, database: &str) -> anyhow::Result<Address> {
        let url = format!("postgres://postgres@/{database}?host={}", self.folder.display());
        Address::parse(&url).context("no address")
    }

    fn measure(&self, input: &Path, run: u32) -> anyhow::Result<Measured> {
        let kinds = [("hll", Kind::Sets), ("raw", Kind::Raw)];
        for (name, kind) in kinds {
            for copy in ["", "_copy"] {
                let address = self.address(&format!("{name}{copy}_{run}"))?;
                Postgres::init(&address, kind, Params::DEFAULT)?;
            }
        }
        let (hll, raw) = (format!("hll_{run}"), format!("raw_{run}"));
        let locations =
            [&hll, &raw].map(|name| anyhow::Ok(Location::Postgres(self.address(name)?)));
        let [hll_location, raw_location] = locations;
        let (hll_location, raw_location) = (hll_location?, raw_location?);
        let began = Instant::now();
        let fresh = self::run(input, &hll_location, &raw_location)?;
        let whole = began.elapsed();
        let full = self::run(input, &hll_location, &raw_location)?;

        let (mut rows, mut tables, mut copy) = (0, 0, Duration::ZERO);
        for (name, _) in kinds {
            let (from, to) = (format!("{name}_{run}"), format!("{name}_copy_{run}"));
            // As the raw tables refer to each other.
            let order =
                "ARRAY['origin','language','country','city','place','user','post','post_reaction']";
            let list = self.psql(
                &from,
                &format!(
                    "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
                 WHERE schemaname IN ('social', 'spatial', 'temporal', 'topical', 'interlinkage')
                 ORDER BY coalesce(array_position({order}, tablename::text), 99), 1"
                ),
            )?;
            for table in list.lines() {
                let count: u64 =
                    self.psql(&from, &format!("SELECT count(*) FROM {table}"))?.trim().parse()?;
                if count == 0 {
                    continue;
                }
                let file = format!("{}/data/rows", self.folder.display());
                self.psql(&from, &format!("COPY (SELECT * FROM {table}) TO '{file}'"))?;
                let began = Instant::now();
                self.psql(&to, &format!(
                    "SET search_path = extensions, public;\n\\copy {table} FROM PROGRAM 'cat {file}'"
                ))?;
                copy += began.elapsed();
                let copied: u64 =
                    self.psql(&to, &format!("SELECT count(*) FROM {table}"))?.trim().parse()?;
                ensure!(copied == count, "{table}: {copied} of {count} rows came in");
                rows += count;
                tables += 1;
            }
        }
        Ok(Measured { rows, tables, whole, fresh, full, copy })
    }
}

/// A whole run; returns what its commits took.
fn run(input: &Path, hll: &Location, raw: &Location) -> anyhow::Result<Duration> {
    let key = Key::from_bytes(b"bench".to_vec());
    let settings = Settings {
        params: Params::DEFAULT,
        precision: Precision::default(),
        mode: ItemMode::Fixed,
        bases: Bases::default(),
        key_id: key.id(),
    };
    let mut store = Timed { inner: store::open(hll, &settings, Some(raw))?, spent: Duration::ZERO };
    let plan = Plan {
        reading: Arc::new(Reading::new(
            vec![Input::File(input.to_owned())],
            Options::default(),
            // Of no log, so that the second run reads all of it again.
            Journal::new("bench".to_owned(), "bench".to_owned(), key.clone(), Vec::new()),
            Arc::new(AtomicBool::new(false)),
        )),
        filter: Filter {
            reactions: true,
            embedded: true,
            min_accuracy: GeoAccuracy::Unknown,
            bbox: None,
            since: None,
            until: None,
            languages: Vec::new(),
            lexicon: None,
        },
        threads: 2,
        memory: 1 << 30,
        prefilter: true,
        reject_content: false,
        commit_every: Duration::from_hours(1),
    };
    let mut sink = SetSink { store: &mut store, settings: &settings, key: &key, raw: true };
    etl::run(&plan, &mut sink, &mut RejectWriter::new(std::io::sink()))?;
    Ok(store.spent)
}

/// A store with a stopwatch.
struct Timed {
    inner: Box<dyn Store + Send>,
    spent: Duration,
}

impl Store for Timed {
    fn settings(&self) -> Option<&Settings> {
        self.inner.settings()
    }

    fn commit(&mut self, batch: &Batch<'_>) -> Result<(), StoreError> {
        let began = Instant::now();
        let result = self.inner.commit(batch);
        self.spent += began.elapsed();
        result
    }

    fn count(&self, base: &'static Base) -> Result<u64, StoreError> {
        self.inner.count(base)
    }

    fn rows(
        &self,
        base: &'static Base,
        each: &mut dyn FnMut(SetRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.inner.rows(base, each)
    }

    fn ingests(&self) -> Result<Vec<IngestEntry>, StoreError> {
        self.inner.ingests()
    }

    fn raw_rows(
        &self,
        table: &'static RawTable,
        each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        self.inner.raw_rows(table, each)
    }

    fn unite_log(&mut self, entries: &[IngestEntry]) -> Result<(), StoreError> {
        self.inner.unite_log(entries)
    }

    fn raw_counts(&self) -> Result<Vec<(&'static RawTable, u64)>, StoreError> {
        self.inner.raw_counts()
    }
}
