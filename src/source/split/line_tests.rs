//! What is stripped from a line, and what is left.

use super::*;

/// The record of a line as text, or the name of what else it is.
fn parsed(line: &str, wrapped: bool) -> String {
    match parse(line.as_bytes(), wrapped) {
        Line::Record(range) => String::from_utf8(line.as_bytes()[range].to_vec()).unwrap(),
        other => format!("{other:?}"),
    }
}

#[test]
fn strips_what_is_not_the_record() {
    for (line, record) in [
        (r#"{"a":1}"#, r#"{"a":1}"#),
        ("{\"a\":1}\r", r#"{"a":1}"#),
        ("\u{feff}{\"a\":1}", r#"{"a":1}"#),
        ("\0\0{\"a\":1}\0", r#"{"a":1}"#),
        (r#"  {"a":1} , "#, r#"{"a":1}"#),
        (r#",{"a":1}"#, r#"{"a":1}"#),
        (r#"[{"a":1},"#, r#"{"a":1}"#),
        (r#"[ {"a":1}"#, r#"{"a":1}"#),
        (r#"{"a":1}]"#, r#"{"a":1}"#),
        (r#"{"a":1} ] ,"#, r#"{"a":1}"#),
        (r#"[{"a":1},{"a":2}]"#, r#"[{"a":1},{"a":2}]"#),
        (r#"{"a":[1]}"#, r#"{"a":[1]}"#),
        ("nonsense", "nonsense"),
        ("{}", "{}"),
    ] {
        assert_eq!(parsed(line, false), record, "{line:?}");
    }
}

#[test]
fn tells_lines_without_a_record() {
    for line in ["", " ", "\r", "\0\0\0", "\u{feff}"] {
        assert_eq!(parsed(line, false), "Blank", "{line:?}");
    }
    for line in ["1953", "1953\r"] {
        assert_eq!(parsed(line, false), "Length", "{line:?}");
    }
    for line in ["[", "]", "],", "]}", "] }\r", ",", "[]", "[\u{feff}"] {
        assert_eq!(parsed(line, false), "Bracket", "{line:?}");
    }
}

#[test]
fn the_wrapper_may_close_on_the_last_line() {
    for end in ["]}", "]}\r", " ] } ", ""] {
        assert_eq!(parsed(&format!("{{\"a\":[1]}}{end}"), true), "{\"a\":[1]}", "{end:?}");
    }
    assert_eq!(parsed(r#"{"a":[1]},"#, true), r#"{"a":[1]}"#);
}
