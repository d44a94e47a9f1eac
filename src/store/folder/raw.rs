//! Raw tables: `raw_<table>.csv` with the columns of the LBSN rawdb in its order, lists as
//! JSON texts, and behind them the two columns that decide between copies; sorted by key.

use super::record::{Reader, Record, Writer};
use super::sets::{check_header, check_width, flawed};
use super::{geometry, open};
use crate::lbsn::{Completeness, Timestamp};
use crate::store::StoreError;
use crate::store::raw::{RawColumn, RawKey, RawKind, RawRow, RawTable, RawValue, key_of};
use crate::store::text::datetime;
use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Longest record, bytes. Posts have no bound of their own; records of an input have one.
const LIMIT: usize = 1 << 30;

/// The name of a table's file.
pub(super) fn file_name(table: &RawTable) -> String {
    format!("{}.csv", table.table())
}

fn columns(table: &RawTable) -> Vec<&'static str> {
    let columns = table.columns.iter().map(|column| column.name);
    columns.chain(["completeness", "observed"]).collect()
}

/// Writes the header of a table.
pub(super) fn write_header(table: &RawTable, output: impl Write) -> io::Result<()> {
    Writer::new(output).record(columns(table).into_iter().map(Some))
}

/// Reads the rows of a table from a file.
pub(super) struct RawReader {
    path: PathBuf,
    table: &'static RawTable,
    reader: Reader<BufReader<File>>,
}

impl RawReader {
    /// Opens a file.
    pub(super) fn open(path: PathBuf, table: &'static RawTable) -> Result<Self, StoreError> {
        let mut reader = Reader::new(open(&path)?, LIMIT);
        check_header(&path, &mut reader, &columns(table))?;
        Ok(Self { path, table, reader })
    }

    /// The next record; `None` at the end.
    fn next(&mut self) -> Result<Option<&Record>, StoreError> {
        let record = self.reader.next().map_err(|flaw| flawed(&self.path, flaw))?;
        if let Some(record) = record {
            check_width(&self.path, record, self.table.columns.len() + 2)?;
        }
        Ok(record)
    }

    /// Calls `each` with every row until it breaks.
    pub(super) fn rows(
        mut self,
        each: &mut dyn FnMut(RawRow) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let (path, table) = (self.path.clone(), self.table);
        while let Some(record) = self.next()? {
            if each(row(&path, table, record)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Number of rows.
    pub(super) fn count(mut self) -> Result<u64, StoreError> {
        let mut count = 0;
        while self.next()?.is_some() {
            count += 1;
        }
        Ok(count)
    }
}

/// Merges the rows of a batch with those of the old file into the new one; whether that made
/// a difference.
pub(super) fn merge(
    old: PathBuf,
    new: &mut dyn Write,
    table: &'static RawTable,
    rows: &[&RawRow],
) -> Result<bool, StoreError> {
    let path = old.clone();
    let failed = super::io_failure("write", &path);
    let mut reader = RawReader::open(old, table)?;
    let mut writer = Writer::new(new);
    writer.record(columns(table).into_iter().map(Some)).map_err(&failed)?;
    let mut fresh = rows.iter().map(|row| (key_of(table, &row.values), *row)).peekable();
    let (mut changed, mut last) = (false, None::<RawKey>);
    while let Some(record) = reader.next()? {
        let mut stored = row(&path, table, record)?;
        let key = key_of(table, &stored.values);
        if last.is_some_and(|last| last >= key) {
            return Err(StoreError::Csv {
                path: path.clone(),
                line: record.line,
                column: None,
                reason: "its key is not behind that of the line before it".to_owned(),
            });
        }
        while let Some((_, new)) = fresh.next_if(|(new, _)| *new < key) {
            write(&mut writer, new).map_err(&failed)?;
            changed = true;
        }
        if let Some((_, new)) = fresh.next_if(|(new, _)| *new == key) {
            changed |= stored.merge(table, new.clone());
        }
        write(&mut writer, &stored).map_err(&failed)?;
        last = Some(key);
    }
    for (_, new) in fresh {
        write(&mut writer, new).map_err(&failed)?;
        changed = true;
    }
    Ok(changed)
}

fn write<W: Write>(writer: &mut Writer<W>, row: &RawRow) -> io::Result<()> {
    for value in &row.values {
        writer.field(text(value).as_deref())?;
    }
    writer.field(Some(match row.completeness {
        Completeness::Stub => "0",
        Completeness::Truncated => "1",
        Completeness::Full => "2",
    }))?;
    writer.field(row.observed.map(|time| datetime(time.second())).as_deref())?;
    writer.end()
}

/// A value as text; `None`: not known.
fn text(value: &RawValue) -> Option<Cow<'_, str>> {
    Some(match value {
        RawValue::Null => return None,
        RawValue::Integer(number) => number.to_string().into(),
        RawValue::Boolean(value) => value.to_string().into(),
        RawValue::Text(text) => (&**text).into(),
        RawValue::Time(time) => datetime(time.second()).into(),
        RawValue::Point(point) => geometry::point(point.lon(), point.lat()).into(),
        RawValue::Area(area) => geometry::area(**area).into(),
        RawValue::Texts(texts) => {
            let texts = texts.iter().map(|text| serde_json::Value::from(&**text)).collect();
            serde_json::Value::Array(texts).to_string().into()
        }
    })
}

/// Reads a row.
fn row(path: &Path, table: &'static RawTable, record: &Record) -> Result<RawRow, StoreError> {
    let unreadable = |column: &str, reason: &str| StoreError::Csv {
        path: path.to_owned(),
        line: record.line,
        column: Some(column.to_owned()),
        reason: reason.to_owned(),
    };
    let mut values = Vec::with_capacity(table.columns.len());
    for (index, column) in table.columns.iter().enumerate() {
        let value =
            match record.get(index) {
                None if index < table.keys => return Err(unreadable(column.name, "it is missing")),
                None => RawValue::Null,
                Some(text) => read(column, text)
                    .filter(|value| index >= table.keys || is_key(value))
                    .ok_or_else(|| unreadable(column.name, "it holds no value of its type"))?,
            };
        values.push(value);
    }
    let completeness = match record.get(values.len()) {
        Some("0") => Completeness::Stub,
        Some("1") => Completeness::Truncated,
        Some("2") => Completeness::Full,
        _ => return Err(unreadable("completeness", "it is none of 0, 1 and 2")),
    };
    let observed = match record.get(values.len() + 1) {
        None => None,
        Some(text) => Some(
            Timestamp::parse(text).map_err(|error| unreadable("observed", &error.to_string()))?,
        ),
    };
    Ok(RawRow { completeness, observed, values: values.into() })
}

/// The ids of networks are small numbers.
fn is_key(value: &RawValue) -> bool {
    match value {
        RawValue::Integer(id) => i32::try_from(*id).is_ok(),
        _ => true,
    }
}

/// Reads what [`text`] wrote; `None` for anything else.
fn read(column: &RawColumn, text: &str) -> Option<RawValue> {
    Some(match column.kind {
        RawKind::Integer => RawValue::Integer(text.parse().ok()?),
        RawKind::Boolean => RawValue::Boolean(text.parse().ok()?),
        RawKind::Text => RawValue::Text(text.into()),
        RawKind::Time => RawValue::Time(Timestamp::parse(text).ok()?),
        RawKind::Point => RawValue::Point(geometry::read_point(text)?),
        RawKind::Area => geometry::read_area(text)?.into(),
        RawKind::Texts => {
            let texts: Vec<Box<str>> = serde_json::from_str(text).ok()?;
            RawValue::Texts(texts.into())
        }
    })
}
