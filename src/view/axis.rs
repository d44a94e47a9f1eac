//! Axes: labels and the lines that lead to them.

use super::label::{self, Weight};
use super::markup::Element;
use super::scale::{Scale, Tick};
use super::svg::{self, Anchor};
use super::theme::{GRID, MUTED};

/// Size of the labels at axes.
pub const SIZE: f64 = 12.0;
/// Room that an axis at the bottom takes, with its title.
pub const HEIGHT: f64 = 44.0;

/// A horizontal axis at the bottom of a plot, with lines up to `top`, if given, and a title below.
pub fn bottom(scale: &Scale, y: f64, top: Option<f64>, title: &str) -> Element {
    let (first, last) = scale.pixels();
    let mut axis = svg::group([svg::line((first, y), (last, y)).stroke(GRID, 1.0)]);
    // As many labels as have room beside each other.
    let mut count = ((last - first).abs() / 56.0) as usize;
    let ticks = loop {
        let ticks = scale.ticks(count);
        if count <= 2 || !collide(scale, &ticks) {
            break ticks;
        }
        count -= 1;
    };
    for Tick { value, label } in ticks {
        let x = scale.at(value);
        if let Some(top) = top {
            axis.push(svg::line((x, top), (x, y)).stroke(GRID, 1.0));
        }
        axis.push(svg::line((x, y), (x, y + 4.0)).stroke(GRID, 1.0));
        axis.push(svg::text((x, y + 18.0), SIZE, Anchor::Middle, &label).fill(MUTED));
    }
    if !title.is_empty() {
        let middle = f64::midpoint(first, last);
        axis.push(svg::text((middle, y + 38.0), SIZE, Anchor::Middle, title).fill(MUTED));
    }
    axis
}

/// A vertical axis at the left of a plot, with lines to `right`, and a title above, where one need not
/// turn one's head to read it. Labels end at `x`; [`room`] tells how much they take.
pub fn left(scale: &Scale, x: f64, right: f64, title: &str) -> Element {
    let (bottom, top) = scale.pixels();
    let mut axis = svg::group([]);
    for Tick { value, label } in scale.ticks(count(scale)) {
        let y = scale.at(value);
        axis.push(svg::line((x, y), (right, y)).stroke(GRID, 1.0));
        axis.push(svg::text((x - 8.0, y + SIZE * 0.36), SIZE, Anchor::End, &label).fill(MUTED));
    }
    if !title.is_empty() {
        let y = top.min(bottom) - 12.0;
        axis.push(svg::text((x - room(scale), y), SIZE, Anchor::Start, title).fill(MUTED));
    }
    axis
}

/// How much room the labels of a vertical axis take.
pub fn room(scale: &Scale) -> f64 {
    let ticks = scale.ticks(count(scale));
    let widths = ticks.iter().map(|tick| label::width(&tick.label, SIZE, Weight::Regular));
    widths.fold(0.0, f64::max) + 8.0
}

fn count(scale: &Scale) -> usize {
    let (bottom, top) = scale.pixels();
    // By magnitude there are few round values, and many are between two powers of ten.
    let room = if scale.is_by_magnitude() { 24.0 } else { 48.0 };
    (((bottom - top).abs() / room) as usize).max(3)
}

fn collide(scale: &Scale, ticks: &[Tick]) -> bool {
    let half = |tick: &Tick| label::width(&tick.label, SIZE, Weight::Regular) / 2.0;
    ticks.windows(2).any(|pair| match pair {
        [one, other] => {
            let apart = (scale.at(other.value) - scale.at(one.value)).abs();
            apart < half(one) + half(other) + 10.0
        }
        _ => false,
    })
}
