use super::{Condition, Pattern, Selection};
use crate::facet::{Base, KeyValue};

fn text(text: &str) -> KeyValue {
    KeyValue::Text(text.to_owned())
}

fn month(year: i64, month: i64) -> Vec<KeyValue> {
    vec![KeyValue::Integer(year), KeyValue::Integer(month)]
}

#[test]
fn patterns() {
    for (pattern, text, matches) in [
        ("*flüchtling*", "flüchtlinge", true),
        ("*flüchtling*", "bootsflüchtling", true),
        ("*flüchtling*", "fluchtling", false),
        ("refugees*", "refugees", true),
        ("refugees*", "refugee", false),
        ("*s", "refugees", true),
        ("*s", "refugeesx", false),
        ("a*b*c", "aXbXbXc", true),
        ("a*b*c", "aXcXb", false),
        ("?", "ü", true),
        ("?", "", false),
        ("??", "ü", false),
        ("*", "", true),
        ("**", "x", true),
    ] {
        assert_eq!(Pattern::new(pattern.to_owned()).matches(text), matches, "{pattern} {text}");
    }
    // Would be exponential with naive recursion.
    let hard = Pattern::new("*a".repeat(30) + "b");
    assert!(!hard.matches(&"a".repeat(2_000)));
}

#[test]
fn what_follows_a_prefix() {
    let behind = |pattern: &str| Pattern::new(pattern.to_owned()).behind_prefix();
    assert_eq!(behind("ab*").as_deref(), Some("ac"));
    assert_eq!(behind("a\u{10ffff}*").as_deref(), Some("b"));
    assert_eq!(behind("\u{d7ff}?").as_deref(), Some("\u{e000}"));
    assert_eq!(behind("*"), None);
}

#[test]
fn ranges_go_column_by_column() {
    let base = Base::by_name("_month_hashtag").unwrap();
    let mut selection = Selection {
        base,
        conditions: vec![
            Condition::Between { from: Some(month(2016, 11)), to: Some(month(2017, 2)) },
            Condition::Like(Pattern::new("r*".to_owned())),
        ],
    };
    let key = |year, number, hashtag| [month(year, number), vec![text(hashtag)]].concat();
    assert!(selection.matches(&key(2016, 11, "r")));
    assert!(selection.matches(&key(2017, 2, "refugees")));
    assert!(!selection.matches(&key(2017, 3, "refugees")));
    assert!(!selection.matches(&key(2016, 2, "refugees")));
    assert!(!selection.matches(&key(2016, 12, "migrants")));
    assert!(!selection.matches(&month(2016, 12)));
    assert!(!selection.is_one_key());
    selection.conditions = vec![Condition::is(month(2016, 2)), Condition::is(vec![text("x")])];
    assert!(selection.is_one_key());
}

#[test]
fn boxes_may_cross_the_antimeridian() {
    let base = Base::by_name("latlng").unwrap();
    let within = |west, east| Selection {
        base,
        conditions: vec![Condition::Within { west, south: -20.0, east, north: 0.0 }],
    };
    let fiji = [KeyValue::Real(-17.0), KeyValue::Real(178.0)];
    let samoa = [KeyValue::Real(-14.0), KeyValue::Real(-172.0)];
    assert!(within(170.0, -170.0).matches(&fiji) && within(170.0, -170.0).matches(&samoa));
    assert!(!within(-170.0, 170.0).matches(&fiji) && !within(-170.0, 170.0).matches(&samoa));
}
