//! What part of the globe a map shows, and where on the paper it is.

use crate::grid::projection::{Projection, turned};

/// Longitudes that span more than this, or latitudes half as many, are the world.
const WORLD: f64 = 170.0;
/// A world is turned if this many degrees on both sides of Greenwich are empty.
const GREENWICH: f64 = 30.0;
/// The least that a map shows, in degrees.
const LEAST: f64 = 0.12;

/// A part of the globe: west, south, east, north in degrees; west may exceed east.
pub type Extent = [f64; 4];

/// A map's projection and place on paper.
#[derive(Debug)]
pub(super) struct Frame {
    /// The meridian in the middle; everything is turned by it first.
    center: f64,
    projection: Projection,
    /// West and east of the meridian in the middle, south, north: all that may be seen.
    pub window: [f64; 4],
    /// Left, bottom, right, top in metres of the projection.
    edges: [f64; 4],
    /// Pixels per metre.
    scale: f64,
    /// Whether the whole world is shown.
    pub world: bool,
    /// Width and height in pixels.
    pub size: (f64, f64),
}

/// The smallest extent around points: on the short way around the globe.
pub(super) fn around<'p>(points: impl Iterator<Item = &'p [f64; 2]>) -> Option<Extent> {
    let mut lons = Vec::new();
    let (mut south, mut north) = (f64::INFINITY, f64::NEG_INFINITY);
    for &[lon, lat] in points {
        lons.push(lon);
        south = south.min(lat);
        north = north.max(lat);
    }
    lons.sort_unstable_by(f64::total_cmp);
    lons.dedup();
    let (first, last) = (*lons.first()?, *lons.last()?);
    // The widest gap between neighbours is what is left out; that across the antimeridian comes first.
    let mut widest = (first + 360.0 - last, first, last);
    for pair in lons.windows(2) {
        let &[one, next] = pair else { continue };
        if next - one > widest.0 {
            widest = (next - one, next, one);
        }
    }
    Some([widest.1, south, widest.2, north])
}

impl Frame {
    /// A map of an extent, `width` pixels wide and between the two heights; of all of it or, if there are
    /// points, as much of it as they need.
    pub(super) fn new(
        extent: Extent,
        points: &[[f64; 2]],
        width: f64,
        heights: (f64, f64),
    ) -> Self {
        let [west, south, east, north] = extent;
        let span = if west <= east { east - west } else { east + 360.0 - west };
        let world = span > WORLD || north - south > WORLD / 2.0;
        if world {
            // Around Greenwich as readers expect, unless nothing is there and what is shown lies on the
            // other side: what crosses the antimeridian is not to be cut by it.
            let greenwich = west <= east || west <= GREENWICH || east >= -GREENWICH;
            let center =
                if greenwich { 0.0 } else { (turned(west + span / 2.0) / 10.0).round() * 10.0 };
            let projection = Projection::mollweide(0.0);
            let (right, top) = (18_040_096.0, 9_020_048.0);
            let scale = width / (2.0 * right);
            return Self {
                center,
                projection,
                window: [-180.0, -90.0, 180.0, 90.0],
                edges: [-right, -top, right, top],
                scale,
                world,
                size: (width, 2.0 * top * scale),
            };
        }
        let (lon, lat) = (turned(west + span / 2.0), f64::midpoint(south, north));
        let projection = Projection::laea(0.0, lat).unwrap_or_else(|_| Projection::mollweide(0.0));
        let half_span = span.max(LEAST) / 2.0;
        let half_height = (north - south).max(LEAST) / 2.0;
        // The edges of an extent bulge on the map; the box around them holds all of it.
        let mut seen: Vec<[f64; 2]> =
            points.iter().map(|[east, north]| [turned(east - lon), *north]).collect();
        if seen.is_empty() || span.max(north - south) < LEAST {
            for step in 0..=40 {
                let share = f64::from(step) / 20.0 - 1.0;
                for (dx, dy) in [(share, 1.0), (share, -1.0), (1.0, share), (-1.0, share)] {
                    seen.push([dx * half_span, (lat + dy * half_height).clamp(-90.0, 90.0)]);
                }
            }
        }
        let mut edges = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        for [x, y] in seen.iter().filter_map(|[lon, lat]| projection.forward(*lon, *lat)) {
            edges = [edges[0].min(x), edges[1].min(y), edges[2].max(x), edges[3].max(y)];
        }
        let [left, bottom, right, top] = edges;
        let pad = 0.06 * (right - left).max(top - bottom);
        let (mut wide, mut high) = (right - left + 2.0 * pad, top - bottom + 2.0 * pad);
        let middle = (f64::midpoint(left, right), f64::midpoint(bottom, top));
        wide = wide.max(high * width / heights.1);
        high = high.max(wide * heights.0 / width);
        let edges = [
            middle.0 - wide / 2.0,
            middle.1 - high / 2.0,
            middle.0 + wide / 2.0,
            middle.1 + high / 2.0,
        ];
        let scale = width / wide;
        let size = (width, high * scale);
        let mut frame = Self {
            center: lon,
            projection,
            window: [-180.0, -90.0, 180.0, 90.0],
            edges,
            scale,
            world,
            size,
        };
        frame.window = frame.seen();
        frame
    }

    /// The longitudes and latitudes that may be seen, a little more than that.
    fn seen(&self) -> [f64; 4] {
        let mut window = [180.0_f64, 90.0_f64, -180.0_f64, -90.0_f64];
        let [left, bottom, right, top] = self.edges;
        for step in 0..=1600 {
            let (column, row) = (f64::from(step % 41) / 40.0, f64::from(step / 41) / 39.0);
            let (x, y) = (left + column * (right - left), bottom + row * (top - bottom));
            if let Some([lon, lat]) = self.projection.inverse(x, y) {
                window = [
                    window[0].min(lon),
                    window[1].min(lat),
                    window[2].max(lon),
                    window[3].max(lat),
                ];
            }
        }
        for pole in [-90.0, 90.0] {
            let at = self.projection.forward(0.0, pole);
            if at.is_some_and(|[x, y]| (left..=right).contains(&x) && (bottom..=top).contains(&y)) {
                window = [-180.0, window[1].min(pole), 180.0, window[3].max(pole)];
            }
        }
        let margin = 0.03 * (window[2] - window[0]).max(window[3] - window[1]) + 0.01;
        [
            (window[0] - margin).max(-180.0),
            (window[1] - margin).max(-90.0),
            (window[2] + margin).min(180.0),
            (window[3] + margin).min(90.0),
        ]
    }

    /// The longitude west or east of the meridian in the middle.
    pub(super) fn turned(&self, lon: f64) -> f64 {
        turned(lon - self.center)
    }

    /// The longitude of a turned one.
    pub(super) fn longitude(&self, lon: f64) -> f64 {
        turned(lon + self.center)
    }

    /// The meridian in the middle.
    pub(super) fn center(&self) -> f64 {
        self.center
    }

    /// Pixels of a point whose longitude is turned already.
    pub(super) fn pixel(&self, lon: f64, lat: f64) -> Option<(f64, f64)> {
        let [x, y] = self.projection.forward(lon, lat)?;
        Some(((x - self.edges[0]) * self.scale, (self.edges[3] - y) * self.scale))
    }

    /// Whether a pixel is on the map.
    pub(super) fn holds(&self, (x, y): (f64, f64)) -> bool {
        (0.0..=self.size.0).contains(&x) && (0.0..=self.size.1).contains(&y)
    }

    /// Whether the box around a ring touches the map.
    pub(super) fn touches(&self, ring: &[[f64; 2]]) -> bool {
        let (width, height) = self.size;
        let touches = |[left, top, right, bottom]: [f64; 4]| {
            left <= width && right >= 0.0 && top <= height && bottom >= 0.0
        };
        self.world || self.box_around(ring).is_some_and(touches)
    }

    /// The longer side of the box around a ring, in pixels.
    pub(super) fn size_of(&self, ring: &[[f64; 2]]) -> Option<f64> {
        let [left, top, right, bottom] = self.box_around(ring)?;
        Some((right - left).max(bottom - top))
    }

    /// Left, top, right and bottom of a ring in pixels, if any of it has a place: what is behind the globe has
    /// none or a far one, and what goes around a pole spans the map.
    fn box_around(&self, ring: &[[f64; 2]]) -> Option<[f64; 4]> {
        let pixels = ring.iter().filter_map(|[lon, lat]| self.pixel(self.turned(*lon), *lat));
        pixels.map(|(x, y)| [x, y, x, y]).reduce(|edges, [x, y, ..]| {
            [edges[0].min(x), edges[1].min(y), edges[2].max(x), edges[3].max(y)]
        })
    }

    /// Degrees between points of a line that is to look curved.
    pub(super) fn step(&self) -> f64 {
        let [west, south, east, north] = self.window;
        ((east - west).max(north - south) / 80.0).clamp(0.02, 2.5)
    }

    /// Kilometres of a pixel in the middle of the map, along the parallel.
    pub(super) fn kilometres(&self) -> f64 {
        let (x, y) = (
            f64::midpoint(self.edges[0], self.edges[2]),
            f64::midpoint(self.edges[1], self.edges[3]),
        );
        let half = (self.edges[2] - self.edges[0]) / 40.0;
        let ends = [self.projection.inverse(x - half, y), self.projection.inverse(x + half, y)];
        let [Some(one), Some(other)] = ends else { return 0.0 };
        distance(one, other) / (2.0 * half * self.scale)
    }

    /// How the projection is called.
    pub(super) fn projection(&self) -> String {
        if self.world {
            "Mollweide equal-area projection".to_owned()
        } else {
            "Lambert azimuthal equal-area projection".to_owned()
        }
    }
}

/// Kilometres between two points on a sphere with the earth's surface (haversine).
fn distance(one: [f64; 2], other: [f64; 2]) -> f64 {
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let cos = one[1].to_radians().cos() * other[1].to_radians().cos();
    let part = half(other[1] - one[1]) + cos * half(other[0] - one[0]);
    2.0 * 6371.007 * part.sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extent_goes_the_short_way() {
        let around = |points: &[[f64; 2]]| around(points.iter());
        assert_eq!(around(&[[170.0, 1.0], [-170.0, 5.0]]), Some([170.0, 1.0, -170.0, 5.0]));
        assert_eq!(around(&[[-10.0, 1.0], [20.0, 5.0]]), Some([-10.0, 1.0, 20.0, 5.0]));
        assert_eq!(around(&[[7.0, 1.0]]), Some([7.0, 1.0, 7.0, 1.0]));
        assert_eq!(around(&[]), None);
    }

    #[test]
    fn worlds_are_around_greenwich_unless_nothing_is_near_it() {
        for (extent, center) in [
            ([-180.0, -90.0, 180.0, 90.0], 0.0),
            // The gap that is left out lies over Asia, or the Atlantic.
            ([100.0, -40.0, 30.0, 60.0], 0.0),
            ([-20.0, -40.0, -60.0, 60.0], 0.0),
            ([-120.0, -40.0, 100.0, 60.0], 0.0),
            // The rim of the Pacific.
            ([100.0, -40.0, -70.0, 60.0], -170.0),
        ] {
            let frame = Frame::new(extent, &[], 900.0, (400.0, 800.0));
            assert!(frame.world);
            assert!((frame.center() - center).abs() < 1e-9, "{extent:?} {}", frame.center());
        }
    }

    #[test]
    fn what_is_to_be_seen_is_within_the_map() {
        let extents: [Extent; 7] = [
            [144.0, -38.5, 146.0, -37.0],
            [177.0, -45.0, -176.0, -30.0],
            [-8.0, 49.0, 2.0, 61.0],
            [10.0, 78.0, 40.0, 90.0],
            [5.0, 5.0, 5.0, 5.0],
            [-180.0, -90.0, 180.0, 90.0],
            [100.0, -40.0, -70.0, 60.0],
        ];
        for extent in extents {
            let frame = Frame::new(extent, &[], 900.0, (400.0, 800.0));
            assert!((399.0..=801.0).contains(&frame.size.1), "{extent:?} {:?}", frame.size);
            for (lon, lat) in
                [(extent[0], extent[1]), (extent[2], extent[3]), (extent[0], extent[3])]
            {
                let pixel = frame.pixel(frame.turned(lon), lat).unwrap();
                assert!(frame.holds(pixel), "{extent:?} {lon} {lat} {pixel:?}");
            }
            assert!(frame.kilometres() > 0.0);
        }
    }
}
