//! Where values end and where they break.

use proptest::prelude::*;

use super::*;

#[test]
fn finds_the_end_of_whole_values() {
    for value in [
        "{}",
        "[]",
        r#""a""#,
        r#"{"a":1}"#,
        r#"{"a":"}{\"","b":[1,{"c":null},"]"]}"#,
        "[1,\n2 ]",
        "[1,]",
    ] {
        let followed = format!("{value} {{");
        assert_eq!(extent(followed.as_bytes()), (Extent::Closed(value.len()), false), "{value}");
    }
}

#[test]
fn notices_where_structure_breaks() {
    for (value, at) in [
        (r#"{"a":1{"#, 6),
        (r#"{"a":[1}"#, 7),
        (r#"{"a":1,{"b":1}}"#, 7),
        ("{\"a\":\"cut\n", 9),
        ("{\"a\":\"cut\\\n", 10),
        (r#"{"a" "b"}"#, 5),
        ("[}", 1),
        ("x", 0),
        ("{\"a\":\0}", 5),
    ] {
        assert_eq!(extent(value.as_bytes()).0, Extent::Broken(at), "{value}");
    }
}

#[test]
fn tells_a_cut_in_a_string_from_one_between() {
    assert_eq!(extent(br#"{"a":"b"#), (Extent::Open, true));
    assert_eq!(extent(br#"{"a":"b\"#), (Extent::Open, true));
    assert_eq!(extent(br#"{"a":"b""#), (Extent::Open, false));
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth| [vec![b'['; depth], vec![b']'; depth]].concat();
    assert_eq!(extent(&nested(MAX_DEPTH)).0, Extent::Closed(2 * MAX_DEPTH));
    assert_eq!(extent(&nested(100_000)).0, Extent::TooDeep(MAX_DEPTH));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    /// Pausing anywhere changes nothing.
    #[test]
    fn pausing_changes_nothing(text in r#"[\[\]{}",:a1 \\\n]{0,40}"#, cut in 0_usize..40) {
        let bytes = text.as_bytes();
        let cut = cut.min(bytes.len());
        let mut paused = Structure::new();
        let found = match paused.advance(&bytes[..cut], 0) {
            Extent::Open => paused.advance(bytes, cut),
            settled => settled,
        };
        prop_assert_eq!(found, extent(bytes).0);
    }

    /// Whatever the JSON library accepts as an object or array closes at its very end.
    #[test]
    fn agrees_with_the_json_library(text in r#"[\[{]["\[\]{},:a1 ]{0,12}"#) {
        if serde_json::from_str::<serde_json::Value>(&text).is_ok() {
            prop_assert_eq!(extent(text.as_bytes()).0, Extent::Closed(text.trim_end().len()));
        }
    }
}
