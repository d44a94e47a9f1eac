use super::*;
use crate::facet::{Accumulator, Bases, ItemMode, Observer, Precision};
use crate::hll::{Params, hash::Keyed};
use crate::lbsn::{
    Bundle, Completeness, Counts, GeoAccuracy, Origin, Point, Post, PostType, Timestamp,
};
use crate::privacy::KeyId;

fn settings() -> Settings {
    Settings {
        params: Params::DEFAULT,
        precision: Precision::default(),
        mode: ItemMode::Fixed,
        bases: "latlng,timestamp".parse().unwrap(),
        key_id: KeyId::from_stored("0123456789abcdef"),
    }
}

fn sets(posts: std::ops::Range<u32>) -> Accumulator {
    let bases: Bases = settings().bases;
    let keyed = Keyed::new(b"key");
    let mut observer =
        Observer::new(bases, Params::DEFAULT, Precision::default(), ItemMode::Fixed, keyed);
    let mut sets = observer.accumulator();
    for n in posts {
        let post = Post {
            origin: Origin::Twitter,
            guid: n.to_string().into(),
            completeness: Completeness::Full,
            reaction: None,
            latlng: Some(
                Point::new(f64::from(n % 360) - 179.9, f64::from(n % 180) - 89.9).unwrap(),
            ),
            geoaccuracy: GeoAccuracy::LatLng,
            place_guid: None,
            city_guid: None,
            country_guid: None,
            user_guid: Some("1".into()),
            publish_date: Some(Timestamp::from_second(i64::from(n) * 1000).unwrap()),
            body: None,
            hashtags: Vec::new(),
            user_mentions: Vec::new(),
            urls: Vec::new(),
            counts: Counts::default(),
            language: None,
            input_source: None,
            post_type: PostType::Text,
        };
        let bundle = Bundle {
            post,
            embedded: Vec::new(),
            unusable: 0,
            users: Vec::new(),
            places: Vec::new(),
            cities: Vec::new(),
            countries: Vec::new(),
        };
        observer.observe(&bundle, &bundle.post, &[], &mut sets);
    }
    sets
}

fn batch(sets: &Accumulator) -> Batch<'_> {
    Batch { sets: Some(sets), ..Batch::default() }
}

/// SQLite answers to its own limit of pages as it does to a full disk.
#[test]
fn a_full_disk_leaves_the_last_batch_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let settings = settings();
    let contents = Contents { sets: Some(&settings), raw: false };
    let mut store = GeoPackage::open_or_create(&path, &contents).unwrap();
    store.commit(&batch(&sets(0..10))).unwrap();
    let before = std::fs::read(&path).unwrap();

    store.connection.pragma_update(None, "max_page_count", (before.len() / 4096) as i64).unwrap();
    let error = store.commit(&batch(&sets(10..3000))).unwrap_err();
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    drop(store);
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_store_that_another_process_writes_is_locked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let settings = settings();
    let contents = Contents { sets: Some(&settings), raw: false };
    let mut store = GeoPackage::open_or_create(&path, &contents).unwrap();
    store.connection.busy_timeout(Duration::from_millis(10)).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = store.commit(&batch(&sets(0..5))).unwrap_err();
    assert!(matches!(error, StoreError::Locked { .. }), "{error}");
    other.execute_batch("ROLLBACK").unwrap();
    store.commit(&batch(&sets(0..5))).unwrap();
}

#[test]
fn extents_are_those_of_the_points() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let settings = settings();
    let contents = Contents { sets: Some(&settings), raw: false };
    let mut store = GeoPackage::open_or_create(&path, &contents).unwrap();
    let extent = |store: &GeoPackage| -> [Option<f64>; 4] {
        let sql = "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents
                   WHERE table_name = 'spatial_latlng'";
        let row =
            |row: &rusqlite::Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]);
        store.connection.query_row(sql, [], row).unwrap()
    };
    assert_eq!(extent(&store), [None; 4]);
    for posts in [20..30, 0..5, 100..101] {
        store.commit(&batch(&sets(posts))).unwrap();
    }
    let [west, south, east, north] = extent(&store).map(Option::unwrap);
    // The middles of the cells of the first and the last post.
    for (found, expected) in [(west, -179.9), (south, -89.9), (east, -79.9), (north, 10.1)] {
        assert!((found - expected).abs() < 0.03, "{found} is not about {expected}");
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_file_is_said_to_be_one() {
    use std::os::unix::fs::PermissionsExt as _;
    let error = Fault::from(rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY),
        None,
    ));
    assert!(matches!(error.at(Path::new("a"), "open"), StoreError::ReadOnly { .. }));

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let settings = settings();
    let contents = Contents { sets: Some(&settings), raw: false };
    drop(GeoPackage::open_or_create(&path, &contents).unwrap());
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_mode(0o444);
    std::fs::set_permissions(&path, permissions).unwrap();
    // The superuser may write it all the same.
    if std::fs::OpenOptions::new().append(true).open(&path).is_err() {
        let error = GeoPackage::open_or_create(&path, &contents).unwrap_err();
        assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
    }
    GeoPackage::open(&path).unwrap();
}

/// How fast rows go in; run with
/// `cargo test --release --lib bulk_speed -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn bulk_speed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let settings = settings();
    let contents = Contents { sets: Some(&settings), raw: false };
    let mut store = GeoPackage::open_or_create(&path, &contents).unwrap();
    let all = sets(0..1_000_000);
    for round in ["empty", "same"] {
        let start = std::time::Instant::now();
        store.commit(&batch(&all)).unwrap();
        let seconds = start.elapsed().as_secs_f64();
        println!("into {round} tables: {:.0} rows/s", 1_000_000.0 / seconds);
    }
}
