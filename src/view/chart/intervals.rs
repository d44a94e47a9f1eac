//! Groups beside each other: every value as a faint dot, and a number with its interval.

use super::{MARGIN, WIDTH, Words, extent};
use crate::view::Figure;
use crate::view::axis;
use crate::view::label::{self, Weight};
use crate::view::mark;
use crate::view::scale::Scale;
use crate::view::svg::{self, Anchor};
use crate::view::theme::{ACCENT, INK, MUTED};

/// One group.
#[derive(Debug, Clone)]
pub struct Group {
    /// What it is.
    pub name: String,
    /// What is in it.
    pub values: Vec<f64>,
    /// A number, and the interval that it has if it has one.
    pub estimate: Option<(f64, Option<(f64, f64)>)>,
}

/// A plot of groups.
#[derive(Debug, Clone)]
pub struct Plot {
    /// What it shows.
    pub title: String,
    /// What the vertical axis is.
    pub upright: String,
    /// The line that values are measured from.
    pub base: f64,
    /// The groups from left to right.
    pub groups: Vec<Group>,
}

/// Plots beside each other.
#[derive(Debug, Clone)]
pub struct Intervals {
    /// Title and notes.
    pub words: Words,
    /// The plots.
    pub plots: Vec<Plot>,
    /// How a value is written at the axis, as in a hint.
    pub unit: &'static str,
}

const HEIGHT: f64 = 260.0;
const GAP: f64 = 36.0;
/// Ends of the values shown: beyond them lies one in a hundred on either side.
const BEYOND: f64 = 0.01;

impl Intervals {
    /// Draws it.
    pub fn figure(&self) -> Figure {
        let (mut figure, top) = self.words.figure(WIDTH, 76.0 + HEIGHT + 30.0);
        let top = top + 70.0;
        let plots = self.plots.len().max(1) as f64;
        let width = (WIDTH - 2.0 * MARGIN - (plots - 1.0) * GAP) / plots;
        for (place, plot) in self.plots.iter().enumerate() {
            let left = MARGIN + place as f64 * (width + GAP);
            let title = label::fitted(&plot.title, 14.0, Weight::Bold, width);
            let at = (left, top - 36.0);
            figure.push(svg::text(at, 14.0, Anchor::Start, &title).fill(INK).bold());
            plot.draw(&mut figure, (left, top), width, self.unit);
        }
        figure
    }
}

impl Plot {
    fn draw(&self, figure: &mut Figure, (left, top): (f64, f64), width: f64, unit: &str) {
        let bottom = top + HEIGHT;
        let values = self.groups.iter().flat_map(|group| inner(&group.values));
        let estimates = self.groups.iter().filter_map(|group| group.estimate);
        let ends = estimates.flat_map(|(value, interval)| {
            let (low, high) = interval.unwrap_or((value, value));
            [value, low, high]
        });
        let (least, greatest) = extent(values.chain(ends).chain([self.base])).unwrap_or((0.0, 1.0));
        let y = Scale::linear(least, greatest, bottom, top).rounded(6);
        let plot = left + axis::room(&y);
        let right = left + width;
        figure.push(axis::left(&y, plot, right, &self.upright));
        let base = y.at(self.base);
        figure.push(svg::line((plot, base), (right, base)).stroke(MUTED, 1.0));
        let step = (right - plot) / self.groups.len().max(1) as f64;
        for (place, group) in self.groups.iter().enumerate() {
            let middle = plot + (place as f64 + 0.5) * step;
            let name = svg::text((middle, bottom + 20.0), 12.0, Anchor::Middle, &group.name);
            figure.push(name.fill(MUTED));
            for (number, &value) in group.values.iter().enumerate() {
                // Side by side in turn, so that equal ones are seen; always the same picture.
                let aside = ((number * 7) % 11) as f64 / 10.0 - 0.5;
                let at = y.at(value);
                if (top..=bottom).contains(&at) {
                    let dot = svg::circle((middle + aside * step * 0.5, at), 2.5);
                    figure.push(dot.fill(MUTED).opacity(0.35));
                }
            }
            let Some((value, interval)) = group.estimate else { continue };
            let (low, high) = interval.unwrap_or((value, value));
            let place = |value: f64| (middle, y.at(value));
            let hint = format!("{}: {}{unit}", group.name, label::decimal(value, 1));
            figure.push(mark::interval(place(low), place(value), place(high), ACCENT).hint(&hint));
        }
    }
}

/// The values without the outermost.
fn inner(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let cut = (sorted.len() as f64 * BEYOND).floor() as usize;
    sorted.get(cut..sorted.len() - cut).unwrap_or_default().to_vec()
}
