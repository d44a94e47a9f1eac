//! Passing records over changes no set: every dump is read with the prefilter and without it.

use crate::support::{Folder, real_data};
use std::path::Path;

const FILTERS: [&str; 6] = [
    "",
    "--min-accuracy city --reactions --lexicon LEXICON",
    "--min-accuracy unknown --reactions --lexicon LEXICON",
    "--min-accuracy unknown --reactions --lang de,es,ja",
    "--min-accuracy country --since 2014-09-01 --until 2016-06-01",
    "--min-accuracy unknown --reactions --bases all --until 2015-03-01",
];

/// Reads the dump with each filter, both ways, and compares posts and sets.
fn compare(dump: &Path) {
    let lexicon = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/lexicons/job.toml");
    let mut passed_over = 0;
    for filters in FILTERS {
        let folder = Folder::new();
        let filters = filters.replace("LEXICON", &lexicon.display().to_string());
        let etl = |name: &str, more: &str| {
            folder.write("key", "test");
            let dump = dump.display();
            let output = folder.lbsm(&format!(
                "etl {dump} {filters} {more} --hll {name} --key-file key --report report.json"
            ));
            // Some of the files of a folder may not be readable at all.
            assert!(matches!(output.code, 0 | 3), "{}", output.stderr);
            let report = std::fs::read(folder.path("report.json")).unwrap();
            serde_json::from_slice::<serde_json::Value>(&report).unwrap()
        };
        let fast = etl("fast.gpkg", "");
        let full = etl("full.gpkg", "--no-prefilter");
        // A page passed over is one record, looked into it is as many as it holds.
        for count in ["matched", "stored", "terms", "days", "bbox"] {
            assert_eq!(fast[count], full[count], "{count} with {filters}");
        }
        assert!(full["passed_over"].as_object().unwrap().is_empty());
        let counts = fast["passed_over"].as_object().unwrap().values();
        passed_over += counts.map(|count| count.as_u64().unwrap()).sum::<u64>();
        assert_eq!(folder.all_sets("fast.gpkg"), folder.all_sets("full.gpkg"), "{filters}");
    }
    assert!(passed_over > 0, "{} tests nothing", dump.display());
}

#[test]
fn of_the_sample() {
    compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sample/tweets.jsonl.gz"));
}

#[test]
fn of_real_dumps() {
    if let Some(data) = real_data() {
        compare(&data.join("v1.1"));
        compare(&data.join("v2"));
        compare(&data.join("other"));
        compare(&data.join("dirt"));
    }
}
