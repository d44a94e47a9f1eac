//! Posts with positions to be counted exactly: from tables of points, and from raw stores.

use super::exact::Sighting;
use crate::facet::Precision;
use crate::hll::hash;
use crate::lbsn::Point;
use crate::store::raw::{POST, REACTION, RawRow, RawTable, RawValue};
use crate::store::{Store, StoreError};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::ops::ControlFlow;

/// Posts that are counted at a time.
const BATCH: usize = 1 << 18;

/// Rows that were passed over, by reason.
pub type Skipped = BTreeMap<&'static str, u64>;

/// A table that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PointsError {
    /// It has no columns of coordinates.
    #[error(
        "there is no column of {lacking} in the first line ({found}); longitude is a column called lon, \
         lng, long, longitude or x, latitude one called lat, latitude or y"
    )]
    NoColumn {
        /// What is lacking.
        lacking: &'static str,
        /// What there is.
        found: String,
    },
    /// There is no first line.
    #[error("it is empty")]
    Empty,
    /// It cannot be read.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// Where in a table what stands.
struct Columns {
    lon: usize,
    lat: usize,
    post: Option<usize>,
    user: Option<usize>,
    time: Option<usize>,
}

impl Columns {
    fn new(header: &csv::StringRecord) -> Result<Self, PointsError> {
        // The first name that is there wins, not the first column.
        let find = |names: &[&str]| {
            let called = |name: &str, field: &str| {
                field.trim_start_matches('\u{feff}').trim().eq_ignore_ascii_case(name)
            };
            names.iter().find_map(|name| header.iter().position(|field| called(name, field)))
        };
        if header.iter().all(str::is_empty) {
            return Err(PointsError::Empty);
        }
        let needed = |lacking, names: &[&str]| {
            let found = || header.iter().take(20).collect::<Vec<_>>().join(", ");
            find(names).ok_or_else(|| PointsError::NoColumn { lacking, found: found() })
        };
        Ok(Self {
            lon: needed("longitude", &["lon", "lng", "long", "longitude", "x"])?,
            lat: needed("latitude", &["lat", "latitude", "y"])?,
            post: find(&["post_guid", "post_id", "id_str", "id"]),
            user: find(&["user_guid", "user_id", "user_id_str", "author_id", "user"]),
            time: find(&["post_publish_date", "post_create_date", "created_at", "date", "time"]),
        })
    }
}

/// Reads a table of points (CSV, or with tabs or semicolons) with a line of headings: longitude, latitude
/// and, if there are such columns, the post's id, the user's and the day (`2016-02-24…`, UTC). Calls `each`
/// with batches. Rows without a usable position are passed over and told by reason.
///
/// # Errors
/// It cannot be read, or has no columns of coordinates.
pub fn read_points(
    input: impl Read,
    each: &mut dyn FnMut(&[Sighting]),
) -> Result<Skipped, PointsError> {
    let mut input = BufReader::with_capacity(1 << 16, input);
    let start = input.fill_buf()?;
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let often = |wanted: u8| memchr::memchr_iter(wanted, line).count();
    let delimiter = *b",;\t".iter().max_by_key(|byte| often(**byte)).unwrap_or(&b',');
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(input);
    let columns = Columns::new(reader.headers()?)?;
    let mut skipped = Skipped::new();
    let mut batch = Vec::with_capacity(BATCH);
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record)? {
        match sighting(&record, &columns) {
            Ok(sighting) => batch.push(sighting),
            Err(reason) => *skipped.entry(reason).or_default() += 1,
        }
        if batch.len() == BATCH {
            each(&batch);
            batch.clear();
        }
    }
    each(&batch);
    Ok(skipped)
}

fn sighting(record: &csv::ByteRecord, columns: &Columns) -> Result<Sighting, &'static str> {
    let text = |column: usize| {
        let field = record.get(column).unwrap_or_default();
        std::str::from_utf8(field).map(str::trim).map_err(|_error| "not UTF-8")
    };
    let number = |column: usize| {
        let text = text(column)?;
        if text.is_empty() {
            return Err("without position");
        }
        // Decimal commas and the like are no numbers here; NaN and infinity are no places.
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite());
        number.ok_or("position is not a number")
    };
    let (lon, lat) = (number(columns.lon)?, number(columns.lat)?);
    if lon == 0.0 && lat == 0.0 {
        return Err("position is 0, 0");
    }
    if Point::new(lon, lat).is_err() {
        return Err("position is not on the globe");
    }
    let element = |column: Option<usize>| -> Option<&[u8]> {
        record.get(column?).filter(|field| !field.is_empty())
    };
    let day = element(columns.time).and_then(|field| field.get(..10)).and_then(month_of);
    let user = element(columns.user);
    let user_day = user.zip(day).map(|(user, (day, _))| {
        let mut item = user.to_vec();
        item.push(b':');
        item.extend_from_slice(day);
        hash::bytes(&item, 0).into()
    });
    Ok(Sighting {
        at: (lon, lat),
        month: day.map(|(_, month)| month),
        post: element(columns.post).map(|field| hash::bytes(field, 0).into()),
        user: user.map(|field| hash::bytes(field, 0).into()),
        user_day,
    })
}

/// A day `2016-02-24` and the number of its month; `None`: it is none.
fn month_of(day: &[u8]) -> Option<(&[u8], u32)> {
    let text = std::str::from_utf8(day).ok()?;
    let date: jiff::civil::Date = text.parse().ok()?;
    let year = u32::try_from(date.year()).ok()?;
    Some((day, year * 12 + date.month() as u32 - 1))
}

/// Reads the posts and reactions of a raw store. With a precision, positions are reduced first, as they
/// were for the sets of the same posts.
///
/// # Errors
/// The store cannot be read or keeps no posts.
pub fn raw_points(
    store: &dyn Store,
    precision: Option<Precision>,
    each: &mut dyn FnMut(&[Sighting]),
) -> Result<Skipped, StoreError> {
    let mut skipped = Skipped::new();
    let mut batch = Vec::with_capacity(BATCH);
    for (table, names) in [
        (&POST, ["post_guid", "post_latlng", "post_publish_date"]),
        (&REACTION, ["reaction_guid", "reaction_latlng", "reaction_date"]),
    ] {
        let columns = ["origin_id", names[0], names[1], names[2], "user_guid"];
        let columns = columns.map(|name| place(table, name));
        store.raw_rows(table, &mut |row| {
            match raw_sighting(&row, columns, precision) {
                Some(sighting) => batch.push(sighting),
                None => *skipped.entry("without position").or_default() += 1,
            }
            if batch.len() == BATCH {
                each(&batch);
                batch.clear();
            }
            ControlFlow::Continue(())
        })?;
    }
    each(&batch);
    Ok(skipped)
}

fn place(table: &RawTable, name: &str) -> usize {
    table.columns.iter().position(|column| column.name == name).unwrap_or(usize::MAX)
}

fn raw_sighting(
    row: &RawRow,
    [origin, post, position, time, user]: [usize; 5],
    precision: Option<Precision>,
) -> Option<Sighting> {
    let Some(RawValue::Point(point)) = row.values.get(position) else { return None };
    let origin = match row.values.get(origin) {
        Some(RawValue::Integer(origin)) => *origin,
        _ => 0,
    };
    let text = |column: usize| match row.values.get(column) {
        Some(RawValue::Text(text)) => Some(text),
        _ => None,
    };
    let time = match row.values.get(time) {
        Some(RawValue::Time(time)) => Some(time.date()),
        _ => None,
    };
    let user = text(user).map(|user| format!("{origin}:{user}"));
    let user_day = user.as_ref().zip(time).map(|(user, day)| format!("{user}:{day}"));
    let element = |text: String| hash::text(&text).into();
    Some(Sighting {
        at: precision.map_or((point.lon(), point.lat()), |precision| precision.reduce(*point)),
        month: time.and_then(|day| month_of(day.to_string().as_bytes()).map(|(_, month)| month)),
        post: text(post).map(|post| element(format!("{origin}:{post}"))),
        user: user.map(element),
        user_day: user_day.map(element),
    })
}

#[cfg(test)]
#[path = "points_tests.rs"]
mod tests;
