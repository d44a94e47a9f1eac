//! The JSON Schemas against what the program reads and writes, judged by Python's jsonschema.

use crate::support::{Folder, lines, output, python, tweet};
use serde_json::json;
use std::path::Path;

#[test]
fn files_are_as_their_schemas_say() {
    let Some(mut python) = python() else { return };
    let folder = Folder::new();
    folder.write("lexicon.toml", "[[term]]\ntext = 'refugee'\n");
    let dump =
        lines([tweet(1, json!({})), json!({"delete": {}}), json!({"hello": 1})]) + "{\"a\" 1}\n";
    folder.write("tweets.jsonl", dump + &lines([tweet(2, json!({"lang": "de"}))]));
    folder.etl("tweets.jsonl --lexicon lexicon.toml --reject-content");
    let queries = "culture:de\nculture:de & culture:en - culture:fr\nculture:dee\nculture:(\n";
    let answers = folder
        .lbsm_with(&["query", "lbsm.gpkg", "--file", "-", "--explain"], queries.as_bytes())
        .stdout;
    assert_eq!(answers.lines().count(), 4, "{answers}");
    folder.write("answers.jsonl", answers);
    folder.write("topics.toml", "[[topic]]\nname = 'a'\nwords = ['synthetic']\n");
    let indicator = folder.lbsm("indicator tweets.jsonl --topics topics.toml -o X.csv");
    assert_eq!(indicator.code, 0, "{}", indicator.stderr);
    for (name, options) in [
        ("a", ""),
        ("b", "--min-count 2 --by month --intervals"),
        ("c", "--where culture:de --chi"),
        ("d", "--diff=culture:de --rates"),
    ] {
        let grid = folder.lbsm(&format!("grid lbsm.gpkg {options} -o {name}.csv"));
        assert_eq!(grid.code, 0, "{}", grid.stderr);
    }
    let written = [
        ("etl-report", "report.json"),
        ("reject", "lbsm.rejects.jsonl"),
        ("indicator-provenance", "X.provenance.json"),
        ("query-answer", "answers.jsonl"),
        ("grid-meta", "a.meta.json"),
        ("grid-meta", "b.meta.json"),
        ("grid-meta", "c.meta.json"),
        ("grid-meta", "d.meta.json"),
    ];
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/check_schema.py");
    let checks = written
        .map(|(schema, file)| format!("{schema}.schema.json={}", folder.path(file).display()));
    output(python.arg(script).args(checks));
}
