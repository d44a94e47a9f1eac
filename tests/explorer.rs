//! `lbsm explore` and its page, in a real browser (`explorer/browser/`).
//!
//! What each scenario does is told there. Numbers of the page are compared with those of `lbsm query`
//! for the same expressions; a page that asks a network for anything, or complains, fails its test.

mod golden;

use crate::support::{Folder, lines, output, tool, tweet};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Node with the packages of `explorer/package-lock.json`.
fn node() -> Option<Command> {
    let packages = root().join("explorer/node_modules/playwright-core/package.json");
    let probe = format!("require({:?})", packages.display().to_string());
    tool("node", &["-e", &probe])
}

/// Runs a scenario on a page, if there are a browser and what drives it.
fn scenario(name: &str, arguments: &Value) {
    let chromium = std::env::var_os("LBSM_TEST_CHROMIUM")
        .map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    let (Some(mut node), Some(_)) = (node(), tool(&chromium, &["--version"])) else { return };
    let script = root().join("explorer/browser/scenarios.mjs");
    output(
        node.env("LBSM_TEST_CHROMIUM", chromium).arg(script).arg(name).arg(arguments.to_string()),
    );
}

/// The sample with everything shown, as a page.
fn sample(folder: &Folder) -> Value {
    let tweets = root().join("fixtures/sample/tweets.jsonl.gz");
    folder.etl(&format!("{} --hll s.gpkg", tweets.display()));
    explore(folder, "s.gpkg", "--min-users 1 --events eu-migration --title Migration")
}

/// Makes a page; returns what scenarios need to know.
fn explore(folder: &Folder, store: &str, options: &str) -> Value {
    let made = folder.lbsm(&format!("explore {store} -o page.html {options}"));
    assert_eq!(made.code, 0, "{}\n{}", made.stdout, made.stderr);
    assert!(made.stdout.contains("page.html"), "{}", made.stdout);
    json!({
        "page": folder.path("page.html"),
        "store": folder.path(store),
        "lbsm": assert_cmd::cargo::cargo_bin("lbsm"),
    })
}

#[test]
fn choices_change_all_views_to_what_the_program_computes() {
    let folder = Folder::new();
    let arguments = sample(&folder);
    scenario("linked", &arguments);
    scenario("hasty", &arguments);
}

#[test]
fn without_a_second_thread_or_when_it_fails_the_page_computes_alone() {
    let folder = Folder::new();
    let mut arguments = sample(&folder);
    for worker in ["none", "failing"] {
        arguments["worker"] = json!(worker);
        scenario("linked", &arguments);
    }
}

#[test]
fn keyboard_pointer_events_and_address_steer() {
    let folder = Folder::new();
    scenario("steered", &sample(&folder));
}

#[test]
fn fingers_steer_the_map_and_the_link_is_copied() {
    let folder = Folder::new();
    scenario("touched", &sample(&folder));
}

#[test]
fn two_selections_compare() {
    let folder = Folder::new();
    scenario("compared", &sample(&folder));
}

#[test]
fn what_is_shown_can_be_saved() {
    let folder = Folder::new();
    scenario("saves", &sample(&folder));
}

#[test]
fn everybody_can_use_it_on_any_screen() {
    let folder = Folder::new();
    scenario("accessible", &sample(&folder));
}

/// Hashtags of HTML, formulas, right-to-left, joined emoji and a kilobyte.
#[test]
fn hostile_hashtags_stay_text() {
    let folder = Folder::new();
    let tags = [
        "<img src=x onerror=alert(1)>".to_owned(),
        "</script><script>alert(1)</script>".to_owned(),
        "<!--<script>".to_owned(),
        "\"><svg onload=alert(1)>".to_owned(),
        "=cmd|'/c calc'!a0".to_owned(),
        "@sum(a1)".to_owned(),
        "{{sets}}".to_owned(),
        "اللاجئون".to_owned(),
        "\u{202e}evil".to_owned(),
        "👩‍👩‍👧‍👦🏳️‍🌈".to_owned(),
        "constructor".to_owned(),
        "x".repeat(1024),
    ];
    // So many that the list can be searched.
    let tags: Vec<String> = tags.into_iter().chain((0..6).map(|n| format!("tag{n}"))).collect();
    let posts = tags.iter().zip(1..).flat_map(|(tag, number)| {
        (0..3).map(move |post| {
            let hashtags = json!([{"text": tag}]);
            let entities = json!({"hashtags": hashtags, "urls": [], "user_mentions": []});
            tweet(number * 10 + post, json!({"entities": entities}))
        })
    });
    folder.write("t.jsonl", lines(posts));
    folder.etl("t.jsonl --hll h.gpkg");
    let kept: Vec<String> =
        folder.sets("h.gpkg", "hashtag").iter().skip(1).map(|row| row[0].to_owned()).collect();
    assert!(kept.len() >= 8, "{kept:?}");
    let mut arguments =
        explore(&folder, "h.gpkg", "--min-users 1 --title <script>alert(1)</script>");
    arguments["tags"] = json!(kept);
    let page = std::fs::read_to_string(folder.path("page.html")).unwrap();
    let policy = page.lines().find(|line| line.contains("Content-Security-Policy")).unwrap();
    assert!(policy.contains("default-src 'none'; script-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http:") && !policy.contains('*'));
    scenario("hostile", &arguments);
}

#[test]
fn cells_meet_across_the_antimeridian() {
    let folder = Folder::new();
    let at = |id, lon: f64| {
        tweet(id, json!({"coordinates": {"type": "Point", "coordinates": [lon, -17.5]}}))
    };
    let posts = (0..40).map(|id| at(id, if id % 2 == 0 { 178.4 } else { -179.3 }));
    folder.write("t.jsonl", lines(posts));
    folder.etl("t.jsonl --hll s.gpkg");
    scenario("antimeridian", &explore(&folder, "s.gpkg", "--min-users 1"));
}

#[test]
fn what_a_store_lacks_is_said() {
    let folder = Folder::new();
    let lacking = |store: &str, options: &str, texts: &[&str], absent: &[&str]| {
        let mut arguments = explore(&folder, store, options);
        arguments["texts"] = json!(texts);
        arguments["absent"] = json!(absent);
        scenario("lacking", &arguments);
    };
    let posts = lines((0..60).map(|id| tweet(id, json!({"lang": "de"}))));
    folder.write("t.jsonl", posts);
    folder.write("none.jsonl", "");
    folder.write("one.jsonl", lines([tweet(1, json!({}))]));
    folder.etl("t.jsonl --hll plain.gpkg --bases hashtag,date,latlng,culture");
    lacking("plain.gpkg", "", &["base _month_hashtag", "base _hashtag_latlng"], &[]);
    folder.etl("t.jsonl --hll few.gpkg --bases hashtag,culture");
    lacking("few.gpkg", "", &["no timeline", "no map"], &["#map-svg", "#timeline-svg"]);
    folder.etl("none.jsonl --hll empty.gpkg");
    lacking("empty.gpkg", "", &["No key has enough people"], &["#timeline-svg"]);
    folder.etl("one.jsonl --hll one.gpkg");
    lacking("one.gpkg", "", &["No key has enough people"], &[]);
    lacking("one.gpkg", "--min-users 1", &["It should not leave the house", "#refugees"], &[]);
    let dated = |id, year: u64| {
        tweet(id, json!({"created_at": format!("Wed Feb 24 08:00:00 +0000 {year}")}))
    };
    folder.write("old.jsonl", lines([dated(1, 1970), dated(2, 2016), dated(3, 2490)]));
    folder.etl("old.jsonl --hll old.gpkg");
    lacking("old.gpkg", "--min-users 1", &["#refugees"], &[]);
}

/// A store that is too large for a page: what is left out is said, and the room is used.
#[test]
fn a_page_is_as_large_as_it_may_be() {
    let folder = Folder::new();
    let posts = (0..8000).map(|id| {
        let tags: Vec<Value> =
            (0..6).map(|n| json!({"text": format!("tag{}", id * 6 + n)})).collect();
        tweet(id, json!({"entities": {"hashtags": tags, "urls": [], "user_mentions": []}}))
    });
    folder.write("t.jsonl", lines(posts));
    folder.etl("t.jsonl --hll s.gpkg");
    let made = folder.lbsm("explore s.gpkg -o page.html --min-users 1 --max-size 1");
    assert_eq!(made.code, 0, "{}", made.stderr);
    let bytes = std::fs::metadata(folder.path("page.html")).unwrap().len();
    assert!((850_000..=1_000_000).contains(&bytes), "{bytes}\n{}", made.stdout);
    let counts = |base: &str| -> Vec<u64> {
        let row = made.stdout.lines().find(|line| line.starts_with(base)).unwrap();
        let counts = row.split_whitespace().skip(1);
        counts.map(|count| count.replace(',', "").parse().unwrap()).collect()
    };
    let mut left_out = 0;
    for base in ["hashtag", "_month_hashtag", "_hashtag_latlng"] {
        let [shown, of, few, room] = counts(base)[..] else { panic!("{}", made.stdout) };
        assert_eq!((shown + room, of, few), (48_000, 48_000, 0), "{base}");
        left_out += room;
    }
    assert!(left_out > 0);
}

#[test]
fn bad_arguments_are_refused() {
    let folder = Folder::new();
    folder.write("t.jsonl", lines((0..9).map(|id| tweet(id, json!({})))));
    folder.etl("t.jsonl --hll s.gpkg");
    folder.write("events.toml", "[[event]]\ndate = 'soon'\nname = 'a'\n");
    folder.write("raw.csv", "day\n1\n");
    for (options, code, message) in [
        ("s.gpkg -o s.gpkg", 2, "overwrite the store"),
        ("s.gpkg -o .", 2, "is a folder"),
        ("s.gpkg -o nowhere/page.html", 3, "no folder"),
        ("none.gpkg", 3, "none.gpkg"),
        ("s.gpkg --events nothing.toml", 3, "eu-migration"),
        ("s.gpkg --events events.toml", 2, "no day"),
        ("s.gpkg --events raw.csv", 2, "date,name"),
        ("s.gpkg --min-users 0", 2, "min-users"),
        ("s.gpkg --metric pud", 2, "pud"),
    ] {
        let run = folder.lbsm(&format!("explore {options}"));
        assert_eq!(run.code, code, "{options}: {}", run.stderr);
        assert!(run.stderr.contains(message), "{options}: {}", run.stderr);
    }
    let first = folder.lbsm("explore s.gpkg -o a.html");
    assert_eq!(first.code, 0, "{}", first.stderr);
    folder.lbsm("explore s.gpkg -o b.html");
    let bytes = |name: &str| std::fs::read(folder.path(name)).unwrap();
    assert_eq!(bytes("a.html"), bytes("b.html"), "the same store gives the same page");
}
