//! An `UpSet` plot: a bar for each region, and below it dots that tell in which sets it lies.

use super::axis;
use super::figure::Figure;
use super::label::{self, Weight};
use super::palette;
use super::scale::Scale;
use super::svg::{self, Anchor};
use super::theme::{ACCENT, GRID, INK, MUTED, PANEL};
use super::venn::{Diagram, Region};

const MARGIN: f64 = 24.0;
/// Width of a region, height of a set.
const COLUMN: f64 = 52.0;
const ROW: f64 = 30.0;
/// Height of the bars of the regions, width of those of the sets.
const BARS: f64 = 220.0;
const SIZES: f64 = 110.0;

/// Draws regions, largest first.
pub(super) fn draw(diagram: &Diagram) -> Figure {
    let Diagram { title, unit, sets, regions } = diagram;
    let mut regions: Vec<&Region> = regions.iter().collect();
    regions.sort_by(|one, other| {
        (one.is_bound, other.value)
            .partial_cmp(&(other.is_bound, one.value))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let widths = sets.iter().map(|set| label::width(&set.name, 13.0, Weight::Regular));
    let names = widths.fold(60.0, f64::max).min(230.0);
    let left = MARGIN + SIZES + 12.0 + names + 14.0;
    let width = left + COLUMN * regions.len() as f64 + MARGIN;
    let mut figure = Figure::new(width, 0.0, title, &diagram.description());
    let note = format!(
        "Each bar: {unit} in exactly the sets with a dot, with 95 % interval; hollow bars are upper bounds"
    );
    let top = figure.heading(&[&note], MARGIN) + 34.0;
    let bottom = top + BARS;

    let most = regions.iter().map(|region| region.bounds.1.max(region.value)).fold(1.0, f64::max);
    let scale = Scale::linear(0.0, most, bottom, top).rounded(4);
    figure.push(axis::left(&scale, left, width - MARGIN, unit));
    let largest = sets.iter().map(|set| set.size).fold(1.0, f64::max);
    let rows = bottom + 18.0;
    for (number, set) in sets.iter().enumerate() {
        let y = rows + ROW * number as f64;
        let middle = y + ROW / 2.0;
        if number % 2 == 0 {
            figure.push(svg::rect(MARGIN, y, width - 2.0 * MARGIN, ROW).fill(PANEL));
        }
        let bar = (SIZES - 44.0) * set.size / largest;
        let right = MARGIN + SIZES;
        let paint = palette::category(number);
        figure.push(svg::rect(right - bar, middle - 7.0, bar, 14.0).fill(paint).hint(&set.name));
        let size = label::short(set.size);
        let at = (right - bar - 5.0, middle + 4.0);
        figure.push(svg::text(at, 11.5, Anchor::End, &size).fill(MUTED));
        let name = label::fitted(&set.name, 13.0, Weight::Regular, names);
        figure.push(svg::text((right + 12.0, middle + 4.5), 13.0, Anchor::Start, &name).fill(INK));
    }
    for (number, region) in regions.iter().enumerate() {
        let x = left + COLUMN * (number as f64 + 0.5);
        let hint = format!("{}: {} ({})", region.name(sets), region.text(), region.interval());
        let (low, high) = (scale.at(region.bounds.0), scale.at(region.bounds.1));
        let above = if region.is_bound {
            let bar = svg::rect(x - 13.0, high, 26.0, bottom - high).hollow().stroke(ACCENT, 1.0);
            figure.push(bar.with("stroke-dasharray", "3 2").hint(&hint));
            high
        } else {
            let y = scale.at(region.value);
            figure.push(svg::rect(x - 13.0, y, 26.0, bottom - y).fill(ACCENT).hint(&hint));
            if low - high > 0.5 {
                figure.push(svg::line((x, low), (x, high)).stroke(INK, 1.5));
                for end in [low, high] {
                    figure.push(svg::line((x - 4.0, end), (x + 4.0, end)).stroke(INK, 1.5));
                }
            }
            y.min(high)
        };
        let text = region.text();
        figure.push(svg::text((x, above - 6.0), 12.0, Anchor::Middle, &text).fill(INK).bold());
        let height = |set: usize| rows + ROW * (set as f64 + 0.5);
        let inside = |set: &usize| region.within.get(*set) == Some(&true);
        let first = (0..sets.len()).find(inside);
        if let (Some(first), Some(last)) = (first, (0..sets.len()).rfind(inside)) {
            figure.push(svg::line((x, height(first)), (x, height(last))).stroke(INK, 2.5));
        }
        for set in 0..sets.len() {
            let paint = if inside(&set) { INK } else { GRID };
            figure.push(svg::circle((x, height(set)), 6.0).fill(paint));
        }
    }
    figure.push(svg::line((left, bottom), (width - MARGIN, bottom)).stroke(MUTED, 1.0));
    figure.set_height(rows + ROW * sets.len() as f64 + MARGIN);
    figure
}
