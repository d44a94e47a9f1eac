//! A small world of posts for stores to hold.

use lbsm::facet::{Accumulator, ItemMode, Observer, Precision};
use lbsm::hll::Params;
use lbsm::lbsn::{
    BoundingBox, Bundle, City, Completeness, Country, Counts, GeoAccuracy, Origin, Place, Point,
    Post, PostType, Reaction, ReactionType, Timestamp, User,
};
use lbsm::privacy::Key;
use lbsm::store::{Ingest, RawBatch, Settings};

/// Hashtags as somebody would write them to break a program.
pub fn hostile() -> Vec<String> {
    vec![
        "it's".to_owned(),
        "\"; DROP TABLE topical_hashtag; --".to_owned(),
        "nul\0inside".to_owned(),
        "\u{202e}rtl\u{202c}".to_owned(),
        "\u{1b}[31mred".to_owned(),
        "x".repeat(10_000),
        "%s_%".to_owned(),
    ]
}

/// Settings under a test key.
pub fn settings(bases: &str) -> Settings {
    Settings {
        params: Params::DEFAULT,
        precision: Precision::default(),
        mode: ItemMode::Fixed,
        bases: bases.parse().unwrap(),
        key_id: key().id(),
    }
}

fn key() -> Key {
    Key::from_bytes(b"a key for tests".to_vec())
}

/// An input of a run.
pub fn ingest(source: &str, started: &str) -> Ingest {
    Ingest {
        source: source.to_owned(),
        job: "job".to_owned(),
        lines: 10,
        fingerprint: "fingerprint".to_owned(),
        bytes: 1000,
        records: 10,
        matched: 9,
        rejected: 1,
        complete: true,
        started: started.to_owned(),
        version: "0.1.0".to_owned(),
    }
}

/// The `n`-th post, about Berlin for even and about Fiji for odd numbers.
pub fn bundle(n: u32) -> Bundle<'static> {
    let origin = Origin::Twitter;
    let fiji = n % 2 == 1;
    let hostile = hostile();
    // Fiji lies on both sides of the antimeridian.
    let west = BoundingBox::new(177.0, -20.7, -178.2, -12.4).unwrap();
    let berlin = BoundingBox::new(13.088, 52.338, 13.761, 52.675).unwrap();
    let (lon, lat) = if fiji { (178.44, -18.14) } else { (13.4, 52.5) };
    let shift = f64::from(n % 7) / 10.0;
    let user = format!("{}", 100 + n % 5);
    let post = Post {
        origin,
        guid: format!("{}", 1_000_000 + n).into(),
        completeness: Completeness::Full,
        reaction: (n % 10 == 9).then(|| Reaction {
            kind: ReactionType::Share,
            referenced: Some("1000000".into()),
            referenced_is_reaction: false,
        }),
        latlng: Some(Point::new(lon + shift, lat + shift).unwrap()),
        geoaccuracy: GeoAccuracy::LatLng,
        place_guid: n.is_multiple_of(3).then(|| "cafe".into()),
        city_guid: Some(if fiji { "suva" } else { "berlin" }.into()),
        country_guid: Some(if fiji { "FJ" } else { "DE" }.into()),
        user_guid: Some(user.clone().into()),
        publish_date: Some(Timestamp::from_second(1_456_306_245 + i64::from(n) * 40_000).unwrap()),
        body: Some(format!("Post number {n} about boats 🚣").into()),
        hashtags: vec!["Boats".into(), hostile[n as usize % hostile.len()].clone().into()],
        emoji: Vec::new(),
        user_mentions: vec!["7".into()],
        urls: vec!["https://www.example.org/page".into()],
        counts: Counts { likes: Some(u64::from(n)), ..Counts::default() },
        language: Some(if fiji { "fj" } else { "de" }.into()),
        input_source: None,
        post_type: PostType::Text,
    };
    Bundle {
        unusable: 0,
        users: vec![author(&user, n)],
        places: vec![Place {
            origin,
            guid: "cafe".into(),
            name: Some("Café".into()),
            name_alternatives: vec!["Kaffeehaus".into()],
            area: Some(BoundingBox::new(13.4, 52.5, 13.4, 52.5).unwrap()),
            url: None,
            city_guid: None,
        }],
        cities: vec![City {
            origin,
            guid: if fiji { "suva" } else { "berlin" }.into(),
            name: Some(if fiji { "Suva" } else { "Berlin" }.into()),
            name_alternatives: vec![format!("Name {}", n % 4).into()],
            area: Some(if fiji { west } else { berlin }),
            url: None,
            country_guid: Some(if fiji { "FJ" } else { "DE" }.into()),
            sub_type: None,
        }],
        countries: vec![Country {
            origin,
            guid: if fiji { "FJ" } else { "DE" }.into(),
            name: Some(if fiji { "Fiji" } else { "Germany" }.into()),
            name_alternatives: Vec::new(),
            // Revised now and then, and with it the centre.
            area: Some(
                BoundingBox::new(lon - 1.0, lat - 1.0, lon + f64::from(n % 4) / 4.0, lat).unwrap(),
            ),
            url: None,
        }],
        embedded: Vec::new(),
        post,
    }
}

fn author(guid: &str, n: u32) -> User<'static> {
    User {
        origin: Origin::Twitter,
        guid: guid.to_owned().into(),
        completeness: Completeness::Full,
        name: Some(format!("user{guid}").into()),
        fullname: None,
        follows: Some(u64::from(n)),
        followed: None,
        group_count: None,
        biography: None,
        post_count: Some(0),
        url: None,
        is_private: Some(false),
        language: None,
        location: None,
        liked_count: None,
        active_since: Some(Timestamp::from_second(1_300_000_000).unwrap()),
        profile_image_url: None,
        timezone: None,
        utc_offset: Some(-3),
    }
}

/// The sets of some posts.
pub fn sets(posts: impl IntoIterator<Item = u32>, settings: &Settings) -> Accumulator {
    let Settings { params, precision, mode, bases, .. } = settings.clone();
    let mut observer = Observer::new(bases, params, precision, mode, key().hasher());
    let mut sets = observer.accumulator();
    for n in posts {
        let bundle = bundle(n);
        observer.observe(&bundle, &bundle.post, &["boats"], &mut sets);
    }
    sets
}

/// The raw rows of some posts.
pub fn raw(posts: impl IntoIterator<Item = u32>) -> RawBatch {
    let mut batch = RawBatch::new();
    for n in posts {
        let bundle = bundle(n);
        batch.add(&bundle, &bundle.post, bundle.post.publish_date);
    }
    batch
}
