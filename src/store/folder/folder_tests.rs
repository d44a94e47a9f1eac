use super::*;
use crate::facet::{Accumulator, ItemMode, Observer, Precision};
use crate::hll::{Params, hash::Keyed};
use crate::lbsn::{Bundle, Completeness, GeoAccuracy, Origin, Point, Post, Timestamp};
use crate::privacy::KeyId;
use crate::store::{Ingest, RawBatch};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering::Relaxed;
use switch::PowerCut;

fn settings() -> Settings {
    Settings {
        params: Params::DEFAULT,
        precision: Precision::default(),
        mode: ItemMode::Fixed,
        bases: "latlng,date,month".parse().unwrap(),
        key_id: KeyId::from_stored("0123456789abcdef"),
    }
}

/// Sets and raw rows of some posts.
fn posts(numbers: std::ops::Range<u32>) -> (Accumulator, RawBatch) {
    let Settings { params, precision, mode, bases, .. } = settings();
    let mut observer = Observer::new(bases, params, precision, mode, Keyed::new(b"key"));
    let (mut sets, mut raw) = (observer.accumulator(), RawBatch::new());
    for n in numbers {
        let bundle = Bundle {
            post: Post {
                completeness: Completeness::Full,
                latlng: Some(Point::new(f64::from(n) - 179.9, f64::from(n % 90)).unwrap()),
                geoaccuracy: GeoAccuracy::LatLng,
                user_guid: Some("1".into()),
                publish_date: Some(Timestamp::from_second(i64::from(n) * 100_000).unwrap()),
                body: Some(format!("=1+1, \"{n}\"\r\n\\.\n").into()),
                ..Post::stub(Origin::Twitter, n.to_string().into())
            },
            embedded: Vec::new(),
            users: Vec::new(),
            places: Vec::new(),
            cities: Vec::new(),
            countries: Vec::new(),
            unusable: 0,
        };
        observer.observe(&bundle, &bundle.post, &[], &mut sets);
        raw.add(&bundle, &bundle.post, None);
    }
    (sets, raw)
}

fn ingest(records: u64) -> Ingest {
    Ingest {
        source: "posts.jsonl".to_owned(),
        job: "job".to_owned(),
        bytes: records * 100,
        lines: records,
        fingerprint: "fingerprint".to_owned(),
        records,
        matched: records,
        rejected: 0,
        complete: false,
        started: "2026-01-01 00:00:00.000".to_owned(),
        version: "0.1.0".to_owned(),
    }
}

fn open_or_create(path: &Path, raw: bool) -> Result<CsvFolder, StoreError> {
    let settings = settings();
    CsvFolder::open_or_create(path, &Contents { sets: Some(&settings), raw })
}

fn commit(store: &mut CsvFolder, numbers: std::ops::Range<u32>) -> Result<(), StoreError> {
    let inputs = [ingest(u64::from(numbers.end))];
    let (sets, raw) = posts(numbers);
    store.commit(&Batch { sets: Some(&sets), raw: Some(&raw), inputs: &inputs })
}

/// Every table as the store reads it, and the records that the log names.
fn content(path: &Path) -> (BTreeMap<String, Vec<String>>, Option<u64>) {
    let store = CsvFolder::open(path).unwrap();
    let mut tables = BTreeMap::new();
    for base in settings().bases.iter() {
        let mut rows = Vec::new();
        store
            .rows(base, &mut |row| {
                rows.push(format!("{:?} {:?} {:?}", row.key, row.attributes, row.sets));
                ControlFlow::Continue(())
            })
            .unwrap();
        assert_eq!(store.count(base).unwrap(), rows.len() as u64);
        tables.insert(base.table(), rows);
    }
    for (table, count) in store.raw_counts().unwrap() {
        let mut rows = Vec::new();
        store
            .raw_rows(table, &mut |row| {
                rows.push(format!("{row:?}"));
                ControlFlow::Continue(())
            })
            .unwrap();
        assert_eq!(count, rows.len() as u64);
        tables.insert(table.table(), rows);
    }
    (tables, store.ingests().unwrap().first().map(|entry| entry.ingest.records))
}

/// Every file with its bytes.
fn files(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(path).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

fn cut(left: i64, kind: io::ErrorKind, alive: bool) -> Disk {
    Disk { cut: PowerCut { left: left.into(), kind, alive } }
}

/// The power is cut before each step that a commit takes, one after the other.
#[test]
fn a_power_cut_leaves_the_state_before_or_after_a_batch() {
    let folder = tempfile::tempdir().unwrap();
    let reference = folder.path().join("reference");
    let mut store = open_or_create(&reference, true).unwrap();
    commit(&mut store, 0..20).unwrap();
    let before = content(&reference);
    commit(&mut store, 10..40).unwrap();
    let (after, bytes_after) = (content(&reference), files(&reference));
    assert_ne!(before, after);

    let (mut cuts_before, mut cuts_after) = (0, 0);
    for steps in 0.. {
        let path = folder.path().join(steps.to_string());
        let mut store = open_or_create(&path, true).unwrap();
        commit(&mut store, 0..20).unwrap();
        store.disk = cut(steps, io::ErrorKind::Other, false);
        let outcome = commit(&mut store, 10..40);
        let dark = store.disk.cut.left.load(Relaxed) < 0;
        drop(store);
        // Reading needs no repair.
        let seen = content(&path);
        if outcome.is_err() && seen == before {
            cuts_before += 1;
        } else {
            assert!(seen == after, "after {steps} steps the store is neither old nor new");
            cuts_after += 1;
        }
        // The next run repairs, and ends where an undisturbed one does.
        let mut store = open_or_create(&path, true).unwrap();
        assert!(!files(&path).keys().any(|name| name.contains(".new")), "leftovers");
        commit(&mut store, 10..40).unwrap();
        let mut repaired = files(&path);
        // The number of the generation may differ.
        repaired.insert(manifest::NAME.to_owned(), bytes_after[manifest::NAME].clone());
        assert!(repaired == bytes_after, "after {steps} steps the files differ");
        if !dark {
            break;
        }
    }
    // Both states were met, each more than once.
    assert!(cuts_before > 10 && cuts_after > 5, "{cuts_before} {cuts_after}");
}

#[test]
fn a_power_cut_while_the_store_is_made_leaves_room_for_it() {
    for steps in 0.. {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        let mut store = CsvFolder {
            path: path.clone(),
            settings: None,
            keeps_raw: false,
            disk: cut(steps, io::ErrorKind::Other, false),
        };
        make_folder(&path, true).unwrap();
        let made = store.add(Manifest::blank(), Some(&settings()), true);
        let dark = store.disk.cut.left.load(Relaxed) < 0;
        assert!(CsvFolder::settings_of(&path).unwrap().is_none_or(|found| found == settings()));
        let mut store = open_or_create(&path, true).unwrap();
        commit(&mut store, 0..5).unwrap();
        assert_eq!(content(&path).0["raw_post"].len(), 5);
        if !dark {
            made.unwrap();
            break;
        }
    }
}

/// The process lives on when the disk is full, and tidies up.
#[test]
fn a_full_disk_leaves_every_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = open_or_create(&path, true).unwrap();
    commit(&mut store, 0..20).unwrap();
    let (before, rows_before) = (files(&path), content(&path));
    let mut refused = 0;
    loop {
        store.disk = cut(refused, io::ErrorKind::StorageFull, true);
        let outcome = commit(&mut store, 10..40);
        // Once the switch is made, the batch is in force even if that cannot be made lasting.
        if content(&path) != rows_before {
            assert!(refused > 10, "{refused}");
            break;
        }
        let error = outcome.unwrap_err();
        assert!(matches!(error, StoreError::Full { .. }), "{error}");
        assert!(files(&path) == before, "step {refused}");
        refused += 1;
    }
    store.disk = Disk::default();
    commit(&mut store, 10..40).unwrap();
    let reference = folder.path().join("reference");
    let mut undisturbed = open_or_create(&reference, true).unwrap();
    commit(&mut undisturbed, 0..40).unwrap();
    assert_eq!(content(&path), content(&reference));
}

#[test]
fn committing_again_rewrites_no_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = open_or_create(&path, true).unwrap();
    commit(&mut store, 0..20).unwrap();
    let times = || -> Vec<_> {
        let tables = files(&path).into_keys().filter(|name| name.contains(".csv"));
        tables.map(|name| path.join(name).metadata().unwrap().modified().unwrap()).collect()
    };
    let (before, written) = (files(&path), times());
    commit(&mut store, 5..20).unwrap();
    assert_eq!(times(), written);
    let mut after = files(&path);
    after.insert(manifest::NAME.to_owned(), before[manifest::NAME].clone());
    assert!(after == before);
}

#[test]
fn a_second_process_waits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = open_or_create(&path, true).unwrap();
    let lock = lock::exclusive(&path, Patience::Short).unwrap();
    std::thread::scope(|scope| {
        let opening = scope.spawn(|| CsvFolder::open(&path).unwrap_err());
        let writing = scope.spawn(|| commit(&mut store, 0..5));
        // The patience for opening is over after five seconds, that for a commit is not.
        let error = opening.join().unwrap();
        assert!(error.to_string().contains("locked by another process for 5 s"), "{error}");
        assert!(!writing.is_finished());
        drop(lock);
        writing.join().unwrap().unwrap();
    });
    // Readers do not keep each other out.
    let _reading = lock::shared(&path, Patience::Short).unwrap();
    assert_eq!(content(&path).1, Some(5));
}

#[cfg(unix)]
#[test]
fn personal_data_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = open_or_create(&path, true).unwrap();
    commit(&mut store, 0..5).unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o700);
    let raw = files(&path).into_keys().filter(|name| name.starts_with("raw_"));
    let raw: Vec<String> = raw.collect();
    assert_eq!(raw.len(), RAW_TABLES.len());
    assert!(raw.iter().all(|name| mode(&path.join(name)) == 0o600));
}

#[test]
fn another_key_is_found_out_at_the_next_commit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = open_or_create(&path, true).unwrap();
    // Somebody puts another store in its place.
    std::fs::remove_dir_all(&path).unwrap();
    let other = Settings { key_id: KeyId::from_stored("ffffffffffffffff"), ..settings() };
    let contents = Contents { sets: Some(&other), raw: true };
    CsvFolder::open_or_create(&path, &contents).unwrap();
    let before = files(&path);
    let error = commit(&mut store, 0..5).unwrap_err();
    assert!(matches!(error, StoreError::Incompatible { .. }), "{error}");
    assert!(files(&path) == before);
}
