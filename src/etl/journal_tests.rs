//! Fingerprints as texts.

use super::*;

#[test]
fn fingerprints_survive_the_log() {
    for (file, cut, text) in [
        (None, false, "1:aa:bb:"),
        (Some("cc".to_owned()), false, "1:aa:bb:cc"),
        (Some("cc".to_owned()), true, "1:aa:bb:cc:cut"),
    ] {
        let print = Fingerprint { head: "aa".to_owned(), tail: "bb".to_owned(), file, cut };
        assert_eq!(print.to_string(), text);
        assert_eq!(Fingerprint::parse(text), Some(print));
    }
}

#[test]
fn what_is_no_fingerprint_of_ours_is_none() {
    for text in ["", "1", "1:aa", "1:aa:bb", "2:aa:bb:cc", "1:aa:bb:cc:dd", "1:aa:bb:cc:cut:x"] {
        assert_eq!(Fingerprint::parse(text), None, "{text:?}");
    }
}

#[test]
fn only_entries_of_the_same_job_are_known() {
    let entry = |source: &str, job: &str| IngestEntry {
        ingest: Ingest {
            source: source.to_owned(),
            job: job.to_owned(),
            bytes: 1,
            lines: 1,
            fingerprint: String::new(),
            records: 1,
            matched: 1,
            rejected: 0,
            complete: true,
            started: String::new(),
            version: String::new(),
        },
        runs: 1,
    };
    let key = Key::from_bytes(b"key".to_vec());
    let log = vec![entry("a", "this"), entry("b", "that")];
    let journal = Journal::new("this".to_owned(), "now".to_owned(), key, log);
    assert!(journal.known("a").is_some() && journal.known("b").is_none());
}
