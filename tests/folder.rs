//! A folder of CSV files as a store: what others read from it, what is refused, what a killed
//! process leaves.

use crate::support::{Folder, lines, output, tool, tweet};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// The bytes of all tables of a folder.
pub fn tables(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let tables = entries.filter(|path| path.extension().is_some_and(|ending| ending == "csv"));
    tables
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect()
}

/// Posts with hashtags that spreadsheets would take for formulas, in several cells.
fn posts(numbers: std::ops::Range<u64>) -> String {
    lines(numbers.map(|n| {
        let tags = ["=1+1", "@sum", "+a", "-b", "it's \"x\", y"];
        let tags: Vec<_> =
            tags.iter().map(|tag| json!({"text": format!("{tag}{}", n % 7)})).collect();
        tweet(n, json!({
            "coordinates": {"type": "Point", "coordinates": [n % 50, n % 60]},
            "entities": {"hashtags": tags, "urls": [], "user_mentions": []},
            "place": {
                "id": format!("p{}", n % 3), "place_type": "city", "name": "Köln, \"Cölln\"",
                "country_code": "DE", "country": "Germany",
                "bounding_box": {"type": "Polygon", "coordinates": [[[6.7, 50.8], [6.7, 51.1], [7.2, 51.1], [7.2, 50.8]]]},
            },
        }))
    }))
}

#[test]
fn a_folder_is_a_store_like_any_other() {
    let folder = Folder::new();
    folder.write("a.jsonl", posts(0..200));
    folder.etl("a.jsonl --hll a.gpkg");
    folder.etl("a.jsonl --hll a/ --memory 64KiB");
    assert!(folder.all_sets("a/").iter().any(|(base, rows)| base == "hashtag" && rows.len() == 36));
    assert_eq!(folder.all_sets("a/"), folder.all_sets("a.gpkg"));
    // Again, and in halves: not a byte of a table differs.
    let before = tables(&folder.path("a"));
    folder.etl("a.jsonl --hll a/");
    assert!(tables(&folder.path("a")) == before);
    folder.write("b1.jsonl", posts(100..200));
    folder.write("b2.jsonl", posts(0..150));
    folder.etl("b1.jsonl --hll b/");
    folder.etl("b2.jsonl --hll b/");
    assert!(tables(&folder.path("b")) == before);
}

#[test]
fn a_store_among_the_inputs_is_no_input() {
    let folder = Folder::new();
    folder.write("dumps/a.jsonl", posts(0..20));
    let first = folder.etl("dumps --hll dumps/store/ --raw dumps/store/");
    let again = folder.etl("dumps --hll dumps/store/ --raw dumps/store/");
    assert_eq!((&first["inputs"], &again["inputs"]), (&json!(1), &json!(1)));
    std::fs::create_dir(folder.path("empty")).unwrap();
    let run = folder.lbsm("info empty/");
    assert!(run.code == 3 && run.stderr.contains("there is no store empty/"), "{}", run.stderr);
}

#[test]
fn cells_that_look_like_formulas_stay_as_they_are() {
    let folder = Folder::new();
    folder.write("a.jsonl", posts(0..20));
    folder.etl("a.jsonl --hll a/ --bases hashtag");
    let text = std::fs::read_to_string(folder.path("a/topical_hashtag.csv")).unwrap();
    assert!(text.contains("\n=1+10,\\x13"), "{text}");
    assert!(text.contains("\n\"it's \"\"x\"\", y0\",\\x13"), "{text}");
}

#[test]
fn foreign_folders_are_not_touched() {
    let folder = Folder::new();
    folder.write("a.jsonl", posts(0..5));
    folder.write("key", "test");
    folder.write("mine/notes.txt", "mine");
    folder.write("other/lbsm.json", r#"{"name": "something else"}"#);
    folder.write("newer/lbsm.json", r#"{"format": "lbsm CSV folder", "format_version": 99}"#);
    folder.write("broken/lbsm.json", r#"{"format": "lbsm CSV folder", "format_version": 1}"#);
    folder.write(
        "endless/lbsm.json",
        r#"{"format": "lbsm CSV folder", "format_version": 1, "lbsm_version": "0.1.0",
            "generation": 18446744073709551615, "sets": null, "raw": false, "ingests": []}"#,
    );
    for (name, code, about) in [
        ("mine", 4, "files in it that lbsm did not make"),
        ("other", 4, "files in it that lbsm did not make"),
        ("newer", 4, "use a newer lbsm"),
        ("broken", 3, "is damaged (missing field"),
        ("endless", 3, "is damaged (generation"),
    ] {
        let before: Vec<_> = std::fs::read_dir(folder.path(name)).unwrap().collect();
        for command in
            [format!("etl a.jsonl --hll {name}/ --key-file key"), format!("info {name}/")]
        {
            let run = folder.lbsm(&command);
            assert_eq!(run.code, code, "{command}: {}", run.stderr);
            assert!(run.stderr.contains(about), "{command}: {}", run.stderr);
        }
        assert_eq!(std::fs::read_dir(folder.path(name)).unwrap().count(), before.len());
    }
    let run = folder.lbsm("info nowhere/");
    assert!(run.code == 3 && run.stderr.contains("there is no store nowhere/"), "{}", run.stderr);
    let run = folder.lbsm("etl a.jsonl --hll here/ --raw ./ --key-file key");
    assert_eq!(run.code, 2, "{}", run.stderr);
}

/// Each damage is refused with file, line and column, and nothing changes.
#[test]
fn damaged_tables_are_refused_precisely() {
    let folder = Folder::new();
    folder.write("a.jsonl", posts(0..20));
    folder.write("key", "test");
    folder.etl("a.jsonl --hll a/ --raw a/ --bases hashtag,city,latlng");
    let file = |name: &str| folder.path(&format!("a/{name}.csv"));
    let damages: &[(&str, &str, &str, &str)] = &[
        (
            "topical_hashtag",
            ",\\x13",
            ",\\x1g",
            "line 2, column user_hll: it holds no set: character 4",
        ),
        (
            "topical_hashtag",
            ",\\x138b40",
            ",\\x138b41",
            "line 2, column user_hll: the set's parameters",
        ),
        (
            "topical_hashtag",
            ",\\x13",
            ",x13",
            "line 2, column user_hll: it holds no set: character 1",
        ),
        ("topical_hashtag", ",\\x13", ",,\\x13", "line 2: it has 8 fields, and the header names 7"),
        (
            "topical_hashtag",
            "post_hll",
            "posts_hll",
            "line 1, column post_hll: this column is missing",
        ),
        ("topical_hashtag", "upt_hll", "upt_hll,x", "line 1, column x: no column of this name"),
        (
            "topical_hashtag",
            "user_hll,post_hll",
            "post_hll,user_hll",
            "line 1, column hashtag: the columns are in another order",
        ),
        ("topical_hashtag", "\n+a0", "\n=1+10", "line 3: "),
        ("topical_hashtag", "\n=1+11", "\n=1+10", ": it has the key of the line before"),
        ("topical_hashtag", "\n=1+1", "\n\"=1+1", "line 16: "),
        ("spatial_city", "POLYGON((6.7", "POLYGON((6.8", "column geom_area: it holds no box"),
        ("spatial_latlng", "\n", "\nnorth", "column latitude"),
        ("raw_post", ",2,", ",3,", "column completeness"),
    ];
    for &(name, from, to, about) in damages {
        let whole = std::fs::read_to_string(file(name)).unwrap();
        assert!(whole.contains(from), "{name} has no {from}");
        // The header is the first line; data is damaged behind it.
        let broken = match (from.contains("hll"), whole.split_once('\n')) {
            (false, Some((header, rows))) if from.starts_with('\n') => {
                format!("{header}{}", format!("\n{rows}").replacen(from, to, 1))
            }
            (false, Some((header, rows))) => format!("{header}\n{}", rows.replacen(from, to, 1)),
            _ => whole.replacen(from, to, 1),
        };
        if broken == whole {
            continue;
        }
        std::fs::write(file(name), &broken).unwrap();
        let before = tables(&folder.path("a"));
        let read = if name.starts_with("raw") {
            folder.lbsm("merge a/ --raw -o copy/")
        } else {
            let (_, base) = name.split_once('_').unwrap();
            folder.lbsm(&format!("sets a/ --base {base} --format csv"))
        };
        assert_eq!(read.code, 3, "{to}: {}", read.stderr);
        assert!(read.stderr.contains(about), "{to} gives {}", read.stderr);
        assert!(read.stderr.contains(&format!("{name}.csv, line ")), "{}", read.stderr);
        // Writing meets the same damage where it touches the row.
        let write = folder.lbsm("etl a.jsonl --again --hll a/ --raw a/ --key-file key");
        assert_eq!(write.code, 3, "{to}: {}", write.stderr);
        assert!(tables(&folder.path("a")) == before, "{to}: something was written");
        std::fs::write(file(name), &whole).unwrap();
        let _ = std::fs::remove_dir_all(folder.path("copy"));
    }
    std::fs::remove_file(file("topical_hashtag")).unwrap();
    let run = folder.lbsm("sets a/ --base hashtag");
    assert!(run.code == 3 && run.stderr.contains("topical_hashtag.csv"), "{}", run.stderr);
}

#[test]
fn other_settings_are_refused() {
    let folder = Folder::new();
    folder.write("a.jsonl", posts(0..5));
    folder.etl("a.jsonl --hll a/");
    folder.write("other", "another key");
    let before = tables(&folder.path("a"));
    for (options, about) in [
        ("--key-file other", "key id is"),
        ("--key-file key --hll-params 12,5,0,1", "HLL parameters are"),
        ("--key-file key --geohash 4", "geohash precision is"),
        ("--key-file key --items compat", "item mode is"),
        ("--key-file key --bases all", "the store lacks"),
    ] {
        let run = folder.lbsm(&format!("etl a.jsonl --hll a/ {options}"));
        assert_eq!(run.code, 4, "{options}: {}", run.stderr);
        assert!(run.stderr.contains(about), "{options}: {}", run.stderr);
    }
    assert!(tables(&folder.path("a")) == before);
}

/// A process is killed at many points in time; whatever it leaves is a store, and running
/// again ends where an undisturbed run does.
#[test]
fn killed_runs_leave_a_store_that_can_be_finished() {
    let folder = Folder::new();
    folder.write("a.jsonl", posts(0..400));
    folder.etl("a.jsonl --hll whole/ --raw whole/");
    let whole = tables(&folder.path("whole"));
    let arguments =
        ["etl", "a.jsonl", "--hll", "a/", "--raw", "a/", "--key-file", "key", "--memory", "128KiB"];
    // As long as a whole run takes, on a machine as busy as this one is.
    let begun = Instant::now();
    folder.etl("a.jsonl --hll timed/ --raw timed/ --memory 128KiB");
    let mut whole_run = begun.elapsed();
    let (mut killed, mut trial) = (0, 0_u32);
    while killed < 12 {
        trial += 1;
        let mut run = Command::new(assert_cmd::cargo::cargo_bin("lbsm"))
            .current_dir(folder.path(""))
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole_run * (trial * 7 % 20) / 25);
        run.kill().unwrap();
        if run.wait().unwrap().success() {
            // Nothing is left to do, and nothing to kill: from the beginning, and sooner, as the
            // machine may have become quicker.
            whole_run = whole_run * 4 / 5;
            assert!(tables(&folder.path("a")) == whole);
            std::fs::remove_dir_all(folder.path("a")).unwrap();
            continue;
        }
        killed += 1;
        if folder.path("a/lbsm.json").exists() {
            let info = folder.lbsm("info a/");
            assert_eq!(info.code, 0, "{}", info.stderr);
            folder.sets("a/", "hashtag");
        }
    }
    folder.etl("a.jsonl --hll a/ --raw a/");
    assert!(tables(&folder.path("a")) == whole);
    let names =
        std::fs::read_dir(folder.path("a")).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!names.into_iter().any(|name| name.to_string_lossy().contains(".new")), "leftovers");
}

/// One of the posts is at Null Island, which is no position. GDAL takes the geometry columns of a table for what they are.
#[test]
fn gdal_reads_the_tables() {
    let folder = Folder::new();
    folder.write("a.jsonl", posts(0..20));
    folder.etl("a.jsonl --hll a/");
    let Some(mut ogrinfo) = tool("ogrinfo", &["--version"]) else { return };
    let path = folder.path("a/spatial_latlng.csv");
    let said = output(
        ogrinfo.args(["-ro", "-al", "-so", "-oo", "GEOM_POSSIBLE_NAMES=latlng_geom"]).arg(&path),
    );
    assert!(said.contains("Feature Count: 19"), "{said}");
    assert!(said.contains("Geometry Column = latlng_geom") || said.contains("Extent: ("), "{said}");
    assert!(said.contains("user_hll: String"), "{said}");
}
