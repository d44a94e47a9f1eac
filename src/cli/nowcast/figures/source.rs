//! Where indicators come from, as their names tell: `buzz-health` and `buzz-food` are of one source.

use crate::view::palette::{self, CATEGORIES};
use crate::view::theme::{ACCENT, Paint};

/// The sources, in the order in which they are met.
pub struct Sources(Vec<String>);

impl Sources {
    /// Of these indicators: none if names do not tell, or tell of more than can be told apart.
    pub fn of<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Self {
        let mut sources: Vec<String> = Vec::new();
        for source in names.clone().map(|name| prefix(name).unwrap_or(name)) {
            if !sources.iter().any(|other| other == source) {
                sources.push(source.to_owned());
            }
        }
        let told = sources.len() <= CATEGORIES.len() && sources.len() < names.count();
        Self(if told { sources } else { Vec::new() })
    }

    /// The source of an indicator, if it is known.
    pub fn source(&self, name: &str) -> Option<&str> {
        let source = prefix(name).unwrap_or(name);
        self.0.iter().map(String::as_str).find(|other| *other == source)
    }

    /// The colour of an indicator.
    pub fn paint(&self, name: &str) -> Paint {
        let place =
            self.source(name).and_then(|source| self.0.iter().position(|other| other == source));
        place.map_or(ACCENT, palette::category)
    }

    /// Colours and what they stand for.
    pub fn legend(&self) -> Vec<(Paint, String)> {
        self.0
            .iter()
            .enumerate()
            .map(|(place, name)| (palette::category(place), name.clone()))
            .collect()
    }
}

fn prefix(name: &str) -> Option<&str> {
    name.split_once('-').map(|(source, _)| source).filter(|source| !source.is_empty())
}
