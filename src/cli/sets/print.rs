//! Rows in one of three formats.

use super::number::{plain, rounded};
use super::rows::Listed;
use super::{Format, failed};
use crate::cli::exit::Failure;
use crate::cli::table;
use crate::facet::{Base, ColumnKind, Dimension, KeyValue};
use crate::hex;
use crate::lbsn::BoundingBox;
use crate::store::key_text;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use std::io::{self, Write};

/// Prints rows in one format.
pub(super) trait Printer {
    /// Prints a row, or keeps it for the end.
    fn row(&mut self, row: Listed) -> Result<(), Failure>;
    /// Prints what is left.
    fn end(&mut self) -> Result<(), Failure>;
}

/// The printer of a format.
pub(super) fn printer<'o>(
    format: Format,
    base: &'static Base,
    output: &'o mut dyn Write,
) -> Result<Box<dyn Printer + 'o>, Failure> {
    Ok(match format {
        Format::Table => Box::new(TablePrinter::new(base, output)),
        Format::Csv => Box::new(CsvPrinter::new(base, output)?),
        Format::Json => Box::new(JsonPrinter { output, any: false }),
    })
}

struct TablePrinter<'o> {
    output: &'o mut dyn Write,
    texts: usize,
    headings: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

/// Whether people want to read a name beside the key: a place's, a weekday's, a network's.
fn is_named(base: &Base) -> bool {
    base.spatial_kind().is_some()
        || base.has(Dimension::DayOfWeek)
        || base.has(Dimension::Community)
}

/// The name of what a row is about.
fn name(row: &Listed) -> String {
    match (row.base.dimensions, row.row.key.as_slice()) {
        ([Dimension::DayOfWeek], [KeyValue::Integer(day)]) => {
            let day = i8::try_from(*day).ok().map(jiff::civil::Weekday::from_monday_zero_offset);
            day.and_then(Result::ok).map_or_else(String::new, |day| format!("{day:?}"))
        }
        _ => row.row.attributes.name.clone().unwrap_or_default(),
    }
}

impl<'o> TablePrinter<'o> {
    fn new(base: &'static Base, output: &'o mut dyn Write) -> Self {
        let mut headings: Vec<&str> = base.columns().map(|column| column.name).collect();
        headings.extend(is_named(base).then_some("name"));
        let texts = headings.len();
        headings.extend(base.metrics.iter().map(|metric| metric.plural()));
        Self { output, texts, headings, rows: Vec::new() }
    }
}

impl Printer for TablePrinter<'_> {
    fn row(&mut self, row: Listed) -> Result<(), Failure> {
        let mut cells: Vec<String> = row.key_texts().collect();
        if is_named(row.base) {
            cells.push(name(&row));
        }
        cells.extend(row.sizes.iter().map(|size| rounded(*size)));
        self.rows.push(cells);
        Ok(())
    }

    /// A metric of which no row has anything is not worth a column here.
    fn end(&mut self) -> Result<(), Failure> {
        let kept: Vec<bool> = (0..self.headings.len())
            .map(|column| {
                let filled = |row: &Vec<String>| row.get(column).is_some_and(|cell| cell != "0");
                column < self.texts || self.rows.is_empty() || self.rows.iter().any(filled)
            })
            .collect();
        let mut keep = kept.iter();
        self.headings.retain(|_| keep.next() == Some(&true));
        for row in &mut self.rows {
            let mut keep = kept.iter();
            row.retain(|_| keep.next() == Some(&true));
        }
        Ok(table::print(self.output, self.texts, &self.headings, &self.rows)?)
    }
}

struct CsvPrinter<'o> {
    csv: csv::Writer<&'o mut dyn Write>,
}

impl<'o> CsvPrinter<'o> {
    fn new(base: &'static Base, output: &'o mut dyn Write) -> Result<Self, Failure> {
        let mut csv = csv::Writer::from_writer(output);
        let mut headings: Vec<&str> = base.columns().map(|column| column.name).collect();
        if base.spatial_kind().is_some() {
            headings.extend(["name", "west", "south", "east", "north"]);
        }
        headings.extend(base.metrics.iter().map(|metric| metric.plural()));
        headings.extend(base.metrics.iter().map(|metric| metric.column()));
        csv.write_record(headings).map_err(failed)?;
        Ok(Self { csv })
    }
}

impl Printer for CsvPrinter<'_> {
    fn row(&mut self, row: Listed) -> Result<(), Failure> {
        let mut cells: Vec<String> = row.key_texts().collect();
        if row.base.spatial_kind().is_some() {
            cells.push(row.row.attributes.name.clone().unwrap_or_default());
            let edges =
                row.row.attributes.area.map(|area| area.edges().map(|edge| edge.to_string()));
            cells.extend(edges.unwrap_or_default());
        }
        cells.extend(row.sizes.iter().map(|size| plain(*size)));
        cells.extend(row.row.sets.iter().map(|set| hex::encode(&set.to_bytes())));
        self.csv.write_record(cells).map_err(failed)
    }

    fn end(&mut self) -> Result<(), Failure> {
        Ok(self.csv.flush()?)
    }
}

struct JsonPrinter<'o> {
    output: &'o mut dyn Write,
    any: bool,
}

impl Printer for JsonPrinter<'_> {
    fn row(&mut self, row: Listed) -> Result<(), Failure> {
        self.output.write_all(if self.any { b",\n" } else { b"[\n" })?;
        self.any = true;
        serde_json::to_writer(&mut *self.output, &row).map_err(io::Error::from)?;
        Ok(())
    }

    fn end(&mut self) -> Result<(), Failure> {
        Ok(self.output.write_all(if self.any { b"\n]\n" } else { b"[]\n" })?)
    }
}

impl Serialize for Listed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (column, value) in self.key() {
            match (column.kind, value) {
                (ColumnKind::Integer, KeyValue::Integer(number)) => {
                    map.serialize_entry(column.name, number)?;
                }
                (_, KeyValue::Real(number)) => map.serialize_entry(column.name, number)?,
                (kind, value) => map.serialize_entry(column.name, &key_text(kind, value))?,
            }
        }
        if self.base.spatial_kind().is_some() {
            map.serialize_entry("name", &self.row.attributes.name)?;
            let area = self.row.attributes.area;
            map.serialize_entry("bbox", &area.map(BoundingBox::edges))?;
        }
        for (metric, size) in self.base.metrics.iter().zip(&self.sizes) {
            map.serialize_entry(metric.plural(), size)?;
        }
        map.end()
    }
}
