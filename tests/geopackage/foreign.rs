//! Files that are not ours, not whole, or made otherwise: refused, and never touched.

use super::synthetic::{ingest, raw, sets, settings};
use lbsm::facet::{Base, ItemMode, Precision};
use lbsm::privacy::KeyId;
use lbsm::store::{Batch, Contents, GeoPackage, Location, Settings, Store as _, StoreError};
use rusqlite::{Connection, params};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn open(path: &Path, settings: &Settings) -> Result<GeoPackage, StoreError> {
    GeoPackage::open_or_create(path, &Contents { sets: Some(settings), raw: false })
}

/// A store with a few posts.
fn filled(settings: &Settings) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let contents = Contents { sets: Some(settings), raw: true };
    let mut store = GeoPackage::open_or_create(&path, &contents).unwrap();
    let (sets, raw) = (sets(0..30, settings), raw(0..30));
    let inputs = [ingest("posts.jsonl", "2026-01-01 00:00:00")];
    store.commit(&Batch { sets: Some(&sets), raw: Some(&raw), inputs: &inputs }).unwrap();
    (folder, path)
}

/// Opens a file for writing and for reading, expects both to be refused, and that neither
/// leaves a trace.
fn refused(path: &Path) -> StoreError {
    let before = std::fs::read(path).unwrap();
    let error = open(path, &settings("default")).expect_err("opened for writing");
    GeoPackage::open(path).expect_err("opened for reading");
    assert_eq!(std::fs::read(path).unwrap(), before, "the file was touched");
    let neighbours = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(neighbours, 1, "something was left beside the file");
    error
}

#[test]
fn settings_that_differ_are_refused() {
    let made = settings("date,hashtag");
    let (_folder, path) = filled(&made);
    let before = std::fs::read(&path).unwrap();
    let others = [
        ("key id", Settings { key_id: KeyId::from_stored("00"), ..made.clone() }),
        ("HLL parameters", Settings { params: "12,5,0,1".parse().unwrap(), ..made.clone() }),
        ("item mode", Settings { mode: ItemMode::Compat, ..made.clone() }),
        ("geohash precision", Settings { precision: Precision::EXACT, ..made.clone() }),
        ("bases", Settings { bases: "date".parse().unwrap(), ..made.clone() }),
    ];
    for (setting, other) in others {
        let error = open(&path, &other).unwrap_err();
        assert!(error.is_refusal());
        let text = error.to_string();
        assert!(text.contains(setting), "{text}");
        assert!(text.contains("store.gpkg"), "{text}");
    }
    assert_eq!(std::fs::read(&path).unwrap(), before);
    open(&path, &made).unwrap();
}

#[test]
fn sets_with_other_parameters_are_refused() {
    let made = settings("date");
    let (_folder, path) = filled(&made);
    let mut store = open(&path, &made).unwrap();
    let other = Settings { params: "12,5,0,1".parse().unwrap(), ..made };
    let sets = sets(0..5, &other);
    let error = store.commit(&Batch { sets: Some(&sets), ..Batch::default() }).unwrap_err();
    assert!(matches!(error, StoreError::Incompatible { .. }), "{error}");
}

#[test]
fn text_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.gpkg");
    std::fs::write(&path, "my thesis\n").unwrap();
    assert!(matches!(refused(&path), StoreError::NotSqlite { .. }));
}

#[test]
fn an_sqlite_database_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photos.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE photo (id INTEGER)").unwrap();
    assert!(matches!(refused(&path), StoreError::NotGeoPackage { .. }));
}

#[test]
fn a_geopackage_of_somebody_else_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roads.gpkg");
    Connection::open(&path)
        .unwrap()
        .execute_batch("PRAGMA application_id = 1196444487; CREATE TABLE gpkg_contents (a TEXT)")
        .unwrap();
    assert!(matches!(refused(&path), StoreError::NotOurs { .. }));
}

#[test]
fn other_format_versions_are_refused() {
    for (version, advice) in [("2", "newer lbsm"), ("0", "make it anew")] {
        let (_folder, path) = filled(&settings("date"));
        let sql = "UPDATE lbsm_meta SET value = ?1 WHERE key = 'format_version'";
        Connection::open(&path).unwrap().execute(sql, params![version]).unwrap();
        let error = refused(&path);
        assert!(error.to_string().contains(advice), "{error}");
    }
}

#[test]
fn a_store_without_its_settings_is_damaged() {
    let (_folder, path) = filled(&settings("date"));
    let sql = "UPDATE lbsm_meta SET value = 'cheese' WHERE key = 'item_mode'";
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    assert!(matches!(refused(&path), StoreError::Corrupt { .. }));
}

#[test]
fn an_empty_file_becomes_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.gpkg");
    std::fs::write(&path, "").unwrap();
    open(&path, &settings("date")).unwrap();
    GeoPackage::open(&path).unwrap();
}

#[test]
fn what_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let missing = GeoPackage::open(&folder.path().join("no.gpkg")).unwrap_err();
    assert!(matches!(missing, StoreError::Missing { .. }));
    assert!(!folder.path().join("no.gpkg").exists());
    let nowhere = open(&folder.path().join("no/store.gpkg"), &settings("date")).unwrap_err();
    assert!(matches!(nowhere, StoreError::Io { .. }), "{nowhere}");
    let reading = GeoPackage::open(folder.path()).unwrap_err();
    assert!(reading.to_string().ends_with("is a folder; name the .gpkg in it"), "{reading}");
    let folder = open(folder.path(), &settings("date")).unwrap_err();
    assert!(matches!(folder, StoreError::Folder { .. }), "{folder}");
}

#[test]
fn a_bad_set_is_named_by_its_row_and_not_its_key() {
    let settings = settings("hashtag");
    let bad: [&[u8]; 4] = [b"", b"\xff\xff", b"\x13\x8b\x40\x01", b"\x13\x8c\x40"];
    for bytes in bad {
        let (_folder, path) = filled(&settings);
        let sql = "UPDATE topical_hashtag SET post_hll = ?1 WHERE hashtag = 'boats'";
        assert_eq!(Connection::open(&path).unwrap().execute(sql, params![bytes]).unwrap(), 1);

        let mut store = open(&path, &settings).unwrap();
        let base = Base::by_name("hashtag").unwrap();
        let reading = store.rows(base, &mut |_| ControlFlow::Continue(())).unwrap_err();
        let sets = sets(0..40, &settings);
        let writing = store.commit(&Batch { sets: Some(&sets), ..Batch::default() }).unwrap_err();
        for error in [reading, writing] {
            let text = error.to_string();
            assert!(matches!(error, StoreError::Unreadable { .. }), "{text}");
            assert!(text.contains("topical_hashtag") && text.contains("post_hll"), "{text}");
            assert!(!text.contains("boats"), "{text}");
        }
    }
}

#[test]
fn a_bad_raw_value_is_named() {
    let settings = settings("date");
    let (_folder, path) = filled(&settings);
    let sql = "UPDATE raw_post SET hashtags = '[1,' WHERE post_guid = '1000003'";
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    let mut store = lbsm::store::open(
        &Location::GeoPackage(path.clone()),
        &settings,
        Some(&Location::GeoPackage(path.clone())),
    )
    .unwrap();
    let raw = raw(0..40);
    let error = store.commit(&Batch { raw: Some(&raw), ..Batch::default() }).unwrap_err();
    assert!(matches!(error, StoreError::Unreadable { .. }), "{error}");
}

#[test]
fn damage_anywhere_is_an_error_and_no_panic() {
    let settings = settings("default");
    let (folder, path) = filled(&settings);
    let whole = std::fs::read(&path).unwrap();
    let base = Base::by_name("_hashtag_latlng").unwrap();
    let mut failures = 0;
    for (case, page) in (1..whole.len() / 4096).step_by(7).enumerate() {
        let mut damaged = whole.clone();
        damaged[page * 4096..][..4096].fill(0xa5);
        if case % 5 == 0 {
            damaged.truncate(page * 4096 + 100);
        }
        let path = folder.path().join("damaged.gpkg");
        std::fs::write(&path, damaged).unwrap();
        let outcome = open(&path, &settings).and_then(|mut store| {
            store.rows(base, &mut |_| ControlFlow::Continue(()))?;
            let sets = sets(0..60, &settings);
            store.commit(&Batch { sets: Some(&sets), ..Batch::default() })
        });
        failures += usize::from(outcome.is_err());
    }
    assert!(failures > 3, "only {failures} damages were noticed");
}
