//! `lbsm grid`: cells against PostGIS, H3 and GDAL, the command and what it refuses.

mod bad;
mod command;
mod maps;
mod witness;

use crate::support::{Folder, lines, tweet};
use serde_json::{Value, json};

/// Tweets at places of Europe and around: (longitude, latitude, user, hashtag, month).
const PLACES: [(f64, f64, u64, &str, &str); 12] = [
    (13.40, 52.52, 1, "refugees", "Feb"),
    (13.41, 52.53, 1, "refugees", "Feb"),
    (13.30, 52.50, 2, "welcome", "Feb"),
    (13.39, 52.51, 3, "refugees", "Mar"),
    (-0.12, 51.50, 4, "refugees", "Mar"),
    (-0.10, 51.52, 5, "brexit", "Mar"),
    (-0.15, 51.48, 5, "brexit", "Apr"),
    (144.96, -37.81, 6, "melbourne", "Apr"),
    (144.90, -37.85, 7, "melbourne", "Apr"),
    (179.99, -16.50, 8, "fiji", "Apr"),
    (-179.99, -16.60, 8, "fiji", "Apr"),
    (23.72, 37.98, 9, "refugees", "Apr"),
];

/// A folder with `posts.jsonl` of these, several from every place, and the store `lbsm.gpkg` with raw posts.
fn study() -> Folder {
    let folder = Folder::new();
    let mut id = 0;
    let mut tweets: Vec<Value> = Vec::new();
    for (place, (lon, lat, user, tag, month)) in PLACES.into_iter().enumerate() {
        for copy in 0..=place {
            id += 1;
            let user = if copy % 3 == 2 { user + 100 + copy as u64 } else { user };
            tweets.push(tweet(
                id,
                json!({
                    "created_at": format!("Wed {month} 24 08:00:00 +0000 2016"),
                    "coordinates": {"type": "Point", "coordinates": [lon, lat]},
                    "user": {"id_str": user.to_string(), "name": "T", "screen_name": "t"},
                    "entities": {"hashtags": [{"text": tag, "indices": [0, 9]}], "urls": [], "user_mentions": []},
                }),
            ));
        }
    }
    folder.write("posts.jsonl", lines(tweets));
    folder.etl("posts.jsonl --hll lbsm.gpkg --raw lbsm.gpkg");
    folder
}

/// Headings and rows of a CSV.
fn table(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let header = rows.remove(0);
    (header, rows)
}

/// The numbers of a column.
fn column(text: &str, name: &str) -> Vec<f64> {
    let (header, rows) = table(text);
    let place = header.iter().position(|heading| heading == name).unwrap();
    rows.iter().map(|row| row[place].parse().unwrap_or(f64::NAN)).collect()
}
