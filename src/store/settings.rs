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
    /// How the store has it and how the run would have it.
    pub description: String,
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
            // The id is not the key.
            Difference::between("key id", "is", &self.key_id, &wanted.key_id, |_| {
                "name the store's key with --key-file or LBSM_KEY".to_owned()
            }),
            Difference::params(self.params, wanted.params),
            Difference::between("item mode", "is", &self.mode, &wanted.mode, |mode| {
                format!("use --items {mode}")
            }),
            Difference::between(
                "geohash precision",
                "is",
                &self.precision,
                &wanted.precision,
                |precision| format!("use --geohash {precision}"),
            ),
            Difference::bases(&self.bases, &wanted.bases),
        ]
        .into_iter()
        .flatten()
        .collect();
        if differences.is_empty() { Ok(()) } else { Err(Incompatible { differences }) }
    }
}

impl Incompatible {
    /// Whether sets of these parameters can be united with those that are stored.
    pub(super) fn check(stored: Params, wanted: Params) -> Result<(), Self> {
        match Difference::params(stored, wanted) {
            Some(difference) => Err(Self { differences: vec![difference] }),
            None => Ok(()),
        }
    }
}

impl Difference {
    /// The difference between two values of a setting, if there is one; `remedy` tells from
    /// the stored value what to do.
    fn between(
        setting: &'static str,
        verb: &str,
        stored: &impl fmt::Display,
        wanted: &impl fmt::Display,
        remedy: impl FnOnce(&str) -> String,
    ) -> Option<Self> {
        let (stored, wanted) = (stored.to_string(), wanted.to_string());
        let description = format!("{setting} {verb} {stored} there and {wanted} here");
        let remedy = remedy(&stored);
        (stored != wanted).then_some(Self { setting, description, remedy })
    }

    fn params(stored: Params, wanted: Params) -> Option<Self> {
        Self::between("HLL parameters", "are", &stored, &wanted, |params| {
            format!("use --hll-params {params}")
        })
    }

    /// Bases are many: only those are named that one side has and the other has not.
    fn bases(stored: &Bases, wanted: &Bases) -> Option<Self> {
        let only = |these: &Bases, others: &Bases| -> Option<String> {
            let names = these.iter().filter(|base| !others.contains(base)).map(|base| base.name);
            let names: Vec<&str> = names.collect();
            (!names.is_empty()).then(|| names.join(", "))
        };
        let description = match (only(wanted, stored), only(stored, wanted)) {
            (None, None) => return None,
            (Some(lacking), None) => format!("of the bases the store lacks {lacking}"),
            (None, Some(more)) => format!("of the bases the store has {more}, too"),
            (Some(lacking), Some(more)) => {
                format!("of the bases the store lacks {lacking}, and has {more} instead")
            }
        };
        let remedy = "leave out --bases to fill what it has".to_owned();
        Some(Self { setting: "bases", description, remedy })
    }
}

impl std::error::Error for Incompatible {}

impl fmt::Display for Incompatible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("its sets do not mix with those of this run: ")?;
        for Difference { description, remedy, .. } in &self.differences {
            write!(f, "{description} ({remedy}); ")?;
        }
        f.write_str("or write to another store with --hll")
    }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
