//! A number over two whole numbers, in bands of colour: small multiples of such surfaces, each with its
//! summit marked and what is about as high outlined.

use super::{MARGIN, WIDTH, Words};
use crate::view::Figure;
use crate::view::axis;
use crate::view::label::{self, Weight};
use crate::view::mark;
use crate::view::markup::Element;
use crate::view::palette;
use crate::view::scale::Scale;
use crate::view::svg::{self, Anchor, Path};
use crate::view::theme::{INK, MUTED, PANEL, PAPER};

/// One surface.
#[derive(Debug, Clone)]
pub struct Surface {
    /// What it is of.
    pub title: String,
    /// What is to be known of it.
    pub note: String,
    /// Columns, each from the bottom to the top; NaN where there is no value.
    pub values: Vec<Vec<f64>>,
    /// Column and row of the summit.
    pub summit: (usize, usize),
    /// What is at least so high is outlined.
    pub floor: f64,
}

/// Surfaces over one grid.
#[derive(Debug, Clone)]
pub struct Surfaces {
    /// Title and notes.
    pub words: Words,
    /// What the horizontal axis is, and its first value.
    pub across: (String, i32),
    /// What the vertical axis is, and its first value.
    pub upright: (String, i32),
    /// What the colours are.
    pub measure: String,
    /// The surfaces.
    pub surfaces: Vec<Surface>,
    /// Surfaces beside each other.
    pub columns: usize,
    /// Height of a plot in pixels.
    pub height: f64,
}

/// Room for the title and note of a surface, and the title of the vertical axis.
const TITLES: f64 = 58.0;
const GAP: f64 = 22.0;
/// Bands of colour between 0 and 1.
const BANDS: usize = 20;

impl Surfaces {
    /// Draws it.
    pub fn figure(&self) -> Figure {
        let columns = self.columns.clamp(1, self.surfaces.len().max(1));
        let rows = self.surfaces.len().div_ceil(columns) as f64;
        let whole = if columns == 1 { 560.0 } else { WIDTH };
        let row = TITLES + self.height + axis::HEIGHT + 8.0;
        let (mut figure, top) = self.words.figure(whole, 8.0 + rows * row + mark::RAMP);
        let top = top + 8.0;
        let width = (whole - 2.0 * MARGIN - (columns - 1) as f64 * GAP) / columns as f64;
        for (place, surface) in self.surfaces.iter().enumerate() {
            let left = MARGIN + (place % columns) as f64 * (width + GAP);
            let head = top + (place / columns) as f64 * row;
            for (text, size, weight, below) in [
                (&surface.title, 13.0, Weight::Bold, 13.0),
                (&surface.note, 11.0, Weight::Regular, 29.0),
            ] {
                let text = label::fitted(text, size, weight, width);
                let text = svg::text((left, head + below), size, Anchor::Start, &text);
                let bold = weight == Weight::Bold;
                figure.push(if bold { text.fill(INK).bold() } else { text.fill(MUTED) });
            }
            self.plot(&mut figure, surface, (left, head + TITLES), width);
        }
        let labels: Vec<(f64, String)> =
            [0.0, 0.25, 0.5, 0.75, 1.0].map(|part| (part, label::decimal(part, 2))).into();
        let at = (MARGIN, top + rows * row);
        figure.push(mark::ramp(|part| band(part).1, &labels, &self.measure, at, 260.0));
        figure
    }

    fn plot(&self, figure: &mut Figure, surface: &Surface, (left, top): (f64, f64), width: f64) {
        let across = surface.values.len();
        let rows = surface.values.first().map_or(0, Vec::len);
        let bottom = top + self.height;
        let scale = |first: i32, count: usize, from: f64, to: f64| {
            Scale::whole(f64::from(first) - 0.5, f64::from(first) + count as f64 - 0.5, from, to)
        };
        let y = scale(self.upright.1, rows, bottom, top);
        let room = axis::room(&y);
        let (left, width) = (left + room, width - room);
        let x = scale(self.across.1, across, left, left + width);
        let grid = Grid { x: &x, y: &y, first: (self.across.1, self.upright.1) };
        figure.push(svg::rect(left, top, width, self.height).fill(PANEL));
        for shape in grid.bands(surface) {
            figure.push(shape);
        }
        figure.push(axis::left(&y, left, left, &self.upright.0));
        figure.push(axis::bottom(&x, bottom, None, &self.across.0));
        if self.across.1 < 0 && i64::from(self.across.1) + across as i64 > 0 {
            let zero = svg::line((x.at(0.0), top), (x.at(0.0), bottom)).stroke(PAPER, 1.0);
            figure.push(zero.with("stroke-dasharray", "4 3"));
        }
        figure.push(grid.outline(surface).hollow().stroke(INK, 1.4));
        let (column, row) = surface.summit;
        figure.push(mark::dot(grid.middle(column, row), 3.6, INK));
    }
}

/// Cells of a plot.
struct Grid<'s> {
    x: &'s Scale,
    y: &'s Scale,
    first: (i32, i32),
}

impl Grid<'_> {
    fn middle(&self, column: usize, row: usize) -> (f64, f64) {
        let place = |first: i32, number: usize| f64::from(first) + number as f64;
        (self.x.at(place(self.first.0, column)), self.y.at(place(self.first.1, row)))
    }

    /// Left and right, bottom and top of the cells of a column from a row to before another.
    fn cells(&self, column: usize, from: usize, to: usize) -> (f64, f64, f64, f64) {
        let x = |edge: f64| self.x.at(f64::from(self.first.0) + edge - 0.5);
        let y = |edge: f64| self.y.at(f64::from(self.first.1) + edge - 0.5);
        (x(column as f64), x(column as f64 + 1.0), y(from as f64), y(to as f64))
    }

    /// One shape per band: runs of cells of a column that have its colour.
    fn bands(&self, surface: &Surface) -> Vec<Element> {
        let mut paths: Vec<Path> = vec![Path::new(); BANDS];
        for (column, values) in surface.values.iter().enumerate() {
            let number = |value: &f64| if value.is_nan() { None } else { Some(band(*value).0) };
            let mut from = 0;
            for run in values.chunk_by(|one, other| number(one) == number(other)) {
                let to = from + run.len();
                let path = run.first().and_then(number).and_then(|band| paths.get_mut(band));
                if let Some(path) = path {
                    let (left, right, bottom, top) = self.cells(column, from, to);
                    // A little over the next, so that no seams show.
                    let right = (right + 0.4).min(self.x.pixels().1);
                    path.go(left, bottom).to(right, bottom).to(right, top).to(left, top).close();
                }
                from = to;
            }
        }
        let drawn = paths.into_iter().enumerate().filter(|(_, path)| !path.is_empty());
        drawn
            .map(|(number, path)| path.shape().fill(band((number as f64 + 0.5) / BANDS as f64).1))
            .collect()
    }

    /// The edges between what is at least as high as the floor and what is not.
    fn outline(&self, surface: &Surface) -> Element {
        let mut path = Path::new();
        let high = |column: Option<usize>, row: Option<usize>| {
            let value = column.zip(row).and_then(|(c, r)| surface.values.get(c)?.get(r));
            value.is_some_and(|value| *value >= surface.floor)
        };
        for (column, values) in surface.values.iter().enumerate() {
            for row in (0..values.len()).filter(|&row| high(Some(column), Some(row))) {
                let (left, right, bottom, top) = self.cells(column, row, row + 1);
                let (before, after) = (column.checked_sub(1), Some(column + 1));
                let (below, above) = (row.checked_sub(1), Some(row + 1));
                for (inside, from, to) in [
                    (high(before, Some(row)), (left, bottom), (left, top)),
                    (high(after, Some(row)), (right, bottom), (right, top)),
                    (high(Some(column), below), (left, bottom), (right, bottom)),
                    (high(Some(column), above), (left, top), (right, top)),
                ] {
                    if !inside {
                        path.go(from.0, from.1).to(to.0, to.1);
                    }
                }
            }
        }
        path.shape().with("stroke-linecap", "square")
    }
}

/// The band of a value, and its colour.
fn band(value: f64) -> (usize, crate::view::theme::Paint) {
    let number = ((value.clamp(0.0, 1.0) * BANDS as f64) as usize).min(BANDS - 1);
    (number, palette::sequential(number as f64 / (BANDS - 1) as f64))
}
