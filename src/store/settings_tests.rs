use super::*;

fn settings() -> Settings {
    Settings {
        params: Params::DEFAULT,
        precision: Precision::default(),
        mode: ItemMode::Fixed,
        bases: Bases::default(),
        key_id: KeyId::from_stored("0123456789abcdef"),
    }
}

#[test]
fn equal_settings_mix() {
    assert_eq!(settings().check(&settings()), Ok(()));
}

#[test]
fn every_difference_is_named_with_its_way_out() {
    let wanted = Settings {
        params: "12,5,0,1".parse().unwrap(),
        precision: Precision::EXACT,
        mode: ItemMode::Compat,
        bases: "date,hashtag".parse().unwrap(),
        key_id: KeyId::from_stored("fedcba9876543210"),
    };
    let refused = settings().check(&wanted).unwrap_err();
    let named: Vec<&str> = refused.differences.iter().map(|found| found.setting).collect();
    assert_eq!(named, ["key id", "HLL parameters", "item mode", "geohash precision", "bases"]);
    let text = refused.to_string();
    for part in [
        "0123456789abcdef",
        "fedcba9876543210",
        "--key-file",
        "--hll-params 11,5,0,1",
        "--items fixed",
        "--geohash 5",
        "key id is ",
        "HLL parameters are 11,5,0,1 there and 12,5,0,1 here",
        "leave out --bases",
        "another store",
    ] {
        assert!(text.contains(part), "{part:?} is missing in {text}");
    }
}

#[test]
fn only_what_differs_is_named() {
    let wanted = Settings { mode: ItemMode::Compat, ..settings() };
    let refused = settings().check(&wanted).unwrap_err();
    assert_eq!(refused.differences.len(), 1);
    assert_eq!(refused.differences[0].description, "item mode is fixed there and compat here");
}

#[test]
fn of_the_bases_only_the_difference_is_named() {
    let with = |bases: &str| Settings { bases: bases.parse().unwrap(), ..settings() };
    let cases = [
        ("default,term,domain", "of the bases the store lacks term, domain (leave out --bases to"),
        ("date,hashtag", "of the bases the store has latlng, place,"),
        ("date,term", "of the bases the store lacks term, and has latlng, place,"),
    ];
    for (bases, part) in cases {
        let text = settings().check(&with(bases)).unwrap_err().to_string();
        assert!(text.contains(part), "{part:?} is missing in {text}");
        assert!(text.len() < 500, "{text}");
    }
}
