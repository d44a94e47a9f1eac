//! Real dumps, counted by others. The posts are their authors' and not in this repository;
//! `LBSM_REAL_DATA` names the folder where they are, otherwise these tests skip.

use crate::support::{Folder, real_data};
use lbsm::source::{Decoded, Decoder, Detail, Input, Item, Options, Reader, expand};
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// File, then records, with coordinates, with a place, with hashtags, with both, retweets, as
/// an independent reader counted them.
const COUNTED: &[(&str, [u64; 6])] = &[
    ("v1.1/archivesunleashed__twut__10-v2-sample.jsonl", [10, 0, 0, 0, 0, 8]),
    ("v1.1/archivesunleashed__twut__500-sample.jsonl", [500, 0, 5, 69, 0, 270]),
    ("v1.1/simdjson__simdjson__twitter.json", [100, 0, 0, 7, 0, 73]),
    (
        "v1.1/martindavid__COMP90024-HPC-Twitter-GeoProcessing__tinyTwitter.json",
        [1000, 1000, 1000, 303, 303, 0],
    ),
    ("v1.1/orabazu__tweet_to_geojson__raw.json", [290, 290, 290, 202, 202, 0]),
    ("v1.1/meyersj__geotweet__twitter-api-stream-raw.log", [14, 1, 14, 5, 1, 0]),
    ("v2/unna97__twarc2sql__example.jsonl", [100, 0, 1, 91, 0, 70]),
];

#[test]
fn dumps_have_the_counts_of_their_provenance() {
    let Some(data) = real_data() else { return };
    let folder = Folder::new();
    for (file, expected) in COUNTED {
        let report =
            folder.etl(&format!("{} --no-prefilter --hll real.gpkg", data.join(file).display()));
        let dump = &report["dump"];
        let keys =
            ["posts", "coordinates", "place", "hashtags", "coordinates_and_hashtags", "retweets"];
        let found = keys.map(|key| dump[key].as_u64().unwrap());
        assert_eq!(found, *expected, "{file}");
        assert_eq!(report["rejected"], json!({}), "{file}");
        assert_eq!(report["records"], expected[0], "{file}");
    }
}

/// Damaged file, then posts, repaired, and what was rejected and why.
#[test]
fn damaged_dumps_give_what_they_hold() {
    let Some(data) = real_data() else { return };
    let folder = Folder::new();
    for (file, posts, repaired, rejected) in [
        ("array_trailing_commas.json", 10, 0, json!({})),
        ("bom_crlf_keepalive.jsonl", 100, 0, json!({})),
        ("concatenated_no_newline.jsonl", 10, 0, json!({})),
        // The eleventh tweet stands on the line that the tenth was cut in.
        ("cut_and_resumed_line.jsonl", 11, 0, json!({"invalid_json": 1})),
        ("invalid_utf8.jsonl", 2, 1, json!({})),
        ("lone_surrogate_escape.jsonl", 2, 1, json!({})),
        ("multi_frame.jsonl.zst", 100, 0, json!({})),
        ("multi_member.jsonl.gz", 100, 0, json!({})),
        ("multi_member_trailing_zeros.jsonl.gz", 100, 0, json!({})),
        ("multi_stream.jsonl.bz2", 100, 0, json!({})),
        ("nul_block.jsonl", 20, 0, json!({})),
        ("truncated.jsonl.gz", 96, 0, json!({"truncated_archive": 1})),
        ("truncated_last_line.jsonl", 20, 0, json!({"truncated": 1})),
        ("utf16le_bom.jsonl", 20, 0, json!({})),
    ] {
        let path = data.join("dirt/derived").join(file);
        let report = folder.etl(&format!("{} --no-prefilter --hll dirt.gpkg", path.display()));
        assert_eq!(report["dump"]["posts"], posts, "{file}");
        assert_eq!(report["dump"]["repaired"], repaired, "{file}");
        assert_eq!(report["rejected"], rejected, "{file}");
    }
}

/// Other networks and a table: file, options, posts, with hashtags, shares. What differs from
/// the count of others is explained in `src/source/format/real_tests.rs`.
const OTHER: &[(&str, &str, [u64; 3])] = &[
    ("other/mastodon/halcy__Mastodon.py__cassette_statuses.jsonl", "", [218, 120, 5]),
    // Four statuses, one of which is a private message.
    ("other/mastodon/halcy__Mastodon.py__test_stream_user_direct_12.sse", "", [2, 0, 0]),
    ("other/mastodon/halcy__Mastodon.py__test_stream_user_local_5.sse", "", [1, 0, 0]),
    ("other/mastodon/schochastics__rtoot__mastodonsocial.json", "", [48, 15, 0]),
    ("other/bluesky/bluesky-social__jetstream__expected_v1.jsonl", "", [32, 2, 15]),
    ("other/bluesky/brianckeegan__bluesky-datascience__archive.jsonl", "", [1413, 179, 0]),
    // The first row was taken for a header by those who counted.
    (
        "csv/jgrundy__infoviz_refugee_project__twitterDB.csv",
        "--csv text=1,header=yes",
        [4131, 1997, 2156],
    ),
    ("csv/jgrundy__infoviz_refugee_project__twitterDB.csv", "--csv text=1", [4132, 1998, 2157]),
];

#[test]
fn other_networks_and_tables_have_the_counts_of_their_provenance() {
    let Some(data) = real_data() else { return };
    let folder = Folder::new();
    for (file, options, expected) in OTHER {
        let path = data.join(file);
        let report =
            folder.etl(&format!("{} {options} --no-prefilter --hll other.gpkg", path.display()));
        let found =
            ["posts", "hashtags", "retweets"].map(|key| report["dump"][key].as_u64().unwrap());
        assert_eq!(found, *expected, "{file}");
        assert_eq!(report["rejected"], json!({}), "{file}");
    }
}

#[test]
fn notices_are_counted_by_kind() {
    let Some(data) = real_data() else { return };
    let path = data.join("dirt/stream_notices.jsonl");
    let report = Folder::new().etl(&path.display().to_string());
    assert_eq!(
        report["notices"],
        json!({"delete": 3, "limit": 1, "scrub_geo": 2, "status_withheld": 1, "user_withheld": 1})
    );
    assert_eq!(report["rejected"], json!({}));
}

/// Everything that is there, in one run: nothing ends it.
#[test]
fn no_file_ends_a_run() {
    let Some(data) = real_data() else { return };
    let folder = Folder::new();
    let report = folder.etl(&format!("{} --min-accuracy unknown --reactions", data.display()));
    assert_eq!(report["failed_inputs"], json!([]));
    let sum = |key: &str| -> u64 {
        report[key].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum()
    };
    let records = report["dump"]["posts"].as_u64().unwrap() + sum("notices") + sum("rejected");
    assert_eq!(report["records"], records);
    assert_eq!(
        report["posts"].as_u64().unwrap(),
        report["matched"].as_u64().unwrap() + sum("filtered")
    );
}

/// What each file gives, written down in `tests/real/outcomes.txt`: posts, and of these with
/// coordinates, a place, hashtags; messages; rejects by reason. `LBSM_BLESS=1` rewrites it.
#[test]
fn every_file_has_its_outcome() {
    let Some(data) = real_data() else { return };
    let (inputs, errors) = expand(std::slice::from_ref(&data));
    assert!(errors.is_empty(), "{errors:?}");
    let mut table = String::from("# file: posts coordinates place hashtags notices rejected\n");
    for input in inputs {
        let name = input.name();
        let name = Path::new(&*name).strip_prefix(&data).unwrap().display().to_string();
        let outcome = outcome(&input);
        match Path::new(&name).file_name().and_then(|name| name.to_str()) {
            // The public suite says of each file whether it is JSON.
            Some(file) if name.contains("JSONTestSuite") => match file.get(..2) {
                Some("y_") => assert!(!outcome.contains("invalid_json"), "{name}: {outcome}"),
                _ => assert!(outcome.starts_with("0 "), "a post in {name}: {outcome}"),
            },
            _ => {}
        }
        writeln!(table, "{name}: {outcome}").unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real/outcomes.txt");
    if std::env::var_os("LBSM_BLESS").is_some() {
        std::fs::write(&path, &table).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    for (found, expected) in table.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(table.lines().count(), expected.lines().count(), "files came or went");
}

fn outcome(input: &Input) -> String {
    let (mut counts, mut rejected) = ([0_u64; 5], BTreeMap::<&str, u64>::new());
    let mut take = |decoded: Decoded<'_>| match decoded {
        Decoded::Post(_, traits) => {
            let facts = [true, traits.coordinates, traits.place, traits.hashtags];
            counts.iter_mut().zip(facts).for_each(|(count, fact)| *count += u64::from(fact));
        }
        Decoded::Notice(_) => counts[4] += 1,
        Decoded::Reject { reason, .. } => *rejected.entry(reason.code()).or_default() += 1,
    };
    let mut reader = Reader::open(input, &Options::default()).unwrap();
    let decoder = Decoder::new(Detail::Raw);
    let mut broken = Vec::new();
    while let Some(block) = reader.next_block().unwrap() {
        for item in block.documents() {
            match item {
                Item::Document(document) => match block.table() {
                    Some(table) => table.decode(Detail::Raw, document.bytes, &mut take),
                    None => decoder.decode(document.bytes, &mut take),
                },
                Item::Reject { reject, .. } => broken.push(reject.reason.code()),
            }
        }
    }
    for reason in broken {
        *rejected.entry(reason).or_default() += 1;
    }
    let counts = counts.map(|count| count.to_string()).join(" ");
    rejected.iter().fold(counts, |line, (reason, count)| format!("{line} {reason}={count}"))
}
