//! EPSG:3035 from its formula, for many positions.
//!
//! `proj4rs` projects in any projection and takes its time; here is this one alone, for positions that are
//! not next to an edge.

use std::sync::OnceLock;

/// What [`Europe::roughly`] is at most wrong by, in metres.
pub(super) const ROUGH: f64 = 0.001;

/// GRS 80: the equator's radius in metres, and the flattening.
const RADIUS: f64 = 6_378_137.0;
const FLATTENING: f64 = 1.0 / 298.257_222_101;
/// The point that stays in its place: degrees, and metres.
const CENTER: (f64, f64) = (10.0, 52.0);
const FALSE: (f64, f64) = (4_321_000.0, 3_210_000.0);

/// What is the same for all positions (names as in EPSG's guidance note 7-2, method 9820).
#[derive(Debug)]
pub(super) struct Europe {
    e: f64,
    q_pole: f64,
    sin_beta: f64,
    cos_beta: f64,
    r_q: f64,
    d: f64,
}

impl Europe {
    pub(super) fn get() -> &'static Self {
        static EUROPE: OnceLock<Europe> = OnceLock::new();
        EUROPE.get_or_init(|| {
            let e = (FLATTENING * (2.0 - FLATTENING)).sqrt();
            let q_pole = q(e, 1.0);
            let sin = CENTER.1.to_radians().sin();
            let sin_beta = q(e, sin) / q_pole;
            let cos_beta = (1.0 - sin_beta * sin_beta).sqrt();
            let r_q = RADIUS * (q_pole / 2.0).sqrt();
            let meridian = CENTER.1.to_radians().cos() / (1.0 - e * e * sin * sin).sqrt();
            Self { e, q_pole, sin_beta, cos_beta, r_q, d: RADIUS * meridian / (r_q * cos_beta) }
        })
    }

    /// Metres of a position in degrees, to a millimetre.
    #[inline]
    pub(super) fn roughly(&self, lon: f64, lat: f64) -> [f64; 2] {
        let sin = q(self.e, lat.to_radians().sin()) / self.q_pole;
        let cos = (1.0 - sin * sin).max(0.0).sqrt();
        let (lon_sin, lon_cos) = (lon - CENTER.0).to_radians().sin_cos();
        let away = 1.0 + self.sin_beta * sin + self.cos_beta * cos * lon_cos;
        let b = self.r_q * (2.0 / away).sqrt();
        [
            FALSE.0 + b * self.d * cos * lon_sin,
            FALSE.1 + b / self.d * (self.cos_beta * sin - self.sin_beta * cos * lon_cos),
        ]
    }
}

/// The area of a zone from the equator to a latitude, as its sine, on an ellipsoid.
fn q(e: f64, sin: f64) -> f64 {
    let part = e * sin;
    (1.0 - e * e) * (sin / (1.0 - part * part) + part.atanh() / e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Crs;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_that_of_the_library(lon in -35.58_f64..=44.83, lat in 24.6_f64..=84.73) {
            let [x, y] = Europe::get().roughly(lon, lat);
            let [exact_x, exact_y] = Crs::LaeaEurope.forward(lon, lat).unwrap();
            prop_assert!((x - exact_x).abs() < ROUGH / 10.0 && (y - exact_y).abs() < ROUGH / 10.0);
        }
    }
}
