//! The file of topics: TOML in, checked entries out (`schemas/topics.schema.json`).

use super::entry::{Entry, EntryError};
use super::finder::Finder;
use crate::lexicon::is_language_tag;
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;

/// No dictionary is larger; a dump that was named by mistake is.
const LARGEST: u64 = 16 << 20;
/// At most this many faults are spelt out in one message.
const SHOWN: usize = 20;
/// Numbers of topics are kept in 16 bits; the last one stands for all documents.
const MOST_TOPICS: usize = u16::MAX as usize - 1;

/// Topics and their words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dictionary {
    /// What the file says of itself.
    pub meta: Meta,
    /// In the order of the file, with names that differ.
    pub topics: Vec<Topic>,
    /// What is doubtful in it.
    pub warnings: Vec<Warning>,
}

/// What a dictionary says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Meta {
    /// What it is called.
    pub title: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Where its words come from.
    pub source: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Which version it is.
    pub version: Option<String>,
    /// Under which licence it may be used.
    pub licence: Option<String>,
}

/// A topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Its name, as in the column of a table.
    pub name: String,
    /// What it is about.
    pub note: Option<String>,
    /// Its entries as written, each with the language that posts must be in.
    pub entries: Vec<(Option<String>, String, Entry)>,
}

/// Something in a usable dictionary that was perhaps not meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Warning {
    /// The same word twice in a topic.
    #[error("line {line}: {text:?} is in topic {topic:?} already; it counts once")]
    Repeated {
        /// Line of the second.
        line: usize,
        /// The entry.
        text: String,
        /// The topic.
        topic: String,
    },
    /// The same word in two topics.
    #[error(
        "line {line}: {text:?} is of topic {topic:?} and of {other:?}; documents with it count \
         for both"
    )]
    Shared {
        /// Line of the second.
        line: usize,
        /// The entry.
        text: String,
        /// The topic of that line.
        topic: String,
        /// The one that had it before.
        other: String,
    },
}

/// Why a dictionary cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DictionaryError {
    /// The file cannot be opened or read.
    #[error("cannot read the topics {name}: {source}; check the path and its permissions")]
    Unreadable {
        /// Path of the file.
        name: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is larger than any dictionary.
    #[error("the topics {name} are larger than {LARGEST} bytes; is it the right file?")]
    TooLarge {
        /// Path of the file.
        name: String,
    },
    /// The file is not UTF-8.
    #[error("{name}:{line}: the topics are not UTF-8; save the file with that encoding")]
    Encoding {
        /// Path of the file.
        name: String,
        /// Line of the first wrong byte, from 1.
        line: usize,
    },
    /// The file is not TOML, or has other tables and keys.
    #[error("{name}: these are no topics\n{message}")]
    Syntax {
        /// Path of the file.
        name: String,
        /// The parser's message with line and caret.
        message: String,
    },
    /// Everything else that is wrong, by line.
    #[error("{}", all_faults(name, faults))]
    Faults {
        /// Path of the file.
        name: String,
        /// Lines with what is wrong there.
        faults: Vec<(usize, Fault)>,
    },
    /// The entries are too many to search for at once.
    #[error("{name}: {source}; split the topics into several files")]
    Automaton {
        /// Path of the file.
        name: String,
        /// What the search automaton said.
        source: aho_corasick::BuildError,
    },
}

/// What is wrong with a line of a dictionary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// No topic at all.
    #[error("there is no topic; add a [[topic]] with a `name` and `words`")]
    NoTopic,
    /// More than can be numbered.
    #[error("there are more than {MOST_TOPICS} topics")]
    TooMany,
    /// A name that no column can have.
    #[error("the name {name:?} must have a letter or digit, and no comma, quote or line end")]
    Name {
        /// The name.
        name: String,
    },
    /// A name that another topic has.
    #[error("another topic is called {name:?}, too; add these words to that one")]
    SameName {
        /// The name.
        name: String,
    },
    /// A topic that nothing can belong to.
    #[error(
        "the topic {name:?} has no words, so it would be zero on every day; give it `words`, or \
         remove it"
    )]
    NoWords {
        /// The name.
        name: String,
    },
    /// A language that is none.
    #[error("`lang` cannot be {value:?}; write a language tag such as \"uk\" or \"pt-BR\"")]
    Language {
        /// The value.
        value: String,
    },
    /// An entry that cannot be looked for.
    #[error("{text:?} {fault}")]
    Entry {
        /// The entry.
        text: String,
        /// Why.
        fault: EntryError,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    meta: Meta,
    #[serde(default)]
    topic: Vec<TopicTable>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicTable {
    name: Spanned<String>,
    note: Option<String>,
    /// For posts of any language.
    #[serde(default)]
    words: Vec<Spanned<String>>,
    #[serde(default)]
    list: Vec<List>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    lang: Option<Spanned<String>>,
    /// Where the words are from: for readers of the file.
    #[serde(default, rename = "source")]
    _source: Option<String>,
    #[serde(default)]
    words: Vec<Spanned<String>>,
}

impl Dictionary {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, or is no dictionary; all faults of it at once.
    pub fn load(path: &Path) -> Result<Self, DictionaryError> {
        let name = path.display().to_string();
        let unreadable = |source| DictionaryError::Unreadable { name: name.clone(), source };
        if std::fs::metadata(path).map_err(unreadable)?.len() > LARGEST {
            return Err(DictionaryError::TooLarge { name });
        }
        let bytes = std::fs::read(path).map_err(unreadable)?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => Self::parse(text, &name),
            Err(error) => {
                let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
                let line = 1 + memchr::memchr_iter(b'\n', before).count();
                Err(DictionaryError::Encoding { name, line })
            }
        }
    }

    /// Reads the TOML `text`; `name` is what messages call it.
    ///
    /// # Errors
    /// It is no dictionary; all faults of it at once.
    pub fn parse(text: &str, name: &str) -> Result<Self, DictionaryError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file: File = toml::from_str(text).map_err(|error| DictionaryError::Syntax {
            name: name.to_owned(),
            message: error.to_string(),
        })?;
        let mut reader = Reader { text, ..Reader::default() };
        reader.dictionary.meta = file.meta;
        for table in file.topic {
            reader.topic(table);
        }
        if reader.dictionary.topics.is_empty() {
            reader.faults.push((1, Fault::NoTopic));
        }
        if reader.dictionary.topics.len() > MOST_TOPICS {
            reader.faults.push((1, Fault::TooMany));
        }
        if reader.faults.is_empty() {
            return Ok(reader.dictionary);
        }
        reader.faults.sort_by_key(|(line, _)| *line);
        Err(DictionaryError::Faults { name: name.to_owned(), faults: reader.faults })
    }

    /// All entries, searchable; the number of a topic is its place in [`Dictionary::topics`].
    ///
    /// # Errors
    /// They are too many.
    pub fn finder(&self) -> Result<Finder, DictionaryError> {
        let numbered = (0..=u16::MAX).zip(&self.topics);
        let entries = numbered.flat_map(|(number, topic)| {
            let entries = topic.entries.iter();
            entries.map(move |(language, _, entry)| (number, language.as_deref(), entry))
        });
        Finder::new(entries).map_err(|source| DictionaryError::Automaton {
            name: self.meta.title.clone().unwrap_or_else(|| "the topics".to_owned()),
            source,
        })
    }
}

/// What is read so far, and every fault met on the way.
#[derive(Default)]
struct Reader<'t> {
    text: &'t str,
    dictionary: Dictionary,
    faults: Vec<(usize, Fault)>,
    names: HashSet<String>,
    /// The topic that had an entry first.
    owners: HashMap<(Option<String>, Entry), String>,
}

impl Reader<'_> {
    /// Line of a place in the text, from 1.
    fn line(&self, span: &Range<usize>) -> usize {
        let before = self.text.as_bytes().get(..span.start).unwrap_or_default();
        1 + memchr::memchr_iter(b'\n', before).count()
    }

    fn topic(&mut self, table: TopicTable) {
        let line = self.line(&table.name.span());
        let name = table.name.into_inner().trim().to_owned();
        let is_odd = |c: char| c.is_control() || matches!(c, ',' | ';' | '"');
        if name.contains(is_odd) || !name.contains(char::is_alphanumeric) {
            self.faults.push((line, Fault::Name { name: name.clone() }));
        }
        if !self.names.insert(name.clone()) {
            self.faults.push((line, Fault::SameName { name: name.clone() }));
        }
        let everyones = List { lang: None, _source: None, words: table.words };
        let mut topic = Topic { name, note: table.note, entries: Vec::new() };
        let mut any = false;
        for List { lang, words, .. } in std::iter::once(everyones).chain(table.list) {
            any |= !words.is_empty();
            if let Some(lang) = lang.as_ref().filter(|lang| !is_language_tag(lang.get_ref())) {
                let fault = Fault::Language { value: lang.get_ref().clone() };
                self.faults.push((self.line(&lang.span()), fault));
            }
            let lang = lang.map(|lang| lang.into_inner().to_ascii_lowercase());
            for word in words {
                self.entry(&mut topic, lang.as_ref(), &word);
            }
        }
        if !any {
            self.faults.push((line, Fault::NoWords { name: topic.name.clone() }));
        }
        self.dictionary.topics.push(topic);
    }

    fn entry(&mut self, topic: &mut Topic, lang: Option<&String>, word: &Spanned<String>) {
        let line = self.line(&word.span());
        let text = word.get_ref().clone();
        let entry = match Entry::parse(&text) {
            Ok(entry) => entry,
            Err(fault) => return self.faults.push((line, Fault::Entry { text, fault })),
        };
        let key = (lang.cloned(), entry.clone());
        match self.owners.get(&key) {
            Some(owner) if *owner == topic.name => {
                let topic = topic.name.clone();
                self.dictionary.warnings.push(Warning::Repeated { line, text, topic });
                return;
            }
            Some(owner) => {
                let (topic, other) = (topic.name.clone(), owner.clone());
                let text = text.clone();
                self.dictionary.warnings.push(Warning::Shared { line, text, topic, other });
            }
            None => {
                self.owners.insert(key, topic.name.clone());
            }
        }
        topic.entries.push((lang.cloned(), text, entry));
    }
}

/// One line a fault, each in the form that editors jump to.
fn all_faults(name: &str, faults: &[(usize, Fault)]) -> String {
    let mut message = String::new();
    for (at, (line, fault)) in faults.iter().take(SHOWN).enumerate() {
        let end = if at == 0 { "" } else { "\n" };
        let _ = write!(message, "{end}{name}:{line}: {fault}");
    }
    if faults.len() > SHOWN {
        let _ = write!(message, "\nand {} more", faults.len() - SHOWN);
    }
    message
}

#[cfg(test)]
#[path = "dictionary_tests.rs"]
mod tests;
