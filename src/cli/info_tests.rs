use super::*;
use crate::cli::testing::store;

fn tell(format: Format) -> String {
    let (_folder, path) = store();
    let mut output = Vec::new();
    run(&Args { store: Location::GeoPackage(path), format }, &mut output).unwrap();
    String::from_utf8(output).unwrap()
}

#[test]
fn people_read_what_a_store_is() {
    let text = tell(Format::Text);
    for part in [
        "HLL parameters     11,5,0,1",
        "key id             0123456789abcdef",
        "item mode          fixed",
        "geohash precision  5",
        "period             2016-02-24 to 2016-03-24",
        "temporal_date         30",
        "a\\u{1b}.jsonl",
        "1,234,567",
    ] {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
    assert!(!text.contains("raw") && !text.contains("up to line"), "{text}");
}

#[test]
fn an_input_that_was_broken_off_is_marked() {
    let (_folder, path) = store();
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("UPDATE lbsm_ingest SET complete = 0")
        .unwrap();
    let mut output = Vec::new();
    run(&Args { store: Location::GeoPackage(path), format: Format::Text }, &mut output).unwrap();
    let text = String::from_utf8(output).unwrap();
    assert!(text.contains("a\\u{1b}.jsonl  up to line 3  2026-01-01 00:00:00"), "{text}");
    assert!(text.contains("the same command goes on there"), "{text}");
}

#[test]
fn jobs_are_named_where_there_are_several() {
    let (_folder, path) = store();
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch(
            "INSERT INTO lbsm_ingest (source, job, bytes, lines, fingerprint, records, matched,
               rejected, complete, started, version, runs)
             SELECT 'b.jsonl', 'another', bytes, lines, fingerprint, records, matched, rejected,
               complete, started, version, runs FROM lbsm_ingest",
        )
        .unwrap();
    let mut output = Vec::new();
    run(&Args { store: Location::GeoPackage(path), format: Format::Text }, &mut output).unwrap();
    let text = String::from_utf8(output).unwrap();
    assert!(text.contains("b.jsonl        another"), "{text}");
}

#[test]
fn programs_read_it_too() {
    let json: serde_json::Value = serde_json::from_str(&tell(Format::Json)).unwrap();
    assert_eq!(json["settings"]["key_id"], "0123456789abcdef");
    assert_eq!(json["bases"][1]["keys"], 30);
    assert_eq!(json["period"]["last"], "2016-03-24");
    assert_eq!(json["ingests"][0]["records"], 1_234_567);
    assert_eq!(json["ingests"][0]["runs"], 1);
    assert_eq!(json["ingests"][0]["complete"], true);
}

#[test]
fn a_file_that_is_no_store_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.gpkg");
    std::fs::write(&path, "my thesis").unwrap();
    let refused =
        run(&Args { store: Location::GeoPackage(path), format: Format::Text }, &mut Vec::new());
    assert!(matches!(refused, Err(Failure::Refused(_))));
    let whole =
        Args { store: Location::GeoPackage(folder.path().to_owned()), format: Format::Text };
    let error = run(&whole, &mut Vec::new()).unwrap_err().error().to_string();
    assert!(error.ends_with("is a folder; name the .gpkg in it"), "{error}");
    let missing =
        Args { store: Location::GeoPackage(folder.path().join("no.gpkg")), format: Format::Text };
    assert!(matches!(run(&missing, &mut Vec::new()), Err(Failure::Io(_))));
}
