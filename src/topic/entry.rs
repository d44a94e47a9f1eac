//! An entry of a list of words: a word, a phrase, a prefix.

use super::words::{normal, words};

/// A word or phrase that is looked for, in normal form. `*` at the end of a word makes it the
/// beginning of words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    words: Box<[Word]>,
}

/// One word of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Word {
    text: Box<str>,
    /// Longer words that begin so do as well.
    prefix: bool,
}

/// Why a text is no entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// No letter or digit in it.
    #[error("has no letter or digit, so no word of a text can be it")]
    NoWord,
    /// A `*` that does not end a word.
    #[error("has a `*` that is not the end of a word; `bomb*` finds all words that begin so")]
    Star,
}

impl Entry {
    /// Reads `bombs`, `food shortage`, `bomb*` or `нестач* їж*`.
    ///
    /// # Errors
    /// There is no word in it, or a `*` elsewhere than at the end of a word.
    pub fn parse(text: &str) -> Result<Self, EntryError> {
        let mut found = Vec::new();
        for part in text.split_whitespace() {
            let (part, prefix) = match part.strip_suffix('*') {
                Some(part) => (part, true),
                None => (part, false),
            };
            let normal = normal(part);
            let spans = words(&normal);
            // A `*` has to follow a letter or digit directly.
            let ends_in_word = spans.last().is_some_and(|last| last.end == normal.len());
            if part.contains('*') || (prefix && !ends_in_word) {
                return Err(EntryError::Star);
            }
            let first = found.len();
            found.extend(
                spans
                    .into_iter()
                    .filter_map(|at| normal.get(at))
                    .map(|word| Word { text: word.into(), prefix: false }),
            );
            if let Some(last) = found.get_mut(first..).and_then(|new| new.last_mut()) {
                last.prefix = prefix;
            }
        }
        if found.is_empty() { Err(EntryError::NoWord) } else { Ok(Self { words: found.into() }) }
    }

    /// Its longest word, which is the one to search for, and which of its words that is.
    pub(super) fn anchor(&self) -> (usize, &str) {
        let longest = self.words.iter().enumerate().max_by_key(|(_, word)| word.text.len());
        longest.map_or((0, ""), |(number, word)| (number, &word.text))
    }

    /// Whether these words of a text are it, one by one from the first of both on.
    pub(super) fn is<'t>(&self, mut words: impl Iterator<Item = &'t str>) -> bool {
        self.words.iter().all(|Word { text, prefix }| {
            words.next().is_some_and(|word| {
                if *prefix { word.starts_with(&**text) } else { word == &**text }
            })
        })
    }
}

impl Entry {
    /// Whether a text is it and nothing else.
    pub fn is_all_of(&self, text: &str) -> bool {
        let normal = normal(text);
        let spans = words(&normal);
        spans.len() == self.words.len()
            && self.is(spans.into_iter().filter_map(|at| normal.get(at)))
    }
}

#[cfg(test)]
#[path = "entry_tests.rs"]
mod tests;
