//! Files that hold cells, and what is told about them.

use super::count::Counted;
use super::meta::{mapped, meta};
use super::plan::Form;
use super::{Args, Plan, Theme, map};
use crate::cli::exit::Failure;
use crate::cli::output::OutputFile;
use crate::cli::picture;
use crate::cli::report::count_of;
use crate::cli::table::grouped;
use crate::grid::Entry;
use crate::grid::export::{self, Category, LayerError};
use crate::view::Ground;
use crate::view::theme::Paint;
use anyhow::anyhow;
use std::collections::BTreeSet;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Pixels of pictures per pixel of drawings: sharp in print.
const PNG_SCALE: f64 = 2.0;

/// Writes all files; CSV to standard output if there are none.
///
/// # Errors
/// One cannot be written.
pub fn write(
    args: &Args,
    plan: &Plan,
    counted: &Counted,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    tell(args, counted);
    if plan.files.is_empty() {
        export::csv(&counted.table, output)?;
        return Ok(());
    }
    let mut sidecars = BTreeSet::new();
    let mut drawn = None;
    for (form, path) in &plan.files {
        match form {
            Form::Csv => file(path, |output| export::csv(&counted.table, output))?,
            Form::GeoJson => file(path, |output| export::geojson(&counted.table, output))?,
            Form::GeoPackage => {
                let about = format!("{} by {}", mapped(counted), counted.tiling);
                let layer = export::layer(&counted.table, &categories(counted), &about, path);
                layer.map_err(|error| match error {
                    LayerError::Store { .. } => Failure::Usage(error.into()),
                    error => Failure::Io(error.into()),
                })?;
            }
            Form::Svg => {
                let map = drawn.get_or_insert_with(|| map::map(args, plan, counted).draw());
                map.set_ground(ground(args.theme));
                let svg = map.svg();
                file(path, |output| output.write_all(svg.as_bytes()))?;
            }
            Form::Png => {
                let map = drawn.get_or_insert_with(|| map::map(args, plan, counted).draw());
                map.set_ground(ground(args.theme));
                let png = picture::png(path, map, PNG_SCALE)?;
                file(path, |output| output.write_all(&png))?;
            }
        }
        sidecars.insert(sidecar(path));
    }
    let meta = meta(args, plan, counted);
    for path in sidecars {
        file(&path, |output| {
            serde_json::to_writer_pretty(&mut *output, &meta)?;
            writeln!(output)
        })?;
    }
    for (_, path) in &plan.files {
        tracing::info!("wrote {}", path.display());
    }
    Ok(())
}

fn file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
) -> Result<(), Failure> {
    let mut file = BufWriter::new(OutputFile::create(path)?);
    let written = write(&mut file).and_then(|()| file.flush());
    written.map_err(|error| Failure::Io(anyhow!("cannot write {}: {error}", path.display())))
}

/// `cells.meta.json` beside `cells.csv` and `cells.gpkg`.
fn sidecar(path: &Path) -> PathBuf {
    path.with_extension("meta.json")
}

/// What is left out is said, never silently.
fn tell(args: &Args, counted: &Counted) {
    let Counted { suppressed, outside, undated, skipped, least_of, .. } = counted;
    if counted.table.rows.is_empty() {
        tracing::warn!("there is no cell: {}", why_none(args, counted));
    }
    if suppressed.cells > 0 {
        tracing::warn!(
            "{} had too few {}: {} merged into {} larger ones, {} dropped",
            count_of(suppressed.cells, "cell"),
            least_of.plural(),
            grouped(suppressed.merged),
            grouped(suppressed.parents),
            grouped(suppressed.dropped)
        );
    }
    if *outside > 0 {
        tracing::warn!(
            "{} outside of the area of {}",
            count_of(*outside, "position"),
            counted.tiling.crs()
        );
    }
    if *undated > 0 {
        tracing::warn!("{} left out: --by month needs dates", count_of(*undated, "position"));
    }
    for (reason, count) in skipped {
        tracing::warn!("{} passed over: {reason}", count_of(*count, "row"));
    }
}

/// Why there is no cell, and what to do.
fn why_none(args: &Args, counted: &Counted) -> String {
    let below = counted.suppressed.cells;
    if below > 0 {
        let few = format!("fewer than {} {}", args.min_count, counted.least_of.plural());
        let all = if below == 1 {
            "the only one has".to_owned()
        } else {
            format!("all {} have", grouped(below))
        };
        return format!("{all} {few}; give larger cells or a smaller --min-count");
    }
    let outside = || format!("every position is outside of the area of {}", counted.tiling.crs());
    match (counted.outside, counted.undated) {
        (0, 0) => "nothing with a position is in it".to_owned(),
        (0, _) => "no position has a date, which --by month needs".to_owned(),
        (_, 0) => outside(),
        _ => format!("{}, or has no date", outside()),
    }
}

/// The classes with their colours.
fn categories(counted: &Counted) -> Vec<Category> {
    let legend = counted.table.legend();
    let paints = map::paints(&counted.table, &legend);
    let category = |(entry, paint): (Entry, Paint)| Category {
        class: entry.class,
        label: entry.label,
        count: entry.count,
        colour: [paint.light.red, paint.light.green, paint.light.blue],
    };
    legend.into_iter().zip(paints).map(category).collect()
}

fn ground(theme: Theme) -> Ground {
    match theme {
        Theme::Auto => Ground::Either,
        Theme::Light => Ground::Light,
        Theme::Dark => Ground::Dark,
    }
}
