//! Geometries as GeoPackage blobs (OGC 12-128r18, section 2.1.3) and plain WKB, always
//! longitude before latitude, little endian, WGS 84.

use crate::lbsn::{BoundingBox, Point};

/// The spatial reference system of everything stored: WGS 84.
pub(super) const WGS84: i32 = 4326;

const LITTLE_ENDIAN: u8 = 1;
const POINT: u32 = 1;
const POLYGON: u32 = 3;
const MULTI_POLYGON: u32 = 6;

/// A point as a GeoPackage blob: a header without envelope, then WKB.
pub(super) fn point(lon: f64, lat: f64) -> Vec<u8> {
    let mut blob = Vec::with_capacity(29);
    blob.extend_from_slice(b"GP");
    // Version 1; flags: standard, not empty, no envelope, little endian.
    blob.extend_from_slice(&[0, LITTLE_ENDIAN]);
    blob.extend_from_slice(&WGS84.to_le_bytes());
    begin(&mut blob, POINT);
    blob.extend_from_slice(&lon.to_le_bytes());
    blob.extend_from_slice(&lat.to_le_bytes());
    blob
}

/// Reads what [`point`] wrote; `None` for anything else.
pub(super) fn read_point(blob: &[u8]) -> Option<Point> {
    let (lon, lat) = (double(blob, 13)?, double(blob, 21)?);
    let read = Point::new(lon, lat).ok()?;
    (point(lon, lat) == blob).then_some(read)
}

/// A box as WKB: a polygon, or where it crosses the antimeridian a multipolygon of its two
/// parts, as `GeoJSON` (RFC 7946, section 3.1.9) has it.
pub(super) fn area(area: BoundingBox) -> Vec<u8> {
    let [west, south, east, north] = area.edges();
    let mut wkb = Vec::with_capacity(205);
    if area.crosses_antimeridian() {
        begin(&mut wkb, MULTI_POLYGON);
        wkb.extend_from_slice(&2_u32.to_le_bytes());
        rectangle(&mut wkb, [west, south, 180.0, north]);
        rectangle(&mut wkb, [-180.0, south, east, north]);
    } else {
        rectangle(&mut wkb, [west, south, east, north]);
    }
    wkb
}

/// Reads what [`area`] wrote; `None` for anything else.
pub(super) fn read_area(wkb: &[u8]) -> Option<BoundingBox> {
    // A rectangle is 13 bytes of header and five corners of 16, counter-clockwise from the
    // south-west; a multipolygon puts nine bytes before the first and the second after it.
    let (west, east) = match wkb.len() {
        93 => (13, 29),
        195 => (22, 9 + 93 + 29),
        _ => return None,
    };
    let (south, north) = (west + 8, west + 40);
    let read = BoundingBox::new(
        double(wkb, west)?,
        double(wkb, south)?,
        double(wkb, east)?,
        double(wkb, north)?,
    )
    .ok()?;
    (area(read) == wkb).then_some(read)
}

fn begin(wkb: &mut Vec<u8>, kind: u32) {
    wkb.push(LITTLE_ENDIAN);
    wkb.extend_from_slice(&kind.to_le_bytes());
}

fn rectangle(wkb: &mut Vec<u8>, [west, south, east, north]: [f64; 4]) {
    begin(wkb, POLYGON);
    wkb.extend_from_slice(&1_u32.to_le_bytes());
    wkb.extend_from_slice(&5_u32.to_le_bytes());
    for [lon, lat] in [[west, south], [east, south], [east, north], [west, north], [west, south]] {
        wkb.extend_from_slice(&lon.to_le_bytes());
        wkb.extend_from_slice(&lat.to_le_bytes());
    }
}

fn double(bytes: &[u8], at: usize) -> Option<f64> {
    bytes.get(at..)?.first_chunk().map(|chunk| f64::from_le_bytes(*chunk))
}

/// The smallest rectangle around points, for `gpkg_contents`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl Extent {
    /// Around nothing: any union with it is the other.
    pub(super) const NOTHING: Extent = Extent {
        west: f64::INFINITY,
        south: f64::INFINITY,
        east: f64::NEG_INFINITY,
        north: f64::NEG_INFINITY,
    };

    /// Grows to hold a point.
    pub(super) fn include(&mut self, lon: f64, lat: f64) {
        self.west = self.west.min(lon);
        self.south = self.south.min(lat);
        self.east = self.east.max(lon);
        self.north = self.north.max(lat);
    }

    /// Whether one of its edges lies on or beyond one of the other's.
    pub(super) fn reaches_edge_of(&self, other: &Extent) -> bool {
        self.west <= other.west
            || self.south <= other.south
            || self.east >= other.east
            || self.north >= other.north
    }

    /// Whether there is nothing in it.
    pub(super) fn is_nothing(&self) -> bool {
        self.west > self.east
    }
}

/// How a layer's points changed: around which places there are points now that were not
/// there before, and around which there were.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shift {
    pub reached: Extent,
    pub left: Extent,
}

impl Shift {
    /// Nothing changed.
    pub(super) const NONE: Shift = Shift { reached: Extent::NOTHING, left: Extent::NOTHING };

    /// A row's point went from one place to another.
    pub(super) fn move_point(&mut self, before: Option<Point>, after: Option<Point>) {
        if before != after {
            for (extent, point) in [(&mut self.left, before), (&mut self.reached, after)] {
                if let Some(point) = point {
                    extent.include(point.lon(), point.lat());
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "geometry_tests.rs"]
mod tests;
