//! Which hexagon of which face of H3's icosahedron a position is in, for many positions.
//!
//! H3 projects each face of an icosahedron to a plane (gnomonic) that it tiles with regular hexagons. Finding
//! face and hexagon takes a few multiplications here. A position so close to a border that rounding could
//! decide has no place: that is left to the library.

use super::hexagon;
use super::sine::{Sines, rounded};
use h3o::Resolution;
use std::sync::OnceLock;

/// Closer to a border than this, in radians, rounding may decide: a hundred times the error of the
/// library's arithmetic or ours.
const DOUBT: f64 = 1e-12;
/// Degrees of the boxes for which faces are looked up. Their middles are whole multiples of that.
const BOX: f64 = 2.0;
const ROWS: usize = 91;
const COLUMNS: usize = 181;
/// No face: of boxes that more than two faces share.
const SEVERAL: u8 = u8::MAX;
/// Positions that are placed at a time.
pub(super) const MANY: usize = 64;

type Vector = [f64; 3];

pub(super) fn dot(one: &Vector, other: &Vector) -> f64 {
    one[0] * other[0] + one[1] * other[1] + one[2] * other[2]
}

fn sum(one: &Vector, weight: f64, other: &Vector) -> Vector {
    [0, 1, 2].map(|axis| one[axis] + weight * other[axis])
}

fn scaled(vector: &Vector, factor: f64) -> Vector {
    vector.map(|value| value * factor)
}

fn unit(vector: &Vector) -> Vector {
    scaled(vector, dot(vector, vector).sqrt().recip())
}

fn cross(one: &Vector, other: &Vector) -> Vector {
    [
        one[1] * other[2] - one[2] * other[1],
        one[2] * other[0] - one[0] * other[2],
        one[0] * other[1] - one[1] * other[0],
    ]
}

/// From the middle of the globe towards a position in degrees.
pub(super) fn vector(lon: f64, lat: f64) -> Vector {
    direction(Sines::get(), lon, lat)
}

#[inline]
fn direction(sines: &Sines, lon: f64, lat: f64) -> Vector {
    let ([lon_sin, lon_cos], [lat_sin, lat_cos]) = (sines.of(lon), sines.of(lat));
    [lon_cos * lat_cos, lon_sin * lat_cos, lat_sin]
}

/// A face of the icosahedron.
#[derive(Debug, Clone)]
struct Face {
    center: Vector,
    /// On the plane that touches the globe at the centre: towards a corner, and a quarter turn to the left.
    axes: [Vector; 2],
    /// Distance of a corner on that plane: two hexagons of resolution 0.
    corner: f64,
}

/// The faces, and which two of them are nearest to a box of longitudes and latitudes.
#[derive(Debug)]
struct Faces {
    faces: Vec<Face>,
    boxes: Vec<[u8; 2]>,
}

impl Faces {
    fn get() -> &'static Self {
        static FACES: OnceLock<Faces> = OnceLock::new();
        FACES.get_or_init(Self::new)
    }

    /// From the pentagons of the library, which lie on the corners.
    fn new() -> Self {
        let corners: Vec<Vector> = Resolution::Zero
            .pentagons()
            .map(|pentagon| {
                let (lon, lat) = hexagon::center(pentagon);
                vector(lon, lat)
            })
            .collect();
        // Neighbours are 63° apart, others 117° and more.
        let near = |one: &Vector, other: &Vector| dot(one, other) > 0.2;
        let mut faces = Vec::new();
        for (number, one) in corners.iter().enumerate() {
            let rest = || corners.iter().skip(number + 1).filter(|other| near(one, other));
            for (place, two) in rest().enumerate() {
                for three in rest().skip(place + 1).filter(|three| near(two, three)) {
                    let center = unit(&sum(&sum(one, 1.0, two), 1.0, three));
                    let first = unit(&sum(one, -dot(one, &center), &center));
                    let corner = dot(one, &first) / dot(one, &center);
                    faces.push(Face { center, axes: [first, cross(&center, &first)], corner });
                }
            }
        }
        let boxes = (0..ROWS * COLUMNS).map(|number| {
            let (row, column) = ((number / COLUMNS) as f64, (number % COLUMNS) as f64);
            faces_of_box(&faces, column * BOX - 180.0, row * BOX - 90.0)
        });
        let boxes = boxes.collect();
        Self { faces, boxes }
    }

    /// The face nearest to a position, which lies in this direction; [`Place::NOWHERE`] where two are equally
    /// near, and outside of the globe.
    #[inline]
    fn face(&self, (lon, lat): (f64, f64), at: &Vector) -> u8 {
        if !((-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)) {
            return Place::NOWHERE;
        }
        let (_, column) = rounded((lon + 180.0) / BOX);
        let (_, row) = rounded((lat + 90.0) / BOX);
        let number = row as usize * COLUMNS + column as usize;
        let [one, other] = self.boxes.get(number).copied().unwrap_or([SEVERAL; 2]);
        let both = self.faces.get(usize::from(one)).zip(self.faces.get(usize::from(other)));
        let Some((first, second)) = both else { return self.nearest_of_all(at) };
        let nearer = dot(at, &first.center) - dot(at, &second.center);
        // Chosen without a branch: which of them it is cannot be foretold.
        let face = if nearer > 0.0 { one } else { other };
        if nearer.abs() > DOUBT { face } else { Place::NOWHERE }
    }

    /// The nearest of all faces.
    fn nearest_of_all(&self, at: &Vector) -> u8 {
        let (mut best, mut second, mut nearest) = (f64::NEG_INFINITY, f64::NEG_INFINITY, 0);
        for (number, face) in self.faces.iter().enumerate() {
            let cosine = dot(at, &face.center);
            if cosine > best {
                (second, best, nearest) = (best, cosine, number as u8);
            } else if cosine > second {
                second = cosine;
            }
        }
        if best - second > DOUBT { nearest } else { Place::NOWHERE }
    }
}

/// The face that all of a box around this position is nearest to, and another; or the two that share it.
fn faces_of_box(faces: &[Face], lon: f64, lat: f64) -> [u8; 2] {
    let middle = vector(lon, lat);
    // Any point is reached from the middle along a meridian and a parallel.
    let half = BOX / 2.0;
    let widest = [lat - half, lat + half].map(|lat| lat.to_radians().cos()).into_iter();
    let radius = half.to_radians() * (1.0 + widest.fold(0.0, f64::max));
    let has_part = |own: &Face| {
        faces.iter().all(|other| {
            let towards = sum(&own.center, -1.0, &other.center);
            let reach = radius * dot(&towards, &towards).sqrt();
            std::ptr::eq(own, other) || dot(&middle, &towards) > -reach - DOUBT
        })
    };
    let found: Vec<u8> =
        (0_u8..).zip(faces).filter(|(_, face)| has_part(face)).map(|(n, _)| n).collect();
    match found[..] {
        [face] => [face, u8::from(face == 0)],
        [one, other] => [one, other],
        _ => [SEVERAL; 2],
    }
}

/// A hexagon of a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub face: u8,
    /// Steps from the middle of the face along the first axis of the lattice.
    pub east: i32,
    /// Steps along the second, which is a sixth turn to the left.
    pub north: i32,
}

impl Place {
    /// The face of positions that have no place.
    pub(super) const NOWHERE: u8 = u8::MAX - 1;
}

/// The lattices of all faces at one resolution.
#[derive(Debug)]
pub(super) struct Lattice {
    faces: &'static Faces,
    /// Per face: what a position is multiplied with to get its two coordinates in the lattice.
    axes: Vec<[Vector; 2]>,
    /// [`DOUBT`] in hexagons.
    doubt: f64,
}

impl Lattice {
    pub(super) fn new(resolution: Resolution) -> Self {
        let faces = Faces::get();
        let level = u8::from(resolution);
        let finer = 7_f64.powf(f64::from(level) / 2.0);
        // Every other resolution is turned.
        let turn = if level % 2 == 1 { (3.0_f64 / 28.0).sqrt().asin() } else { 0.0 };
        let axes = faces.faces.iter().map(|face| {
            let hexagons = 2.0 / face.corner * finer;
            let [one, two] = face.axes;
            let x = sum(&scaled(&one, turn.cos()), turn.sin(), &two);
            let y = sum(&scaled(&two, turn.cos()), -turn.sin(), &one);
            // The second axis of the lattice is a sixth turn from the first.
            let second = scaled(&y, hexagons * 2.0 / 3.0_f64.sqrt());
            [sum(&scaled(&x, hexagons), -0.5, &second), second]
        });
        let axes = axes.collect();
        let corner = faces.faces.first().map_or(1.0, |face| face.corner);
        Self { faces, axes, doubt: DOUBT * 2.0 / corner * finer }
    }

    /// How many faces there are.
    pub(super) fn faces(&self) -> usize {
        self.faces.faces.len()
    }

    /// The hexagons of positions; without a face where rounding could decide, and outside of the globe.
    ///
    /// Step by step for all of them, so that the processor works on several at a time.
    #[inline]
    pub(super) fn places(&self, positions: &[(f64, f64); MANY]) -> [Place; MANY] {
        let sines = Sines::get();
        let at = positions.map(|(lon, lat)| direction(sines, lon, lat));
        let mut faces = [Place::NOWHERE; MANY];
        for ((face, position), at) in faces.iter_mut().zip(positions).zip(&at) {
            *face = self.faces.face(*position, at);
        }
        let mut places = [Place { face: Place::NOWHERE, east: 0, north: 0 }; MANY];
        for ((place, face), at) in places.iter_mut().zip(faces).zip(&at) {
            *place = self.place(face, at);
        }
        places
    }

    /// The hexagon of this face that is in this direction.
    #[inline]
    fn place(&self, face: u8, at: &Vector) -> Place {
        let number = usize::from(face);
        let Some((axes, known)) = self.axes.get(number).zip(self.faces.faces.get(number)) else {
            return Place { face: Place::NOWHERE, east: 0, north: 0 };
        };
        let cosine = dot(at, &known.center);
        let factor = cosine.recip();
        let [east, north] = [dot(at, &axes[0]) * factor, dot(at, &axes[1]) * factor];
        // To the nearest hexagon: the three coordinates of a lattice of hexagons add up to zero. Where the
        // rounded ones do not, the one that was rounded most follows from the others.
        let [(column, _), (row, _), (third, _)] = [east, north, -east - north].map(rounded);
        let off = [column - east, row - north, third + east + north].map(f64::abs);
        // Without branches, for which of them it is cannot be foretold.
        #[expect(clippy::needless_bitwise_bool, reason = "the lazy operators are branches")]
        let (is_column, is_row) =
            ((off[0] > off[1]) & (off[0] > off[2]), (off[1] >= off[0]) & (off[1] > off[2]));
        let (column, row) = (
            if is_column { -row - third } else { column },
            if is_row { -column - third } else { row },
        );
        // How far from the middle towards the three pairs of neighbours; half is the border.
        let [east, north] = [east - column, north - row];
        let towards = [east + north / 2.0, east / 2.0 + north, (north - east) / 2.0];
        let far = towards.map(f64::abs).into_iter().fold(0.0, f64::max);
        // The library finds the angle from the centre of the face from its cosine, which is coarse there.
        let below_one = 1.0 - cosine;
        let coarse = if below_one > 1e-6 { 1.0 } else { 1e-3 / below_one.max(f64::EPSILON).sqrt() };
        let face = if far + self.doubt * (1.0 + coarse) > 0.5 { Place::NOWHERE } else { face };
        // 4.4 million is the largest coordinate at resolution 15.
        Place { face, east: rounded(column).1, north: rounded(row).1 }
    }
}

#[cfg(test)]
#[path = "icosahedron_tests.rs"]
mod tests;
