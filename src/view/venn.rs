//! Pictures of sets and what they share: circles that are true to area for two sets, an `UpSet` plot (A. Lex
//! and others, *UpSet: Visualization of Intersecting Sets*, 2014) for more, where no circles would be.

use super::figure::Figure;
use super::label::{self, Weight};
use super::mark;
use super::markup::Element;
use super::palette;
use super::svg::{self, Anchor};
use super::theme::{INK, MUTED, Paint};
use super::upset;
use std::f64::consts::PI;

/// Sets and all regions of their diagram.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagram {
    /// What is shown, in a line.
    pub title: String,
    /// What is counted, in the plural.
    pub unit: String,
    /// The sets.
    pub sets: Vec<Set>,
    /// The regions.
    pub regions: Vec<Region>,
}

/// A set.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// Its name.
    pub name: String,
    /// How many elements it has.
    pub size: f64,
}

/// What is in some sets and not in the others.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// By set: whether it is in it.
    pub within: Vec<bool>,
    /// How many elements it has.
    pub value: f64,
    /// Between which bounds that is.
    pub bounds: (f64, f64),
    /// Whether there are any at all cannot be told: only the upper bound counts.
    pub is_bound: bool,
}

impl Region {
    /// The number as it is written: an upper bound as such.
    pub(super) fn text(&self) -> String {
        if self.is_bound {
            return format!("< {}", label::grouped(self.bounds.1.ceil() as u64));
        }
        label::grouped(self.value.round() as u64)
    }

    /// Its interval in words.
    pub(super) fn interval(&self) -> String {
        let (low, high) = self.bounds;
        let count = |value: f64| label::grouped(value.round() as u64);
        match (self.is_bound, low < high) {
            (true, _) => "upper bound".to_owned(),
            (false, true) => format!("{} to {}", count(low), count(high)),
            (false, false) => "exactly".to_owned(),
        }
    }

    /// The names of the sets that it is in, and of those that it is not in, in words.
    pub(super) fn name(&self, sets: &[Set]) -> String {
        let named = |which: bool| {
            let sets = sets.iter().zip(&self.within).filter(|(_, within)| **within == which);
            sets.map(|(set, _)| set.name.as_str()).collect::<Vec<_>>().join(" and ")
        };
        let (within, without) = (named(true), named(false));
        if without.is_empty() { within } else { format!("{within}, not {without}") }
    }
}

impl Diagram {
    /// Draws circles for two sets, and an `UpSet` plot for more.
    pub fn draw(&self) -> Figure {
        if self.sets.len() == 2 { self.circles() } else { upset::draw(self) }
    }

    /// The picture in words.
    pub(super) fn description(&self) -> String {
        let parts = self.regions.iter().map(|region| {
            let (name, text) = (region.name(&self.sets), region.text());
            format!("{name}: {text} {} ({}).", self.unit, region.interval())
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    /// How large the region is that lies in these sets only.
    fn region(&self, within: &[bool]) -> Option<&Region> {
        self.regions.iter().find(|region| region.within == within)
    }

    fn circles(&self) -> Figure {
        const WIDTH: f64 = 640.0;
        const MARGIN: f64 = 24.0;
        /// Room for the circles.
        const ROOM: (f64, f64) = (340.0, 260.0);
        let mut figure = Figure::new(WIDTH, 0.0, &self.title, &self.description());
        let note = format!("Areas are numbers of {}; small print: 95 % intervals", self.unit);
        let top = figure.heading(&[&note], MARGIN) + 10.0;
        let entries: Vec<(Paint, String)> = self
            .sets
            .iter()
            .enumerate()
            .map(|(number, set)| {
                let size = label::grouped(set.size.round() as u64);
                (palette::category(number), format!("{} ({size})", set.name))
            })
            .collect();
        let entries: Vec<(Paint, &str)> =
            entries.iter().map(|(paint, name)| (*paint, name.as_str())).collect();
        let (legend, height) = mark::legend(&entries, (MARGIN, top), WIDTH - 2.0 * MARGIN);
        figure.push(legend);
        let top = top + height + 24.0;

        let size =
            |within: [bool; 2]| self.region(&within).map_or(0.0, |region| region.value.max(0.0));
        let (one, other, both) = (size([true, false]), size([false, true]), size([true, true]));
        let circles = Circles::new(one, other, both, ROOM);
        let middle = top + ROOM.1 / 2.0;
        let left = (WIDTH - circles.width()) / 2.0;
        let (first, second) = (left + circles.reach(), left + circles.reach() + circles.apart);
        for (number, (x, radius)) in
            [(first, circles.radii.0), (second, circles.radii.1)].into_iter().enumerate()
        {
            let paint = palette::category(number);
            let circle = svg::circle((x, middle), radius).fill(paint).at("fill-opacity", 0.28);
            let hint = self.sets.get(number).map_or("", |set| &set.name);
            figure.push(circle.stroke(paint, 2.0).hint(hint));
        }
        // From where to where each region reaches at the height of the middle.
        let (r, s) = circles.radii;
        let (a, b) = ((first - r, first + r), (second - s, second + s));
        let outside = [a.0.min(b.0) - 24.0, a.1.max(b.1) + 24.0];
        let below = (f64::midpoint(a.1.min(b.1), b.0.max(a.0)), middle + ROOM.1 / 2.0 + 26.0);
        let spans = [
            ([true, false], (a.0, b.0.min(a.1)), (outside[0], middle), Anchor::End),
            ([false, true], (a.1.max(b.0), b.1), (outside[1], middle), Anchor::Start),
            ([true, true], (a.0.max(b.0), a.1.min(b.1)), below, Anchor::Middle),
        ];
        for (within, (from, to), aside, anchor) in spans {
            if let Some(region) = self.region(&within) {
                figure.push(note_of(region, (from, to), middle, aside, anchor));
            }
        }
        figure.set_height(top + ROOM.1 + 62.0);
        figure
    }
}

/// The number of a region with its interval: in the region if it has room, else aside with a line to it.
fn note_of(
    region: &Region,
    (from, to): (f64, f64),
    middle: f64,
    aside: (f64, f64),
    anchor: Anchor,
) -> Element {
    let (text, interval) = (region.text(), region.interval());
    let width =
        label::width(&text, 17.0, Weight::Bold).max(label::width(&interval, 11.5, Weight::Regular));
    let within = (f64::midpoint(from, to), middle);
    let fits = to - from > width + 10.0;
    let mut note = svg::group([]);
    let (at, anchor) = if fits { (within, Anchor::Middle) } else { (aside, anchor) };
    if !fits && to > from {
        // The line begins beside the text and ends in the region.
        let start = match anchor {
            Anchor::Middle => (at.0, at.1 - 20.0),
            Anchor::Start => (at.0 - 5.0, at.1),
            Anchor::End => (at.0 + 5.0, at.1),
        };
        note.push(svg::line(start, within).stroke(MUTED, 1.0));
        note.push(svg::circle(within, 2.0).fill(MUTED));
    }
    note.push(svg::text((at.0, at.1 + 2.0), 17.0, anchor, &text).fill(INK).bold());
    note.push(svg::text((at.0, at.1 + 19.0), 11.5, anchor, &interval).fill(INK));
    note
}

/// Two circles whose areas, and that of what both cover, are in the proportion of three numbers.
struct Circles {
    radii: (f64, f64),
    apart: f64,
}

impl Circles {
    /// For what is in one only, in the other only, in both; so large that they fill the room.
    fn new(one: f64, other: f64, both: f64, room: (f64, f64)) -> Self {
        let radius = |area: f64| (area / PI).sqrt();
        let (r, s) = (radius(one + both), radius(other + both));
        // Sets that share nothing have a gap between them, so that this is seen.
        let apart = if both <= 0.0 { (r + s) * 1.06 } else { distance(r, s, both) };
        let circles = Self { radii: (r, s), apart };
        let (width, height) = (circles.width(), 2.0 * r.max(s));
        let scale = if width > 0.0 { (room.0 / width).min(room.1 / height) } else { 0.0 };
        Self { radii: (r * scale, s * scale), apart: apart * scale }
    }

    /// How far the first reaches to the left of its middle, or the second, if that reaches farther.
    fn reach(&self) -> f64 {
        self.radii.0.max(self.radii.1 - self.apart)
    }

    fn width(&self) -> f64 {
        self.reach() + (self.apart + self.radii.1).max(self.radii.0)
    }
}

/// How far apart the middles of two circles are that share an area.
fn distance(r: f64, s: f64, shared: f64) -> f64 {
    let (mut near, mut far) = ((r - s).abs(), r + s);
    for _ in 0..60 {
        let middle = f64::midpoint(near, far);
        if lens(r, s, middle) > shared { near = middle } else { far = middle }
    }
    f64::midpoint(near, far)
}

/// The area that two circles share whose middles are so far apart.
fn lens(r: f64, s: f64, apart: f64) -> f64 {
    if apart >= r + s {
        return 0.0;
    }
    if apart <= (r - s).abs() {
        return PI * r.min(s).powi(2);
    }
    // Each side of the chord through both crossings is a segment of a circle.
    let segment = |radius: f64, to_chord: f64| {
        let part = (to_chord / radius).clamp(-1.0, 1.0);
        radius * radius * (part.acos() - part * (1.0 - part * part).sqrt())
    };
    let to_chord = (apart * apart + r * r - s * s) / (2.0 * apart);
    segment(r, to_chord) + segment(s, apart - to_chord)
}

#[cfg(test)]
#[path = "venn_tests.rs"]
mod tests;
