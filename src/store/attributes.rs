//! What a table of sets tells of a key beside its sets: where it is, what it is called.

use crate::facet::{Accumulator, Attributes, Base, Dimension, KeyValue};
use crate::lbsn::Origin;

/// The columns between keys and sets, in the order of the LBSN hlldb.
pub(super) fn columns(base: &Base) -> &'static [&'static str] {
    if base.has(Dimension::Cell) {
        &["latlng_geom"]
    } else if base.has(Dimension::Place) {
        &["geom_center", "geom_area", "name"]
    } else if base.spatial_kind().is_some() {
        &["name", "geom_center", "geom_area"]
    } else if base.has(Dimension::Date) || base.has(Dimension::Community) {
        &["name"]
    } else {
        &[]
    }
}

/// Name and extent that belong to a key.
pub(super) fn of_key(base: &Base, key: &[KeyValue], batch: &Accumulator) -> Attributes {
    match (base.spatial_kind(), key) {
        (Some(kind), [KeyValue::Text(guid)]) => {
            batch.attributes(kind, guid).cloned().unwrap_or_default()
        }
        (None, [KeyValue::Integer(id)]) if base.has(Dimension::Community) => {
            let network = Origin::from_id(*id);
            Attributes { name: network.map(|origin| origin.name().to_owned()), area: None }
        }
        _ => Attributes::default(),
    }
}

/// Longitude and latitude of a key with a cell.
pub(super) fn position(base: &Base, key: &[KeyValue]) -> Option<(f64, f64)> {
    let coordinate = |name: &str| {
        base.columns().zip(key).find_map(|(column, value)| match value {
            KeyValue::Real(degrees) if column.name == name => Some(*degrees),
            _ => None,
        })
    };
    Some((coordinate("longitude")?, coordinate("latitude")?))
}
