//! Codes stay stable, and content stays out unless asked for.

use std::collections::HashSet;

use super::*;

fn reject(detail: Option<&str>) -> Reject {
    Reject {
        source: Arc::from("dump \"1\".jsonl"),
        position: Position { line: 7, byte: 1234 },
        reason: RejectReason::BadTime,
        detail: detail.map(str::to_owned),
    }
}

fn written(with_content: bool, content: Option<&[u8]>) -> String {
    let mut writer = RejectWriter::new(Vec::new()).with_content(with_content);
    writer.write(&reject(Some("created_at")), content).unwrap();
    writer.flush().unwrap();
    String::from_utf8(writer.into_inner()).unwrap()
}

#[test]
fn codes_are_unique_snake_case_and_explained() {
    let mut codes = HashSet::new();
    for reason in RejectReason::ALL {
        let code = reason.code();
        assert!(codes.insert(code), "{code} twice");
        assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_' || byte == b'8'));
        assert!(reason.to_string().contains("; "), "{code} does not say what to do");
    }
    assert_eq!(RejectReason::TruncatedArchive.code(), "truncated_archive");
    assert_eq!(RejectReason::InvalidJson.code(), "invalid_json");
}

/// A report of 80 columns has 30 before a reason's code and meaning, colon and space included.
#[test]
fn what_a_reason_means_fits_a_line_of_a_report() {
    for reason in RejectReason::ALL {
        let text = reason.to_string();
        let meaning = text.split(';').next().unwrap();
        assert!(meaning.len() <= 45, "{meaning}");
        assert!(30 + reason.code().len() + meaning.len() <= 80, "{}: {meaning}", reason.code());
    }
}

#[test]
fn a_reject_names_source_line_and_byte() {
    let text = reject(Some("created_at")).to_string();
    assert!(text.starts_with("dump \"1\".jsonl, line 7, byte 1234: the creation time"), "{text}");
    assert!(text.ends_with("(created_at)"), "{text}");
    assert!(!reject(None).to_string().contains('('));
}

#[test]
fn content_stays_out_unless_asked_for() {
    let line = written(false, Some(b"{\"text\":\"private\"}"));
    let expected = concat!(
        r#"{"source":"dump \"1\".jsonl","line":7,"byte":1234,"#,
        r#""reason":"bad_time","detail":"created_at"}"#,
        "\n"
    );
    assert_eq!(line, expected);
    assert!(written(true, Some(b"{\"text\":1}")).ends_with(",\"content\":\"{\\\"text\\\":1}\"}\n"));
    assert!(!written(true, None).contains("content"));
}

#[test]
fn content_is_repaired_and_cut() {
    let mut content = vec![b'a'; CONTENT_LIMIT - 1];
    content.extend("ä and more".bytes());
    assert_eq!(readable(&content).len(), CONTENT_LIMIT - 1);
    assert_eq!(readable(b"a\xffb"), "a\u{fffd}b");
    assert!(readable(&vec![0xff; CONTENT_LIMIT]).len() <= CONTENT_LIMIT);
}
