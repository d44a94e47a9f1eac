//! Which hexagon of which face of H3's icosahedron a position is in, for many positions.
//!
//! H3 projects each face of an icosahedron to a plane (gnomonic) that it tiles with regular hexagons. Finding
//! face and hexagon takes a few multiplications here. A position so close to a border that rounding could
//! decide has no place: that is left to the library.

use super::hexagon;
use h3o::Resolution;
use std::sync::OnceLock;

/// Closer to a border than this, in radians, rounding may decide: a hundred times the error of the
/// library's arithmetic or ours.
const DOUBT: f64 = 1e-12;
/// Added and taken away, it leaves the nearest whole number.
const ROUND: f64 = 1.5 * (1_u64 << 52) as f64;
/// Degrees of the boxes for which faces are looked up.
const BOX: f64 = 2.0;
const ROWS: usize = 90;
const COLUMNS: usize = 180;
/// A box with more than one face in it.
const SEVERAL: u8 = u8::MAX;

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

pub(super) fn vector(lon: f64, lat: f64) -> Vector {
    let (lon_sin, lon_cos) = lon.to_radians().sin_cos();
    let (lat_sin, lat_cos) = lat.to_radians().sin_cos();
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

/// The faces, and which of them a box of longitudes and latitudes lies in.
#[derive(Debug)]
struct Faces {
    faces: Vec<Face>,
    boxes: Vec<u8>,
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
            face_of_box(&faces, column * BOX - 180.0, row * BOX - 90.0)
        });
        let boxes = boxes.collect();
        Self { faces, boxes }
    }

    /// The face nearest to a position; `None`: two are equally near.
    fn nearest(&self, at: &Vector) -> Option<usize> {
        let (mut best, mut second, mut nearest) = (f64::NEG_INFINITY, f64::NEG_INFINITY, 0);
        for (number, face) in self.faces.iter().enumerate() {
            let cosine = dot(at, &face.center);
            if cosine > best {
                (second, best, nearest) = (best, cosine, number);
            } else if cosine > second {
                second = cosine;
            }
        }
        (best - second > DOUBT).then_some(nearest)
    }
}

/// The face that all of a box is nearest to.
fn face_of_box(faces: &[Face], west: f64, south: f64) -> u8 {
    let middle = vector(west + BOX / 2.0, south + BOX / 2.0);
    // Any point is reached from the middle along a meridian and a parallel.
    let widest = [south, south + BOX].map(|lat| lat.to_radians().cos()).into_iter();
    let radius = (BOX / 2.0).to_radians() * (1.0 + widest.fold(0.0, f64::max));
    let alone = |own: &Face| {
        faces.iter().all(|other| {
            let towards = sum(&own.center, -1.0, &other.center);
            let reach = radius * dot(&towards, &towards).sqrt();
            std::ptr::eq(own, other) || dot(&middle, &towards) > reach + DOUBT
        })
    };
    faces.iter().position(alone).map_or(SEVERAL, |face| face as u8)
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

    /// The hexagon of a position; `None` where rounding could decide, and outside of the globe.
    #[inline]
    pub(super) fn place(&self, lon: f64, lat: f64) -> Option<Place> {
        if !((-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat)) {
            return None;
        }
        let (column, row) = ((lon + 180.0) / BOX, (lat + 90.0) / BOX);
        let (column, row) = ((column as usize).min(COLUMNS - 1), (row as usize).min(ROWS - 1));
        let at = vector(lon, lat);
        let face = match self.faces.boxes.get(row * COLUMNS + column) {
            Some(&face) if face != SEVERAL => usize::from(face),
            _ => self.faces.nearest(&at)?,
        };
        let (center, axes) = (&self.faces.faces.get(face)?.center, self.axes.get(face)?);
        let cosine = dot(&at, center);
        let [east, north] = [dot(&at, &axes[0]) / cosine, dot(&at, &axes[1]) / cosine];
        // To the nearest hexagon: the three coordinates of a lattice of hexagons add up to zero.
        let nearest = |value: f64| (value + ROUND) - ROUND;
        let (mut column, mut row) = (nearest(east), nearest(north));
        let third = nearest(-east - north);
        if column + row + third != 0.0 {
            let off = [column - east, row - north, third + east + north].map(f64::abs);
            if off[0] > off[1] && off[0] > off[2] {
                column = -row - third;
            } else if off[1] > off[2] {
                row = -column - third;
            }
        }
        // How far from the middle towards the three pairs of neighbours; half is the border.
        let [east, north] = [east - column, north - row];
        let towards = [east + north / 2.0, east / 2.0 + north, (north - east) / 2.0];
        let far = towards.map(f64::abs).into_iter().fold(0.0, f64::max);
        // The library finds the angle from the centre of the face from its cosine, which is coarse there.
        let squared = (1.0 - cosine).max(f64::EPSILON);
        let doubt = self.doubt * (1.0 + 1e-3 / squared.sqrt());
        if far + doubt > 0.5 {
            return None;
        }
        // 4.4 million is the largest coordinate at resolution 15.
        Some(Place { face: face as u8, east: column as i32, north: row as i32 })
    }
}

#[cfg(test)]
#[path = "icosahedron_tests.rs"]
mod tests;
