//! Outlines of cells in longitude and latitude, cut at the antimeridian as `GeoJSON` asks for it.

/// A closed line of longitudes and latitudes in degrees, without repeating the first point at the end,
/// counter-clockwise.
pub type Ring = Vec<[f64; 2]>;

/// The outer rings of a cell: one, or two where it crosses the antimeridian.
pub type Outline = Vec<Ring>;

/// Cuts a ring at the antimeridian (RFC 7946, section 3.1.9). Neighbouring points are taken to be joined
/// the short way; a ring that goes once around the globe surrounds the pole that it is nearer to.
pub fn split(ring: &[[f64; 2]]) -> Outline {
    let mut flat: Ring = Vec::with_capacity(ring.len() + 3);
    for &[lon, lat] in ring {
        let lon = flat.last().map_or(lon, |&[before, _]| near(lon, before));
        flat.push([lon, lat]);
    }
    let (Some(&[begin, start]), Some(&[end, _])) = (flat.first(), flat.last()) else {
        return Outline::new();
    };
    let end = near(begin, end);
    if (end - begin).abs() > 180.0 {
        let middle = flat.iter().map(|point| point[1]).sum::<f64>() / flat.len() as f64;
        let pole = 90_f64.copysign(middle);
        flat.extend([[end, start], [end, pole], [begin, pole]]);
    }
    let mut outline = Outline::new();
    for turn in [-360.0, 0.0, 360.0] {
        let cut = clip(&flat, 0, -180.0 + turn, 180.0 + turn);
        let part: Ring = cut.into_iter().map(|[lon, lat]| [lon - turn, lat]).collect();
        if area(&part).abs() > 1e-12 {
            outline.push(counterclockwise(part));
        }
    }
    outline
}

/// The longitude that differs from `lon` by whole turns and is nearest to `other`.
fn near(lon: f64, other: f64) -> f64 {
    lon - 360.0 * ((lon - other) / 360.0).round()
}

/// The part of a ring in which one coordinate is between two values (Sutherland and Hodgman).
pub(crate) fn clip(ring: &[[f64; 2]], axis: usize, from: f64, to: f64) -> Ring {
    let inside = |value: f64| value >= from;
    let above = half(ring, axis, from, inside);
    half(&above, axis, to, |value| value <= to)
}

fn half(ring: &[[f64; 2]], axis: usize, at: f64, inside: impl Fn(f64) -> bool) -> Ring {
    let other = 1 - axis;
    let mut cut = Ring::with_capacity(ring.len() + 4);
    let Some(mut before) = ring.last().copied() else { return cut };
    for &point in ring {
        if inside(before[axis]) != inside(point[axis]) {
            let share = (at - before[axis]) / (point[axis] - before[axis]);
            let mut crossing = [at; 2];
            crossing[other] = before[other] + share * (point[other] - before[other]);
            cut.push(crossing);
        }
        if inside(point[axis]) {
            cut.push(point);
        }
        before = point;
    }
    cut
}

/// Twice the signed area: positive if counter-clockwise.
pub(crate) fn area(ring: &[[f64; 2]]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(one, two)| one[0] * two[1] - two[0] * one[1]).sum()
}

/// The ring, turned if need be.
pub(crate) fn counterclockwise(mut ring: Ring) -> Ring {
    if area(&ring) < 0.0 {
        ring.reverse();
    }
    ring
}

#[cfg(test)]
#[path = "outline_tests.rs"]
mod tests;
