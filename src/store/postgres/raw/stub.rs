//! What a row refers to must be there, if only by its id.

use crate::lbsn::Completeness;
use crate::store::raw::{RawRow, RawTable, RawValue};
use std::collections::{BTreeMap, BTreeSet};

/// Which column of which table refers to which table. What a row refers to must be there, if
/// only by its id.
pub(super) const REFERENCES: [(&str, &str, &str); 9] = [
    ("city", "country_guid", "country"),
    ("place", "city_guid", "city"),
    ("post", "place_guid", "place"),
    ("post", "city_guid", "city"),
    ("post", "country_guid", "country"),
    ("post", "user_guid", "user"),
    ("post_reaction", "user_guid", "user"),
    ("post_reaction", "referencedPost_guid", "post"),
    ("post_reaction", "referencedPostreaction_guid", "post_reaction"),
];

/// Rows for what a batch refers to and does not bring.
pub(super) fn stubs(
    tables: &[(&'static RawTable, Vec<&RawRow>)],
    reactions_refer: bool,
) -> BTreeMap<&'static str, Vec<RawRow>> {
    let mut wanted: BTreeMap<&'static str, BTreeSet<(i64, &str)>> = BTreeMap::new();
    for (table, column, target) in REFERENCES {
        let is_reaction = column.starts_with("referenced");
        if is_reaction && !reactions_refer {
            continue;
        }
        for (raw, rows) in tables.iter().filter(|(raw, _)| raw.name == table) {
            let Some(at) = raw.columns.iter().position(|other| other.name == column) else {
                continue;
            };
            for row in rows {
                if let (Some(RawValue::Integer(origin)), Some(RawValue::Text(guid))) =
                    (row.values.first(), row.values.get(at))
                {
                    wanted.entry(target).or_default().insert((*origin, guid));
                }
            }
        }
    }
    // A stub of a city refers to no country, and so on: one pass is enough.
    let mut stubs = BTreeMap::new();
    for (raw, rows) in tables {
        let Some(mut missing) = wanted.remove(raw.name) else { continue };
        for row in rows {
            if let Some(key) = key(raw, row) {
                missing.remove(&key);
            }
        }
        let stub = |(origin, guid): (i64, &str)| {
            let mut values = vec![RawValue::Null; raw.columns.len()];
            values.splice(..2, [RawValue::Integer(origin), RawValue::from(guid)]);
            RawRow { completeness: Completeness::Stub, observed: None, values: values.into() }
        };
        stubs.insert(raw.name, missing.into_iter().map(stub).collect());
    }
    stubs
}

/// What identifies a row, in tables that others refer to.
pub(super) fn key<'a>(raw: &RawTable, row: &'a RawRow) -> Option<(i64, &'a str)> {
    match (raw.keys, &*row.values) {
        (2, [RawValue::Integer(origin), RawValue::Text(guid), ..]) => Some((*origin, guid)),
        _ => None,
    }
}
