//! The JSON Schemas against what the program reads and writes, judged by Python's jsonschema.

use crate::refine;
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
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/check_schema.py");
    folder.write("study.jsonl", refine::rounds::dump());
    folder.write("study.toml", refine::rounds::LEXICON);
    let refined = folder.lbsm("refine study.jsonl --lexicon study.toml --check 9 -o refined");
    assert_eq!(refined.code, 0, "{}", refined.stderr);
    let files = ["report.json", "lbsm.rejects.jsonl", "refined"];
    output(python.arg(script).args(files.map(|file| folder.path(file))));
}
