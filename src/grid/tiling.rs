//! Which cells there are, and which one a position is in.

use super::outline::Outline;
use super::square::{Crs, Squares};
use super::{geohash, hexagon};
use h3o::Resolution;
use std::fmt;
use std::str::FromStr;

/// Mean radius of a sphere with the earth's surface, km: areas of geohashes and of H3 cells.
const AUTHALIC_RADIUS: f64 = 6371.007180918475;
/// Squares are at least a metre and at most this long, in metres: a quarter of the globe's girth.
const LARGEST: f64 = 10_000_000.0;

/// A number of a cell within its tiling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell(pub u64);

/// A way to cut the globe into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tiling {
    /// Geohashes of 1 to 9 characters.
    Geohash(u8),
    /// Equal-area squares.
    Square(Squares),
    /// H3 cells of resolution 0 to 15.
    Hexagon(Resolution),
}

/// A text names no cells.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TilingError {
    /// Of no kind that there is.
    #[error(
        "{text:?} is no kind of cell; give geohash:1 to geohash:9, square:50km or h3:0 to h3:15"
    )]
    Unknown {
        /// What was given.
        text: String,
    },
    /// A size that is none.
    #[error(
        "{text:?} is no size of a square; give metres or kilometres, from 1m to 10000km, such as 50km"
    )]
    Size {
        /// What was given.
        text: String,
    },
}

impl Tiling {
    /// The cell of a position in degrees; `None` outside of the area that the grid is made for.
    #[inline]
    pub fn cell(self, lon: f64, lat: f64) -> Option<Cell> {
        match self {
            Tiling::Geohash(length) => Some(Cell(geohash::cell(length, lon, lat))),
            Tiling::Square(squares) => squares.cell(lon, lat).map(Cell),
            Tiling::Hexagon(resolution) => hexagon::cell(resolution, lon, lat).map(Cell),
        }
    }

    /// What a cell is called: its geohash, its H3 index, or the name of its square.
    pub fn name(self, cell: Cell) -> String {
        match self {
            Tiling::Geohash(length) => geohash::name(length, cell.0),
            Tiling::Square(squares) => squares.name(cell.0),
            Tiling::Hexagon(_) => format!("{:x}", cell.0),
        }
    }

    /// Longitude and latitude of its middle.
    pub fn center(self, cell: Cell) -> (f64, f64) {
        match self {
            Tiling::Geohash(length) => {
                let [west, south, east, north] = geohash::edges(length, cell.0);
                (f64::midpoint(west, east), f64::midpoint(south, north))
            }
            Tiling::Square(squares) => squares.center(cell.0),
            Tiling::Hexagon(_) => hexagon::index(cell.0).map_or((0.0, 0.0), hexagon::center),
        }
    }

    /// Its outline in degrees.
    pub fn outline(self, cell: Cell) -> Outline {
        match self {
            Tiling::Geohash(length) => geohash::outline(length, cell.0),
            Tiling::Square(squares) => squares.outline(cell.0),
            Tiling::Hexagon(_) => hexagon::index(cell.0).map(hexagon::outline).unwrap_or_default(),
        }
    }

    /// Its area in km²: of geohashes and H3 cells on a sphere with the earth's surface, of squares in
    /// their projection.
    pub fn area(self, cell: Cell) -> f64 {
        match self {
            Tiling::Geohash(length) => {
                let [west, south, east, north] = geohash::edges(length, cell.0);
                let height = north.to_radians().sin() - south.to_radians().sin();
                AUTHALIC_RADIUS.powi(2) * (east - west).to_radians() * height
            }
            Tiling::Square(squares) => squares.area(cell.0),
            Tiling::Hexagon(_) => hexagon::index(cell.0).map_or(0.0, h3o::CellIndex::area_km2),
        }
    }

    /// The area of a cell at the equator, km²: what the tiling resolves.
    pub fn typical_area(self) -> f64 {
        match self {
            Tiling::Hexagon(resolution) => resolution.area_km2(),
            Tiling::Square(Squares { size, .. }) => (f64::from(size) / 1000.0).powi(2),
            Tiling::Geohash(_) => self.cell(0.1, 0.1).map_or(0.0, |cell| self.area(cell)),
        }
    }

    /// The cell that a cell is part of, one level up; squares have no levels. (H3 cells are not quite
    /// within their parents.)
    pub fn parent(self, cell: Cell) -> Option<(Tiling, Cell)> {
        match self {
            Tiling::Geohash(length) if length > 1 => {
                Some((Tiling::Geohash(length - 1), Cell(cell.0 >> 5)))
            }
            Tiling::Hexagon(resolution) => {
                let above = resolution.pred()?;
                let parent = hexagon::index(cell.0)?.parent(above)?;
                Some((Tiling::Hexagon(above), Cell(parent.into())))
            }
            Tiling::Geohash(_) | Tiling::Square(_) => None,
        }
    }

    /// The reference system that the cells are drawn in.
    pub fn crs(self) -> &'static str {
        match self {
            Tiling::Square(squares) => squares.crs.code(),
            Tiling::Geohash(_) | Tiling::Hexagon(_) => "EPSG:4326",
        }
    }

    /// The same with squares in another projection.
    #[must_use]
    pub fn with_crs(self, crs: Crs) -> Self {
        match self {
            Tiling::Square(squares) => Tiling::Square(Squares { crs, ..squares }),
            other => other,
        }
    }
}

impl fmt::Display for Tiling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Tiling::Geohash(length) => write!(f, "geohash:{length}"),
            Tiling::Square(Squares { size, .. }) if size.is_multiple_of(1000) => {
                write!(f, "square:{}km", size / 1000)
            }
            Tiling::Square(Squares { size, .. }) => write!(f, "square:{size}m"),
            Tiling::Hexagon(resolution) => write!(f, "h3:{resolution}"),
        }
    }
}

impl FromStr for Tiling {
    type Err = TilingError;

    fn from_str(text: &str) -> Result<Self, TilingError> {
        let unknown = || TilingError::Unknown { text: text.to_owned() };
        let (kind, level) = text.trim().split_once(':').ok_or_else(unknown)?;
        match kind.to_ascii_lowercase().as_str() {
            "geohash" => {
                let length = level.parse().ok().filter(|length| (1..=9).contains(length));
                Ok(Tiling::Geohash(length.ok_or_else(unknown)?))
            }
            "h3" => {
                let level: u8 = level.parse().ok().ok_or_else(unknown)?;
                Ok(Tiling::Hexagon(Resolution::try_from(level).ok().ok_or_else(unknown)?))
            }
            "square" => {
                let size =
                    size(level).ok_or_else(|| TilingError::Size { text: level.to_owned() })?;
                Ok(Tiling::Square(Squares { crs: Crs::Mollweide, size }))
            }
            _ => Err(unknown()),
        }
    }
}

/// Whole metres from `50km`, `500m` or `500`.
fn size(text: &str) -> Option<u32> {
    let text = text.trim().to_ascii_lowercase();
    let (number, unit) = match (text.strip_suffix("km"), text.strip_suffix('m')) {
        (Some(number), _) => (number, 1000.0),
        (None, Some(number)) => (number, 1.0),
        (None, None) => (text.as_str(), 1.0),
    };
    let metres = number.trim().parse::<f64>().ok()? * unit;
    ((1.0..=LARGEST).contains(&metres) && metres.fract() == 0.0).then_some(metres as u32)
}

#[cfg(test)]
#[path = "tiling_tests.rs"]
mod tests;
