//! `lbsm merge`: the union of stores is the store of the union.

use crate::folder::tables;
use crate::support::{Folder, Output};
use flate2::read::MultiGzDecoder;
use proptest::prelude::*;
use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde_json::Value;
use std::io::Read as _;
use std::path::Path;

/// The lines of the bundled sample.
fn sample() -> Vec<String> {
    let dump: &[u8] = include_bytes!("../fixtures/sample/tweets.jsonl.gz");
    let mut bytes = Vec::new();
    MultiGzDecoder::new(dump).read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()
}

/// All bases, those that must be named among them.
const ALL: &str = "--bases all,user,friends,timestamp";

fn merged(folder: &Folder, arguments: &str) -> Output {
    let output = folder.lbsm(&format!("merge {arguments}"));
    assert_eq!(output.code, 0, "{arguments}: {}", output.stderr);
    output
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    /// Posts fall to three stores, some to several; however these are united, the files are
    /// those of one run over everything.
    #[test]
    fn a_union_is_what_one_run_makes(
        begin in 0..2000_usize,
        masks in proptest::collection::vec(1..8_u8, 300),
    ) {
        let (folder, lines) = (Folder::new(), sample());
        let lines = &lines[begin..begin + masks.len()];
        folder.write("whole.jsonl", lines.join("\n"));
        folder.etl(&format!("whole.jsonl --hll whole/ --raw whole/ {ALL}"));
        let whole = tables(&folder.path("whole"));
        prop_assert!(whole.values().filter(|table| table.len() > 400).count() > 25);
        let mut read = 0;
        for (part, store) in ["a.gpkg", "b/", "c.gpkg"].iter().enumerate() {
            let lines: Vec<&str> = lines
                .iter()
                .zip(&masks)
                .filter(|(_, mask)| **mask & (1 << part) != 0)
                .map(|(line, _)| line.as_str())
                .collect();
            folder.write(&format!("{part}.jsonl"), lines.join("\n"));
            let report = folder.etl(&format!("{part}.jsonl --hll {store} --raw {store} {ALL}"));
            read += report["records"].as_u64().unwrap();
        }
        merged(&folder, "a.gpkg b/ c.gpkg --raw -o abc/");
        merged(&folder, "c.gpkg b/ a.gpkg a.gpkg --raw -o cba/ --memory 512KiB");
        merged(&folder, "a.gpkg b/ --raw -o ab.gpkg");
        merged(&folder, "ab.gpkg c.gpkg --raw -o ab-c/");
        merged(&folder, "b/ c.gpkg --raw -o bc/");
        merged(&folder, "bc/ --raw -o a.gpkg");
        merged(&folder, "a.gpkg --raw -o a-bc/");
        for store in ["abc", "cba", "ab-c", "a-bc"] {
            prop_assert!(tables(&folder.path(store)) == whole, "{} differs", store);
        }
        // Once more changes nothing.
        merged(&folder, "b/ ab.gpkg --raw -o abc/");
        prop_assert!(tables(&folder.path("abc")) == whole);
        // Three inputs went in, each with the counts of its run.
        let info: Value =
            serde_json::from_str(&folder.lbsm("info ab-c/ --format json").stdout).unwrap();
        let records: u64 = info["ingests"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["records"].as_u64().unwrap())
            .sum();
        prop_assert_eq!(info["ingests"].as_array().unwrap().len(), 3);
        prop_assert_eq!(records, read);
    }
}

/// Every row of every table that holds data, as SQLite has it, without row numbers.
fn rows(path: &Path) -> Vec<(String, Vec<Vec<Cell>>)> {
    let connection = Connection::open(path).unwrap();
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'gpkg_%'
                 ORDER BY name";
    let mut statement = connection.prepare(names).unwrap();
    let names: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let read = |name: &String| {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns = statement.column_count();
        let rows =
            statement.query_map([], |row| (1..columns).map(|index| row.get(index)).collect());
        let mut rows = rows.unwrap().collect::<Result<Vec<Vec<Cell>>, _>>().unwrap();
        rows.sort_by_cached_key(|row| format!("{row:?}"));
        rows
    };
    names.iter().map(|name| (name.clone(), read(name))).collect()
}

#[test]
fn there_and_back_again() {
    let folder = Folder::new();
    folder.write("whole.jsonl", sample().join("\n"));
    folder.etl(&format!("whole.jsonl --hll a.gpkg --raw a.gpkg {ALL}"));
    let report = merged(&folder, "a.gpkg --raw -o b/").stdout;
    assert!(report.contains("topical_hashtag                      0     597     597"), "{report}");
    merged(&folder, "b/ --raw -o c.gpkg");
    let (before, after) = (rows(&folder.path("a.gpkg")), rows(&folder.path("c.gpkg")));
    assert_eq!(before.len(), 30 + 9 + 2, "bases, raw tables, settings and log");
    for (one, other) in before.iter().zip(&after) {
        assert!(one == other, "{} differs", one.0);
    }
}

/// Two stores of a few posts, and what one run makes of both.
fn two(options: &str) -> Folder {
    let (folder, lines) = (Folder::new(), sample());
    folder.write("a.jsonl", lines[..400].join("\n"));
    folder.write("b.jsonl", lines[300..700].join("\n"));
    folder.etl(&format!("a.jsonl --hll a.gpkg {options}"));
    folder.etl(&format!("b.jsonl --hll b/ {options}"));
    folder.etl(&format!("a.jsonl b.jsonl --hll ab/ {options}"));
    folder
}

#[test]
fn what_was_made_otherwise_is_refused_before_anything_is_written() {
    let folder = two("");
    folder.write("other", "another key");
    let etl = |options: &str, store: &str| {
        let run = folder.lbsm(&format!("etl a.jsonl --hll {store} {options}"));
        assert_eq!(run.code, 0, "{}", run.stderr);
    };
    etl("--key-file other", "key.gpkg");
    etl("--key-file key --hll-params 10,5,0,1", "params.gpkg");
    etl("--key-file key --hll-params 11,4,0,1", "width.gpkg");
    etl("--key-file key --geohash 4", "cells.gpkg");
    etl("--key-file key --items compat --hll-params 11,5,0,1", "compat.gpkg");
    etl("--key-file key --bases hashtag,date", "few.gpkg");
    for (arguments, code, about) in [
        (
            "a.gpkg key.gpkg -o c/",
            4,
            "key.gpkg (here) does not unite with a.gpkg (there): key id is",
        ),
        ("a.gpkg params.gpkg -o c/", 4, "--fold unites sets of different log2m"),
        (
            "a.gpkg width.gpkg --fold -o c/",
            4,
            "HLL parameters are 11,5,0,1 there and 11,4,0,1 here",
        ),
        ("cells.gpkg a.gpkg -o c/", 4, "geohash precision is 4 there and 5 here"),
        ("a.gpkg b/ compat.gpkg -o c/", 4, "item mode is fixed there and compat here"),
        ("a.gpkg few.gpkg -o c/", 4, "--bases date,hashtag unites what all of them keep"),
        ("few.gpkg a.gpkg -o c/", 4, "a.gpkg keeps the base latlng, too"),
        ("few.gpkg a.gpkg --bases hashtag,term -o c/", 4, "few.gpkg keeps no base term"),
        ("a.gpkg nowhere.gpkg -o c/", 3, "there is no store nowhere.gpkg"),
        ("a.gpkg --raw -o c/", 2, "no input keeps raw posts"),
        ("a.gpkg b/ -o a.gpkg", 2, "leave it out of the inputs"),
        ("b/topical_hashtag.csv -o b/", 2, "leave it out of the inputs"),
        ("params.gpkg --fold -o b/", 4, "are not folded in place"),
        ("key.gpkg -o b/", 4, "key.gpkg (here) does not unite with b/ (there)"),
        ("a.jsonl -o c/", 2, "nor is it a table of sets"),
    ] {
        let before = (tables(&folder.path("b")), std::fs::read(folder.path("a.gpkg")).unwrap());
        let run = folder.lbsm(&format!("merge {arguments}"));
        assert_eq!(run.code, code, "{arguments}: {}", run.stderr);
        assert!(run.stderr.contains(about), "{arguments}: {}", run.stderr);
        assert!(!folder.path("c").exists(), "{arguments} made a store");
        let after = (tables(&folder.path("b")), std::fs::read(folder.path("a.gpkg")).unwrap());
        assert!(before == after, "{arguments}");
    }
}

#[test]
fn some_bases_can_be_taken() {
    let folder = two("");
    let part = merged(&folder, "a.gpkg b/ --bases hashtag,month -o c/");
    assert!(!part.stderr.contains("only part"), "{}", part.stderr);
    assert_eq!(folder.sets("c/", "hashtag"), folder.sets("ab/", "hashtag"));
    assert_eq!(folder.sets("c/", "month"), folder.sets("ab/", "month"));
    assert_eq!(tables(&folder.path("c")).len(), 2);
    // What is in the other bases of a store that is there would be missing there: its log
    // does not claim the input.
    let part = merged(&folder, "a.gpkg --bases hashtag -o b/");
    assert!(part.stderr.contains("only part"), "{}", part.stderr);
    assert_eq!(folder.sets("b/", "hashtag"), folder.sets("ab/", "hashtag"));
    assert_ne!(folder.sets("b/", "date"), folder.sets("ab/", "date"));
    let info = folder.lbsm("info b/ --format json").stdout;
    assert!(!info.contains("a.jsonl"), "{info}");
}

#[test]
fn folded_sets_are_those_of_the_smaller_log2m() {
    for expthresh in ["0", "-1"] {
        let folder = Folder::new();
        folder.write("a.jsonl", sample()[..300].join("\n"));
        for (log2m, store) in [(10, "ten/"), (12, "twelve.gpkg")] {
            folder.etl(&format!("a.jsonl --hll {store} --hll-params {log2m},5,{expthresh},1"));
        }
        merged(&folder, "twelve.gpkg ten/ --fold -o folded/");
        let ten = tables(&folder.path("ten"));
        assert!(tables(&folder.path("folded")) == ten);
        // Into a store that is there, with nothing new.
        merged(&folder, "twelve.gpkg --fold -o ten/");
        assert!(tables(&folder.path("ten")) == ten);
    }
}

#[test]
fn tables_of_sets_come_back_from_csv() {
    let folder = two(ALL);
    let info: Value = serde_json::from_str(&folder.lbsm("info ab/ --format json").stdout).unwrap();
    let key_id = info["settings"]["key_id"].as_str().unwrap();
    let mut files = Vec::new();
    for base in info["bases"].as_array().unwrap() {
        let base = base["base"].as_str().unwrap();
        let exported = folder.lbsm(&format!("sets ab/ --base {base} --sort post_hll --format csv"));
        assert_eq!(exported.code, 0, "{}", exported.stderr);
        // As a spreadsheet saves it.
        let text = format!("\u{feff}{}", exported.stdout.replace('\n', "\r\n"));
        files.push(format!("csv/{base}.csv"));
        folder.write(&format!("csv/{base}.csv"), text);
    }
    let files = files.join(" ");
    let told = format!("--params 11,5,0,1 --key-id {key_id}");
    merged(&folder, &format!("{files} {told} -o c/"));
    assert!(tables(&folder.path("c")) == tables(&folder.path("ab")));

    let untold = folder.lbsm("merge csv/hashtag.csv -o d.gpkg");
    assert_eq!(untold.code, 2);
    assert!(untold.stderr.contains("with --params and --key-id"), "{}", untold.stderr);
    assert!(untold.stderr.contains("its first set has 11,5,0,1"), "{}", untold.stderr);
    assert!(!folder.path("d.gpkg").exists());
    // A table of a folder tells by what lies beside it; a copy under another name by its
    // columns.
    merged(&folder, "ab/topical_hashtag.csv -o d.gpkg");
    assert_eq!(folder.sets("d.gpkg", "hashtag"), folder.sets("ab/", "hashtag"));
    std::fs::copy(folder.path("csv/hashtag.csv"), folder.path("copy.csv")).unwrap();
    merged(&folder, &format!("copy.csv {told} -o e.gpkg"));
    assert_eq!(folder.sets("e.gpkg", "hashtag"), folder.sets("ab/", "hashtag"));
}

#[test]
fn foreign_tables_are_refused_precisely() {
    let folder = Folder::new();
    let empty = "\\x118b7f";
    let sets = [empty; 6].join(",");
    let good =
        format!("hashtag,user_hll,post_hll,latlng_hll,place_hll,pud_hll,upt_hll\na,{sets}\n");
    folder.write("hashtag.csv", &good);
    let told = "--params 11,5,0,1 --key-id 0123456789abcdef";
    let parameters = empty.replace("8b", "8c");
    let cases = [
        ("hashtag.csv", good.replace("upt_hll", "upt_hll,x"), "line 1, column x: the base hashtag has no such column"),
        ("hashtag.csv", good.replace("upt_hll", "user_hll"), "column user_hll: this column is there twice"),
        ("hashtag.csv", good.replace("hashtag,", ""), "line 1, column hashtag: this column is missing"),
        ("hashtag.csv", good.replace(",upt_hll", ""), "line 1, column upt_hll: this column is missing"),
        ("hashtag.csv", good.replacen(empty, &parameters, 1), "the set's parameters are 12,5,"),
        ("hashtag.csv", good.replacen(empty, "x", 1), "line 2, column user_hll: it holds no set"),
        ("hashtag.csv", good.replacen(empty, "\\x138b", 1), "line 2, column user_hll: it holds no set"),
        ("hashtag.csv", good.replace("\na,", "\n,"), "line 2, column hashtag: it holds no text"),
        ("hashtag.csv", String::new(), "column hashtag: this column is missing"),
        ("what.csv", "id,user_hll\n".to_owned(), "say which it is with --base"),
        ("date.csv", "date,user_hll,post_hll\n1.2.2016,,\n".to_owned(), "line 2, column date: it holds no day"),
        (
            "_month_latlng.csv",
            "year,month,latitude,longitude,user_hll,post_hll\n2016,2,52.5,13.4,,\n".to_owned(),
            "not the middle of a geohash cell of precision 5",
        ),
        (
            "country.csv",
            "country_guid,name,geom_area,user_hll,post_hll,pud_hll,utl_hll,latlng_hll\nDE,,POLYGON((0 0)),,,,,\n".to_owned(),
            "column geom_area: it holds no box",
        ),
    ];
    for (name, text, about) in cases {
        folder.write(name, &text);
        let run = folder.lbsm(&format!("merge {name} {told} -o c.gpkg"));
        assert_eq!(run.code, 3, "{text}: {}", run.stderr);
        assert!(run.stderr.contains(about), "{text} gives {}", run.stderr);
        assert!(run.stderr.contains(&format!("{name}, line ")), "{}", run.stderr);
        let _ = std::fs::remove_file(folder.path("c.gpkg"));
    }
    // Sets that are not there are empty ones; in lbsntransform's data a column may lack.
    folder.write("hashtag.csv", "upt_hll,hashtag,user_hll,post_hll,latlng_hll,place_hll,pud_hll\n,b,,,,,\n,a,,,,,\n,b,,,,,\n");
    merged(&folder, &format!("hashtag.csv {told} -o c.gpkg"));
    assert_eq!(folder.sets("c.gpkg", "hashtag").len(), 3);
    folder.write("hashtag.csv", "hashtag,user_hll,post_hll,latlng_hll,place_hll,pud_hll\nb,,,,,\n");
    merged(&folder, &format!("hashtag.csv {told} --items compat -o d.gpkg"));
}

#[test]
fn raw_rows_alone_unite() {
    let (folder, lines) = (Folder::new(), sample());
    folder.write("a.jsonl", lines[..200].join("\n"));
    folder.write("b.jsonl", lines[100..300].join("\n"));
    folder.write("ab.jsonl", lines[..300].join("\n"));
    for name in ["a", "b", "ab"] {
        folder.etl(&format!("{name}.jsonl --hll {name}.gpkg --raw {name}-raw/"));
    }
    let run = folder.lbsm("merge a-raw/ b-raw/ -o c/");
    assert!(run.code == 2 && run.stderr.contains("add --raw"), "{}", run.stderr);
    merged(&folder, "a-raw/ b-raw/ --raw -o c/");
    assert!(tables(&folder.path("c")) == tables(&folder.path("ab-raw")));
    // Sets and raw rows of two stores become one.
    merged(&folder, "a.gpkg a-raw/ b.gpkg b-raw/ --raw -o d/");
    assert_eq!(folder.all_sets("d/"), folder.all_sets("ab.gpkg"));
    let raw = |path: &str| {
        let mut tables = tables(&folder.path(path));
        tables.retain(|name, _| name.starts_with("raw_"));
        tables
    };
    assert!(raw("d") == raw("ab-raw"));
}
