//! Lines and rings of the globe as paths on a map.

use super::basemap::Line;
use super::frame::Frame;
use crate::grid::{Ring, clip};
use crate::view::svg::Path;

/// Adds a ring to a path: turned, cut to what is to be seen, curved as the projection bends it.
pub(super) fn add_ring(frame: &Frame, path: &mut Path, ring: &[[f64; 2]]) {
    let [west, south, east, north] = frame.window;
    for turned in turns(frame, ring) {
        let cut = clip(&clip(&turned, 0, west, east), 1, south, north);
        let mut pen = Pen::default();
        for point in curved(frame, &cut, true) {
            pen.draw(path, point);
        }
        // What is smaller than what can be told apart is a dot, if its edge is drawn: a line, for that.
        if pen.points == 1 {
            path.to(pen.last.0 + 0.05, pen.last.1);
        }
        if pen.points > 0 {
            path.close();
        }
    }
}

/// Adds a line to a path. What is partly out of sight loses the segment that leaves it.
pub(super) fn add_line(frame: &Frame, path: &mut Path, line: &[[f64; 2]]) {
    let [west, south, east, north] = frame.window;
    let seen =
        |point: &[f64; 2]| (west..=east).contains(&point[0]) && (south..=north).contains(&point[1]);
    for turned in turns(frame, line) {
        for run in turned.split(|point| !seen(point)) {
            let mut pen = Pen::default();
            for point in curved(frame, run, false) {
                pen.draw(path, point);
            }
        }
    }
}

/// The coast of a ring of land: without the lines along which its file cuts it.
pub(super) fn coast(ring: &[[f64; 2]]) -> Vec<Line> {
    let is_cut = |one: &[f64; 2], other: &[f64; 2]| {
        let both = |of: fn(&[f64; 2]) -> bool| of(one) && of(other);
        both(|point| point[0].abs() > 179.99) || both(|point| point[1] < -89.9)
    };
    let mut lines = vec![Line::new()];
    for pair in ring.windows(2) {
        let [one, other] = pair else { continue };
        let Some(line) = lines.last_mut() else { continue };
        if line.is_empty() {
            line.push(*one);
        }
        if is_cut(one, other) {
            lines.push(Line::new());
        } else {
            line.push(*other);
        }
    }
    lines.retain(|line| line.len() > 1);
    lines
}

/// The line with longitudes from the meridian in the middle, as often as it is to be seen.
fn turns(frame: &Frame, line: &[[f64; 2]]) -> Vec<Ring> {
    let [west, _, east, _] = frame.window;
    let center = frame.center();
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for [lon, _] in line {
        least = least.min(*lon);
        most = most.max(*lon);
    }
    [-360.0, 0.0, 360.0]
        .into_iter()
        .map(|turn| turn - center)
        .filter(|turn| most + turn >= west && least + turn <= east)
        .map(|turn| line.iter().map(|[lon, lat]| [lon + turn, *lat]).collect())
        .collect()
}

/// Pixels along a line, dense enough to look curved.
fn curved(frame: &Frame, line: &[[f64; 2]], closed: bool) -> Vec<(f64, f64)> {
    let step = frame.step();
    let mut pixels = Vec::with_capacity(line.len());
    let ends = line.iter().skip(1).chain(line.first().filter(|_| closed));
    for (one, other) in line.iter().zip(ends) {
        let longest = (other[0] - one[0]).abs().max((other[1] - one[1]).abs());
        let pieces = (longest / step).ceil().clamp(1.0, 400.0) as u32;
        for piece in 0..pieces {
            let share = f64::from(piece) / f64::from(pieces);
            let at = [one[0] + share * (other[0] - one[0]), one[1] + share * (other[1] - one[1])];
            pixels.extend(frame.pixel(at[0], at[1]));
        }
    }
    if let Some(last) = line.last().filter(|_| !closed) {
        pixels.extend(frame.pixel(last[0], last[1]));
    }
    pixels
}

/// Draws what can be told apart.
#[derive(Default)]
struct Pen {
    points: usize,
    last: (f64, f64),
}

impl Pen {
    fn draw(&mut self, path: &mut Path, (x, y): (f64, f64)) {
        let near = (x - self.last.0).abs() < 0.12 && (y - self.last.1).abs() < 0.12;
        if self.points == 0 {
            path.go(x, y);
        } else if !near {
            path.to(x, y);
        } else {
            return;
        }
        self.points += 1;
        self.last = (x, y);
    }
}
