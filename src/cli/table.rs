//! Tables for people: aligned, and safe to print whatever the texts in them hold.

pub(super) use crate::view::label::grouped;

use crate::escape::is_invisible;
use std::io::{self, Write};

/// Longer texts are cut.
const WIDEST: usize = 60;

/// Prints rows under headings. The first `texts` columns are left-aligned, the others,
/// numbers, right-aligned.
///
/// # Errors
/// The output cannot be written.
pub(super) fn print(
    output: &mut dyn Write,
    texts: usize,
    headings: &[&str],
    rows: &[Vec<String>],
) -> io::Result<()> {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| shown(cell)).collect()).collect();
    let widths: Vec<usize> = headings
        .iter()
        .enumerate()
        .map(|(column, heading)| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).fold(heading.chars().count(), usize::max)
        })
        .collect();
    let mut line = |cells: &[&str]| {
        let padded: Vec<String> =
            cells
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, &width))| {
                    if column < texts {
                        format!("{cell:<width$}")
                    } else {
                        format!("{cell:>width$}")
                    }
                })
                .collect();
        writeln!(output, "{}", padded.join("  ").trim_end())
    };
    line(headings)?;
    for row in &rows {
        line(&row.iter().map(String::as_str).collect::<Vec<_>>())?;
    }
    Ok(())
}

/// A text from a store as it may be shown on a terminal: control characters, and those that
/// turn the direction of writing or have no width, are spelled out. Post texts can hold
/// escape sequences that would rewrite the screen.
pub(super) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for (position, c) in text.chars().enumerate() {
        if position == WIDEST {
            shown.push('…');
            break;
        }
        if c.is_control() || is_invisible(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
