use super::*;
use h3o::LatLng;
use proptest::prelude::*;
use std::collections::HashMap;

fn lattices() -> Vec<Lattice> {
    (0..=15).map(|level| Lattice::new(Resolution::try_from(level).unwrap())).collect()
}

#[test]
fn there_are_twenty_faces_and_most_boxes_lie_in_one() {
    let faces = Faces::get();
    assert_eq!(faces.faces.len(), 20);
    let alone = faces.boxes.iter().filter(|face| **face != SEVERAL).count();
    assert!(alone > ROWS * COLUMNS * 4 / 5, "{alone}");
    for (number, face) in faces.boxes.iter().enumerate().filter(|(_, face)| **face != SEVERAL) {
        let (row, column) = ((number / COLUMNS) as f64, (number % COLUMNS) as f64);
        for (east, north) in [(0.0, 0.0), (2.0, 0.0), (0.0, 2.0), (2.0, 2.0), (1.0, 1.0)] {
            let at = vector(column * BOX - 180.0 + east, row * BOX - 90.0 + north);
            assert_eq!(faces.nearest(&at), Some(usize::from(*face)));
        }
    }
}

/// Every place has one index, that of the library, whatever position asks.
fn agree(lattices: &[Lattice], known: &mut HashMap<(u8, u64), u64>, lon: f64, lat: f64) -> u64 {
    let mut quick = 0;
    for lattice in lattices {
        let Some(index) = hexagon::cell(lattice.resolution, lon, lat) else { continue };
        let place = lattice.place(lon, lat).unwrap();
        assert_eq!(lattice.index(place, (lon, lat)), Some(index), "{lon} {lat}");
        quick += u64::from(place & PLACE != 0);
        let first = *known.entry((u8::from(lattice.resolution), place)).or_insert(index);
        assert_eq!(first, index, "{:?} {lon} {lat}", lattice.resolution);
    }
    quick
}

const ROUNDS: u32 = 320;

#[test]
fn places_are_cells_of_the_library_everywhere_and_on_borders() {
    let lattices = lattices();
    let mut known = HashMap::new();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut quick = 0;
    for round in 0..ROUNDS {
        let (lon, lat) = (next() * 360.0 - 180.0, (next() * 2.0 - 1.0).asin().to_degrees());
        quick += agree(&lattices, &mut known, lon, lat);
        // A cell of some resolution around it: its middle, its corners, and beside them.
        let resolution = Resolution::try_from((round % 16) as u8).unwrap();
        let cell = LatLng::new(lat, lon).unwrap().to_cell(resolution);
        let corners: Vec<LatLng> = cell.boundary().iter().copied().collect();
        let (one, two) = (corners[0], corners[1]);
        for share in [0.0, 0.3, 0.5, 1.0] {
            let on = |from: f64, to: f64| from + share * (to - from);
            let (lon, lat) = (on(one.lng(), two.lng()), on(one.lat(), two.lat()));
            for beside in [0.0, 1e-14, -1e-14, 1e-12, -1e-11, 1e-9, -1e-7, 1e-5, next() * 1e-3] {
                agree(&lattices, &mut known, lon + beside, lat - beside * next());
            }
        }
        let (lon, lat) = hexagon::center(cell);
        agree(&lattices, &mut known, lon, lat);
    }
    // Nearly all are told without the library.
    assert!(quick > u64::from(ROUNDS) * 16 * 99 / 100, "{quick}");
    // The centres of the faces, their corners, and the middles of their edges.
    let faces = &Faces::get().faces;
    for one in faces {
        for other in faces.iter().filter(|other| dot(&one.center, &other.center) > 0.5) {
            for share in [0.0, 1e-9, 1e-6, 0.5 - 1e-13, 0.5, 0.5 + 1e-13] {
                let towards = sum(&other.center, -1.0, &one.center);
                let at = unit(&sum(&one.center, share, &towards));
                let (lon, lat) = (at[1].atan2(at[0]).to_degrees(), at[2].asin().to_degrees());
                agree(&lattices, &mut known, lon, lat);
            }
        }
    }
    for (lon, lat) in [
        (180.0, 0.0),
        (-180.0, 0.0),
        (0.0, 90.0),
        (0.0, -90.0),
        (180.0, 90.0),
        (-180.0, -90.0),
        (0.0, 0.0),
        (179.999_999_9, -16.5),
    ] {
        agree(&lattices, &mut known, lon, lat);
    }
}

proptest! {
    #[test]
    fn positions_near_each_other_share_a_place_only_in_one_cell(
        lon in -180.0_f64..=180.0, lat in -90.0_f64..=90.0, level in 0_u8..=15,
        steps in prop::collection::vec((-1.0_f64..1.0, -1.0_f64..1.0), 20),
    ) {
        let lattice = Lattice::new(Resolution::try_from(level).unwrap());
        let size = 20.0 / 7_f64.powf(f64::from(level) / 2.0);
        let mut known = HashMap::new();
        for (east, north) in steps {
            let lat = (lat + north * size).clamp(-90.0, 90.0);
            agree(std::slice::from_ref(&lattice), &mut known, lon + east * size, lat);
        }
    }
}
