//! What the colours mean.

use super::Class;
use crate::view::label::{self, Weight};
use crate::view::markup::Element;
use crate::view::svg::{self, Anchor};
use crate::view::theme::{GRID, INK, MUTED};

/// How wide a legend is.
pub(super) const WIDTH: f64 = 212.0;
const ROW: f64 = 21.0;
const SIZE: f64 = 12.0;

/// The legend of classes and how many cells are in each, with its upper left corner at a point, and its height.
pub(super) fn legend(
    title: &str,
    classes: &[(&Class, usize)],
    counted: &str,
    x: f64,
    y: f64,
) -> (Vec<Element>, f64) {
    let mut shapes = Vec::new();
    let mut at = y;
    for line in label::lines(title, SIZE + 0.5, Weight::Bold, WIDTH) {
        at += 16.0;
        shapes.push(svg::text((x, at), SIZE + 0.5, Anchor::Start, &line).fill(INK).bold());
    }
    at += 16.0;
    shapes.push(svg::text((x + WIDTH, at), 10.5, Anchor::End, counted).fill(MUTED));
    at += 7.0;
    for (class, count) in classes {
        shapes.push(svg::rect(x, at, 26.0, ROW - 4.0).fill(class.paint).stroke(GRID, 0.5));
        let baseline = at + ROW / 2.0 + 2.0;
        let count = label::grouped(*count as u64);
        let room = WIDTH - 44.0 - label::width(&count, SIZE, Weight::Regular);
        let text = label::fitted(&class.label, SIZE, Weight::Regular, room);
        shapes.push(svg::text((x + 34.0, baseline), SIZE, Anchor::Start, &text).fill(INK));
        shapes.push(svg::text((x + WIDTH, baseline), SIZE, Anchor::End, &count).fill(MUTED));
        at += ROW;
    }
    (shapes, at - y)
}
