//! Telling from raw JSON that nothing in it can match: a lexicon's part of a prefilter.
//!
//! A record is let through if it *may* match. Each term has a *needle*: the longest run of
//! ASCII letters and digits in its normal form (`chtling` of `flüchtling`). A record can hold
//! the term only if
//!
//! * its bytes contain the needle, capitals aside: searched for in a copy in which each byte
//!   has the bit 0x20 set, which makes letters small and may only add occurrences; or
//! * it spells the needle otherwise: full-width letters, ligatures, `İ`, ASCII as an escape
//!   (`\u0061`). A record with a character that may spell a part of a needle is let through.
//!
//! A term without such a run (πρόσφυγ, 難民) is looked for letter by letter among the characters
//! outside ASCII, whatever form they have and whatever marks are on them.

mod foreign;
mod spelling;

use super::{Form, Role, Rule};
use aho_corasick::packed;
use aho_corasick::{AhoCorasick, MatchKind};
use spelling::Spellings;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// ASCII runs shorter than this are in every record.
const SHORTEST_RUN: usize = 3;

/// Says of raw JSON whether a lexicon may match something in it.
///
/// It may be asked about JSON whose texts are taken as they are; what removes markup from a
/// text may join what the raw bytes keep apart.
#[derive(Debug)]
pub struct Sieve {
    needles: Needles,
    spellings: Spellings,
}

#[derive(Debug)]
enum Needles {
    /// No term has one.
    None,
    /// Few: found with vector instructions.
    Few(packed::Searcher),
    Many(AhoCorasick),
}

impl Sieve {
    /// The sieve of the terms among these rules; `None` where there can be none, because a
    /// term is a regular expression or has neither letters nor digits.
    pub(super) fn new(rules: &[Rule]) -> Option<Self> {
        let (mut runs, mut words) = (Vec::new(), Vec::new());
        for rule in rules.iter().filter(|rule| matches!(rule.role, Role::Include(_))) {
            for (_, form) in &rule.forms {
                let Form::Literal(text) = form else { return None };
                let letters: String = text.nfd().filter(|&c| !is_combining_mark(c)).collect();
                let run = longest(text.split(|c: char| !c.is_ascii_alphanumeric()));
                let word = longest(letters.split(|c: char| c.is_ascii()));
                if run.len() < SHORTEST_RUN && !word.is_empty() {
                    words.push(word.to_owned());
                } else if run.is_empty() {
                    return None;
                } else {
                    runs.push(run.to_ascii_lowercase());
                }
            }
        }
        runs.sort_unstable();
        runs.dedup();
        Some(Self { needles: Needles::new(&runs)?, spellings: Spellings::new(&runs, words) })
    }

    /// Whether something in this JSON may match. `scratch` is overwritten.
    pub fn lets_through(&self, json: &[u8], scratch: &mut Vec<u8>) -> bool {
        scratch.clear();
        scratch.extend(json.iter().map(|byte| byte | 0x20));
        self.needles.are_in(scratch) || self.spellings.are_in(json)
    }
}

fn longest<'t>(parts: impl Iterator<Item = &'t str>) -> &'t str {
    parts.max_by_key(|part| part.len()).unwrap_or_default()
}

impl Needles {
    fn new(needles: &[String]) -> Option<Self> {
        if needles.is_empty() {
            return Some(Self::None);
        }
        if let Some(searcher) = packed::Searcher::new(needles) {
            return Some(Self::Few(searcher));
        }
        let automaton = AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(needles);
        automaton.ok().map(Self::Many)
    }

    fn are_in(&self, folded: &[u8]) -> bool {
        match self {
            Self::None => false,
            Self::Few(searcher) => searcher.find(folded).is_some(),
            Self::Many(automaton) => automaton.is_match(folded),
        }
    }
}

#[cfg(test)]
#[path = "sieve_tests.rs"]
mod tests;
