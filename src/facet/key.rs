//! Keys of a base as bytes whose order is the order of the values.
//!
//! One map type serves every base, looking up a key costs no allocation, and sorting the
//! bytes sorts the rows. Integers, days and times are eight big-endian bytes with the sign
//! flipped, reals eight bytes in IEEE total order, texts end with a zero byte (NUL
//! characters never reach a key).

use super::column::{Column, ColumnKind};
use smallvec::SmallVec;

/// A key, or a part of one. 24 bytes hold a cell and a short hashtag without allocating.
pub type Key = SmallVec<[u8; 24]>;

/// One column's value of a key.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyValue {
    /// A whole number; also days since 1970-01-01 and seconds (see [`ColumnKind`]).
    Integer(i64),
    /// A coordinate in degrees.
    Real(f64),
    /// A text.
    Text(String),
}

/// A stored key does not have the form of its base's columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key does not have the form of its columns")]
pub struct KeyError;

/// Appends a whole number.
pub(super) fn push_integer(key: &mut Key, value: i64) {
    key.extend_from_slice(&(value.cast_unsigned() ^ (1 << 63)).to_be_bytes());
}

/// Appends a real number.
pub(super) fn push_real(key: &mut Key, value: f64) {
    // Minus zero and zero are one place.
    let bits = (value + 0.0).to_bits();
    let ordered = if bits >> 63 == 0 { bits | (1 << 63) } else { !bits };
    key.extend_from_slice(&ordered.to_be_bytes());
}

/// Appends a text, without its NUL characters.
pub(super) fn push_text(key: &mut Key, value: &str) {
    if value.as_bytes().contains(&0) {
        key.extend(value.bytes().filter(|&byte| byte != 0));
    } else {
        key.extend_from_slice(value.as_bytes());
    }
    key.push(0);
}

/// The key of these values.
///
/// # Errors
/// They are not of the columns' kinds.
pub(super) fn encode<'a>(
    values: &[KeyValue],
    columns: impl Iterator<Item = &'a Column>,
) -> Result<Key, KeyError> {
    let mut key = Key::new();
    let mut values = values.iter();
    for column in columns {
        match (column.kind, values.next()) {
            (ColumnKind::Text, Some(KeyValue::Text(text))) => push_text(&mut key, text),
            (ColumnKind::Real, Some(KeyValue::Real(number))) => push_real(&mut key, *number),
            (
                ColumnKind::Integer | ColumnKind::Date | ColumnKind::Timestamp | ColumnKind::Time,
                Some(KeyValue::Integer(number)),
            ) => push_integer(&mut key, *number),
            _ => return Err(KeyError),
        }
    }
    if values.next().is_none() { Ok(key) } else { Err(KeyError) }
}

/// The values of a key, in the order of the columns.
///
/// # Errors
/// The bytes were not made for these columns.
pub(super) fn decode<'a>(
    mut bytes: &[u8],
    columns: impl Iterator<Item = &'a Column>,
) -> Result<Vec<KeyValue>, KeyError> {
    let mut values = Vec::new();
    for column in columns {
        if column.kind == ColumnKind::Text {
            let end = memchr::memchr(0, bytes).ok_or(KeyError)?;
            let (text, rest) = bytes.split_at(end);
            let text = std::str::from_utf8(text).ok().ok_or(KeyError)?;
            values.push(KeyValue::Text(text.to_owned()));
            bytes = rest.get(1..).ok_or(KeyError)?;
        } else {
            let (head, rest) = bytes.split_first_chunk::<8>().ok_or(KeyError)?;
            let bits = u64::from_be_bytes(*head);
            values.push(if column.kind == ColumnKind::Real {
                let bits = if bits >> 63 == 1 { bits & !(1 << 63) } else { !bits };
                KeyValue::Real(f64::from_bits(bits))
            } else {
                KeyValue::Integer((bits ^ (1 << 63)).cast_signed())
            });
            bytes = rest;
        }
    }
    if bytes.is_empty() { Ok(values) } else { Err(KeyError) }
}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
