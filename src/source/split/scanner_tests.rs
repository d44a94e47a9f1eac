//! Values found in streams without lines, and the way back after damage.

use super::*;

/// All that is found, values as text.
fn found(window: &str, limit: usize) -> (Vec<&str>, Vec<(usize, RejectReason)>) {
    let mut scanner = Scanner::new(limit);
    let (mut values, mut rejects) = (Vec::new(), Vec::new());
    loop {
        match scanner.next(window.as_bytes(), true) {
            Found::Value { start, end } => values.push(window.get(start..end).unwrap()),
            Found::Reject { start, reason, .. } => rejects.push((start, reason)),
            Found::Length => {}
            Found::More => return (values, rejects),
        }
    }
}

fn values(window: &str) -> Vec<&str> {
    let (values, rejects) = found(window, 1000);
    assert_eq!(rejects, [], "{window:?}");
    values
}

#[test]
fn separators_may_be_missing_or_too_many() {
    for window in [
        r#"[{"a":1},{"b":2}]"#,
        r#"{"a":1}{"b":2}"#,
        r#"[{"a":1},,{"b":2},]"#,
        r#"[{"a":1}{"b":2}"#,
        r#"{"a":1}}],{"b":2}]"#,
        "\u{feff}{\"a\":1}\0\0\n\u{feff}{\"b\":2}",
        "7\r\n{\"a\":1}\r\n7\r\n{\"b\":2}",
        r#"[{"a":1}][{"b":2}]"#,
    ] {
        assert_eq!(values(window), [r#"{"a":1}"#, r#"{"b":2}"#], "{window:?}");
    }
}

#[test]
fn elements_need_not_be_objects() {
    assert_eq!(
        values(r#"[1, "a,]", true, [2,3], null]"#),
        ["1", "\"a,]\"", "true", "[2,3]", "null"]
    );
    assert_eq!(values("rubbish {\"a\":1} more\n"), ["rubbish", r#"{"a":1}"#, "more"]);
}

#[test]
fn goes_on_after_a_broken_value() {
    let head = r#"{"created_at":"Mon","id":"#;
    for (window, good, bad) in [
        // Cut in a string, at the end of a line.
        ("{\"a\":1}\n{\"a\":\"x\n{\"a\":2}\n{\"a\":3}".to_owned(), 3, vec![8]),
        // Cut in a string, resumed at once: found again by how records begin.
        (format!("[{head}1}},{head}\"x{head}2}},{head}3}}]"), 3, vec![29]),
        // Cut between tokens; the next record is taken for a part of it until its end.
        (format!("{head}1}}{head}{head}2}}{head}3}}"), 2, vec![27]),
        // A wrong bracket.
        (r#"{"a":[1}{"a":2}"#.to_owned(), 1, vec![0]),
        // The end.
        (r#"{"a":1}{"a":[2"#.to_owned(), 1, vec![7]),
    ] {
        let (values, rejects) = found(&window, 1000);
        let starts: Vec<usize> = rejects.iter().map(|(start, _)| *start).collect();
        assert_eq!((values.len(), starts), (good, bad), "{window}: {values:?}");
    }
}

#[test]
fn nested_objects_are_not_taken_for_records() {
    // The retweet inside begins as a record does, but belongs to the broken one.
    let window = "{\"id\":1,\"retweeted_status\":{\"id\":2},\"text\":\"x\n{\"id\":3}";
    assert_eq!(found(window, 1000).0, [r#"{"id":3}"#]);
}

#[test]
fn too_long_values_are_rejected_and_passed() {
    let long = format!(r#"{{"a":"{}"}}"#, "x".repeat(100));
    let window = format!("{{\"a\":1}}{long}{{\"a\":2}}");
    assert_eq!(
        found(&window, 50),
        (vec![r#"{"a":1}"#, r#"{"a":2}"#], vec![(7, RejectReason::TooLong)])
    );
    assert_eq!(found(&window, long.len()).0.len(), 3);
}

#[test]
fn hostile_nesting_is_one_reject() {
    let window = "[".repeat(100_000);
    assert_eq!(found(&window, 1 << 20).1, [(1, RejectReason::TooDeep)]);
    let window = r#"{"a":"#.repeat(100_000);
    assert_eq!(found(&window, 1 << 20).1, [(0, RejectReason::TooDeep)]);
}

/// Each record breaks where the last one ends, and each looks like the beginning of another:
/// going back to search for a beginning must not make this quadratic.
#[test]
fn going_back_is_linear() {
    let window = r#"{"a":[1,"#.repeat(200_000);
    let (values, rejects) = found(&window, 1 << 30);
    assert!(values.is_empty());
    assert!(!rejects.is_empty());
}

#[test]
fn empty_and_blank_windows_hold_nothing() {
    for window in ["", " ", "\0\0", "[]", "[ ]", ",,,"] {
        assert!(values(window).is_empty(), "{window:?}");
    }
}
