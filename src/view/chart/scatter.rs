//! Points with names, in a plane of two numbers; a range says how far a point may be moved sideways.

use super::{MARGIN, WIDTH, Words, extent};
use crate::view::Figure;
use crate::view::axis;
use crate::view::label::{self, Weight};
use crate::view::mark;
use crate::view::markup::Element;
use crate::view::scale::Scale;
use crate::view::svg::{self, Anchor};
use crate::view::theme::{ALERT, INK, MUTED, PAPER, Paint};

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
    /// The ends of the horizontal axis, which counts whole things.
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
        let x = Scale::whole(self.from - 0.8, self.to + 0.8, left, right);
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
            figure.push(line.with("stroke-dasharray", mark::DASHES));
            let plot = (left, top, right, bottom);
            let (x, y) = middle(self.threshold_words(x, y, plot, text));
            let at = (x, y + SIZE * 0.36);
            figure.push(on_paper(svg::text(at, SIZE, Anchor::Middle, text).fill(ALERT)));
        }
    }

    /// Where the words of the threshold are in nobody's way: above or below the line, at its left, its
    /// right or elsewhere.
    fn threshold_words(&self, x: &Scale, y: &Scale, plot: Place, text: &str) -> Place {
        let (left, _, right, _) = plot;
        let line = self.threshold.as_ref().map_or(0.0, |(value, _)| y.at(*value));
        let half = label::width(text, SIZE, Weight::Regular) / 2.0;
        let (first, last) = (left + 8.0 + half, right - 8.0 - half);
        let places = [0.0, 1.0, 0.5, 0.25, 0.75].into_iter().flat_map(|part| {
            let at = first + part * (last - first);
            [-12.0, 12.0].map(|above| around((at, line + above), half, SIZE * 0.7))
        });
        let mut busy = self.dots(x, y);
        busy.extend(self.ranges(x, y));
        let in_the_way = |place: &Place| busy.iter().filter(|other| !apart(place, other)).count();
        places.min_by_key(in_the_way).unwrap_or(plot)
    }

    /// Where the points are.
    fn dots(&self, x: &Scale, y: &Scale) -> Vec<Place> {
        let dot = |point: &Point| {
            around((x.at(point.at.0), y.at(point.at.1)), RADIUS + 1.0, RADIUS + 1.0)
        };
        self.points.iter().map(dot).collect()
    }

    /// Where their ranges are.
    fn ranges(&self, x: &Scale, y: &Scale) -> Vec<Place> {
        let range = |point: &Point| {
            let height = y.at(point.at.1);
            (x.at(point.range.0), height - 1.0, x.at(point.range.1), height + 1.0)
        };
        self.points.iter().map(range).collect()
    }

    fn marks(&self, figure: &mut Figure, x: &Scale, y: &Scale, plot: Place) {
        let place = |point: &Point| (x.at(point.at.0), y.at(point.at.1));
        for point in &self.points {
            let height = y.at(point.at.1);
            let (low, high) = (x.at(point.range.0), x.at(point.range.1));
            let line = svg::line((low, height), (high, height)).stroke(point.paint, 2.0);
            figure.push(line.with("stroke-linecap", "round").opacity(0.45));
        }
        let mut taken = self.dots(x, y);
        let ranges = self.ranges(x, y);
        let mut lines = Vec::new();
        if let Some((height, text)) = &self.threshold {
            taken.push(self.threshold_words(x, y, plot, text));
            let at = y.at(*height);
            lines.push((plot.0, at - 1.0, plot.2, at + 1.0));
        }
        if let Some((value, ..)) = &self.divide {
            let at = x.at(*value);
            lines.push((at - 1.0, plot.1, at + 1.0, plot.3));
        }
        let mut names = Vec::new();
        for point in &self.points {
            let name = label::fitted(&point.name, SIZE, Weight::Regular, 190.0).into_owned();
            let width = label::width(&name, SIZE, Weight::Regular);
            // Rather across a line than far off, and rather across a range than not at all.
            let apart: Vec<Place> = taken.iter().chain(&ranges).copied().collect();
            let all: Vec<Place> = apart.iter().chain(&lines).copied().collect();
            let tries =
                [(&all, false), (&apart, false), (&all, true), (&taken, false), (&taken, true)];
            let found = tries.into_iter().find_map(|(others, led)| {
                Some((free(place(point), width, others, plot, led)?, led))
            });
            let Some((at, led)) = found else { continue };
            taken.push(around(at, width / 2.0 + 2.0, SIZE / 2.0 + 1.0));
            if led {
                let end =
                    (at.0, at.1 + if at.1 < place(point).1 { SIZE / 2.0 } else { -SIZE / 2.0 });
                names.push(svg::line(place(point), end).stroke(MUTED, 0.75));
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

fn middle((left, top, right, bottom): Place) -> (f64, f64) {
    (f64::midpoint(left, right), f64::midpoint(top, bottom))
}

/// Whether two rectangles have nothing in common.
fn apart(one: &Place, other: &Place) -> bool {
    one.2 <= other.0 || one.0 >= other.2 || one.3 <= other.1 || one.1 >= other.3
}

/// The middle of a text beside a point where nothing else is; or so far off that a line must lead to it.
fn free(
    (x, y): (f64, f64),
    width: f64,
    taken: &[Place],
    (left, top, right, bottom): Place,
    led: bool,
) -> Option<(f64, f64)> {
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
    let near = near.into_iter().chain(slanted).filter(|_| !led);
    near.chain(rings.filter(|_| led)).find_map(|(across, down)| {
        let middle = (x + across, y + down);
        let own = around(middle, width / 2.0 + 2.0, SIZE / 2.0 + 1.0);
        let inside = own.0 >= left && own.2 <= right && own.1 >= top && own.3 <= bottom;
        (inside && taken.iter().all(|other| apart(&own, other))).then_some(middle)
    })
}
