//! Rows in the binary form of PostgreSQL's COPY. Encoded here and not by the driver's writer:
//! so all cores encode, and no value is boxed on its way.
//!
//! ```text
//! signature and flags · per row: number of fields, per field: length (-1 for NULL) and bytes · -1
//! ```

use crate::lbsn::BoundingBox;
use bytes::Bytes;
use futures_util::SinkExt as _;
use postgis::ewkb::{
    AsEwkbPoint as _, AsEwkbPolygon as _, EwkbWrite as _, LineString, Point, Polygon,
};
use std::pin::pin;
use tokio_postgres::{Error, Transaction};

const HEADER: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();

/// Of WGS 84.
const SRID: Option<i32> = Some(4326);

/// Type id of `text`, fixed for all servers.
const TEXT: i32 = 25;

/// 2000-01-01, from which PostgreSQL counts, in days since 1970-01-01.
const EPOCH: i64 = 10_957;

/// The longest text that a key may hold, in bytes: an index takes no more than 2,704 for all
/// columns of a row.
const LONGEST_KEY: usize = 2_048;

/// Rows, encoded.
#[derive(Debug, Default)]
pub(super) struct Rows(Vec<u8>);

impl Rows {
    /// Begins a row of so many fields.
    pub(super) fn begin(&mut self, fields: usize) {
        self.0.extend_from_slice(&(fields as i16).to_be_bytes());
    }

    /// Nothing.
    pub(super) fn null(&mut self) {
        self.0.extend_from_slice(&(-1_i32).to_be_bytes());
    }

    /// Bytes as they are: texts, sets, or numbers in network order.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(&(bytes.len() as i32).to_be_bytes());
        self.0.extend_from_slice(bytes);
    }

    /// An `int`. Larger numbers become the largest.
    pub(super) fn int(&mut self, number: i64) {
        self.bytes(&(number.clamp(i32::MIN.into(), i32::MAX.into()) as i32).to_be_bytes());
    }

    /// A `bigint`.
    pub(super) fn bigint(&mut self, number: i64) {
        self.bytes(&number.to_be_bytes());
    }

    /// A `smallint`.
    pub(super) fn smallint(&mut self, number: i16) {
        self.bytes(&number.to_be_bytes());
    }

    /// A `float8`.
    pub(super) fn real(&mut self, number: f64) {
        self.bytes(&number.to_be_bytes());
    }

    /// A `date`, from days since 1970-01-01.
    pub(super) fn date(&mut self, days: i64) {
        self.int(days - EPOCH);
    }

    /// A `timestamp`, from seconds since 1970-01-01 00:00:00.
    pub(super) fn timestamp(&mut self, second: i64) {
        self.bigint((second - EPOCH * 86_400) * 1_000_000);
    }

    /// A `time`, from seconds since midnight.
    pub(super) fn time(&mut self, second: i64) {
        self.bigint(second * 1_000_000);
    }

    /// A `text[]`.
    pub(super) fn texts<T: AsRef<str>>(&mut self, texts: impl ExactSizeIterator<Item = T>) {
        self.measured(|bytes| {
            let mut push = |number: i32| bytes.extend_from_slice(&number.to_be_bytes());
            // Dimensions, no NULLs, type of the items; length and first index of the dimension.
            push(i32::from(texts.len() > 0));
            push(0);
            push(TEXT);
            if texts.len() > 0 {
                push(texts.len() as i32);
                push(1);
            }
            for text in texts {
                let text = text.as_ref();
                bytes.extend_from_slice(&(text.len() as i32).to_be_bytes());
                bytes.extend_from_slice(text.as_bytes());
            }
        });
    }

    /// A `geometry(Point,4326)`, in degrees.
    pub(super) fn point(&mut self, lon: f64, lat: f64) {
        let point = Point::new(lon, lat, SRID);
        self.measured(|bytes| drop(point.as_ewkb().write_ewkb(bytes)));
    }

    /// A `geometry(Polygon,4326)`: a rectangle. One across the antimeridian goes on beyond
    /// 180° east, because a polygon has one piece.
    pub(super) fn area(&mut self, area: BoundingBox) {
        let [west, south, mut east, north] = area.edges();
        if area.crosses_antimeridian() {
            east += 360.0;
        }
        let corners = [[west, south], [east, south], [east, north], [west, north], [west, south]];
        let ring = LineString {
            points: corners.map(|[lon, lat]| Point::new(lon, lat, SRID)).into(),
            srid: SRID,
        };
        let polygon = Polygon { rings: vec![ring], srid: SRID };
        self.measured(|bytes| drop(polygon.as_ewkb().write_ewkb(bytes)));
    }

    /// A field whose length shows when it is written.
    fn measured(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.0.len();
        self.null();
        write(&mut self.0);
        let length = (self.0.len() - start - 4) as i32;
        if let Some(place) = self.0.get_mut(start..start + 4) {
            place.copy_from_slice(&length.to_be_bytes());
        }
    }
}

/// A text that fits into an index: a longer one keeps its beginning, and the hash of all of it
/// in place of its end, so that different texts stay different.
pub(super) fn indexable(text: &str) -> std::borrow::Cow<'_, str> {
    if text.len() <= LONGEST_KEY {
        return text.into();
    }
    let hash = crate::hll::hash::text(text);
    let beginning: String = text
        .char_indices()
        .take_while(|(at, character)| at + character.len_utf8() <= LONGEST_KEY - 32)
        .map(|(_, character)| character)
        .collect();
    format!("{beginning}…#{hash:016x}").into()
}

/// Sends rows to the table that a COPY statement names.
pub(super) async fn copy(
    transaction: &Transaction<'_>,
    statement: &str,
    chunks: impl Iterator<Item = Rows>,
) -> Result<(), Error> {
    let mut sink = pin!(transaction.copy_in::<_, Bytes>(statement).await?);
    sink.feed(Bytes::from_static(HEADER)).await?;
    for Rows(bytes) in chunks {
        sink.send(bytes.into()).await?;
    }
    sink.send(Bytes::copy_from_slice(&TRAILER)).await?;
    sink.finish().await?;
    Ok(())
}

#[cfg(test)]
#[path = "copy_tests.rs"]
mod tests;
