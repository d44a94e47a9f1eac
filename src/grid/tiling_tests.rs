use super::*;
use crate::grid::outline::area;
use proptest::prelude::*;

fn tilings() -> Vec<Tiling> {
    let squares = |size, crs| Tiling::Square(Squares { crs, size });
    let mut all: Vec<Tiling> = (1..=9).map(Tiling::Geohash).collect();
    all.extend((0..=15).map(|level| Tiling::Hexagon(Resolution::try_from(level).unwrap())));
    all.extend([1, 50_000, 100_000, 10_000_000].map(|size| squares(size, Crs::Mollweide)));
    all.extend([1000, 100_000].map(|size| squares(size, Crs::LaeaEurope)));
    all
}

/// Positions where grids go wrong.
const EDGES: [(f64, f64); 14] = [
    (180.0, 0.0),
    (-180.0, 0.0),
    (180.0, 90.0),
    (-180.0, -90.0),
    (0.0, 90.0),
    (0.0, -90.0),
    (0.0, 0.0),
    (45.0, 45.0),
    (-45.0, 22.5),
    (179.9999999, 89.9999999),
    (-0.0, -0.0),
    (90.0, 0.0),
    (12.3, 88.9),
    (-73.0, -88.47),
];

#[test]
fn kinds_of_cells_are_read_and_written() {
    for tiling in tilings() {
        assert_eq!(
            tiling.to_string().parse::<Tiling>().unwrap().with_crs(Crs::Mollweide),
            tiling.with_crs(Crs::Mollweide)
        );
    }
    for wrong in [
        "geohash",
        "geohash:0",
        "geohash:10",
        "geohash:x",
        "h3:16",
        "h3:-1",
        "hex:3",
        "",
        "square:",
    ] {
        assert!(wrong.parse::<Tiling>().is_err(), "{wrong}");
    }
    for wrong in ["0m", "0.5m", "50000km", "-5km", "1e99", "NaN", "12.3456km x", "2.5m"] {
        assert!(format!("square:{wrong}").parse::<Tiling>().is_err(), "{wrong}");
    }
    assert_eq!("square:2.5km".parse::<Tiling>().unwrap().to_string(), "square:2500m");
}

#[test]
fn the_bins_of_the_benchmark_study() {
    let grid: Tiling = "square:100km".parse().unwrap();
    // xbin, ybin 659904, 5679952: their ybin is the upper edge.
    let cell = grid.cell(8.546377, 47.392323).unwrap();
    assert_eq!(grid.name(cell), "ESRI54009RES100000mN5579952E659904");
    // North of 88.46° they wrap around to the bottom of the map; here is a row of its own.
    let pole = grid.cell(10.0, 89.5).unwrap();
    assert!(grid.name(pole).contains("N8979952"), "{}", grid.name(pole));
    assert!(grid.center(pole).1 > 88.0);
}

#[test]
fn the_grid_of_eurostat() {
    let grid = "square:1km".parse::<Tiling>().unwrap().with_crs(Crs::LaeaEurope);
    // The middle of Berlin.
    let cell = grid.cell(13.4, 52.52).unwrap();
    assert_eq!(grid.name(cell), "CRS3035RES1000mN3273000E4551000");
    assert_eq!(grid.cell(-100.0, 40.0), None);
    assert!((grid.area(cell) - 1.0).abs() < 1e-9);
}

#[test]
fn outlines_of_all_kinds_are_on_the_globe_at_its_edges() {
    for tiling in tilings() {
        for (lon, lat) in EDGES {
            let Some(cell) = tiling.cell(lon, lat) else { continue };
            let outline = tiling.outline(cell);
            assert!((1..=3).contains(&outline.len()), "{tiling} {lon} {lat} {}", outline.len());
            for ring in &outline {
                assert!(ring.len() >= 3 && area(ring) > 0.0, "{tiling} {lon} {lat} {ring:?}");
                for [lon, lat] in ring {
                    assert!((-180.0..=180.0).contains(lon) && (-90.0..=90.0).contains(lat));
                }
                let wide = ring.windows(2).all(|pair| (pair[0][0] - pair[1][0]).abs() <= 180.0);
                assert!(
                    wide || tiling == Tiling::Geohash(1) || ring.iter().any(|p| p[1].abs() > 89.0),
                    "{tiling} {lon} {lat} {ring:?}"
                );
            }
            let (lon, lat) = tiling.center(cell);
            assert_eq!(
                tiling.cell(lon, lat),
                Some(cell),
                "{tiling}: {} at {lon} {lat}",
                tiling.name(cell)
            );
        }
    }
}

#[test]
fn areas_add_up_to_the_globe() {
    let globe = 4.0 * std::f64::consts::PI * AUTHALIC_RADIUS.powi(2);
    let geohash = Tiling::Geohash(2);
    let sum: f64 = (0..1024).map(|cell| geohash.area(Cell(cell))).sum();
    assert!((sum / globe - 1.0).abs() < 1e-9);
    // Squares are cut at the rim of the world: Mollweide's sphere has the radius of the equator.
    let squares: Tiling = "square:1000km".parse().unwrap();
    let mut cells = std::collections::BTreeSet::new();
    for lat in -899..=899 {
        for lon in -899..=900 {
            cells.insert(squares.cell(f64::from(lon) / 5.0, f64::from(lat) / 10.0).unwrap());
        }
    }
    let sum: f64 = cells.iter().map(|cell| squares.area(*cell)).sum();
    let sphere = 4.0 * std::f64::consts::PI * 6378.137_f64.powi(2);
    assert!((sum / sphere - 1.0).abs() < 1e-3, "{sum} {sphere}");
}

#[test]
fn parents_hold_their_children() {
    let (parent, cell) =
        Tiling::Geohash(5).parent(Tiling::Geohash(5).cell(13.4, 52.5).unwrap()).unwrap();
    assert_eq!((parent, parent.name(cell)), (Tiling::Geohash(4), "u33d".to_owned()));
    assert_eq!(Tiling::Geohash(1).parent(Cell(3)), None);
    let squares: Tiling = "square:5km".parse().unwrap();
    assert_eq!(squares.parent(squares.cell(1.0, 1.0).unwrap()), None);
    let hexagons: Tiling = "h3:0".parse().unwrap();
    assert_eq!(hexagons.parent(hexagons.cell(1.0, 1.0).unwrap()), None);
}

proptest! {
    #[test]
    fn geohashes_are_those_of_the_library(lon in -180.0_f64..=180.0, lat in -90.0_f64..=90.0, length in 1_u8..=9) {
        let tiling = Tiling::Geohash(length);
        let cell = tiling.cell(lon, lat).unwrap();
        let point = geohash_coord(lon, lat);
        prop_assert_eq!(tiling.name(cell), ::geohash::encode(point, usize::from(length)).unwrap());
        let edges = ::geohash::decode_bbox(&tiling.name(cell)).unwrap();
        let [west, south, east, north] = super::geohash::edges(length, cell.0);
        prop_assert_eq!((edges.min().x, edges.min().y, edges.max().x, edges.max().y), (west, south, east, north));
    }

    #[test]
    fn lines_belong_to_the_eastern_and_northern_cell(lon in 0_u64..1 << 22, lat in 0_u64..1 << 22, length in 1_u8..=8) {
        // Lines of finer geohashes are lines of coarser ones, too, or within their cells.
        let (lon, lat) = (lon as f64 / f64::from(1 << 22) * 360.0 - 180.0, lat as f64 / f64::from(1 << 22) * 180.0 - 90.0);
        let [west, south, east, north] = super::geohash::edges(length, super::geohash::cell(length, lon, lat));
        prop_assert!(west <= lon && lon < east && south <= lat && lat < north);
    }

    #[test]
    fn squares_hold_their_positions(lon in -180.0_f64..=180.0, lat in -90.0_f64..=90.0, size in 1000_u32..3_000_000) {
        let squares = Squares { crs: Crs::Mollweide, size };
        let cell = squares.cell(lon, lat).unwrap();
        let (left, low) = squares.corner(cell);
        let [x, y] = Crs::Mollweide.forward(lon, lat).unwrap();
        let size = f64::from(size);
        prop_assert!((left as f64..left as f64 + size).contains(&x));
        prop_assert!((low as f64..low as f64 + size).contains(&y));
    }
}

fn geohash_coord(lon: f64, lat: f64) -> ::geohash::Coord<f64> {
    ::geohash::Coord { x: lon, y: lat }
}

/// Also where the rim of the world cuts them: a side with two points only would be another line on the globe.
#[test]
fn the_sides_of_large_squares_are_bent() {
    let tiling = Tiling::Square(Squares { crs: Crs::Mollweide, size: 5_000_000 });
    for (lon, lat) in EDGES {
        for ring in tiling.outline(tiling.cell(lon, lat).unwrap()) {
            let flat: Vec<_> = ring.iter().map(|[x, y]| Crs::Mollweide.forward(*x, *y)).collect();
            for pair in flat.windows(2) {
                let (one, two) = (pair[0].unwrap(), pair[1].unwrap());
                let apart = (two[0] - one[0]).hypot(two[1] - one[1]);
                assert!(apart < 5_000_000.0 / 14.0, "{lon} {lat}: {one:?} {two:?}");
            }
        }
    }
}
