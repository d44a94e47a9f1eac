//! Small tables for the tests of this module.

use super::table::OpenError;
use super::{Mapping, Table};
use crate::source::Options;
use crate::source::format::{Decoded, Detail};

fn open(head: &str, mapping: Option<&str>) -> Result<Table, OpenError> {
    let mapping = mapping.map(|pairs| Mapping::from_pairs(pairs).unwrap());
    Table::open(head.as_bytes(), true, true, mapping.as_ref())
}

/// The table that begins like this, with a mapping of pairs.
pub(super) fn opened(head: &str, mapping: Option<&str>) -> Table {
    open(head, mapping).unwrap_or_else(|error| panic!("{error:?}"))
}

/// What is wrong with such a table.
pub(super) fn problem(head: &str, mapping: Option<&str>) -> String {
    match open(head, mapping) {
        Err(OpenError::Table(error)) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

/// What the rows of a table give, in a few words each: the post as LBSN has it, or the reject.
pub(super) fn outcomes(text: &str, mapping: &str) -> Vec<String> {
    let table = opened(text, Some(mapping));
    let mut rows = table.rows(&Options::default());
    let text = text.get(table.header_bytes()..).unwrap_or_default();
    let mut outcomes = Vec::new();
    while let Some(range) = rows.next_row(text.as_bytes(), true) {
        table.decode(Detail::Raw, &text.as_bytes()[range], &mut |decoded| {
            outcomes.push(match decoded {
                Decoded::Post(bundle, _) => bundle.post.guid.to_string(),
                Decoded::Notice(kind) => format!("notice {}", kind.code()),
                Decoded::Reject { reason, detail, .. } => format!("{}: {detail}", reason.code()),
            });
        });
    }
    outcomes
}
