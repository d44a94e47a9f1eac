use super::*;
use serde_json::from_str;

/// One JSON value of every kind.
const ALL_KINDS: [&str; 11] =
    ["null", "true", "7", "-7", "7.5", "\"7\"", "\"\"", "[]", "[7]", "{}", "{\"a\":7}"];

fn found<T: for<'de> Deserialize<'de>>(is_found: impl Fn(T) -> bool) -> Vec<&'static str> {
    let found = |kind: &&str| is_found(from_str(kind).expect("takes any JSON value"));
    ALL_KINDS.into_iter().filter(found).collect()
}

#[test]
fn each_field_takes_its_kind_and_reads_the_others_as_absent() {
    assert_eq!(found(|count: Count| count.0.is_some()), ["7", "\"7\""]);
    assert_eq!(found(|whole: Whole| whole.0.is_some()), ["7", "-7"]);
    assert_eq!(found(|flag: Flag| flag.0.is_some()), ["true"]);
    assert_eq!(found(|object: Object<IgnoredAny>| object.0.is_some()), ["{}", "{\"a\":7}"]);
    assert_eq!(found(|area: Area| area.0.is_some()), Vec::<&str>::new());
    let words = ALL_KINDS.into_iter().filter(|kind| from_str::<Words>(kind).unwrap().is_present());
    assert_eq!(words.collect::<Vec<_>>(), ["\"7\"", "\"\""]);
}

#[test]
fn texts_lose_nul_characters_and_borrow_where_they_can() {
    let plain: Words = from_str(r#""plain""#).unwrap();
    assert!(matches!(plain.0, Some(Cow::Borrowed("plain"))));
    let nul: Words = from_str(r#""a\u0000b\n""#).unwrap();
    assert_eq!(nul.get(), Some("ab\n"));
}

#[test]
fn ids_keep_every_digit() {
    let guid = |json| from_str::<Id>(json).unwrap().guid().map(|guid| guid.map(Cow::into_owned));
    assert_eq!(guid("1050118621198921729"), Ok(Some("1050118621198921729".to_owned())));
    assert_eq!(guid("18446744073709551615"), Ok(Some("18446744073709551615".to_owned())));
    assert_eq!(guid("\"1050118621198921729\""), Ok(Some("1050118621198921729".to_owned())));
    assert_eq!(guid("null"), Ok(None));
    assert_eq!(guid("\"\""), Ok(None));
    for bad in ["1.05e18", "1050118621198921729.0", "18446744073709551616", "-1", "true", "{}"] {
        assert_eq!(guid(bad), Err(BadId), "{bad}");
    }
    for bad in ["\"1.05e+18\"", "\"12a\"", "\" 12\"", "\"١٢\"", "\"123456789012345678901\""] {
        assert_eq!(guid(bad), Err(BadId), "{bad}");
    }
}

#[test]
fn lists_pass_over_what_is_no_object() {
    let list: List<std::collections::BTreeMap<String, u8>> =
        from_str(r#"[{"a":1}, null, 3, "x", [], {}]"#).unwrap();
    assert_eq!(list.0.len(), 2);
    let words: WordList = from_str(r#"["a", null, 3, "b"]"#).unwrap();
    assert_eq!(words.0.iter().filter_map(Words::get).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn pairs_come_bare_or_in_a_point() {
    for json in [
        "[13.5, 52.25]",
        r#"{"type": "Point", "coordinates": [13.5, 52.25]}"#,
        r#"{"coordinates": ["13.5", "52.25"]}"#,
        "[13.5, 52.25, 34]",
    ] {
        assert_eq!(from_str::<Pair>(json).unwrap(), Pair::Numbers(13.5, 52.25), "{json}");
    }
    for json in ["null", "{}", r#"{"type": "Point", "coordinates": null}"#] {
        assert_eq!(from_str::<Pair>(json).unwrap(), Pair::Absent, "{json}");
    }
    for json in ["[]", "[1]", "[1, null]", "[[1, 2]]", "\"1, 2\"", "5", "true", "[1, \"x\"]"] {
        assert_eq!(from_str::<Pair>(json).unwrap(), Pair::Malformed, "{json}");
    }
}

#[test]
fn coordinates_are_read_to_the_last_digit() {
    let json = "[-122.38952169999999, 37.61922350000001]";
    let Pair::Numbers(lon, lat) = from_str(json).unwrap() else { panic!("a pair") };
    assert_eq!(format!("[{lon}, {lat}]"), json);
}

#[test]
fn areas_come_as_rings_or_edges() {
    let area = |json| from_str::<Area>(json).unwrap().0.map(BoundingBox::edges);
    let ring = "[[[-70.5,-33.5],[-70.5,-33.25],[-70.25,-33.25],[-70.25,-33.5]]]";
    let edges = Some([-70.5, -33.5, -70.25, -33.25]);
    assert_eq!(area(ring), edges);
    assert_eq!(area("[[-70.5,-33.5],[-70.25,-33.25]]"), edges);
    assert_eq!(area("[-70.5,-33.5,-70.25,-33.25]"), edges);
    assert_eq!(area("[177,-19,-179,-16]"), Some([177.0, -19.0, -179.0, -16.0]));
    for json in ["null", "[]", "[[[]]]", "[[null]]", "[1]", "{}", "[[[500, 1]]]"] {
        assert_eq!(area(json), None, "{json}");
    }
}

#[test]
fn endless_nesting_is_an_error_and_no_crash() {
    let deep = "[".repeat(100_000);
    assert!(from_str::<Area>(&deep).is_err());
    assert!(from_str::<Count>(&deep).is_err());
}
