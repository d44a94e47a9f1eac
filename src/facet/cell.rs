//! Reduction of positions to geohash cells, so that no store holds where somebody stood.

use crate::lbsn::Point;
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

    /// Longitude and latitude of the middle of the cell that the point lies in.
    ///
    /// The same numbers that PostGIS gives for
    /// `ST_PointFromGeoHash(ST_GeoHash(point, n), n)`, on edges and at the rim of the globe,
    /// too: both halve the globe again and again, which is exact in binary, and take a point
    /// on the line between two halves for the eastern or northern one.
    pub fn reduce(self, point: Point) -> (f64, f64) {
        let Some(characters) = self.characters() else { return (point.lon(), point.lat()) };
        // Five bits a character, turn by turn for longitude and latitude.
        let bits = 5 * u32::from(characters);
        (halve(point.lon(), 180.0, bits.div_ceil(2)), halve(point.lat(), 90.0, bits / 2))
    }
}

/// The middle of the interval around `value` after halving -limit..limit `times` times.
fn halve(value: f64, limit: f64, times: u32) -> f64 {
    let (mut low, mut high) = (-limit, limit);
    for _ in 0..times {
        let middle = f64::midpoint(low, high);
        if value >= middle { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
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
