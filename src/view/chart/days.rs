//! Small multiples over days: panels of lines and bands that share their scales.

use super::{MARGIN, WIDTH, Words, extent};
use crate::view::Figure;
use crate::view::axis;
use crate::view::label::{self, Weight};
use crate::view::mark::{self, Swatch};
use crate::view::scale::{Scale, day};
use crate::view::svg::{self, Anchor};
use crate::view::theme::{INK, MUTED, Paint};
use jiff::civil::Date;

/// Something drawn over days.
#[derive(Debug, Clone)]
pub enum Layer {
    /// A line; interrupted where a day has no value.
    Line {
        /// Values day by day.
        points: Vec<(Date, Option<f64>)>,
        /// Its colour.
        paint: Paint,
        /// Its width in pixels.
        width: f64,
    },
    /// An interval for each day; interrupted where a day has none.
    Band {
        /// Lower and upper ends.
        points: Vec<(Date, Option<(f64, f64)>)>,
        /// Its colour.
        paint: Paint,
    },
    /// The ends of another such interval, as dashed lines.
    Bounds {
        /// Lower and upper ends.
        points: Vec<(Date, Option<(f64, f64)>)>,
        /// Their colour.
        paint: Paint,
    },
}

/// One panel.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    /// What it shows.
    pub title: String,
    /// What is to be known of it.
    pub note: String,
    /// From the lowest to the topmost.
    pub layers: Vec<Layer>,
    /// Days at which a line stands.
    pub marked: Vec<Date>,
}

/// Panels in rows.
#[derive(Debug, Clone)]
pub struct Days {
    /// Title and notes.
    pub words: Words,
    /// What the vertical axes count.
    pub unit: String,
    /// Whether values are shown by their magnitude.
    pub by_magnitude: bool,
    /// Panels beside each other.
    pub columns: usize,
    /// Height of a plot in pixels.
    pub height: f64,
    /// What lines and bands stand for.
    pub legend: Vec<(Swatch, String)>,
    /// The panels.
    pub panels: Vec<Panel>,
}

/// Room for the title and note of a panel.
const TITLES: f64 = 44.0;
/// Room for the days below it.
const BELOW: f64 = 30.0;
const GAP: f64 = 26.0;
/// How many times as far as lines an interval may reach.
const FURTHEST: f64 = 4.0;

impl Layer {
    fn dates(&self) -> Vec<Date> {
        match self {
            Layer::Line { points, .. } => points.iter().map(|(date, _)| *date).collect(),
            Layer::Band { points, .. } | Layer::Bounds { points, .. } => {
                points.iter().map(|(date, _)| *date).collect()
            }
        }
    }

    /// The values of a line.
    fn values(&self) -> Vec<f64> {
        match self {
            Layer::Line { points, .. } => points.iter().filter_map(|(_, value)| *value).collect(),
            Layer::Band { .. } | Layer::Bounds { .. } => Vec::new(),
        }
    }

    /// The ends of intervals.
    fn ends(&self) -> Vec<f64> {
        match self {
            Layer::Line { .. } => Vec::new(),
            Layer::Band { points, .. } | Layer::Bounds { points, .. } => {
                points.iter().filter_map(|(_, ends)| *ends).flat_map(|(a, b)| [a, b]).collect()
            }
        }
    }
}

impl Days {
    /// The least and the greatest value of the vertical axis, and whether all intervals are between them:
    /// one that is very wide would flatten all the rest.
    fn extent(&self) -> ((f64, f64), bool) {
        let layers = || self.panels.iter().flat_map(|panel| &panel.layers);
        let ends = extent(layers().flat_map(Layer::ends));
        let Some(lines) = extent(layers().flat_map(Layer::values)).or(ends) else {
            return ((0.0, 1.0), true);
        };
        let (low, high) = ends.unwrap_or(lines);
        let (floor, ceiling) = if self.by_magnitude {
            let factor = (lines.1 / lines.0).clamp(FURTHEST, 1e3);
            (lines.0 / factor, lines.1 * factor)
        } else {
            let room = (lines.1 - lines.0.min(0.0)) * (FURTHEST - 1.0);
            (lines.0.min(0.0) - room, lines.1 + room)
        };
        let shown = (low.min(lines.0).max(floor), high.max(lines.1).min(ceiling));
        (shown, low >= shown.0 && high <= shown.1)
    }

    /// Draws it.
    pub fn figure(&self) -> Figure {
        let ((least, greatest), is_whole) = self.extent();
        let mut words = self.words.clone();
        if !is_whole {
            words.notes.push("Intervals that reach far beyond all values are cut.".to_owned());
        }
        let columns = self.columns.clamp(1, self.panels.len().max(1));
        let rows = self.panels.len().div_ceil(columns);
        let legend = legend(&self.legend, 0.0).1;
        let row = TITLES + self.height + BELOW;
        let body = 12.0 + legend + rows as f64 * row + (rows.saturating_sub(1)) as f64 * 10.0;
        let (mut figure, mut top) = words.figure(WIDTH, body);
        top += 12.0;
        figure.push(self::legend(&self.legend, top).0);
        top += legend;
        let upright = |bottom: f64, top: f64| {
            if self.by_magnitude {
                Scale::log(least * 0.8, greatest * 1.25, bottom, top)
            } else {
                Scale::linear(least.min(0.0), greatest * 1.05, bottom, top)
            }
        };
        let room = axis::room(&upright(self.height, 0.0));
        let width = (WIDTH - 2.0 * MARGIN - (columns - 1) as f64 * GAP) / columns as f64;
        for (place, panel) in self.panels.iter().enumerate() {
            let left = MARGIN + (place % columns) as f64 * (width + GAP);
            let head = top + (place / columns) as f64 * (row + 10.0);
            let title = label::fitted(&panel.title, 14.0, Weight::Bold, width);
            figure
                .push(svg::text((left, head + 16.0), 14.0, Anchor::Start, &title).fill(INK).bold());
            let note = label::fitted(&panel.note, 12.0, Weight::Regular, width);
            figure.push(svg::text((left, head + 33.0), 12.0, Anchor::Start, &note).fill(MUTED));
            self.plot(&mut figure, panel, (left + room, head + TITLES), width - room, &upright);
        }
        figure
    }

    fn plot(
        &self,
        figure: &mut Figure,
        panel: &Panel,
        (left, top): (f64, f64),
        width: f64,
        upright: &impl Fn(f64, f64) -> Scale,
    ) {
        let dates: Vec<Date> = panel.layers.iter().flat_map(Layer::dates).collect();
        let (Some(&from), Some(&to)) = (dates.iter().min(), dates.iter().max()) else { return };
        let bottom = top + self.height;
        let across = Scale::time(from, to, left, left + width);
        figure.push(axis::left(&upright(bottom, top), left, left + width, ""));
        figure.push(axis::bottom(&across, bottom, None, ""));
        // What is drawn has its origin at the corner of the plot, and ends there.
        let (x, y) = (Scale::time(from, to, 0.0, width), upright(self.height, 0.0));
        let mut window = svg::window(left, top, width, self.height);
        for date in &panel.marked {
            let at = x.at(day(*date));
            let line = svg::line((at, 0.0), (at, self.height)).stroke(MUTED, 1.0);
            window.push(line.with("stroke-dasharray", "3 3"));
        }
        for layer in &panel.layers {
            window.push(match layer {
                Layer::Line { points, paint, width } => mark::line(
                    points.iter().map(|(date, value)| Some((x.at(day(*date)), y.at((*value)?)))),
                    *paint,
                    *width,
                ),
                Layer::Bounds { points, paint } => {
                    let end = |of: fn((f64, f64)) -> f64| {
                        let points = points
                            .iter()
                            .map(|(date, ends)| Some((x.at(day(*date)), y.at(of((*ends)?)))));
                        let line = mark::line(points, *paint, 1.5);
                        line.with("stroke-dasharray", mark::DASHES)
                    };
                    svg::group([end(|(low, _)| low), end(|(_, high)| high)])
                }
                Layer::Band { points, paint } => mark::band(
                    points.iter().map(|(date, ends)| {
                        let (low, high) = (*ends)?;
                        Some((x.at(day(*date)), y.at(low), y.at(high)))
                    }),
                    *paint,
                ),
            });
        }
        figure.push(window);
    }
}

fn legend(entries: &[(Swatch, String)], top: f64) -> (crate::view::markup::Element, f64) {
    let entries: Vec<(Swatch, &str)> =
        entries.iter().map(|(swatch, name)| (*swatch, name.as_str())).collect();
    mark::legend(&entries, (MARGIN, top), WIDTH - 2.0 * MARGIN)
}

#[cfg(test)]
#[path = "days_tests.rs"]
mod tests;
