//! A heat map: a square of colours for what each of some things has to do with each other.

use super::figure::Figure;
use super::label::{self, Weight};
use super::mark;
use super::palette;
use super::svg::{self, Anchor};
use super::theme::{GRID, INK, MUTED, PANEL, Paint};

/// More names than this cannot be read in one picture.
pub const MOST: usize = 120;

/// What the colours stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// From nothing to the largest value.
    Amount,
    /// A factor: less than one, one, more than one, evenly by magnitude.
    Factor,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// Its value; `None`: it cannot be told.
    pub value: Option<f64>,
    /// What is said about it when the pointer rests there.
    pub hint: String,
}

/// A square of values.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatMap {
    /// What is shown, in a line.
    pub title: String,
    /// How to read it, in a line or two.
    pub note: String,
    /// What the colours are, over the key to them.
    pub measure: String,
    /// The names of the rows, and of the columns.
    pub names: Vec<String>,
    /// Row by row; what lies on the diagonal is not shown.
    pub cells: Vec<Vec<Cell>>,
    /// What the colours stand for.
    pub colours: Colours,
}

impl HeatMap {
    /// Draws it, with what is alike side by side.
    pub fn draw(&self) -> Figure {
        const MARGIN: f64 = 24.0;
        let count = self.names.len().max(1) as f64;
        let cell = (760.0 / count).clamp(9.0, 44.0).floor();
        let size = (cell * 0.62).clamp(7.0, 12.5);
        let widths = self.names.iter().map(|name| label::width(name, size, Weight::Regular));
        let names = widths.fold(30.0, f64::max).min(190.0);
        let (left, across) = (MARGIN + names + 8.0, cell * count);
        let width = (left + across + MARGIN + names * 0.55).max(460.0);
        let mut figure = Figure::new(width, 0.0, &self.title, &self.description());
        let top = figure.heading(&[&self.note], MARGIN) + 14.0;

        let most = self.values().fold(0.0, f64::max);
        let paint = |value: f64| self.paint(value, most);
        let ramp = |part: f64| match self.colours {
            Colours::Amount => palette::sequential(part),
            Colours::Factor => palette::diverging(part * 2.0 - 1.0),
        };
        figure.push(mark::ramp(
            ramp,
            &self.labels(most),
            &self.measure,
            (MARGIN + 10.0, top),
            220.0,
        ));
        figure
            .push(svg::rect(MARGIN + 262.0, top + 18.0, 10.0, 10.0).fill(PANEL).stroke(GRID, 1.0));
        let at = (MARGIN + 278.0, top + 27.0);
        figure.push(svg::text(at, 12.0, Anchor::Start, "cannot be told from none").fill(MUTED));

        // Columns are named at a slant, so that long names have room.
        let order = self.order();
        let top = top + mark::RAMP + 14.0 + names * 0.8;
        for (place, &row) in order.iter().enumerate() {
            let Some(name) = self.names.get(row) else { continue };
            let name = label::fitted(name, size, Weight::Regular, names);
            let middle = (place as f64 + 0.5) * cell;
            let at = (left - 7.0, top + middle + size * 0.36);
            figure.push(svg::text(at, size, Anchor::End, &name).fill(INK));
            let at = (left + middle + size * 0.3, top - 7.0);
            let text = svg::text(at, size, Anchor::Start, &name).fill(INK);
            figure.push(text.turned(-52.0, at));
            for (other, &column) in order.iter().enumerate() {
                let (x, y) = (left + other as f64 * cell, top + place as f64 * cell);
                let gap = if cell > 14.0 { 1.0 } else { 0.5 };
                let square = svg::rect(x, y, cell - gap, cell - gap);
                let found = self.cells.get(row).and_then(|cells| cells.get(column));
                let Some(found) = found.filter(|_| row != column) else { continue };
                let Some(value) = found.value else {
                    figure.push(square.fill(PANEL).hint(&found.hint));
                    continue;
                };
                let ground = paint(value);
                figure.push(square.fill(ground).hint(&found.hint));
                if cell >= 30.0 {
                    let text = match self.colours {
                        Colours::Amount if most <= 1.0 => label::decimal(value, 2),
                        _ => label::short(value),
                    };
                    let at = (x + (cell - gap) / 2.0, y + cell / 2.0 + 3.5);
                    figure.push(svg::text(at, 10.5, Anchor::Middle, &text).fill(ground.text_on()));
                }
            }
        }
        figure.set_height(top + across + MARGIN);
        figure
    }

    fn values(&self) -> impl Iterator<Item = f64> {
        let rows = self.cells.iter().enumerate();
        let cells = rows.flat_map(|(row, cells)| {
            cells.iter().enumerate().filter(move |(column, _)| *column != row)
        });
        cells.filter_map(|(_, cell)| cell.value.filter(|value| value.is_finite()))
    }

    fn paint(&self, value: f64, most: f64) -> Paint {
        match self.colours {
            Colours::Amount => palette::sequential(value / most.max(f64::MIN_POSITIVE)),
            Colours::Factor => palette::diverging(magnitude(value) / span(most)),
        }
    }

    /// Labels of the key to the colours.
    fn labels(&self, most: f64) -> Vec<(f64, String)> {
        match self.colours {
            Colours::Amount => [0.0, 0.5, 1.0]
                .map(|part| {
                    let value = part * most;
                    let text =
                        if most <= 1.0 { label::decimal(value, 2) } else { label::short(value) };
                    (part, text)
                })
                .to_vec(),
            Colours::Factor => {
                let span = span(most);
                let text = |power: f64| label::short(2_f64.powf(power));
                let less = format!("1/{}", text(span));
                vec![(0.0, less), (0.5, "1".to_owned()), (1.0, text(span))]
            }
        }
    }

    fn description(&self) -> String {
        let mut pairs: Vec<(f64, &str)> = Vec::new();
        for (row, cells) in self.cells.iter().enumerate() {
            let above = cells.iter().skip(row + 1);
            pairs.extend(above.filter_map(|cell| Some((cell.value?, cell.hint.as_str()))));
        }
        pairs.sort_by(|one, other| other.0.total_cmp(&one.0));
        let largest: Vec<&str> = pairs.iter().take(5).map(|(_, hint)| *hint).collect();
        format!("{} The largest values: {}.", self.note, largest.join("; "))
    }

    /// The order of rows and columns: what is alike stands together. Average linkage, and of the ways to
    /// put two groups side by side the one where the ends that meet are most alike.
    fn order(&self) -> Vec<usize> {
        let like = |one: usize, other: usize| {
            let value = |row: usize, column: usize| {
                self.cells.get(row).and_then(|cells| cells.get(column)?.value).unwrap_or(0.0)
            };
            value(one, other) + value(other, one)
        };
        let mut groups: Vec<Vec<usize>> = (0..self.names.len()).map(|name| vec![name]).collect();
        while groups.len() > 1 {
            let mut best = (f64::NEG_INFINITY, 0, 1);
            for other in 1..groups.len() {
                for one in 0..other {
                    let (Some(a), Some(b)) = (groups.get(one), groups.get(other)) else { continue };
                    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (*a, *b)));
                    let total: f64 = pairs.map(|(a, b)| like(a, b)).sum();
                    let mean = total / (a.len() * b.len()) as f64;
                    if mean > best.0 {
                        best = (mean, one, other);
                    }
                }
            }
            let (_, one, other) = best;
            let mut second = groups.remove(other);
            let Some(first) = groups.get_mut(one) else { break };
            let ends = |group: &[usize]| (group.first().copied(), group.last().copied());
            let meet = |a: Option<usize>, b: Option<usize>| match (a, b) {
                (Some(a), Some(b)) => like(a, b),
                _ => 0.0,
            };
            let ((a, z), (b, y)) = (ends(first), ends(&second));
            let ways = [meet(z, b), meet(z, y), meet(a, b), meet(a, y)];
            let way = (0..4).max_by(|x, y| ways[*x].total_cmp(&ways[*y]).then(y.cmp(x)));
            let way = way.unwrap_or(0);
            if way >= 2 {
                first.reverse();
            }
            if way % 2 == 1 {
                second.reverse();
            }
            first.extend(second);
        }
        groups.pop().unwrap_or_default()
    }
}

/// A factor as a power of two; what is none is as little as can be.
fn magnitude(factor: f64) -> f64 {
    if factor > 0.0 { factor.log2() } else { f64::MIN }
}

/// The power of two up to which colours reach.
fn span(most: f64) -> f64 {
    magnitude(most).ceil().clamp(1.0, 10.0)
}

#[cfg(test)]
#[path = "heat_tests.rs"]
mod tests;
