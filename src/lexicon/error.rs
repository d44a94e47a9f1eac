//! What can be wrong with a lexicon file, and what is merely doubtful.

use std::fmt::Write as _;

/// At most this many faults are spelt out in one message.
const SHOWN: usize = 20;

/// Why a lexicon cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LexiconError {
    /// The file cannot be opened or read.
    #[error("cannot read the lexicon {name}: {source}; check the path and its permissions")]
    Unreadable {
        /// Path of the file.
        name: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is larger than any lexicon.
    #[error("the lexicon {name} is larger than {limit} bytes; is it the right file?")]
    TooLarge {
        /// Path of the file.
        name: String,
        /// The largest size accepted, in bytes.
        limit: u64,
    },
    /// The file is not UTF-8.
    #[error("{name}:{line}: the lexicon is not UTF-8; save it with that encoding")]
    Encoding {
        /// Path of the file.
        name: String,
        /// Line of the first wrong byte, from 1.
        line: usize,
    },
    /// The file is not TOML.
    #[error("{name}: the lexicon is not valid TOML\n{message}")]
    Syntax {
        /// Path of the file.
        name: String,
        /// The parser's message with line and caret.
        message: String,
    },
    /// The file is TOML, but not a lexicon. All faults, by line.
    #[error("{}", all_faults(name, faults))]
    Faults {
        /// Path of the file.
        name: String,
        /// What is wrong, each with its line.
        faults: Vec<Located>,
    },
    /// The terms are too many to search for at once.
    #[error("{name}: {source}; split the lexicon or shorten its terms")]
    Automaton {
        /// Path of the file.
        name: String,
        /// What the search automaton said.
        source: aho_corasick::BuildError,
    },
}

/// A fault and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// Line of the file, from 1.
    pub line: usize,
    /// Character of the line, from 1.
    pub column: usize,
    /// What is wrong there.
    pub fault: Fault,
}

/// One thing that is wrong with a lexicon file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// A key that lexicons do not have.
    #[error("unknown key {key:?}{}", suggestion(*nearest, known))]
    UnknownKey {
        /// The key.
        key: String,
        /// The known key that was perhaps meant.
        nearest: Option<&'static str>,
        /// All keys known in this table.
        known: Vec<&'static str>,
    },
    /// A value of the wrong type.
    #[error("`{key}` is {found}; write {expected}")]
    WrongType {
        /// The key.
        key: &'static str,
        /// What it has to be.
        expected: &'static str,
        /// The TOML type that it is, with its article.
        found: String,
    },
    /// A value that is not among those that a key may have.
    #[error("`{key}` cannot be {value:?}{}", suggestion(*nearest, known))]
    UnknownValue {
        /// The key.
        key: &'static str,
        /// Its value.
        value: String,
        /// The known value that was perhaps meant.
        nearest: Option<&'static str>,
        /// All values that it may have.
        known: Vec<&'static str>,
    },
    /// A term without text.
    #[error("`text` is missing; write the term there, or remove the entry")]
    MissingText,
    /// A term of nothing but blanks and `#`.
    #[error("the term is empty; give it a letter, digit or symbol, or remove the entry")]
    EmptyTerm,
    /// The same term twice.
    #[error("the same term as in line {first}: equal text, match, in and lang; remove one of them")]
    Duplicate {
        /// Line of the first of the two.
        first: usize,
    },
    /// A regular expression that cannot be used.
    #[error("the pattern cannot be used: {message}")]
    Pattern {
        /// The regex engine's reason.
        message: String,
    },
    /// A regular expression that every post matches.
    #[error("the pattern matches the empty text, hence every post; make some part of it required")]
    EmptyMatch,
    /// A count of a round that is none.
    #[error("`{key}` is {value}; write a whole number that is not negative")]
    Count {
        /// The key.
        key: &'static str,
        /// The number as written.
        value: String,
    },
    /// A round that does not say which.
    #[error("`number` is missing; which round is it?")]
    MissingNumber,
    /// `in` names no field, or one of them twice.
    #[error("`in` has to name \"hashtag\", \"text\" or both, each once")]
    Fields,
    /// A `round` below zero or too large.
    #[error("`round` is {value}; write a whole number from 0 to {}", u32::MAX)]
    Round {
        /// The number as written.
        value: String,
    },
    /// A `lang` that is no language tag.
    #[error("`lang` cannot be {value:?}; write a language tag such as \"de\" or \"pt-BR\"")]
    Language {
        /// The value.
        value: String,
    },
    /// No term at all.
    #[error("the lexicon has no term, so nothing would be relevant; add a [[term]] with a `text`")]
    NoTerms,
}

/// Something in a usable lexicon that was probably not meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Warning {
    /// One or two letters, anywhere in a word, are in most posts.
    #[error(
        "line {line}: {text:?} is so short that it will match unrelated words; \
         consider match = \"word\" or \"exact\""
    )]
    ShortTerm {
        /// Line of the file, from 1.
        line: usize,
        /// The term.
        text: String,
    },
    /// Hashtags have no blanks.
    #[error("line {line}: {text:?} can match no hashtag, because hashtags hold no blanks")]
    BlankInHashtag {
        /// Line of the file, from 1.
        line: usize,
        /// The term.
        text: String,
    },
    /// A pattern is matched with normalised posts, but is not normalised itself.
    #[error(
        "line {line}: the pattern holds characters that normalised posts never have; \
         write ss for ß, i for İ, and accented letters as one character"
    )]
    PatternNotNormal {
        /// Line of the file, from 1.
        line: usize,
    },
}

/// One line a fault, each in the form that editors jump to.
fn all_faults(name: &str, faults: &[Located]) -> String {
    let mut message = String::new();
    for (at, Located { line, column, fault }) in faults.iter().take(SHOWN).enumerate() {
        let end = if at == 0 { "" } else { "\n" };
        let _ = write!(message, "{end}{name}:{line}:{column}: {fault}");
    }
    if faults.len() > SHOWN {
        let _ = write!(message, "\nand {} more", faults.len() - SHOWN);
    }
    message
}

/// What to write instead.
fn suggestion(nearest: Option<&str>, known: &[&str]) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None => format!("; known here: {}", known.join(", ")),
    }
}
