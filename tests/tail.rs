//! `lbsm tail` as a collector's folder meets it.

#![cfg(unix)]

use crate::support::{Folder, lines, tweet};
use serde_json::{Value, json};
use std::fs::OpenOptions;
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

fn posts(ids: std::ops::Range<u64>) -> String {
    lines(ids.map(|id| {
        let tags = json!([{"text": format!("tag{}", id % 7)}]);
        tweet(id, json!({"entities": {"hashtags": tags, "urls": [], "user_mentions": []}}))
    }))
}

/// A program that is running in a folder.
struct Tail<'f> {
    folder: &'f Folder,
    child: Option<Child>,
}

impl<'f> Tail<'f> {
    fn start(folder: &'f Folder, input: &str) -> Self {
        folder.write("key", "a key of this test");
        let arguments =
            format!("tail {input} --hll live.gpkg --key-file key --commit-every 300ms --threads 2");
        let child = Command::new(env!("CARGO_BIN_EXE_lbsm"))
            .current_dir(folder.path(""))
            .args(arguments.split_whitespace())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self { folder, child: Some(child) }
    }

    /// The store's log, once it has `matched` posts in all; fails when that takes too long.
    fn wait_for(&self, matched: u64) -> Vec<Value> {
        let begun = Instant::now();
        let mut log = Vec::new();
        while begun.elapsed() < Duration::from_mins(1) {
            log = self.log();
            if log.iter().map(|entry| entry["matched"].as_u64().unwrap()).sum::<u64>() == matched {
                return log;
            }
            sleep(Duration::from_millis(100));
        }
        panic!("{matched} posts never came: {log:?}");
    }

    fn log(&self) -> Vec<Value> {
        let output = self.folder.lbsm("info live.gpkg --format json");
        let info: Option<Value> = serde_json::from_str(&output.stdout).ok();
        info.and_then(|info| info["ingests"].as_array().cloned()).unwrap_or_default()
    }

    fn append(&self, name: &str, text: &str) {
        let path = self.folder.path(name);
        let mut file = OpenOptions::new().append(true).create(true).open(path).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }

    /// Ends it in order; returns what it printed.
    fn end(mut self) -> String {
        let child = self.child.take().unwrap();
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{stderr}");
        String::from_utf8(output.stdout).unwrap() + &stderr
    }
}

impl Drop for Tail<'_> {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Runs `lbsm etl` under the key of these tests; returns the report.
fn etl(folder: &Folder, arguments: &str) -> Value {
    let output = folder.lbsm(&format!("etl {arguments} --key-file key --report report.json"));
    assert_eq!(output.code, 0, "{}", output.stderr);
    serde_json::from_slice(&std::fs::read(folder.path("report.json")).unwrap()).unwrap()
}

/// The sets are those of `lbsm etl` on all of these posts.
fn assert_sets(folder: &Folder, ids: std::ops::Range<u64>) {
    folder.write("all.jsonl", posts(ids));
    etl(folder, "all.jsonl --hll all.gpkg");
    assert_eq!(folder.all_sets("live.gpkg"), folder.all_sets("all.gpkg"));
}

#[test]
fn what_appears_and_grows_is_read_once() {
    let folder = Folder::new();
    folder.write("in/a.jsonl", posts(0..100));
    let tail = Tail::start(&folder, "in");
    tail.wait_for(100);
    tail.append("in/a.jsonl", &posts(100..150));
    folder.write("in/deep/b.jsonl", posts(150..200));
    tail.wait_for(200);
    // A record that comes in two pieces is one record.
    let record = posts(200..201);
    let (begin, rest) = record.split_at(record.len() / 2);
    tail.append("in/a.jsonl", begin);
    sleep(Duration::from_secs(1));
    assert!(tail.log().iter().all(|entry| entry["rejected"] == 0), "{:?}", tail.log());
    tail.append("in/a.jsonl", rest);
    let log = tail.wait_for(201);
    assert!(log.iter().all(|entry| entry["rejected"] == 0 && entry["runs"] == 1), "{log:?}");
    let said = tail.end();
    assert!(said.contains("matched              201"), "{said}");

    // The other command goes on from there, and back.
    folder.write("in/c.jsonl", posts(201..210));
    let report = etl(&folder, "in --hll live.gpkg");
    assert_eq!(report["known_inputs"].as_array().unwrap().len(), 2);
    assert_eq!(report["matched"], 9);
    let tail = Tail::start(&folder, "in");
    tail.append("in/c.jsonl", &posts(210..220));
    tail.wait_for(220);
    let said = tail.end();
    assert!(said.contains("matched               10"), "{said}");
    assert_sets(&folder, 0..220);
}

#[test]
fn a_rotated_file_is_neither_read_twice_nor_lost() {
    let folder = Folder::new();
    folder.write("in/log", posts(0..100));
    let tail = Tail::start(&folder, "in");
    tail.wait_for(100);
    // More comes, then the file is renamed and a new one begun, all between two looks.
    tail.append("in/log", &posts(100..120));
    std::fs::rename(folder.path("in/log"), folder.path("in/log.1")).unwrap();
    tail.append("in/log", &posts(120..150));
    let log = tail.wait_for(150);
    let of =
        |name: &str| log.iter().find(|it| it["source"].as_str().unwrap().ends_with(name)).unwrap();
    assert_eq!((&of("log.1")["matched"], &of("/log")["matched"]), (&json!(120), &json!(30)));
    // Then it is compressed.
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(posts(0..120).as_bytes()).unwrap();
    folder.write("in/log.1.gz", gz.finish().unwrap());
    std::fs::remove_file(folder.path("in/log.1")).unwrap();
    let log = tail.wait_for(270);
    assert_eq!(log.len(), 3, "the old name's entry stays: {log:?}");
    let said = tail.end();
    assert!(said.contains("matched              150"), "nothing was read twice: {said}");
    assert_sets(&folder, 0..150);
}

#[test]
fn killed_and_started_again_it_goes_on() {
    let folder = Folder::new();
    folder.write("in/a.jsonl", posts(0..300));
    for round in 1..6 {
        let tail = Tail::start(&folder, "in");
        sleep(Duration::from_millis(97 * round));
        tail.append("in/a.jsonl", &posts(200 + 100 * round..300 + 100 * round));
        sleep(Duration::from_millis(71 * round));
        drop(tail);
    }
    let tail = Tail::start(&folder, "in");
    tail.append("in/a.jsonl", &posts(800..801));
    // Only the one that runs can have read the last one.
    tail.wait_for(801);
    tail.end();
    assert_sets(&folder, 0..801);
}

#[test]
fn an_empty_folder_is_waited_at_and_a_missing_one_refused() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("in")).unwrap();
    let tail = Tail::start(&folder, "in");
    sleep(Duration::from_millis(500));
    folder.write("in/a.jsonl", posts(0..10));
    tail.wait_for(10);
    tail.end();
    assert_eq!(folder.lbsm("tail nowhere --hll x.gpkg --key-file key").code, 3);
    assert_eq!(folder.lbsm("tail in - --hll x.gpkg --key-file key").code, 2);
    assert_eq!(folder.lbsm("tail in --again --hll x.gpkg --key-file key").code, 2);
}

#[test]
fn a_pipe_is_committed_every_so_often_and_at_its_end() {
    let folder = Folder::new();
    let mut tail = Tail::start(&folder, "- --block 1KiB");
    let mut pipe = tail.child.as_mut().unwrap().stdin.take().unwrap();
    pipe.write_all(posts(0..100).as_bytes()).unwrap();
    pipe.flush().unwrap();
    let begun = Instant::now();
    let matched = || tail.log().iter().map(|entry| entry["matched"].as_u64().unwrap()).sum::<u64>();
    while matched() < 90 {
        assert!(begun.elapsed() < Duration::from_mins(1), "nothing is committed");
        sleep(Duration::from_millis(100));
    }
    pipe.write_all(posts(100..150).as_bytes()).unwrap();
    drop(pipe);
    tail.wait_for(150);
    let output = tail.child.take().unwrap().wait_with_output().unwrap();
    assert!(output.status.success());
    assert_sets(&folder, 0..150);
}
