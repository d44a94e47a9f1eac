//! Tables of sets: `<facet>_<base>.csv` with the key, attribute and metric columns of the LBSN
//! hlldb, in its order, sorted by key.

use super::record::{Flaw, Reader, Record, Writer};
use super::{geometry, open};
use crate::facet::{Accumulator, Attributes, Base, Key, KeyValue, Metric, Row};
use crate::hex;
use crate::hll::{Params, Sketch};
use crate::lbsn::BoundingBox;
use crate::store::text::read_key_text;
use crate::store::{SetRow, StoreError, attributes, key_text, read_set};
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Longest record beside its sets, bytes: keys are what people write in a post.
const TEXTS: usize = 16 << 20;

/// The name of a base's file.
pub(super) fn file_name(base: &Base) -> String {
    format!("{}.csv", base.table())
}

/// The columns of a base's table.
pub(super) fn columns(base: &Base) -> Vec<&'static str> {
    let keys = base.columns().map(|column| column.name);
    let attributes = attributes::columns(base).iter().copied();
    keys.chain(attributes).chain(base.metrics.iter().map(|metric| metric.column())).collect()
}

/// Writes the header of a base's table.
pub(super) fn write_header(base: &Base, output: impl Write) -> io::Result<()> {
    Writer::new(output).record(columns(base).into_iter().map(Some))
}

/// Which field of a record holds what.
pub(super) struct Layout {
    /// Number of fields.
    pub width: usize,
    /// The columns of the key.
    pub keys: Vec<usize>,
    /// The name of a place.
    pub name: Option<usize>,
    /// The extent of a place as a geometry.
    pub area: Option<usize>,
    /// The edges of a place: west, south, east, north.
    pub edges: Option<[usize; 4]>,
    /// The sets; where there is no column, they are empty.
    pub sets: Vec<Option<usize>>,
    /// Whether a set may be left out, which is an empty one.
    pub sparse: bool,
}

impl Layout {
    /// That of our own files.
    fn own(base: &Base) -> Self {
        let columns = columns(base);
        let at = |name: &str| columns.iter().position(|column| *column == name);
        let keys = base.columns().count();
        Self {
            width: columns.len(),
            keys: (0..keys).collect(),
            name: at("name"),
            area: at("geom_area"),
            edges: None,
            sets: base.metrics.iter().map(|metric| at(metric.column())).collect(),
            sparse: false,
        }
    }
}

/// Reads the rows of a base from a file.
pub(super) struct SetReader {
    pub path: PathBuf,
    base: &'static Base,
    params: Params,
    layout: Layout,
    reader: Reader<BufReader<File>>,
}

impl SetReader {
    /// Opens one of our own files.
    pub(super) fn open(
        path: PathBuf,
        base: &'static Base,
        params: Params,
    ) -> Result<Self, StoreError> {
        let mut reader = reader(&path, base, params)?;
        let names = columns(base);
        check_header(&path, &mut reader, &names)?;
        Ok(Self { layout: Layout::own(base), path, base, params, reader })
    }

    /// Reads on in a file of another layout, behind its header.
    pub(super) fn with_layout(
        path: PathBuf,
        base: &'static Base,
        params: Params,
        layout: Layout,
        reader: Reader<BufReader<File>>,
    ) -> Self {
        Self { path, base, params, layout, reader }
    }

    /// Calls `each` with every row until it breaks; `line` is where the row begins.
    pub(super) fn rows(
        mut self,
        sorted: bool,
        each: &mut dyn FnMut(u64, SetRow) -> Result<ControlFlow<()>, StoreError>,
    ) -> Result<(), StoreError> {
        let cells = Cells { path: &self.path, base: self.base, layout: &self.layout };
        let mut order = Order::default();
        while let Some(record) = self.reader.next().map_err(|flaw| flawed(&self.path, flaw))? {
            cells.check_width(record)?;
            let (key, encoded) = cells.key(record)?;
            if sorted {
                order.check(encoded, &self.path, record)?;
            }
            let attributes = cells.attributes(record)?;
            let sets = cells.sets(record, self.params)?;
            if each(record.line, SetRow { key, attributes, sets })?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Number of rows.
    pub(super) fn count(mut self) -> Result<u64, StoreError> {
        let mut count = 0;
        while self.reader.next().map_err(|flaw| flawed(&self.path, flaw))?.is_some() {
            count += 1;
        }
        Ok(count)
    }
}

/// Opens a file of sets.
pub(super) fn reader(
    path: &Path,
    base: &Base,
    params: Params,
) -> Result<Reader<BufReader<File>>, StoreError> {
    let set = params.registers() * usize::from(params.regwidth()) / 8 + 64;
    let explicit = 8 * params.explicit_threshold();
    // Two digits a byte.
    Ok(Reader::new(open(path)?, TEXTS + 2 * base.metrics.len() * set.max(explicit)))
}

/// Unites the rows of a batch with those of the old file into the new one; whether that made
/// a difference.
pub(super) fn unite(
    old: PathBuf,
    new: &mut dyn Write,
    base: &'static Base,
    batch: &Accumulator,
) -> Result<bool, StoreError> {
    let Some(table) = batch.table(base) else { return Ok(false) };
    let rows = table.sorted();
    if rows.is_empty() {
        return Ok(false);
    }
    let params = batch.params();
    let mut file = SetReader::open(old, base, params)?;
    let cells = Cells { path: &file.path, base, layout: &file.layout };
    let failed = super::io_failure("write", &file.path);
    let mut writer = Writer::new(new);
    writer.record(columns(base).into_iter().map(Some)).map_err(&failed)?;
    let mut fresh = rows.into_iter().peekable();
    let mut changed = false;
    let mut order = Order::default();
    while let Some(record) = file.reader.next().map_err(|flaw| flawed(&file.path, flaw))? {
        cells.check_width(record)?;
        let (key, encoded) = cells.key(record)?;
        while let Some((new_key, row)) = fresh.next_if(|(new, _)| **new < *encoded) {
            write_fresh(&mut writer, base, new_key, row, batch).map_err(&failed)?;
            changed = true;
        }
        match fresh.next_if(|(new, _)| **new == *encoded) {
            None => writer.record(record.iter()).map_err(&failed)?,
            Some((_, row)) => {
                let stored = Stored {
                    attributes: cells.attributes(record)?,
                    sets: cells.sets(record, params)?,
                };
                let mut united = stored.clone();
                let new = attributes::of_key(base, &key, batch);
                united.attributes.merge(new.name.as_deref(), new.area);
                for (kept, new) in united.sets.iter_mut().zip(row.iter()) {
                    kept.union(new).map_err(|error| StoreError::Csv {
                        path: file.path.clone(),
                        line: record.line,
                        column: None,
                        reason: error.to_string(),
                    })?;
                }
                changed |= united != stored;
                write(&mut writer, base, &key, &united.attributes, &united.sets)
                    .map_err(&failed)?;
            }
        }
        order.check(encoded, &file.path, record)?;
    }
    for (key, row) in fresh {
        write_fresh(&mut writer, base, key, row, batch).map_err(&failed)?;
        changed = true;
    }
    Ok(changed)
}

/// A row's attributes and sets.
#[derive(Clone, PartialEq)]
struct Stored {
    attributes: Attributes,
    sets: Vec<Sketch>,
}

fn write_fresh<W: Write>(
    writer: &mut Writer<W>,
    base: &Base,
    key: &[u8],
    row: &Row,
    batch: &Accumulator,
) -> io::Result<()> {
    let key = base.decode_key(key).map_err(io::Error::other)?;
    write(writer, base, &key, &attributes::of_key(base, &key, batch), row)
}

/// Writes a row.
fn write<W: Write>(
    writer: &mut Writer<W>,
    base: &Base,
    key: &[KeyValue],
    attributes: &Attributes,
    sets: &[Sketch],
) -> io::Result<()> {
    for (column, value) in base.columns().zip(key) {
        writer.field(Some(&key_text(column.kind, value)))?;
    }
    for &column in attributes::columns(base) {
        let point = |(lon, lat)| geometry::point(lon, lat);
        let text = match column {
            "latlng_geom" => attributes::position(base, key).map(point),
            "geom_center" => {
                let center = attributes.area.and_then(BoundingBox::center);
                center.map(|center| point((center.lon(), center.lat())))
            }
            "geom_area" => attributes.area.map(geometry::area),
            _ => attributes.name.clone(),
        };
        writer.field(text.as_deref())?;
    }
    for set in sets {
        writer.field(Some(&hex::encode(&set.to_bytes())))?;
    }
    writer.end()
}

/// What the fields of a record mean.
struct Cells<'a> {
    path: &'a Path,
    base: &'static Base,
    layout: &'a Layout,
}

impl Cells<'_> {
    fn flaw(&self, record: &Record, column: &str, reason: impl Into<String>) -> StoreError {
        StoreError::Csv {
            path: self.path.to_owned(),
            line: record.line,
            column: Some(column.to_owned()),
            reason: reason.into(),
        }
    }

    fn check_width(&self, record: &Record) -> Result<(), StoreError> {
        check_width(self.path, record, self.layout.width)
    }

    /// The key, and its bytes.
    fn key(&self, record: &Record) -> Result<(Vec<KeyValue>, Key), StoreError> {
        let mut key = Vec::with_capacity(self.layout.keys.len());
        for (column, &index) in self.base.columns().zip(&self.layout.keys) {
            let text = record.get(index).unwrap_or_default();
            let value = read_key_text(column.kind, text).filter(|_| !text.is_empty());
            key.push(value.ok_or_else(|| {
                self.flaw(record, column.name, format!("it holds no {}", column.kind.noun()))
            })?);
        }
        let encoded = self
            .base
            .encode_key(&key)
            .map_err(|error| self.flaw(record, "of the key", error.to_string()))?;
        Ok((key, encoded))
    }

    fn attributes(&self, record: &Record) -> Result<Attributes, StoreError> {
        let get = |index: Option<usize>| index.and_then(|index| record.get(index));
        let name = get(self.layout.name).map(str::to_owned);
        let area = match get(self.layout.area) {
            Some(text) => Some(geometry::read_area(text).ok_or_else(|| {
                self.flaw(
                    record,
                    "geom_area",
                    "it holds no box in degrees (SRID=4326;POLYGON((…))); leave the column out \
                     where areas are of other forms",
                )
            })?),
            None => self.edges(record)?,
        };
        Ok(Attributes { name, area })
    }

    fn edges(&self, record: &Record) -> Result<Option<BoundingBox>, StoreError> {
        let Some(indexes) = self.layout.edges else { return Ok(None) };
        let texts = indexes.map(|index| record.get(index).unwrap_or_default());
        if texts.iter().all(|text| text.is_empty()) {
            return Ok(None);
        }
        let degrees = texts.map(|text| text.parse::<f64>().unwrap_or(f64::NAN));
        let [west, south, east, north] = degrees;
        BoundingBox::new(west, south, east, north)
            .map(Some)
            .map_err(|error| self.flaw(record, "west to north", error.to_string()))
    }

    fn sets(&self, record: &Record, params: Params) -> Result<Vec<Sketch>, StoreError> {
        let columns = self.base.metrics.iter().zip(&self.layout.sets);
        columns.map(|(&metric, &index)| self.set(record, metric, index, params)).collect()
    }

    fn set(
        &self,
        record: &Record,
        metric: Metric,
        index: Option<usize>,
        params: Params,
    ) -> Result<Sketch, StoreError> {
        let flaw = |reason: String| self.flaw(record, metric.column(), reason);
        let Some(text) = index.and_then(|index| record.get(index)) else {
            return if self.layout.sparse {
                Ok(Sketch::new(params))
            } else {
                Err(flaw("the set is missing".to_owned()))
            };
        };
        let set = hex::decode(text)
            .map_err(|error| format!("it holds no set: {error}"))
            .and_then(|bytes| read_set(&bytes, params));
        set.map_err(flaw)
    }
}

/// That rows come in the order of their keys, each once.
#[derive(Default)]
struct Order(Option<Key>);

impl Order {
    fn check(&mut self, key: Key, path: &Path, record: &Record) -> Result<(), StoreError> {
        let reason = match &self.0 {
            Some(before) if *before == key => "it has the key of the line before it",
            Some(before) if *before > key => {
                "its key sorts before that of the line before it; was the file sorted anew? \
                 Restore a copy, or give the file itself to `lbsm merge`, which takes any order"
            }
            _ => {
                self.0 = Some(key);
                return Ok(());
            }
        };
        Err(StoreError::Csv {
            path: path.to_owned(),
            line: record.line,
            column: None,
            reason: reason.to_owned(),
        })
    }
}

/// Checks the header of one of our files.
pub(super) fn check_header<R: io::BufRead>(
    path: &Path,
    reader: &mut Reader<R>,
    names: &[&str],
) -> Result<(), StoreError> {
    let header = reader.next().map_err(|flaw| flawed(path, flaw))?;
    let found: Vec<&str> =
        header.into_iter().flat_map(Record::iter).map(Option::unwrap_or_default).collect();
    let (column, reason) = if let Some(missing) = names.iter().find(|name| !found.contains(name)) {
        (*missing, "this column is missing")
    } else if let Some(foreign) = found.iter().find(|name| !names.contains(name)) {
        (*foreign, "no column of this name belongs here; take it out")
    } else if found != names {
        (*found.first().unwrap_or(&""), "the columns are in another order, or one is there twice")
    } else {
        return Ok(());
    };
    Err(StoreError::Csv {
        path: path.to_owned(),
        line: 1,
        column: Some(column.chars().take(60).collect()),
        reason: reason.to_owned(),
    })
}

/// Checks that a record has a field for every column.
pub(super) fn check_width(path: &Path, record: &Record, width: usize) -> Result<(), StoreError> {
    if record.len() == width {
        return Ok(());
    }
    Err(StoreError::Csv {
        path: path.to_owned(),
        line: record.line,
        column: None,
        reason: format!("it has {} fields, and the header names {width} columns", record.len()),
    })
}

/// The error for the caller.
pub(super) fn flawed(path: &Path, flaw: Flaw) -> StoreError {
    match flaw {
        Flaw::Io(error) => super::io_failure("read", path)(error),
        Flaw::Form { line, reason } => {
            StoreError::Csv { path: path.to_owned(), line, column: None, reason: reason.to_owned() }
        }
    }
}
