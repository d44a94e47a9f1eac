//! What the prefilter passes over, no post of which may pass the filter in full.

#![no_main]

use lbsm::etl::{Filter, Prefilter};
use lbsm::lbsn::{GeoAccuracy, Timestamp};
use lbsm::lexicon::Lexicon;
use lbsm::source::{Decoded, Decoder, Detail};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

/// Filters that look at each thing that shows in raw bytes.
static FILTERS: LazyLock<Vec<Filter>> = LazyLock::new(|| {
    let filter = |min_accuracy, since: Option<&str>, languages: &[&str], lexicon: Option<&str>| Filter {
        reactions: true,
        embedded: true,
        min_accuracy,
        bbox: None,
        since: since.map(|text| Timestamp::parse(text).expect("a time")),
        until: since.map(|_| Timestamp::parse("2020-01-01T00:00:00Z").expect("a time")),
        languages: languages.iter().map(|&language| language.to_owned()).collect(),
        lexicon: lexicon.map(|toml| Lexicon::parse(toml, "fuzz.toml").expect("a lexicon")),
    };
    let hashtags = "[[term]]\ntext = 'migrant'\n[[term]]\ntext = 'flüchtling'\n[[term]]\ntext = 'πρόσφυγ'";
    let texts = "[[term]]\ntext = 'asyl'\nin = ['text', 'hashtag']\n[[term]]\ntext = '難民'\nin = ['text']";
    vec![
        filter(GeoAccuracy::LatLng, None, &[], None),
        filter(GeoAccuracy::City, None, &[], None),
        filter(GeoAccuracy::Unknown, Some("2014-01-01T00:00:00Z"), &[], None),
        filter(GeoAccuracy::Unknown, None, &["de", "pt"], None),
        filter(GeoAccuracy::Unknown, None, &[], Some(hashtags)),
        filter(GeoAccuracy::Unknown, None, &[], Some(texts)),
    ]
});

fuzz_target!(|json: &[u8]| {
    let decoder = Decoder::new(Detail::Sets);
    for filter in FILTERS.iter() {
        let mut prefilter = Prefilter::new(filter).expect("something to ask for");
        if prefilter.judge(json).is_ok() {
            continue;
        }
        decoder.decode(json, &mut |decoded| {
            if let Decoded::Post(bundle, _) = decoded {
                for post in std::iter::once(&bundle.post).chain(&bundle.embedded) {
                    assert!(filter.judge(post).is_err(), "passed over, yet wanted");
                }
            }
        });
    }
});
