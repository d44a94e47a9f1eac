use super::*;

#[test]
fn ids_are_what_they_were_before_tools_wrote_them() {
    for (cell, expected) in [
        ("1050118621198921728", "1050118621198921728"),
        ("'1050118621198921728", "1050118621198921728"),
        ("=\"1050118621198921728\"", "1050118621198921728"),
        ("123456.0", "123456"),
    ] {
        assert_eq!(id(cell, Origin::Twitter).as_deref(), Ok(expected), "{cell}");
    }
    for cell in ["1.05E+18", "1,05E+18", "1.050118621198921e+18", "1050118621198921728.0", "1E+18"]
    {
        for origin in [Origin::Twitter, Origin::Lbsn] {
            assert_eq!(id(cell, origin), Err(ROUNDED), "{cell}");
        }
    }
    assert!(id("abc", Origin::Twitter).is_err());
    assert!(id("123456789012345678901", Origin::Twitter).is_err());
    for cell in ["abc", "at://did:plc:a/app.bsky.feed.post/k", "39019111@N00", "1e5", "be1"] {
        assert_eq!(id(cell, Origin::Lbsn).as_deref(), Ok(cell));
    }
    assert!(id(&"a".repeat(600), Origin::Lbsn).is_err());
    assert_eq!(account("@sailor").as_deref(), Ok("sailor"));
}

#[test]
fn degrees_have_a_point() {
    assert_eq!(degrees("-52.5"), Ok(-52.5));
    assert!(degrees("52,5").is_err_and(|why| why.contains("comma")));
    for cell in ["N 52", "inf", "1,000.5", "52°30'"] {
        assert!(degrees(cell).is_err(), "{cell}");
    }
}

#[test]
fn tags_are_lists_in_any_notation() {
    for cell in [
        "boat|lake",
        "boat,lake",
        "boat, lake",
        "boat;lake",
        "#boat #lake",
        "[boat, lake]",
        r#"["boat","lake"]"#,
        "['boat', 'lake']",
        "('boat', 'lake')",
        r##"["#boat", "#lake"]"##,
        r"[{'text': 'boat', 'indices': [0, 5]}, {'indices': [6, 9], 'text': 'lake'}]",
        r#"[{"tag":"boat","start":1},{"tag":"lake","note":"x"}]"#,
        r#"["b\u006fat", "lake"]"#,
        "{boat,lake}",
    ] {
        assert_eq!(tags(cell), ["boat", "lake"], "{cell}");
    }
    assert_eq!(tags(r#"["it's", 'say \'so\'']"#), ["it's", "say 'so'"]);
    for cell in ["[]", "", "#", "[", "['", "{}", "[[]]"] {
        assert_eq!(tags(cell), Vec::<String>::new(), "{cell}");
    }
}

#[test]
fn nothing_has_many_words() {
    for cell in ["", " ", "NA", "nan", "None", "null", "\\N"] {
        assert_eq!(present(cell), None);
    }
    assert_eq!(present(" 0 "), Some("0"));
    assert_eq!(
        (count("3"), count("3.0"), count("3.5"), count("-1")),
        (Some(3), Some(3), None, None)
    );
}
