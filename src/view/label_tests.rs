use super::*;

#[test]
fn numbers_are_written_for_people() {
    for (value, text) in [
        (0.0, "0"),
        (0.25, "0.2"),
        (7.0, "7"),
        (950.4, "950"),
        (999.6, "1k"),
        (1_234.0, "1.2k"),
        (34_000.0, "34k"),
        (999_999.0, "1M"),
        (5_600_000.0, "5.6M"),
        (7e9, "7bn"),
        (-1_500.0, "−1.5k"),
        (f64::NAN, "–"),
        (f64::INFINITY, "∞"),
    ] {
        assert_eq!(short(value), text, "{value}");
    }
    assert_eq!(decimal(-1234.567, 2), "−1,234.57");
    assert_eq!(decimal(-0.001, 2), "0.00");
    assert_eq!(grouped(1_234_567), "1,234,567");
}

#[test]
fn widths_are_those_of_the_font() {
    // Inter's em is 2,816 units; its "0" is 1,760 wide.
    assert!((width("0", 2816.0, Weight::Regular) - 1760.0).abs() < 2.0);
    assert!(width("migration", 12.0, Weight::Bold) > width("migration", 12.0, Weight::Regular));
    assert!((width("語", 12.0, Weight::Regular) - 12.0).abs() < 0.01);
}

#[test]
fn texts_fit_where_they_are_cut() {
    let text = "hashtag:refugeeswelcome and more than fits";
    for room in [0.0, 30.0, 80.0, 120.0, 500.0] {
        let fitted = fitted(text, 12.0, Weight::Regular, room);
        assert!(fitted == "…" || width(&fitted, 12.0, Weight::Regular) <= room, "{fitted}");
    }
    for line in lines(text, 12.0, Weight::Regular, 90.0) {
        assert!(width(&line, 12.0, Weight::Regular) <= 90.0, "{line}");
    }
    assert_eq!(lines(text, 12.0, Weight::Regular, 1000.0), [text]);
    // No joiner is left hanging.
    for room in [14.0, 20.0, 26.0, 32.0] {
        let fitted = fitted("👨\u{200d}👩\u{200d}👧 family", 12.0, Weight::Regular, room);
        assert!(!fitted.contains("\u{200d}…"), "{fitted:?}");
    }
}

#[test]
fn what_deceives_is_spelt_out() {
    assert_eq!(shown("a\u{202e}b\n"), "a\\u{202e}b\\u{a}");
    assert_eq!(shown("لاجئين 👨‍👩‍👧"), "لاجئين 👨‍👩‍👧");
}
