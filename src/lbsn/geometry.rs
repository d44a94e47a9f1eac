//! Points and bounding boxes on the globe, WGS 84, always longitude before latitude.

use std::fmt;

/// A position that is known to be on the globe and not Null Island.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    lon: f64,
    lat: f64,
}

/// Why a pair of numbers is no position.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GeometryError {
    /// Longitude not in −180..=180, or not a number.
    #[error("longitude {value} is not between -180 and 180")]
    Longitude {
        /// The number found.
        value: f64,
    },
    /// Latitude not in −90..=90, or not a number.
    #[error("latitude {value} is not between -90 and 90 (are longitude and latitude swapped?)")]
    Latitude {
        /// The number found.
        value: f64,
    },
    /// Longitude and latitude both zero: the way many programs write "no position".
    #[error("longitude 0, latitude 0 (Null Island) stands for a missing position")]
    NullIsland,
    /// South of a box is north of its north.
    #[error("south {south} lies north of north {north}; the order is west,south,east,north")]
    UpsideDown {
        /// The southern edge given.
        south: f64,
        /// The northern edge given.
        north: f64,
    },
}

impl Point {
    /// A point from longitude and latitude in degrees.
    ///
    /// # Errors
    /// Outside the globe, not a number, or Null Island.
    pub fn new(lon: f64, lat: f64) -> Result<Self, GeometryError> {
        check(lon, lat)?;
        if lon == 0.0 && lat == 0.0 {
            return Err(GeometryError::NullIsland);
        }
        Ok(Self { lon, lat })
    }

    /// Longitude in degrees, −180..=180.
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, −90..=90.
    pub fn lat(self) -> f64 {
        self.lat
    }
}

/// A box between two meridians and two parallels. West may exceed east: then it crosses the
/// antimeridian.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BoundingBox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

impl BoundingBox {
    /// A box from its edges in degrees, in the order of `GeoJSON`: west, south, east, north.
    ///
    /// # Errors
    /// An edge outside the globe, or south above north.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Result<Self, GeometryError> {
        check(west, south)?;
        check(east, north)?;
        if south > north {
            return Err(GeometryError::UpsideDown { south, north });
        }
        Ok(Self { west, south, east, north })
    }

    /// West, south, east, north in degrees.
    pub fn edges(self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }

    /// Whether the box crosses the antimeridian.
    pub fn crosses_antimeridian(self) -> bool {
        self.west > self.east
    }

    /// Whether a point lies in the box or on its edge.
    pub fn contains(self, point: Point) -> bool {
        let lon = if self.crosses_antimeridian() {
            point.lon >= self.west || point.lon <= self.east
        } else {
            point.lon >= self.west && point.lon <= self.east
        };
        lon && point.lat >= self.south && point.lat <= self.north
    }

    /// The middle of the box; `None` where that would be Null Island.
    pub fn center(self) -> Option<Point> {
        let east = if self.crosses_antimeridian() { self.east + 360.0 } else { self.east };
        let mut lon = f64::midpoint(self.west, east);
        if lon > 180.0 {
            lon -= 360.0;
        }
        Point::new(lon, f64::midpoint(self.south, self.north)).ok()
    }
}

/// The extent of corners that arrive one by one, longitude before latitude, in degrees.
///
/// A box written as corners does not say which way round the globe it goes. Corners that lie
/// more than 180° apart on both sides of Greenwich are taken to span the antimeridian, the
/// short way; exactly -180 to 180 is the whole globe.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
    /// The largest longitude west of Greenwich, the smallest one east of it.
    inner: (f64, f64),
}

impl Default for Extent {
    fn default() -> Self {
        let (least, most) = (f64::NEG_INFINITY, f64::INFINITY);
        Self { west: most, south: most, east: least, north: least, inner: (least, most) }
    }
}

impl Extent {
    /// Takes in a corner.
    pub fn add(&mut self, lon: f64, lat: f64) {
        let inner = if lon < 0.0 { (lon, f64::INFINITY) } else { (f64::NEG_INFINITY, lon) };
        self.unite(Self { west: lon, south: lat, east: lon, north: lat, inner });
    }

    /// Takes in the corners of another extent.
    pub fn unite(&mut self, other: Self) {
        self.west = self.west.min(other.west);
        self.south = self.south.min(other.south);
        self.east = self.east.max(other.east);
        self.north = self.north.max(other.north);
        self.inner = (self.inner.0.max(other.inner.0), self.inner.1.min(other.inner.1));
    }

    /// The box around the corners; `None` without corners, with one outside the globe, or
    /// where the corners have lost what they surround: of a country or state on both sides of
    /// the antimeridian (the United States, Alaska) some networks deliver the smallest and the
    /// largest longitude of all its islands. Read as a box across the antimeridian that is a
    /// strip far taller than wide, as no place is.
    pub fn bounding_box(self) -> Option<BoundingBox> {
        let (west, east) = (self.west, self.east);
        let (inner_west, inner_east) = self.inner;
        let span = east - west;
        let crosses = span > 180.0 && span < 360.0 && inner_west < 0.0 && inner_east <= 180.0;
        let (west, east) = if crosses { (inner_east, inner_west) } else { (west, east) };
        let (width, height) = (east + 360.0 - west, self.north - self.south);
        if crosses && height > 5.0 && height > 5.0 * width {
            return None;
        }
        BoundingBox::new(west, self.south, east, self.north).ok()
    }
}

impl fmt::Display for BoundingBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{},{},{}", self.west, self.south, self.east, self.north)
    }
}

impl std::str::FromStr for BoundingBox {
    type Err = String;

    /// Parses `west,south,east,north`.
    fn from_str(text: &str) -> Result<Self, String> {
        let edges: Vec<f64> = text
            .split(',')
            .map(|part| {
                part.trim().parse().map_err(|_error| format!("{:?} is not a number", part.trim()))
            })
            .collect::<Result<_, _>>()?;
        match edges[..] {
            [west, south, east, north] => {
                Self::new(west, south, east, north).map_err(|error| error.to_string())
            }
            _ => Err(format!(
                "expected four numbers west,south,east,north but found {}",
                edges.len()
            )),
        }
    }
}

fn check(lon: f64, lat: f64) -> Result<(), GeometryError> {
    if !(-180.0..=180.0).contains(&lon) {
        return Err(GeometryError::Longitude { value: lon });
    }
    if !(-90.0..=90.0).contains(&lat) {
        return Err(GeometryError::Latitude { value: lat });
    }
    Ok(())
}

#[cfg(test)]
#[path = "geometry_tests.rs"]
mod tests;
