use super::*;
use crate::facet::accumulator::tests::post as test_post;
use std::collections::HashMap;

/// Item, hash of the item under the key `CRYPTSALT`: from PostgreSQL.
fn vectors() -> HashMap<String, u64> {
    include_str!("../../fixtures/hll/item_vectors.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [item, "CRYPTSALT", _, hash] = fields[..] else { return None };
            Some((item.to_owned(), hash.parse::<i64>().unwrap().cast_unsigned()))
        })
        .collect()
}

fn items(post: &Post<'_>, terms: &[&str], mode: ItemMode) -> Items {
    let mut items = Items::default();
    let terms: Vec<String> = terms.iter().map(ToString::to_string).collect();
    items.fill(post, &terms, mode, &Keyed::new(b"CRYPTSALT"), &mut String::new());
    items
}

#[test]
fn items_hash_as_in_postgresql() {
    let vectors = vectors();
    let mut post = test_post();
    post.guid = "1050118621198921728".into();
    post.user_guid = Some("12345678".into());
    post.place_guid = Some("01a9a39529b27f36".into());
    post.latlng = Point::new(13.4, 52.5).ok();
    post.publish_date = Timestamp::from_second(1_539_201_564).ok();

    let items = items(&post, &["grüße", "東京タワー"], ItemMode::Fixed);
    for (metric, expected) in [
        (Metric::User, &["3:12345678"][..]),
        (Metric::Post, &["3:1050118621198921728"]),
        (Metric::UserDay, &["3:12345678:2018-10-10"]),
        (Metric::LatLng, &["52.5:13.4"]),
        (Metric::Place, &["3:01a9a39529b27f36"]),
        (Metric::UserTerm, &["3:12345678:grüße", "3:12345678:東京タワー"]),
    ] {
        let expected: Vec<u64> = expected.iter().map(|item| vectors[*item]).collect();
        assert_eq!(items.of(metric), expected, "{metric:?}");
    }
    assert_eq!(items.of(Metric::UserTermLocation).len(), 2);
}

#[test]
fn compat_items_are_those_of_lbsntransform() {
    let vectors = vectors();
    let mut post = test_post();
    post.user_guid = None;
    post.publish_date = None;
    let nobody = items(&post, &["berlin"], ItemMode::Compat);
    assert_eq!(nobody.of(Metric::User), [vectors["3:"]]);
    assert_eq!(nobody.of(Metric::LatLng), [vectors["0:0"]]);
    for metric in [Metric::Place, Metric::UserTerm, Metric::UserTermLocation] {
        assert!(nobody.of(metric).is_empty(), "{metric:?}");
    }
    post.user_guid = Some("1".into());
    assert_eq!(items(&post, &[], ItemMode::Compat).of(Metric::UserDay), [vectors["3:1:None"]]);
}

#[test]
fn a_post_without_author_counts_no_user() {
    let mut post = test_post();
    post.user_guid = None;
    let items = items(&post, &["berlin"], ItemMode::Fixed);
    assert!(items.of(Metric::User).is_empty());
    assert!(items.of(Metric::UserDay).is_empty());
    assert!(items.of(Metric::UserTerm).is_empty());
    assert_eq!(items.of(Metric::Post).len(), 1);
}

#[test]
fn numbers_print_as_in_python() {
    let table = [
        (52.5, "52.5"),
        (13.0, "13.0"),
        (-0.127_758_2, "-0.1277582"),
        (0.0001, "0.0001"),
        (0.00009, "9e-05"),
        (-1.25e-7, "-1.25e-07"),
        (1.5e-10, "1.5e-10"),
        (180.0, "180.0"),
        (39.099_999_999_999_994, "39.099999999999994"),
    ];
    for (number, expected) in table {
        let position = Position(Point::new(number, 1.0).unwrap());
        assert_eq!(position.to_string(), format!("1.0:{expected}"));
    }
}
