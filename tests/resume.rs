//! Interrupted and run again: the same sets, rows, log and rejects as in one go.

use crate::packing::{compress, tar, zip};
use crate::support::{Folder, lines, tweet};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Small blocks and little memory: a commit every few hundred posts.
const SMALL: &str = "--block 8KiB --memory 200KiB --commit-every 50ms --threads 2";

/// Posts `ids` with hashtags and places of their own, a repetition and bad records among them.
fn dump(ids: std::ops::Range<u64>) -> String {
    let mut dump = String::new();
    for id in ids {
        let place = json!({"type": "Point", "coordinates": [(id % 300) as f64 / 2.0, 52.5]});
        let tags: Vec<Value> =
            [id % 97, 100 + id % 11].map(|n| json!({"text": format!("tag{n}")})).into();
        dump += &lines([tweet(
            id,
            json!({
                "coordinates": place,
                "entities": {"hashtags": tags, "urls": [], "user_mentions": []},
            }),
        )]);
        match id % 100 {
            17 => dump.push_str("{\"id\": 17\n"),
            39 => dump += "\r\n",
            71 => dump += &lines([tweet(id - 1, json!({}))]),
            _ => {}
        }
    }
    dump
}

/// Everything that two stores must have in common: the rows of their tables without row ids,
/// times and the number of runs.
fn content(folder: &Folder, store: &str) -> BTreeMap<String, Vec<String>> {
    let store = Connection::open(folder.path(store)).unwrap();
    let names = |sql: &str| -> Vec<String> {
        let mut statement = store.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    let tables = names(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'gpkg_%'
         AND name NOT LIKE 'rtree_%' AND name NOT LIKE 'sqlite_%'",
    );
    let rows = |table: &String| {
        let columns = names(&format!(
            "SELECT name FROM pragma_table_info('{table}')
             WHERE name NOT IN ('fid', 'started', 'runs')"
        ));
        let columns: Vec<String> =
            columns.iter().map(|name| format!("quote(\"{name}\")")).collect();
        let columns = columns.join(" || ',' || ");
        (table.clone(), names(&format!("SELECT {columns} FROM \"{table}\" ORDER BY 1")))
    };
    tables.iter().map(rows).collect()
}

/// The reject file: its lines in order, since threads write in any.
fn rejects(folder: &Folder, file: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder.path(file)).unwrap_or_default();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

fn spawn(folder: &Folder, arguments: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_lbsm"))
        .current_dir(folder.path(""))
        .env_remove("LBSM_KEY")
        .args(arguments.split_whitespace())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A sequence that looks random and is the same each time.
pub struct Dice(pub u64);

impl Dice {
    /// The next number, below the limit.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % limit
    }
}

/// A run in one go, and how it is started and looked at.
struct Case<'f> {
    folder: &'f Folder,
    inputs: &'f str,
    stores: &'f str,
}

impl Case<'_> {
    fn arguments(&self, name: &str) -> String {
        let stores = match self.stores {
            "sets" => format!("{name}.gpkg"),
            "one" => format!("{name}.gpkg --raw {name}.gpkg"),
            "folder" => format!("{name}/ --raw {name}/"),
            _ => format!("{name}.gpkg --raw {name}-raw.gpkg"),
        };
        format!(
            "-q etl {} --hll {stores} --reject {name}.rejects.jsonl --key-file key {SMALL}",
            self.inputs
        )
    }

    fn outcome(&self, name: &str) -> Outcome {
        if self.stores == "folder" {
            let merged = self.folder.lbsm(&format!("-q merge {name}/ -o {name}.gpkg"));
            assert_eq!(merged.code, 0, "{}", merged.stderr);
        }
        let mut stores = vec![content(self.folder, &format!("{name}.gpkg"))];
        if self.stores == "two" {
            stores.push(content(self.folder, &format!("{name}-raw.gpkg")));
        }
        (stores, rejects(self.folder, &format!("{name}.rejects.jsonl")))
    }

    /// Whether an input was left half read; asked of a copy, so that nothing is rolled back.
    fn is_midway(&self, name: &str) -> bool {
        let copy = |ending: &str| {
            let [from, to] =
                [name, "copy"].map(|it| self.folder.path(&format!("{it}.gpkg{ending}")));
            // There may be none.
            let _ = std::fs::remove_file(&to);
            let _ = std::fs::copy(from, &to);
            to
        };
        copy("-journal");
        let begun = "SELECT EXISTS (SELECT 1 FROM lbsm_ingest WHERE NOT complete AND bytes > 0)";
        let store = Connection::open(copy("")).unwrap();
        store.query_row(begun, [], |row| row.get(0)).unwrap_or(false)
    }

    /// Runs, kills at random, until a run comes to its end; returns the number of kills.
    fn kill(
        &self,
        name: &str,
        whole: &mut Duration,
        at_most: u64,
        midway: &mut u64,
        dice: &mut Dice,
    ) -> u64 {
        for kills in 0..at_most {
            let mut run = spawn(self.folder, &self.arguments(name));
            let wait = Duration::from_micros(dice.below(whole.as_micros() as u64));
            let begun = Instant::now();
            while begun.elapsed() < wait {
                if let Some(status) = run.try_wait().unwrap() {
                    assert!(status.success());
                    // How long a run takes depends on what else the machine does.
                    *whole = begun.elapsed().max(*whole / 2);
                    return kills;
                }
                sleep(Duration::from_millis(1));
            }
            run.kill().unwrap();
            run.wait().unwrap();
            *midway += u64::from(self.is_midway(name));
        }
        let last = self.folder.lbsm(&self.arguments(name));
        assert_eq!(last.code, 0, "{}", last.stderr);
        at_most
    }
}

type Outcome = (Vec<BTreeMap<String, Vec<String>>>, Vec<String>);

/// The first rows that one outcome has and the other has not, or in another number.
fn differences(found: &Outcome, expected: &Outcome) -> Vec<String> {
    let mut differences = Vec::new();
    let mut compare = |what: &str, found: &[String], expected: &[String]| {
        for (rows, others, sign) in [(found, expected, '+'), (expected, found, '-')] {
            let extra = rows.iter().filter(|row| !others.contains(row)).take(3);
            differences.extend(extra.map(|row| format!("{sign} {what}: {row:.300}")));
        }
        if differences.is_empty() && found != expected {
            differences.push(format!("{what} has {} rows for {}", found.len(), expected.len()));
        }
    };
    for (found, expected) in found.0.iter().zip(&expected.0) {
        for (table, rows) in expected {
            compare(table, found.get(table).map_or(&[], Vec::as_slice), rows);
        }
    }
    compare("rejects", &found.1, &expected.1);
    differences
}

/// Kills per test run; `LBSM_KILLS=200` for more.
pub fn kills() -> u64 {
    std::env::var("LBSM_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(6)
}

#[test]
fn killed_at_any_moment_and_run_again_nothing_differs() {
    let folder = Folder::new();
    folder.write("key", "a key of this test");
    let all = dump(0..2500);
    for kind in ["jsonl", "gz", "bz2", "zst"] {
        folder.write(&format!("posts.{kind}"), compress(kind, all.as_bytes()));
    }
    let array: Vec<&str> = all.lines().filter(|line| line.ends_with("}}")).collect();
    folder.write("posts.json", format!("[{}]", array.join(",")));
    let names: Vec<String> = (0..5).map(|number| format!("parts/{number}")).collect();
    let mut parts = Vec::new();
    for (number, kind) in ["jsonl", "gz", "jsonl", "bz2", "zst"].iter().enumerate() {
        let number = number as u64;
        let part = dump(number * 400..number * 400 + 600);
        let part = compress(kind, part.as_bytes());
        folder.write(&format!("parts/{number}"), &part);
        parts.push((names[number as usize].as_str(), part));
    }
    folder.write("parts.tar", tar(&parts));
    folder.write("parts.tgz", compress("gz", &tar(&parts)));
    folder.write("parts.zip", zip(&parts));
    let inputs = [
        "posts.jsonl",
        "posts.gz",
        "parts.tar",
        "parts",
        "posts.zst",
        "parts.zip",
        "posts.json",
        "posts.bz2",
        "parts.tgz",
    ];
    let cases = (0..).flat_map(|round| {
        inputs.iter().enumerate().map(move |(number, input)| (round + number, *input))
    });
    let (mut dice, mut done, mut sequences, mut midway) = (Dice(kills()), 0, 0, 0);
    let mut references = BTreeMap::new();
    for (number, inputs) in cases {
        if done >= kills() {
            break;
        }
        let stores = ["sets", "one", "folder", "two"][number % 4];
        let case = Case { folder: &folder, inputs, stores };
        let (whole, reference) = references.entry((inputs, stores)).or_insert_with(|| {
            let begun = Instant::now();
            let name = format!("{inputs}-{stores}-whole");
            let run = folder.lbsm(&case.arguments(&name));
            assert_eq!(run.code, 0, "{}", run.stderr);
            (begun.elapsed(), case.outcome(&name))
        });
        let name = format!("killed{sequences}");
        done += case.kill(&name, whole, (kills() - done).min(4), &mut midway, &mut dice);
        sequences += 1;
        let differences = differences(&case.outcome(&name), reference);
        assert!(
            differences.is_empty(),
            "{inputs} to {stores}, sequence {sequences}: {differences:#?}"
        );
    }
    println!(
        "{done} kills in {sequences} sequences, no difference; {midway} inputs were left midway"
    );
    assert!(midway > 0 || done < 50, "no input was ever gone on with");
}

/// How far the log says that an input is.
fn log(folder: &Folder, store: &str) -> Vec<Value> {
    let output = folder.lbsm(&format!("info {store} --format json"));
    assert_eq!(output.code, 0, "{}", output.stderr);
    let info: Value = serde_json::from_str(&output.stdout).unwrap();
    info["ingests"].as_array().unwrap().clone()
}

/// Runs `lbsm etl` quietly enough and returns what it said.
fn etl(folder: &Folder, arguments: &str) -> crate::support::Output {
    folder.write("key", "a key of this test");
    folder.lbsm(&format!("etl {arguments} --key-file key --report report.json"))
}

fn report(folder: &Folder) -> Value {
    serde_json::from_slice(&std::fs::read(folder.path("report.json")).unwrap()).unwrap()
}

/// A pipe that nobody writes to any more holds a run up until it is interrupted.
#[cfg(unix)]
fn interrupted(signal: &str, code: i32) {
    let folder = Folder::new();
    folder.write("key", "a key of this test");
    let mut run = Command::new(env!("CARGO_BIN_EXE_lbsm"))
        .current_dir(folder.path(""))
        .args(
            "etl - --key-file key --block 1KiB --threads 2 --commit-every 100ms".split_whitespace(),
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = run.stdin.take().unwrap();
    pipe.write_all(dump(0..200).as_bytes()).unwrap();
    pipe.flush().unwrap();
    let begun = Instant::now();
    // There is no store at first.
    let committed = || folder.lbsm("info lbsm.gpkg").stdout.contains("up to line");
    while !committed() {
        assert!(begun.elapsed() < Duration::from_mins(1), "nothing is committed");
        sleep(Duration::from_millis(50));
    }
    pipe.write_all(dump(200..400).as_bytes()).unwrap();
    pipe.flush().unwrap();
    Command::new("kill").args([signal, &run.id().to_string()]).status().unwrap();
    let output = run.wait_with_output().unwrap();
    drop(pipe);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(stderr.contains("the same command goes on from there"), "{stderr}");
    let log = log(&folder, "lbsm.gpkg");
    assert_eq!(log[0]["complete"], false);
    assert!(log[0]["matched"].as_u64().unwrap() > 100, "{log:?}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_commits_what_was_read_and_says_how_to_go_on() {
    interrupted("-INT", 130);
    interrupted("-TERM", 143);
}

#[test]
fn a_file_that_has_grown_is_continued_and_a_cut_record_read_when_it_is_whole() {
    let folder = Folder::new();
    let all = dump(0..1000);
    let cut = all.len() * 2 / 3;
    for kind in ["jsonl", "gz", "bz2", "zst"] {
        let posts = format!("posts.{kind}");
        folder.write(&posts, compress(kind, &all.as_bytes()[..cut]));
        let first = etl(&folder, &format!("{posts} --hll {kind}.gpkg"));
        assert_eq!(first.code, 0, "{}", first.stderr);
        assert_eq!(report(&folder)["rejected"]["truncated"], 1);
        folder.write(&posts, compress(kind, all.as_bytes()));
        let second = etl(&folder, &format!("{posts} --hll {kind}.gpkg"));
        assert_eq!(second.code, 0, "{}", second.stderr);
        let resumed = &report(&folder)["resumed"][0];
        let line = all.bytes().take(cut).filter(|&byte| byte == b'\n').count() as u64;
        assert_eq!(resumed["lines"], line, "{resumed}");
        assert!(second.stderr.contains("going on behind line"), "{}", second.stderr);
        etl(&folder, &format!("{posts} --hll {kind}-whole.gpkg"));
        let (grown, whole) = (format!("{kind}.gpkg"), format!("{kind}-whole.gpkg"));
        assert!(content(&folder, &grown) == content(&folder, &whole), "{kind}");
        let rejected = rejects(&folder, &format!("{kind}.rejects.jsonl"));
        assert_eq!(rejected, rejects(&folder, &format!("{kind}-whole.rejects.jsonl")));
        assert_eq!(rejected.len(), 10);
    }
}

#[test]
fn a_file_that_has_changed_is_refused_and_the_others_go_on() {
    let folder = Folder::new();
    for (kind, changed) in [("jsonl", dump(1..400)), ("gz", dump(0..299)), ("zst", String::new())] {
        folder.write("posts", compress(kind, dump(0..300).as_bytes()));
        folder.write("other", dump(1000..1100));
        let store = format!("--hll {kind}.gpkg");
        assert_eq!(etl(&folder, &format!("posts {store}")).code, 0);
        folder.write("posts", compress(kind, changed.as_bytes()));
        let refused = etl(&folder, &format!("posts other {store}"));
        assert_eq!(refused.code, 3, "{}", refused.stderr);
        assert!(refused.stdout.contains("it has changed"), "{}", refused.stdout);
        assert!(refused.stdout.contains("--again"), "{}", refused.stdout);
        assert_eq!(report(&folder)["matched"], 101, "the other input");
        let log = log(&folder, &format!("{kind}.gpkg"));
        assert_eq!(log.len(), 2);
        let again = etl(&folder, &format!("posts other {store} --again"));
        assert_eq!(again.code, 0, "{}", again.stderr);
        let matched = changed.lines().filter(|line| line.contains("created_at")).count() as u64;
        assert_eq!(report(&folder)["matched"], 101 + matched);
    }
}

/// What is asked of each post is another question, so everything is read again; where the
/// results go, and who reads them, is not.
#[test]
fn another_job_reads_from_the_beginning() {
    let folder = Folder::new();
    folder.write("posts", dump(0..50));
    folder.write("a.toml", "[[term]]\ntext = 'tag1'\n");
    folder.write("b.toml", "# a note\n[[term]]\ntext = 'tag1'\nnote = 'x'\n");
    folder.write("c.toml", "[[term]]\ntext = 'tag2'\n");
    let known = |arguments: &str| {
        let output = etl(&folder, arguments);
        assert_eq!(output.code, 0, "{}", output.stderr);
        report(&folder)["known_inputs"].as_array().unwrap().len() == 1
    };
    for (arguments, expected) in [
        ("posts", false),
        ("posts", true),
        ("./posts --threads 1 --commit-every 5s --memory 1MiB --reject r.jsonl", true),
        ("posts --reactions", false),
        ("posts --min-accuracy city", false),
        ("posts --bbox 0,0,90,90", false),
        ("posts --since 2016-01-01", false),
        ("posts --until 2017-01-01", false),
        ("posts --lang en,de", false),
        ("posts --lang de,en", true),
        ("posts --max-record 1MiB", false),
        ("posts --lexicon a.toml", false),
        ("posts --lexicon b.toml", true),
        ("posts --lexicon c.toml", false),
        ("posts --raw lbsm.gpkg", false),
        ("posts --raw lbsm.gpkg", true),
        ("posts --again", false),
        ("posts --hll other.gpkg", false),
        ("posts", true),
    ] {
        assert_eq!(known(arguments), expected, "{arguments}");
    }
}

/// The log of one of two stores may be behind the other's: the smaller position counts.
#[test]
fn of_two_stores_the_one_that_is_behind_decides() {
    let folder = Folder::new();
    folder.write("posts", dump(0..300));
    let arguments = "posts --hll s.gpkg --raw r.gpkg";
    assert_eq!(etl(&folder, arguments).code, 0);
    let before = (content(&folder, "s.gpkg"), content(&folder, "r.gpkg"));
    // As if the process had died before it made the other store, and in the order of a backup.
    std::fs::remove_file(folder.path("r.gpkg")).unwrap();
    assert_eq!(etl(&folder, arguments).code, 0);
    assert_eq!(report(&folder)["matched"], 303);
    assert!((content(&folder, "s.gpkg"), content(&folder, "r.gpkg")) == before);
    assert_eq!(etl(&folder, arguments).code, 0);
    assert_eq!(report(&folder)["earlier_runs"]["matched"], 303);
}

#[test]
fn two_processes_share_a_store() {
    let folder = Folder::new();
    folder.write("key", "a key of this test");
    folder.write("a", dump(0..1200));
    folder.write("b", dump(1000..2200));
    let arguments =
        |input: &str, store: &str| format!("etl {input} --hll {store} --key-file key {SMALL}");
    let both = ["a", "b"].map(|input| spawn(&folder, &arguments(input, "both.gpkg")));
    for run in both {
        let output = run.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(folder.lbsm(&arguments("a b", "one.gpkg")).code, 0);
    assert!(content(&folder, "both.gpkg") == content(&folder, "one.gpkg"));
}

#[test]
fn who_waits_for_another_process_says_so() {
    let folder = Folder::new();
    folder.write("key", "a key of this test");
    folder.write("a", dump(0..10));
    folder.write("b", dump(10..20));
    assert_eq!(etl(&folder, "a --hll s.gpkg").code, 0);
    let holder = Connection::open(folder.path("s.gpkg")).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let waiting = spawn(&folder, "etl b --hll s.gpkg --key-file key");
    sleep(Duration::from_millis(2500));
    holder.execute_batch("COMMIT").unwrap();
    let output = waiting.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{stderr}");
    assert!(stderr.contains("another process has locked the store"), "{stderr}");
    assert_eq!(log(&folder, "s.gpkg").len(), 2);
}

/// An open file can be read to its end whatever becomes of its name.
#[cfg(unix)]
#[test]
fn files_may_grow_and_vanish_while_they_are_read() {
    let folder = Folder::new();
    folder.write("key", "a key of this test");
    let (first, rest) = (dump(0..3000), dump(3000..3100));
    for vanishes in [false, true] {
        let store = format!("{vanishes}.gpkg");
        let posts = folder.write("posts", &first);
        let run = spawn(&folder, &format!("etl posts --hll {store} --key-file key {SMALL}"));
        while !folder.path(&store).exists() {
            sleep(Duration::from_millis(5));
        }
        if vanishes {
            std::fs::remove_file(&posts).unwrap();
        } else {
            let mut posts = std::fs::OpenOptions::new().append(true).open(&posts).unwrap();
            posts.write_all(rest.as_bytes()).unwrap();
        }
        let output = run.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        match output.status.code() {
            // It was gone before it was opened, which is an input that is not there.
            Some(3) => assert!(vanishes, "{stderr}"),
            code => assert_eq!(code, Some(0), "{stderr}"),
        }
        if !vanishes {
            assert_eq!(etl(&folder, &format!("posts --hll {store}")).code, 0);
            assert_eq!(log(&folder, &store)[0]["matched"], 3131);
            assert_eq!(etl(&folder, "posts --hll whole.gpkg").code, 0);
            let sets = |store: &str| folder.all_sets(store);
            assert!(sets(&store) == sets("whole.gpkg"));
        }
    }
}

#[test]
fn standard_input_that_is_closed_early_is_all_that_came() {
    let folder = Folder::new();
    folder.write("key", "a key of this test");
    let all = dump(0..100);
    let cut = all.rfind('{').unwrap() + 1;
    for _ in 0..2 {
        let output = folder.lbsm_with(&["etl", "-", "--key-file", "key"], &all.as_bytes()[..cut]);
        assert_eq!(output.code, 0, "{}", output.stderr);
        assert!(output.stdout.contains("truncated"), "{}", output.stdout);
    }
    let log = log(&folder, "lbsm.gpkg");
    assert_eq!(log.len(), 2, "each standard input is another one");
    assert!(log.iter().all(|entry| entry["complete"] == true && entry["rejected"] == 2), "{log:?}");
}
