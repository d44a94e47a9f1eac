use super::*;
use std::collections::HashMap;

#[derive(Debug, PartialEq, Deserialize)]
struct Sample {
    text: String,
}

fn sample(json: &str) -> Result<(String, bool), Reject> {
    let mut spare = String::new();
    read::<Sample>(json, &mut spare).map(|read| (read.value.text, read.repaired))
}

#[test]
fn sound_text_is_left_alone() {
    let pair = r#"{"text":"\ud83d\ude00 \\ud83d \"\u00fc\""}"#;
    assert_eq!(sample(pair), Ok(("😀 \\ud83d \"ü\"".to_owned(), false)));
}

#[test]
fn half_surrogate_pairs_are_replaced() {
    for (escaped, text) in [
        (r"a\ud83d", "a\u{fffd}"),
        (r"a\ude00b", "a\u{fffd}b"),
        (r"\ud83d\ud83d\ude00", "\u{fffd}😀"),
        (r"\ude00\ud83d", "\u{fffd}\u{fffd}"),
        (r"\ud83d\n", "\u{fffd}\n"),
        (r"\\\ud83d", "\\\u{fffd}"),
        (r"\uD83D\u0041", "\u{fffd}A"),
    ] {
        let json = format!(r#"{{"text":"{escaped}"}}"#);
        assert_eq!(sample(&json), Ok((text.to_owned(), true)), "{escaped}");
    }
}

#[test]
fn of_a_key_that_comes_twice_the_last_one_counts() {
    assert_eq!(sample(r#"{"text":"a","text":"b"}"#), Ok(("b".to_owned(), false)));
    assert_eq!(
        sample(r#"{"text":"a\ud83d","text":"b\ud83d"}"#),
        Ok(("b\u{fffd}".to_owned(), true))
    );
}

#[test]
fn damage_that_costs_information_is_told() {
    for (json, reason) in [
        (r#"{"text":"secret"#, RejectReason::InvalidJson),
        (r#"{"text":"secret"} x"#, RejectReason::InvalidJson),
        (r#"{"text":'secret'}"#, RejectReason::InvalidJson),
        (r#"{"text":"secret\ud83d"#, RejectReason::InvalidJson),
        (r#"{"text":"\ud83"#, RejectReason::InvalidJson),
        ("", RejectReason::InvalidJson),
    ] {
        let reject = sample(json).unwrap_err();
        assert_eq!(reject.reason, reason, "{json}");
        assert!(!reject.detail.contains("secret"), "{}", reject.detail);
    }
}

#[test]
fn deep_nesting_is_told() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    let error = serde_json::from_str::<serde_json::Value>(&deep).unwrap_err();
    assert_eq!(Reject::from(error).reason, RejectReason::TooDeep);
}

#[test]
fn bytes_that_are_no_text_are_replaced() {
    assert_eq!(text(b"gr\xfc\xdf"), ("gr\u{fffd}\u{fffd}".into(), true));
    assert_eq!(text("grüß".as_bytes()), ("grüß".into(), false));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(256))]

    /// Whatever UTF-16 units are escaped, the result is what UTF-16 decoding gives.
    #[test]
    fn repair_is_lossy_utf16_decoding(units in proptest::collection::vec(0xD7F0..0xE010_u16, 0..12)) {
        let escapes: Vec<String> = units.iter().map(|unit| format!("\\u{unit:04x}")).collect();
        let escaped = escapes.concat();
        let mut spare = String::new();
        let json = format!(r#"{{"text":"{escaped}"}}"#);
        let read = read::<HashMap<String, String>>(&json, &mut spare).unwrap();
        proptest::prop_assert_eq!(&read.value["text"], &String::from_utf16_lossy(&units));
        proptest::prop_assert_eq!(read.repaired, String::from_utf16(&units).is_err());
    }
}
