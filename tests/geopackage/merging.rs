//! Batches unite: in any order and grouping, any number of times.

use super::synthetic::{hostile, ingest, raw, sets, settings};
use lbsm::facet::{Base, KeyValue};
use lbsm::lbsn::BoundingBox;
use lbsm::store::{
    Batch, Contents, GeoPackage, Ingest, Location, Settings, Store as _, StoreError,
};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::ops::ControlFlow;
use std::path::Path;

/// Every row of every table that holds data, as SQLite has it, in the order of its keys.
fn dump(path: &Path, with_fid: bool) -> Vec<(String, Vec<Vec<Value>>)> {
    let connection = Connection::open(path).unwrap();
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'gpkg_%'
                 AND name NOT LIKE 'rtree_%' AND name <> 'lbsm_ingest' ORDER BY name";
    let mut statement = connection.prepare(names).unwrap();
    let names: Vec<String> =
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let read = |name: &String| {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns = statement.column_count();
        let first = usize::from(!with_fid);
        let rows = statement
            .query_map([], |row| (first..columns).map(|index| row.get(index)).collect())
            .unwrap();
        let mut rows = rows.collect::<Result<Vec<Vec<Value>>, _>>().unwrap();
        rows.sort_by_cached_key(|row| format!("{row:?}"));
        rows
    };
    names.iter().map(|name| (name.clone(), read(name))).collect()
}

/// The extents of all layers.
fn extents(path: &Path) -> Vec<(String, [Option<f64>; 4])> {
    let connection = Connection::open(path).unwrap();
    let sql = "SELECT table_name, min_x, min_y, max_x, max_y FROM gpkg_contents ORDER BY 1";
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| {
        Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]))
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn store(path: &Path, settings: &Settings, parts: &[Vec<u32>]) {
    let contents = Contents { sets: Some(settings), raw: true };
    let mut store = GeoPackage::open_or_create(path, &contents).unwrap();
    for part in parts {
        let (sets, raw) = (sets(part.iter().copied(), settings), raw(part.iter().copied()));
        let inputs = [ingest("posts.jsonl", "2026-01-01 00:00:00")];
        store.commit(&Batch { sets: Some(&sets), raw: Some(&raw), inputs: &inputs }).unwrap();
    }
}

#[test]
fn parts_in_any_order_make_the_same_store() {
    let folder = tempfile::tempdir().unwrap();
    let settings = settings("all,user,friends,timestamp");
    let whole: Vec<u32> = (0..60).collect();
    let groupings = [
        vec![whole.clone()],
        vec![whole[..30].to_vec(), whole[30..].to_vec()],
        vec![whole[40..].to_vec(), whole[..50].to_vec(), whole.clone()],
        whole.rchunks(6).map(<[u32]>::to_vec).collect(),
    ];
    let dumps: Vec<_> = groupings
        .iter()
        .enumerate()
        .map(|(index, parts)| {
            let path = folder.path().join(format!("{index}.gpkg"));
            store(&path, &settings, parts);
            (dump(&path, false), extents(&path))
        })
        .collect();
    assert!(
        dumps[0].0.iter().filter(|(_, rows)| !rows.is_empty()).count() > 35,
        "too little to compare"
    );
    for other in &dumps[1..] {
        assert_eq!(&dumps[0], other);
    }
}

/// The centre of a country moves inwards, as its box grows.
#[test]
fn an_extent_shrinks_when_a_point_leaves_its_edge() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let settings = settings("country");
    let west = |layer: &str| {
        let extents = extents(&path);
        extents.iter().find(|(name, _)| name == layer).unwrap().1[0]
    };
    // Germany's box is narrow in the first of these posts and wide in the second.
    store(&path, &settings, &[vec![0]]);
    assert_eq!([west("spatial_country"), west("raw_country")], [Some(12.9); 2]);
    store(&path, &settings, &[vec![2]]);
    assert_eq!([west("spatial_country"), west("raw_country")], [Some(13.15); 2]);
}

#[test]
fn committing_again_rewrites_no_row() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let settings = settings("default");
    store(&path, &settings, &[(0..40).collect()]);
    let (before, changed) = (dump(&path, true), last_changes(&path));
    std::thread::sleep(std::time::Duration::from_millis(5));
    store(&path, &settings, &[(0..40).collect(), (10..20).collect()]);
    assert_eq!(dump(&path, true), before);
    assert_eq!(last_changes(&path), changed);
}

fn last_changes(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let mut statement =
        connection.prepare("SELECT table_name || last_change FROM gpkg_contents").unwrap();
    let changes = statement.query_map([], |row| row.get(0)).unwrap();
    changes.collect::<Result<_, _>>().unwrap()
}

#[test]
fn rows_come_back_in_the_order_of_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let settings = settings("all");
    store(&path, &settings, &[(0..60).collect(), (30..90).collect()]);
    let whole = sets(0..90, &settings);
    let store = GeoPackage::open(&path).unwrap();
    assert_eq!(store.settings(), Some(&settings));
    for (base, table) in whole.tables() {
        let mut rows = Vec::new();
        store
            .rows(base, &mut |row| {
                rows.push(row);
                ControlFlow::Continue(())
            })
            .unwrap();
        let expected = table.sorted();
        assert_eq!(rows.len(), expected.len());
        assert_eq!(store.count(base).unwrap(), expected.len() as u64);
        for (row, (key, sets)) in rows.iter().zip(expected) {
            assert_eq!(row.key, base.decode_key(key).unwrap());
            let bytes = |sets: &[lbsm::hll::Sketch]| -> Vec<_> {
                sets.iter().map(lbsm::hll::Sketch::to_bytes).collect()
            };
            assert_eq!(bytes(&row.sets), bytes(sets));
        }
    }
}

#[test]
fn hostile_keys_are_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    store(&path, &settings("hashtag"), &[(0..20).collect(), (0..20).collect()]);
    let mut found = Vec::new();
    let base = Base::by_name("hashtag").unwrap();
    GeoPackage::open(&path)
        .unwrap()
        .rows(base, &mut |row| {
            found.extend(row.key);
            ControlFlow::Continue(())
        })
        .unwrap();
    for text in hostile() {
        let key = KeyValue::Text(text.replace('\0', "").to_lowercase());
        assert!(found.contains(&key), "{key:?} is missing");
    }
}

#[test]
fn places_carry_names_and_extents() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    store(&path, &settings("city,country"), &[(0..4).collect()]);
    let base = Base::by_name("city").unwrap();
    let mut names = Vec::new();
    GeoPackage::open(&path)
        .unwrap()
        .rows(base, &mut |row| {
            names.push((row.attributes.name, row.attributes.area.map(BoundingBox::edges)));
            ControlFlow::Continue(())
        })
        .unwrap();
    let berlin = (Some("Berlin".to_owned()), Some([13.088, 52.338, 13.761, 52.675]));
    let suva = (Some("Suva".to_owned()), Some([177.0, -20.7, -178.2, -12.4]));
    assert_eq!(names, [berlin, suva]);
}

#[test]
fn raw_tables_exist_only_where_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let tables = |path: &Path| -> Vec<String> {
        let tables = dump(path, true).into_iter().map(|(name, _)| name);
        tables.filter(|name| name.starts_with("raw_")).collect()
    };
    let (path, raw_path) = (folder.path().join("sets.gpkg"), folder.path().join("raw.gpkg"));
    let settings = settings("date");
    drop(lbsm::store::open(&Location::GeoPackage(path.clone()), &settings, None).unwrap());
    assert!(tables(&path).is_empty());

    let mut two = lbsm::store::open(
        &Location::GeoPackage(path.clone()),
        &settings,
        Some(&Location::GeoPackage(raw_path.clone())),
    )
    .unwrap();
    let (sets, rows) = (sets(0..5, &settings), raw(0..5));
    let inputs = [ingest("a", "2026-01-01 00:00:00")];
    two.commit(&Batch { sets: Some(&sets), raw: Some(&rows), inputs: &inputs }).unwrap();
    drop(two);
    assert!(tables(&path).is_empty());
    assert_eq!(tables(&raw_path).len(), 9);
    assert!(GeoPackage::open(&raw_path).unwrap().settings().is_none());

    // The same file by another name.
    let same = folder.path().join(".").join("sets.gpkg");
    let mut one = lbsm::store::open(
        &Location::GeoPackage(path.clone()),
        &settings,
        Some(&Location::GeoPackage(same.clone())),
    )
    .unwrap();
    one.commit(&Batch { sets: Some(&sets), raw: Some(&rows), inputs: &[] }).unwrap();
    assert_eq!(tables(&path).len(), 9);
    let counts = one.raw_counts().unwrap();
    let posts = counts.iter().find(|(table, _)| table.name == "post").unwrap().1;
    assert_eq!(posts, 5);
}

#[test]
fn a_store_without_raw_takes_no_raw() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sets.gpkg");
    let settings = settings("date");
    let mut store =
        lbsm::store::open(&Location::GeoPackage(path.clone()), &settings, None).unwrap();
    let (sets, rows) = (sets(0..5, &settings), raw(0..5));
    let refused = store.commit(&Batch { sets: Some(&sets), raw: Some(&rows), inputs: &[] });
    assert!(matches!(refused, Err(StoreError::NotKept { .. })), "{refused:?}");
    assert_eq!(store.count(Base::by_name("date").unwrap()).unwrap(), 0, "nothing of it goes in");
}

#[test]
fn an_input_read_again_is_one_entry() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sets.gpkg");
    let settings = settings("date");
    let mut store =
        lbsm::store::open(&Location::GeoPackage(path.clone()), &settings, None).unwrap();
    let mut log = |source: &str, started: &str, records: u64| {
        let mut input = ingest(source, started);
        input.records = records;
        store.commit(&Batch { inputs: &[input], ..Batch::default() }).unwrap();
    };
    log("b", "2026-01-01 00:00:00", 5);
    log("a", "2026-01-01 00:00:00", 7);
    log("b", "2026-01-01 00:00:00", 10);
    log("b", "2026-01-02 00:00:00", 11);
    let entries = store.ingests().unwrap();
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| (entry.ingest.source.as_str(), entry.ingest.records, entry.runs))
        .collect();
    assert_eq!(seen, [("b", 11, 2), ("a", 7, 1)]);
    assert!(entries[0].ingest.complete && entries[1].ingest.complete);
    let broken_off = Ingest { complete: false, ..entries[1].ingest.clone() };
    store.commit(&Batch { inputs: &[broken_off], ..Batch::default() }).unwrap();
    assert!(!store.ingests().unwrap()[1].ingest.complete);
    assert_eq!(entries[0].ingest.started, "2026-01-02 00:00:00");
}
