//! Finding the entries of all topics in one pass over a text.
//!
//! One Aho-Corasick automaton holds the longest word of every entry. Most texts hold none of
//! them and are done with; the others are cut into words, and where one of the automaton's
//! words is a word of the text (or begins one), the rest of the entry is compared.

use super::entry::Entry;
use super::words::{normal, words};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder, BuildError};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// What is found in a document: numbers of topics, ascending, each with the places in the text
/// at which an entry of it begins.
pub type Hits = SmallVec<[(u16, u32); 4]>;

/// The entries of some topics, searchable.
#[derive(Debug)]
pub struct Finder {
    /// Pattern n of the automaton is searched for entries `anchored[n]`.
    automaton: AhoCorasick,
    anchored: Vec<Vec<Wanted>>,
}

/// An entry with what it stands for.
#[derive(Debug)]
struct Wanted {
    topic: u16,
    language: Option<Box<str>>,
    entry: Entry,
    /// Number of the word in it that the automaton finds.
    anchor: usize,
}

impl Finder {
    /// Makes entries searchable: each with the number of its topic, and the language to which
    /// posts have to belong.
    ///
    /// # Errors
    /// There are too many.
    pub fn new<'e>(
        entries: impl IntoIterator<Item = (u16, Option<&'e str>, &'e Entry)>,
    ) -> Result<Self, BuildError> {
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let (mut needles, mut anchored) = (Vec::new(), Vec::<Vec<Wanted>>::new());
        for (topic, language, entry) in entries {
            let (anchor, text) = entry.anchor();
            let number = *numbers.entry(text.to_owned()).or_insert_with(|| {
                needles.push(text.to_owned());
                anchored.push(Vec::new());
                needles.len() - 1
            });
            if let Some(entries) = anchored.get_mut(number) {
                let language = language.map(Into::into);
                entries.push(Wanted { topic, language, entry: entry.clone(), anchor });
            }
        }
        let automaton = AhoCorasickBuilder::new().ascii_case_insensitive(true).build(needles)?;
        Ok(Self { automaton, anchored })
    }

    /// What is in a document: its text, and those of its hashtags that the text does not hold.
    /// `language` is that of the document, if it is known.
    pub fn find(
        &self,
        body: Option<&str>,
        hashtags: &[impl AsRef<str>],
        language: Option<&str>,
    ) -> Hits {
        let mut places: SmallVec<[(u16, u32); 8]> = SmallVec::new();
        let body = body.unwrap_or_default();
        self.search(body, language, &mut |topic, at| places.push((topic, at)));
        let mut beyond = u32::MAX;
        for hashtag in hashtags.iter().map(AsRef::as_ref).filter(|it| !body.contains(*it)) {
            self.search(hashtag, language, &mut |topic, at| places.push((topic, beyond - at)));
            beyond = beyond.saturating_sub(1 << 16);
        }
        places.sort_unstable();
        places.dedup();
        let mut hits = Hits::new();
        for (topic, _) in places {
            match hits.last_mut() {
                Some((last, count)) if *last == topic => *count += 1,
                _ => hits.push((topic, 1)),
            }
        }
        hits
    }

    /// Reports the topic of each entry in a text and the number of the word that it begins with.
    fn search(&self, raw: &str, language: Option<&str>, report: &mut impl FnMut(u16, u32)) {
        // The automaton ignores ASCII capitals itself, so that plain texts need no copy.
        let text = if raw.is_ascii() { Cow::Borrowed(raw) } else { normal(raw) };
        let mut occurrences = self.automaton.find_overlapping_iter(&*text).peekable();
        if occurrences.peek().is_none() {
            return;
        }
        // ASCII keeps its places in normal form.
        let normal = if raw.is_ascii() { normal(raw) } else { Cow::Borrowed(&*text) };
        let spans = words(&normal);
        let word = |at: &Range<usize>| normal.get(at.clone()).unwrap_or_default();
        for occurrence in occurrences {
            let Ok(number) = spans.binary_search_by_key(&occurrence.start(), |at| at.start) else {
                continue;
            };
            let wanted = self.anchored.get(occurrence.pattern().as_usize());
            for wanted in wanted.into_iter().flatten() {
                let Some(first) = number.checked_sub(wanted.anchor) else { continue };
                let found = spans.get(first..).unwrap_or_default().iter().map(word);
                if wanted.speaks(language) && wanted.entry.is(found) {
                    report(wanted.topic, u32::try_from(first).unwrap_or(u32::MAX));
                }
            }
        }
    }
}

impl Wanted {
    /// Whether it applies to documents of a language: `uk` to `uk` and `uk-UA`.
    fn speaks(&self, document: Option<&str>) -> bool {
        let Some(wanted) = &self.language else { return true };
        document.and_then(|tag| tag.split_at_checked(wanted.len())).is_some_and(|(tag, rest)| {
            tag.eq_ignore_ascii_case(wanted) && (rest.is_empty() || rest.starts_with('-'))
        })
    }
}

#[cfg(test)]
#[path = "finder_tests.rs"]
mod tests;
