//! Tables of daily series: CSV with a column of days and a column per series.
//!
//! Rows may be unsorted and days may be missing. What would have to be guessed is refused with
//! its row and column: decimal commas, two values for one day, days that can be read in two ways.

use super::date_form::{Order, Written};
use super::day::Day;
use super::series::Series;
use std::collections::BTreeMap;
use std::io::{Read, Write};

/// Numbers beyond this are no daily counts, and their squares would overflow.
const GREATEST: f64 = 1e100;
/// Days that a table may span without a row for each: a slip in a year is not to make a
/// table of centuries.
const SPAN_PER_ROW: usize = 50;
const SPARE_SPAN: usize = 400;

/// Daily series over one coverage.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// In the order of the columns.
    pub series: Vec<Series>,
    /// What was met on the way.
    pub reading: Reading,
    /// The row that each day was read from.
    rows: BTreeMap<Day, u64>,
}

/// What was met while a table was read, to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Rows, without the heading and blank ones.
    pub rows: usize,
    /// Days from the first to the last.
    pub days: usize,
    /// Days between them that have no row.
    pub absent_days: usize,
    /// Cells without a value.
    pub empty_cells: usize,
    /// Rows that repeated another word for word.
    pub repeated_rows: usize,
    /// Whether the rows were not in the order of days.
    pub unsorted: bool,
}

/// A table that cannot be used. Rows are counted as a spreadsheet does, the heading being row 1.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The input failed or is no CSV.
    #[error("the table cannot be read: {source}")]
    Csv {
        /// Why.
        #[from]
        source: csv::Error,
    },
    /// UTF-16 or other bytes.
    #[error("row {row} is not UTF-8; save the table as \"CSV UTF-8\"")]
    Encoding {
        /// The row.
        row: u64,
    },
    /// No heading, or a heading alone.
    #[error("the table has no rows; it needs a heading such as `date,{example}` and a row per day")]
    Empty {
        /// A name of a column.
        example: &'static str,
    },
    /// Only days.
    #[error(
        "the table has one column only ({heading:?}); days and at least one series are needed, parted by commas, semicolons or tabs"
    )]
    OneColumn {
        /// Its heading.
        heading: String,
    },
    /// A column without a name, or two of one name.
    #[error("column {column} is called {name:?}: every column needs a name of its own")]
    Name {
        /// Number of the column, from 1.
        column: usize,
        /// Its name.
        name: String,
    },
    /// A row that is longer or shorter than the heading.
    #[error(
        "row {row} has {found} fields, the heading has {expected}; if numbers have a decimal \
         comma, write them with a point"
    )]
    Fields {
        /// The row.
        row: u64,
        /// Fields in the row.
        found: usize,
        /// Fields in the heading.
        expected: usize,
    },
    /// A first field that is no day.
    #[error("row {row}, column {column:?}: {text:?} is not a day; write days as 2022-02-24")]
    Date {
        /// The row.
        row: u64,
        /// The heading of the days.
        column: String,
        /// The field.
        text: String,
    },
    /// Slashes, and no day beyond the twelfth to tell the order.
    #[error(
        "row {row}, column {column:?}: {text:?} may be day/month or month/day, and no other row \
         tells which; write days as 2022-02-24"
    )]
    Ambiguous {
        /// The first such row.
        row: u64,
        /// The heading of the days.
        column: String,
        /// The field.
        text: String,
    },
    /// A decimal comma.
    #[error(
        "row {row}, column {column:?}: {text:?} has a comma; write decimals with a point and thousands without a mark"
    )]
    DecimalComma {
        /// The row.
        row: u64,
        /// The column.
        column: String,
        /// The field.
        text: String,
    },
    /// No number.
    #[error(
        "row {row}, column {column:?}: {text:?} is not a number; leave the field empty if the value is missing"
    )]
    Number {
        /// The row.
        row: u64,
        /// The column.
        column: String,
        /// The field.
        text: String,
    },
    /// A number too great, or infinity.
    #[error("row {row}, column {column:?}: {text:?} is beyond what a daily series can hold")]
    TooGreat {
        /// The row.
        row: u64,
        /// The column.
        column: String,
        /// The field.
        text: String,
    },
    /// Two rows for a day that do not agree.
    #[error(
        "rows {first} and {second} are both {day} but differ in column {column:?}; keep one of them"
    )]
    Duplicate {
        /// The first column that differs.
        column: String,
        /// The day.
        day: Day,
        /// The earlier row.
        first: u64,
        /// The later row.
        second: u64,
    },
    /// A few rows over centuries.
    #[error(
        "the {rows} rows run from {first} (row {first_row}) to {last} (row {last_row}); is a year mistyped?"
    )]
    Span {
        /// Rows of the table.
        rows: usize,
        /// First day.
        first: Day,
        /// Its row.
        first_row: u64,
        /// Last day.
        last: Day,
        /// Its row.
        last_row: u64,
    },
}

impl TableError {
    /// Whether the input failed, rather than what it holds.
    pub fn is_io(&self) -> bool {
        matches!(self, TableError::Csv { source } if source.is_io_error())
    }
}

struct Row {
    number: u64,
    values: Vec<f64>,
}

/// The day of a row as it is written.
pub(crate) struct Dated {
    row: u64,
    written: Written,
    text: String,
}

impl Dated {
    /// Reads the field of a row; `column` is the heading.
    pub(crate) fn read(text: &str, row: u64, column: &str) -> Result<Self, TableError> {
        let text = text.to_owned();
        match Written::read(&text) {
            Some(written) => Ok(Self { row, written, text }),
            None => Err(TableError::Date { row, column: column.to_owned(), text }),
        }
    }
}

impl Table {
    /// Reads a table of the form `date,name,…`: the first column holds the days, whatever it is
    /// called. Columns may be parted by commas, semicolons or tabs; a byte order mark is skipped.
    /// Empty fields, `NA`, `NaN` and `null` are missing values.
    ///
    /// # Errors
    /// The first thing found that would have to be guessed.
    pub fn read(mut input: impl Read) -> Result<Self, TableError> {
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes).map_err(csv::Error::from)?;
        let mut records = Rows::new(&bytes);
        let (_, heading) = records.next().ok_or(TableError::Empty { example: "flow" })??;
        let names = names(&heading)?;
        let date_column = heading.first().cloned().unwrap_or_default();
        let (mut dates, mut rows) = (Vec::new(), Vec::new());
        for record in records {
            let (number, fields) = record?;
            if fields.len() != heading.len() {
                let (found, expected) = (fields.len(), heading.len());
                return Err(TableError::Fields { row: number, found, expected });
            }
            let date = fields.first().map_or("", String::as_str);
            dates.push(Dated::read(date, number, &date_column)?);
            rows.push(row(number, &fields, &names)?);
        }
        let days = days(&dates, &date_column)?;
        assemble(names, &rows, &days)
    }

    /// The row that a day was read from, counted as a spreadsheet does; the first, if it was repeated.
    pub fn row_of(&self, day: Day) -> Option<u64> {
        self.rows.get(&day).copied()
    }

    /// The series of this name.
    pub fn named(&self, name: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.name == name)
    }
}

/// Writes series as a table `date,name,…` that [`Table::read`] reads: a row for every day from the
/// first to the last of any of them, an empty field where a value is missing.
///
/// # Errors
/// The output cannot be written.
pub fn write(series: &[Series], output: impl Write) -> Result<(), csv::Error> {
    let mut csv = csv::Writer::from_writer(output);
    csv.write_record(["date"].into_iter().chain(series.iter().map(|it| it.name.as_str())))?;
    let first = series.iter().map(Series::first).min();
    let end = series.iter().map(Series::end).max();
    for day in first.zip(end).into_iter().flat_map(|(first, end)| first.until(end)) {
        let value = |series: &Series| series.get(day).map_or(String::new(), |it| it.to_string());
        csv.write_record(std::iter::once(day.to_string()).chain(series.iter().map(value)))?;
    }
    Ok(csv.flush()?)
}

/// Rows of texts, each with its number as a spreadsheet counts. Columns are parted by commas, semicolons or
/// tabs, a byte order mark is skipped, and so are rows in which nothing stands, though they count.
pub(crate) struct Rows<'b> {
    bytes: &'b [u8],
    records: csv::ByteRecordsIntoIter<&'b [u8]>,
    number: u64,
}

impl<'b> Rows<'b> {
    /// The rows of a table.
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self::quoted(bytes, true)
    }

    /// The rows of a table in which quotation marks mean nothing, or parts of texts.
    pub(crate) fn quoted(bytes: &'b [u8], quotes: bool) -> Self {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .delimiter(delimiter(bytes))
            .quoting(quotes)
            .from_reader(bytes);
        Self { bytes, records: reader.into_byte_records(), number: 0 }
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<(u64, Vec<String>), TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let record = match self.records.next()? {
                Ok(record) => record,
                Err(error) => return Some(Err(error.into())),
            };
            self.number += 1 + blank_rows_before(&record, self.bytes);
            match texts(&record, self.number) {
                Ok(fields) if fields.iter().all(String::is_empty) => {}
                Ok(fields) => return Some(Ok((self.number, fields))),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// The character that parts the columns: the most frequent candidate of the first line that has one.
fn delimiter(bytes: &[u8]) -> u8 {
    const CANDIDATES: [u8; 3] = [b';', b'\t', b','];
    let has_one = |line: &&[u8]| line.iter().any(|byte| CANDIDATES.contains(byte));
    let heading = bytes.split(|&byte| byte == b'\n').find(has_one).unwrap_or_default();
    let count = |delimiter: u8| memchr::memchr_iter(delimiter, heading).count();
    CANDIDATES.into_iter().max_by_key(|&candidate| count(candidate)).unwrap_or(b',')
}

/// Empty lines that the reader passed over on its way to a record; a spreadsheet has a row for each.
fn blank_rows_before(record: &csv::ByteRecord, bytes: &[u8]) -> u64 {
    let Some(position) = record.position() else { return 0 };
    let start = usize::try_from(position.byte()).unwrap_or(usize::MAX).min(bytes.len());
    let (before, mut rest) = bytes.split_at(start);
    if before.ends_with(b"\r") {
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    let mut blank = 0;
    while let Some(after) =
        [&b"\r\n"[..], b"\n", b"\r"].iter().find_map(|end| rest.strip_prefix(*end))
    {
        blank += 1;
        rest = after;
    }
    blank
}

/// The fields of a record.
fn texts(record: &csv::ByteRecord, row: u64) -> Result<Vec<String>, TableError> {
    record
        .iter()
        .map(|field| match std::str::from_utf8(field) {
            Ok(text) if !text.contains('\0') => Ok(text.to_owned()),
            _ => Err(TableError::Encoding { row }),
        })
        .collect()
}

fn names(heading: &[String]) -> Result<Vec<String>, TableError> {
    let names = heading.get(1..).unwrap_or_default();
    if names.is_empty() {
        return Err(TableError::OneColumn { heading: heading.concat() });
    }
    let mut seen = std::collections::HashSet::new();
    for (name, column) in names.iter().zip(2..) {
        if name.is_empty() || !seen.insert(name) {
            return Err(TableError::Name { column, name: name.clone() });
        }
    }
    Ok(names.to_vec())
}

fn row(number: u64, fields: &[String], names: &[String]) -> Result<Row, TableError> {
    let values = names
        .iter()
        .zip(fields.iter().skip(1))
        .map(|(name, field)| value(field, number, name))
        .collect::<Result<_, _>>()?;
    Ok(Row { number, values })
}

/// A number, or NaN where there is none.
pub(crate) fn value(text: &str, row: u64, column: &str) -> Result<f64, TableError> {
    const MISSING: [&str; 5] = ["", "na", "n/a", "nan", "null"];
    if MISSING.contains(&text.to_ascii_lowercase().as_str()) {
        return Ok(f64::NAN);
    }
    let (column, owned) = (column.to_owned(), text.to_owned());
    match text.parse::<f64>() {
        Ok(value) if value.abs() <= GREATEST => Ok(value),
        Ok(_) => Err(TableError::TooGreat { row, column, text: owned }),
        Err(_) if text.contains(',') && text.contains(|c: char| c.is_ascii_digit()) => {
            Err(TableError::DecimalComma { row, column, text: owned })
        }
        Err(_) => Err(TableError::Number { row, column, text: owned }),
    }
}

/// The days of rows, in their order: one of them may tell how to read the others.
pub(crate) fn days(rows: &[Dated], column: &str) -> Result<Vec<Day>, TableError> {
    let ambiguous = |row: &Dated| TableError::Ambiguous {
        row: row.row,
        column: column.to_owned(),
        text: row.text.clone(),
    };
    let order = rows.iter().find_map(|row| row.written.order());
    rows.iter()
        .map(|row| {
            let order = match order {
                Some(order) => order,
                None if row.written.day(Order::DayFirst) == row.written.day(Order::MonthFirst) => {
                    Order::DayFirst
                }
                None => return Err(ambiguous(row)),
            };
            row.written.day(order).ok_or_else(|| TableError::Date {
                row: row.row,
                column: column.to_owned(),
                text: row.text.clone(),
            })
        })
        .collect()
}

fn assemble(names: Vec<String>, rows: &[Row], days: &[Day]) -> Result<Table, TableError> {
    let mut by_day: BTreeMap<Day, &Row> = BTreeMap::new();
    let mut reading =
        Reading { rows: rows.len(), unsorted: !days.is_sorted(), ..Reading::default() };
    for (&day, row) in days.iter().zip(rows) {
        match by_day.get(&day) {
            None => {
                by_day.insert(day, row);
            }
            Some(other) => match other.values.iter().zip(&row.values).position(differ) {
                None => reading.repeated_rows += 1,
                Some(place) => {
                    let (first, second) = (other.number, row.number);
                    let column = names.get(place).cloned().unwrap_or_default();
                    return Err(TableError::Duplicate { column, day, first, second });
                }
            },
        }
    }
    let (Some((&first, first_row)), Some((&last, last_row))) =
        (by_day.first_key_value(), by_day.last_key_value())
    else {
        return Err(TableError::Empty { example: "flow" });
    };
    reading.days = (last + 1).since(first).unwrap_or_default();
    if reading.days > SPARE_SPAN + SPAN_PER_ROW * rows.len() {
        let (first_row, last_row) = (first_row.number, last_row.number);
        return Err(TableError::Span { rows: rows.len(), first, first_row, last, last_row });
    }
    reading.absent_days = reading.days - by_day.len();
    let series: Vec<Series> = names
        .into_iter()
        .enumerate()
        .map(|(column, name)| {
            let value = |day| by_day.get(&day).and_then(|row| row.values.get(column).copied());
            let values = first.until(last + 1).map(|day| value(day).unwrap_or(f64::NAN)).collect();
            Series::new(name, first, values)
        })
        .collect();
    let absent = reading.absent_days * series.len();
    let missing: usize = series.iter().map(|series| reading.days - series.present()).sum();
    reading.empty_cells = missing - absent;
    let rows = by_day.into_iter().map(|(day, row)| (day, row.number)).collect();
    Ok(Table { series, reading, rows })
}

fn differ((left, right): (&f64, &f64)) -> bool {
    left.total_cmp(right).is_ne() && !(left.is_nan() && right.is_nan())
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
