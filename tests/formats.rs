//! Every format through the whole program: fixtures, options, what is said about tables.

use crate::support::{Folder, lines, tweet};
use serde_json::json;

fn fixture(name: &str) -> String {
    format!("{}/fixtures/formats/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn mastodon_events_are_posts_and_notices() {
    let folder = Folder::new();
    for format in ["auto", "mastodon"] {
        let report = folder.etl(&format!(
            "{} --format {format} --min-accuracy unknown --reactions --hll {format}.gpkg",
            fixture("mastodon.sse")
        ));
        assert_eq!(report["dump"]["posts"], 4);
        assert_eq!(report["dump"]["retweets"], 1);
        assert_eq!(report["dump"]["replies"], 1);
        assert_eq!(report["dump"]["hashtags"], 4);
        assert_eq!(report["dump"]["languages"], json!({"de": 1, "en": 3}));
        assert_eq!(report["notices"], json!({"delete": 1, "direct_message": 2, "event": 1}));
        assert_eq!(report["rejected"], json!({}));
    }
    assert_eq!(folder.all_sets("auto.gpkg"), folder.all_sets("mastodon.gpkg"));
}

#[test]
fn bluesky_frames_pages_and_rows_are_posts() {
    let folder = Folder::new();
    let report = folder.etl(&format!(
        "{} --min-accuracy unknown --reactions --raw raw.gpkg",
        fixture("bluesky.jsonl")
    ));
    assert_eq!(report["dump"]["posts"], 5);
    assert_eq!(report["dump"]["retweets"], 1);
    assert_eq!(report["dump"]["quotes"], 1);
    assert_eq!(report["dump"]["replies"], 1);
    assert_eq!(report["dump"]["hashtags"], 4);
    assert_eq!(report["notices"], json!({"delete": 1, "event": 1, "like": 1}));
    assert_eq!(report["rejected"], json!({}));
}

#[test]
fn a_table_is_read_by_its_mapping() {
    let folder = Folder::new();
    let by_file = folder.etl(&format!(
        "{} --csv {} --hll file.gpkg",
        fixture("photos.csv"),
        fixture("mapping.toml")
    ));
    assert_eq!(by_file["dump"]["posts"], 3);
    assert_eq!(by_file["dump"]["repaired"], 0);
    assert_eq!(
        by_file["rejected"],
        json!({"bad_coordinates": 1, "bad_id": 1, "bad_quote": 1, "ragged_row": 1})
    );
    // 2012-02-17 00:30 in Berlin is still the day before in UTC.
    let days = folder.sets("file.gpkg", "date");
    assert_eq!(days.len(), 2, "{days:?}");
    let tags = folder.sets("file.gpkg", "hashtag");
    assert!(tags.iter().any(|row| row.iter().any(|cell| cell == "über")), "{tags:?}");

    // The same in pairs, and a comma in none of them.
    let pairs = "origin=flickr,encoding=latin-1,time_format=%d.%m.%Y %H:%M,timezone=Europe/Berlin,\
                 id=1,user=2,time=3,lat=4,lon=5,text=6,hashtags=7";
    let photos = fixture("photos.csv");
    let arguments =
        ["etl", &photos, "--csv", pairs, "--key-file", "key", "--hll", "pairs.gpkg", "--strict"];
    let output = folder.lbsm_with(&arguments, b"");
    assert_eq!(output.code, 1, "{}", output.stderr);
    assert_eq!(folder.all_sets("file.gpkg"), folder.all_sets("pairs.gpkg"));
    let rejects = std::fs::read_to_string(folder.path("pairs.rejects.jsonl")).unwrap();
    let first: serde_json::Value = serde_json::from_str(rejects.lines().next().unwrap()).unwrap();
    assert_eq!((&first["line"], &first["reason"]), (&json!(5), &json!("bad_coordinates")));
    assert!(first["detail"].as_str().unwrap().starts_with("column 4 (lat): decimal comma"));
}

const TABLE: &str = "Tweet ID,User ID,Created At,Latitude,Longitude,Text\n\
                     1,7,2016-02-24 08:00:00,52.5,13.4,a #boat\n\
                     2,8,2016-02-24 08:00:01,52.5,13.4,b\n";

#[test]
fn a_certain_guess_is_used_and_shown() {
    let folder = Folder::new();
    folder.write("key", "test");
    folder.write("tweets.csv", TABLE);
    let output = folder.lbsm("etl tweets.csv --key-file key --hll guess.gpkg");
    assert_eq!(output.code, 0, "{}", output.stderr);
    let (_, toml) = output.stderr.split_once("add --csv\n").unwrap();
    // What is shown can be saved and gives the same.
    folder.write("mapping.toml", toml);
    folder.etl("tweets.csv --csv mapping.toml --hll mapped.gpkg");
    assert_eq!(folder.all_sets("guess.gpkg"), folder.all_sets("mapped.gpkg"));
    // So does the table as a stream, and the tweets themselves.
    let stream = ["etl", "-", "--key-file", "key", "--hll", "stream.gpkg"];
    assert_eq!(folder.lbsm_with(&stream, TABLE.as_bytes()).code, 0);
    assert_eq!(folder.all_sets("stream.gpkg"), folder.all_sets("mapped.gpkg"));
}

/// The ids of a table of tweets are those of the tweets.
#[test]
fn a_table_of_tweets_counts_like_the_tweets() {
    let folder = Folder::new();
    let tweets = [(1, 7), (2, 8)].map(|(id, user)| {
        tweet(id, json!({"user": {"id_str": user.to_string()}, "entities": {"hashtags": []}, "text": "x", "lang": null}))
    });
    folder.write("tweets.jsonl", lines(tweets));
    folder.write("tweets.csv", TABLE.replace("#boat", "x").replace(":01", ":00"));
    folder.etl("tweets.jsonl --bases latlng,date --hll json.gpkg");
    folder.etl("tweets.csv --bases latlng,date --hll csv.gpkg");
    assert_eq!(folder.all_sets("json.gpkg"), folder.all_sets("csv.gpkg"));
}

#[test]
fn an_uncertain_guess_is_shown_and_refused() {
    let folder = Folder::new();
    folder.write("key", "test");
    folder.write("tweets.csv", TABLE.replace("2016-02-24", "02/24/2016"));
    folder.write("other.csv", "a,b\nsecret,2\n");
    let output = folder.lbsm("etl tweets.csv --key-file key");
    assert_eq!(output.code, 2, "{}", output.stderr);
    for told in ["id = \"Tweet ID\"", "time_format", "--csv mapping.toml"] {
        assert!(output.stderr.contains(told), "{}", output.stderr);
    }
    let output = folder.lbsm("etl other.csv --key-file key");
    assert_eq!(output.code, 2, "{}", output.stderr);
    assert!(!output.stderr.contains("secret"));
    assert!(!folder.path("lbsm.gpkg").exists());
    // In a folder of dumps it is no reason to stop.
    folder.write("dumps/other.csv", "a,b\nsecret,2\n");
    folder.write("dumps/tweets.jsonl", lines([tweet(1, json!({}))]));
    let report = folder.etl("dumps");
    assert_eq!(report["rejected"], json!({"not_json": 1}));
    assert_eq!(report["matched"], 1);
}

#[test]
fn a_mapping_that_does_not_fit_is_a_usage_error() {
    let folder = Folder::new();
    folder.write("key", "test");
    folder.write("tweets.csv", TABLE);
    for (mapping, told) in [
        ("id=tweet", "the columns are: Tweet ID, User ID"),
        ("id=7", "rows have 6 columns"),
        ("nothing=1", "no field"),
        ("lat=1", "both"),
        ("none.toml", "cannot be read"),
    ] {
        let output = folder.lbsm(&format!("etl tweets.csv --key-file key --csv {mapping}"));
        assert_eq!(output.code, 2, "{}", output.stderr);
        assert!(output.stderr.contains(told), "{mapping}: {}", output.stderr);
    }
}

#[test]
fn a_named_network_is_the_only_one() {
    let folder = Folder::new();
    folder.write("key", "test");
    folder.write("tweets.jsonl", lines([tweet(1, json!({}))]));
    let output = folder.lbsm("etl tweets.jsonl --format bluesky --key-file key --hll a.gpkg");
    assert_eq!(output.code, 3);
    let rejects = std::fs::read_to_string(folder.path("a.rejects.jsonl")).unwrap();
    assert!(rejects.contains("looks like Twitter, but Bluesky was asked for"), "{rejects}");
    assert_eq!(folder.etl("tweets.jsonl --format twitter --hll b.gpkg")["matched"], 1);
}

/// The same id on two networks is two posts and two users.
#[test]
fn ids_of_networks_never_meet() {
    let folder = Folder::new();
    folder.write("tweets.csv", TABLE);
    let columns = "id=1,user=2,time=3,lat=4,lon=5,text=6";
    for origin in ["twitter", "flickr", "lbsn"] {
        folder.etl(&format!("tweets.csv --csv {columns},origin={origin} --hll all.gpkg"));
    }
    let communities = folder.sets("all.gpkg", "community");
    let counted: Vec<_> = communities.iter().skip(1).map(|row| (&row[0], &row[1])).collect();
    assert_eq!(counted, [("0", "2"), ("2", "2"), ("3", "2")]);
    // The users of one day are those of all three.
    let days = folder.sets("all.gpkg", "date");
    assert_eq!(&days[1][1], "6", "{days:?}");
}

/// What raw bytes tell must be what parsing tells, for every format.
#[test]
fn passing_over_records_changes_nothing() {
    let folder = Folder::new();
    let events = std::fs::read_to_string(fixture("mastodon.sse")).unwrap();
    let data = events.lines().filter_map(|line| line.strip_prefix("data: {"));
    let messages = data
        .map(|rest| json!({"stream": ["user"], "event": "update", "payload": format!("{{{rest}")}));
    folder.write("messages.jsonl", lines(messages));
    // Written with a wrong clock; the network's time counts.
    let bluesky = std::fs::read_to_string(fixture("bluesky.jsonl")).unwrap();
    folder.write("late.jsonl", bluesky.replace("2024-05-05T01:30:17", "2034-05-05T01:30:17"));
    folder.write("lexicon.toml", "[[term]]\ntext = 'boat'\nin = ['text']\n");
    let inputs = format!(
        "messages.jsonl late.jsonl {} {}",
        fixture("mastodon.sse"),
        fixture("bluesky.jsonl")
    );
    let mut stores = 0;
    for filter in [
        "--lang de",
        "--lexicon lexicon.toml",
        "--since 2022-11-21 --until 2022-11-22",
        "--since 2024-05-05 --until 2024-05-06",
    ] {
        let mut counts = Vec::new();
        for prefilter in ["", "--no-prefilter"] {
            stores += 1;
            let report = folder.etl(&format!(
                "{inputs} {filter} {prefilter} --min-accuracy unknown --reactions --hll {stores}.gpkg"
            ));
            counts.push((report["matched"].clone(), folder.all_sets(&format!("{stores}.gpkg"))));
        }
        assert!(counts[0].0.as_u64().unwrap() > 2, "{filter}: {}", counts[0].0);
        assert_eq!(counts[0], counts[1], "{filter}");
    }
}
