//! What a run leaves in the databases: the same as in a GeoPackage, whatever the order and
//! grouping of the posts.

use super::cluster::{Database, done, etl, shared, write_parts};
use crate::support::{Folder, lines, tweet};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The bundled sample.
const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sample/tweets.jsonl.gz");

/// Synthetic tweets that meet again as retweets, quotes and mentions, with places of all kinds.
pub fn tweets(seed: u64, count: u64) -> String {
    let place = |number: u64, kind: &str| {
        let country = ["DE", "GR", "FJ"][number as usize % 3];
        // A country is the same one whichever post names it.
        let (number, name) = match kind {
            "country" => (number % 3, "Land".to_owned()),
            _ => (number, format!("Name {number}")),
        };
        let west = (number * 7 % 340) as f64 - 170.0;
        json!({
            "id": format!("{kind}{number}"), "place_type": kind, "name": name,
            "full_name": name, "country_code": country,
            "country": "Land", "url": "https://example.org",
            "bounding_box": {"type": "Polygon", "coordinates": [[
                [west, 10.0], [west + 1.5, 10.0], [west + 1.5, 11.25], [west, 11.25]]]},
        })
    };
    let of = move |id: u64| {
        let language = ["de", "en", "el", "und"][id as usize / 7 % 4];
        let kind = ["city", "poi", "admin", "country", "neighborhood"][id as usize % 5];
        tweet(
            id,
            json!({
                "text": format!("Wörter für {} https://example.org 🙂 \u{0000} '\"\\", id % 13),
                "created_at": format!("Wed Feb {:02} 08:{:02}:00 +0000 2016", 1 + id % 28, id % 60),
                "coordinates": {"type": "Point", "coordinates": [
                    (id * 37 % 36000) as f64 / 100.0 - 180.0, (id * 11 % 17000) as f64 / 100.0 - 85.0]},
                "place": if id.is_multiple_of(3) { place(id % 17, kind) } else { Value::Null },
                "favorite_count": id * seed % 91,
                "lang": language,
                "user": {"id_str": (id % 40).to_string(), "name": format!("N{}", id % 5), "screen_name": "t",
                         "followers_count": id * seed % 71, "lang": null,
                         "created_at": "Wed Feb 24 08:00:00 +0000 2010"},
                "entities": {"hashtags": [{"text": format!("Tag{}", id % 23), "indices": [0, 1]}], "urls": [],
                             "user_mentions": [{"id_str": (id % 50).to_string(), "screen_name": "m",
                                                "name": "M", "indices": [0, 1]}]},
            }),
        )
    };
    lines((0..count).map(move |number| {
        let id = 1 + (number * 7919 + seed * 13) % (count * 2 / 3);
        let mut value = of(id);
        if number % 4 == 1 {
            value = of(id + 100_000);
            value["retweeted_status"] = of(id % 50 + 1);
        }
        if number % 4 == 2 {
            value["in_reply_to_status_id_str"] = json!((id + 5).to_string());
            value["in_reply_to_user_id_str"] = json!((id % 60).to_string());
        }
        value
    }))
}

/// Makes sure that the extension's `hll_cardinality` and `lbsm sets --estimator pg` give the same
/// number, to the last bit, for every set of every row; returns how many sets there are.
pub fn cardinalities_agree(folder: &Folder, database: &Database<'_>) -> usize {
    let columns = database.psql(
        "SELECT format('SELECT %I::text, hll_cardinality(%I) FROM %I.%I;', column_name, column_name,
                       table_schema, table_name)
         FROM information_schema.columns JOIN information_schema.tables
           USING (table_schema, table_name)
         WHERE udt_name = 'hll' AND table_type = 'BASE TABLE'",
    );
    let theirs = database.psql(&columns);
    let theirs: HashMap<&str, f64> = theirs
        .lines()
        .map(|line| line.split_once('|').unwrap())
        .map(|(set, number)| (set, number.parse().unwrap()))
        .collect();
    let info = folder.lbsm(&format!("info {} --format json", database.url())).stdout;
    let info: Value = serde_json::from_str(&info).unwrap();
    let mut sets = 0;
    for base in info["bases"].as_array().unwrap() {
        let base = base["base"].as_str().unwrap();
        let csv = folder
            .lbsm(&format!("sets {} --base {base} --estimator pg --format csv", database.url()));
        done(&csv);
        let mut csv = csv::Reader::from_reader(csv.stdout.as_bytes());
        let header = csv.headers().unwrap().clone();
        let metrics = header.iter().filter(|name| name.ends_with("_hll")).count();
        for row in csv.records().map(Result::unwrap) {
            for index in header.len() - metrics..header.len() {
                let ours: f64 = row[index - metrics].parse().unwrap();
                assert_eq!(theirs[&row[index]].to_bits(), ours.to_bits(), "{base} {}", &row[0]);
                sets += 1;
            }
        }
    }
    sets
}

const ALL: &str = "--min-accuracy unknown --reactions --bases all,timestamp,user,friends";

#[test]
fn the_sample_is_in_the_databases_as_in_the_file() {
    let Some(cluster) = shared() else { return };
    let (hll, raw) = (cluster.database(), cluster.database());
    let folder = Folder::new();
    done(&etl(&folder, &format!("{SAMPLE} {ALL} --hll a.gpkg --raw a.gpkg")));
    let into = format!("{ALL} --hll {} --raw {}", hll.url(), raw.url());
    done(&etl(&folder, &format!("{SAMPLE} {into}")));
    assert_eq!(folder.all_sets("a.gpkg"), folder.all_sets(&hll.url()));

    // Queries read some keys by the index, and get the same answers.
    for query in [
        "hashtag:*e*",
        "month:2016-02",
        "date:2016-02-24 | year:2015",
        "bbox:5,40,30,60",
        "culture:de & country:DE",
        "latlng:u3",
        "hashtag:a* - hashtag:al*",
        "hashtag:?e* | hashtag:*%*",
        "bbox:170,-60,-5,60",
        "bbox:0,0,90,90",
    ] {
        let answer = |store: &str| {
            let output = folder.lbsm_with(&["query", store, query, "--format", "json"], b"");
            (output.code, output.stdout)
        };
        assert_eq!(answer("a.gpkg"), answer(&hll.url()), "{query}");
    }
    // The server unites all keys of a base itself.
    let totals = |store: &str| folder.lbsm(&format!("sets {store} --format json")).stdout;
    assert_eq!(totals("a.gpkg"), totals(&hll.url()));

    let about = |store: &str| -> Value {
        serde_json::from_str(&folder.lbsm(&format!("info {store} --format json")).stdout).unwrap()
    };
    let (file, sets, posts) = (about("a.gpkg"), about(&hll.url()), about(&raw.url()));
    for part in ["settings", "period", "bases"] {
        assert_eq!(file[part], sets[part]);
    }
    assert_eq!(file["raw"], posts["raw"]);
    assert_eq!(file["ingests"][0]["matched"], sets["ingests"][0]["matched"]);
    assert_eq!(sets["ingests"][0]["matched"], posts["ingests"][0]["matched"]);

    // A view counts as the extension does, and the extension as the sketch.
    let views = hll.psql(
        "SELECT count(*), count(*) FILTER (WHERE h.posts = hll_cardinality(t.post_hll)::bigint)
         FROM views.hashtag AS h JOIN topical.hashtag AS t USING (hashtag)",
    );
    let (all, equal) = views.split_once('|').unwrap();
    assert!(all == equal && all != "0", "{views}");
    assert!(cardinalities_agree(&folder, &hll) > 1000);

    // Again: nothing changes, and nothing is rewritten.
    let state = |database: &Database<'_>| {
        // Where a row lies says whether it was written anew.
        let places = database.psql("SELECT ctid, hashtag FROM topical.hashtag ORDER BY 2");
        (database.dump(), places)
    };
    let before = (state(&hll), raw.dump());
    done(&etl(&folder, &format!("{SAMPLE} {into}")));
    assert_eq!((state(&hll), raw.dump()), before);
}

#[test]
fn order_and_grouping_of_copies_do_not_matter() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    let (one, two, three) = (tweets(1, 400), tweets(2, 400), tweets(3, 400));
    folder.write("all.jsonl", format!("{one}{two}{three}"));
    folder.write("1.jsonl", &one);
    folder.write("2.jsonl", &two);
    folder.write("3.jsonl", &three);
    let load = |runs: &[&str]| {
        let (hll, raw) = (cluster.database(), cluster.database());
        for inputs in runs {
            done(&etl(&folder, &format!("{inputs} {ALL} --hll {} --raw {}", hll.url(), raw.url())));
        }
        (hll.dump(), raw.dump())
    };
    let whole = load(&["all.jsonl"]);
    assert!(whole.1.lines().count() > 500, "{}", whole.1.lines().count());
    for runs in [
        &["1.jsonl", "2.jsonl", "3.jsonl"][..],
        &["3.jsonl", "2.jsonl", "1.jsonl", "2.jsonl"],
        &["all.jsonl --memory 64KiB --threads 3"],
    ] {
        let parts = load(runs);
        for (line, other) in whole.1.lines().zip(parts.1.lines()) {
            assert_eq!(line, other);
        }
        assert_eq!(whole, parts);
    }
}

#[test]
fn several_loaders_at_once_end_with_the_same_bytes() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    for seed in 1..=4 {
        write_parts(&folder, &seed.to_string(), &tweets(seed, 300), 8);
    }
    let load = |at_once: bool| {
        let (hll, raw) = (cluster.database(), cluster.database());
        let run = |seed: u64| {
            let into = format!("--hll {} --raw {}", hll.url(), raw.url());
            done(&etl(
                &folder,
                &format!("{seed} {ALL} {into} --memory 64KiB --reject {seed}.rejects"),
            ));
        };
        if at_once {
            // All four find empty databases.
            std::thread::scope(|scope| {
                (1..=4).for_each(|seed| drop(scope.spawn(move || run(seed))));
            });
        } else {
            (1..=4).for_each(run);
        }
        (hll.dump(), raw.dump())
    };
    assert_eq!(load(true), load(false));
}

#[test]
fn hostile_texts_rest_as_they_are_or_fit() {
    let Some(cluster) = shared() else { return };
    let (hll, raw) = (cluster.database(), cluster.database());
    let folder = Folder::new();
    let long: String =
        (0..6000_u32).map(|n| char::from_u32(0x4e00 + n * 7 % 20_000).unwrap()).collect();
    let texts = [
        "'; DROP TABLE topical.post; --".to_owned(),
        "\\x41 \\. \\N \t \r\n \u{0000} \u{feff} \u{202e}".to_owned(),
        "{\"a\",NULL}".to_owned(),
        long.clone(),
        format!("#{long}x"),
    ];
    let values = texts.iter().zip(1..).map(|(text, id)| {
        tweet(id, json!({
            "text": text,
            "source": text,
            "user": {"id_str": id.to_string(), "name": text, "screen_name": text, "description": text},
            "entities": {"hashtags": [{"text": text, "indices": [0, 9]}], "urls": [],
                         "user_mentions": [{"id_str": "7", "name": text, "screen_name": text, "indices": [0, 1]}]},
            "lang": text,
        }))
    });
    // A text that is no UTF-8, too.
    let mut bytes = lines(values).into_bytes();
    bytes.extend(
        lines([tweet(9, json!({"text": "a ~ b"}))])
            .bytes()
            .map(|byte| if byte == b'~' { 0xff } else { byte }),
    );
    folder.write("x.jsonl", bytes);
    let run = || {
        let output = etl(
            &folder,
            &format!("x.jsonl --bases all,user,friends --hll {} --raw {}", hll.url(), raw.url()),
        );
        done(&output);
        (hll.dump(), raw.dump())
    };
    assert_eq!(run(), run());
    let body = raw.psql("SELECT post_body FROM topical.post WHERE post_guid = '1'");
    assert_eq!(body, texts[0]);
    let mended = raw.psql("SELECT post_body FROM topical.post WHERE post_guid = '9'");
    assert_eq!(mended, "a \u{fffd} b");
    // Two texts that begin alike and are too long for an index are two keys.
    let tags = hll.psql("SELECT count(*) FROM topical.hashtag WHERE octet_length(hashtag) > 1900");
    assert_eq!(tags, "2");
    // And the hashtag of the tweet that is no UTF-8.
    assert_eq!(folder.sets(&hll.url(), "hashtag").len(), 1 + 5 + 1);
}
