//! The fuzzers' corpus, on the stable toolchain.

use std::fs;

#[path = "../fuzz/checks.rs"]
mod checks;

fn replay(target: &str, check: fn(&[u8])) {
    let folder = format!("{}/fuzz/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
    let inputs = fs::read_dir(folder).unwrap();
    let replayed = inputs.map(|input| check(&fs::read(input.unwrap().path()).unwrap())).count();
    assert!(replayed > 4, "{target}: only {replayed}");
}

#[test]
fn parse() {
    replay("hll_parse", checks::hll_parse);
}

#[test]
fn union() {
    replay("hll_union", checks::hll_union);
}

#[test]
fn twitter() {
    replay("decode_twitter", checks::decode_twitter);
}

#[test]
fn mastodon() {
    replay("decode_mastodon", checks::decode_mastodon);
}

#[test]
fn lbsn() {
    replay("decode_lbsn", checks::decode_lbsn);
}

#[test]
fn bluesky() {
    replay("decode_bluesky", checks::decode_bluesky);
}

#[test]
fn csv() {
    replay("csv", checks::csv);
}

#[test]
fn prefilter() {
    replay("prefilter", checks::prefilter);
}
