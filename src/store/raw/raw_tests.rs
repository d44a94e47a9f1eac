use super::*;
use crate::lbsn::{
    BoundingBox, City, Counts, GeoAccuracy, Origin, PostType, Reaction, ReactionType, User,
};
use proptest::prelude::*;

/// A copy of one of a few posts by one of a few users in one of a few cities.
#[derive(Debug, Clone)]
struct Copy {
    post: u8,
    user: u8,
    completeness: Completeness,
    observed: Option<i64>,
    body: u8,
    city_name: Option<u8>,
    alternatives: Vec<u8>,
    is_reaction: bool,
}

fn copies() -> impl Strategy<Value = Vec<Copy>> {
    let completeness = prop_oneof![
        Just(Completeness::Stub),
        Just(Completeness::Truncated),
        Just(Completeness::Full)
    ];
    let copy = (
        (0..3_u8, 0..3_u8),
        completeness,
        proptest::option::of(0..3_i64),
        (0..3_u8, proptest::option::of(0..3_u8)),
        proptest::collection::vec(0..4_u8, 0..3),
        any::<bool>(),
    );
    let copy = copy.prop_map(
        |((post, user), completeness, observed, (body, city_name), alternatives, is_reaction)| {
            Copy { post, user, completeness, observed, body, city_name, alternatives, is_reaction }
        },
    );
    proptest::collection::vec(copy, 0..12)
}

fn bundle(copy: &Copy) -> Bundle<'static> {
    let origin = Origin::Twitter;
    let post = Post {
        origin,
        guid: copy.post.to_string().into(),
        completeness: copy.completeness,
        reaction: copy.is_reaction.then(|| Reaction {
            kind: ReactionType::Quote,
            referenced: Some("5".into()),
            referenced_is_reaction: copy.post == 0,
        }),
        latlng: None,
        geoaccuracy: GeoAccuracy::City,
        place_guid: None,
        city_guid: Some("c".into()),
        country_guid: None,
        user_guid: Some(copy.user.to_string().into()),
        publish_date: None,
        body: Some(format!("text {}", copy.body).into()),
        hashtags: Vec::new(),
        emoji: Vec::new(),
        user_mentions: vec!["9".into()],
        urls: Vec::new(),
        counts: Counts::default(),
        language: Some("de".into()),
        input_source: None,
        post_type: PostType::Text,
    };
    let user = User {
        origin,
        guid: copy.user.to_string().into(),
        completeness: copy.completeness,
        name: Some(format!("name {}", copy.body).into()),
        fullname: None,
        follows: None,
        followed: Some(u64::MAX),
        group_count: None,
        biography: None,
        post_count: None,
        url: None,
        is_private: Some(copy.is_reaction),
        language: None,
        location: None,
        liked_count: None,
        active_since: None,
        profile_image_url: None,
        timezone: None,
        utc_offset: None,
    };
    let city = City {
        origin,
        guid: "c".into(),
        name: copy.city_name.map(|n| format!("n{n}").into()),
        // A NUL character is none of the name.
        name_alternatives: copy.alternatives.iter().map(|n| format!("n\0{n}").into()).collect(),
        area: Some(BoundingBox::new(0.0, 0.0, f64::from(copy.body) + 1.0, 1.0).unwrap()),
        url: None,
        country_guid: None,
        sub_type: None,
    };
    Bundle {
        post,
        embedded: Vec::new(),
        unusable: 0,
        users: vec![user],
        places: Vec::new(),
        cities: vec![city],
        countries: Vec::new(),
    }
}

fn batch<'a>(copies: impl IntoIterator<Item = &'a Copy>) -> RawBatch {
    let mut batch = RawBatch::new();
    for copy in copies {
        let bundle = bundle(copy);
        let observed = copy.observed.map(|second| Timestamp::from_second(second).unwrap());
        batch.add(&bundle, &bundle.post, observed);
    }
    batch
}

fn merged(mut one: RawBatch, other: RawBatch) -> RawBatch {
    one.merge(other);
    one
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn order_grouping_and_repetition_do_not_matter(copies in copies(), cut in 0..12_usize) {
        let cut = cut.min(copies.len());
        let whole = batch(&copies);
        let (left, right) = copies.split_at(cut);
        prop_assert_eq!(&batch(copies.iter().rev()), &whole);
        prop_assert_eq!(&merged(batch(left), batch(right)), &whole);
        prop_assert_eq!(&merged(batch(right), batch(left)), &whole);
        prop_assert_eq!(&merged(batch(&copies), batch(left)), &whole);
        prop_assert_eq!(&batch(copies.iter().chain(&copies)), &whole);
    }

    #[test]
    fn memory_is_what_the_rows_take(copies in copies()) {
        let batch = batch(&copies);
        let rows: usize = batch
            .tables()
            .flat_map(|(_, rows)| rows)
            .map(RawRow::memory_bytes)
            .sum();
        prop_assert!(batch.memory_bytes() >= rows);
        prop_assert_eq!(batch.is_empty(), copies.is_empty());
    }
}

fn rows(batch: &RawBatch, name: &str) -> Vec<RawRow> {
    let (_, rows) = batch.tables().find(|(table, _)| table.name == name).unwrap();
    rows.into_iter().cloned().collect()
}

fn copy() -> Copy {
    Copy {
        post: 1,
        user: 2,
        completeness: Completeness::Full,
        observed: Some(1),
        body: 0,
        city_name: Some(0),
        alternatives: vec![3],
        is_reaction: false,
    }
}

#[test]
fn the_more_complete_copy_wins_over_the_later_one() {
    let truncated =
        Copy { completeness: Completeness::Truncated, observed: Some(9), body: 1, ..copy() };
    let later = Copy { observed: Some(2), body: 2, ..copy() };
    let body = |copies: &[Copy]| rows(&batch(copies), "post")[0].values[8].clone();
    assert_eq!(body(&[copy(), truncated.clone()]), RawValue::from("text 0"));
    assert_eq!(body(&[truncated, later, copy()]), RawValue::from("text 2"));
}

#[test]
fn every_name_but_the_kept_one_is_an_alternative() {
    let other = Copy { observed: Some(2), city_name: Some(1), alternatives: vec![0, 2], ..copy() };
    let city = rows(&batch(&[copy(), other]), "city").remove(0);
    assert_eq!(city.values[2], RawValue::from("n1"));
    assert_eq!(city.values[3], RawValue::from_iter(["n0", "n2", "n3"]));
}

#[test]
fn reactions_go_to_their_own_table() {
    let reaction = Copy { is_reaction: true, ..copy() };
    let batch = batch(&[reaction]);
    assert!(rows(&batch, "post").is_empty());
    let row = rows(&batch, "post_reaction").remove(0);
    assert_eq!(row.values[4], RawValue::from("5"));
    assert_eq!(row.values[5], RawValue::Null);
    assert_eq!(row.values[6], RawValue::from("quote"));
}

#[test]
fn what_a_row_refers_to_exists() {
    let batch = batch(&[copy()]);
    let users = rows(&batch, "user");
    assert_eq!(users.len(), 2, "the author and a stub of the mentioned user");
    assert_eq!(users[1].completeness, Completeness::Stub);
    assert_eq!(rows(&batch, "_user_mentions_user").len(), 1);
    assert_eq!(rows(&batch, "language").len(), 1);
    assert_eq!(rows(&batch, "origin").len(), 1);
    // Larger than any database's integer.
    assert_eq!(users[0].values[5], RawValue::Integer(i64::MAX));
}

/// A list of mentions is as long as whoever wrote the record likes.
#[test]
fn many_mentions_take_time_in_proportion() {
    let many = 40_000_u32;
    let mut hostile = bundle(&copy());
    let guids = || (0..many).map(|n| n.to_string());
    // The same user over and over, too.
    hostile.post.user_mentions =
        guids().chain((0..many).map(|_| "1".to_owned())).map(Into::into).collect();
    let user = hostile.users.remove(0);
    let repeated = (0..many).map(|_| "1".to_owned());
    hostile.users =
        guids().chain(repeated).map(|guid| User { guid: guid.into(), ..user.clone() }).collect();
    let begun = std::time::Instant::now();
    let mut batch = RawBatch::new();
    batch.add(&hostile, &hostile.post, None);
    assert_eq!(rows(&batch, "user").len(), many as usize);
    // Squared it would be minutes.
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn every_row_has_a_value_for_every_column() {
    let reaction = Copy { is_reaction: true, ..copy() };
    for (table, rows) in batch(&[copy(), reaction]).tables() {
        for row in rows {
            assert_eq!(row.values.len(), table.columns.len(), "{}", table.name);
        }
    }
}
