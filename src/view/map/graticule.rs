//! Meridians, parallels, and how long a kilometre is.

use super::cut::add_line;
use super::frame::Frame;
use crate::view::label;
use crate::view::markup::Element;
use crate::view::svg::{self, Anchor, Path};
use crate::view::theme::{INK, MUTED, PAPER};

/// Degrees between lines.
const STEPS: [f64; 12] = [0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0];
/// Size of its labels.
const SIZE: f64 = 10.5;

/// The lines, as one path.
pub(super) fn lines(frame: &Frame) -> Path {
    let mut path = Path::new();
    for (line, _) in meridians(frame).into_iter().chain(parallels(frame)) {
        add_line(frame, &mut path, &line);
    }
    path
}

/// Labels outside of the frame, at (x, y): meridians below, parallels on the left.
pub(super) fn labels(frame: &Frame, x: f64, y: f64) -> Vec<Element> {
    let mut labels = Vec::new();
    let mut put = |at: (f64, f64), anchor, text: &str| {
        labels.push(svg::text(at, SIZE, anchor, text).fill(MUTED));
    };
    let (width, height) = frame.size;
    let mut free = 0.0;
    for (line, name) in meridians(frame).into_iter().filter(|_| !frame.world) {
        let pixels: Vec<(f64, f64)> = pixels(frame, &line);
        let Some(at) = crossing(&pixels, 1, height).filter(|at| (0.0..=width).contains(at)) else {
            continue;
        };
        let room = label::width(&name, SIZE, label::Weight::Regular);
        if at - room / 2.0 > free {
            put((x + at, y + height + SIZE + 4.0), Anchor::Middle, &name);
            free = at + room / 2.0 + 8.0;
        }
    }
    for (line, name) in parallels(frame) {
        let pixels = pixels(frame, &line);
        if frame.world {
            // At the rim of the world.
            if let Some((left, at)) = pixels.first().copied() {
                put((x + left - 5.0, y + at + SIZE * 0.35), Anchor::End, &name);
            }
        } else if let Some(at) =
            crossing(&pixels, 0, 0.0).filter(|at| (6.0..=height - 4.0).contains(at))
        {
            put((x - 5.0, y + at + SIZE * 0.35), Anchor::End, &name);
        }
    }
    labels
}

/// A bar of a round length, on the map.
pub(super) fn scale_bar(frame: &Frame, x: f64, y: f64) -> Vec<Element> {
    let kilometres = frame.kilometres();
    // In the corner beside the world there is less room.
    let room = (frame.size.0 * if frame.world { 0.08 } else { 0.2 }).min(160.0);
    if kilometres <= 0.0 {
        return Vec::new();
    }
    let longest = room * kilometres;
    let power = 10_f64.powf(longest.log10().floor());
    let length =
        [5.0, 2.0, 1.0].map(|part| part * power).into_iter().find(|length| *length <= longest);
    let length = length.unwrap_or(power);
    let width = length / kilometres;
    let text = if length >= 1.0 {
        format!("{} km", label::decimal(length, 0))
    } else {
        format!("{} m", label::decimal(length * 1000.0, 0))
    };
    let text = if frame.world { format!("{text} at the equator") } else { text };
    let mut bar = Path::new();
    bar.go(x, y - 5.0).to(x, y).to(x + width, y).to(x + width, y - 5.0);
    let under = bar.shape().hollow().stroke(PAPER, 4.0).opacity(0.8);
    let label = svg::text((x + width + 7.0, y + 1.0), 11.0, Anchor::Start, &text);
    vec![
        under,
        bar.shape().hollow().stroke(INK, 1.4),
        label.clone().fill(PAPER).stroke(PAPER, 3.0).opacity(0.8),
        label.fill(INK),
    ]
}

type Named = (Vec<[f64; 2]>, String);

fn meridians(frame: &Frame) -> Vec<Named> {
    let [west, south, east, north] = frame.window;
    let step = if frame.world { 30.0 } else { step(east - west) };
    let first = ((frame.center() + west) / step).ceil() as i64;
    let last = ((frame.center() + east) / step).floor() as i64;
    let ends = if frame.world { (-90.0, 90.0) } else { (south, north) };
    let lines = (first..=last).map(|number| {
        let lon = frame.longitude(number as f64 * step - frame.center());
        (sampled(|share| [lon, ends.0 + share * (ends.1 - ends.0)]), degrees(lon, step, "E", "W"))
    });
    lines.collect()
}

fn parallels(frame: &Frame) -> Vec<Named> {
    let [west, south, east, north] = frame.window;
    let step = if frame.world { 30.0 } else { step(north - south) };
    let numbers = (south / step).ceil() as i64..=(north / step).floor() as i64;
    let lines = numbers.filter(|number| (*number as f64 * step).abs() < 90.0).map(|number| {
        let lat = number as f64 * step;
        // Longitudes that are not cut at the antimeridian: they are turned later.
        let start = frame.center() + west;
        (sampled(|share| [start + share * (east - west), lat]), degrees(lat, step, "N", "S"))
    });
    lines.collect()
}

fn sampled(at: impl Fn(f64) -> [f64; 2]) -> Vec<[f64; 2]> {
    (0..=120).map(|number| at(f64::from(number) / 120.0)).collect()
}

fn pixels(frame: &Frame, line: &[[f64; 2]]) -> Vec<(f64, f64)> {
    line.iter().filter_map(|[lon, lat]| frame.pixel(lon - frame.center(), *lat)).collect()
}

/// Where a line crosses a value of one coordinate: the other one.
fn crossing(line: &[(f64, f64)], axis: usize, value: f64) -> Option<f64> {
    let of = |point: &(f64, f64)| if axis == 0 { (point.0, point.1) } else { (point.1, point.0) };
    line.windows(2).find_map(|pair| {
        let [one, other] = pair else { return None };
        let ((one, at), (other, to)) = (of(one), of(other));
        let share = (value - one) / (other - one);
        (0.0..=1.0).contains(&share).then_some(at + share * (to - at))
    })
}

fn step(span: f64) -> f64 {
    STEPS.into_iter().find(|step| span / step <= 6.5).unwrap_or(30.0)
}

/// `12.5° E`, with the decimals that the step needs.
fn degrees(value: f64, step: f64, plus: &str, minus: &str) -> String {
    let decimals = if step >= 1.0 {
        0
    } else if step >= 0.1 {
        1
    } else {
        2
    };
    let side = if value.abs() < step / 1e6 || (value.abs() - 180.0).abs() < 1e-9 {
        ""
    } else if value > 0.0 {
        plus
    } else {
        minus
    };
    let text = format!("{:.decimals$}° {side}", value.abs());
    text.trim_end().to_owned()
}
