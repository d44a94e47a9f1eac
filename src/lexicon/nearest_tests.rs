//! Edit distances, and which word is suggested.

use super::{distance, nearest};

#[test]
fn distances() {
    assert_eq!(distance("", ""), 0);
    assert_eq!(distance("", "text"), 4);
    assert_eq!(distance("text", ""), 4);
    assert_eq!(distance("text", "text"), 0);
    assert_eq!(distance("txt", "text"), 1);
    assert_eq!(distance("kitten", "sitting"), 3);
    assert_eq!(distance("flüchtling", "fluchtling"), 1);
}

#[test]
fn suggests_only_what_is_near() {
    let keys = ["text", "match", "in", "lang", "note", "round"];
    assert_eq!(nearest("txt", &keys), Some("text"));
    assert_eq!(nearest("Match", &keys), Some("match"));
    assert_eq!(nearest("language", &keys), None);
    assert_eq!(nearest("notes", &keys), Some("note"));
    assert_eq!(nearest("colour", &keys), None);
    assert_eq!(nearest(&"x".repeat(100_000), &keys), None);
}
