//! Finding all terms and exclusions of one field at once.
//!
//! One Aho-Corasick automaton holds every literal needle, whatever its kind; prefix, word and
//! whole-hashtag matches are occurrences whose surroundings fit. Regular expressions run one
//! by one beside it. Nothing is allocated for a post in normal form or plain ASCII that
//! matches nothing.

use std::borrow::Cow;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, BuildError, Input, MatchKind as Semantics};
use regex::{Regex, RegexBuilder};
use smallvec::SmallVec;
use unicode_normalization::is_nfkc;

use super::error::Fault;
use super::normal::{is_word_character, normalise};
use super::term::{Field, MatchKind, Scope, TermId};

/// Bound on the memory of one compiled pattern, in bytes.
const PATTERN_SIZE: usize = 1 << 20;
/// Bound on the nesting of one pattern.
const PATTERN_NESTING: u32 = 50;

/// What follows from an occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Include(TermId),
    Exclude(Scope),
}

/// A term or exclusion, ready to be searched for.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) role: Role,
    pub(super) kind: MatchKind,
    pub(super) language: Option<String>,
    pub(super) forms: Vec<(Field, Form)>,
}

/// What is searched for.
#[derive(Debug, Clone)]
pub(super) enum Form {
    /// Text in normal form.
    Literal(String),
    /// A regular expression over text in normal form.
    Pattern(Regex),
}

impl Form {
    /// Compiles a regular expression. The engine runs in linear time on any text.
    pub(super) fn pattern(source: &str) -> Result<Form, Fault> {
        let pattern = RegexBuilder::new(source)
            .case_insensitive(true)
            .size_limit(PATTERN_SIZE)
            .dfa_size_limit(PATTERN_SIZE)
            .nest_limit(PATTERN_NESTING)
            .build()
            .map_err(|error| Fault::Pattern { message: error.to_string() })?;
        if pattern.is_match("") { Err(Fault::EmptyMatch) } else { Ok(Form::Pattern(pattern)) }
    }

    /// Whether a pattern can match all it spells: each of its characters has to match its
    /// own normal form.
    pub(super) fn pattern_is_normal(source: &str) -> bool {
        is_nfkc(source)
            && source.chars().filter(|character| !character.is_ascii()).all(|character| {
                let letter = character.to_string();
                Regex::new(&format!("(?i)^{}$", regex::escape(&letter)))
                    .is_ok_and(|pattern| pattern.is_match(&normalise(&letter)))
            })
    }

    /// The literal, or the source of the pattern.
    pub(super) fn as_str(&self) -> &str {
        match self {
            Form::Literal(text) => text,
            Form::Pattern(pattern) => pattern.as_str(),
        }
    }
}

/// The rules of one field, searchable.
#[derive(Debug)]
pub(super) struct Matcher {
    field: Field,
    /// Pattern n of the automaton is needle n.
    automaton: AhoCorasick,
    needles: Vec<Needle>,
    patterns: Vec<(Regex, Needle)>,
}

/// What an occurrence means, and when it counts.
#[derive(Debug)]
struct Needle {
    role: Role,
    kind: MatchKind,
    language: Option<String>,
}

/// What one post matched.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Terms that no exclusion took, ascending, distinct.
    pub(super) terms: SmallVec<[TermId; 4]>,
    /// Whether an exclusion took a term.
    pub(super) suppressed: bool,
    /// Whether an exclusion of the whole post matched.
    pub(super) dropped: bool,
    /// Whether an exclusion matched, whatever there was to take.
    pub(super) excluded: bool,
}

impl Matcher {
    pub(super) fn new(field: Field, rules: &[Rule]) -> Result<Matcher, BuildError> {
        let mut literals = Vec::new();
        let mut needles = Vec::new();
        let mut patterns = Vec::new();
        for Rule { role, kind, language, forms } in rules {
            for (_, form) in forms.iter().filter(|(of, _)| *of == field) {
                let needle = Needle { role: *role, kind: *kind, language: language.clone() };
                match form {
                    Form::Literal(text) => {
                        literals.push(text);
                        needles.push(needle);
                    }
                    Form::Pattern(pattern) => patterns.push((pattern.clone(), needle)),
                }
            }
        }
        let automaton = AhoCorasickBuilder::new()
            .match_kind(Semantics::Standard)
            .ascii_case_insensitive(true)
            .build(literals)?;
        Ok(Matcher { field, automaton, needles, patterns })
    }

    pub(super) fn has_rules(&self) -> bool {
        !self.needles.is_empty() || !self.patterns.is_empty()
    }

    /// Looks for all rules in one hashtag or text and adds what it finds to `found`.
    pub(super) fn search(&self, raw: &str, language: Option<&str>, found: &mut Found) {
        if !self.has_rules() {
            return;
        }
        let normal = self.searchable(raw);
        let mut terms = SmallVec::new();
        let mut stretches = Stretches::default();
        self.occurrences(&normal, language, |role, at| match role {
            Role::Include(term) => insert(&mut terms, term),
            Role::Exclude(Scope::Match) => stretches.push(self.reach(at, &normal)),
            Role::Exclude(Scope::Post) => found.dropped = true,
        });
        found.excluded |= found.dropped || !stretches.is_empty();
        if !terms.is_empty() && !stretches.is_empty() {
            let matched = terms.len();
            terms.clear();
            stretches.settle();
            self.occurrences(&normal, language, |role, at| match role {
                Role::Include(term) if !stretches.cover(&at) => insert(&mut terms, term),
                _ => {}
            });
            found.suppressed |= terms.len() < matched;
        }
        for term in terms {
            insert(&mut found.terms, term);
        }
    }

    /// The form of a hashtag or text that occurrences are looked for in.
    ///
    /// The automaton ignores ASCII capitals itself, so that plain texts need no copy.
    fn searchable<'t>(&self, raw: &'t str) -> Cow<'t, str> {
        let normal = if self.patterns.is_empty() && raw.is_ascii() {
            Cow::Borrowed(raw)
        } else {
            normalise(raw)
        };
        match (self.field, normal) {
            (Field::Text, normal) => normal,
            (Field::Hashtag, Cow::Borrowed(text)) => Cow::Borrowed(text.trim_start_matches('#')),
            (Field::Hashtag, Cow::Owned(text)) => {
                let trimmed = text.trim_start_matches('#');
                if trimmed.len() == text.len() {
                    Cow::Owned(text)
                } else {
                    Cow::Owned(trimmed.to_owned())
                }
            }
        }
    }

    /// What an exclusion that matched somewhere takes: of a text that stretch, of a hashtag all.
    fn reach(&self, at: Range<usize>, normal: &str) -> Range<usize> {
        match self.field {
            Field::Hashtag => 0..normal.len(),
            Field::Text => at,
        }
    }

    /// Reports each occurrence of each rule, in no particular order.
    fn occurrences(
        &self,
        normal: &str,
        language: Option<&str>,
        mut report: impl FnMut(Role, Range<usize>),
    ) {
        for occurrence in self.automaton.find_overlapping_iter(Input::new(normal)) {
            let at = occurrence.range();
            let Some(needle) = self.needles.get(occurrence.pattern().as_usize()) else { continue };
            if needle.speaks(language) && self.sits_well(needle.kind, &at, normal) {
                report(needle.role, at);
            }
        }
        for (pattern, needle) in &self.patterns {
            if needle.speaks(language) {
                for occurrence in pattern.find_iter(normal).filter(|found| !found.is_empty()) {
                    report(needle.role, occurrence.range());
                }
            }
        }
    }

    /// Whether the surroundings of an occurrence are those that its kind demands.
    fn sits_well(&self, kind: MatchKind, at: &Range<usize>, normal: &str) -> bool {
        let at_start = at.start == 0;
        let at_end = at.end == normal.len();
        let after_word = || ends_in_word(normal.get(..at.start));
        let before_word = || starts_with_word(normal.get(at.end..));
        match (kind, self.field) {
            (MatchKind::Substring | MatchKind::Regex, _) => true,
            (MatchKind::Prefix, Field::Hashtag) => at_start,
            (MatchKind::Exact, Field::Hashtag) => at_start && at_end,
            (MatchKind::Prefix, Field::Text) => !after_word(),
            (MatchKind::Exact, Field::Text) | (MatchKind::Word, _) => {
                !after_word() && !before_word()
            }
        }
    }
}

impl Needle {
    /// Whether the rule applies to posts of a language.
    fn speaks(&self, post: Option<&str>) -> bool {
        let Some(rule) = &self.language else { return true };
        post.and_then(|post| post.split_at_checked(rule.len())).is_some_and(|(tag, rest)| {
            tag.eq_ignore_ascii_case(rule) && (rest.is_empty() || rest.starts_with('-'))
        })
    }
}

/// The stretches of a text that exclusions cover.
#[derive(Debug, Default)]
struct Stretches(SmallVec<[(usize, usize); 4]>);

impl Stretches {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn push(&mut self, Range { start, end }: Range<usize>) {
        self.0.push((start, end));
    }

    /// Sorts by start and turns each end into the farthest end so far, for [`Self::cover`].
    fn settle(&mut self) {
        self.0.sort_unstable();
        let mut farthest = 0;
        for (_, end) in &mut self.0 {
            farthest = farthest.max(*end);
            *end = farthest;
        }
    }

    /// Whether one of the stretches holds all of `at`.
    fn cover(&self, at: &Range<usize>) -> bool {
        let begun = self.0.partition_point(|(start, _)| *start <= at.start);
        begun
            .checked_sub(1)
            .and_then(|last| self.0.get(last))
            .is_some_and(|(_, end)| *end >= at.end)
    }
}

/// Keeps a list of terms ascending and distinct.
fn insert(terms: &mut SmallVec<[TermId; 4]>, term: TermId) {
    if let Err(at) = terms.binary_search(&term) {
        terms.insert(at, term);
    }
}

fn ends_in_word(text: Option<&str>) -> bool {
    text.and_then(|text| text.chars().next_back()).is_some_and(is_word_character)
}

fn starts_with_word(text: Option<&str>) -> bool {
    text.and_then(|text| text.chars().next()).is_some_and(is_word_character)
}

#[cfg(test)]
#[path = "matcher_tests.rs"]
mod tests;
