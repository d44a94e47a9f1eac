//! What is wrong, and how it is told.

use super::study;
use crate::support::Folder;

/// The command fails with this code and says this.
fn refuses(folder: &Folder, arguments: &str, code: i32, says: &str) {
    let output = folder.lbsm(arguments);
    assert_eq!(output.code, code, "{arguments}\n{}", output.stderr);
    assert!(output.stderr.contains(says), "{arguments}: {says:?} is not in\n{}", output.stderr);
    assert!(!output.stderr.contains("panicked"), "{}", output.stderr);
}

#[test]
fn nonsense_is_refused_with_what_to_do() {
    let folder = study();
    for (arguments, says) in [
        ("grid lbsm.gpkg --cell geohash:6", "finer than the store"),
        ("grid lbsm.gpkg --cell geohash:10", "no kind of cell"),
        ("grid lbsm.gpkg --cell h3:9", "finer than the store"),
        ("grid lbsm.gpkg --cell square:1m", "finer than the store"),
        ("grid lbsm.gpkg --cell square:50000km", "no size of a square"),
        ("grid lbsm.gpkg --cell square:-1km", "no size of a square"),
        ("grid lbsm.gpkg --crs EPSG:4326", "neither ESRI:54009 nor EPSG:3035"),
        ("grid lbsm.gpkg --classes 0", "0 is not in 1..=12"),
        ("grid lbsm.gpkg --classify fixed:3,1", "ascending"),
        ("grid lbsm.gpkg --min-count 0", "0 is not in 1.."),
        ("grid lbsm.gpkg --where hashtag:", "column 1"),
        ("grid lbsm.gpkg --where nothing:x", "no base"),
        ("grid lbsm.gpkg --metric place", "counts"),
        ("grid lbsm.gpkg --diff", "--diff compares two stores"),
        ("grid lbsm.gpkg lbsm.gpkg", "--diff compares two stores"),
        ("grid lbsm.gpkg --exact --where hashtag:refugees", "expressions are answered from sets"),
        ("grid lbsm.gpkg -o cells.xlsx", "none of the endings"),
        ("grid lbsm.gpkg -o cells", "none of the endings"),
        ("grid lbsm.gpkg -o lbsm.gpkg", "would overwrite"),
        ("grid lbsm.gpkg --extent 1,2,3", "expected four numbers"),
        ("grid lbsm.parquet", "cannot be a store"),
    ] {
        refuses(&folder, arguments, 2, says);
    }
    refuses(&folder, "grid lbsm.gpkg -o none/cells.csv", 3, "there is no folder");
    refuses(&folder, "grid none.gpkg", 3, "none.gpkg");
    refuses(&folder, "grid none.csv", 3, "cannot read none.csv");
    std::fs::create_dir(folder.path("folder.csv")).unwrap();
    refuses(&folder, "grid lbsm.gpkg -o folder.csv", 3, "cannot write to");
    folder.write("no.csv", "a,b\n1,2\n");
    refuses(&folder, "grid no.csv", 2, "no column of longitude");
    folder.etl("posts.jsonl --hll sets.gpkg");
    refuses(&folder, "grid sets.gpkg --exact", 2, "keeps no raw posts");
}

#[test]
fn empty_and_degenerate_inputs_make_empty_and_degenerate_maps() {
    let folder = Folder::new();
    folder.write("empty.csv", "lon,lat\n");
    folder.write("one.csv", "lon,lat\n13.4,52.5\n");
    folder.write(
        "equal.csv",
        "lon,lat\n".to_owned() + &"13.4,52.5\n".repeat(50) + &"14.9,52.5\n".repeat(50),
    );
    folder.write(
        "edges.csv",
        "lon,lat\n180,0\n-180,0\n0,90\n0,-90\n180,90\n-180,-90\n0,0\n179.999999,-16.5\n0,1e-7\n",
    );
    for (input, rows) in [("empty", 0), ("one", 1), ("equal", 2), ("edges", 8)] {
        for cell in ["geohash:9", "h3:15", "h3:0", "square:1m", "square:10000km", "geohash:1"] {
            let arguments = format!(
                "grid {input}.csv --cell {cell} --classes 12 --classify jenks -o out.csv -o out.svg -o out.gpkg \
                 -o out.geojson"
            );
            let output = folder.lbsm(&arguments);
            assert_eq!(output.code, 0, "{arguments}\n{}", output.stderr);
            let text = std::fs::read_to_string(folder.path("out.csv")).unwrap();
            let found = text.lines().count() - 1;
            assert!(found <= rows && (rows == 0 || found > 0), "{input} {cell}\n{text}");
            assert!(!text.contains("NaN") && !text.contains("inf"), "{input} {cell}\n{text}");
            let svg = std::fs::read_to_string(folder.path("out.svg")).unwrap();
            assert!(!svg.contains("NaN") && svg.len() < 3_000_000, "{input} {cell} {}", svg.len());
        }
    }
    let output = folder.lbsm("grid one.csv --min-count 5 -o out.csv");
    assert_eq!(output.code, 0);
    let why = "there is no cell: the only one has fewer than 5 posts; give larger cells or a smaller --min-count";
    assert!(output.stderr.contains(why), "{}", output.stderr);
    assert!(output.stderr.contains("1 dropped"), "{}", output.stderr);
    let output = folder.lbsm("grid one.csv --by month -o out.csv");
    assert_eq!(output.code, 0);
    for said in ["there is no cell: no position has a date", "1 position left out: --by month"] {
        assert!(output.stderr.contains(said), "{}", output.stderr);
    }
}

#[test]
fn an_empty_store_has_no_cells() {
    let folder = Folder::new();
    folder.write(
        "none.jsonl",
        crate::support::lines([crate::support::tweet(1, serde_json::json!({"coordinates": null}))]),
    );
    folder.etl("none.jsonl --hll none.gpkg");
    let output = folder.lbsm("grid none.gpkg -o none.svg -o none.csv");
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert!(output.stderr.contains("there is no cell"), "{}", output.stderr);
}
