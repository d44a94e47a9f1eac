//! Sets as stores hold them.

use crate::hll::{Params, Sketch};

/// Reads a set of a store whose sets have these parameters; the error says why it is none of
/// them.
pub(super) fn read_set(bytes: &[u8], params: Params) -> Result<Sketch, String> {
    let set = Sketch::from_bytes(bytes).map_err(|error| format!("it holds no set: {error}"))?;
    let found = set.params();
    if found == params {
        Ok(set)
    } else {
        Err(format!("the set's parameters are {found}, the store's {params}"))
    }
}
