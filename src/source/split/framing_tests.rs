//! Which framing is told from which head.

use proptest::prelude::*;

use super::*;

fn told(head: &str) -> Detected {
    detect(head.as_bytes(), true).unwrap()
}

#[test]
fn lines_are_told() {
    for head in [
        "",
        "{}",
        "{\"a\":1}\n",
        "{\"a\":1}\n{\"a\":2}\n",
        "{\"a\":1}\r\n\r\n{\"a\":2}\r\n",
        "{\"a\":1},\n{\"a\":2}\n",
        // A last line that is cut.
        "{\"a\":1}\n{\"a\":",
        // Broken or cut first lines.
        "{\"a\":\"cut\n{\"a\":2}\n",
        "{\"a\":\"cut{\"a\":1}\n{\"a\":2}\n",
        "{\"a\":\n{\"a\":2}\n{\"a\":3}\n",
        // The rest of a record that began in another file.
        "the end\"}\n{\"a\":2}\n{\"a\":3}\n",
        // Arrays with one element a line.
        "[\n{\"a\":1},\n{\"a\":2}\n]\n",
        "[\n{\"a\":1}\n]",
        "[{\"a\":1},\n{\"a\":2}]\n",
        // Announced lengths.
        "8\n{\"a\":1}\n8\n{\"a\":2}\n",
        "42",
    ] {
        assert_eq!(told(head), LINES, "{head:?}");
    }
}

#[test]
fn a_wrapped_array_of_records_is_told() {
    for opening in ["{\"total_rows\":2,\"offset\":0,\"rows\":[\n", "{\"docs\": [\r\n"] {
        let head = format!("{opening}{{\"id\":1}},\n{{\"id\":2}}\n]}}\n");
        let expected = Detected::Json(Framing::Lines { header: opening.len() });
        assert_eq!(told(&head), expected, "{head:?}");
    }
    // A page of tweets stays one document.
    assert_eq!(told("{\"data\":[\n{\"id\":1},\n{\"id\":2}\n],\"includes\":{}}\n"), VALUES);
}

#[test]
fn everything_else_in_json_is_values() {
    for head in [
        "{\n  \"a\": 1\n}\n",
        "{\"a\":1,\n\"b\":2}\n",
        "[\n  {\n    \"a\": 1\n  }\n]\n",
        "[{\"a\":1},{\"a\":2}]\n",
        "[{\"a\":1}]",
        "[{\"a\":1}]\n[{\"a\":2}]\n",
        "{\"a\":1}{\"a\":2}",
        "{\"a\":1}{\n\"a\":2\n}",
        "{\"a\":1}\n{\n\"a\":2\n}",
        "{\"a\":\n{\"b\":1}\n}",
        "[1,2]",
        "[\n]",
        "[\"a\",\n\"b\"]",
        "{\"a\":",
    ] {
        assert_eq!(told(head), VALUES, "{head:?}");
    }
}

/// What a tar archive has at byte 257, here in the text of a post.
#[test]
fn words_of_a_post_make_no_archive() {
    let line = format!("{{\"text\":\"{}ustar\"}}\n", "x".repeat(248));
    assert_eq!(line.find("ustar"), Some(257));
    assert_eq!(told(&line.repeat(2)), LINES);
}

#[test]
fn what_is_not_json_is_named() {
    let mut tar = tar::Header::new_ustar();
    tar.set_cksum();
    let tar = tar.as_bytes();
    for (head, what) in [
        (&tar[..], "tar"),
        (b"PK\x03\x04....", "zip"),
        (b"SQLite format 3\0", "SQLite"),
        (b"\xff\xfe\0\0{\0\0\0", "UTF-32"),
        (b"{\0\0\0\"\0\0\0", "UTF-32"),
        (b"PAR1", "Parquet"),
        (b"<!DOCTYPE html>", "HTML"),
        (b":)\n:thump\n", "text of an unknown kind"),
        (b"\x81\x00\x02\x00", "binary"),
        (b"hello\nworld\n", "text of an unknown kind"),
        (b"true", "text of an unknown kind"),
        (b"\x1f", "binary"),
    ] {
        match detect(head, true) {
            Some(Detected::Foreign(told)) => assert!(told.contains(what), "{told} for {what}"),
            other => panic!("{what}: {other:?}"),
        }
    }
}

#[test]
fn tables_and_events_are_told_apart() {
    for head in [&b"id,lat,lon\n1,2,3\n"[..], b"a|b\n", b"a\tb\n", b"\"a\";b\n"] {
        assert!(matches!(detect(head, true), Some(Detected::Table(_))), "{}", head.escape_ascii());
    }
    for head in [
        &b":)\nevent: update\ndata: {\"a\":1}\n\n"[..],
        b"data: {\"a\":1}\n\ndata: {\"a\":2}\n",
        b"event: delete\r\ndata: 7\r\n\r\n",
    ] {
        assert_eq!(detect(head, true), Some(LINES), "{}", head.escape_ascii());
    }
}

#[test]
fn one_line_is_enough_to_tell_values_apart() {
    assert_eq!(detect(b"[{\"a\":1},{", false), Some(VALUES));
    assert_eq!(detect(b"{\"a\":1}{", false), Some(VALUES));
    assert_eq!(detect(b"{\"a\":1}", false), None);
    assert_eq!(detect(b"{\"a\":1}\n", false), None);
    // A byte order mark of which the rest is yet to come is no line.
    assert_eq!(detect(b"{\"a\":\"cut\n\xef\xbb", false), None);
    assert_eq!(detect(b"{\"a\":1}\n{\"a\":2}\n", false), Some(LINES));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    /// A reader may ask after any number of bytes: what is told once stays told.
    #[test]
    fn a_longer_head_never_changes_the_answer(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "{\"a\":1}", "{", "}", "[", "]", "\n", "\n", ",", "\"a\":1", "{\"a\":[{\"b\":\"\\\"\"}]}",
            "\"", "12", " ", "x", "\r\n", "{\"rows\":[",
            "\u{feff}",
        ]), 0..12)
    ) {
        let text = pieces.concat();
        let told = detect(text.as_bytes(), true);
        for length in 0..=text.len() {
            if let Some(early) = detect(&text.as_bytes()[..length], false) {
                prop_assert_eq!(Some(&early), told.as_ref(), "after {} of {:?}", length, text);
                break;
            }
        }
    }
}
