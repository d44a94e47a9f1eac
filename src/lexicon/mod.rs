//! What is relevant: a lexicon of terms and exclusions, and which posts it matches.
//!
//! A lexicon is a TOML file (`schemas/lexicon.schema.json`) that stays with the study as its
//! record:
//!
//! ```
//! # use lbsm::lexicon::{Lexicon, Verdict};
//! let lexicon = Lexicon::parse(
//!     r#"
//!     [[term]]
//!     text = "moria"
//!     in = ["hashtag", "text"]
//!     note = "the camp on Lesbos"
//!
//!     [[exclude]]
//!     text = "moriarty"
//!     match = "word"
//!     in = ["hashtag", "text"]
//!     "#,
//!     "camps.toml",
//! )?;
//! let verdict = lexicon.matches(&["SaveMoria".into()], None, Some("en"));
//! assert!(verdict.is_relevant());
//! let verdict = lexicon.matches(&[], Some("Holmes and Moriarty"), Some("en"));
//! assert_eq!(verdict, Verdict::Excluded);
//! # Ok::<(), lbsm::lexicon::LexiconError>(())
//! ```
//!
//! # What is on record but not in effect
//!
//! A round of refinement adds entries with `status = "proposed"`: they match nothing until
//! somebody writes `"accepted"` or removes the line. `"rejected"` ones stay on record, so that
//! they are not proposed again. `[[round]]` tables tell what each round came to.
//!
//! # How a term matches
//!
//! Terms and posts are compared in one [normal form](normalise). A hashtag is looked at as a
//! whole, a text word by word:
//!
//! | `match` | in a hashtag | in a text |
//! |---|---|---|
//! | `exact` | is the term | a word is the term |
//! | `prefix` | begins with it | a word begins with it |
//! | `substring` (default) | contains it | contains it |
//! | `word` | contains it between `_` or the ends | contains it as a word or words |
//! | `regex` | the pattern occurs | the pattern occurs |
//!
//! * `in` is `["hashtag"]` unless said otherwise. A leading `#` of a term is dropped where it
//!   meets hashtags, and meant literally in texts.
//! * Words are made of letters, digits and marks; `_`, apostrophes, hyphens and invisible
//!   characters separate them. Scripts that write no spaces (Chinese, Japanese, Thai) have no
//!   such boundaries: there a `word` matches only where punctuation or another separator
//!   stands on both sides, so use `substring`.
//! * A blank in a term is one blank; `asylum\s+seeker` as `regex` allows for line ends.
//! * Patterns meet posts in normal form, so they are written in it (`ss` for `ß`); capitals do
//!   not matter. An empty occurrence counts for nothing.
//! * `lang` keeps a term or exclusion to posts that the network says are of that language.
//!
//! # What an exclusion takes
//!
//! A hashtag that matches an exclusion is out as a whole, whatever else it matches. In a text
//! an exclusion takes the occurrences that lie entirely within one of its own; the same term
//! elsewhere in the text still counts. With `scope = "post"` any match takes the whole post.

use std::io::Read as _;
use std::path::Path;
use std::sync::OnceLock;

use smallvec::SmallVec;

use crate::lbsn::Text;

mod error;
mod file;
mod language;
mod literals;
mod matcher;
mod nearest;
mod normal;
mod round;
mod sieve;
mod term;

pub use error::{Fault, LexiconError, Located, Warning};
pub(crate) use language::is_language_tag;
pub(crate) use literals::Literals;
pub(crate) use nearest::nearest;
pub use normal::normalise;
pub use round::Round;
pub use sieve::{Sieve, small};
pub use term::{Exclusion, Field, Fields, MatchKind, Meta, Proposal, Scope, Status, Term, TermId};

use file::File;
use matcher::{Form, Found, Matcher, Role, Rule};

/// The largest lexicon file that is read, in bytes: some million terms.
const LARGEST_FILE: u64 = 64 << 20;

/// Terms that make a post relevant, and exclusions of what only looks like them.
#[derive(Debug)]
pub struct Lexicon {
    meta: Meta,
    terms: Vec<Term>,
    exclusions: Vec<Exclusion>,
    proposals: Vec<Proposal>,
    rounds: Vec<Round>,
    warnings: Vec<Warning>,
    /// Terms in normal form; `None` if one is a pattern.
    literals: Option<Vec<String>>,
    /// Made when it is first asked for: only a run over raw records has a use for it.
    sieve: OnceLock<Option<Sieve>>,
    in_hashtags: Matcher,
    in_text: Matcher,
}

/// What a lexicon says about a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// At least one term matches: these, ascending and distinct.
    Relevant(SmallVec<[TermId; 4]>),
    /// Terms matched, and exclusions took all of them.
    Excluded,
    /// No term matched.
    Irrelevant,
}

impl Verdict {
    /// Whether the post is relevant.
    pub fn is_relevant(&self) -> bool {
        matches!(self, Verdict::Relevant(_))
    }

    /// The terms that make the post relevant; none if it is not.
    pub fn terms(&self) -> &[TermId] {
        match self {
            Verdict::Relevant(terms) => terms,
            Verdict::Excluded | Verdict::Irrelevant => &[],
        }
    }
}

impl Lexicon {
    /// Reads a lexicon file.
    ///
    /// # Errors
    ///
    /// As [`Lexicon::parse`]; also if the file cannot be read, is larger than 64 MiB or is not
    /// UTF-8.
    pub fn load(path: &Path) -> Result<Self, LexiconError> {
        let name = path.display().to_string();
        let mut bytes = Vec::new();
        let read = std::fs::File::open(path)
            .and_then(|file| file.take(LARGEST_FILE + 1).read_to_end(&mut bytes));
        if let Err(source) = read {
            return Err(LexiconError::Unreadable { name, source });
        }
        if bytes.len() as u64 > LARGEST_FILE {
            return Err(LexiconError::TooLarge { name, limit: LARGEST_FILE });
        }
        match std::str::from_utf8(&bytes) {
            Ok(text) => Lexicon::parse(text, &name),
            Err(error) => {
                let valid = bytes.iter().take(error.valid_up_to());
                let line = 1 + valid.filter(|byte| **byte == b'\n').count();
                Err(LexiconError::Encoding { name, line })
            }
        }
    }

    /// Reads a lexicon from TOML; `name` is what messages call it.
    ///
    /// # Errors
    ///
    /// If the text is not TOML, or has faults: unknown keys or values, empty terms, duplicates,
    /// patterns that do not compile, no term at all. All faults are named at once, each with
    /// its line.
    pub fn parse(text: &str, name: &str) -> Result<Self, LexiconError> {
        let File { meta, terms, exclusions, proposals, rounds, rules, warnings } =
            File::parse(text, name)?;
        let matcher = |field| {
            Matcher::new(field, &rules)
                .map_err(|source| LexiconError::Automaton { name: name.to_owned(), source })
        };
        Ok(Lexicon {
            meta,
            terms,
            exclusions,
            proposals,
            rounds,
            warnings,
            literals: literals(&rules),
            sieve: OnceLock::new(),
            in_hashtags: matcher(Field::Hashtag)?,
            in_text: matcher(Field::Text)?,
        })
    }

    /// What the file says about itself.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The terms, in the order of the file.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The exclusions, in the order of the file.
    pub fn exclusions(&self) -> &[Exclusion] {
        &self.exclusions
    }

    /// Entries that are on record but not in effect, in the order of the file: terms, then
    /// exclusions.
    pub fn proposals(&self) -> &[Proposal] {
        &self.proposals
    }

    /// The rounds of refinement on record, in the order of the file.
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// What was probably not meant; to be shown before a run.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Number of terms; exclusions do not count.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is no term; never true of a lexicon that was read.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The terms, by number.
    pub fn term_ids(&self) -> impl Iterator<Item = TermId> {
        (0..).take(self.terms.len()).map(TermId)
    }

    /// The text of a term as the file has it; empty for a term of another lexicon.
    pub fn term_text(&self, term: TermId) -> &str {
        self.terms.get(term.0 as usize).map_or("", |term| &term.text)
    }

    /// Judges a post by its hashtags (with or without `#`), its text and its language.
    pub fn matches(
        &self,
        hashtags: &[Text<'_>],
        text: Option<&str>,
        language: Option<&str>,
    ) -> Verdict {
        let mut found = Found::default();
        for hashtag in hashtags {
            self.in_hashtags.search(hashtag, language, &mut found);
        }
        if let Some(text) = text {
            self.in_text.search(text, language, &mut found);
        }
        found.verdict()
    }

    /// Judges one hashtag by itself.
    pub fn matches_hashtag(&self, hashtag: &str, language: Option<&str>) -> Verdict {
        let mut found = Found::default();
        self.in_hashtags.search(hashtag, language, &mut found);
        found.verdict()
    }

    /// Whether an exclusion matches a hashtag, be there a term to take or not.
    pub fn excludes_hashtag(&self, hashtag: &str, language: Option<&str>) -> bool {
        let mut found = Found::default();
        self.in_hashtags.search(hashtag, language, &mut found);
        found.excluded
    }

    /// Tells from a record's raw bytes that the lexicon matches nothing in it. `None` where no
    /// such answer is to be had: a term is a regular expression, or of punctuation only.
    pub fn sieve(&self) -> Option<&Sieve> {
        let make = || self.literals.as_deref().and_then(Sieve::new);
        self.sieve.get_or_init(make).as_ref()
    }

    /// Whether texts matter, not hashtags only.
    pub fn looks_at_texts(&self) -> bool {
        self.in_text.has_rules()
    }
}

impl Found {
    fn verdict(self) -> Verdict {
        let Found { terms, suppressed, dropped, excluded: _ } = self;
        match (terms.is_empty(), dropped) {
            (false, false) => Verdict::Relevant(terms),
            (true, _) if !suppressed => Verdict::Irrelevant,
            _ => Verdict::Excluded,
        }
    }
}

/// All that the terms are searched for by, in normal form; `None` if one is a pattern.
fn literals(rules: &[Rule]) -> Option<Vec<String>> {
    let terms = rules.iter().filter(|rule| matches!(rule.role, Role::Include(_)));
    let forms = terms.flat_map(|rule| &rule.forms).map(|(_, form)| match form {
        Form::Literal(text) => Some(text.clone()),
        Form::Pattern(_) => None,
    });
    forms.collect()
}

#[cfg(test)]
#[path = "lexicon_tests.rs"]
mod tests;
