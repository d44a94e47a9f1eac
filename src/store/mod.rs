//! Where sets and posts rest. (interface sketch; the module is to be written)
#![allow(missing_docs, unused_variables)]

use crate::facet::{Accumulator, Base, Bases, ItemMode, KeyValue, Precision};
use crate::hll::Params;
use crate::privacy::KeyId;

/// Under what a store's sets were made. Sets of one store are all made alike; sets made
/// otherwise are refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub params: Params,
    pub precision: Precision,
    pub mode: ItemMode,
    pub bases: Bases,
    pub key_id: KeyId,
}

/// One input of one run, for the store's log of what went in.
#[derive(Debug, Clone, PartialEq)]
pub struct Ingest {
    /// Name of the input as given.
    pub source: String,
    /// Decompressed bytes read.
    pub bytes: u64,
    /// Records met.
    pub records: u64,
    /// Posts whose items are in the sets.
    pub stored: u64,
    /// Records rejected.
    pub rejected: u64,
    /// When the run began, `YYYY-MM-DD HH:MM:SS` UTC.
    pub started: String,
    /// Version of lbsm.
    pub version: String,
}

/// A row of a base, for listing.
pub struct SetRow {
    pub key: Vec<KeyValue>,
    pub name: Option<String>,
    /// Bytes in the order of the base's metrics.
    pub sets: Vec<Vec<u8>>,
}

/// A place where sets rest.
pub trait SetStore {
    fn settings(&self) -> &Settings;
    /// Unites the batch into the store and logs the inputs, in one transaction.
    fn commit(&mut self, batch: &Accumulator, inputs: &[Ingest]) -> Result<(), StoreError>;
    fn rows(
        &self,
        base: &Base,
        each: &mut dyn FnMut(SetRow) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;
}
#[derive(Debug, thiserror::Error)]
#[error("store")]
pub struct StoreError;
