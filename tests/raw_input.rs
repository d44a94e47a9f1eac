//! Raw stores without a server as inputs: the sets are those of the dump, whatever the store.

use crate::support::{Folder, lines, tweet};
use serde_json::json;

/// Posts in cities, some of them across the antimeridian.
fn posts(count: u64) -> String {
    lines((0..count).map(|n| {
        let west = if n % 5 == 0 { 179.0 } else { (n % 90) as f64 };
        let east = if n % 5 == 0 { -179.0 } else { west + 1.0 };
        tweet(n, json!({
            "text": format!("\"quoted\" \\ text {n} for \u{1f642}"),
            "coordinates": if n % 2 == 0 { json!({"type": "Point", "coordinates": [n % 50, 50.123_456_789_012_3]}) } else { json!(null) },
            "lang": if n % 3 == 0 { "de" } else { "en" },
            "entities": {"hashtags": [{"text": format!("Tag{}", n % 7)}], "urls": [], "user_mentions": []},
            "place": {
                "id": format!("p{}", n % 90), "place_type": "city", "name": format!("Köln {}", n % 90),
                "country_code": "DE", "country": "Germany",
                "bounding_box": {"type": "Polygon", "coordinates": [[[west, 50.8], [west, 51.1], [east, 51.1], [east, 50.8]]]},
            },
        }))
    }))
}

#[test]
fn stores_without_a_server_give_the_sets_of_their_dump() {
    let folder = Folder::new();
    folder.write("x.jsonl", posts(400));
    let all = "--min-accuracy unknown --bases all";
    folder.etl(&format!("x.jsonl {all} --hll a.gpkg --raw raw.gpkg"));
    folder.etl(&format!("x.jsonl {all} --hll b.gpkg --raw raw/"));
    for store in ["raw.gpkg", "raw/", "raw"] {
        let report = folder.etl(&format!("{store} {all} --hll from.gpkg --again"));
        assert_eq!(report["stored"], 400, "{store}");
        assert_eq!(report["rejected"], json!({}));
        assert_eq!(folder.all_sets("from.gpkg"), folder.all_sets("a.gpkg"), "{store}");
        std::fs::remove_file(folder.path("from.gpkg")).unwrap();
    }
    // With a lexicon and a file beside it; what the store has twice counts once.
    folder
        .write("terms.toml", "[[term]]\ntext = \"tag3\"\nmatch = \"exact\"\nin = [\"hashtag\"]\n");
    let report = folder.etl("raw.gpkg x.jsonl raw/ --lexicon terms.toml --hll some.gpkg");
    let alone = folder.etl("x.jsonl --lexicon terms.toml --hll alone.gpkg");
    assert_eq!(report["stored"], alone["stored"]);
    assert_eq!(folder.all_sets("some.gpkg"), folder.all_sets("alone.gpkg"));
}

#[test]
fn what_is_no_input_is_refused() {
    let folder = Folder::new();
    folder.write("x.jsonl", posts(10));
    folder.etl("x.jsonl --hll sets.gpkg --raw raw.gpkg");
    for (arguments, code, words) in [
        ("etl sets.gpkg --hll b.gpkg --key-file key", 3, "keeps no raw posts"),
        ("etl nowhere.gpkg --hll b.gpkg --key-file key", 3, "nowhere.gpkg"),
        ("etl raw.gpkg --hll b.gpkg --raw c.gpkg --key-file key", 2, "lbsm merge --raw"),
        ("etl raw.gpkg --hll raw.gpkg --key-file key", 2, "raw.gpkg"),
        ("etl raw.gpkg --format csv --hll b.gpkg --key-file key", 2, "is a store"),
        ("tail raw.gpkg --hll b.gpkg --key-file key", 2, "lbsm etl"),
    ] {
        let output = folder.lbsm(arguments);
        assert_eq!(output.code, code, "{arguments}: {}", output.stderr);
        // What is wrong with an input stands in the report.
        let said = output.stdout + &output.stderr;
        assert!(said.contains(words), "{arguments}: {said}");
    }
}
