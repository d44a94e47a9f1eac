//! What counts are split by.

use crate::lbsn::Post;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the counts of a topic are split by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// The places that a document mentions; it counts for each.
    Place,
    /// Its language, as the network detected it.
    Language,
    /// The geohash cell of so many characters that its position is in.
    Cell(usize),
}

/// Documents of which the group is not known.
const UNKNOWN: &str = "unknown";

impl Grouping {
    /// The name of the group that a post is in; which places it mentions is told by its text.
    pub(super) fn name(self, post: &Post<'_>) -> String {
        match self {
            Grouping::Place => UNKNOWN.to_owned(),
            Grouping::Language => language(post.language.as_deref()).to_owned(),
            Grouping::Cell(characters) => match post.latlng {
                Some(point) => {
                    let point = geohash::Coord { x: point.lon(), y: point.lat() };
                    geohash::encode(point, characters).unwrap_or_else(|_| UNKNOWN.to_owned())
                }
                None => UNKNOWN.to_owned(),
            },
        }
    }
}

/// The language without its region. Dumps may claim anything to be one; what is no code of two
/// or three letters would fill memory and tables.
fn language(tag: Option<&str>) -> &str {
    let Some(tag) = tag else { return "und" };
    let code = tag.split('-').next().unwrap_or_default();
    let is_plain = (2..=3).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_lowercase());
    if is_plain { code } else { "other" }
}

/// The groups met by all threads of a run, numbered.
#[derive(Debug, Default)]
pub(super) struct Groups(Mutex<Numbered>);

#[derive(Debug, Default)]
struct Numbered {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Groups {
    /// The number of a group.
    pub(super) fn number(&self, name: &str) -> u32 {
        let mut numbered = self.lock();
        if let Some(number) = numbered.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(numbered.names.len()).unwrap_or(u32::MAX);
        numbered.names.push(name.to_owned());
        numbered.numbers.insert(name.to_owned(), number);
        number
    }

    /// Their names, by number.
    pub(super) fn names(&self) -> Vec<String> {
        self.lock().names.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Numbered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
