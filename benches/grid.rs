//! Cells: ten million points into every kind, a million sets from a `GeoPackage` as a user runs it, and the
//! same beside numpy and PostgreSQL's `hll_union_agg`; results are compared.
//!
//! `cargo bench --bench grid`
//!
//! With `LBSM_BENCH_PYTHON` set to a Python with numpy and pyproj, the points are binned there, too; with
//! `LBSM_BENCH_POSTGRES` set to what `psql` connects with (`host=… dbname=…`) to a database that has the
//! `hll` extension, the sets are united there.

#![expect(clippy::print_stdout, reason = "the figures are the result")]

use anyhow::{Context as _, ensure};
use lbsm::facet::Metric;
use lbsm::grid::{Counting, Crs, Exact, Sighting, Tiling};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const POINTS: usize = 10_000_000;
const SETS: usize = 1_000_000;
const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

fn main() -> anyhow::Result<()> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("grid");
    std::fs::create_dir_all(&folder)?;
    points(&folder)?;
    sets(&folder)
}

/// Positions around a hundred cities, as posts are, and one in ten anywhere.
fn positions(count: usize) -> Vec<(f64, f64)> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let cities: Vec<(f64, f64)> =
        (0..100).map(|_| (next() * 340.0 - 170.0, next() * 120.0 - 55.0)).collect();
    let position = |number: usize| {
        if number.is_multiple_of(10) {
            return (next() * 360.0 - 180.0, next() * 170.0 - 85.0);
        }
        let (lon, lat) = cities.get(number % 100).copied().unwrap_or_default();
        let spread = next() * next() * 4.0;
        (lon + (next() - 0.5) * spread, lat + (next() - 0.5) * spread)
    };
    (0..count).map(position).collect()
}

/// Runs something three times; the best time in seconds.
fn best<T>(mut run: impl FnMut() -> anyhow::Result<T>) -> anyhow::Result<(f64, T)> {
    let mut best = (f64::INFINITY, None);
    for _ in 0..3 {
        let start = Instant::now();
        let result = run()?;
        best = (best.0.min(start.elapsed().as_secs_f64()), Some(result));
    }
    Ok((best.0, best.1.context("nothing was run")?))
}

fn points(folder: &Path) -> anyhow::Result<()> {
    println!("{POINTS} points, {} threads (bar: 1 s)", rayon::current_num_threads());
    let positions = positions(POINTS);
    let sightings: Vec<Sighting> = positions
        .iter()
        .map(|at| Sighting { at: *at, month: None, post: None, user: None, user_day: None })
        .collect();
    // All over again within Europe, for a grid that ends there.
    let europe = |(lon, lat): (f64, f64)| (lon / 8.0 + 12.0, lat / 5.0 + 52.0);
    let europeans: Vec<Sighting> = sightings
        .iter()
        .map(|sighting| Sighting { at: europe(sighting.at), ..*sighting })
        .collect();
    let laea = "square:50km".parse::<Tiling>()?.with_crs(Crs::LaeaEurope);
    let mollweide: Tiling = "square:50km".parse()?;
    let mut tilings = vec![mollweide, laea];
    for text in
        ["square:1km", "geohash:5", "geohash:7", "geohash:9", "h3:3", "h3:5", "h3:8", "h3:15"]
    {
        tilings.push(text.parse()?);
    }
    let mut counts = BTreeMap::new();
    for tiling in tilings {
        let (seconds, cells) = best(|| {
            let mut counting = Counting::new(tiling, false, vec![Metric::Post]);
            counting.add(if tiling == laea { &europeans } else { &sightings });
            Ok(counting.finish())
        })?;
        let sum: u64 = cells.iter().flat_map(|(_, sets)| sets).map(Exact::count).sum();
        ensure!(sum == POINTS as u64 && cells.outside == 0, "{tiling} lost points");
        println!("  {tiling:<12} {:<11} {seconds:.2} s  {} cells", tiling.crs(), cells.len());
        if tiling == mollweide {
            for (key, sets) in cells.iter() {
                counts.insert(tiling.name(key.cell), sets.first().map_or(0, Exact::count));
            }
        }
    }
    let Ok(python) = std::env::var("LBSM_BENCH_PYTHON") else {
        println!("  numpy: LBSM_BENCH_PYTHON is not set");
        return Ok(());
    };
    let path = folder.join("points.f64");
    let mut file = BufWriter::new(File::create(&path)?);
    for (lon, lat) in positions {
        file.write_all(&lon.to_le_bytes())?;
        file.write_all(&lat.to_le_bytes())?;
    }
    file.into_inner()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/grid/numpy_bins.py");
    let output = Command::new(python).arg(script).arg(&path).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "numpy failed");
    let text = String::from_utf8(output.stdout)?;
    let mut lines = text.lines();
    println!("  numpy, pyproj: square:50km in {} s", lines.next().unwrap_or_default());
    let mut differ = 0;
    for line in lines {
        let (name, count) = line.split_once(' ').context("a cell and its count")?;
        differ += counts.remove(name).unwrap_or(0).abs_diff(count.parse()?);
    }
    ensure!(counts.is_empty() && differ <= 2, "{differ} points are elsewhere in numpy");
    println!("  the same cells and counts ({differ} points on an edge differ)");
    Ok(())
}

fn sets(folder: &Path) -> anyhow::Result<()> {
    let store = folder.join(format!("sets-{SETS}.gpkg"));
    if !store.exists() {
        let input = folder.join("tweets.jsonl");
        let mut file = BufWriter::new(File::create(&input)?);
        let mut state = 1_u64;
        for id in 0..SETS {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let (lon, lat) = (state >> 40, state >> 16 & 0xff_ffff);
            let lon = lon as f64 / f64::from(1 << 24) * 360.0 - 180.0;
            let lat = lat as f64 / f64::from(1 << 24) * 140.0 - 60.0;
            writeln!(
                file,
                r#"{{"created_at":"Wed Feb 24 08:00:00 +0000 2016","id_str":"{id}","text":"x","user":{{"id_str":"{}"}},"coordinates":{{"type":"Point","coordinates":[{lon},{lat}]}},"entities":{{"hashtags":[]}},"lang":"en"}}"#,
                id % 100_000
            )?;
        }
        file.into_inner()?;
        let mut etl = lbsm();
        etl.args(["etl", "--no-progress", "--quiet", "--bases", "latlng", "--hll"])
            .arg(&store)
            .arg(&input);
        ensure!(etl.stdout(Stdio::null()).status()?.success(), "etl failed");
        std::fs::remove_file(input)?;
    }
    let (seconds, text) = best(|| {
        let mut grid = lbsm();
        grid.args(["grid", "--cell", "square:50km", "--quiet"]).arg(&store);
        let output = grid.stderr(Stdio::inherit()).output()?;
        ensure!(output.status.success(), "grid failed");
        Ok(String::from_utf8(output.stdout)?)
    })?;
    println!("{SETS} posts, a set or three for nearly each, from a GeoPackage (bar: 1.5 s)");
    println!(
        "  lbsm grid --cell square:50km, posts, users, user days: {seconds:.2} s, {} cells",
        text.lines().count() - 1
    );
    let Ok(database) = std::env::var("LBSM_BENCH_POSTGRES") else {
        println!("  hll_union_agg: LBSM_BENCH_POSTGRES is not set");
        return Ok(());
    };
    postgres(&database, &store, &text)
}

/// The same sets with the names of their cells, united by the server.
fn postgres(database: &str, store: &Path, ours: &str) -> anyhow::Result<()> {
    let mut sets = lbsm();
    sets.args(["sets", "--base", "latlng", "--format", "csv", "--quiet"]).arg(store);
    let sets = sets.output()?.stdout;
    let squares: Tiling = "square:50km".parse()?;
    let mut rows = String::new();
    let mut reader = csv::Reader::from_reader(sets.as_slice());
    let header = reader.headers()?.clone();
    let place = |name: &str| {
        header.iter().position(|found| found == name).with_context(|| format!("no column {name}"))
    };
    let columns = ["latitude", "longitude", "post_hll", "user_hll", "pud_hll"].map(place);
    for record in reader.records() {
        let record = record?;
        let mut fields = Vec::new();
        for column in &columns {
            let column = *column.as_ref().ok().context("a column of sets is missing")?;
            fields.push(record.get(column).unwrap_or_default());
        }
        let &[lat, lon, post, user, day] = fields.as_slice() else { continue };
        let cell = squares.cell(lon.parse()?, lat.parse()?).context("outside")?;
        let name = squares.name(cell);
        // COPY reads a backslash as an escape.
        writeln!(rows, "{name}\t\\{post}\t\\{user}\t\\{day}")?;
    }
    let psql = |sql: &str, input: Option<&str>| -> anyhow::Result<String> {
        let mut psql = Command::new("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql]);
        psql.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = psql.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.unwrap_or_default().as_bytes())?;
        }
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "psql failed");
        Ok(String::from_utf8(output.stdout)?)
    };
    psql(
        "DROP TABLE IF EXISTS grid_bench; CREATE UNLOGGED TABLE grid_bench (cell text, post hll, u hll, day hll)",
        None,
    )?;
    psql("COPY grid_bench FROM STDIN", Some(&rows))?;
    psql("VACUUM ANALYZE grid_bench", None)?;
    let union = "SELECT cell, round(hll_cardinality(hll_union_agg(post))), round(hll_cardinality(hll_union_agg(u))), \
                 round(hll_cardinality(hll_union_agg(day))) FROM grid_bench GROUP BY cell";
    let (seconds, theirs) = best(|| psql(union, None))?;
    println!("  PostgreSQL, hll_union_agg of the same sets, already binned: {seconds:.2} s");
    let mut expected: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for line in theirs.lines() {
        let mut fields = line.split('|');
        let name = fields.next().unwrap_or_default();
        expected.insert(name, fields.map(|field| field.parse().unwrap_or(f64::NAN)).collect());
    }
    let mut reader = csv::Reader::from_reader(ours.as_bytes());
    let mut cells = 0;
    for record in reader.records() {
        let record = record?;
        let theirs =
            expected.get(record.get(0).unwrap_or_default()).context("a cell is missing")?;
        for (column, theirs) in [3, 4, 5].into_iter().zip(theirs) {
            let ours: f64 = record.get(column).unwrap_or_default().parse()?;
            // Two estimators of the same registers.
            ensure!((ours - theirs).abs() <= 1.0 + 0.03 * theirs, "{record:?} {theirs}");
        }
        cells += 1;
    }
    ensure!(cells == expected.len(), "{cells} cells, {} there", expected.len());
    println!("  the same cells and numbers");
    Ok(())
}

fn lbsm() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lbsm"));
    command.env("LBSM_KEY", KEY);
    command
}
