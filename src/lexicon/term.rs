//! The vocabulary of a lexicon: terms, exclusions, and what they look at.

/// Index of a term in [`Lexicon::terms`](super::Lexicon::terms).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermId(pub u32);

/// How a term has to sit in what it is looked for in.
///
/// Hashtags are looked at as wholes, texts word by word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum MatchKind {
    /// The whole hashtag; in text the same as [`MatchKind::Word`].
    Exact,
    /// The beginning of the hashtag; in text the beginning of a word.
    Prefix,
    /// Anywhere, as SQL's `LIKE '%asyl%'` in the published studies. The default.
    #[default]
    Substring,
    /// With no letter, digit or mark before and after it; `_` separates words.
    Word,
    /// A regular expression over the normal form, capitals ignored.
    Regex,
}

impl MatchKind {
    /// The name that the lexicon file uses.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// The names that the lexicon file uses, with their meaning.
    pub(super) const NAMES: [(&'static str, MatchKind); 5] = [
        ("exact", MatchKind::Exact),
        ("prefix", MatchKind::Prefix),
        ("substring", MatchKind::Substring),
        ("word", MatchKind::Word),
        ("regex", MatchKind::Regex),
    ];
}

/// One of the two things of a post that terms are looked for in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Each of its hashtags.
    Hashtag,
    /// Its text.
    Text,
}

impl Field {
    /// The names that the lexicon file uses, with their meaning.
    pub(super) const NAMES: [(&'static str, Field); 2] =
        [("hashtag", Field::Hashtag), ("text", Field::Text)];
}

/// Where a term is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fields {
    /// In the hashtags.
    pub hashtag: bool,
    /// In the text.
    pub text: bool,
}

impl Fields {
    /// Whether a field is among them.
    pub fn contains(self, field: Field) -> bool {
        match field {
            Field::Hashtag => self.hashtag,
            Field::Text => self.text,
        }
    }
}

impl Default for Fields {
    /// Hashtags only.
    fn default() -> Self {
        Fields { hashtag: true, text: false }
    }
}

/// How far an exclusion reaches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Scope {
    /// A hashtag that it matches is out as a whole; in text, the stretch that it covers is.
    #[default]
    Match,
    /// A post that it matches is out.
    Post,
}

impl Scope {
    /// The names that the lexicon file uses, with their meaning.
    pub(super) const NAMES: [(&'static str, Scope); 2] =
        [("match", Scope::Match), ("post", Scope::Post)];
}

/// One `[[term]]` of the file: what makes a post relevant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The term as the file has it.
    pub text: String,
    /// How it has to match.
    pub kind: MatchKind,
    /// Where it is looked for.
    pub fields: Fields,
    /// Only posts of this language (BCP 47; `zh` covers `zh-TW`) are looked at.
    pub language: Option<String>,
    /// Why it is in the lexicon.
    pub note: Option<String>,
    /// The refinement round that brought it; 0 is the first draft.
    pub round: u32,
    /// Line of the file, from 1.
    pub line: usize,
}

/// One `[[exclude]]` of the file: what only looks like a match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exclusion {
    /// What is excluded; the same keys as a term.
    pub term: Term,
    /// How far it reaches.
    pub scope: Scope,
}

/// Whether an entry is in effect.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Status {
    /// It is. The default.
    #[default]
    Accepted,
    /// A round of refinement suggests it; nobody has decided yet.
    Proposed,
    /// Somebody decided against it. It stays on record and is not suggested again.
    Rejected,
}

impl Status {
    /// The names that the lexicon file uses, with their meaning.
    pub(super) const NAMES: [(&'static str, Status); 3] = [
        ("accepted", Status::Accepted),
        ("proposed", Status::Proposed),
        ("rejected", Status::Rejected),
    ];

    /// The name that the lexicon file uses.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, status)| *status == self).map_or("", |(name, _)| name)
    }
}

/// A term or exclusion that is not in effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What it says.
    pub term: Term,
    /// Whether it is an exclusion.
    pub excludes: bool,
    /// Proposed or rejected.
    pub status: Status,
}

/// The `[meta]` table: what the lexicon is, for its readers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meta {
    /// Its name.
    pub title: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Who made it.
    pub authors: Vec<String>,
    /// Its version.
    pub version: Option<String>,
    /// When it was made.
    pub created: Option<String>,
    /// Under which licence it may be used.
    pub licence: Option<String>,
}
