//! Round after round: what the next lexicon says, convergence, languages, samples.

use super::{refine, rows, stems, text};
use crate::support::{Folder, lines, tweet};
use serde_json::{Value, json};

/// A tweet of a user with hashtags, in a language.
pub fn post(id: u64, user: u64, language: &str, tags: &[&str]) -> Value {
    let hashtags: Vec<Value> =
        tags.iter().map(|tag| json!({"text": tag, "indices": [0, 1]})).collect();
    tweet(
        id,
        json!({
            "lang": language,
            "text": format!("the text of post {id}"),
            "user": {"id_str": user.to_string(), "name": "a name", "screen_name": "a_name"},
            "entities": {"hashtags": hashtags, "urls": [], "user_mentions": []},
        }),
    )
}

/// A topic of three terms, a hidden hashtag, a false friend in its own company, and life.
pub fn dump() -> String {
    let mut posts = Vec::new();
    let mut id = 0;
    let mut add = |language: &str, tags: &[&str], times: u64| {
        for _ in 0..times {
            id += 1;
            posts.push(post(id, id % 40, language, tags));
        }
    };
    add("en", &["refugees", "asylum"], 20);
    add("de", &["Asyl", "refugeeswelcome"], 12);
    add("tr", &["refugees"], 2);
    add("en", &["LeaveNoOneBehind", "refugees"], 9);
    add("en", &["leavenoonebehind"], 2);
    add("en", &["asylum16", "fanconvention"], 9);
    add("en", &["fanconvention", "cosplay"], 9);
    add("en", &["love", "travel"], 80);
    add("de", &["liebe", "travel"], 40);
    lines(posts)
}

pub const LEXICON: &str =
    "# The study\n[[term]]\ntext = 'refugee' # people\n\n[[term]]\ntext = 'asyl'\n";

#[test]
fn rounds_end_when_nothing_is_left() {
    let folder = Folder::new();
    folder.write("dump.jsonl", dump());
    folder.write("one.toml", LEXICON);
    let output = refine(&folder, "dump.jsonl --lexicon one.toml -o one");
    assert!(output.stdout.contains("round 1: 2 hashtags to decide about"), "{}", output.stdout);
    let candidates = rows(&folder, "one/candidates.csv");
    assert_eq!(candidates["leavenoonebehind"]["proposed"], "yes");
    assert_eq!(candidates["leavenoonebehind"]["beside"], "refugees:9");
    assert_eq!(rows(&folder, "one/suspects.csv").into_keys().collect::<Vec<_>>(), ["asylum16"]);

    // Nobody has decided: the proposals are not repeated, and nothing new is found.
    let next = text(&folder, "one/lexicon.next.toml");
    assert!(next.starts_with("# The study\n[[term]]\ntext = 'refugee' # people\n"), "{next}");
    folder.write("two.toml", &next);
    let output = refine(&folder, "dump.jsonl --lexicon two.toml -o two");
    assert!(output.stdout.contains("2 proposals of earlier rounds wait"), "{}", output.stdout);
    assert!(output.stdout.contains("converged"), "{}", output.stdout);

    // Accepted and rejected.
    let mut decided = next.replacen("\"proposed\"", "\"accepted\"", 1);
    decided = decided.replace("\"proposed\"", "\"rejected\"");
    folder.write("three.toml", decided);
    let output = refine(&folder, "dump.jsonl --lexicon three.toml -o three");
    assert!(output.stdout.contains("round 2 after round 1"), "{}", output.stdout);
    assert!(output.stdout.contains("terms 2 → 3"), "{}", output.stdout);
    assert!(output.stdout.contains("converged"), "{}", output.stdout);
    assert_eq!(rows(&folder, "three/suspects.csv")["asylum16"]["status"], "rejected");
    let next = text(&folder, "three/lexicon.next.toml");
    assert_eq!(next.matches("[[round]]").count(), 2);
    assert!(next.contains("converged = true"), "{next}");
}

#[test]
fn languages_of_few_posts_are_dropped_when_asked() {
    let folder = Folder::new();
    folder.write("dump.jsonl", dump());
    folder.write("one.toml", LEXICON);
    refine(&folder, "dump.jsonl --lexicon one.toml --drop-language-below 5 --accept -o one");
    let next = text(&folder, "one/lexicon.next.toml");
    assert!(next.contains("lang = \"tr\"") && next.contains("2 posts, fewer than 5"), "{next}");
    folder.write("two.toml", next);
    refine(&folder, "dump.jsonl --lexicon two.toml --drop-language-below 5 -o two");
    let yields = text(&folder, "two/yield.csv");
    assert!(!yields.contains(",tr,"), "{yields}");
    assert_eq!(text(&folder, "two/lexicon.next.toml").matches("lang = \"tr\"").count(), 1);
    let report = folder.etl("dump.jsonl --lexicon two.toml");
    // Two posts in Turkish and nine of the false friend, of 54 that terms match.
    assert_eq!(report["filtered"]["excluded"], 11);
    assert!((report["false_match_share"].as_f64().unwrap() - 11.0 / 54.0).abs() < 1e-9, "{report}");
}

#[test]
fn samples_can_be_labelled() {
    let folder = Folder::new();
    folder.write("dump.jsonl", dump());
    folder.write("one.toml", LEXICON);
    refine(&folder, "dump.jsonl --lexicon one.toml --check 20 --seed 3 -o one");
    let sample = text(&folder, "one/sample.csv");
    assert_eq!(sample.lines().count(), 21);
    assert!(!sample.contains("the text of post"), "{sample}");
    refine(&folder, "dump.jsonl --lexicon one.toml --check 20 --seed 3 --threads 1 -o again");
    assert_eq!(sample, text(&folder, "again/sample.csv"));
    refine(&folder, "dump.jsonl --lexicon one.toml --check 20 --seed 4 --show-text -o other");
    assert_ne!(sample, text(&folder, "other/sample.csv"));
    assert!(text(&folder, "other/sample.csv").contains("the text of post"));

    let output = folder.lbsm("refine --labelled one/sample.csv");
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("no post is labelled yet"), "{}", output.stderr);
    let label = |(number, line): (usize, &str)| match number {
        0 => line.to_owned(),
        1 => format!("{line}no"),
        _ => format!("{line}yes"),
    };
    let labelled: Vec<String> = sample.lines().enumerate().map(label).collect();
    folder.write("one/sample.csv", labelled.join("\n"));
    let output = refine(&folder, "--labelled one/sample.csv");
    assert!(output.stdout.contains("5.0 % false matches"), "{}", output.stdout);
    assert!(output.stdout.contains("0.9 % to 23.6 %"), "{}", output.stdout);
}

#[test]
fn threads_and_repetition_change_nothing() {
    let folder = Folder::new();
    folder.write("dump.jsonl", dump());
    folder.write("same.jsonl", dump());
    folder.write("stems.toml", stems());
    refine(&folder, "dump.jsonl --lexicon stems.toml --threads 1 -o one");
    refine(&folder, "dump.jsonl --lexicon stems.toml --threads 4 -o four");
    refine(&folder, "dump.jsonl --lexicon stems.toml -o one");
    for file in ["candidates.csv", "suspects.csv", "yield.csv", "lexicon.next.toml", "refine.html"]
    {
        let one = text(&folder, &format!("one/{file}"));
        assert_eq!(one, text(&folder, &format!("four/{file}")), "{file}");
    }
    // Two copies of the dump are one.
    refine(&folder, "dump.jsonl same.jsonl --lexicon stems.toml -o twice");
    let twice = rows(&folder, "twice/candidates.csv");
    for (name, row) in rows(&folder, "one/candidates.csv") {
        for column in ["score", "topic_voices", "proposed"] {
            assert_eq!(row[column], twice[&name][column], "{name} {column}");
        }
    }
}

#[test]
fn stores_of_raw_posts_are_inputs() {
    let folder = Folder::new();
    folder.write("dump.jsonl", dump());
    folder.write("one.toml", LEXICON);
    refine(&folder, "dump.jsonl --lexicon one.toml -o dump");
    folder.etl("dump.jsonl --raw raw.gpkg");
    folder.etl("dump.jsonl --hll sets.gpkg --raw raw/");
    for store in ["raw.gpkg", "raw/"] {
        refine(&folder, &format!("{store} --lexicon one.toml -o store"));
        for file in ["candidates.csv", "suspects.csv", "yield.csv"] {
            let expected = text(&folder, &format!("dump/{file}"));
            assert_eq!(text(&folder, &format!("store/{file}")), expected, "{store} {file}");
        }
    }
}
