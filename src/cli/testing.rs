//! A small store for the tests of the commands that read one.

use crate::facet::{ItemMode, Observer, Precision};
use crate::hll::{Params, hash::Keyed};
use crate::lbsn::{
    BoundingBox, Bundle, Completeness, Country, Counts, GeoAccuracy, Origin, Post, PostType,
    Timestamp,
};
use crate::privacy::KeyId;
use crate::store::{Batch, Ingest, Location, Settings};
use std::path::PathBuf;
use tempfile::TempDir;

/// Thirty posts on thirty days by four users in Germany, in three languages: half in `de`,
/// and in one whose name is an escape sequence.
pub(super) fn store() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let settings = Settings {
        params: Params::DEFAULT,
        precision: Precision::default(),
        mode: ItemMode::Fixed,
        bases: "country,date,dayofweek,dayofyear,community,culture".parse().unwrap(),
        key_id: KeyId::from_stored("0123456789abcdef"),
    };
    let Settings { params, precision, mode, bases, .. } = settings.clone();
    let mut observer = Observer::new(bases, params, precision, mode, Keyed::new(b"key"));
    let mut sets = observer.accumulator();
    for n in 0..30_i64 {
        let bundle = bundle(n);
        observer.observe(&bundle, &bundle.post, &[], &mut sets);
    }
    let ingest = Ingest {
        source: "a\u{1b}.jsonl".to_owned(),
        job: String::new(),
        lines: 3,
        fingerprint: String::new(),
        bytes: 9,
        records: 1_234_567,
        matched: 30,
        rejected: 0,
        complete: true,
        started: "2026-01-01 00:00:00".to_owned(),
        version: "0.1.0".to_owned(),
    };
    let mut store =
        crate::store::open(&Location::GeoPackage(path.clone()), &settings, None).unwrap();
    store.commit(&Batch { sets: Some(&sets), raw: None, inputs: &[ingest] }).unwrap();
    (folder, path)
}

fn bundle(n: i64) -> Bundle<'static> {
    let country = Country {
        origin: Origin::Twitter,
        guid: "DE".into(),
        name: Some("Germany".into()),
        name_alternatives: Vec::new(),
        area: Some(BoundingBox::new(5.9, 47.3, 15.0, 55.1).unwrap()),
        url: None,
    };
    let language = match n {
        0..15 => "de",
        15..25 => "\u{1b}[31m",
        _ => "en",
    };
    Bundle {
        unusable: 0,
        post: Post {
            origin: Origin::Twitter,
            guid: n.to_string().into(),
            completeness: Completeness::Full,
            reaction: None,
            latlng: None,
            geoaccuracy: GeoAccuracy::Country,
            place_guid: None,
            city_guid: None,
            country_guid: Some("DE".into()),
            user_guid: Some((n % 4).to_string().into()),
            publish_date: Some(Timestamp::from_second(1_456_306_245 + n * 86_400).unwrap()),
            body: None,
            hashtags: Vec::new(),
            emoji: Vec::new(),
            user_mentions: Vec::new(),
            urls: Vec::new(),
            counts: Counts::default(),
            language: Some(language.into()),
            input_source: None,
            post_type: PostType::Text,
        },
        embedded: Vec::new(),
        users: Vec::new(),
        places: Vec::new(),
        cities: Vec::new(),
        countries: vec![country],
    }
}
