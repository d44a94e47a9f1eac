//! What makes another job of a run, and what does not.

use super::*;
use crate::facet::{ItemMode, Precision};
use crate::hll::Params;
use crate::lbsn::BoundingBox;
use crate::lexicon::Lexicon;

fn settings() -> Settings {
    Settings {
        params: Params::DEFAULT,
        precision: Precision::default(),
        mode: ItemMode::Fixed,
        bases: "hashtag,date".parse().unwrap(),
        key_id: key().id(),
    }
}

fn key() -> Key {
    Key::from_bytes(b"the key of a test".to_vec())
}

fn filter(lexicon: Option<&str>) -> Filter {
    Filter {
        reactions: false,
        embedded: true,
        min_accuracy: GeoAccuracy::LatLng,
        bbox: None,
        since: None,
        until: None,
        languages: Vec::new(),
        lexicon: lexicon.map(|text| Lexicon::parse(text, "test.toml").unwrap()),
    }
}

fn of(filter: &Filter) -> String {
    job(filter, &settings(), false, &Options::default(), &key())
}

/// Positions in stores that exist depend on it.
#[test]
fn the_text_behind_the_fingerprint_stays_what_it_is() {
    let mut filter = filter(Some(
        "[[term]]\ntext = 'Refugee'\nmatch = 'word'\nin = ['text', 'hashtag']\nlang = 'en'\n\
         [[exclude]]\ntext = 'refugeecamp'\nscope = 'post'\n",
    ));
    let plain = Options::default();
    let expected = "lexicon: exclude Post Substring hashtag+ * \"refugeecamp\"\n\
         term Word hashtag+text en \"Refugee\"\n\
         params: 11,5,0,1\nprecision: 5\nitems: fixed\nbases: date,hashtag\n";
    let key = format!("key: {}\n", key().id());
    assert_eq!(describe(&filter, &settings(), false, &plain), format!("{expected}{key}"));
    filter.reactions = true;
    filter.min_accuracy = GeoAccuracy::City;
    filter.bbox = Some(BoundingBox::new(-1.5, 2.0, 3.0, 4.0).unwrap());
    filter.since = Some(Timestamp::from_second(1_456_306_245).unwrap());
    filter.until = Some(Timestamp::from_second(1_456_392_645).unwrap());
    filter.languages = vec!["EN".to_owned(), "de".to_owned(), "en".to_owned()];
    let long = Options { document_limit: 1 << 30, ..Options::default() };
    let text = describe(&filter, &settings(), true, &long);
    let before = "reactions: yes\nmin accuracy: city\nbbox: -1.5,2,3,4\nsince: 1456306245\n\
         until: 1456392645\nlanguages: de,en\n";
    let after = "raw: yes\nlongest record: 1073741824\n";
    assert_eq!(text, format!("{before}{expected}{key}{after}"));
}

#[test]
fn order_and_notes_of_a_lexicon_play_no_part_and_its_terms_do() {
    let one = filter(Some("[[term]]\ntext = 'a'\nnote = 'x'\n[[term]]\ntext = 'b'\n"));
    let other = filter(Some(
        "[meta]\ntitle = 't'\n[[term]]\ntext = 'b'\nround = 2\n[[term]]\ntext = 'a'\n",
    ));
    let third = filter(Some("[[term]]\ntext = 'a'\n[[term]]\ntext = 'c'\n"));
    assert_eq!(of(&one), of(&other));
    assert_ne!(of(&one), of(&third));
    assert_ne!(of(&one), of(&filter(None)));
}

#[test]
fn without_the_key_lexicons_cannot_be_tried_out() {
    let filter = filter(Some("[[term]]\ntext = 'a'\n"));
    let other = Key::from_bytes(b"another key".to_vec());
    let plain = Options::default();
    assert_ne!(of(&filter), job(&filter, &settings(), false, &plain, &other));
}
