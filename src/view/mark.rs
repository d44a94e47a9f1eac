//! What charts of several kinds are made of: lines, bands, points, bars, legends.

use super::label::{self, Weight};
use super::markup::Element;
use super::svg::{self, Anchor, Path};
use super::theme::{GRID, MUTED, PAPER, Paint};

/// Size of the texts of legends.
const SIZE: f64 = 12.0;

/// A line through points; it is interrupted where there is none, and a point alone is a dot.
pub fn line(
    points: impl IntoIterator<Item = Option<(f64, f64)>>,
    paint: Paint,
    width: f64,
) -> Element {
    let mut path = Path::new();
    let mut dots = Vec::new();
    let points: Vec<_> = points.into_iter().collect();
    for run in points.split(Option::is_none) {
        let run: Vec<(f64, f64)> = run.iter().flatten().copied().collect();
        match *run {
            [] => {}
            [alone] => dots.push(svg::circle(alone, width).fill(paint)),
            [(x, y), ref rest @ ..] => {
                path.go(x, y);
                for &(x, y) in rest {
                    path.to(x, y);
                }
            }
        }
    }
    let mut mark = svg::group(dots);
    if !path.is_empty() {
        let line = path.shape().hollow().stroke(paint, width);
        mark.push(line.with("stroke-linejoin", "round").with("stroke-linecap", "round"));
    }
    mark
}

/// How dark the area of a band is.
const FAINT: f64 = 0.2;
/// A band is at least so high; that of a single day is twice as wide.
const THINNEST: f64 = 1.0;

/// A band between a lower and an upper line: an interval. Points are x, low, high.
pub fn band(points: impl IntoIterator<Item = Option<(f64, f64, f64)>>, paint: Paint) -> Element {
    let mut path = Path::new();
    let points: Vec<_> = points.into_iter().collect();
    for run in points.split(Option::is_none) {
        let run = run.iter().flatten().map(|&(x, low, high)| {
            let (middle, half) = (f64::midpoint(low, high), ((low - high) / 2.0).abs());
            let half = half.max(THINNEST / 2.0);
            (x, middle + half, middle - half)
        });
        let mut run: Vec<(f64, f64, f64)> = run.collect();
        if let [(x, low, high)] = *run {
            run = vec![(x - THINNEST, low, high), (x + THINNEST, low, high)];
        }
        let lower = run.iter().map(|&(x, low, _)| (x, low));
        let upper = run.iter().rev().map(|&(x, _, high)| (x, high));
        for (number, (x, y)) in lower.chain(upper).enumerate() {
            if number == 0 {
                path.go(x, y)
            } else {
                path.to(x, y)
            };
        }
        if !run.is_empty() {
            path.close();
        }
    }
    path.shape().fill(paint).at("fill-opacity", FAINT)
}

/// A dot with a rim that sets it off from what lies under it.
pub fn dot(at: (f64, f64), radius: f64, paint: Paint) -> Element {
    svg::circle(at, radius).fill(paint).stroke(PAPER, 1.0)
}

/// An interval: a line with its value as a dot.
pub fn interval(low: (f64, f64), value: (f64, f64), high: (f64, f64), paint: Paint) -> Element {
    let line = svg::line(low, high).stroke(paint, 2.0).with("stroke-linecap", "round");
    svg::group([line.opacity(0.55), dot(value, 4.0, paint)])
}

/// What stands before a name in a legend: it looks as what it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swatch {
    /// Anything of a colour.
    Square(Paint),
    /// A line.
    Line(Paint),
    /// A line of dashes.
    Dashes(Paint),
    /// A line in its band.
    Band(Paint),
}

impl From<Paint> for Swatch {
    fn from(paint: Paint) -> Self {
        Self::Square(paint)
    }
}

impl Swatch {
    fn width(self) -> f64 {
        if matches!(self, Self::Square(_)) { 10.0 } else { 20.0 }
    }

    fn draw(self, left: f64, middle: f64) -> Element {
        let right = left + self.width();
        let line = |paint| svg::line((left, middle), (right, middle)).stroke(paint, 2.0);
        match self {
            Self::Square(paint) => {
                svg::rect(left, middle - 5.0, 10.0, 10.0).with("rx", 2).fill(paint)
            }
            Self::Line(paint) => line(paint),
            Self::Dashes(paint) => line(paint).with("stroke-dasharray", DASHES),
            Self::Band(paint) => {
                let area = svg::rect(left, middle - 6.0, self.width(), 12.0).fill(paint);
                svg::group([area.at("fill-opacity", FAINT), line(paint)])
            }
        }
    }
}

/// Lengths of dashes and gaps.
pub const DASHES: &str = "6 4";

/// A legend in rows of a width; gives its height, too.
pub fn legend(
    entries: &[(impl Into<Swatch> + Copy, &str)],
    (x, y): (f64, f64),
    room: f64,
) -> (Element, f64) {
    const ROW: f64 = 20.0;
    const GAP: f64 = 6.0;
    /// Where the typeface is missing another one takes its place, which may be so much wider.
    const WIDER: f64 = 1.1;
    let mut legend = svg::group([]);
    let (mut right, mut row) = (0.0, 0.0);
    for (swatch, name) in entries {
        let swatch: Swatch = (*swatch).into();
        let before = swatch.width() + GAP;
        let name = label::fitted(name, SIZE, Weight::Regular, room - before);
        let width = before + label::width(&name, SIZE, Weight::Regular) * WIDER;
        if right > 0.0 && right + width > room {
            (right, row) = (0.0, row + ROW);
        }
        let (left, middle) = (x + right, y + row + ROW / 2.0);
        legend.push(swatch.draw(left, middle));
        let at = (left + before, middle + SIZE * 0.36);
        legend.push(svg::text(at, SIZE, Anchor::Start, &name).fill(MUTED));
        right += width + 16.0;
    }
    (legend, if entries.is_empty() { 0.0 } else { row + ROW })
}

/// A bar of colours over a scale, 0 to 1 from left to right, with labels at parts of it and a title above.
/// It is [`RAMP`] pixels high.
pub fn ramp(
    colour: impl Fn(f64) -> Paint,
    labels: &[(f64, String)],
    title: &str,
    (x, y): (f64, f64),
    width: f64,
) -> Element {
    const STEPS: u32 = 48;
    let top = y + 18.0;
    let mut ramp = svg::group([svg::text((x, y + SIZE), SIZE, Anchor::Start, title).fill(MUTED)]);
    for step in 0..STEPS {
        let part = f64::from(step) / f64::from(STEPS);
        let middle = (f64::from(step) + 0.5) / f64::from(STEPS);
        // Half a pixel over the next, so that no seams show.
        let over = if step + 1 < STEPS { 0.5 } else { 0.0 };
        let piece = svg::rect(x + part * width, top, width / f64::from(STEPS) + over, 10.0);
        ramp.push(piece.fill(colour(middle)));
    }
    for (part, label) in labels {
        let at = x + part * width;
        ramp.push(svg::line((at, top + 10.0), (at, top + 14.0)).stroke(GRID, 1.0));
        ramp.push(svg::text((at, top + 27.0), SIZE, Anchor::Middle, label).fill(MUTED));
    }
    ramp
}

/// The height of a [`ramp`].
pub const RAMP: f64 = 46.0;
