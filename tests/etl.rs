//! `lbsm etl` as a user meets it.

use crate::support::{Folder, lines, tweet};
use serde_json::{Value, json};

fn hashtags(tags: &[&str]) -> Value {
    let tags: Vec<Value> = tags.iter().map(|tag| json!({"text": tag})).collect();
    json!({"entities": {"hashtags": tags, "urls": [], "user_mentions": []}})
}

#[test]
fn tweets_in_sets_out() {
    let folder = Folder::new();
    folder.write("tweets.jsonl", lines((1..=30).map(|id| tweet(id, json!({})))));
    let report = folder.etl("tweets.jsonl --hll s.gpkg");
    assert_eq!(report["records"], 30);
    assert_eq!(report["stored"], 30);
    assert_eq!(report["users"], 10);
    assert_eq!(report["days"], 1);
    let rows = folder.sets("s.gpkg", "hashtag");
    assert_eq!(rows.len(), 2);
    assert_eq!(&rows[1][0], "refugees");
}

/// The promise of the whole design: running again changes no byte of any set.
#[test]
fn running_again_changes_nothing() {
    let folder = Folder::new();
    folder.write("tweets.jsonl", lines((1..=50).map(|id| tweet(id, hashtags(&["a", "b"])))));
    folder.etl("tweets.jsonl --hll s.gpkg --bases all");
    let before = folder.all_sets("s.gpkg");
    let report = folder.etl("tweets.jsonl --hll s.gpkg");
    assert_eq!((&report["matched"], &report["earlier_runs"]["matched"]), (&json!(0), &json!(50)));
    assert_eq!(folder.all_sets("s.gpkg"), before);
    let report = folder.etl("tweets.jsonl --hll s.gpkg --again");
    assert_eq!((&report["matched"], &report["earlier_runs"]["matched"]), (&json!(50), &json!(0)));
    assert_eq!(folder.all_sets("s.gpkg"), before);
}

#[test]
fn neither_threads_nor_memory_nor_order_change_a_set() {
    let folder = Folder::new();
    let tweets = |ids: std::ops::Range<u64>| {
        lines(ids.map(|id| tweet(id, hashtags(&[&format!("tag{}", id % 700), "all"]))))
    };
    folder.write("a.jsonl", tweets(0..3000));
    folder.write("b.jsonl", tweets(2500..6000));
    folder.etl("a.jsonl b.jsonl --hll one.gpkg --threads 1 --bases all");
    folder.etl("b.jsonl a.jsonl --hll two.gpkg --threads 4 --bases all");
    folder.etl("b.jsonl a.jsonl --hll small.gpkg --threads 3 --bases all --memory 64KiB");
    let one = folder.all_sets("one.gpkg");
    assert_eq!(one, folder.all_sets("two.gpkg"));
    assert_eq!(one, folder.all_sets("small.gpkg"));
}

#[test]
fn every_post_left_out_is_counted_under_its_reason() {
    let folder = Folder::new();
    folder.write("lexicon.toml", "[[term]]\ntext = 'refugee'\n[[exclude]]\ntext = 'refugeecamp'\n");
    folder.write(
        "tweets.jsonl",
        lines([
            tweet(1, json!({})),
            tweet(2, json!({"in_reply_to_status_id_str": "1"})),
            tweet(3, json!({"coordinates": null})),
            tweet(4, json!({"coordinates": {"type": "Point", "coordinates": [-70.0, 52.5]}})),
            tweet(5, json!({"created_at": "Wed Feb 24 08:00:00 +0000 2010"})),
            tweet(6, json!({"created_at": "Wed Feb 24 08:00:00 +0000 2020"})),
            tweet(7, json!({"lang": "fr"})),
            tweet(8, hashtags(&["weather"])),
            tweet(9, hashtags(&["refugeecamp"])),
        ]),
    );
    let filters = "--lexicon lexicon.toml --bbox 0,40,20,60 --since 2016-01-01 \
         --until 2017-01-01 --lang en,de";
    let report = folder.etl(&format!("tweets.jsonl {filters} --hll fast.gpkg"));
    // What raw bytes tell is not looked into.
    let passed_over = json!({"position": 1, "lexicon": 1, "language": 1, "period": 2});
    assert_eq!(report["passed_over"], passed_over);
    assert_eq!(report["filtered"], json!({"bbox": 1, "excluded": 1, "reaction": 1}));
    assert_eq!((&report["matched"], &report["records"]), (&json!(1), &json!(9)));

    let report = folder.etl(&format!("tweets.jsonl {filters} --no-prefilter --hll slow.gpkg"));
    assert_eq!(folder.all_sets("fast.gpkg"), folder.all_sets("slow.gpkg"));
    assert_eq!(
        report["filtered"],
        json!({
            "accuracy": 1, "bbox": 1, "before_since": 1, "excluded": 1, "after_until": 1,
            "language": 1, "lexicon": 1, "reaction": 1,
        })
    );
    assert_eq!(report["matched"], 1);
    assert_eq!(report["terms"], json!([{"term": "refugee", "language": "en", "posts": 1}]));
    let sum: u64 =
        report["filtered"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(report["posts"].as_u64().unwrap(), sum + 1);
}

#[test]
fn a_box_may_cross_the_antimeridian() {
    let folder = Folder::new();
    let at = |id, lon: f64| tweet(id, json!({"coordinates": {"coordinates": [lon, -17.0]}}));
    folder.write("tweets.jsonl", lines([at(1, 179.5), at(2, -179.5), at(3, 0.5)]));
    let report = folder.etl("tweets.jsonl --bbox 170,-20,-170,-10");
    assert_eq!(report["matched"], 2);
    assert_eq!(report["filtered"], json!({"bbox": 1}));
}

#[test]
fn reactions_count_only_when_asked_and_originals_for_themselves() {
    let folder = Folder::new();
    let original = tweet(1, json!({}));
    let retweet = tweet(2, json!({"retweeted_status": original}));
    folder.write("tweets.jsonl", lines([retweet]));
    let report = folder.etl("tweets.jsonl --hll a.gpkg");
    assert_eq!((&report["posts"], &report["embedded"]), (&json!(2), &json!(1)));
    assert_eq!((&report["matched"], &report["filtered"]), (&json!(1), &json!({"reaction": 1})));
    let report = folder.etl("tweets.jsonl --hll b.gpkg --reactions");
    assert_eq!(report["stored"], 2);
}

#[test]
fn null_island_is_no_position() {
    let folder = Folder::new();
    let zero = json!({"coordinates": {"type": "Point", "coordinates": [0, 0]}});
    folder.write("tweets.jsonl", lines([tweet(1, zero)]));
    let report = folder.etl("tweets.jsonl --min-accuracy unknown --bases all");
    assert_eq!(report["matched"], 1);
    assert_eq!(folder.sets("lbsm.gpkg", "latlng").len(), 1, "the header only");
    assert_eq!(folder.sets("lbsm.gpkg", "_hashtag_latlng").len(), 1);
    assert_eq!(folder.sets("lbsm.gpkg", "hashtag").len(), 2);
}

#[test]
fn coordinates_are_reduced_unless_asked() {
    let folder = Folder::new();
    folder.write("tweets.jsonl", lines([tweet(1, json!({}))]));
    folder.etl("tweets.jsonl --hll cell.gpkg");
    let row = &folder.sets("cell.gpkg", "latlng")[1];
    assert_eq!((&row[0], &row[1]), ("52.49267578125", "13.38134765625"));
    folder.etl("tweets.jsonl --hll exact.gpkg --geohash exact");
    let row = &folder.sets("exact.gpkg", "latlng")[1];
    assert_eq!((&row[0], &row[1]), ("52.5", "13.4"));
}

#[test]
fn bad_records_are_counted_placed_and_survived() {
    let folder = Folder::new();
    let mut dump = lines([tweet(1, json!({}))]);
    dump.push_str("{\"created_at\":\n");
    dump.push_str(&lines([
        json!({"hello": "world"}),
        tweet(2, json!({"coordinates": {"coordinates": [13.4, 91.0]}})),
        tweet(3, json!({"coordinates": {"coordinates": [181.0, 1.0]}})),
        tweet(4, json!({"created_at": "Wed Feb 24 08:00:00 +0000 1969"})),
        tweet(5, json!({"created_at": "Wed Feb 24 08:00:00 +0000 2101"})),
        tweet(6, json!({"created_at": "yesterday"})),
        tweet(7, json!({"id_str": null, "id": 1e18})),
        tweet(8, json!({"id_str": null})),
        json!({"delete": {"status": {"id": 1, "user_id": 2}}}),
        json!({"limit": {"track": 5}}),
    ]));
    folder.write("tweets.jsonl", &dump);
    let report = folder.etl("tweets.jsonl");
    assert_eq!(
        report["rejected"],
        json!({
            "invalid_json": 1, "unknown_shape": 1, "bad_coordinates": 2, "time_out_of_range": 2,
            "bad_time": 1, "bad_id": 1,
        })
    );
    assert_eq!(report["notices"], json!({"delete": 1, "limit": 1}));
    assert_eq!(report["matched"], 2);
    assert_eq!(report["records"], 12);

    let rejects = std::fs::read_to_string(folder.path("lbsm.rejects.jsonl")).unwrap();
    assert_eq!(rejects.lines().count(), 8);
    for line in rejects.lines() {
        let reject: Value = serde_json::from_str(line).unwrap();
        let (line, byte) = (reject["line"].as_u64().unwrap(), reject["byte"].as_u64().unwrap());
        let before = dump.get(..byte as usize).unwrap();
        assert_eq!(before.matches('\n').count() as u64 + 1, line, "{reject}");
        assert!(reject.get("content").is_none());
    }
    assert!(!rejects.contains("synthetic"), "no text of a post without being asked");
}

#[test]
fn strict_runs_say_so() {
    let folder = Folder::new();
    folder.write(
        "tweets.jsonl",
        lines([tweet(1, json!({}))]) + "{\"a\" 1}\n" + &lines([tweet(2, json!({}))]),
    );
    folder.write("key", "k");
    assert_eq!(folder.lbsm("etl tweets.jsonl --key-file key").code, 0);
    assert_eq!(folder.lbsm("etl tweets.jsonl --key-file key --strict").code, 1);
    folder.lbsm("etl tweets.jsonl --key-file key --reject r.jsonl --reject-content --again");
    let rejects = std::fs::read_to_string(folder.path("r.jsonl")).unwrap();
    let reject: Value = serde_json::from_str(&rejects).unwrap();
    assert_eq!(reject["content"], "{\"a\" 1}");
}

/// A bad record of a page must not bring the whole page into the reject file, each time anew.
#[test]
fn content_of_rejects_is_theirs_alone() {
    let folder = Folder::new();
    let bad = |id: u64| tweet(id, json!({"created_at": format!("yesterday {id}")}));
    let mut elements: Vec<Value> = (1..500).map(bad).collect();
    elements.push(tweet(500, json!({"created_at": "x".repeat(100_000)})));
    elements.push(tweet(501, json!({})));
    let page = json!({"statuses": elements}).to_string();
    folder.write("page.json", format!("{page}\n{{\"id\": 1"));
    folder.write("key", "k");
    let output = folder.lbsm("etl page.json --key-file key --reject r.jsonl --reject-content");
    assert_eq!(output.code, 0, "{}", output.stderr);
    let rejects = std::fs::read_to_string(folder.path("r.jsonl")).unwrap();
    assert!(rejects.len() < 3 * page.len(), "{} of {}", rejects.len(), page.len());
    let mut contents: Vec<String> = rejects
        .lines()
        .map(|line| {
            serde_json::from_str::<Value>(line).unwrap()["content"].as_str().unwrap().into()
        })
        .collect();
    elements.pop();
    let mut expected: Vec<String> = elements.iter().map(Value::to_string).collect();
    expected.push("{\"id\": 1".to_owned());
    for content in &mut expected {
        content.truncate(64 * 1024);
    }
    // Threads write in any order.
    contents.sort();
    expected.sort();
    assert!(contents == expected, "{} of {}", contents.len(), expected.len());
}

#[test]
fn embedded_posts_that_cannot_be_used_are_counted() {
    let folder = Folder::new();
    let original = tweet(1, json!({"created_at": "yesterday"}));
    folder.write("tweets.jsonl", lines([tweet(2, json!({"retweeted_status": original}))]));
    let report = folder.etl("tweets.jsonl");
    assert_eq!((&report["posts"], &report["embedded"]), (&json!(1), &json!(0)));
    assert_eq!(report["embedded_unusable"], 1);
    assert_eq!(report["rejected"], json!({}));
}

#[test]
fn a_missing_file_among_good_ones_is_named_and_the_rest_is_done() {
    let folder = Folder::new();
    folder.write("good.jsonl", lines([tweet(1, json!({}))]));
    folder.write("key", "k");
    let output = folder.lbsm("etl good.jsonl missing.jsonl --key-file key");
    assert_eq!(output.code, 3);
    assert!(output.stderr.contains("missing.jsonl"), "{}", output.stderr);
    assert_eq!(folder.sets("lbsm.gpkg", "hashtag").len(), 2);
    assert_eq!(folder.lbsm("etl missing.jsonl --key-file key").code, 3);
}

#[test]
fn empty_and_tiny_files_are_no_trouble() {
    let folder = Folder::new();
    folder.write("dumps/empty.jsonl", "");
    folder.write("dumps/one.gz", [0x1f]);
    folder.write("dumps/two.gz", [0x1f, 0x8b]);
    folder.write("dumps/sub/good.jsonl", lines([tweet(1, json!({}))]));
    let report = folder.etl("dumps");
    assert_eq!(report["stored"], 1);
    assert_eq!(report["inputs"], 4);
}

#[test]
fn standard_input_and_compression_give_the_same_sets() {
    use std::io::Write as _;
    let folder = Folder::new();
    let dump = lines((1..=40).map(|id| tweet(id, json!({}))));
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(dump.as_bytes()).unwrap();
    folder.write("tweets", gz.finish().unwrap());
    folder.etl("tweets --hll gz.gpkg");
    let output = folder
        .lbsm_with(&["etl", "-", "--hll", "stdin.gpkg", "--key-file", "key"], dump.as_bytes());
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert_eq!(folder.all_sets("gz.gpkg"), folder.all_sets("stdin.gpkg"));
}

#[test]
fn a_key_is_made_once_kept_private_and_never_shown() {
    let folder = Folder::new();
    folder.write("tweets.jsonl", lines([tweet(1, json!({}))]));
    let first = folder.lbsm("etl tweets.jsonl --hll s.gpkg");
    assert_eq!(first.code, 0, "{}", first.stderr);
    assert!(first.stderr.contains("s.key"));
    let key = std::fs::read_to_string(folder.path("s.key")).unwrap();
    assert_eq!(key.trim_end().len(), 43);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder.path("s.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let again = folder.lbsm("etl tweets.jsonl --hll s.gpkg -vv");
    assert_eq!(again.code, 0);
    let info = folder.lbsm("info s.gpkg");
    for output in [&first, &again, &info] {
        assert!(!output.stdout.contains(key.trim_end()) && !output.stderr.contains(key.trim_end()));
    }
    std::fs::remove_file(folder.path("s.key")).unwrap();
    let lost = folder.lbsm("etl tweets.jsonl --hll s.gpkg");
    assert_eq!(lost.code, 4, "{}", lost.stderr);
    assert!(!folder.path("s.key").exists(), "no second key for one store");
}

#[test]
fn what_does_not_fit_a_store_is_refused_with_the_way_out() {
    let folder = Folder::new();
    folder.write("tweets.jsonl", lines([tweet(1, json!({}))]));
    folder.etl("tweets.jsonl --hll s.gpkg");
    let before = std::fs::read(folder.path("s.gpkg")).unwrap();
    folder.write("other", "another key");
    for (arguments, expected) in [
        ("--key-file other", "key"),
        ("--key-file key --hll-params 12,5,0,1", "12,5,0,1"),
        ("--key-file key --items compat", "compat"),
        ("--key-file key --geohash 4", "geohash"),
        ("--key-file key --bases all", "bases"),
    ] {
        let output = folder.lbsm(&format!("etl tweets.jsonl --hll s.gpkg {arguments}"));
        assert_eq!(output.code, 4, "{arguments}: {}", output.stderr);
        assert!(output.stderr.contains(expected), "{arguments}: {}", output.stderr);
    }
    assert_eq!(std::fs::read(folder.path("s.gpkg")).unwrap(), before, "not a byte was changed");
}

#[test]
fn nonsense_is_refused_before_anything_is_read() {
    let folder = Folder::new();
    folder.write("tweets.jsonl", lines([tweet(1, json!({}))]));
    folder.write("empty.toml", "[[term]]\ntext = ''\n");
    folder.write("unknown.toml", "[[term]]\ntext = 'a'\nmach = 'exact'\n");
    folder.write("regex.toml", "[[term]]\ntext = '('\nmatch = 'regex'\n");
    folder.write("twice.toml", "[[term]]\ntext = 'a'\n[[term]]\ntext = 'A'\n");
    for arguments in [
        "--bbox 0,60,20,40",
        "--bbox 0,0,200,10",
        "--bbox 1,2,3",
        "--bbox a,b,c,d",
        "--bbox nan,0,1,1",
        "--since 2016-13-01",
        "--since 2017-01-01 --until 2016-01-01",
        "--geohash 0",
        "--geohash 13",
        "--hll-params 3,5,0,1",
        "--hll-params 11,5,7,1",
        "--bases hashtags",
        "--items new",
        "--memory 0",
        "--memory much",
        "--threads 0",
        "--lexicon empty.toml",
        "--lexicon unknown.toml",
        "--lexicon regex.toml",
        "--lexicon twice.toml",
        "--lexicon none.toml",
        "--hll mysql://localhost/x",
        "--hll sets.sqlite",
        "--min-accuracy street",
        "--config none.toml",
    ] {
        let output = folder.lbsm(&format!("etl tweets.jsonl {arguments}"));
        assert_eq!(output.code, 2, "{arguments}: {}", output.stderr);
        assert!(!output.stderr.is_empty(), "{arguments}");
        assert!(!folder.path("lbsm.gpkg").exists(), "{arguments}");
        assert!(!folder.path("lbsm.key").exists(), "{arguments}");
    }
}

#[test]
fn strange_files_in_the_place_of_a_store_are_left_alone() {
    let folder = Folder::new();
    folder.write("tweets.jsonl", lines([tweet(1, json!({}))]));
    folder.write("key", "k");
    folder.write("text.gpkg", "not a database");
    std::fs::create_dir(folder.path("dir.gpkg")).unwrap();
    for (store, code) in [("text.gpkg", 4), ("dir.gpkg", 3), ("none/s.gpkg", 3)] {
        let output = folder.lbsm(&format!("etl tweets.jsonl --key-file key --hll {store}"));
        assert_eq!(output.code, code, "{store}: {}", output.stderr);
    }
    assert_eq!(std::fs::read(folder.path("text.gpkg")).unwrap(), b"not a database");
}

#[test]
fn hostile_hashtags_are_keys_like_any_other() {
    let folder = Folder::new();
    let tags = [
        "x".repeat(10_000),
        "a\u{202e}b".to_owned(),
        "nul\0nul".to_owned(),
        "'; DROP TABLE topical_hashtag; --".to_owned(),
        "\"quoted\"".to_owned(),
        "esc\u{1b}[31m".to_owned(),
    ];
    let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
    folder.write("tweets.jsonl", lines([tweet(1, hashtags(&tags))]));
    let report = folder.etl("tweets.jsonl --bases all");
    assert_eq!(report["stored"], 1);
    let keys: Vec<String> =
        folder.sets("lbsm.gpkg", "hashtag").iter().skip(1).map(|row| row[0].to_owned()).collect();
    assert_eq!(keys.len(), tags.len());
    assert!(keys.contains(&"nulnul".to_owned()));
    assert!(keys.contains(&"'; drop table topical_hashtag; --".to_owned()));
    let table = folder.lbsm("sets lbsm.gpkg --base hashtag");
    assert!(!table.stdout.contains('\u{1b}'), "nothing that a terminal would obey");
}

#[test]
fn raw_tables_exist_only_when_asked() {
    let folder = Folder::new();
    folder.write("tweets.jsonl", lines([tweet(1, json!({}))]));
    folder.etl("tweets.jsonl --hll sets.gpkg");
    folder.etl("tweets.jsonl --hll both.gpkg --raw both.gpkg");
    folder.etl("tweets.jsonl --hll apart.gpkg --raw raw.gpkg");
    let text = |store: &str| {
        String::from_utf8_lossy(&std::fs::read(folder.path(store)).unwrap()).into_owned()
    };
    for (store, raw) in
        [("sets.gpkg", false), ("both.gpkg", true), ("apart.gpkg", false), ("raw.gpkg", true)]
    {
        assert_eq!(text(store).contains("raw_post"), raw, "{store}");
        assert_eq!(text(store).contains("a synthetic tweet"), raw, "{store}");
    }
}

#[test]
fn no_output_overwrites_another_file_of_the_run() {
    let folder = Folder::new();
    let dump = lines([tweet(1, json!({}))]) + "{\"a\" 1}\n";
    folder.write("d.jsonl", &dump);
    for clash in [
        "--report lbsm.gpkg",
        "--reject lbsm.gpkg",
        "--reject lbsm.key",
        "--reject d.jsonl",
        "--report ./d.jsonl",
        "--report r --reject r",
        "--key-file d.jsonl",
        "--hll x.gpkg --report x.gpkg",
    ] {
        let output = folder.lbsm(&format!("etl d.jsonl {clash}"));
        assert_eq!(output.code, 2, "{clash}: {}", output.stderr);
        assert_eq!(std::fs::read_to_string(folder.path("d.jsonl")).unwrap(), dump, "{clash}");
    }
}

#[test]
fn a_folder_of_dumps_may_hold_the_results() {
    let folder = Folder::new();
    folder.write("d.jsonl", lines([tweet(1, json!({}))]) + "{\"a\" 1}\n");
    for run in 0..3 {
        let output = folder.lbsm("etl . --report report.json --raw raw.gpkg");
        assert_eq!(output.code, 0, "{}", output.stderr);
        let report: Value =
            serde_json::from_slice(&std::fs::read(folder.path("report.json")).unwrap()).unwrap();
        let records = [&report["records"], &report["earlier_runs"]["records"]];
        let records = records.map(|count| count.as_u64().unwrap()).iter().sum::<u64>();
        assert_eq!((&report["inputs"], records), (&json!(1), 2), "run {run}");
    }
}

#[test]
fn empty_and_guessable_keys() {
    let folder = Folder::new();
    folder.write("d.jsonl", lines([tweet(1, json!({}))]));
    folder.write("empty", "\n");
    folder.write("short", "1234");
    let empty = folder.lbsm("etl d.jsonl --key-file empty");
    assert_eq!(empty.code, 4, "{}", empty.stderr);
    assert!(!folder.path("lbsm.gpkg").exists());
    let compat = folder.lbsm("etl d.jsonl --key-file empty --items compat --hll c.gpkg");
    assert_eq!(compat.code, 0, "{}", compat.stderr);
    assert!(folder.lbsm("info c.gpkg").stdout.contains("11,5,-1,1"));
    let short = folder.lbsm("etl d.jsonl --key-file short --hll s.gpkg");
    assert_eq!(short.code, 0);
    assert!(short.stderr.contains("guess"), "{}", short.stderr);
}

#[test]
fn the_store_knows_what_was_read_to_its_end() {
    use std::io::Write as _;
    let folder = Folder::new();
    let dump = lines((1..=500).map(|id| tweet(id, json!({}))));
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(dump.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    folder.write("whole.gz", &gz);
    folder.write("key", "k");
    folder.etl("whole.gz --memory 10KiB");
    folder.lbsm_with(&["etl", "-", "--key-file", "key"], dump.as_bytes());
    let info: Value =
        serde_json::from_str(&folder.lbsm("info lbsm.gpkg --format json").stdout).unwrap();
    let ingests = info["ingests"].as_array().unwrap();
    assert_eq!(ingests.len(), 2);
    for ingest in ingests {
        assert_eq!(
            (&ingest["complete"], &ingest["records"]),
            (&json!(true), &json!(500)),
            "{ingest}"
        );
    }
}

#[test]
fn the_key_may_come_from_the_environment() {
    let folder = Folder::new();
    folder.write("d.jsonl", lines([tweet(1, json!({}))]));
    folder.write("key", "a key of the environment");
    folder.lbsm("etl d.jsonl --key-file key --hll file.gpkg");
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_lbsm"))
        .current_dir(folder.path(""))
        .env("LBSM_KEY", "a key of the environment")
        .args(["-q", "etl", "d.jsonl", "--hll", "variable.gpkg"])
        .output()
        .unwrap();
    assert!(status.status.success());
    assert_eq!(folder.all_sets("file.gpkg"), folder.all_sets("variable.gpkg"));
}

#[test]
fn an_input_without_a_single_post_is_a_failure() {
    let folder = Folder::new();
    folder.write("d.txt", "a,b\n1,hello\n");
    folder.write("key", "k");
    let output = folder.lbsm("etl d.txt --key-file key");
    assert_eq!(output.code, 3, "{}", output.stderr);
    assert!(output.stdout.contains("not_json"), "{}", output.stdout);
}

#[test]
fn a_closed_pipe_does_not_turn_failure_into_success() {
    let folder = Folder::new();
    folder.write("d.jsonl", lines([tweet(1, json!({}))]) + "{\"a\" 1}\n");
    folder.write("key", "k");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_lbsm"))
        .current_dir(folder.path(""))
        .args(["-q", "etl", "d.jsonl", "--key-file", "key", "--strict"])
        .stdout(writer)
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(1));
}

#[test]
fn what_a_filter_drops_leaves_no_user_behind() {
    let folder = Folder::new();
    let kept = tweet(1, json!({}));
    let dropped = tweet(2, json!({"coordinates": null}));
    folder.write("tweets.jsonl", lines([kept, dropped]));
    folder.etl("tweets.jsonl --raw lbsm.gpkg");
    let info: Value =
        serde_json::from_str(&folder.lbsm("info lbsm.gpkg --format json").stdout).unwrap();
    for table in ["raw_post", "raw_user"] {
        let rows = info["raw"].as_array().unwrap().iter().find(|row| row["table"] == table);
        assert_eq!(rows.unwrap()["rows"], 1, "{table}");
    }
}

#[test]
fn options_may_come_from_a_file_and_the_command_line_wins() {
    let folder = Folder::new();
    folder.write("tweets.jsonl", lines([tweet(1, json!({})), tweet(2, json!({"lang": "de"}))]));
    folder.write("lbsm.toml", "[etl]\nlang = ['de']\nhll = 'from-file.gpkg'\nreactions = true\n");
    let report = folder.etl("tweets.jsonl --config lbsm.toml");
    assert_eq!(report["matched"], 1);
    assert!(folder.path("from-file.gpkg").exists());
    folder.etl("tweets.jsonl --config lbsm.toml --hll given.gpkg --lang en,de");
    assert!(folder.path("given.gpkg").exists());
    folder.write("lbsm.toml", "[etl]\nlnag = 'de'\n");
    assert_eq!(folder.lbsm("etl tweets.jsonl --config lbsm.toml").code, 2);
}

/// A killed run leaves a journal beside the store, which only a writer can roll back, or, if it
/// was killed early, an empty file.
#[test]
fn messages_that_nobody_can_read_stop_nothing() {
    let folder = Folder::new();
    folder.write("key", "test");
    folder.write("d.jsonl", lines((1..=3).map(|id| tweet(id, hashtags(&["tag"])))));
    let (reader, stderr) = std::io::pipe().unwrap();
    drop(reader);
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_lbsm"))
        .current_dir(folder.path(""))
        .args(["etl", "d.jsonl", "--hll", "d.gpkg", "--key-file", "key"])
        .stdout(std::process::Stdio::null())
        .stderr(stderr)
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(0));
    assert_eq!(folder.sets("d.gpkg", "hashtag").len(), 2, "a head and one hashtag");
}

#[test]
fn a_run_that_is_killed_can_be_run_again() {
    let folder = Folder::new();
    let tags = |id: u64| hashtags(&[&format!("tag{id}"), &format!("other{}", id % 997)]);
    folder.write("d.jsonl", lines((1..=20_000).map(|id| tweet(id, tags(id)))));
    folder.etl("d.jsonl --hll whole.gpkg --bases hashtag,date");
    folder.write("killed.gpkg", "");
    let arguments =
        "-q etl d.jsonl --hll killed.gpkg --key-file key --bases hashtag,date --memory 1MiB";
    for round in 0..6_u64 {
        let mut run = std::process::Command::new(env!("CARGO_BIN_EXE_lbsm"))
            .current_dir(folder.path(""))
            .args(arguments.split_whitespace())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(60 + 110 * round));
        run.kill().unwrap();
        run.wait().unwrap();
    }
    let last = folder.lbsm(arguments);
    assert_eq!(last.code, 0, "{}", last.stderr);
    assert_eq!(folder.all_sets("killed.gpkg"), folder.all_sets("whole.gpkg"));
}
