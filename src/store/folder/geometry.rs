//! Points and boxes as text: well-known text with its reference system, as PostGIS, GDAL and
//! sf read it, longitude before latitude. Read are also the hexadecimal digits in which psql
//! prints a geometry (EWKB).

use crate::hex;
use crate::lbsn::{BoundingBox, Point};

const SRID: &str = "SRID=4326;";

/// A corner: longitude, latitude, degrees.
type Corner = [f64; 2];

/// A point.
pub(super) fn point(lon: f64, lat: f64) -> String {
    format!("{SRID}POINT({lon} {lat})")
}

/// A box: a polygon, or where it crosses the antimeridian a multipolygon of its two parts, as
/// `GeoJSON` (RFC 7946, section 3.1.9) has it.
pub(super) fn area(area: BoundingBox) -> String {
    let [west, south, east, north] = area.edges();
    let ring = |west: f64, east: f64| {
        format!("(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))")
    };
    if area.crosses_antimeridian() {
        format!("{SRID}MULTIPOLYGON({},{})", ring(west, 180.0), ring(-180.0, east))
    } else {
        format!("{SRID}POLYGON{}", ring(west, east))
    }
}

/// Reads a point; `None` for anything else.
pub(super) fn read_point(text: &str) -> Option<Point> {
    match rings(text)?.as_slice() {
        [ring] => match ring.as_slice() {
            [[lon, lat]] => Point::new(*lon, *lat).ok(),
            _ => None,
        },
        _ => None,
    }
}

/// Reads a box; `None` for anything else, such as a polygon of another form.
pub(super) fn read_area(text: &str) -> Option<BoundingBox> {
    match rings(text)?.as_slice() {
        [ring] => {
            let [west, south, east, north] = rectangle(ring)?;
            BoundingBox::new(west, south, east, north).ok()
        }
        [one, other] => {
            // The part before the antimeridian, and the part behind it: written anew, they are
            // the same two rings.
            let ([west, south, ..], [_, _, east, north]) = (rectangle(one)?, rectangle(other)?);
            let whole = BoundingBox::new(west, south, east, north).ok()?;
            let parts = rings(&area(whole))?;
            let same =
                |(ring, part): (&Vec<Corner>, &Vec<Corner>)| rectangle(ring) == rectangle(part);
            let all = parts.len() == 2 && [one, other].into_iter().zip(&parts).all(same);
            all.then_some(whole)
        }
        _ => None,
    }
}

/// Edges of a closed ring with the corners of a rectangle: west, south, east, north.
fn rectangle(ring: &[Corner]) -> Option<[f64; 4]> {
    let corners: &[Corner; 5] = ring.try_into().ok()?;
    let [first, .., last] = corners;
    let edge = |axis: usize, pick: fn(f64, f64) -> f64| {
        corners.iter().map(|corner| corner[axis]).reduce(pick)
    };
    let (west, south) = (edge(0, f64::min)?, edge(1, f64::min)?);
    let (east, north) = (edge(0, f64::max)?, edge(1, f64::max)?);
    let all = [[west, south], [east, south], [east, north], [west, north]];
    #[expect(clippy::float_cmp, reason = "a ring is closed by the very same corner")]
    let is_closed = first == last;
    let is_rectangle = is_closed
        && all.iter().all(|corner| corners.contains(corner))
        && corners.iter().all(|corner| all.contains(corner));
    is_rectangle.then_some([west, south, east, north])
}

/// The rings of a point (one of one corner), polygon or multipolygon without holes.
fn rings(text: &str) -> Option<Vec<Vec<Corner>>> {
    if text.starts_with("01") {
        let bytes = hex::decode(text).ok()?;
        let mut bytes = Bytes(&bytes);
        let rings = bytes.geometry()?;
        return bytes.0.is_empty().then_some(rings);
    }
    let text = text.strip_prefix(SRID).unwrap_or(text);
    let known = ["POINT(", "POLYGON((", "MULTIPOLYGON((("];
    if !known.iter().any(|begin| text.starts_with(begin)) {
        return None;
    }
    let (_, mut rest) = text.split_once('(')?;
    let mut rings = Vec::new();
    while let Some((part, after)) = rest.split_once(')') {
        let corners = part.trim_start_matches([',', '(']);
        if !corners.is_empty() {
            let corner = |text: &str| -> Option<Corner> {
                let (lon, lat) = text.trim().split_once(' ')?;
                Some([degrees(lon)?, degrees(lat)?])
            };
            rings.push(corners.split(',').map(corner).collect::<Option<_>>()?);
        }
        rest = after;
    }
    rest.is_empty().then_some(rings)
}

fn degrees(text: &str) -> Option<f64> {
    text.parse().ok().filter(|degrees: &f64| degrees.is_finite())
}

/// What is left of extended well-known binary, little endian.
struct Bytes<'b>(&'b [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*head)
    }

    fn number(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn corner(&mut self) -> Option<Corner> {
        let mut degrees =
            || self.take().map(f64::from_le_bytes).filter(|number| number.is_finite());
        Some([degrees()?, degrees()?])
    }

    /// The header of a geometry: its kind.
    fn kind(&mut self) -> Option<u32> {
        const HAS_SRID: u32 = 0x2000_0000;
        let [1] = self.take()? else { return None };
        let kind = self.number()?;
        if kind & HAS_SRID != 0 && self.number()? != 4326 {
            return None;
        }
        Some(kind & !HAS_SRID)
    }

    fn polygon(&mut self) -> Option<Vec<Corner>> {
        if self.number()? != 1 {
            return None;
        }
        (0..self.number()?).map(|_| self.corner()).collect()
    }

    fn geometry(&mut self) -> Option<Vec<Vec<Corner>>> {
        match self.kind()? {
            1 => Some(vec![vec![self.corner()?]]),
            3 => Some(vec![self.polygon()?]),
            6 => {
                let part = |bytes: &mut Self| (bytes.kind()? == 3).then(|| bytes.polygon())?;
                (0..self.number()?).map(|_| part(self)).collect()
            }
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "geometry_tests.rs"]
mod tests;
