//! What the command counts and writes.

use super::{PLACES, column, study, table};
use crate::support::Folder;
use serde_json::Value;

/// Posts of the study: one more from every place than from the one before.
const POSTS: f64 = (PLACES.len() * (PLACES.len() + 1) / 2) as f64;

fn grid(folder: &Folder, arguments: &[&str]) -> String {
    let output = folder.lbsm_with(&[&["grid"], arguments].concat(), b"");
    assert_eq!(output.code, 0, "{arguments:?}\n{}", output.stderr);
    output.stdout
}

#[test]
fn cells_sum_to_the_totals_and_agree_with_the_posts() {
    let folder = study();
    for cell in
        ["geohash:5", "geohash:3", "geohash:1", "square:50km", "square:5000km", "h3:4", "h3:0"]
    {
        let estimated = grid(&folder, &["lbsm.gpkg", "--cell", cell, "--compare"]);
        let (header, _) = table(&estimated);
        assert_eq!(
            header[..7].join(","),
            "cell,lon,lat,posts,users,userdays,class",
            "the contract of design.md"
        );
        for metric in ["posts", "users", "userdays"] {
            // Few elements of 2048 registers: estimates are right but for collisions.
            let sets = column(&estimated, metric);
            let exact = column(&estimated, &format!("{metric}_exact"));
            for (set, exact) in sets.iter().zip(&exact) {
                assert!((set - exact).abs() <= 1.0, "{cell} {metric}: {set} {exact}");
            }
        }
        assert!(
            (column(&estimated, "posts_exact").iter().sum::<f64>() - POSTS).abs() < 0.5,
            "{cell}"
        );
        let exact = grid(&folder, &["lbsm.gpkg", "--cell", cell, "--exact"]);
        assert!((column(&exact, "posts").iter().sum::<f64>() - POSTS).abs() < 0.5, "{cell}");
    }
}

#[test]
fn a_user_in_two_cells_of_the_store_is_one_in_a_larger_cell() {
    let folder = study();
    let fine = grid(&folder, &["lbsm.gpkg", "--metric", "user", "--where", "hashtag:refugees"]);
    let coarse = grid(
        &folder,
        &["lbsm.gpkg", "--metric", "user", "--cell", "geohash:3", "--where", "hashtag:refugees"],
    );
    let berlin = |text: &str| -> Vec<f64> {
        let (_, rows) = table(text);
        let near = rows.iter().filter(|row| row[0].starts_with("u33"));
        near.map(|row| row[3].parse().unwrap()).collect()
    };
    assert!(berlin(&fine).len() > 1 && berlin(&fine).iter().sum::<f64>() > 3.0, "{fine}");
    // Users 1 and 3, and the one of a third post.
    assert_eq!(berlin(&coarse), [3.0]);
}

#[test]
fn users_of_an_intersection_are_refused_with_what_to_do() {
    let folder = study();
    let output = folder.lbsm_with(
        &["grid", "lbsm.gpkg", "--metric", "user", "--where", "hashtag:refugees & month:2016-03"],
        b"",
    );
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("--bases default,_month_hashtag_latlng"), "{}", output.stderr);
    // Posts can be placed, and it is said what would be better.
    let output = folder.lbsm_with(
        &[
            "grid",
            "lbsm.gpkg",
            "--cell",
            "geohash:2",
            "--where",
            "hashtag:refugees & month:2016-03",
        ],
        b"",
    );
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert!(output.stderr.contains("_month_hashtag_latlng"), "{}", output.stderr);
    // Four posts from Berlin, five from London.
    assert_eq!(column(&output.stdout, "posts"), [5.0, 4.0]);
    folder.etl("posts.jsonl --hll all.gpkg --bases all");
    let joined = grid(
        &folder,
        &["all.gpkg", "--cell", "geohash:2", "--where", "hashtag:refugees & month:2016-03"],
    );
    assert_eq!(column(&joined, "posts"), [5.0, 4.0]);
    assert!(column(&joined, "users").iter().all(|users| *users >= 2.0));
}

#[test]
fn months_are_rows_and_sum_up() {
    let folder = study();
    let text = grid(&folder, &["lbsm.gpkg", "--by", "month", "--cell", "square:500km"]);
    let (header, rows) = table(&text);
    assert_eq!(header[..5].join(","), "month,cell,lon,lat,posts");
    assert!(rows.windows(2).all(|pair| pair[0][..2] < pair[1][..2]), "sorted");
    assert_eq!(
        rows.iter().map(|row| row[0].as_str()).collect::<std::collections::BTreeSet<_>>().len(),
        3
    );
    assert!((column(&text, "posts").iter().sum::<f64>() - POSTS).abs() <= 2.0);
}

/// Keys have months, where months are a condition; cells have none.
#[test]
fn a_cell_is_one_row_whatever_months_are_asked_for() {
    let folder = study();
    let all = grid(&folder, &["lbsm.gpkg", "--cell", "geohash:2", "--metric", "post,user"]);
    let months = ["--cell", "geohash:2", "--metric", "post,user", "--where", "month:2016-01.."];
    assert_eq!(grid(&folder, &[&["lbsm.gpkg"][..], &months].concat()), all);
    let change = [&["lbsm.gpkg", "--diff=month:2016-01.."][..], &months].concat();
    let change = grid(&folder, &change);
    assert_eq!(column(&change, "posts"), column(&all, "posts"));
    assert!(column(&change, "users_change").iter().all(|change| change.abs() < 1e-9), "{change}");
}

#[test]
fn typicality_and_change_have_signs() {
    let folder = study();
    let chi = grid(
        &folder,
        &[
            "lbsm.gpkg",
            "--cell",
            "geohash:2",
            "--where",
            "hashtag:refugees",
            "--chi",
            "--metric",
            "post",
        ],
    );
    let (posts, values) = (column(&chi, "posts"), column(&chi, "chi"));
    for (posts, chi) in posts.iter().zip(&values) {
        assert!(
            *posts > 0.0 || *chi < 0.0,
            "nothing where something is expected is less: {posts} {chi}"
        );
    }
    assert!(values.iter().any(|chi| *chi > 1.0));
    let (observed, expected) = (column(&chi, "posts"), column(&chi, "expected"));
    assert!((observed.iter().sum::<f64>() - expected.iter().sum::<f64>()).abs() < 0.1);
    let change = grid(
        &folder,
        &[
            "lbsm.gpkg",
            "--cell",
            "geohash:2",
            "--diff=month:2016-02",
            "--where",
            "month:2016-04",
            "--metric",
            "post",
        ],
    );
    let (before, now, by) = (
        column(&change, "posts_before"),
        column(&change, "posts"),
        column(&change, "posts_change"),
    );
    assert!(
        before
            .iter()
            .zip(&now)
            .zip(&by)
            .all(|((before, now), by)| (now - before - by).abs() < 1e-9)
    );
    assert!(by.iter().any(|by| *by < 0.0) && by.iter().any(|by| *by > 0.0));
    // A store against itself.
    let same = grid(&folder, &["lbsm.gpkg", "lbsm.gpkg", "--diff"]);
    assert!(
        column(&same, "posts_change")
            .iter()
            .chain(&column(&same, "class"))
            .all(|value| *value == 0.0)
    );
}

#[test]
fn cells_with_few_are_merged_and_told_of() {
    let folder = study();
    let args = ["lbsm.gpkg", "--min-count", "6", "-o", "cells.csv", "--metric", "user,post"];
    let output = folder.lbsm_with(&[&["grid"], args.as_slice()].concat(), b"");
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert!(output.stderr.contains("too few users"), "{}", output.stderr);
    let text = std::fs::read_to_string(folder.path("cells.csv")).unwrap();
    assert!(column(&text, "users").iter().all(|users| *users >= 6.0), "{text}");
    let meta = std::fs::read_to_string(folder.path("cells.meta.json")).unwrap();
    let meta: Value = serde_json::from_str(&meta).unwrap();
    let least = &meta["min_count"];
    let of = |name: &str| least[name].as_u64().unwrap();
    assert!(of("cells_below") > 0);
    assert_eq!(of("cells_below"), of("merged") + of("dropped"));
    assert_eq!(meta["sets"]["hll_params"], "11,5,0,1");
    assert_eq!(meta["total"]["posts"], 78.0);
}

#[test]
fn files_are_the_same_every_time_and_hold_the_same() {
    let folder = study();
    let all = [
        "lbsm.gpkg",
        "--cell",
        "h3:3",
        "--intervals",
        "--rates",
        "-o",
        "a.csv",
        "-o",
        "a.geojson",
        "-o",
        "a.gpkg",
    ];
    grid(&folder, &all);
    let first = std::fs::read(folder.path("a.csv")).unwrap();
    let meta = std::fs::read(folder.path("a.meta.json")).unwrap();
    grid(&folder, &all);
    assert!(first == std::fs::read(folder.path("a.csv")).unwrap());
    assert!(meta == std::fs::read(folder.path("a.meta.json")).unwrap());
    let text = String::from_utf8(first).unwrap();
    assert!(text.contains("\r\n"), "RFC 4180");
    let (header, rows) = table(&text);
    let features: Value =
        serde_json::from_slice(&std::fs::read(folder.path("a.geojson")).unwrap()).unwrap();
    let features = features["features"].as_array().unwrap();
    assert_eq!(features.len(), rows.len());
    for (feature, row) in features.iter().zip(&rows) {
        for (name, value) in header.iter().zip(row) {
            let found = &feature["properties"][name];
            let found = found.as_str().map_or_else(|| found.as_f64().unwrap(), |_| f64::NAN);
            assert!(found.is_nan() || (found - value.parse::<f64>().unwrap()).abs() < 1e-9);
        }
    }
    let (lo, posts, hi) =
        (column(&text, "posts_lo"), column(&text, "posts"), column(&text, "posts_hi"));
    assert!(lo.iter().zip(&posts).zip(&hi).all(|((lo, posts), hi)| lo <= posts && posts <= hi));
    // No store is overwritten, whatever is asked.
    let output = folder.lbsm("grid all.gpkg -o lbsm.gpkg");
    assert_ne!(output.code, 0);
    let output = folder.lbsm("grid posts.csv -o lbsm.gpkg");
    assert_ne!(output.code, 0);
    assert_eq!(folder.lbsm("info lbsm.gpkg").code, 0);
}

#[test]
fn tables_of_points_are_counted() {
    let folder = Folder::new();
    folder.write(
        "points.csv",
        "lon,lat,user_id,id,date\n13.4,52.5,a,1,2016-02-24\n13.4,52.5,a,2,2016-02-24\n13.4,52.5,b,3,2016-02-25\n\
         13.4,52.5,b,3,2016-02-25\n13.4,NaN,b,4,\n200,1,,,\n",
    );
    let output = folder.lbsm("grid points.csv --cell square:10km --crs EPSG:3035");
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert!(output.stdout.contains("CRS3035RES10000mN3270000E4550000"), "{}", output.stdout);
    assert!(output.stdout.contains(",3,2,2,1\r\n"), "{}", output.stdout);
    assert!(output.stderr.contains("not a number") && output.stderr.contains("not on the globe"));
}
