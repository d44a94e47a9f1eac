//! Names in the order of a number, a dot each; faint dots show what the number is the mean of.

use super::{MARGIN, WIDTH, Words, extent};
use crate::view::Figure;
use crate::view::axis;
use crate::view::label::{self, Weight};
use crate::view::mark;
use crate::view::scale::Scale;
use crate::view::svg::{self, Anchor};
use crate::view::theme::{ALERT, GRID, INK, MUTED, Paint};

/// One name.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// Its number.
    pub value: f64,
    /// What that is the mean of, if of more than one.
    pub parts: Vec<f64>,
    /// Its colour.
    pub paint: Paint,
    /// Set off: the others are measured by it.
    pub is_reference: bool,
}

/// Names in an order.
#[derive(Debug, Clone)]
pub struct List {
    /// What they are.
    pub title: String,
    /// From the top to the bottom.
    pub entries: Vec<Entry>,
    /// Names that are left out below.
    pub more: usize,
}

/// Lists beside each other, on one scale.
#[derive(Debug, Clone)]
pub struct Ranking {
    /// Title and notes.
    pub words: Words,
    /// What the number is.
    pub across: String,
    /// Colours and what they stand for.
    pub legend: Vec<(Paint, String)>,
    /// The lists.
    pub lists: Vec<List>,
}

const ROW: f64 = 19.0;
const GAP: f64 = 32.0;
const SIZE: f64 = 12.0;

impl Ranking {
    /// Draws it.
    pub fn figure(&self) -> Figure {
        let entries: Vec<(Paint, &str)> =
            self.legend.iter().map(|(paint, name)| (*paint, name.as_str())).collect();
        let legend = |top| mark::legend(&entries, (MARGIN, top), WIDTH - 2.0 * MARGIN);
        let rows = self.lists.iter().map(|list| list.entries.len()).max().unwrap_or(0) as f64;
        let more = if self.lists.iter().any(|list| list.more > 0) { ROW } else { 0.0 };
        let body = 12.0 + legend(0.0).1 + 30.0 + rows * ROW + axis::HEIGHT + more;
        let (mut figure, top) = self.words.figure(WIDTH, body);
        let (drawn, height) = legend(top + 12.0);
        figure.push(drawn);
        let top = top + 12.0 + height + 30.0;
        let all = || self.lists.iter().flat_map(|list| &list.entries);
        let values = all().flat_map(|entry| entry.parts.iter().copied().chain([entry.value]));
        let (least, greatest) = extent(values).unwrap_or((0.0, 1.0));
        let names =
            all().map(|entry| label::width(&entry.name, SIZE, Weight::Bold)).fold(0.0, f64::max);
        let lists = self.lists.len().max(1) as f64;
        let width = (WIDTH - 2.0 * MARGIN - (lists - 1.0) * GAP) / lists;
        // Where the typeface is missing another one takes its place, which may be wider.
        let names = (names * 1.08).min(width * 0.45) + 12.0;
        let bottom = top + rows * ROW;
        for (place, list) in self.lists.iter().enumerate() {
            let left = MARGIN + place as f64 * (width + GAP);
            let x = Scale::linear(least, greatest, left + names, left + width - 8.0).rounded(5);
            list.draw(&mut figure, &x, (left, names), (top, bottom), &self.across);
        }
        figure
    }
}

impl List {
    fn draw(
        &self,
        figure: &mut Figure,
        x: &Scale,
        (left, names): (f64, f64),
        (top, bottom): (f64, f64),
        across: &str,
    ) {
        let (first, last) = x.pixels();
        let title = label::fitted(&self.title, 14.0, Weight::Bold, last - left);
        figure.push(svg::text((left, top - 12.0), 14.0, Anchor::Start, &title).fill(INK).bold());
        figure.push(axis::bottom(x, bottom, Some(top), across));
        for entry in self.entries.iter().filter(|entry| entry.is_reference) {
            let at = x.at(entry.value);
            let line = svg::line((at, top), (at, bottom)).stroke(ALERT, 1.5);
            figure.push(line.with("stroke-dasharray", "6 4"));
        }
        for (row, entry) in self.entries.iter().enumerate() {
            let y = top + (row as f64 + 0.5) * ROW;
            let weight = if entry.is_reference { Weight::Bold } else { Weight::Regular };
            let name = label::fitted(&entry.name, SIZE, weight, names - 12.0);
            let name = svg::text((first - 10.0, y + SIZE * 0.36), SIZE, Anchor::End, &name);
            figure.push(if entry.is_reference { name.fill(ALERT).bold() } else { name.fill(INK) });
            figure.push(svg::line((first, y), (last, y)).stroke(GRID, 0.5));
            if entry.parts.len() > 1 {
                for part in &entry.parts {
                    figure.push(svg::circle((x.at(*part), y), 2.5).fill(entry.paint).opacity(0.4));
                }
            }
            let hint = format!("{}: {}", entry.name, label::decimal(entry.value, 2));
            figure.push(mark::dot((x.at(entry.value), y), 5.0, entry.paint).hint(&hint));
        }
        if self.more > 0 {
            let at = (left, bottom + axis::HEIGHT + SIZE);
            let text = format!("… and {} more", label::grouped(self.more as u64));
            figure.push(svg::text(at, SIZE, Anchor::Start, &text).fill(MUTED));
        }
    }
}
