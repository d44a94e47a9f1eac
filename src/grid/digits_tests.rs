use super::*;
use crate::grid::icosahedron::{dot, vector};
use crate::grid::testing::numbers;
use h3o::{CellIndex, LatLng};
use proptest::prelude::*;

fn all() -> Vec<Hexagons> {
    (0..=15).map(|level| Hexagons::new(Resolution::try_from(level).unwrap())).collect()
}

/// Everything is in the library's cell, whoever was asked before; how many have a place of their own.
fn agree(hexagons: &[Hexagons], positions: &[(f64, f64)]) -> u64 {
    let mut quick = 0;
    for hexagons in hexagons {
        let resolution = hexagons.resolution;
        for many in positions.chunks(MANY) {
            let padded = std::array::from_fn(|place| many.get(place).copied().unwrap_or_default());
            for _ in 0..2 {
                for ((lon, lat), index) in many.iter().zip(hexagons.cells(&padded)) {
                    assert_eq!(
                        index,
                        hexagon::cell(resolution, *lon, *lat),
                        "{resolution:?} {lon} {lat}"
                    );
                }
            }
            let places = hexagons.lattice.places(&padded).into_iter().zip(many);
            quick += places.filter(|(place, _)| place.face != Place::NOWHERE).count() as u64;
        }
    }
    quick
}

const ROUNDS: u32 = 160;

#[test]
fn places_are_cells_of_the_library_everywhere_and_on_borders() {
    let all = all();
    let mut next = numbers(0x2545_f491_4f6c_dd1d);
    let (mut anywhere, mut special) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let (lon, lat) = (next() * 360.0 - 180.0, (next() * 2.0 - 1.0).asin().to_degrees());
        anywhere.push((lon, lat));
        // A cell of some resolution around it: its middle, its corners, and beside them.
        let resolution = Resolution::try_from((round % 16) as u8).unwrap();
        let cell = LatLng::new(lat, lon).unwrap().to_cell(resolution);
        let corners: Vec<LatLng> = cell.boundary().iter().copied().collect();
        let (one, two) = (corners[0], corners[1]);
        for share in [0.0, 0.3, 0.5, 1.0] {
            let on = |from: f64, to: f64| from + share * (to - from);
            let (lon, lat) = (on(one.lng(), two.lng()), on(one.lat(), two.lat()));
            for beside in [0.0, 1e-14, -1e-14, 1e-12, -1e-11, 1e-9, -1e-7, 1e-5, next() * 1e-3] {
                special.push((lon + beside, lat - beside * next()));
            }
        }
        special.push(hexagon::center(cell));
    }
    // Nearly all are told without the library.
    let quick = agree(&all, &anywhere);
    assert!(quick > u64::from(ROUNDS) * 16 * 99 / 100, "{quick}");
    // The corners of the faces, and between any two and three of them.
    let corners: Vec<[f64; 3]> = Resolution::Zero.pentagons().map(direction).collect();
    let near = |one: &[f64; 3], other: &[f64; 3]| dot(one, other) > 0.2;
    for one in &corners {
        for two in corners.iter().filter(|two| near(one, two)) {
            for share in [0.0, 1e-9, 1e-6, 0.5 - 1e-13, 0.5, 0.5 + 1e-13] {
                let beside = corners.iter().filter(|three| near(one, three) && near(two, three));
                for (third, three) in beside.map(|three| (0.5, three)).chain([(0.0, one)]) {
                    let [x, y, z] = [0, 1, 2].map(|axis| {
                        one[axis] * (1.0 - share) + two[axis] * share + three[axis] * third
                    });
                    let (lon, lat) = (y.atan2(x), z.atan2(x.hypot(y)));
                    special.push((lon.to_degrees(), lat.to_degrees()));
                }
            }
        }
    }
    special.extend([
        (180.0, 0.0),
        (-180.0, 0.0),
        (0.0, 90.0),
        (0.0, -90.0),
        (180.0, 90.0),
        (-180.0, -90.0),
        (0.0, 0.0),
        (179.999_999_9, -16.5),
        (f64::NAN, 0.0),
        (0.0, f64::INFINITY),
        (-1e300, 91.0),
    ]);
    agree(&all, &special);
}

fn direction(cell: CellIndex) -> [f64; 3] {
    let (lon, lat) = hexagon::center(cell);
    vector(lon, lat)
}

#[test]
fn every_base_cell_is_turned_as_the_library_has_it_and_pentagons_too() {
    let level = |level: u8| Hexagons::new(Resolution::try_from(level).unwrap());
    let children = |cell: CellIndex| cell.children(Resolution::Three);
    let centers: Vec<_> = CellIndex::base_cells().flat_map(children).map(hexagon::center).collect();
    agree(&[level(2), level(3)], &centers);
    let all = all();
    for finer in [0, 1, 2, 5, 8, 13] {
        let resolution = Resolution::try_from(finer).unwrap();
        for pentagon in resolution.pentagons() {
            let around = pentagon.grid_disk::<Vec<_>>(1).into_iter();
            let finer = around.flat_map(|cell| cell.children(resolution.succ().unwrap()));
            agree(&all, &finer.map(hexagon::center).collect::<Vec<_>>());
        }
    }
}

#[test]
fn six_turns_are_none() {
    for digits in [0, 0o1, 0o345, 0o6_543_210_123_456, 0o654_321_012_345_611] {
        let mut around = digits;
        for sixths in 0..6 {
            assert_eq!(turned(digits, sixths), around);
            around = turned(around, 1);
        }
        assert_eq!(around, digits);
    }
    let names: Vec<u64> = (0..6).map(|sixths| turned(u64::from(NAMES[0]), sixths)).collect();
    assert_eq!(names, NAMES.map(u64::from));
}

proptest! {
    #[test]
    fn positions_near_each_other_are_told_apart(
        lon in -180.0_f64..=180.0, lat in -90.0_f64..=90.0, level in 0_u8..=15,
        steps in prop::collection::vec((-1.0_f64..1.0, -1.0_f64..1.0), 20),
    ) {
        let hexagons = [Hexagons::new(Resolution::try_from(level).unwrap())];
        let size = 20.0 / 7_f64.powf(f64::from(level) / 2.0);
        let positions = steps.iter().map(|(east, north)| {
            (lon + east * size, (lat + north * size).clamp(-90.0, 90.0))
        });
        agree(&hexagons, &positions.collect::<Vec<_>>());
    }

    #[test]
    fn multiplying_divides(number in 0_u64..1 << 28) {
        prop_assert_eq!(sevenths(number), number / 7);
        prop_assert_eq!(sevenths(number * 4), number * 4 / 7);
        prop_assert_eq!(forty_ninths(number), number / 49);
        prop_assert_eq!(forty_ninths(number / 49 * 49), number / 49);
    }
}
