//! Real posts, which are not part of the repository: set `LBSM_REAL_DATA` to the folder that
//! holds them and their `PROVENANCE.md`. Documents are found by naive means and counted a
//! second time on plain JSON values.

use super::{Decoded, Decoder, Detail, Traits};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is counted per file.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Tally {
    records: usize,
    coordinates: usize,
    place: usize,
    hashtags: usize,
    coordinates_and_hashtags: usize,
    retweets: usize,
    extended: usize,
}

impl Tally {
    fn add(&mut self, traits: Traits) {
        self.records += 1;
        self.coordinates += usize::from(traits.coordinates);
        self.place += usize::from(traits.place);
        self.hashtags += usize::from(traits.hashtags);
        self.coordinates_and_hashtags += usize::from(traits.coordinates && traits.hashtags);
        self.retweets += usize::from(traits.retweet);
        self.extended += usize::from(traits.extended);
    }

    fn sum(self, other: Self) -> Self {
        Self {
            records: self.records + other.records,
            coordinates: self.coordinates + other.coordinates,
            place: self.place + other.place,
            hashtags: self.hashtags + other.hashtags,
            coordinates_and_hashtags: self.coordinates_and_hashtags
                + other.coordinates_and_hashtags,
            retweets: self.retweets + other.retweets,
            extended: self.extended + other.extended,
        }
    }
}

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("LBSM_REAL_DATA").map(PathBuf::from);
    if folder.is_none() {
        println!("skipped: LBSM_REAL_DATA does not name the folder of real posts");
    }
    folder
}

/// The plain files below a folder, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !path.extension().is_some_and(|ending| ending == "gz" || ending == "bz2") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The JSON documents of a file, one after the other; after what is none, the next line.
fn documents(path: &Path) -> Vec<Vec<u8>> {
    let bytes = std::fs::read(path).unwrap();
    let mut rest = bytes.as_slice();
    let mut found = Vec::new();
    while !rest.is_empty() {
        let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<Value>();
        if let Some(Ok(_)) = values.next() {
            let (document, after) = rest.split_at(values.byte_offset());
            found.push(document.to_vec());
            rest = after;
        } else {
            let next_line = rest.iter().position(|&byte| byte == b'\n');
            rest = next_line.map_or(&[], |end| &rest[end + 1..]);
        }
    }
    found
}

fn decoded(detail: Detail, documents: &[Vec<u8>]) -> (Tally, BTreeMap<&'static str, usize>) {
    let (mut tally, mut others) = (Tally::default(), BTreeMap::new());
    for document in documents {
        Decoder::new(detail).decode(document, &mut |decoded| match decoded {
            Decoded::Post(_, traits) => tally.add(traits),
            Decoded::Notice(kind) => *others.entry(kind.code()).or_default() += 1,
            Decoded::Reject { reason, .. } => *others.entry(reason.code()).or_default() += 1,
        });
    }
    (tally, others)
}

/// Tweets of a document, found without any of the code under test.
fn tweets(value: &Value) -> Vec<&Value> {
    if let Some(array) = value.as_array() {
        return array.iter().flat_map(tweets).collect();
    }
    if value.get("text").is_some() || value.get("full_text").is_some() {
        return if value["id"].is_null() && value["id_str"].is_null() {
            vec![]
        } else {
            vec![value]
        };
    }
    if value.get("screen_name").is_some() && value["protected"] == true {
        return vec![];
    }
    let keys = ["statuses", "results", "data", "json", "status"];
    keys.iter().filter_map(|key| value.get(key)).flat_map(tweets).collect()
}

fn traits(tweet: &Value) -> Traits {
    let some = |pointer: &str| tweet.pointer(pointer).is_some_and(|value| !value.is_null());
    let any = |pointer: &str| {
        tweet.pointer(pointer).and_then(Value::as_array).is_some_and(|array| !array.is_empty())
    };
    let refers = |kind: &str| {
        let references = tweet["referenced_tweets"].as_array();
        references.is_some_and(|all| all.iter().any(|reference| reference["type"] == kind))
    };
    let is_v2 = tweet.get("author_id").is_some();
    let hashtags = if some("/extended_tweet/entities") {
        any("/extended_tweet/entities/hashtags")
    } else {
        any("/entities/hashtags")
    };
    Traits {
        coordinates: if is_v2 {
            some("/geo/coordinates")
        } else {
            some("/coordinates") || some("/geo")
        },
        place: if is_v2 { some("/geo/place_id") } else { some("/place") },
        hashtags,
        retweet: some("/retweeted_status") || refers("retweeted"),
        extended: some("/extended_tweet") || some("/full_text"),
        ..Traits::default()
    }
}

#[test]
fn counts_of_real_files_agree_with_a_second_count() {
    let Some(folder) = folder() else { return };
    let mut records = 0;
    for path in files(&folder.join("v1.1")).into_iter().chain(files(&folder.join("v2"))) {
        let documents = documents(&path);
        let mut expected = Tally::default();
        for document in &documents {
            let value: Value = serde_json::from_slice(document).unwrap();
            for tweet in tweets(&value) {
                expected.add(traits(tweet));
            }
        }
        let (tally, others) = decoded(Detail::Raw, &documents);
        assert_eq!(tally, expected, "{} {others:?}", path.display());
        assert_eq!(decoded(Detail::Sets, &documents).0, expected, "{}", path.display());
        println!("{:?} {others:?} {}", tally, path.file_name().unwrap().display());
        records += tally.records;
    }
    assert!(records > 3500, "only {records} records in the folder");
}

/// The seven numbers of a table row in `PROVENANCE.md`, with the files that the row is about.
fn provenance(folder: &Path) -> Vec<(String, Tally)> {
    let text = std::fs::read_to_string(folder.join("PROVENANCE.md")).unwrap();
    let mut rows = Vec::new();
    for line in
        text.lines().filter(|line| line.starts_with("| `v1.1/") || line.starts_with("| `v2/"))
    {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [
            _,
            name,
            _,
            _,
            _,
            _,
            records,
            coordinates,
            place,
            hashtags,
            both,
            retweets,
            extended,
            ..,
        ] = cells[..]
        else {
            panic!("a row of another form: {line}");
        };
        let number = |cell: &str| cell.parse::<usize>().unwrap();
        let extended = extended.split_whitespace().filter_map(|word| word.parse::<usize>().ok());
        let tally = Tally {
            records: number(records),
            coordinates: number(coordinates),
            place: number(place),
            hashtags: number(hashtags),
            coordinates_and_hashtags: number(both),
            retweets: number(retweets),
            extended: extended.sum(),
        };
        rows.push((name.to_owned(), tally));
    }
    rows
}

/// Rows about files that are all there; a set counts when as many are there as the row says.
#[test]
fn counts_of_real_files_agree_with_their_provenance() {
    let Some(folder) = folder() else { return };
    let (mut compared, mut wrong) = (0, Vec::new());
    for (name, expected) in provenance(&folder) {
        let pattern = name.split('`').nth(1).unwrap();
        let count = name.split_once('(').and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
        let (stem, at_least) = match count {
            Some(count) => (pattern.trim_end_matches('*'), count),
            None => (pattern, 1),
        };
        let here: Vec<PathBuf> = files(&folder)
            .into_iter()
            .filter(|path| path.strip_prefix(&folder).unwrap().to_string_lossy().starts_with(stem))
            .collect();
        if here.len() < at_least {
            println!("not all there: {name} ({} of {at_least})", here.len());
            continue;
        }
        let tallies = here.iter().map(|path| decoded(Detail::Raw, &documents(path)).0);
        let tally = tallies.fold(Tally::default(), Tally::sum);
        // One tweet there has no user; that count leaves it out, the mapping keeps it.
        let without_user = usize::from(stem.contains("twitterdev__tweet_parser"));
        let expected = Tally {
            records: expected.records + without_user,
            place: expected.place + without_user,
            ..expected
        };
        if tally != expected {
            wrong.push(format!("{name}\n   found {tally:?}\nexpected {expected:?}"));
        }
        compared += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 7, "only {compared} rows could be compared");
}

/// Files of other networks: records as counted by others, then what is not a post by our
/// count, and why.
const OTHERS: &[(&str, usize, usize, &str)] = &[
    // Five statuses there are messages to one person, which are not read.
    ("mastodon/halcy__Mastodon.py__cassette_statuses.jsonl", 223, 5, "direct_message"),
    ("mastodon/schochastics__rtoot__malformed.json", 49, 0, ""),
    ("mastodon/schochastics__rtoot__mastodonsocial.json", 48, 0, ""),
    // Every frame was counted there; likes, follows and deletions are no posts.
    ("bluesky/bluesky-social__jetstream__expected_v1.jsonl", 152, 120, "delete event like"),
    ("bluesky/bluesky-social__jetstream__golden_v1.jsonl", 10, 8, "event like"),
    ("bluesky/brianckeegan__bluesky-datascience__archive.jsonl", 1413, 0, ""),
    // Two of the six files are records without an address, not counted there either.
    ("bluesky/snarfed__granary__", 4, 0, "missing_id"),
    // One answer there says who reposted a post and holds none; here it is a profile.
    ("bluesky/bskyr/christopherkenny__bskyr__f_", 153, 1, "like profile"),
];

/// Hashtags and shares of the same files.
const OTHER_TRAITS: &[(&str, usize, usize)] = &[
    ("mastodon/halcy__Mastodon.py__cassette_statuses.jsonl", 120, 5),
    ("mastodon/schochastics__rtoot__malformed.json", 14, 0),
    ("mastodon/schochastics__rtoot__mastodonsocial.json", 15, 0),
    // That count knows no reposts.
    ("bluesky/bluesky-social__jetstream__expected_v1.jsonl", 2, 15),
    ("bluesky/bluesky-social__jetstream__golden_v1.jsonl", 0, 1),
    ("bluesky/brianckeegan__bluesky-datascience__archive.jsonl", 179, 0),
    ("bluesky/snarfed__granary__", 0, 0),
    ("bluesky/bskyr/christopherkenny__bskyr__f_", 35, 0),
];

#[test]
fn counts_of_other_networks_agree_with_their_provenance() {
    let Some(folder) = folder() else { return };
    for ((name, records, no_posts, kinds), (_, hashtags, retweets)) in
        OTHERS.iter().zip(OTHER_TRAITS)
    {
        let stem = folder.join("other").join(name);
        let (mut tally, mut others) = (Tally::default(), BTreeMap::new());
        for path in files(&folder.join("other")) {
            if path.to_string_lossy().starts_with(&*stem.to_string_lossy()) {
                let (found, kinds) = decoded(Detail::Raw, &documents(&path));
                tally = tally.sum(found);
                others.extend(kinds);
            }
        }
        let expected = Tally {
            records: records - no_posts,
            hashtags: *hashtags,
            retweets: *retweets,
            ..Tally::default()
        };
        assert_eq!(tally, expected, "{name} {others:?}");
        assert_eq!(others.into_keys().collect::<Vec<_>>().join(" "), *kinds, "{name}");
    }
}

/// Not a check but a measurement: run it in release with `--ignored --nocapture`.
#[test]
#[ignore = "a measurement; needs LBSM_REAL_DATA and a release build"]
fn throughput_on_real_lines() {
    let Some(folder) = folder() else { return };
    for name in ["archivesunleashed__twut__500-sample.jsonl", "orabazu__tweet_to_geojson__raw.json"]
    {
        let lines = documents(&folder.join("v1.1").join(name));
        let bytes: usize = lines.iter().map(Vec::len).sum();
        for detail in [Detail::Sets, Detail::Raw] {
            let mut best = f64::INFINITY;
            let mut records = 0;
            for _ in 0..20 {
                let start = std::time::Instant::now();
                records = decoded(detail, &lines).0.records;
                best = best.min(start.elapsed().as_secs_f64());
            }
            println!(
                "{name} {detail:?}: {:.0} MB/s, {:.0} tweets/s",
                bytes as f64 / best / 1e6,
                records as f64 / best
            );
        }
    }
}
