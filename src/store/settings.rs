//! Under what a store's sets were made, and what must not be mixed.

use crate::facet::{Bases, ItemMode, Precision};
use crate::hll::Params;
use crate::privacy::KeyId;
use std::fmt;

/// Under what a store's sets were made. All sets of a store are made alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Parameters of the sketches.
    pub params: Params,
    /// To what positions are reduced.
    pub precision: Precision,
    /// Which item strings are hashed.
    pub mode: ItemMode,
    /// The tables kept.
    pub bases: Bases,
    /// Fingerprint of the key that items are hashed under.
    pub key_id: KeyId,
}

/// The sets that a run would add were made otherwise than those in the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incompatible {
    /// Every setting that differs; never empty.
    pub differences: Vec<Difference>,
}

/// One setting that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What it is.
    pub setting: &'static str,
    /// As the store has it.
    pub stored: String,
    /// As the run would have it.
    pub wanted: String,
    /// What makes the run fit the store.
    pub remedy: String,
}

impl Settings {
    /// Checks that sets made under `wanted` may be united with those made under `self`.
    ///
    /// # Errors
    /// They may not; all differences are named.
    pub fn check(&self, wanted: &Settings) -> Result<(), Incompatible> {
        let differences: Vec<Difference> = [
            Difference::between("key id", &self.key_id, &wanted.key_id, "--key-file"),
            Difference::between("HLL parameters", &self.params, &wanted.params, "--hll-params"),
            Difference::between("item mode", &self.mode, &wanted.mode, "--items"),
            Difference::between(
                "geohash precision",
                &self.precision,
                &wanted.precision,
                "--geohash",
            ),
            Difference::between("bases", &self.bases, &wanted.bases, "--bases"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if differences.is_empty() { Ok(()) } else { Err(Incompatible { differences }) }
    }
}

impl Incompatible {
    /// Sets differ in their parameters.
    pub(super) fn params(stored: Params, wanted: Params) -> Self {
        let difference = Difference::between("HLL parameters", &stored, &wanted, "--hll-params");
        Self { differences: difference.into_iter().collect() }
    }
}

impl Difference {
    /// The difference between two values of a setting that `option` sets, if there is one.
    fn between(
        setting: &'static str,
        stored: &impl fmt::Display,
        wanted: &impl fmt::Display,
        option: &str,
    ) -> Option<Self> {
        let (stored, wanted) = (stored.to_string(), wanted.to_string());
        let remedy = match option {
            // The id is not the key.
            "--key-file" => "name the store's key with --key-file or LBSM_KEY".to_owned(),
            option => format!("use {option} {stored}"),
        };
        (stored != wanted).then_some(Self { setting, stored, wanted, remedy })
    }
}

impl std::error::Error for Incompatible {}

impl fmt::Display for Incompatible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("its sets do not mix with those of this run: ")?;
        for Difference { setting, stored, wanted, remedy } in &self.differences {
            write!(f, "{setting} is {stored} there and {wanted} here ({remedy}); ")?;
        }
        f.write_str("or write to another store with --hll")
    }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
