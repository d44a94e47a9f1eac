//! Maps of cells: choropleths in an equal-area projection on Natural Earth's land and borders.
//!
//! What spans most of the globe is drawn in Mollweide around its middle, everything else in Lambert's
//! azimuthal projection around its own; both keep areas, so that equal colours are equal shares of paper.
//! Nothing needs a server or a network.

mod basemap;
mod cut;
mod frame;
mod graticule;
mod legend;

pub use basemap::{PLACES, WORLD};
pub use frame::Extent;

use super::Figure;
use super::label::{self, Weight};
use super::markup::Element;
use super::svg::{self, Anchor, Path};
use super::theme::{INK, MUTED, PAPER, Paint};
use crate::grid::Outline;
use cut::{add_line, add_ring, coast};
use frame::Frame;

const WIDTH: f64 = 1200.0;
const MARGIN: f64 = 28.0;
/// Room for labels of parallels.
const LEFT: f64 = 44.0;
/// How high a map is at least and at most, as parts of its width.
const HEIGHTS: (f64, f64) = (0.48, 0.82);
/// Cells that are smaller cannot be seen.
const LEAST: f64 = 2.4;
/// A hair of their own colour closes the seams between cells.
const HAIR: f64 = 0.35;
/// Names of places on a map.
const NAMES: usize = 10;

const SEA: Paint = Paint::of(0xf4f7f9, 0x171c22);
const LAND: Paint = Paint::of(0xe2e3e2, 0x2b3239);
const COAST: Paint = Paint::of(0x8a9299, 0x6d7781);
const BORDER: Paint = Paint::of(0x9aa1a7, 0x66707a);
const LINES: Paint = Paint::of(0xcfd6dc, 0x39424b);

/// A class of cells.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its colour.
    pub paint: Paint,
    /// Its range of values.
    pub label: String,
}

/// The cells of one map among several.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Panel {
    /// What it is called; nothing, if it is the only one.
    pub title: String,
    /// Cells with the number of their class, by size: the largest, which lie below the others, first.
    pub layers: Vec<Vec<(usize, Outline)>>,
}

impl Panel {
    fn cells(&self) -> impl Iterator<Item = &(usize, Outline)> {
        self.layers.iter().flatten()
    }
}

/// A map of cells, or several of the same place.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// What it shows.
    pub title: String,
    /// What the cells are: one of them, and several.
    pub cells: [String; 2],
    /// More about them, for the line below the title, which tells how many there are.
    pub about: String,
    /// What the colours are.
    pub legend: String,
    /// The classes, as the legend lists them.
    pub classes: Vec<Class>,
    /// Source and method.
    pub note: String,
    /// The maps.
    pub panels: Vec<Panel>,
    /// What is shown; `None`: where the cells are. What lies outside is counted as such.
    pub extent: Option<Extent>,
}

/// How many cells are to be seen.
struct Seen {
    /// Of each class.
    classes: Vec<usize>,
    /// Cells out of sight.
    outside: usize,
}

impl Map {
    /// Draws it.
    pub fn draw(&self) -> Figure {
        let outlines = self.panels.iter().flat_map(Panel::cells).flat_map(|cell| &cell.1);
        let points: Vec<[f64; 2]> = match self.extent {
            Some(_) => Vec::new(),
            None => outlines.flatten().copied().collect(),
        };
        let extent = self.extent.or_else(|| frame::around(points.iter()));
        let extent = extent.unwrap_or([-180.0, -90.0, 180.0, 90.0]);
        let legend_x = WIDTH - MARGIN - legend::WIDTH;
        let room = legend_x - 26.0 - MARGIN;
        let (columns, gap) = match self.panels.len() {
            0 | 1 => (1, 0.0),
            2..=4 => (2, 14.0),
            5..=9 => (3, 12.0),
            10..=16 => (4, 10.0),
            _ => (6, 8.0),
        };
        let alone = columns == 1;
        let left = MARGIN + if alone { LEFT } else { 0.0 };
        let each = (room - (left - MARGIN) - gap * (columns - 1) as f64) / columns as f64;
        let frame = Frame::new(extent, &points, each, (each * HEIGHTS.0, each * HEIGHTS.1));
        let seen = self.seen(&frame);
        let subtitle = self.subtitle(&seen);
        let description = self.description(&seen, &subtitle);
        let mut figure = Figure::new(WIDTH, WIDTH, &self.title, &description);
        let top = figure.heading(&[&subtitle], MARGIN) + 16.0;
        let heading = if alone { 0.0 } else { 20.0 };
        let mut bottom = top;
        let size = self.usual_size(&frame);
        let base = Base::new(&frame, HAIR.max(LEAST - size));
        for (number, panel) in self.panels.iter().enumerate() {
            let (column, row) = (number % columns, number / columns);
            let x = left + column as f64 * (each + gap);
            let y = top + heading + row as f64 * (frame.size.1 + heading + gap);
            if !alone {
                let title = svg::text((x, y - 6.0), 12.0, Anchor::Start, &panel.title);
                figure.push(title.fill(INK).bold());
            }
            figure.push(self.window(&frame, &base, panel, alone, (x, y)));
            if !frame.world {
                let edge = svg::rect(x, y, frame.size.0, frame.size.1);
                figure.push(edge.hollow().stroke(COAST, 0.8));
            }
            if alone {
                for label in graticule::labels(&frame, x, y) {
                    figure.push(label);
                }
            }
            bottom = f64::max(bottom, y + frame.size.1);
        }
        if self.panels.is_empty() {
            bottom = top + 40.0;
        }
        let counted: Vec<(&Class, usize)> =
            self.classes.iter().zip(seen.classes).filter(|(_, count)| *count > 0).collect();
        let (shapes, height) = legend::legend(&self.legend, &counted, "cells", legend_x, top);
        for shape in shapes {
            figure.push(shape);
        }
        let mut y = bottom.max(top + height) + if alone && !frame.world { 34.0 } else { 26.0 };
        let basemap = "Basemap: Natural Earth.";
        let larger = if size < LEAST {
            "Cells are drawn larger than they are: they could not be seen. "
        } else {
            ""
        };
        let note = format!("{} {larger}{}. {basemap}", self.note, frame.projection());
        for line in label::lines(&note, 11.0, Weight::Regular, WIDTH - 2.0 * MARGIN) {
            figure.push(svg::text((MARGIN, y), 11.0, Anchor::Start, &line).fill(MUTED));
            y += 15.5;
        }
        figure.set_height(y - 15.5 + MARGIN);
        figure
    }

    /// How many pixels cells measure: half of them more, half of them less.
    fn usual_size(&self, frame: &Frame) -> f64 {
        let outlines = self.panels.iter().flat_map(Panel::cells).map(|cell| &cell.1);
        let rings = outlines.filter_map(|outline| outline.first());
        let mut sizes: Vec<f64> = rings.filter_map(|ring| frame.size_of(ring)).collect();
        sizes.sort_unstable_by(f64::total_cmp);
        sizes.get(sizes.len() / 2).copied().unwrap_or(LEAST)
    }

    /// Which cells are to be seen: those whose box touches the map.
    fn seen(&self, frame: &Frame) -> Seen {
        let mut seen = Seen { classes: vec![0; self.classes.len()], outside: 0 };
        for (class, outline) in self.panels.iter().flat_map(Panel::cells) {
            match seen.classes.get_mut(*class) {
                Some(count) if outline.iter().any(|ring| frame.touches(ring)) => *count += 1,
                _ => seen.outside += 1,
            }
        }
        seen
    }

    fn subtitle(&self, seen: &Seen) -> String {
        let count = seen.classes.iter().sum::<usize>();
        let [one, several] = &self.cells;
        let called = |count: usize| if count == 1 { one } else { several };
        let grouped = |count: usize| label::grouped(count as u64);
        let cells = if seen.outside == 0 {
            format!("{} {}", grouped(count), called(count))
        } else {
            let all = count + seen.outside;
            format!("{} of {} {} are on this map", grouped(count), grouped(all), called(all))
        };
        if self.about.is_empty() { cells } else { format!("{cells}; {}", self.about) }
    }

    fn description(&self, seen: &Seen, subtitle: &str) -> String {
        let classes: Vec<String> = self
            .classes
            .iter()
            .zip(&seen.classes)
            .filter(|(_, count)| **count > 0)
            .map(|(class, count)| {
                let cells = if *count == 1 { "cell" } else { "cells" };
                format!("{} ({} {cells})", class.label, label::grouped(*count as u64))
            })
            .collect();
        format!("Map of {}, by class: {}. {subtitle}", self.legend, classes.join("; "))
    }

    /// One map, cut off at its edges.
    fn window(
        &self,
        frame: &Frame,
        base: &Base,
        panel: &Panel,
        alone: bool,
        at: (f64, f64),
    ) -> Element {
        let (width, height) = frame.size;
        let mut window = svg::window(at.0, at.1, width, height);
        for shape in base.below(frame) {
            window.push(shape);
        }
        for cells in &panel.layers {
            for (path, class) in self.paths(frame, cells).iter().zip(&self.classes).rev() {
                if !path.is_empty() {
                    let cells = path.shape().fill(class.paint).stroke(class.paint, base.edge);
                    window.push(
                        cells.with("stroke-linejoin", "round").with("stroke-linecap", "round"),
                    );
                }
            }
        }
        for shape in base.above() {
            window.push(shape);
        }
        if alone {
            for shape in names(frame) {
                window.push(shape);
            }
            let inset = if frame.world { 2.0 } else { 12.0 };
            for shape in graticule::scale_bar(frame, inset, height - 12.0) {
                window.push(shape);
            }
        }
        window
    }

    /// One path per class. The classes that the legend lists first are drawn last, over the edges of the others.
    fn paths(&self, frame: &Frame, cells: &[(usize, Outline)]) -> Vec<Path> {
        let mut paths: Vec<Path> = self.classes.iter().map(|_| Path::new()).collect();
        for (class, outline) in cells {
            if let Some(path) = paths.get_mut(*class) {
                for ring in outline {
                    add_ring(frame, path, ring);
                }
            }
        }
        paths
    }
}

/// What all maps of a figure have in common.
struct Base {
    /// How wide the edges of cells are, in pixels.
    edge: f64,
    rim: Path,
    land: Path,
    coasts: Path,
    borders: Path,
    lines: Path,
}

impl Base {
    fn new(frame: &Frame, edge: f64) -> Self {
        let world = basemap::world(!frame.world || frame.size.0 > 2000.0);
        let (mut land, mut coasts, mut borders) = (Path::new(), Path::new(), Path::new());
        for ring in &world.land {
            add_ring(frame, &mut land, ring);
            for line in coast(ring) {
                add_line(frame, &mut coasts, &line);
            }
        }
        world.borders.iter().for_each(|line| add_line(frame, &mut borders, line));
        let mut rim = Path::new();
        if frame.world {
            let center = frame.center();
            let side = |lon: f64| (-90..=90).map(move |lat| [lon + center, f64::from(lat)]);
            let ring: Vec<[f64; 2]> = side(180.0).chain(side(-180.0).rev()).collect();
            add_ring(frame, &mut rim, &ring);
        }
        Self { edge, rim, land, coasts, borders, lines: graticule::lines(frame) }
    }

    fn below(&self, frame: &Frame) -> Vec<Element> {
        let sea = if frame.world {
            self.rim.shape()
        } else {
            svg::rect(0.0, 0.0, frame.size.0, frame.size.1)
        };
        vec![
            sea.fill(SEA),
            self.land.shape().fill(LAND).with("fill-rule", "evenodd"),
            self.lines.shape().hollow().stroke(LINES, 0.6),
        ]
    }

    fn above(&self) -> Vec<Element> {
        let mut shapes = vec![
            self.borders.shape().hollow().stroke(BORDER, 0.7).opacity(0.8),
            self.coasts.shape().hollow().stroke(COAST, 0.6).opacity(0.85),
        ];
        if !self.rim.is_empty() {
            shapes.push(self.rim.shape().hollow().stroke(COAST, 0.9));
        }
        shapes
    }
}

/// The most important places that have room for their names.
fn names(frame: &Frame) -> Vec<Element> {
    if frame.world {
        return Vec::new();
    }
    let (width, height) = frame.size;
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let mut shapes = Vec::new();
    for place in basemap::places() {
        if taken.len() == NAMES {
            break;
        }
        let Some((x, y)) = frame.pixel(frame.turned(place.lon), place.lat) else { continue };
        let room = label::width(place.name, 11.0, Weight::Regular);
        // To the right of the dot, or to its left where the map ends.
        let (start, anchor, text_x) = if x + room + 12.0 < width {
            (x - 4.0, Anchor::Start, x + 6.0)
        } else {
            (x - room - 8.0, Anchor::End, x - 6.0)
        };
        let own = [start, y - 9.0, start + room + 12.0, y + 9.0];
        let inside = own[0] > 2.0 && own[1] > 2.0 && own[2] < width - 2.0 && own[3] < height - 30.0;
        let free = |other: &[f64; 4]| {
            own[2] < other[0] || other[2] < own[0] || own[3] < other[1] || other[3] < own[1]
        };
        if !inside || !frame.holds((x, y)) || !taken.iter().all(free) {
            continue;
        }
        taken.push(own);
        let name = svg::text((text_x, y + 4.0), 11.0, anchor, place.name);
        shapes.push(svg::circle((x, y), 1.9).fill(INK).stroke(PAPER, 0.8));
        shapes.push(
            name.clone()
                .fill(PAPER)
                .stroke(PAPER, 3.0)
                .opacity(0.75)
                .with("stroke-linejoin", "round"),
        );
        shapes.push(name.fill(INK));
    }
    shapes
}

#[cfg(test)]
#[path = "map_tests.rs"]
mod tests;
