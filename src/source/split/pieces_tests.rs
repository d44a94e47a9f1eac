//! Records on damaged lines, and that nothing within a record is ever taken for one.

use proptest::prelude::*;
use serde_json::Value;

use super::*;

/// The records and the broken pieces of a line; a line of one piece is what it is.
fn pieces(line: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut records, mut broken) = (Vec::new(), Vec::new());
    let Some(mut pieces) = Pieces::of(line.as_bytes()) else {
        return match serde_json::from_str::<Value>(line) {
            Ok(_) => (vec![line], broken),
            Err(_) => (records, vec![line]),
        };
    };
    while let Some(piece) = pieces.next(line.as_bytes()) {
        match piece {
            Piece::Record(range) => records.push(line.get(range).unwrap()),
            Piece::Broken(range) => broken.push(line.get(range).unwrap()),
        }
    }
    (records, broken)
}

#[test]
fn a_record_behind_a_cut_one_is_found() {
    let whole = r#"{"id":2,"user":{"id":9},"tags":[{"a":1},{"a":2}],"text":"hello"}"#;
    for cut in [
        // Within a text, a key, an escape, a number; after a key, a value, an opening bracket.
        r#"{"id":1,"text":"hel"#,
        r#"{"id":1,"te"#,
        r#"{"id":1,"text":"hel\"#,
        r#"{"id":1,"n":12"#,
        r#"{"id":1,"text""#,
        r#"{"id":1,"text":"hello""#,
        r#"{"id":1,"user":{"#,
        r#"{"id":1,"user":{"id":9}"#,
        r#"{"id":1,"t":[{"a":1}"#,
    ] {
        let line = format!("{cut}{whole}");
        assert_eq!(pieces(&line), (vec![whole], vec![cut]), "{line}");
        // Two cut ones are one broken piece; whatever follows is found, too.
        let line = format!("{cut}{cut}{whole} {whole}{cut}{whole},");
        let twice = format!("{cut}{cut}");
        assert_eq!(pieces(&line), (vec![whole; 3], vec![twice.as_str(), cut]), "{line}");
        // A cut one at the end, or nothing else.
        assert_eq!(pieces(&format!("{whole}{cut}")), (vec![whole], vec![cut]));
        let line = format!("{cut}{cut}");
        assert_eq!(pieces(&line), (vec![], vec![line.as_str()]));
    }
}

#[test]
fn what_may_be_a_part_of_the_broken_record_is_none() {
    let whole = r#"{"id":2,"text":"hello"}"#;
    for line in [
        // Where a value may stand.
        format!(r#"{{"id":1,"user":{whole}"#),
        format!(r#"{{"id":1,"users":[{whole}"#),
        format!(r#"{{"id":1,"text":"see: {whole}"#),
        // A quotation mark became something else before the nested object.
        format!(r#"{{"id":1,"userx:{whole},"text":"hello"}}"#),
        format!(r#"{{"id":1,"userx {whole}}}"#),
        // It begins in another way than the line.
        r#"{"id":1,"text":"hel{"user":2}"#.to_owned(),
        // It is not closed, or closes too much.
        r#"{"id":1,"text":"hel{"id":2,"text":"hello""#.to_owned(),
        format!(r#"{{"id":1,"text":"hel{whole}}}"#),
    ] {
        assert_eq!(pieces(&line), (vec![], vec![line.as_str()]), "{line}");
    }
}

/// Breaks at every few bytes: looking for the next record must not make this quadratic.
#[test]
fn long_hostile_lines_take_linear_time() {
    for line in [r#"{"a":"x"#.repeat(300_000), r#"{"a":1}"#.repeat(300_000), "{".repeat(1 << 20)] {
        let (records, broken) = pieces(&line);
        assert!(records.len() + broken.len() <= 300_000);
    }
}

/// Tweets as they nest: a retweet and a user in a tweet, in the order of keys of real ones.
fn tweet() -> impl Strategy<Value = String> {
    let text =
        prop::sample::select(vec!["hello", "a \\\"b\\\" {c} [d]", "e:{\\\"id\\\":1}", "\\ud83d"]);
    let user = r#"{"id":7,"name":"n","entities":{"urls":[{"a":1},{"a":2}]}}"#;
    let flat = (0..100_u32, text).prop_map(move |(id, text)| {
        format!(r#"{{"created_at":"Mon","id":{id},"text":"{text}","user":{user}"#)
    });
    (flat.clone(), flat, 0..4).prop_map(|(outer, inner, kind)| match kind {
        0 => format!("{outer}}}"),
        1 => format!(r#"{outer},"retweeted_status":{inner}}},"lang":"en"}}"#),
        2 => format!(r#"{outer},"quoted_status":{inner}}}}}"#),
        _ => format!(r#"{outer},"referenced":[{inner}}},{inner},"more":{inner}}}}}]}}"#),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..Default::default() })]

    /// A tweet cut anywhere, alone or with whole ones on its line: what comes out are whole ones
    /// that went in, in their order, and no part of any.
    #[test]
    fn only_records_come_out(
        tweets in prop::collection::vec((tweet(), any::<bool>(), any::<prop::sample::Index>()), 1..5),
    ) {
        let (mut line, mut whole) = (String::new(), Vec::new());
        for (tweet, cut, at) in &tweets {
            if *cut {
                line.push_str(tweet.get(..at.index(tweet.len())).unwrap());
            } else {
                whole.push(tweet.as_str());
                line.push_str(tweet);
            }
        }
        let mut expected = whole.iter();
        for record in pieces(&line).0 {
            prop_assert!(expected.any(|it| *it == record), "{record} of {line}");
        }
    }

    /// A tweet that lost a part of its middle, or in which one byte was overwritten, is one
    /// broken record, or still one record.
    #[test]
    fn nothing_within_a_record_comes_out(
        tweet in tweet(),
        from in any::<prop::sample::Index>(),
        lost in 0_usize..200,
        byte in prop::sample::select(b"\"{}[],:x ".to_vec()),
    ) {
        let mut bytes = tweet.clone().into_bytes();
        let from = from.index(bytes.len());
        if lost == 0 {
            bytes[from] = byte;
        } else {
            bytes.drain(from..(from + lost).min(tweet.len()));
        }
        let line = String::from_utf8(bytes).unwrap();
        for record in pieces(&line).0 {
            prop_assert_eq!(record, line.as_str());
        }
    }
}
