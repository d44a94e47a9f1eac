//! The synthetic dump: the committed file is what the generator makes, its truth is true, and
//! its distribution is the one that was asked for.

#[path = "../examples/sample/mod.rs"]
pub mod generator;

use flate2::read::MultiGzDecoder;
use generator::{Format, Options, Truth};
use serde_json::Value;
use std::collections::HashSet;
use std::io::Read;

const DUMP: &[u8] = include_bytes!("../fixtures/sample/tweets.jsonl.gz");
const TRUTH: &str = include_str!("../fixtures/sample/truth.json");

/// How the committed dump was made; fixtures/sample/README.md has the command.
pub fn committed() -> Options {
    Options {
        posts: 2800,
        format: Format::Mixed,
        topic: 5,
        dirt: true,
        sets: true,
        ..Options::default()
    }
}

fn generate(options: &Options) -> (Vec<u8>, Truth) {
    let mut bytes = Vec::new();
    let truth = generator::write(options, &mut bytes).expect("writing to memory");
    (bytes, truth)
}

fn unpacked() -> Vec<u8> {
    let mut bytes = Vec::new();
    MultiGzDecoder::new(DUMP).read_to_end(&mut bytes).expect("the committed file is whole");
    bytes
}

#[test]
fn the_generator_makes_the_committed_dump() {
    let (made, truth) = generate(&committed());
    let dump = unpacked();
    let differs =
        made.split(|b| *b == b'\n').zip(dump.split(|b| *b == b'\n')).position(|(a, b)| a != b);
    assert_eq!(differs, None, "first line (from 0) that differs; see fixtures/sample/README.md");
    assert_eq!(made.len(), dump.len());
    let truth: Value = serde_json::to_value(&truth).unwrap();
    assert_eq!(truth, serde_json::from_str::<Value>(TRUTH).unwrap());
}

/// Reads the committed file with nothing but a JSON parser.
#[test]
fn the_truth_is_true() {
    let dump = unpacked();
    let (mut posts, mut users) = (HashSet::new(), HashSet::new());
    for line in dump.split(|byte| *byte == b'\n') {
        let Ok(record) = serde_json::from_slice::<Value>(line) else { continue };
        let tweets = match &record["data"] {
            Value::Array(page) => page.clone(),
            Value::Null => vec![record],
            tweet => vec![tweet.clone()],
        };
        for tweet in tweets {
            let point = tweet.pointer("/coordinates/coordinates");
            let point = point.or_else(|| tweet.pointer("/geo/coordinates/coordinates"));
            let Some(lat) = point.and_then(|point| point[1].as_f64()) else { continue };
            let reacts = tweet["in_reply_to_status_id"].is_u64()
                || ["retweeted_status", "quoted_status", "referenced_tweets"]
                    .iter()
                    .any(|key| tweet.get(key).is_some());
            if reacts || lat == 0.0 || lat > 90.0 {
                continue;
            }
            let id = tweet.get("id_str").unwrap_or(&tweet["id"]);
            let user = tweet.pointer("/user/id_str").unwrap_or(&tweet["author_id"]);
            posts.insert(id.as_str().unwrap().to_owned());
            users.insert(user.as_str().unwrap().to_owned());
        }
    }
    let truth: Value = serde_json::from_str(TRUTH).unwrap();
    let total = &truth["sets"][0]["total"];
    assert_eq!(total["posts"], posts.len());
    assert_eq!(total["users"], users.len());
}

#[test]
fn the_committed_dump_holds_every_kind_of_dirt() {
    let truth: Value = serde_json::from_str(TRUTH).unwrap();
    for kind in ["delete", "limit", "scrub_geo", "status_withheld", "user_withheld"] {
        assert!(truth["notices"][kind].as_u64() > Some(0), "{kind}");
    }
    for kind in [
        "blank",
        "duplicate",
        "impossible_latitude",
        "invalid_utf8",
        "lone_surrogate",
        "missing_user",
        "nested",
        "numeric_id",
        "rubbish",
        "truncated",
    ] {
        assert!(truth["dirt"][kind].as_u64() > Some(0), "{kind}");
    }
}

/// Five standard errors: with a dozen shares, one false alarm in a hundred thousand seeds.
#[test]
fn shares_are_those_asked_for() {
    let options = Options { posts: 4000, seed: 11, ..Options::default() };
    let (bytes, truth) = generate(&options);
    let count = truth.posts as f64;
    let near = |name: &str, found: u64, share: f64| {
        let error = (share * (1.0 - share) / count).sqrt();
        let off = (found as f64 / count - share) / error;
        assert!(off.abs() < 5.0, "{name}: {found} of {count} is {off:.1} standard errors off");
    };
    near("with coordinates", truth.with_coordinates, 0.6);
    near("with place only", truth.with_place_only, 0.3);
    near("without location", truth.without_location, 0.1);
    near("retweets", truth.kinds["retweet"], 0.15);
    near("quotes", truth.kinds["quote"], 0.05);
    near("replies", truth.kinds["reply"], 0.1);
    let line = bytes.len() as f64 / count;
    assert!((3700.0..4000.0).contains(&line), "{line} bytes a line on average");
    for language in ["en", "de", "it", "es", "fr", "el", "tr", "ru", "uk", "ar"] {
        assert!(truth.languages.contains_key(language), "{language}");
    }
}

#[test]
fn the_share_of_located_posts_can_be_small() {
    let options = Options { posts: 1500, geotagged: 10_000, placed: 5_000, ..Options::default() };
    let (_, truth) = generate(&options);
    assert!(
        truth.with_coordinates > 0 && truth.with_coordinates < 40,
        "{}",
        truth.with_coordinates
    );
}

#[test]
fn moments_are_written_as_the_api_writes_them() {
    let (bytes, _) = generate(&Options { posts: 50, format: Format::V2, ..Options::default() });
    let text = String::from_utf8(bytes).unwrap();
    for line in text.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let created: jiff::Timestamp = record["created_at"].as_str().unwrap().parse().unwrap();
        let id: i64 = record["id"].as_str().unwrap().parse().unwrap();
        // A snowflake holds the milliseconds of its making.
        let made = (id >> 22) + 1_288_834_974_657;
        assert_eq!(made / 1000, created.as_second());
    }
}
