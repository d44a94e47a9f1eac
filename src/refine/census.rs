//! Evidence of every hashtag of a dump: one table, filled by all threads.
//!
//! The table is cut into shards with a lock each; threads gather sightings and bring each shard
//! its own at once, so that there is one copy of everything and hardly ever a wait. Hashtags are
//! known by 64 bits of a hash under a seed of the run: among five million of them, two meet by
//! chance in one run of a million.

use super::evidence::{Evidence, Sighting};
use crate::hll::hash;
use hashbrown::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

/// Shards of the table.
const SHARDS: usize = 64;

/// Sightings that a thread gathers before it brings them in.
const GATHERED: usize = 8192;

/// Longer hashtags, in bytes of their normal form, are not counted: no network has them.
pub const LONGEST: usize = 560;

/// Evidence of all hashtags.
#[derive(Debug)]
pub struct Census {
    seed: u32,
    shards: Box<[Mutex<Shard>]>,
    codes: RwLock<Codes>,
}

type Shard = HashMap<u64, Box<Evidence>>;

/// Languages and countries by number.
#[derive(Debug, Default)]
struct Codes {
    names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u16>,
}

impl Default for Census {
    fn default() -> Self {
        Self {
            seed: RandomState::new().hash_one("census") as u32,
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            codes: RwLock::default(),
        }
    }
}

impl Census {
    /// What a hashtag is known by.
    pub(super) fn key(&self, name: &str) -> u64 {
        hash::bytes(name.as_bytes(), self.seed)
    }

    /// The number of a language or country. Beyond 65,000 of them they share one number.
    pub(super) fn code(&self, name: &str) -> u16 {
        if let Some(&code) = read(&self.codes).numbers.get(name) {
            return code;
        }
        let mut codes = self.codes.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(&code) = codes.numbers.get(name) {
            return code;
        }
        if codes.names.len() >= 65_000 {
            return u16::MAX;
        }
        let code = codes.names.len() as u16;
        codes.names.push(name.into());
        codes.numbers.insert(name.into(), code);
        code
    }

    /// The name of a language or country.
    pub(super) fn name(&self, code: u16) -> Box<str> {
        read(&self.codes).names.get(usize::from(code)).cloned().unwrap_or_else(|| "other".into())
    }

    fn shard(&self, number: usize) -> Option<MutexGuard<'_, Shard>> {
        Some(self.shards.get(number)?.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Calls `each` with the evidence of a hashtag, if there is any.
    pub(super) fn with<T>(&self, key: u64, each: impl FnOnce(&Evidence) -> T) -> Option<T> {
        self.shard(shard_of(key))?.get(&key).map(|evidence| each(evidence))
    }

    /// Users of a hashtag by its name; 0 if nobody uses it.
    pub(super) fn users_of(&self, name: &str) -> f64 {
        self.with(self.key(name), Evidence::users).unwrap_or(0.0)
    }

    /// Number of different hashtags.
    pub fn len(&self) -> usize {
        (0..SHARDS).filter_map(|number| Some(self.shard(number)?.len())).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn shard_of(key: u64) -> usize {
    (key >> 58) as usize
}

fn read(codes: &RwLock<Codes>) -> std::sync::RwLockReadGuard<'_, Codes> {
    codes.read().unwrap_or_else(PoisonError::into_inner)
}

/// Sightings of one thread on their way into the table.
#[derive(Debug)]
pub(super) struct Sightings {
    names: String,
    shards: Box<[Vec<Gathered>]>,
    count: usize,
}

#[derive(Debug)]
struct Gathered {
    key: u64,
    /// Its name among the names.
    start: usize,
    end: usize,
    sighting: Sighting,
}

impl Sightings {
    pub fn new() -> Self {
        Self { names: String::new(), shards: (0..SHARDS).map(|_| Vec::new()).collect(), count: 0 }
    }

    /// Notes a hashtag of a post; brings all in if they are many.
    pub fn add(&mut self, census: &Census, key: u64, name: &str, sighting: Sighting) {
        let start = self.names.len();
        self.names.push_str(name);
        let gathered = Gathered { key, start, end: self.names.len(), sighting };
        if let Some(shard) = self.shards.get_mut(shard_of(key)) {
            shard.push(gathered);
        }
        self.count += 1;
        if self.count >= GATHERED {
            self.bring_in(census);
        }
    }

    /// Brings all in.
    pub fn bring_in(&mut self, census: &Census) {
        for (number, gathered) in self.shards.iter_mut().enumerate() {
            if gathered.is_empty() {
                continue;
            }
            let Some(mut shard) = census.shard(number) else { continue };
            for Gathered { key, start, end, sighting } in gathered.drain(..) {
                let name = self.names.get(start..end).unwrap_or_default();
                let new = || Box::new(Evidence::new(name.into()));
                shard.entry(key).or_insert_with(new).add(&sighting);
            }
        }
        self.names.clear();
        self.count = 0;
    }
}
