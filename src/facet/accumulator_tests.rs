use super::*;
use crate::facet::{KeyValue, Metric};
use crate::lbsn::{City, Completeness, Country, GeoAccuracy, Origin, Point};
use proptest::prelude::*;

fn bundle(post: Post<'_>) -> Bundle<'_> {
    Bundle {
        post,
        embedded: Vec::new(),
        unusable: 0,
        users: Vec::new(),
        places: Vec::new(),
        cities: Vec::new(),
        countries: Vec::new(),
    }
}

fn observer(bases: &str) -> Observer {
    Observer::new(
        bases.parse().unwrap(),
        Params::DEFAULT,
        Precision::default(),
        ItemMode::Fixed,
        Keyed::new(b"key"),
    )
}

/// Every set of every base as bytes.
fn dump(accumulator: &Accumulator) -> Vec<(String, Vec<u8>, Vec<Vec<u8>>)> {
    let mut sets = Vec::new();
    for (base, table) in accumulator.tables() {
        for (key, row) in table.sorted() {
            let bytes = row.iter().map(Sketch::to_bytes).collect();
            sets.push((base.table(), key.to_vec(), bytes));
        }
    }
    sets
}

fn keys(accumulator: &Accumulator, base: &str) -> Vec<Vec<KeyValue>> {
    let (base, table) = accumulator.tables().find(|(candidate, _)| candidate.name == base).unwrap();
    table.sorted().into_iter().map(|(key, _)| base.decode_key(key).unwrap()).collect()
}

fn text(text: &str) -> Vec<KeyValue> {
    vec![KeyValue::Text(text.to_owned())]
}

#[test]
fn a_post_has_a_key_in_every_base() {
    let mut post = test_post();
    post.body = Some("Refugees welcome 👩‍👩‍👧 in #Berlin".into());
    post.hashtags = vec!["Berlin".into(), "BERLIN".into(), "EU".into()];
    post.urls = vec!["https://www.example.org/a?b".into()];
    post.user_mentions = vec!["77".into()];
    post.language = Some("en".into());
    post.place_guid = Some("poi".into());
    post.city_guid = Some("city".into());
    post.country_guid = Some("DE".into());
    let mut bundle = bundle(post);
    bundle.cities.push(City {
        origin: Origin::Twitter,
        guid: "city".into(),
        name: Some("Berlin".into()),
        name_alternatives: Vec::new(),
        area: None,
        url: None,
        country_guid: Some("DE".into()),
        sub_type: None,
    });
    bundle.countries.push(Country {
        origin: Origin::Twitter,
        guid: "DE".into(),
        name: Some("Germany".into()),
        name_alternatives: Vec::new(),
        area: None,
        url: None,
    });

    let mut observer = observer("all,user,friends,timestamp");
    let mut sets = observer.accumulator();
    observer.observe(&bundle, &bundle.post, &["refugee"], &mut sets);

    for (base, table) in sets.tables() {
        let expected = match base.name {
            "region" => 0,
            name if name.contains("hashtag") => 2,
            // refugees, welcome, berlin; and the emoji, which is three characters and more.
            "term" | "_term_latlng" => 4,
            _ => 1,
        };
        assert_eq!(table.len(), expected, "{}", base.name);
    }
    assert_eq!(keys(&sets, "hashtag"), [text("berlin"), text("eu")]);
    assert_eq!(keys(&sets, "domain"), [text("example.org")]);
    assert_eq!(keys(&sets, "topic"), [text("refugee")]);
    assert_eq!(keys(&sets, "culture"), [text("en")]);
    assert_eq!(
        keys(&sets, "latlng"),
        [[KeyValue::Real(52.492_675_781_25), KeyValue::Real(13.381_347_656_25)]]
    );
    // 2018-10-10 19:59:24 UTC was a Wednesday.
    assert_eq!(keys(&sets, "dayofweek"), [[KeyValue::Integer(2)]]);
    assert_eq!(keys(&sets, "hourofday"), [[KeyValue::Integer(19)]]);
    assert_eq!(keys(&sets, "timeofday"), [[KeyValue::Integer(19 * 3600 + 59 * 60 + 24)]]);
    assert_eq!(keys(&sets, "dayofyear"), [[KeyValue::Integer(10), KeyValue::Integer(10)]]);
    assert_eq!(
        sets.attributes(SpatialKind::Country, "DE").unwrap().name.as_deref(),
        Some("Germany")
    );
    let [KeyValue::Text(user)] = &keys(&sets, "user")[0][..] else { panic!("a text") };
    assert_eq!(user.len(), 43, "users are keys under a pseudonym only");
}

#[test]
fn what_looks_the_same_is_one_key() {
    let mut post = test_post();
    post.hashtags = vec!["Zürich".into(), "Zu\u{308}rich".into()];
    post.body = Some("zürich zu\u{308}rich".into());
    let bundle = bundle(post);
    let mut observer = observer("hashtag,term");
    let mut sets = observer.accumulator();
    observer.observe(&bundle, &bundle.post, &[], &mut sets);
    assert_eq!(keys(&sets, "hashtag"), [text("zürich")]);
    assert_eq!(keys(&sets, "term"), [text("zürich")]);
}

#[test]
fn a_region_is_not_a_city() {
    let mut post = test_post();
    post.city_guid = Some("bavaria".into());
    let mut bundle = bundle(post);
    bundle.cities.push(City {
        origin: Origin::Twitter,
        guid: "bavaria".into(),
        name: None,
        name_alternatives: Vec::new(),
        area: None,
        url: None,
        country_guid: None,
        sub_type: Some("admin".into()),
    });
    let mut observer = observer("city,region");
    let mut sets = observer.accumulator();
    observer.observe(&bundle, &bundle.post, &[], &mut sets);
    assert!(keys(&sets, "city").is_empty());
    assert_eq!(keys(&sets, "region"), [text("bavaria")]);
}

#[test]
fn topical_metrics_need_a_base_of_terms() {
    let mut post = test_post();
    post.body = Some("many words here".into());
    let bundle = bundle(post);
    for (bases, filled) in [("latlng", false), ("latlng,term", true)] {
        let mut observer = observer(bases);
        let mut sets = observer.accumulator();
        observer.observe(&bundle, &bundle.post, &[], &mut sets);
        let (base, table) = sets.tables().next().unwrap();
        let place = base.metrics.iter().position(|&m| m == Metric::UserTermLocation).unwrap();
        assert_eq!(!table.sorted()[0].1[place].is_empty(), filled, "{bases}");
    }
}

#[derive(Debug, Clone)]
struct Draft {
    guid: u8,
    user: Option<u8>,
    second: i64,
    lon: f64,
    lat: f64,
    tags: Vec<String>,
}

fn draft() -> impl Strategy<Value = Draft> {
    (
        any::<u8>(),
        prop::option::of(0..5_u8),
        0..100_000_000_i64,
        -170.0..170.0_f64,
        1.0..80.0_f64,
        prop::collection::vec("[A-Ca-c]{1,3}", 0..4),
    )
        .prop_map(|(guid, user, second, lon, lat, tags)| Draft {
            guid,
            user,
            second,
            lon,
            lat,
            tags,
        })
}

fn observe(observer: &mut Observer, drafts: &[Draft], into: &mut Accumulator) {
    for draft in drafts {
        let mut post = test_post();
        post.guid = draft.guid.to_string().into();
        post.user_guid = draft.user.map(|user| user.to_string().into());
        post.publish_date = Timestamp::from_second(draft.second).ok();
        post.latlng = Point::new(draft.lon, draft.lat).ok();
        post.hashtags = draft.tags.iter().map(|tag| tag.as_str().into()).collect();
        let bundle = bundle(post);
        observer.observe(&bundle, &bundle.post, &[], into);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However the posts are split, ordered and repeated, the sets have the same bytes.
    #[test]
    fn shards_unite_to_the_same_bytes(
        drafts in prop::collection::vec(draft(), 1..40),
        cut in 0..40_usize,
    ) {
        let mut observer = observer("default");
        let mut whole = observer.accumulator();
        observe(&mut observer, &drafts, &mut whole);

        let (first, second) = drafts.split_at(cut.min(drafts.len()));
        let mut left = observer.accumulator();
        let mut right = observer.accumulator();
        observe(&mut observer, first, &mut left);
        observe(&mut observer, second, &mut right);
        observe(&mut observer, first, &mut right);
        let backwards: Vec<Draft> = drafts.iter().rev().cloned().collect();
        let mut again = observer.accumulator();
        observe(&mut observer, &backwards, &mut again);

        right.merge(left);
        prop_assert_eq!(dump(&right), dump(&whole));
        right.merge(again);
        prop_assert_eq!(dump(&right), dump(&whole));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The sets of months, weekdays and so on, made of days, are those of the posts.
    #[test]
    fn what_follows_from_the_days_is_what_the_posts_give(
        drafts in prop::collection::vec(draft(), 1..40),
    ) {
        let calendar = "month,year,dayofweek,dayofmonth,dayofyear,monthofyear";
        let mut all = observer(calendar);
        let mut sets = all.accumulator();
        observe(&mut all, &drafts, &mut sets);
        let mut expected: HashMap<(String, Vec<u8>), Vec<Sketch>> = HashMap::new();
        for draft in &drafts {
            // One post alone: each of its sets holds its items and nothing else.
            let mut one = all.accumulator();
            observe(&mut all, std::slice::from_ref(draft), &mut one);
            let time = Timestamp::from_second(draft.second).unwrap().civil();
            for (base, table) in one.tables() {
                let mut key = Key::new();
                base.dimensions[0].push_civil(time, &mut key);
                let rows = table.sorted();
                prop_assert_eq!(rows.len(), 1);
                prop_assert_eq!(rows[0].0, key.as_slice());
                let row = expected.entry((base.table(), key.to_vec())).or_insert_with(|| {
                    rows[0].1.iter().map(|_| Sketch::new(Params::DEFAULT)).collect()
                });
                for (kept, new) in row.iter_mut().zip(rows[0].1.iter()) {
                    kept.union(new).unwrap();
                }
            }
        }
        let mut found = 0;
        for (base, table) in sets.tables() {
            for (key, row) in table.sorted() {
                found += 1;
                prop_assert_eq!(&expected[&(base.table(), key.to_vec())][..], &row[..]);
            }
        }
        prop_assert_eq!(found, expected.len());
    }
}

#[test]
fn days_that_were_not_asked_for_are_not_shown() {
    let mut observer = observer("month");
    let mut sets = observer.accumulator();
    assert!(sets.is_empty());
    let bundle = bundle(test_post());
    observer.observe(&bundle, &bundle.post, &[], &mut sets);
    assert!(!sets.is_empty());
    let bases: Vec<&str> = sets.tables().map(|(base, _)| base.name).collect();
    assert_eq!(bases, ["month"]);
    assert_eq!(keys(&sets, "month"), [[KeyValue::Integer(2018), KeyValue::Integer(10)]]);
}

#[test]
fn memory_is_accounted_for() {
    let mut observer = observer("hashtag");
    let mut sets = observer.accumulator();
    assert_eq!(sets.memory_bytes(), 0);
    let tags: Vec<Draft> = (0..1000)
        .map(|n| Draft {
            guid: (n % 256) as u8,
            user: Some(1),
            second: n,
            lon: 1.0,
            lat: 1.0,
            tags: vec![format!("tag{n}")],
        })
        .collect();
    observe(&mut observer, &tags, &mut sets);
    let per_key = sets.memory_bytes() / 1000;
    assert!((200..600).contains(&per_key), "{per_key} bytes per key with six sets");
}

pub(in crate::facet) fn post() -> Post<'static> {
    Post {
        completeness: Completeness::Full,
        latlng: Point::new(13.4, 52.5).ok(),
        geoaccuracy: GeoAccuracy::LatLng,
        user_guid: Some("2".into()),
        publish_date: Timestamp::from_second(1_539_201_564).ok(),
        ..Post::stub(Origin::Twitter, "1".into())
    }
}

use post as test_post;
