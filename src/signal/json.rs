//! Records in JSON, as interfaces give them, with their fields as texts.

use super::sheet::SignalError;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What interfaces answer.
#[derive(Deserialize)]
#[serde(untagged)]
enum Answer {
    /// ACLED.
    Data { data: Vec<Map<String, Value>> },
    /// GDELT's DOC API.
    Timelines { timeline: Vec<Timeline> },
    /// A table of records.
    Records(Vec<Map<String, Value>>),
}

#[derive(Deserialize)]
struct Timeline {
    series: String,
    data: Vec<Map<String, Value>>,
}

/// Whether it is JSON, rather than a table.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    matches!(first, Some(b'{' | b'['))
}

/// The records of an answer; those of timelines have the name of theirs as `series`.
///
/// # Errors
/// It is something else.
pub(super) fn records(bytes: &[u8]) -> Result<Vec<BTreeMap<String, String>>, SignalError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let answer = serde_json::from_slice(bytes).map_err(|error| SignalError::Json {
        what: if error.is_data() {
            "neither a list of records nor an answer with its `data` or `timeline`".to_owned()
        } else {
            format!("it is no JSON: {error}")
        },
    })?;
    Ok(match answer {
        Answer::Data { data } | Answer::Records(data) => data.into_iter().map(texts).collect(),
        Answer::Timelines { timeline } => timeline
            .into_iter()
            .flat_map(|Timeline { series, data }| {
                let named = move |record| {
                    let mut record = texts(record);
                    record.insert("series".to_owned(), series.clone());
                    record
                };
                data.into_iter().map(named)
            })
            .collect(),
    })
}

fn texts(record: Map<String, Value>) -> BTreeMap<String, String> {
    let text = |value| match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    record.into_iter().map(|(name, value)| (name, text(value))).collect()
}
