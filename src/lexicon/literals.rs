//! A search for any of several literals in raw bytes, at the speed of memory where it can be.

use aho_corasick::{AhoCorasick, Match, MatchKind, packed};

/// Some literals, ready to be searched for.
#[derive(Debug)]
pub(crate) struct Literals(Search);

#[derive(Debug)]
enum Search {
    /// There is none.
    None,
    /// Few, on a processor that can: with vector instructions.
    Packed(packed::Searcher),
    Automaton(AhoCorasick),
}

impl Literals {
    /// The search for these; `None` if they are too many for an automaton.
    pub(crate) fn new(literals: &[impl AsRef<[u8]>]) -> Option<Self> {
        if literals.is_empty() {
            return Some(Self(Search::None));
        }
        if let Some(searcher) = packed::Searcher::new(literals) {
            return Some(Self(Search::Packed(searcher)));
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(literals);
        automaton.ok().map(|automaton| Self(Search::Automaton(automaton)))
    }

    /// Whether one of them stands somewhere in `bytes` such that it counts. They are looked at
    /// from left to right, and none within another.
    pub(crate) fn any(&self, bytes: &[u8], counts: impl FnMut(Match) -> bool) -> bool {
        match &self.0 {
            Search::None => false,
            Search::Packed(searcher) => searcher.find_iter(bytes).any(counts),
            Search::Automaton(automaton) => automaton.find_iter(bytes).any(counts),
        }
    }
}
