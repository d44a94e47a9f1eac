//! What is passed over could not have passed: each record is also judged in full.

use super::*;
use crate::lbsn::Timestamp;
use crate::source::{Decoded, Decoder, Detail};
use proptest::prelude::*;

fn filter() -> Filter {
    Filter {
        reactions: true,
        embedded: true,
        min_accuracy: GeoAccuracy::Unknown,
        bbox: None,
        since: None,
        until: None,
        languages: Vec::new(),
        lexicon: None,
    }
}

/// What the prefilter says of a record, padded to be long enough to be looked at.
fn judged(filter: &Filter, json: &str) -> Result<(), PassedOver> {
    let padded = json.replacen('{', &format!("{{\"padding\":\"{}\",", "x".repeat(SHORT)), 1);
    Prefilter::new(filter).unwrap().judge(padded.as_bytes())
}

/// Whether a post of the record passes the filter.
fn passes(filter: &Filter, json: &[u8]) -> bool {
    let mut passes = false;
    Decoder::new(Detail::Sets).decode(json, &mut |decoded| {
        if let Decoded::Post(bundle, _) = decoded {
            let mut posts = std::iter::once(&bundle.post).chain(&bundle.embedded);
            passes |= posts.any(|post| filter.judge(post).is_ok());
        }
    });
    passes
}

#[test]
fn nothing_is_asked_where_nothing_is_filtered() {
    assert!(Prefilter::new(&filter()).is_none());
    assert!(Prefilter::new(&Filter { reactions: false, ..filter() }).is_none());
}

#[test]
fn positions() {
    let exact = Filter { min_accuracy: GeoAccuracy::LatLng, ..filter() };
    let any = Filter { min_accuracy: GeoAccuracy::Country, ..filter() };
    for (json, is_exact, is_any) in [
        (r#"{"coordinates":null,"geo":null,"place":null}"#, false, false),
        (r#"{"coordinates":{"type":"Point","coordinates":[13.4, 52.5]}}"#, true, true),
        (r#"{"geo": {"coordinates" : [ "52.5","13.4"]}}"#, true, true),
        (r#"{"geo":[52.5,13.4]}"#, true, true),
        (r#"{"place":{"bounding_box":{"coordinates":[[[13,52]]]}}}"#, false, true),
        (r#"{"geo":{"place_id":"x"}}"#, false, true),
        (r#"{"g\u0065o":[52.5,13.4]}"#, true, true),
        (r#"{"source":"\u003ca href=\"x\"\u003e\ud83d\ude00"}"#, false, false),
    ] {
        assert_eq!(judged(&exact, json).is_ok(), is_exact, "{json}");
        assert_eq!(judged(&any, json).is_ok(), is_any, "{json}");
    }
}

#[test]
fn languages() {
    let german = Filter { languages: vec!["de".to_owned()], ..filter() };
    assert_eq!(judged(&german, r#"{"lang":"en"}"#), Err(PassedOver::Language));
    assert_eq!(judged(&german, r#"{"lang":"DE"}"#), Ok(()));
    assert_eq!(judged(&german, r#"{"lang":"d\u0065"}"#), Ok(()));
}

#[test]
fn periods() {
    let time = |text| Timestamp::parse(text).unwrap();
    let filter = Filter {
        since: Some(time("2016-02-01T00:00:00Z")),
        until: Some(time("2016-03-01T00:00:00Z")),
        ..filter()
    };
    for (json, held) in [
        (r#"{"created_at":"Wed Feb 24 08:31:02 +0000 2016"}"#, true),
        (r#"{"created_at" : "2016-02-24T08:31:02Z"}"#, true),
        (r#"{"created_at":"Wed Mar 24 08:31:02 +0000 2016"}"#, false),
        (r#"{"created_at":"some day"}"#, true),
        (r#"{"created_at":null}"#, true),
        (r#"{"id":702414310402748416}"#, true),
        (r#"{"id_str":"702414310402748416"}"#, true),
        (r#"{"id_str":"50241431040274841"}"#, false),
        (
            r#"{"created_at":"2015-01-01T00:00:00Z","x":{"created_at":"2016-02-24T08:31:02Z"}}"#,
            true,
        ),
        (r#"{"createdAt":"2015-01-01T00:00:00Z"}"#, true),
    ] {
        assert_eq!(judged(&filter, json).is_ok(), held, "{json}");
    }
}

#[test]
fn what_is_short_or_damaged_is_looked_into() {
    let exact = Filter { min_accuracy: GeoAccuracy::LatLng, ..filter() };
    let mut prefilter = Prefilter::new(&exact).unwrap();
    assert_eq!(prefilter.judge(br#"{"delete":{"status":{"id":1}}}"#), Ok(()));
    let long = format!(r#"{{"text":"{}""#, "x".repeat(SHORT));
    assert_eq!(prefilter.judge(long.as_bytes()), Ok(()));
    assert_eq!(prefilter.judge(format!("{long}}}").as_bytes()), Err(PassedOver::Position));
}

/// Filters with each condition or none.
fn any_filter() -> impl Strategy<Value = Filter> {
    let lexicons = [
        "",
        "[[term]]\ntext = 'migrant'\nin = ['hashtag', 'text']",
        "[[term]]\ntext = 'flüchtling'",
        "[[term]]\ntext = '難民'\nin = ['text']",
    ];
    (
        prop::sample::select(vec![GeoAccuracy::Unknown, GeoAccuracy::City, GeoAccuracy::LatLng]),
        prop::sample::select(vec![None, Some("2016-02-01T00:00:00Z")]),
        prop::sample::select(vec![None, Some("2016-03-01T00:00:00Z")]),
        prop::sample::select(vec![vec![], vec!["de".to_owned()]]),
        prop::sample::select(lexicons.to_vec()),
    )
        .prop_map(|(min_accuracy, since, until, languages, lexicon)| Filter {
            min_accuracy,
            since: since.and_then(|text| Timestamp::parse(text).ok()),
            until: until.and_then(|text| Timestamp::parse(text).ok()),
            languages,
            lexicon: Some(lexicon)
                .filter(|toml| !toml.is_empty())
                .map(|toml| Lexicon::parse(toml, "test.toml").unwrap()),
            ..filter()
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn what_is_passed_over_could_not_pass(
        filter in any_filter(),
        position in prop::sample::select(vec![
            "", r#""coordinates":{"coordinates":[13.4,52.5]},"#, r#""geo":[52.5,13.4],"#,
            r#""g\u0065o":[52.5,13.4],"#,
            r#""place":{"id":"x","place_type":"city","bounding_box":{"coordinates":[[[1,2],[3,4]]]}},"#,
        ]),
        time in prop::sample::select(vec![
            "", r#""created_at":"Wed Feb 24 08:31:02 +0000 2016","#,
            r#""created_at":"Wed Feb 24 08:31:02 +0000 2015","#,
        ]),
        language in prop::sample::select(vec!["", r#""lang":"de","#, r#""lang":"\u0064e","#, r#""lang":"en","#]),
        id in prop::sample::select(vec!["702414310402748416", "12", "802414310402748416", "70241431040274841\\u0036"]),
        text in prop::sample::select(vec![
            "", "Migrant", "mİgrant", "\\u006digrant", "ｍigrant", "FLÜCHTLING", "flu\u{308}chtling", "難民",
            "\\u96e3\\u6c11", "nothing",
        ]),
        within in any::<bool>(),
    ) {
        let padding = "x".repeat(SHORT);
        let tweet = format!(
            r#"{{{time}"id_str":"{id}",{position}{language}"text":"{text} ","truncated":false,"entities":{{"hashtags":[{{"text":"{text}"}}]}},"source":"{padding}"}}"#
        );
        let json = if within {
            format!(r#"{{"id_str":"5","text":"RT","truncated":false,"retweeted_status":{tweet},"user":{{"id_str":"1"}}}}"#)
        } else {
            tweet
        };
        let Some(mut prefilter) = Prefilter::new(&filter) else { return Ok(()) };
        if prefilter.judge(json.as_bytes()).is_err() {
            prop_assert!(!passes(&filter, json.as_bytes()), "{}", json);
        }
    }
}
