use super::{bbox, selection};
use crate::facet::{Base, KeyValue, Precision};
use crate::query::error::Problem;
use crate::query::expression::{Expression, Node};
use crate::store::Selection;

fn select(text: &str) -> Result<Selection, Problem> {
    let expression: Expression = text.parse().unwrap();
    let Node::Term(term) = expression.root else { panic!("{text} is no term") };
    selection(Base::by_name(&term.base).unwrap(), &term.key, Precision::default())
}

fn numbers(numbers: &[i64]) -> Vec<KeyValue> {
    numbers.iter().copied().map(KeyValue::Integer).collect()
}

fn text(text: &str) -> Vec<KeyValue> {
    vec![KeyValue::Text(text.to_owned())]
}

/// Which of these keys a term picks.
fn picks(term: &str, keys: &[&[i64]]) -> Vec<bool> {
    let selection = select(term).unwrap();
    keys.iter().map(|key| selection.matches(&numbers(key))).collect()
}

#[test]
fn words_are_forgiving() {
    for (term, key, found) in [
        ("hashtag:#RefugeesWelcome", "refugeeswelcome", true),
        ("hashtag:＃Boot", "boot", true),
        ("hashtag:FLU\u{308}CHTLINGE", "flüchtlinge", true),
        ("hashtag:*Flüchtling*", "bootsflüchtlinge", true),
        (r#"hashtag:"a*""#, "ab", false),
        (r#"emoji:"*️⃣""#, "*️⃣", true),
        ("culture:DE", "de", true),
        ("country:de", "DE", true),
        ("term:Boat", "boat", true),
        ("place:AbC", "AbC", true),
        ("place:abc", "AbC", false),
    ] {
        assert_eq!(select(term).unwrap().matches(&text(key)), found, "{term}");
    }
}

#[test]
fn calendars_have_ranges() {
    // Days since 1970-01-01: 2016-02-29 is 16860.
    assert_eq!(picks("date:2016-02-29", &[&[16860], &[16861]]), [true, false]);
    assert_eq!(
        picks("date:2016-02", &[&[16831], &[16832], &[16860], &[16861]]),
        [false, true, true, false]
    );
    assert_eq!(
        picks("date:2016", &[&[16800], &[16801], &[17166], &[17167]]),
        [false, true, true, false]
    );
    assert_eq!(picks("date:..2016-02-29", &[&[0], &[16860], &[16861]]), [true, true, false]);
    assert_eq!(
        picks("date:2016-02-29..2016", &[&[16859], &[16860], &[17166], &[17167]]),
        [false, true, true, false]
    );
    let months: &[&[i64]] = &[&[2015, 12], &[2016, 1], &[2016, 9], &[2016, 10]];
    assert_eq!(picks("month:2016-01..2016-09", months), [false, true, true, false]);
    assert_eq!(picks("month:2016", months), [false, true, true, true]);
    assert_eq!(picks("month:2016-02..", &[&[2016, 1], &[2020, 1]]), [false, true]);
    assert_eq!(picks("year:2016..2017", &[&[2015], &[2017]]), [false, true]);
    assert_eq!(picks("dayofweek:Monday", &[&[0], &[1]]), [true, false]);
    assert_eq!(picks("dayofweek:saturday..sunday", &[&[4], &[5], &[6]]), [false, true, true]);
    assert_eq!(picks("dayofyear:02", &[&[1, 31], &[2, 29], &[3, 1]]), [false, true, false]);
    assert_eq!(
        picks("timeofday:08:30", &[&[30599], &[30600], &[30659], &[30660]]),
        [false, true, true, false]
    );
    assert_eq!(
        picks("timestamp:2016-02-29T08:30:00", &[&[1456734600], &[1456734601]]),
        [true, false]
    );
    assert_eq!(picks("hourofday:22..", &[&[21], &[23]]), [false, true]);
    assert_eq!(picks("community:Twitter", &[&[3], &[4]]), [true, false]);
}

#[test]
fn geohashes_unite_cells() {
    // u33db: 13.36–13.40 E, 52.51–52.56 N.
    let berlin = [KeyValue::Real(52.53662109375), KeyValue::Real(13.38134765625)];
    for (term, found) in [
        ("latlng:u33db", true),
        ("latlng:U33", true),
        ("latlng:u", true),
        ("latlng:u33dc", false),
        ("latlng:e", false),
    ] {
        assert_eq!(select(term).unwrap().matches(&berlin), found, "{term}");
    }
    assert!(select("latlng:u33dbc").is_err(), "finer than the store");
    // The rim of the globe belongs to its last cells.
    let rim = select("latlng:z").unwrap();
    assert!(rim.matches(&[KeyValue::Real(90.0), KeyValue::Real(180.0)]));
    assert!(!select("latlng:u").unwrap().matches(&[KeyValue::Real(50.0), KeyValue::Real(45.0)]));
}

#[test]
fn composite_keys_have_parts() {
    let selection = select("_month_hashtag:2016-02,#Boot").unwrap();
    let key = |month, hashtag| [numbers(&[2016, month]), text(hashtag)].concat();
    assert!(selection.matches(&key(2, "boot")) && !selection.matches(&key(3, "boot")));
    assert!(select("_month_hashtag:*,boot").unwrap().matches(&key(3, "boot")));
    assert!(select("_month_hashtag:2016-02").is_err());
}

#[test]
fn keys_that_are_none_are_refused() {
    for term in [
        "date:2016-02-30",
        "date:16-02-01",
        "date:yesterday",
        "month:2016-13",
        "month:2016-02-24",
        "month:2016-",
        "year:0",
        "hourofday:24",
        "dayofweek:7",
        "dayofmonth:0",
        "dayofyear:13-01",
        "timeofday:25:00",
        "latlng:a",
        "latlng:u33db0000000000",
        "community:nowhere",
        "monthofyear:jan",
    ] {
        assert!(matches!(select(term), Err(Problem::NoSuchKey { .. })), "{term}");
    }
    let base = Base::by_name("latlng").unwrap();
    assert!(bbox(base, "5.9,47.3,15,55.1").is_ok());
    assert!(bbox(base, "170,-20,-170,0").is_ok());
    for text in [
        "",
        "1,2,3",
        "1,2,3,4,5",
        "5,55,15,47",
        "a,b,c,d",
        "-181,0,1,1",
        "0,0,0,91",
        "nan,0,1,1",
        "1,2,3,4,x",
    ] {
        assert!(bbox(base, text).is_err(), "{text}");
    }
}
