//! Reads a JSON object that a strict parser refuses for small damage.
//!
//! Three kinds of damage are common in dumps and cost no information that one could still
//! get: half a surrogate pair as an escape (a text cut in the middle of an emoji), bytes that
//! are no UTF-8, and a key written twice (the last one counts, as with most parsers).

use super::Reject;
use crate::escape;
use crate::source::RejectReason;
use serde::Deserialize;
use std::borrow::Cow;

/// A value read, and whether its text had to be repaired for that.
pub(super) struct Read<T> {
    pub(super) value: T,
    pub(super) repaired: bool,
}

impl From<serde_json::Error> for Reject {
    fn from(error: serde_json::Error) -> Self {
        // serde_json has no category for this one.
        let too_deep = error.to_string().starts_with("recursion limit exceeded");
        let position = format!("line {}, column {}", error.line(), error.column());
        let (reason, what) = if too_deep {
            (RejectReason::TooDeep, "nested too deeply at")
        } else if error.is_eof() {
            (RejectReason::InvalidJson, "ends too early at")
        } else if error.is_data() {
            (RejectReason::UnknownShape, "not what belongs there at")
        } else {
            (RejectReason::InvalidJson, "no JSON at")
        };
        Self::new(reason, format!("{what} {position}"))
    }
}

/// The document as text; what is no UTF-8 becomes U+FFFD. The flag says whether that happened.
pub(super) fn text(document: &[u8]) -> (Cow<'_, str>, bool) {
    let text = std::str::from_utf8(document)
        .map_or_else(|_| String::from_utf8_lossy(document), Cow::Borrowed);
    let repaired = matches!(text, Cow::Owned(_));
    (text, repaired)
}

/// Reads one JSON value. `spare` holds the repaired text where one is needed.
pub(super) fn read<'t, T: Deserialize<'t>>(
    text: &'t str,
    spare: &'t mut String,
) -> Result<Read<T>, Reject> {
    let error = match serde_json::from_str(text) {
        Ok(value) => return Ok(Read { value, repaired: false }),
        Err(error) => error,
    };
    let paired = pair_surrogates(text);
    // A key twice is the only thing that the types of this module call an error of data.
    if paired.is_none() && !error.is_data() {
        return Err(error.into());
    }
    let single: serde_json::Value = serde_json::from_str(paired.as_deref().unwrap_or(text))?;
    *spare = single.to_string();
    Ok(Read { value: serde_json::from_str(spare)?, repaired: paired.is_some() })
}

/// The text with each unpaired surrogate escape replaced; `None` if there was none.
fn pair_surrogates(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut lone = Vec::new();
    let mut at = 0;
    while let Some(step) = memchr::memchr(b'\\', bytes.get(at..).unwrap_or_default()) {
        at += step;
        let unit = |at| bytes.get(at..).and_then(escape::unit);
        match unit(at) {
            Some(0xD800..=0xDBFF) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => {
                at += 12;
            }
            Some(0xD800..=0xDFFF) => {
                lone.push(at);
                at += 6;
            }
            Some(_) => at += 6,
            None => at += 2,
        }
    }
    if lone.is_empty() {
        return None;
    }
    let mut paired = String::with_capacity(text.len());
    let mut done = 0;
    for at in lone {
        paired.push_str(text.get(done..at)?);
        paired.push_str("\\ufffd");
        done = at + 6;
    }
    paired.push_str(text.get(done..)?);
    Some(paired)
}

#[cfg(test)]
#[path = "repair_tests.rs"]
mod tests;
