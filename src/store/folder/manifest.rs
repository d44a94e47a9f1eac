//! `lbsm.json`: what marks a folder as ours, under what its sets were made, and what went in.

use super::io_failure;
use crate::privacy::KeyId;
use crate::store::{Ingest, IngestEntry, Location, Settings, StoreError};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io;
use std::path::Path;

/// The file.
pub(super) const NAME: &str = "lbsm.json";

/// The file before it is in force.
pub(super) const NEW_NAME: &str = "lbsm.json.new";

/// The format that this program reads and writes. It grows when a folder of the old format
/// cannot be appended to as it is.
const FORMAT_VERSION: u32 = 1;

/// What `lbsm.json` says.
#[derive(Debug, Clone)]
pub(super) struct Manifest {
    /// Which version of the files is in force, see [`super::switch`].
    pub generation: u64,
    /// Under what the sets were made; `None`: there are none.
    pub settings: Option<Settings>,
    /// Whether there are raw tables.
    pub raw: bool,
    /// What went in.
    pub ingests: Vec<IngestEntry>,
}

/// The file's form.
#[derive(Debug, Serialize, Deserialize)]
struct Form {
    format: String,
    format_version: u32,
    lbsm_version: String,
    generation: u64,
    sets: Option<SettingsForm>,
    raw: bool,
    ingests: Vec<EntryForm>,
}

/// What is read first, to tell a folder of another version from a damaged one.
#[derive(Debug, Deserialize)]
struct Mark {
    format: String,
    format_version: u32,
}

#[derive(Debug, Serialize, Deserialize)]
struct SettingsForm {
    hll_params: String,
    geohash_precision: String,
    item_mode: String,
    bases: String,
    key_id: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct EntryForm {
    #[serde(flatten)]
    ingest: Ingest,
    runs: u64,
}

const FORMAT: &str = "lbsm CSV folder";

impl Manifest {
    /// Of a folder that holds nothing yet.
    pub(super) fn blank() -> Self {
        Self { generation: 0, settings: None, raw: false, ingests: Vec::new() }
    }

    /// Reads the file; `None`: there is none.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = folder.join(NAME);
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io_failure("read", &path)(error)),
        };
        let mark = serde_json::from_slice::<Mark>(&text).ok().filter(|mark| mark.format == FORMAT);
        let Some(mark) = mark else {
            return Err(StoreError::ForeignFolder { path: folder.to_owned() });
        };
        if mark.format_version != FORMAT_VERSION {
            return Err(StoreError::Version {
                store: Location::Folder(folder.to_owned()),
                found: mark.format_version,
                known: FORMAT_VERSION,
            });
        }
        let damaged = |reason: String| {
            let store = Location::Folder(path.clone());
            StoreError::Corrupt { store, reason }
        };
        let form: Form =
            serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
        if form.generation > u64::MAX / 2 {
            return Err(damaged("generation: no store has seen so many".to_owned()));
        }
        let settings = form.sets.map(SettingsForm::settings).transpose().map_err(damaged)?;
        let entries = form.ingests.into_iter();
        let ingests = entries.map(|EntryForm { ingest, runs }| IngestEntry { ingest, runs });
        Ok(Some(Self {
            generation: form.generation,
            settings,
            raw: form.raw,
            ingests: ingests.collect(),
        }))
    }

    /// The file's content.
    pub(super) fn to_json(&self) -> io::Result<Vec<u8>> {
        let form = Form {
            format: FORMAT.to_owned(),
            format_version: FORMAT_VERSION,
            lbsm_version: env!("CARGO_PKG_VERSION").to_owned(),
            generation: self.generation,
            sets: self.settings.as_ref().map(SettingsForm::new),
            raw: self.raw,
            ingests: self
                .ingests
                .iter()
                .map(|entry| EntryForm { ingest: entry.ingest.clone(), runs: entry.runs })
                .collect(),
        };
        let mut json = serde_json::to_vec_pretty(&form)?;
        json.push(b'\n');
        Ok(json)
    }

    /// Notes inputs: their counts replace those of an earlier run or batch, and a run that
    /// began at another time counts as another.
    pub(super) fn log(&mut self, inputs: &[Ingest]) {
        let mut places = self.places();
        for input in inputs {
            let place = (input.source.clone(), input.job.clone());
            let known = places.get(&place).and_then(|&index| self.ingests.get_mut(index));
            if let Some(entry) = known {
                let another = u64::from(entry.ingest.started != input.started);
                entry.runs = entry.runs.saturating_add(another);
                entry.ingest = input.clone();
            } else {
                places.insert(place, self.ingests.len());
                self.ingests.push(IngestEntry { ingest: input.clone(), runs: 1 });
            }
        }
    }

    /// Unites entries of another store's log with this one.
    pub(super) fn unite_log(&mut self, entries: &[IngestEntry]) {
        let mut places = self.places();
        for entry in entries {
            let place = (entry.ingest.source.clone(), entry.ingest.job.clone());
            if let Some(known) = places.get(&place).and_then(|&index| self.ingests.get_mut(index)) {
                known.unite(entry);
            } else {
                places.insert(place, self.ingests.len());
                self.ingests.push(entry.clone());
            }
        }
    }

    /// Where the entry of each input and job stands.
    fn places(&self) -> HashMap<(String, String), usize> {
        let keys = self.ingests.iter().map(|IngestEntry { ingest, .. }| ingest);
        keys.enumerate().map(|(at, key)| ((key.source.clone(), key.job.clone()), at)).collect()
    }
}

impl SettingsForm {
    fn new(Settings { params, precision, mode, bases, key_id }: &Settings) -> Self {
        Self {
            hll_params: params.to_string(),
            geohash_precision: precision.to_string(),
            item_mode: mode.to_string(),
            bases: bases.to_string(),
            key_id: key_id.to_string(),
        }
    }

    fn settings(self) -> Result<Settings, String> {
        Ok(Settings {
            params: self.hll_params.parse().map_err(|error| format!("hll_params: {error}"))?,
            precision: self
                .geohash_precision
                .parse()
                .map_err(|error| format!("geohash_precision: {error}"))?,
            mode: self.item_mode.parse().map_err(|error| format!("item_mode: {error}"))?,
            bases: self.bases.parse().map_err(|error| format!("bases: {error}"))?,
            key_id: KeyId::from_stored(&self.key_id),
        })
    }
}
