//! Colours for data that people of every colour vision can tell apart.
//!
//! The ramps are this project's own: anchors in `OKLab` (B. Ottosson, *A perceptual color space for image
//! processing*, 2020; public domain) between which lightness changes evenly, so that they read in grey, too.
//! The categories are those of M. Okabe and K. Ito, *Color Universal Design* (2002, free to use), darkened or
//! lightened where they would not show on white or black. Tests look at all of them through the eyes of
//! protanopes, deuteranopes and tritanopes (G. Machado, M. Oliveira, L. Fernandes, *A Physiologically-based
//! Model for Simulation of Color Vision Deficiency*, 2009).

use super::theme::{Colour, Paint};

/// Colours of categories, in the order in which to use them.
pub const CATEGORIES: [Paint; 7] = [
    Paint::of(0x005f9e, 0x2a85d0),
    Paint::of(0xe69f00, 0xf0b030),
    Paint::of(0x009e73, 0x14b083),
    Paint::of(0xc84a00, 0xe0622b),
    Paint::of(0xcc79a7, 0xdc8fbd),
    Paint::of(0x56b4e9, 0x84cdf7),
    Paint::of(0x4a525a, 0x7d8792),
];

/// From little to much: pale sand by green to deep blue; in the dark from deep blue to pale.
const SEQUENTIAL: [u32; 5] = [0xf6efc9, 0xb5d9a8, 0x55b3a5, 0x1f7a9c, 0x1a3570];
/// From less than expected by nothing special to more: blue, a grey that shows on land and sea, brown.
const LESS: [u32; 3] = [0x17427f, 0x6ea3cf, 0xcfcdc7];
const MORE: [u32; 3] = [0xcfcdc7, 0xdd9a52, 0x86400f];
/// The same with a dark middle, which still shows on the land of a map.
const LESS_DARK: [u32; 3] = [0x9ccdf5, 0x3f7fb8, 0x4d545b];
const MORE_DARK: [u32; 3] = [0x4d545b, 0xb8702c, 0xf6c58d];

/// The colour of a category.
pub fn category(number: usize) -> Paint {
    CATEGORIES.get(number % CATEGORIES.len()).copied().unwrap_or(CATEGORIES[0])
}

/// The colour of an amount between 0 (little) and 1 (much).
pub fn sequential(part: f64) -> Paint {
    let part = clamped(part);
    // A dark page begins a little above its ground, where little is still seen.
    Paint { light: between(&SEQUENTIAL, part), dark: between(&SEQUENTIAL, 0.97 - 0.97 * part) }
}

/// The colour of a deviation between −1 (less) and 1 (more).
pub fn diverging(part: f64) -> Paint {
    let part = if part.is_finite() { part.clamp(-1.0, 1.0) } else { 0.0 };
    let side = |less: &[u32], more: &[u32]| {
        if part < 0.0 { between(less, part + 1.0) } else { between(more, part) }
    };
    Paint { light: side(&LESS, &MORE), dark: side(&LESS_DARK, &MORE_DARK) }
}

/// So many classes from little to much.
pub fn classes(count: usize) -> Vec<Paint> {
    let last = count.saturating_sub(1).max(1) as f64;
    (0..count).map(|class| sequential(class as f64 / last)).collect()
}

fn clamped(part: f64) -> f64 {
    if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 }
}

/// A colour on the way along anchors, at a part of it.
fn between(anchors: &[u32], part: f64) -> Colour {
    let place = clamped(part) * (anchors.len() - 1) as f64;
    let first = (place.floor() as usize).min(anchors.len() - 2);
    let one = oklab(Colour::hex(anchors[first]));
    let other = oklab(Colour::hex(anchors[first + 1]));
    let share = place - first as f64;
    let mixed: [f64; 3] = std::array::from_fn(|axis| one[axis] + share * (other[axis] - one[axis]));
    of_oklab(mixed)
}

/// From amounts of light to what the three kinds of cones of an eye answer, and from the cube roots of that
/// to lightness, green to red, blue to yellow; and back.
const CONES: Matrix = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
];
const LAB: Matrix = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
];
const CONES_OF_LAB: Matrix = [
    [1.0, 0.3963377774, 0.2158037573],
    [1.0, -0.1055613458, -0.0638541728],
    [1.0, -0.0894841775, -1.2914855480],
];
const LIGHT_OF_CONES: Matrix = [
    [4.0767416621, -3.3077115913, 0.2309699292],
    [-1.2684380046, 2.6097574011, -0.3413193965],
    [-0.0041960863, -0.7034186147, 1.7076147010],
];

type Matrix = [[f64; 3]; 3];

fn times(matrix: &Matrix, vector: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(vector).map(|(factor, part)| factor * part).sum())
}

/// Lightness, and how much green to red and blue to yellow.
fn oklab(colour: Colour) -> [f64; 3] {
    times(&LAB, times(&CONES, colour.linear()).map(f64::cbrt))
}

fn of_oklab(lab: [f64; 3]) -> Colour {
    Colour::of_linear(times(&LIGHT_OF_CONES, times(&CONES_OF_LAB, lab).map(|root| root.powi(3))))
}

#[cfg(test)]
#[path = "palette_tests.rs"]
mod tests;
