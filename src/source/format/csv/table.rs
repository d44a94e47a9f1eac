//! A mapping applied to one file: its delimiter, its header, the numbers of the columns.

use super::encoding;
use super::error::TableError;
use super::guess;
use super::mapping::{Column, Encoding, Field, Mapping};
use super::time::Times;
use super::{cell, row};
use crate::lbsn::Origin;
use crate::source::Options;
use crate::source::format::{Decoded, Detail};
use crate::source::split::Rows;
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::cell::RefCell;

/// Delimiters that are looked for, the commonest first.
const DELIMITERS: [u8; 4] = *b",;\t|";

/// Rows at the beginning of a file that its delimiter, header and mapping are told from.
const SAMPLE: usize = 100;

/// How one file is read.
#[derive(Debug, Clone)]
pub struct Table {
    delimiter: u8,
    /// The cells of the header, if there is one.
    header: Option<Vec<String>>,
    /// Bytes of the file before the first row.
    header_bytes: usize,
    /// How many columns each row has.
    width: usize,
    /// Index of the column, by field.
    columns: [Option<usize>; Field::ALL.len()],
    pub(super) origin: Origin,
    pub(super) times: Times,
    encoding: Option<Encoding>,
    /// The mapping as guessed, if none was given.
    guessed: Option<Mapping>,
}

/// Why a table could not be opened.
#[derive(Debug)]
pub(in crate::source) enum OpenError {
    /// More of the file is needed to tell.
    More,
    /// It is no table: nothing separates columns.
    NoTable,
    /// It can't be read with the mapping, or without one.
    Table(TableError),
}

impl<E: Into<TableError>> From<E> for OpenError {
    fn from(error: E) -> Self {
        Self::Table(error.into())
    }
}

impl Table {
    /// Opens the table that begins with `head`. `complete`: no more bytes can be shown.
    /// `certainly`: it is a table, however little its header tells.
    pub(in crate::source) fn open(
        head: &[u8],
        complete: bool,
        certainly: bool,
        mapping: Option<&Mapping>,
    ) -> Result<Self, OpenError> {
        let sample = match mapping {
            Some(mapping) => Sample::fitting(head, complete, mapping)?,
            None => Sample::widest(head, complete, &DELIMITERS).ok_or(if complete {
                OpenError::NoTable
            } else {
                OpenError::More
            })?,
        };
        if sample.rows.len() < SAMPLE && !complete {
            return Err(OpenError::More);
        }
        match mapping {
            Some(mapping) => sample.table(mapping, None),
            None if sample.width() < 2 => Err(OpenError::NoTable),
            None => {
                let Some((header, rows)) = sample.rows.split_first() else {
                    return Err(OpenError::NoTable);
                };
                let guess = guess::mapping(header, rows);
                if guess.is_hopeless() && !certainly {
                    return Err(OpenError::NoTable);
                }
                let mapping = guess.certain()?;
                sample.table(&mapping, Some(mapping.clone()))
            }
        }
    }

    /// Bytes of the file before the first row.
    pub(in crate::source) fn header_bytes(&self) -> usize {
        self.header_bytes
    }

    /// What cuts the file into rows.
    pub(in crate::source) fn rows(&self, options: &Options) -> Rows {
        let rows = Rows::new(self.delimiter, self.width, options.document_limit);
        rows.waiting(options.wait_for_rest)
    }

    /// The mapping that was guessed, if none was given.
    pub fn guessed(&self) -> Option<&Mapping> {
        self.guessed.as_ref()
    }

    /// Calls `each` with what one row holds.
    pub fn decode(&self, detail: Detail, row: &[u8], each: &mut dyn FnMut(Decoded<'_>)) {
        row::decode(self, detail, row, each);
    }

    /// The cell of a field, if the field is mapped.
    pub(super) fn cell<'r>(&self, field: Field, cells: &'r Cells) -> Option<&'r str> {
        cells.get((*self.columns.get(field as usize)?)?)
    }

    /// The number of a field's column, for messages.
    pub(super) fn number(&self, field: Field) -> usize {
        self.columns.get(field as usize).copied().flatten().map_or(0, |index| index + 1)
    }

    /// Whether a field is mapped.
    pub(super) fn has(&self, field: Field) -> bool {
        self.number(field) > 0
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The row as text, and whether that had to be guessed or mended.
    pub(super) fn text<'r>(&self, row: &'r [u8]) -> (std::borrow::Cow<'r, str>, bool) {
        encoding::decode(row, self.encoding)
    }

    /// The cells of a row.
    pub(super) fn cells(&self, row: &str) -> Cells {
        Cells::of(row, self.delimiter, self.width)
    }

    /// Whether a row is the header again, as in files put together.
    pub(super) fn is_header(&self, cells: &Cells) -> bool {
        self.header.as_ref().is_some_and(|header| {
            header.iter().enumerate().all(|(index, name)| cells.get(index) == Some(name.as_str()))
        })
    }
}

thread_local! {
    /// What takes rows apart at a delimiter. To build one costs more than to read a row, and a
    /// clone (csv-core 0.1.13) lacks part of its table.
    static READER: RefCell<Option<(u8, Reader)>> = const { RefCell::new(None) };
}

/// The cells of one row.
#[derive(Debug)]
pub(super) struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    /// Splits a row. `width`: how many cells are expected; more do no harm.
    fn of(row: &str, delimiter: u8, width: usize) -> Self {
        READER.with_borrow_mut(|cached| {
            if cached.as_ref().is_none_or(|(for_delimiter, _)| *for_delimiter != delimiter) {
                *cached = None;
            }
            let build = || (delimiter, ReaderBuilder::new().delimiter(delimiter).build());
            let (_, reader) = cached.get_or_insert_with(build);
            reader.reset();
            Self::read(row, reader, width)
        })
    }

    fn read(row: &str, reader: &mut Reader, width: usize) -> Self {
        let mut output = vec![0; row.len() + 1];
        let mut ends = vec![0; width + 1];
        let (mut read, mut written, mut ended) = (0, 0, 0);
        loop {
            let input = row.as_bytes().get(read..).unwrap_or_default();
            let (result, taken, put, found) = reader.read_record(
                input,
                output.get_mut(written..).unwrap_or_default(),
                ends.get_mut(ended..).unwrap_or_default(),
            );
            read += taken;
            written += put;
            ended += found;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputEndsFull => ends.resize(ends.len() * 2, 0),
                ReadRecordResult::OutputFull => output.resize(output.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        output.truncate(written);
        ends.truncate(ended);
        // Cells are cut at ASCII characters, so they are UTF-8 as the row is.
        let text = String::from_utf8(output).unwrap_or_default();
        Self { text, ends }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

/// The first rows of a file, taken apart at one delimiter.
struct Sample {
    delimiter: u8,
    rows: Vec<Vec<String>>,
    /// Bytes up to the end of the first row.
    first_bytes: usize,
}

impl Sample {
    /// `None` if the head does not hold a whole row.
    fn take(head: &[u8], complete: bool, delimiter: u8) -> Option<Self> {
        let mut rows = Vec::new();
        let mut first_bytes = 0;
        // The width is not known yet; with any, a row over several lines is taken as it is.
        let mut cutter = Rows::new(delimiter, 0, head.len());
        while rows.len() < SAMPLE {
            let Some(range) = cutter.next_row(head, complete) else { break };
            let (text, _) = encoding::decode(head.get(range)?, None);
            rows.push(Cells::of(&text, delimiter, 64).iter().map(str::to_owned).collect());
            if rows.len() == 1 {
                first_bytes = cutter.done_with();
            }
        }
        (!rows.is_empty()).then_some(Self { delimiter, rows, first_bytes })
    }

    fn width(&self) -> usize {
        self.rows.first().map_or(0, Vec::len)
    }

    /// How many rows are as wide as the first.
    fn even(&self) -> usize {
        self.rows.iter().filter(|row| row.len() == self.width()).count()
    }

    /// The delimiter that gives the most rows of equal width, then the most columns.
    fn widest(head: &[u8], complete: bool, delimiters: &[u8]) -> Option<Self> {
        let samples = delimiters.iter().filter_map(|&it| Self::take(head, complete, it));
        // Of equals the last one would be taken; the commonest delimiter shall be.
        samples.rev_max_by_key(|sample| {
            let tenths = 10 * sample.even() / sample.rows.len().max(1);
            (sample.width() > 1, tenths, sample.width())
        })
    }

    /// The sample for a mapping: with its delimiter, else the one at which its columns are there.
    fn fitting(head: &[u8], complete: bool, mapping: &Mapping) -> Result<Self, OpenError> {
        let given = mapping.delimiter()?;
        let delimiters = given.as_ref().map_or(&DELIMITERS[..], std::slice::from_ref);
        let named = |sample: &Self| {
            let header = sample.rows.first()?;
            let names = mapping.columns.values().filter_map(|column| match column {
                Column::Name(name) => Some(name.trim()),
                Column::Number(_) => None,
            });
            Some(names.filter(|&name| header.iter().any(|cell| cell.trim() == name)).count())
        };
        let samples = delimiters.iter().filter_map(|&it| Self::take(head, complete, it));
        let best = samples.rev_max_by_key(|sample| {
            let tenths = 10 * sample.even() / sample.rows.len().max(1);
            (named(sample), sample.width() > 1, tenths, sample.width())
        });
        best.ok_or(if complete { OpenError::NoTable } else { OpenError::More })
    }

    fn table(self, mapping: &Mapping, guessed: Option<Mapping>) -> Result<Table, OpenError> {
        let has_names = mapping.columns.values().any(|column| matches!(column, Column::Name(_)));
        let has_header =
            mapping.header.unwrap_or_else(|| has_names || self.first_is_header(mapping));
        let mut columns = [None; Field::ALL.len()];
        for (&field, column) in &mapping.columns {
            let index = self.index(field, column)?;
            if let Some(slot) = columns.get_mut(field as usize) {
                *slot = Some(index);
            }
        }
        let width = self.width();
        let header = has_header.then(|| self.rows.into_iter().next().unwrap_or_default());
        Ok(Table {
            delimiter: self.delimiter,
            header_bytes: if has_header { self.first_bytes } else { 0 },
            header,
            width,
            columns,
            origin: mapping.origin()?,
            times: mapping.times()?,
            encoding: mapping.encoding,
            guessed,
        })
    }

    /// The index of a column.
    fn index(&self, field: Field, column: &Column) -> Result<usize, TableError> {
        let delimiter = delimiter_name(self.delimiter);
        let header = self.rows.first().map(Vec::as_slice).unwrap_or_default();
        match column {
            Column::Number(number) => match number.checked_sub(1) {
                Some(index) if index < self.width() => Ok(index),
                _ => Err(TableError::NoNumber {
                    field,
                    number: *number,
                    columns: self.width(),
                    delimiter,
                }),
            },
            Column::Name(name) => {
                let places = header.iter().enumerate();
                let places: Vec<usize> = places
                    .filter(|(_, cell)| cell.trim() == name.trim())
                    .map(|(index, _)| index)
                    .collect();
                match places[..] {
                    [index] => Ok(index),
                    [] => Err(TableError::NoColumn {
                        field,
                        name: name.clone(),
                        delimiter,
                        columns: some_of(header),
                    }),
                    _ => Err(TableError::Twice { field, name: name.clone(), times: places.len() }),
                }
            }
        }
    }

    /// Whether the first row names columns, where the mapping counts them: what is a number or
    /// a time in the second row is none in the first.
    fn first_is_header(&self, mapping: &Mapping) -> bool {
        let [first, second, ..] = &self.rows[..] else { return false };
        let Ok(times) = mapping.times() else { return false };
        mapping.columns.iter().any(|(field, column)| {
            let Column::Number(number) = column else { return false };
            let fits = |row: &Vec<String>| {
                let cell = row.get(number.checked_sub(1)?).and_then(|cell| cell::present(cell))?;
                Some(match field {
                    Field::Time => times.read(cell).is_ok(),
                    Field::Lat | Field::Lon => cell::degrees(cell).is_ok(),
                    Field::Id | Field::User => cell.bytes().any(|byte| byte.is_ascii_digit()),
                    _ => return None,
                })
            };
            fits(first) == Some(false) && fits(second) == Some(true)
        })
    }
}

/// The greatest, and of equals the first.
trait RevMax: Iterator + Sized {
    fn rev_max_by_key<K: Ord>(self, mut key: impl FnMut(&Self::Item) -> K) -> Option<Self::Item> {
        self.reduce(|best, next| if key(&next) > key(&best) { next } else { best })
    }
}

impl<I: Iterator> RevMax for I {}

/// The name of a delimiter in messages and mappings.
fn delimiter_name(delimiter: u8) -> &'static str {
    match delimiter {
        b',' => "comma",
        b';' => "semicolon",
        b'\t' => "tab",
        b'|' => "pipe",
        b' ' => "space",
        _ => "as given",
    }
}

/// The first names of a header: not of thousands, and none if it may be a row of data, whose
/// content is nobody's business.
fn some_of(header: &[String]) -> String {
    const SHOWN: usize = 30;
    const LONGEST: usize = 40;
    let is_name = |name: &String| {
        let plain = |c: char| c.is_alphanumeric() || " _.-/()".contains(c);
        name.chars().count() <= LONGEST
            && name.chars().all(plain)
            && !name.starts_with(|first: char| first.is_ascii_digit())
    };
    if !header.iter().all(is_name) {
        return "(the first row looks like data, not like names)".to_owned();
    }
    let mut names: Vec<&str> = header.iter().take(SHOWN).map(|name| name.trim()).collect();
    let more = format!("and {} more", header.len().saturating_sub(SHOWN));
    if header.len() > SHOWN {
        names.push(&more);
    }
    names.join(", ")
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
