//! A square of colours: how alike things are, each with each, from −1 to 1.

use super::{MARGIN, Words};
use crate::view::Figure;
use crate::view::label::{self, Weight};
use crate::view::mark;
use crate::view::palette;
use crate::view::svg::{self, Anchor};
use crate::view::theme::{INK, PANEL};

/// The square.
#[derive(Debug, Clone)]
pub struct Matrix {
    /// Title and notes.
    pub words: Words,
    /// What the colours are.
    pub measure: String,
    /// What is compared, in the order of rows and columns.
    pub names: Vec<String>,
    /// Row by row, −1 to 1; NaN where there is no value.
    pub values: Vec<Vec<f64>>,
}

const SIZE: f64 = 12.0;
/// Names are cut at this width.
const LONGEST: f64 = 170.0;
/// Cells of this size hold a number.
const ROOMY: f64 = 25.0;
const LARGEST: f64 = 46.0;

impl Matrix {
    /// Draws it.
    pub fn figure(&self) -> Figure {
        let count = self.names.len().max(1) as f64;
        let short = |name: &str| label::fitted(name, SIZE, Weight::Regular, LONGEST).into_owned();
        let width = |name: &String| label::width(&short(name), SIZE, Weight::Regular);
        let names = self.names.iter().map(width).fold(0.0, f64::max) + 8.0;
        let cell = ((super::WIDTH - 2.0 * MARGIN - names) / count)
            .clamp(10.0, LARGEST)
            .min(28.0_f64.max(560.0 / count));
        let side = cell * count;
        let whole = (2.0 * MARGIN + names + side).max(480.0);
        let (mut figure, top) = self.words.figure(whole, 16.0 + names + side + 14.0 + mark::RAMP);
        let (left, top) = (MARGIN + names, top + 16.0 + names);
        for (row, name) in self.names.iter().enumerate() {
            let middle = (row as f64 + 0.5) * cell;
            let name = short(name);
            let at = (left - 8.0, top + middle + SIZE * 0.36);
            figure.push(svg::text(at, SIZE, Anchor::End, &name).fill(INK));
            let at = (left + middle + SIZE * 0.36, top - 8.0);
            figure.push(svg::text(at, SIZE, Anchor::Start, &name).fill(INK).turned(-90.0, at));
        }
        for (row, values) in self.values.iter().enumerate() {
            for (column, &value) in values.iter().enumerate() {
                let (x, y) = (left + column as f64 * cell, top + row as f64 * cell);
                let paint = if value.is_nan() { PANEL } else { palette::diverging(value) };
                let square = svg::rect(x, y, cell - 1.0, cell - 1.0).fill(paint);
                let names =
                    [row, column].map(|place| self.names.get(place).map_or("", String::as_str));
                let hint = format!("{}, {}: {}", names[0], names[1], label::decimal(value, 2));
                figure.push(square.hint(&hint));
                if cell >= ROOMY && !value.is_nan() && row != column {
                    let text = label::decimal(value, 2).replacen("0.", ".", 1);
                    let at = (x + (cell - 1.0) / 2.0, y + cell / 2.0 + 3.3);
                    figure.push(svg::text(at, 9.5, Anchor::Middle, &text).fill(paint.text_on()));
                }
            }
        }
        let labels: Vec<(f64, String)> = [-1.0, -0.5, 0.0, 0.5, 1.0]
            .map(|value: f64| (f64::midpoint(value, 1.0), label::decimal(value, 1)))
            .into();
        let at = (left, top + side + 14.0);
        let colour = |part: f64| palette::diverging(2.0 * part - 1.0);
        figure.push(mark::ramp(colour, &labels, &self.measure, at, side.clamp(180.0, 260.0)));
        figure
    }
}
