//! Keys of bases as texts of a page.

use crate::facet::{Base, Dimension, KeyValue};
use crate::lbsn::Origin;
use crate::store::key_text;

/// Where in a key of a base the columns of a dimension are.
pub(super) fn columns_of(base: &'static Base, dimension: Dimension) -> std::ops::Range<usize> {
    let before = base.dimensions.iter().take_while(|other| **other != dimension);
    let first = before.map(|dimension| dimension.columns().len()).sum();
    first..first + dimension.columns().len()
}

/// The geohash of a cell given by the latitude and longitude of its middle; empty if it has none.
pub(super) fn cell(key: &[KeyValue], characters: usize) -> String {
    match key {
        [KeyValue::Real(lat), KeyValue::Real(lon)] => {
            geohash::encode(geohash::Coord { x: *lon, y: *lat }, characters).unwrap_or_default()
        }
        _ => String::new(),
    }
}

/// A year and a month as `YYYY-MM`.
pub(super) fn month_text(key: &[KeyValue]) -> String {
    match key {
        [KeyValue::Integer(year), KeyValue::Integer(month)] => format!("{year:04}-{month:02}"),
        _ => String::new(),
    }
}

/// A key of one column as text, and what it is called.
pub(super) fn named(
    base: &'static Base,
    value: &KeyValue,
    label: Option<String>,
) -> (String, Option<String>) {
    let kinds = base.columns().map(|column| column.kind);
    let key = kinds.map(|kind| key_text(kind, value)).next().unwrap_or_default();
    let label = match value {
        KeyValue::Integer(id) => Origin::from_id(*id).map(|origin| origin.name().to_owned()),
        _ => label,
    };
    (key, label)
}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
