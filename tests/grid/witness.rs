//! Cells as PostGIS, H3 and GDAL have them.

use super::study;
use crate::postgres::cluster;
use crate::support::{output, python, tool};
use lbsm::grid::{Crs, Tiling};
use std::fmt::Write as _;
use std::path::Path;

/// Positions all over the globe, and those where cells end.
fn positions() -> Vec<(f64, f64)> {
    let mut all = vec![
        (180.0, 0.0),
        (-180.0, 0.0),
        (180.0, 90.0),
        (-180.0, -90.0),
        (0.0, 90.0),
        (0.0, -90.0),
        (0.0, 0.0),
        (45.0, 45.0),
        (-45.0, 22.5),
        (11.25, 5.625),
        (-11.25, -5.625),
        (179.9999999, 89.9999),
        (90.0, 0.0),
        (12.3, 88.9),
        (-73.0, -88.47),
        (0.0, 45.0),
        (-135.0, 0.0),
    ];
    // Any numbers will do that are the same every time.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    all.extend((0..3000).map(|_| (next() * 360.0 - 180.0, next() * 180.0 - 90.0)));
    all
}

#[test]
fn geohashes_and_projections_are_those_of_postgis() {
    let Some(cluster) = cluster::shared() else { return };
    let database = cluster.database();
    database.psql("CREATE EXTENSION IF NOT EXISTS postgis");
    let positions = positions();
    let mut values = String::new();
    for (number, (lon, lat)) in positions.iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        write!(values, "{comma}({number}, {lon:?}::float8, {lat:?}::float8)").unwrap();
    }
    let text = database.psql(&format!(
        "WITH p(n, lon, lat) AS (VALUES {values}),
           g AS (SELECT n, lon, lat, ST_SetSRID(ST_MakePoint(lon, lat), 4326) AS at FROM p),
           m AS (SELECT *, ST_Transform(at, '+proj=moll +lon_0=0 +datum=WGS84 +units=m') AS moll,
             CASE WHEN lon BETWEEN -35.58 AND 44.83 AND lat BETWEEN 24.6 AND 84.73
               THEN ST_Transform(at, 3035) END AS laea FROM g)
         SELECT n, ST_GeoHash(at, 1), ST_GeoHash(at, 5), ST_GeoHash(at, 9), ST_X(moll), ST_Y(moll),
           ST_X(laea), ST_Y(laea) FROM m ORDER BY n"
    ));
    let mut compared = 0;
    for line in text.lines().filter(|line| line.contains('|')) {
        let fields: Vec<&str> = line.split('|').collect();
        let (lon, lat) = positions[fields[0].parse::<usize>().unwrap()];
        for (length, field) in [(1, 1), (5, 2), (9, 3)] {
            let tiling = Tiling::Geohash(length);
            let name = tiling.name(tiling.cell(lon, lat).unwrap());
            assert_eq!(name, fields[field], "{lon} {lat}");
        }
        let near = |crs: Crs, x: usize, bound: f64| {
            let [ours_x, ours_y] = crs.forward(lon, lat).unwrap();
            let (x, y): (f64, f64) = (fields[x].parse().unwrap(), fields[x + 1].parse().unwrap());
            assert!(
                (ours_x - x).abs() < bound && (ours_y - y).abs() < bound,
                "{crs:?} {lon} {lat}: {ours_x} {x}"
            );
        };
        // PROJ ends its iteration at 1e-7, which near the poles is metres; ours has the pole in the middle.
        near(Crs::Mollweide, 4, if lat.abs() > 88.0 { 200.0 } else { 0.01 });
        if fields[6].is_empty() {
            assert_eq!(Crs::LaeaEurope.forward(lon, lat), None);
        } else {
            near(Crs::LaeaEurope, 6, 0.001);
        }
        compared += 1;
    }
    assert_eq!(compared, positions.len());
}

#[test]
fn hexagons_are_those_of_h3() {
    let Some(mut python) = python() else { return };
    let folder = crate::support::Folder::new();
    let mut text = String::new();
    for (lon, lat) in positions() {
        for level in [0, 3, 7, 15] {
            let tiling: Tiling = format!("h3:{level}").parse().unwrap();
            let cell = tiling.cell(lon, lat).unwrap();
            let (center_lon, center_lat) = tiling.center(cell);
            let area = tiling.area(cell);
            writeln!(
                text,
                "{lon:?} {lat:?} {level} {} {center_lon:?} {center_lat:?} {area:?}",
                tiling.name(cell)
            )
            .unwrap();
        }
    }
    let path = folder.write("hexagons.txt", text);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/check_hexagons.py");
    output(python.arg(script).arg(path));
}

#[test]
fn layers_open_in_gdal_with_their_style() {
    let Some(mut ogrinfo) = tool("ogrinfo", &["--version"]) else { return };
    let folder = study();
    for cell in ["geohash:3", "square:100km", "h3:2"] {
        let made =
            folder.lbsm(&format!("grid lbsm.gpkg --cell {cell} -o layer.gpkg -o layer.geojson"));
        assert_eq!(made.code, 0, "{}", made.stderr);
        let text = output(
            std::process::Command::new("ogrinfo")
                .args(["-ro", "-so"])
                .arg(folder.path("layer.gpkg"))
                .arg("grid"),
        );
        for part in [
            "Geometry: Multi Polygon",
            "ID[\"EPSG\",4326]",
            "posts: Integer64",
            "class: Integer64",
            "lon: Real",
        ] {
            assert!(text.contains(part), "{part:?} is missing in:\n{text}");
        }
        let features =
            text.lines().find(|line| line.starts_with("Feature Count")).unwrap().to_owned();
        let geojson = output(
            std::process::Command::new("ogrinfo")
                .args(["-ro", "-so", "-al"])
                .arg(folder.path("layer.geojson")),
        );
        assert!(geojson.contains(&features), "{geojson}");
    }
    let styles =
        output(ogrinfo.args(["-ro", "-q"]).arg(folder.path("layer.gpkg")).arg("layer_styles"));
    assert!(styles.contains("categorizedSymbol") && styles.contains("useAsDefault"), "{styles}");
    let probe = ["-c", "import osgeo_utils.samples.validate_gpkg"];
    let Some(mut validate) = tool("/usr/bin/python3", &probe) else { return };
    let text = output(
        validate.args(["-m", "osgeo_utils.samples.validate_gpkg"]).arg(folder.path("layer.gpkg")),
    );
    assert!(!text.to_lowercase().contains("error"), "{text}");
}

#[test]
fn geopandas_finds_every_middle_in_its_cell() {
    let Some(mut python) = python() else { return };
    let folder = study();
    let mut paths = Vec::new();
    for (number, cell) in ["geohash:2", "square:200km", "h3:1", "h3:4"].into_iter().enumerate() {
        let name = format!("cells{number}.geojson");
        let made = folder.lbsm(&format!("grid lbsm.gpkg --cell {cell} -o {name}"));
        assert_eq!(made.code, 0, "{}", made.stderr);
        paths.push(folder.path(&name));
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/check_cells.py");
    output(python.arg(script).args(paths));
}
