//! Squares of one size in an equal-area projection.
//!
//! A square is named after its projection, its size and its lower left corner in metres, as Eurostat's
//! GISCO names those of its grids: `CRS3035RES50000mN3200000E4300000`. It owns its left and lower edge.
//!
//! In Mollweide the first square begins at (-18040096, -9020048), as in the world grids of the benchmark
//! study (Dunkel, Löchner, Burghardt 2020): their `xbin` is our E, their `ybin`, an upper edge, our N plus
//! the size. In LAEA Europe squares begin at (0, 0), as INSPIRE has it.

use super::europe::{self, Europe};
use super::mollweide::{self, inverse_mollweide};
use super::outline::{Outline, Ring, area, clip, counterclockwise};
use super::projection::Projection;
use std::sync::OnceLock;

/// The projections that squares are in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Crs {
    /// ESRI:54009, the world.
    Mollweide,
    /// EPSG:3035, Europe.
    LaeaEurope,
}

/// A grid of squares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Squares {
    /// The projection.
    pub crs: Crs,
    /// Length of a side in metres.
    pub size: u32,
}

impl Crs {
    /// Authority and code.
    pub fn code(self) -> &'static str {
        match self {
            Crs::Mollweide => "ESRI:54009",
            Crs::LaeaEurope => "EPSG:3035",
        }
    }

    /// Lower left corner of the first square.
    fn origin(self) -> (f64, f64) {
        match self {
            Crs::Mollweide => (-18_040_096.0, -9_020_048.0),
            Crs::LaeaEurope => (0.0, 0.0),
        }
    }

    /// From degrees to metres. LAEA Europe has an area of use (EPSG: 35.58° W to 44.83° E, 24.6° N to
    /// 84.73° N); what is outside of it is `None`.
    pub fn forward(self, lon: f64, lat: f64) -> Option<[f64; 2]> {
        match self {
            Crs::Mollweide => Some(mollweide::mollweide(lon, lat)),
            Crs::LaeaEurope => {
                if in_europe(lon, lat) {
                    laea_europe()?.forward(lon, lat)
                } else {
                    None
                }
            }
        }
    }

    /// From metres to degrees.
    fn inverse(self, x: f64, y: f64) -> Option<[f64; 2]> {
        match self {
            Crs::Mollweide => inverse_mollweide(x, y),
            Crs::LaeaEurope => laea_europe()?.inverse(x, y),
        }
    }
}

/// The area that EPSG:3035 is made for.
#[inline]
fn in_europe(lon: f64, lat: f64) -> bool {
    (-35.58..=44.83).contains(&lon) && (24.6..=84.73).contains(&lat)
}

/// EPSG:3035, made once.
fn laea_europe() -> Option<&'static Projection> {
    static EUROPE: OnceLock<Option<Projection>> = OnceLock::new();
    EUROPE.get_or_init(|| Projection::laea_europe().ok()).as_ref()
}

/// The rim of the world in Mollweide, every tenth of a degree, counter-clockwise.
fn rim() -> &'static Ring {
    static RIM: OnceLock<Ring> = OnceLock::new();
    RIM.get_or_init(|| {
        let side = |lon: f64| {
            (-900..900).map(move |tenth| mollweide::mollweide(lon, f64::from(tenth) / 10.0))
        };
        let west = side(180.0).map(|[x, y]| [-x, -y]);
        side(180.0).chain(west).collect()
    })
}

/// A ring in metres with at most so many points between those that are far apart: a straight line in the plane
/// is a curve on the globe.
fn bent(ring: &[[f64; 2]], most: f64) -> Ring {
    let ends = ring.iter().cycle().skip(1);
    let sides = ring.iter().zip(ends).flat_map(|(one, two)| {
        let (dx, dy) = (two[0] - one[0], two[1] - one[1]);
        let pieces = 1 + (dx.hypot(dy) / 20_000.0).min(most) as u32;
        (0..pieces).map(move |piece| {
            let share = f64::from(piece) / f64::from(pieces);
            [one[0] + share * dx, one[1] + share * dy]
        })
    });
    sides.collect()
}

impl Squares {
    /// The square of a position.
    #[inline]
    pub(super) fn cell(self, lon: f64, lat: f64) -> Option<u64> {
        self.quickly(lon, lat).or_else(|| self.exactly(lon, lat))
    }

    /// The square of a position that is surely not near its edges.
    #[inline]
    fn quickly(self, lon: f64, lat: f64) -> Option<u64> {
        let ([x, y], rough) = match self.crs {
            Crs::Mollweide => (mollweide::roughly(lon, lat)?, mollweide::ROUGH),
            Crs::LaeaEurope if in_europe(lon, lat) => {
                (Europe::get().roughly(lon, lat), europe::ROUGH)
            }
            Crs::LaeaEurope => return None,
        };
        let (left, low) = self.crs.origin();
        let part = f64::from(self.size).recip();
        let (x, y) = ((x - left) * part, (y - low) * part);
        let (column, row) = (x as u32, y as u32);
        let doubt = rough * part;
        let inside = |value: f64, number: u32| {
            let share = value - f64::from(number);
            share > doubt && share < 1.0 - doubt
        };
        (inside(x, column) && inside(y, row)).then_some(u64::from(row) << 32 | u64::from(column))
    }

    /// The square of a position, to the last digit.
    fn exactly(self, lon: f64, lat: f64) -> Option<u64> {
        let [x, y] = self.crs.forward(lon, lat)?;
        let (left, low) = self.crs.origin();
        let size = f64::from(self.size);
        let (column, row) = (((x - left) / size).floor(), ((y - low) / size).floor());
        (column >= 0.0 && row >= 0.0).then_some((row as u64) << 32 | column as u64)
    }

    /// Lower left corner in metres.
    pub(super) fn corner(self, cell: u64) -> (i64, i64) {
        let (left, low) = self.crs.origin();
        let at = |number: u64, origin: f64| origin as i64 + (number * u64::from(self.size)) as i64;
        (at(cell & 0xffff_ffff, left), at(cell >> 32, low))
    }

    /// The name, see the top of the file.
    pub(super) fn name(self, cell: u64) -> String {
        let (x, y) = self.corner(cell);
        let crs = match self.crs {
            Crs::Mollweide => "ESRI54009",
            Crs::LaeaEurope => "CRS3035",
        };
        format!("{crs}RES{}mN{y}E{x}", self.size)
    }

    /// The outline in metres; at the rim of the world only what is on the globe.
    fn flat(self, cell: u64) -> Ring {
        let (x, y) = self.corner(cell);
        let (left, low, size) = (x as f64, y as f64, f64::from(self.size));
        let corners =
            [[left, low], [left + size, low], [left + size, low + size], [left, low + size]];
        if corners.iter().all(|[x, y]| self.crs.inverse(*x, *y).is_some()) {
            return bent(&corners, 15.0);
        }
        // Towards the poles it bends most.
        bent(&clip(&clip(rim(), 0, left, left + size), 1, low, low + size), 120.0)
    }

    /// The outline in degrees.
    pub(super) fn outline(self, cell: u64) -> Outline {
        let ring = self.flat(cell);
        let ring: Ring = ring.iter().filter_map(|[x, y]| self.crs.inverse(*x, *y)).collect();
        vec![counterclockwise(ring)]
    }

    /// Its middle in degrees; at the rim of the world the middle of what is on the globe.
    pub(super) fn center(self, cell: u64) -> (f64, f64) {
        let (x, y) = self.corner(cell);
        let half = f64::from(self.size) / 2.0;
        if let Some([lon, lat]) = self.crs.inverse(x as f64 + half, y as f64 + half) {
            return (lon, lat);
        }
        let ring = self.flat(cell);
        let count = ring.len().max(1) as f64;
        let sum = ring.iter().fold([0.0; 2], |sum, point| [sum[0] + point[0], sum[1] + point[1]]);
        let middle = self.crs.inverse(sum[0] / count, sum[1] / count);
        middle.map_or((0.0, 0.0), |[lon, lat]| (lon, lat))
    }

    /// Its area in km², in the projection.
    pub(super) fn area(self, cell: u64) -> f64 {
        area(&self.flat(cell)).abs() / 2.0 / 1e6
    }
}
