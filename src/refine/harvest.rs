//! What the lexicon brings: posts and users per term, language and kind of match.

use super::census::Census;
use crate::hll::{Params, Sketch};
use crate::lexicon::{Lexicon, MatchKind, TermId};
use std::collections::BTreeMap;

/// What is counted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    All,
    Language(u16),
    Kind(u8),
    Term(TermId),
    TermLanguage(TermId, u16),
}

#[derive(Debug)]
struct Sets {
    posts: Sketch,
    users: Sketch,
}

/// Posts and users of the posts that the lexicon matches.
#[derive(Debug, Default)]
pub struct Harvest {
    sets: BTreeMap<Key, Sets>,
    /// Posts that exclusions took.
    removed: Option<Sketch>,
}

/// A row of the yield.
#[derive(Debug, Clone, PartialEq)]
pub struct Yield {
    /// What the row is one of: `all`, `language`, `match`, `term` or `term and language`.
    pub by: &'static str,
    /// The term, where it is of one.
    pub term: Option<TermId>,
    /// How it matches.
    pub kind: Option<MatchKind>,
    /// Language of the posts.
    pub language: Option<Box<str>>,
    /// Posts, estimated (standard error 2.3 %, less for few).
    pub posts: f64,
    /// Users, estimated.
    pub users: f64,
}

const KINDS: [MatchKind; 5] =
    [MatchKind::Exact, MatchKind::Prefix, MatchKind::Substring, MatchKind::Word, MatchKind::Regex];

fn empty() -> Sketch {
    Sketch::new(Params::DEFAULT)
}

impl Harvest {
    /// Counts a post that terms match.
    pub(super) fn add(
        &mut self,
        lexicon: &Lexicon,
        terms: &[TermId],
        language: u16,
        post: u64,
        user: Option<u64>,
    ) {
        let mut count = |key: Key| {
            let sets =
                self.sets.entry(key).or_insert_with(|| Sets { posts: empty(), users: empty() });
            sets.posts.insert(post);
            if let Some(user) = user {
                sets.users.insert(user);
            }
        };
        count(Key::All);
        count(Key::Language(language));
        for &term in terms {
            count(Key::Term(term));
            count(Key::TermLanguage(term, language));
            let kind = lexicon.terms().get(term.0 as usize).map(|term| term.kind);
            if let Some(kind) = KINDS.iter().position(|known| Some(*known) == kind) {
                count(Key::Kind(kind as u8));
            }
        }
    }

    /// Counts a post that exclusions took.
    pub(super) fn remove(&mut self, post: u64) {
        self.removed.get_or_insert_with(empty).insert(post);
    }

    pub(super) fn merge(&mut self, other: Harvest) {
        for (key, sets) in other.sets {
            let mine =
                self.sets.entry(key).or_insert_with(|| Sets { posts: empty(), users: empty() });
            // All sets have the same parameters, so there is nothing to refuse.
            let _ = mine.posts.union(&sets.posts);
            let _ = mine.users.union(&sets.users);
        }
        if let Some(removed) = other.removed {
            let _ = self.removed.get_or_insert_with(empty).union(&removed);
        }
    }

    /// Posts that exclusions took, estimated.
    pub fn removed(&self) -> f64 {
        self.removed.as_ref().map_or(0.0, |removed| removed.cardinality().round())
    }

    /// Posts and users in all, estimated.
    pub fn total(&self) -> (f64, f64) {
        self.sets.get(&Key::All).map_or((0.0, 0.0), |sets| {
            (sets.posts.cardinality().round(), sets.users.cardinality().round())
        })
    }

    /// All rows: of everything, of languages, of kinds, of terms (those that found nothing, too),
    /// of terms and languages; most posts first.
    pub fn rows(&self, lexicon: &Lexicon, census: &Census) -> Vec<Yield> {
        let row = |key: &Key, sets: Option<&Sets>| {
            let (by, term, kind, language) = match *key {
                Key::All => ("all", None, None, None),
                Key::Language(language) => ("language", None, None, Some(language)),
                Key::Kind(kind) => ("match", None, KINDS.get(usize::from(kind)).copied(), None),
                Key::Term(term) => ("term", Some(term), None, None),
                Key::TermLanguage(term, language) => {
                    ("term and language", Some(term), None, Some(language))
                }
            };
            let of_term = term.and_then(|term| lexicon.terms().get(term.0 as usize));
            Yield {
                by,
                term,
                kind: kind.or_else(|| of_term.map(|term| term.kind)),
                language: language.map(|language| census.name(language)),
                posts: sets.map_or(0.0, |sets| sets.posts.cardinality().round()),
                users: sets.map_or(0.0, |sets| sets.users.cardinality().round()),
            }
        };
        let mut rows: Vec<(u8, Yield)> =
            self.sets.iter().map(|(key, sets)| (key.rank(), row(key, Some(sets)))).collect();
        for term in lexicon.term_ids().map(Key::Term) {
            if !self.sets.contains_key(&term) {
                rows.push((term.rank(), row(&term, None)));
            }
        }
        rows.sort_by(|(rank, a), (other, b)| {
            let posts = b.posts.total_cmp(&a.posts);
            rank.cmp(other)
                .then(posts)
                .then_with(|| (a.term, &a.language).cmp(&(b.term, &b.language)))
                .then_with(|| a.kind.map(MatchKind::name).cmp(&b.kind.map(MatchKind::name)))
        });
        rows.into_iter().map(|(_, row)| row).collect()
    }
}

impl Key {
    fn rank(self) -> u8 {
        match self {
            Key::All => 0,
            Key::Language(_) => 1,
            Key::Kind(_) => 2,
            Key::Term(_) => 3,
            Key::TermLanguage(..) => 4,
        }
    }
}
