//! Cells as CSV (RFC 4180).

use crate::grid::table::{Row, Table};
use rayon::prelude::*;
use std::io::{self, Write};

/// Rows that a thread writes at a time, and pieces of that many that wait to be put out in order.
const ROWS: usize = 4096;
const PIECES: usize = 32;

/// Writes a line of headings and a line per row.
///
/// # Errors
/// The output cannot be written.
pub fn csv(table: &Table, output: &mut dyn Write) -> io::Result<()> {
    let header = table.header().into_iter().map(|(name, _)| name);
    output.write_all(&lines(std::iter::once(header.collect()))?)?;
    let record = |row: &Row| table.record(row).iter().map(ToString::to_string).collect();
    for rows in table.rows.chunks(ROWS * PIECES) {
        let pieces = rows.par_chunks(ROWS).map(|rows| lines(rows.iter().map(record)));
        for piece in pieces.collect::<io::Result<Vec<_>>>()? {
            output.write_all(&piece)?;
        }
    }
    output.flush()
}

fn lines(records: impl Iterator<Item = Vec<String>>) -> io::Result<Vec<u8>> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for record in records {
        writer.write_record(record)?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}
