//! Points with names, in a plane of two numbers; a range says how far a point may be moved sideways.

use super::{MARGIN, WIDTH, Words, extent};
use crate::view::Figure;
use crate::view::axis;
use crate::view::label::{self, Weight};
use crate::view::mark;
use crate::view::markup::Element;
use crate::view::scale::Scale;
use crate::view::svg::{self, Anchor};
use crate::view::theme::{ALERT, GRID, INK, MUTED, PAPER, Paint};

/// A point.
#[derive(Debug, Clone)]
pub struct Point {
    /// What it is.
    pub name: String,
    /// Where it is.
    pub at: (f64, f64),
    /// Values of x that would do about as well.
    pub range: (f64, f64),
    /// Its colour.
    pub paint: Paint,
    /// Drawn as a ring: it is not what it seems.
    pub doubtful: bool,
    /// What is shown when the pointer rests on it.
    pub hint: String,
}

/// The plane.
#[derive(Debug, Clone)]
pub struct Scatter {
    /// Title and notes.
    pub words: Words,
    /// What the horizontal axis is.
    pub across: String,
    /// What the vertical axis is.
    pub upright: String,
    /// The ends of the horizontal axis.
    pub from: f64,
    /// As above.
    pub to: f64,
    /// A vertical line between two halves, with what they are.
    pub divide: Option<(f64, String, String)>,
    /// A horizontal line and what it is.
    pub threshold: Option<(f64, String)>,
    /// Colours and what they stand for.
    pub legend: Vec<(Paint, String)>,
    /// The points; names are set beside as many as there is room for, the first ones first.
    pub points: Vec<Point>,
}

const HEIGHT: f64 = 440.0;
const RADIUS: f64 = 5.0;
const SIZE: f64 = 12.0;

/// A rectangle that is taken: left, top, right, bottom.
type Place = (f64, f64, f64, f64);

impl Scatter {
    /// Draws it.
    pub fn figure(&self) -> Figure {
        let entries: Vec<(Paint, &str)> =
            self.legend.iter().map(|(paint, name)| (*paint, name.as_str())).collect();
        let legend = |top| mark::legend(&entries, (MARGIN, top), WIDTH - 2.0 * MARGIN);
        let body = 12.0 + legend(0.0).1 + 34.0 + HEIGHT + axis::HEIGHT;
        let (mut figure, top) = self.words.figure(WIDTH, body);
        let (drawn, height) = legend(top + 12.0);
        figure.push(drawn);
        let (top, bottom) = (top + 46.0 + height, top + 46.0 + height + HEIGHT);
        let heights = self.points.iter().map(|point| point.at.1);
        let heights = heights.chain(self.threshold.iter().map(|(height, _)| *height));
        let (least, greatest) = extent(heights).unwrap_or((0.0, 1.0));
        let y = Scale::linear(least.min(0.0), greatest.max(least + 0.1), bottom, top).rounded(8);
        let left = MARGIN + axis::room(&y);
        let right = WIDTH - MARGIN;
        let x = Scale::linear(self.from - 0.8, self.to + 0.8, left, right);
        figure.push(axis::left(&y, left, right, &self.upright));
        figure.push(axis::bottom(&x, bottom, None, &self.across));
        self.lines(&mut figure, &x, &y, (left, top, right, bottom));
        self.marks(&mut figure, &x, &y, (left, top, right, bottom));
        figure
    }

    fn lines(&self, figure: &mut Figure, x: &Scale, y: &Scale, (left, top, right, bottom): Place) {
        if let Some((value, before, after)) = &self.divide {
            let at = x.at(*value);
            figure.push(svg::line((at, top), (at, bottom)).stroke(MUTED, 1.0));
            let words = [(at - 8.0, Anchor::End, before), (at + 8.0, Anchor::Start, after)];
            for (at, anchor, text) in words {
                figure.push(svg::text((at, top - 8.0), SIZE, anchor, text).fill(MUTED).bold());
            }
        }
        if let Some((value, text)) = &self.threshold {
            let at = y.at(*value);
            let line = svg::line((left, at), (right, at)).stroke(ALERT, 1.5);
            figure.push(line.with("stroke-dasharray", "6 4"));
            let text = svg::text((left + 8.0, at - 6.0), SIZE, Anchor::Start, text).fill(ALERT);
            figure.push(on_paper(text));
        }
    }

    fn marks(&self, figure: &mut Figure, x: &Scale, y: &Scale, plot: Place) {
        let place = |point: &Point| (x.at(point.at.0), y.at(point.at.1));
        for point in &self.points {
            let height = y.at(point.at.1);
            let (low, high) = (x.at(point.range.0), x.at(point.range.1));
            let line = svg::line((low, height), (high, height)).stroke(point.paint, 2.0);
            figure.push(line.with("stroke-linecap", "round").opacity(0.45));
        }
        let mut taken: Vec<Place> = self
            .points
            .iter()
            .map(|point| around(place(point), RADIUS + 1.0, RADIUS + 1.0))
            .collect();
        if let Some((height, text)) = &self.threshold {
            let width = label::width(text, SIZE, Weight::Regular);
            let at = y.at(*height);
            taken.push((plot.0, at - 20.0, plot.0 + 8.0 + width, at));
        }
        let mut names = Vec::new();
        for point in &self.points {
            let name = label::fitted(&point.name, SIZE, Weight::Regular, 190.0).into_owned();
            let width = label::width(&name, SIZE, Weight::Regular);
            let Some((at, led)) = free(place(point), width, &taken, plot) else { continue };
            taken.push(around(at, width / 2.0 + 2.0, SIZE / 2.0 + 1.0));
            if led {
                let end =
                    (at.0, at.1 + if at.1 < place(point).1 { SIZE / 2.0 } else { -SIZE / 2.0 });
                names.push(svg::line(place(point), end).stroke(GRID, 1.0));
            }
            let baseline = (at.0, at.1 + SIZE * 0.36);
            names.push(on_paper(svg::text(baseline, SIZE, Anchor::Middle, &name).fill(INK)));
        }
        for name in names {
            figure.push(name);
        }
        for point in &self.points {
            let dot = if point.doubtful {
                svg::circle(place(point), RADIUS - 0.5).fill(PAPER).stroke(point.paint, 2.0)
            } else {
                mark::dot(place(point), RADIUS, point.paint)
            };
            figure.push(dot.hint(&point.hint));
        }
    }
}

/// A text that lines do not run through.
fn on_paper(text: Element) -> Element {
    text.stroke(PAPER, 3.0).with("paint-order", "stroke").with("stroke-linejoin", "round")
}

fn around((x, y): (f64, f64), half_width: f64, half_height: f64) -> Place {
    (x - half_width, y - half_height, x + half_width, y + half_height)
}

/// The middle of a text beside a point where nothing else is, and whether it is so far off that a line
/// must lead to it.
fn free(
    (x, y): (f64, f64),
    width: f64,
    taken: &[Place],
    (left, top, right, bottom): Place,
) -> Option<((f64, f64), bool)> {
    let beside = RADIUS + 4.0 + width / 2.0;
    let above = RADIUS + 3.0 + SIZE / 2.0;
    let near = [(beside, 0.0), (-beside, 0.0), (0.0, -above), (0.0, above)];
    let corners = [(1.0, -1.0), (-1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
    let slanted = corners.map(|(across, down)| (across * beside * 0.9, down * above));
    let rings = (1..=5).flat_map(|ring| {
        let far = f64::from(ring) * 16.0;
        corners.into_iter().flat_map(move |(across, down)| {
            [(across * (width / 2.0 + 8.0), down * (above + far)), (0.0, down * (above + far))]
        })
    });
    let near = near.into_iter().chain(slanted).map(|place| (place, false));
    near.chain(rings.map(|place| (place, true))).find_map(|((across, down), led)| {
        let middle = (x + across, y + down);
        let own = around(middle, width / 2.0 + 2.0, SIZE / 2.0 + 1.0);
        let inside = own.0 >= left && own.2 <= right && own.1 >= top && own.3 <= bottom;
        let apart = |other: &Place| {
            own.2 <= other.0 || own.0 >= other.2 || own.3 <= other.1 || own.1 >= other.3
        };
        (inside && taken.iter().all(apart)).then_some((middle, led))
    })
}
