use super::*;

#[test]
fn what_would_rewrite_the_screen_is_spelled_out() {
    assert_eq!(shown("\u{1b}[31mred\u{7}"), "\\u{1b}[31mred\\u{7}");
    assert_eq!(shown("\u{202e}rtl\r\n"), "\\u{202e}rtl\\u{d}\\u{a}");
    assert_eq!(shown("a\u{9b}b"), "a\\u{9b}b");
    assert_eq!(shown("flüchtling 👩‍👩‍👧 ابحث"), "flüchtling 👩‍👩‍👧 ابحث");
    assert_eq!(shown(&"x".repeat(10_000)).chars().count(), WIDEST + 1);
}

#[test]
fn thousands_are_set_apart() {
    let cases = [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")];
    for (count, text) in cases {
        assert_eq!(grouped(count), text);
    }
}

#[test]
fn texts_stand_left_and_numbers_right() {
    let mut output = Vec::new();
    let rows = [vec!["boats".to_owned(), "5".to_owned()], vec!["é".to_owned(), "1,000".to_owned()]];
    print(&mut output, 1, &["hashtag", "posts"], &rows).unwrap();
    assert_eq!(
        String::from_utf8(output).unwrap(),
        "hashtag  posts\nboats        5\né        1,000\n"
    );
}
