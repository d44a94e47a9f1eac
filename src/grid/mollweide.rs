//! Mollweide's projection.
//!
//! It is our own: libraries solve its equation with a fixed number of Newton steps, which near the poles end
//! too early.

use std::f64::consts::{PI, SQRT_2};
use std::sync::OnceLock;

/// The radius of the sphere that is mapped: the equatorial one of WGS 84, as in ESRI:54009.
pub(super) const RADIUS: f64 = 6_378_137.0;

/// Mollweide of the sphere, central meridian 0, in metres.
pub(super) fn mollweide(lon: f64, lat: f64) -> [f64; 2] {
    // With δ = π − 2θ the equation 2θ + sin 2θ = π sin φ is δ − sin δ = π (1 − sin φ), whose right side is
    // known to the last digit at the pole, too.
    let half = (90.0 - lat.abs()).to_radians() / 2.0;
    let right = 2.0 * PI * half.sin().powi(2);
    let cube = (6.0 * right).cbrt();
    // The first terms of the inverse series; Newton's steps do the rest.
    let mut delta = cube * (1.0 + cube * cube / 60.0);
    if delta > 1e-3 {
        for _ in 0..8 {
            let (sin, cos) = delta.sin_cos();
            let step = (delta - sin - right) / (1.0 - cos);
            delta -= step;
            if step.abs() < 1e-13 {
                break;
            }
        }
    }
    let (sin, cos) = (delta / 2.0).sin_cos();
    let x = 2.0 * SQRT_2 / PI * RADIUS * lon.to_radians() * sin;
    [x, (SQRT_2 * RADIUS * cos).copysign(lat)]
}

/// Back from metres to degrees, if within the ellipse.
pub(super) fn inverse_mollweide(x: f64, y: f64) -> Option<[f64; 2]> {
    let sin = y / (SQRT_2 * RADIUS);
    if sin.abs() > 1.0 {
        return None;
    }
    let theta = sin.asin();
    let lat = ((2.0 * theta + (2.0 * theta).sin()) / PI).clamp(-1.0, 1.0).asin();
    let cos = theta.cos();
    let lon = if cos < 1e-12 { 0.0 } else { PI * x / (2.0 * SQRT_2 * RADIUS * cos) };
    (lon.abs() <= PI * (1.0 + 1e-12))
        .then_some([lon.to_degrees().clamp(-180.0, 180.0), lat.to_degrees()])
}

/// Up to this latitude there is a table.
const LAST: f64 = 85.0;
/// Steps of the table per degree.
const STEPS: f64 = 8.0;
/// What [`roughly`] is at most wrong by, in metres.
pub(super) const ROUGH: f64 = 0.01;

/// Two curves between two lines of the table: the polynomials of metres per degree of longitude, and of y.
type Piece = [[f64; 4]; 2];

/// [`mollweide`] to a centimetre, from a table; `None` near the poles, where there is none.
#[inline]
pub(super) fn roughly(lon: f64, lat: f64) -> Option<[f64; 2]> {
    static TABLE: OnceLock<Vec<Piece>> = OnceLock::new();
    let table = TABLE.get_or_init(|| (0..(LAST * STEPS) as u32).map(piece).collect());
    let at = lat.abs() * STEPS;
    let line = at as usize;
    let [degree, y] = table.get(line)?;
    let share = at - line as f64;
    let value =
        |curve: &[f64; 4]| ((curve[3] * share + curve[2]) * share + curve[1]) * share + curve[0];
    Some([lon * value(degree), value(y).copysign(lat)])
}

/// Cubic curves with the right values and slopes at both ends.
fn piece(line: u32) -> Piece {
    // θ, and how it grows with the latitude: 2θ + sin 2θ = π sin φ.
    let at = |line: u32| {
        let lat = f64::from(line) / STEPS;
        let sin = mollweide(0.0, lat)[1] / (SQRT_2 * RADIUS);
        let theta = sin.asin();
        let (sin, cos) = theta.sin_cos();
        let slope = PI * lat.to_radians().cos() / (4.0 * cos * cos) * (1.0 / STEPS).to_radians();
        let degree = 2.0 * SQRT_2 / PI * RADIUS * 1.0_f64.to_radians();
        let y = SQRT_2 * RADIUS;
        [[degree * cos, -degree * sin * slope], [y * sin, y * cos * slope]]
    };
    let (from, to) = (at(line), at(line + 1));
    [0, 1].map(|curve| {
        let ([value, slope], [end, end_slope]) = (from[curve], to[curve]);
        let rise = end - value;
        [value, slope, 3.0 * rise - 2.0 * slope - end_slope, slope + end_slope - 2.0 * rise]
    })
}

#[cfg(test)]
#[path = "mollweide_tests.rs"]
mod tests;
