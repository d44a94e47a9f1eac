//! Cells as CSV (RFC 4180).

use crate::grid::table::Table;
use std::io::{self, Write};

/// Writes a line of headings and a line per row.
///
/// # Errors
/// The output cannot be written.
pub fn csv(table: &Table, output: &mut dyn Write) -> io::Result<()> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(output);
    writer.write_record(table.header().iter().map(|(name, _)| name))?;
    for row in &table.rows {
        writer.write_record(table.record(row).iter().map(ToString::to_string))?;
    }
    writer.flush()
}
