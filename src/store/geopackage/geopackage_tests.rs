use super::*;
use crate::facet::{Accumulator, Bases, ItemMode, Observer, Precision};
use crate::hll::{Params, hash::Keyed};
use crate::lbsn::{Bundle, Completeness, GeoAccuracy, Origin, Point, Post, Timestamp, User};
use crate::privacy::KeyId;
use crate::store::RawBatch;
use std::time::Duration;

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
        let bundle = bundle(n);
        observer.observe(&bundle, &bundle.post, &[], &mut sets);
    }
    sets
}

fn bundle(n: u32) -> Bundle<'static> {
    let post = Post {
        completeness: Completeness::Full,
        latlng: Some(Point::new(f64::from(n % 360) - 179.9, f64::from(n % 180) - 89.9).unwrap()),
        geoaccuracy: GeoAccuracy::LatLng,
        user_guid: Some("1".into()),
        publish_date: Some(Timestamp::from_second(i64::from(n) * 1000).unwrap()),
        ..Post::stub(Origin::Twitter, n.to_string().into())
    };
    Bundle {
        post,
        embedded: Vec::new(),
        users: Vec::new(),
        places: Vec::new(),
        cities: Vec::new(),
        countries: Vec::new(),
        unusable: 0,
    }
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
    assert!(error.to_string().contains("locked by another process for 300 s"), "{error}");
    other.execute_batch("ROLLBACK").unwrap();
    store.commit(&batch(&sets(0..5))).unwrap();
}

/// The patience for opening is over after five seconds.
#[test]
fn a_commit_waits_longer_than_opening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let settings = settings();
    let contents = Contents { sets: Some(&settings), raw: false };
    let mut store = GeoPackage::open_or_create(&path, &contents).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    std::thread::scope(|scope| {
        let opening = scope.spawn(|| GeoPackage::open(&path).unwrap_err());
        let writing = scope.spawn(|| store.commit(&batch(&sets(0..5))));
        let error = opening.join().unwrap();
        assert!(matches!(error, StoreError::Locked { waited, .. } if waited.as_secs() == 5));
        std::thread::sleep(Duration::from_millis(300));
        assert!(!writing.is_finished());
        other.execute_batch("ROLLBACK").unwrap();
        writing.join().unwrap().unwrap();
    });
}

/// A post by an author with this biography.
fn raw(biography: &str) -> RawBatch {
    let author = User {
        origin: Origin::Twitter,
        guid: "1".into(),
        completeness: Completeness::Full,
        name: None,
        fullname: None,
        follows: None,
        followed: None,
        group_count: None,
        biography: Some(biography.to_owned().into()),
        post_count: None,
        url: None,
        is_private: None,
        language: None,
        location: None,
        liked_count: None,
        active_since: None,
        profile_image_url: None,
        timezone: None,
        utc_offset: None,
    };
    let mut batch = RawBatch::new();
    let bundle = bundle(1);
    let bundle = Bundle { users: vec![author], ..bundle };
    batch.add(&bundle, &bundle.post, None);
    batch
}

#[test]
fn a_biography_that_was_replaced_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("raw.gpkg");
    let holds = |text: &str| {
        std::fs::read(&path).unwrap().windows(text.len()).any(|part| part == text.as_bytes())
    };
    for (kept, gone) in [("abcdefgh", "nothing"), ("the short one", "abcdefgh")] {
        // The first is long enough for pages of its own.
        let biography = if gone == "nothing" { kept.repeat(5000) } else { "z".to_owned() + kept };
        let contents = Contents { sets: None, raw: true };
        let mut store = GeoPackage::open_or_create(&path, &contents).unwrap();
        store.commit(&Batch { raw: Some(&raw(&biography)), ..Batch::default() }).unwrap();
        drop(store);
        assert!(holds(kept));
        assert!(!holds(gone), "{gone} is still in the file");
    }
}

#[cfg(unix)]
#[test]
fn raw_stores_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let settings = settings();
    let only_raw = Contents { sets: None, raw: true };
    let only_sets = Contents { sets: Some(&settings), raw: false };
    let fresh = folder.path().join("fresh.gpkg");
    permissions::create_private(&fresh).unwrap();
    assert_eq!((mode(&fresh), std::fs::read(&fresh).unwrap().len()), (0o600, 0));
    drop(GeoPackage::open_or_create(&fresh, &only_raw).unwrap());
    assert_eq!(mode(&fresh), 0o600);

    let grown = folder.path().join("grown.gpkg");
    drop(GeoPackage::open_or_create(&grown, &only_sets).unwrap());
    let share = |mode| {
        std::fs::set_permissions(&grown, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    share(0o664);
    drop(GeoPackage::open_or_create(&grown, &only_sets).unwrap());
    assert_eq!(mode(&grown), 0o664, "sets alone may be shared");
    drop(GeoPackage::open_or_create(&grown, &only_raw).unwrap());
    assert_eq!(mode(&grown), 0o600);
    // Whoever shares it afterwards knows why.
    share(0o640);
    drop(GeoPackage::open_or_create(&grown, &only_raw).unwrap());
    assert_eq!(mode(&grown), 0o640);
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

/// A run that is killed while it commits leaves a journal that must be rolled back before
/// anything can be read; what is copied here in mid-transaction is what it leaves.
#[test]
fn a_store_of_a_killed_run_opens_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let settings = settings();
    let contents = Contents { sets: Some(&settings), raw: false };
    let mut store = GeoPackage::open_or_create(&path, &contents).unwrap();
    store.commit(&batch(&sets(0..10))).unwrap();
    drop(store);

    let other = Connection::open(&path).unwrap();
    other
        .execute_batch(
            "PRAGMA cache_size = 1; BEGIN; DELETE FROM spatial_latlng;
             CREATE TABLE junk AS
                 WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 500)
                 SELECT randomblob(4000) AS x FROM n",
        )
        .unwrap();
    let killed = folder.path().join("killed.gpkg");
    for ending in ["", "-journal"] {
        let name = |stem: &str| folder.path().join(format!("{stem}.gpkg{ending}"));
        std::fs::copy(name("store"), name("killed")).unwrap();
    }
    other.execute_batch("ROLLBACK").unwrap();

    let base = settings.bases.iter().next().unwrap();
    let expected = GeoPackage::open(&path).unwrap().count(base).unwrap();
    assert_eq!(GeoPackage::open(&killed).unwrap().count(base).unwrap(), expected);
    GeoPackage::open_or_create(&killed, &contents).unwrap();
}
