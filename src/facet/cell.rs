//! Reduction of positions to geohash cells, so that no store holds where somebody stood.

use crate::lbsn::Point;
use geo::Coord;
use std::fmt;

/// To how many geohash characters positions are reduced, or that they are not.
///
/// A cell of precision 5 measures 4.9 km × 4.9 km at the equator, of precision 4 39 km × 20 km.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Precision(u8);

/// The precision asked for does not exist.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("geohash precision {given:?} is not one of 1 to 12, or `exact` to keep full coordinates")]
pub struct PrecisionError {
    /// What was given.
    pub given: String,
}

impl Precision {
    /// Coordinates as delivered. Such a store tells where people were to the metre.
    pub const EXACT: Precision = Precision(0);

    /// A number of geohash characters.
    ///
    /// # Errors
    /// Not 1 to 12.
    pub fn new(characters: u8) -> Result<Self, PrecisionError> {
        if (1..=12).contains(&characters) {
            Ok(Self(characters))
        } else {
            Err(PrecisionError { given: characters.to_string() })
        }
    }

    /// The number of geohash characters; `None`: exact.
    pub fn characters(self) -> Option<u8> {
        (self.0 > 0).then_some(self.0)
    }

    /// Longitude and latitude of the middle of the cell that the point lies in. The same
    /// numbers that PostGIS gives for `ST_PointFromGeoHash(ST_GeoHash(point, n), n)`: both
    /// halve the globe exactly.
    pub fn reduce(self, point: Point) -> (f64, f64) {
        if self.0 == 0 {
            return (point.lon(), point.lat());
        }
        // The crate takes the eastern and northern rim for the western and southern one.
        let x = point.lon().min(180_f64.next_down());
        let y = point.lat().min(90_f64.next_down());
        // It refuses nothing that `Point` admits; were it to, the exact position would leak,
        // so the cell of the whole globe stands in.
        geohash::encode(Coord { x, y }, usize::from(self.0))
            .and_then(|hash| geohash::decode(&hash))
            .map_or((0.0, 0.0), |(middle, _, _)| (middle.x, middle.y))
    }
}

impl Default for Precision {
    /// Five characters, as in the LBSN's published aggregates.
    fn default() -> Self {
        Self(5)
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.characters() {
            Some(characters) => write!(f, "{characters}"),
            None => f.write_str("exact"),
        }
    }
}

impl std::str::FromStr for Precision {
    type Err = PrecisionError;

    fn from_str(text: &str) -> Result<Self, PrecisionError> {
        if text == "exact" {
            return Ok(Self::EXACT);
        }
        text.parse()
            .ok()
            .and_then(|characters| Self::new(characters).ok())
            .ok_or_else(|| PrecisionError { given: text.to_owned() })
    }
}

#[cfg(test)]
#[path = "cell_tests.rs"]
mod tests;
