//! The store in the hands of the programs that people open it with.
//!
//! `tests/run` installs them and sets `LBSM_TEST_TOOLS=1`: then a missing one fails the
//! test. Without, the test says that it was skipped.

use super::synthetic::{ingest, raw, sets, settings};
use crate::support::{output, python, tool};
use lbsm::store::{Batch, Contents, GeoPackage, Store as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A store with everything in it, written in two batches.
fn store() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.gpkg");
    let settings = settings("all,user,friends,timestamp");
    let contents = Contents { sets: Some(&settings), raw: true };
    let mut store = GeoPackage::open_or_create(&path, &contents).unwrap();
    let inputs = [ingest("posts.jsonl", "2026-01-01 00:00:00")];
    for posts in [0..40, 30..60] {
        let (sets, raw) = (sets(posts.clone(), &settings), raw(posts));
        store.commit(&Batch { sets: Some(&sets), raw: Some(&raw), inputs: &inputs }).unwrap();
    }
    (folder, path)
}

#[test]
fn gdal_lists_layers_with_geometry_crs_count_and_extent() {
    let Some(mut ogrinfo) = tool("ogrinfo", &["--version"]) else { return };
    let (_folder, path) = store();
    let text = output(ogrinfo.args(["-ro", "-so"]).arg(&path).arg("spatial_latlng"));
    for part in [
        "Geometry: Point",
        "Feature Count: 14",
        "ID[\"EPSG\",4326]",
        "FID Column = fid",
        "Geometry Column NOT NULL = latlng_geom",
        "latitude: Real",
        "longitude: Real",
        "user_hll: Binary",
        "pud_hll: Binary",
        "utl_hll: Binary",
        "posts: Integer64",
    ] {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
    // Berlin to Suva: west, south, east, north.
    let extent = text.lines().find(|line| line.starts_with("Extent:")).unwrap();
    let numbers: Vec<f64> = extent
        .split(|c: char| !c.is_ascii_digit() && c != '.' && c != '-')
        .filter_map(|part| part.parse().ok())
        .collect();
    let expected = [13.4, -18.14, 179.04, 53.1];
    assert!(
        numbers.len() == 4 && numbers.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.05),
        "{extent}"
    );

    let kinds = [
        ("temporal_date", "Geometry: None"),
        ("temporal__month_latlng", "Geometry: Point"),
        ("spatial_city", "Geometry: Point"),
        ("topical_hashtag", "Geometry: None"),
        ("raw_post", "Geometry: Point"),
        ("raw_user_mentions_user", "Geometry: None"),
        ("lbsm_meta", "Geometry: None"),
        ("lbsm_ingest", "Geometry: None"),
    ];
    for (layer, kind) in kinds {
        let mut ogrinfo = Command::new("ogrinfo");
        let text = output(ogrinfo.args(["-ro", "-so"]).arg(&path).arg(layer));
        assert!(text.contains(kind), "{layer}:\n{text}");
        assert!(!text.contains("Warning") && !text.contains("ERROR"), "{text}");
    }
}

#[test]
fn the_file_validates() {
    let probe = ["-c", "import osgeo_utils.samples.validate_gpkg"];
    let Some(mut python) = tool("/usr/bin/python3", &probe) else { return };
    let (_folder, path) = store();
    let text = output(python.args(["-m", "osgeo_utils.samples.validate_gpkg"]).arg(&path));
    assert!(!text.to_lowercase().contains("error"), "{text}");
    assert!(!text.to_lowercase().contains("fail"), "{text}");
}

#[test]
fn geopandas_reads_the_map() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(mut python) = python() else { return };
    let (_folder, path) = store();
    output(python.arg(root.join("tests/python/check_geopackage.py")).arg(&path));
}
