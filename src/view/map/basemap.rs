//! Land, borders and places: Natural Earth, in the public domain, see `fixtures/basemap`.

use std::sync::OnceLock;

/// A line of longitudes and latitudes in degrees.
pub(super) type Line = Vec<[f64; 2]>;

/// The world at one scale.
#[derive(Debug)]
pub(super) struct World {
    /// Coasts as closed rings; holes are rings, too.
    pub land: Vec<Line>,
    /// Borders between countries.
    pub borders: Vec<Line>,
}

/// A populated place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Longitude.
    pub lon: f64,
    /// Latitude.
    pub lat: f64,
    /// How it is called in English.
    pub name: &'static str,
}

/// Degrees of one step of the coordinates.
const STEP: f64 = 0.002;

/// Land and borders, packed; `fixtures/basemap/README.md` tells how.
pub static WORLD: &[u8] = include_bytes!("../../../fixtures/basemap/world.bin");
/// Populated places, the most important ones first: longitude, latitude, rank and name with tabs between.
pub static PLACES: &str = include_str!("../../../fixtures/basemap/places.tsv");

/// The world for maps of continents and more (1:110 million) or of less (1:50 million).
pub(super) fn world(detailed: bool) -> &'static World {
    static SCALES: OnceLock<[World; 2]> = OnceLock::new();
    let [coarse, fine] = SCALES.get_or_init(|| {
        let mut bytes = WORLD.iter().skip(8);
        [(); 2].map(|()| World { land: lines(&mut bytes), borders: lines(&mut bytes) })
    });
    if detailed { fine } else { coarse }
}

/// Places, the most important ones first.
pub(super) fn places() -> impl Iterator<Item = Place> {
    PLACES.lines().filter_map(|line| {
        let mut fields = line.split('\t');
        let (lon, lat) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some(Place { lon, lat, name: fields.nth(1)? })
    })
}

type Bytes<'b> = std::iter::Skip<std::slice::Iter<'b, u8>>;

fn lines(bytes: &mut Bytes<'_>) -> Vec<Line> {
    let count = number(bytes);
    (0..count)
        .map(|_| {
            let points = number(bytes);
            let mut at = [0_i64; 2];
            let mut line = Line::with_capacity(points as usize);
            for _ in 0..points {
                for value in &mut at {
                    *value += difference(bytes);
                }
                line.push(at.map(|value| value as f64 * STEP));
            }
            line
        })
        .collect()
}

/// LEB128. The file is part of the program: it ends where it should.
fn number(bytes: &mut Bytes<'_>) -> u64 {
    let mut number = 0;
    let mut shift = 0;
    for byte in bytes {
        number |= u64::from(byte & 127) << shift;
        shift += 7;
        if byte & 128 == 0 {
            break;
        }
    }
    number
}

fn difference(bytes: &mut Bytes<'_>) -> i64 {
    let zigzag = number(bytes);
    (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_world_is_read_to_its_end() {
        for (detailed, rings, borders) in [(false, 120, 150), (true, 1000, 200)] {
            let world = world(detailed);
            assert!(world.land.len() > rings, "{}", world.land.len());
            assert!(world.borders.len() > borders, "{}", world.borders.len());
            let all = world.land.iter().chain(&world.borders).flatten();
            for [lon, lat] in all {
                assert!(
                    (-180.0..=180.0).contains(lon) && (-90.0..=90.0).contains(lat),
                    "{lon} {lat}"
                );
            }
        }
        assert!(places().count() > 1200);
        assert!(places().any(|place| place.name == "Melbourne" && place.lat < -37.0));
    }
}
