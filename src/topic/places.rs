//! Places that a text may mention, each with the ways in which it is spelt.
//!
//! A text file with a place a line: its name, and behind a colon further spellings, parted by
//! commas; entries as in topics, so that `Київ, Києв*` finds all cases. `#` begins a comment.

use super::entry::{Entry, EntryError};
use super::finder::Finder;
use std::collections::HashSet;
use std::path::Path;

/// The larger cities of Ukraine; the file tells where it is from.
const UKRAINE: &str = include_str!("../../fixtures/places/ukraine.txt");
/// Cities of the world, from Natural Earth.
const WORLD: &str = include_str!("../../fixtures/places/world.txt");

/// Numbers of places are kept in 16 bits.
const MOST: usize = u16::MAX as usize;

/// A list of places.
#[derive(Debug)]
pub struct Places {
    names: Vec<String>,
    finder: Finder,
}

/// Why a list of places cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlacesError {
    /// The file cannot be opened or read.
    #[error(
        "cannot read the places {name}: {source}; it is a file, or one of the lists `ukraine` and \
         `world`"
    )]
    Unreadable {
        /// Path of the file.
        name: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line that is no place.
    #[error("{name}:{line}: {text:?} {fault}")]
    Entry {
        /// Path of the file.
        name: String,
        /// The line, from 1.
        line: usize,
        /// The spelling.
        text: String,
        /// Why.
        fault: EntryError,
    },
    /// Two places of one name.
    #[error("{name}:{line}: {text:?} is in the list already; put all spellings on one line")]
    Repeated {
        /// Path of the file.
        name: String,
        /// The line of the second, from 1.
        line: usize,
        /// The name.
        text: String,
    },
    /// No place at all, or too many.
    #[error("{name} lists {found} places; it has to be 1 to {MOST}")]
    Number {
        /// Path of the file.
        name: String,
        /// How many.
        found: usize,
    },
    /// The spellings are too many to search for at once.
    #[error("{name}: {source}; shorten the list")]
    Automaton {
        /// Path of the file.
        name: String,
        /// What the search automaton said.
        source: aho_corasick::BuildError,
    },
}

impl Places {
    /// The ready list `ukraine` or `world`, or else that of a file.
    ///
    /// # Errors
    /// The file cannot be read, or a line of it is no place.
    pub fn load(name: &str) -> Result<Self, PlacesError> {
        match name {
            "ukraine" => Self::parse(UKRAINE, name),
            "world" => Self::parse(WORLD, name),
            _ => {
                let text = std::fs::read_to_string(Path::new(name))
                    .map_err(|source| PlacesError::Unreadable { name: name.to_owned(), source })?;
                Self::parse(&text, name)
            }
        }
    }

    /// Reads a list; `file` is what messages call it.
    ///
    /// # Errors
    /// A line is no place, or a name is repeated.
    pub fn parse(text: &str, file: &str) -> Result<Self, PlacesError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (mut names, mut entries) = (Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        for (line, content) in (1..).zip(text.lines()) {
            let content = content.split('#').next().unwrap_or_default().trim();
            if content.is_empty() {
                continue;
            }
            let (name, spellings) = content.split_once(':').unwrap_or((content, ""));
            let name = name.trim();
            let number = u16::try_from(names.len()).unwrap_or(u16::MAX);
            if !seen.insert(name.to_owned()) {
                let (name, text) = (file.to_owned(), name.to_owned());
                return Err(PlacesError::Repeated { name, line, text });
            }
            // What stands in brackets tells places of one name apart.
            let called = name.split('(').next().unwrap_or_default();
            let spellings = spellings.split(',').map(str::trim).filter(|it| !it.is_empty());
            for spelling in std::iter::once(called).chain(spellings) {
                let entry = Entry::parse(spelling).map_err(|fault| PlacesError::Entry {
                    name: file.to_owned(),
                    line,
                    text: spelling.to_owned(),
                    fault,
                })?;
                entries.push((number, entry));
            }
            names.push(name.to_owned());
        }
        if !(1..=MOST).contains(&names.len()) {
            return Err(PlacesError::Number { name: file.to_owned(), found: names.len() });
        }
        let finder = Finder::new(entries.iter().map(|(number, entry)| (*number, None, entry)))
            .map_err(|source| PlacesError::Automaton { name: file.to_owned(), source })?;
        Ok(Self { names, finder })
    }

    /// Their names, by number.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What finds their numbers in texts.
    pub fn finder(&self) -> &Finder {
        &self.finder
    }
}

#[cfg(test)]
#[path = "places_tests.rs"]
mod tests;
