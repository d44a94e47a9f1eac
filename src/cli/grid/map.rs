//! From rows to a map: titles, legends, colours.

use super::count::Counted;
use super::{Args, Plan};
use crate::cli::report::count_of;
use crate::cli::table::grouped;
use crate::facet::Metric;
use crate::grid::classify::Scheme;
use crate::grid::{Entry, Key, Table, Tiling, month_name};
use crate::query::Expression;
use crate::view::map::{Class, Map, Panel};
use crate::view::palette;
use crate::view::theme::Paint;
use std::collections::BTreeMap;

/// The colours of a legend's entries.
pub fn paints(table: &Table, legend: &[Entry]) -> Vec<Paint> {
    let most = legend.iter().map(|entry| entry.class).max().unwrap_or(1).max(1) as f64;
    let paint = |entry: &Entry| {
        let class = entry.class as f64;
        if table.is_signed() {
            palette::diverging(class / most)
        } else if most < 2.0 {
            palette::sequential(0.6)
        } else {
            // The palest is for more than nothing, and land is pale, too.
            palette::sequential(0.14 + 0.86 * (class - 1.0) / (most - 1.0))
        }
    };
    legend.iter().map(paint).collect()
}

/// The map of what was counted.
pub fn map(args: &Args, plan: &Plan, counted: &Counted) -> Map {
    let table = &counted.table;
    let legend = table.legend();
    let paints = paints(table, &legend);
    let place: BTreeMap<i64, usize> =
        legend.iter().enumerate().map(|(place, entry)| (entry.class, place)).collect();
    // By month, and of one month by size: coarser cells of a kind come before finer ones.
    let mut months: BTreeMap<u32, BTreeMap<Tiling, Vec<_>>> = BTreeMap::new();
    for row in &table.rows {
        let Key { month, tiling, cell } = row.key;
        let cells = months.entry(month).or_default().entry(tiling).or_default();
        if let Some(class) = place.get(&table.class(row)) {
            cells.push((*class, tiling.outline(cell)));
        }
    }
    let mut panels: Vec<Panel> = months
        .into_iter()
        .map(|(month, sizes)| Panel {
            title: if table.columns.months { month_name(month) } else { String::new() },
            layers: sizes.into_values().collect(),
        })
        .collect();
    if panels.is_empty() {
        panels.push(Panel::default());
    }
    let class = |(entry, paint): (Entry, Paint)| Class { paint, label: entry.label };
    let title = args.title.clone().unwrap_or_else(|| title(args, table));
    Map {
        title,
        cells: cells(counted.tiling),
        about: about(args, counted),
        legend: heading(table),
        classes: legend.into_iter().zip(paints).map(class).collect(),
        note: note(args, plan, counted),
        panels,
        extent: args.extent.map(crate::lbsn::BoundingBox::edges),
    }
}

/// What is counted, in words.
fn called(metric: Metric) -> String {
    match metric {
        Metric::UserDay => "user days".to_owned(),
        metric => metric.plural().replace('_', " "),
    }
}

fn first(table: &Table) -> String {
    called(table.metrics.first().copied().unwrap_or(Metric::Post))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn title(args: &Args, table: &Table) -> String {
    let what =
        args.filter.as_ref().map(|filter| format!(" in {}", filter.text())).unwrap_or_default();
    let name = first(table);
    let title = if table.columns.chi {
        let than = match &args.chi {
            Some(Some(background)) => background.text().to_owned(),
            _ => "all posts".to_owned(),
        };
        format!("Typicality of {name}{what}, compared with {than}")
    } else if table.is_signed() {
        match (&args.diff, &args.other) {
            (_, Some(other)) => format!("Change of {name}{what}, {} to {other}", args.store),
            (Some(Some(before)), _) => {
                let now = args.filter.as_ref().map_or("all posts", Expression::text);
                format!("Change of {name}, {} to {now}", before.text())
            }
            _ => format!("Change of {name}{what}"),
        }
    } else {
        format!("{name}{what}")
    };
    capital(&title)
}

fn heading(table: &Table) -> String {
    let name = capital(&first(table));
    if table.columns.chi {
        "Signed chi: less or more than expected".to_owned()
    } else if table.is_signed() {
        format!("Change of {}", first(table))
    } else if table.columns.rates {
        format!("{name} per km²")
    } else {
        format!("{name} per cell")
    }
}

/// A cell and cells, in words.
fn cells(tiling: Tiling) -> [String; 2] {
    let (one, several, which) = match tiling {
        Tiling::Geohash(length) => {
            let plural = if length == 1 { "" } else { "s" };
            ("geohash cell", "geohash cells", format!("of {length} character{plural}"))
        }
        Tiling::Square(squares) => {
            let tiling = tiling.to_string();
            let size = tiling.trim_start_matches("square:");
            let unit = size.trim_start_matches(|c: char| c.is_ascii_digit());
            let number = size.trim_end_matches(unit);
            ("square", "squares", format!("of {number} {unit} ({})", squares.crs.code()))
        }
        Tiling::Hexagon(level) => ("H3 cell", "H3 cells", format!("of resolution {level}")),
    };
    [one, several].map(|name| format!("{name} {which}"))
}

/// How much there is.
fn about(args: &Args, counted: &Counted) -> String {
    let about = if counted.settings.is_some() && !args.exact { "about " } else { "" };
    let totals: Vec<String> = counted
        .table
        .metrics
        .iter()
        .zip(&counted.total)
        .map(|(metric, total)| {
            let several = called(*metric);
            let one = several.strip_suffix('s').unwrap_or(&several);
            format!("{about}{}", count_of(total.round() as u64, one))
        })
        .collect();
    let by = if args.by.is_some() { "by month (UTC); " } else { "" };
    format!("{by}{} in all", totals.join(", "))
}

/// Source and method.
fn note(args: &Args, plan: &Plan, counted: &Counted) -> String {
    let table = &counted.table;
    let mut parts = Vec::new();
    parts.push(match &args.source {
        Some(source) => format!("Source: {}.", source.trim_end_matches('.')),
        None => "Source: geotagged posts.".to_owned(),
    });
    parts.push(match &counted.settings {
        Some(settings) if !plan.exact => {
            let error = settings.params.relative_error() * 100.0;
            format!("HyperLogLog sets united by cell; standard error {error:.1} %.")
        }
        _ => "Counted exactly.".to_owned(),
    });
    let classes = match (&table.scheme, table.is_signed()) {
        (Scheme::HeadTail, false) => "Classes: head/tail breaks (Jiang 2013).".to_owned(),
        (scheme, false) => format!("Classes: {}.", scheme.name()),
        (scheme, true) => format!("Classes: {} of the absolute values.", scheme.name()),
    };
    parts.push(classes);
    if table.columns.chi {
        parts.push(
            "Differences within chance and the errors of the sets (95 %) are not significant."
                .to_owned(),
        );
    }
    if counted.suppressed.cells > 0 {
        let told = counted.suppressed;
        parts.push(format!(
            "Of cells with fewer than {} {}, {} were merged into larger ones and {} left out.",
            args.min_count,
            called(counted.least_of),
            grouped(told.merged),
            grouped(told.dropped)
        ));
    }
    parts.join(" ")
}
