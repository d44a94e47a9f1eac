//! Telling from raw JSON that nothing in it can match: a lexicon's part of a prefilter.
//!
//! A record is let through if it *may* match. Each term has a *needle*: the longest run of
//! ASCII letters and digits in its normal form (`chtling` of `flüchtling`). A record can hold
//! the term only if
//!
//! * its bytes contain the needle, capitals aside: searched for in a copy in which each byte
//!   has the bit 0x20 set, which makes letters small and may only add occurrences; or
//! * it spells the needle otherwise: full-width letters, ligatures, `İ`, ASCII as an escape
//!   (`\u0061`). Those characters are few; a record with one of them is let through.
//!
//! A term without ASCII letters (πρόσφυγ, 難民) has a character instead, and every record that
//! has a character that normalises to it is let through.

use super::normal::{DOT_ABOVE, normalise};
use super::{Form, Role, Rule};
use aho_corasick::packed;
use aho_corasick::{AhoCorasick, MatchKind};
use memchr::memmem;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

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
        let (mut needles, mut characters) = (Vec::new(), Vec::new());
        for rule in rules.iter().filter(|rule| matches!(rule.role, Role::Include(_))) {
            for (_, form) in &rule.forms {
                let Form::Literal(text) = form else { return None };
                let run = longest_run(text);
                let character = text.nfd().find(|&c| !c.is_ascii() && !is_combining_mark(c));
                match character {
                    // Two letters are in every record.
                    Some(character) if run.len() < 3 => characters.push(character),
                    _ if run.is_empty() => return None,
                    _ => needles.push(run.to_ascii_lowercase()),
                }
            }
        }
        needles.sort_unstable();
        needles.dedup();
        Some(Self { needles: Needles::new(needles)?, spellings: Spellings::new(&characters) })
    }

    /// Whether something in this JSON may match. `scratch` is overwritten.
    pub fn lets_through(&self, json: &[u8], scratch: &mut Vec<u8>) -> bool {
        scratch.clear();
        scratch.extend(json.iter().map(|byte| byte | 0x20));
        self.needles.are_in(scratch) || self.spellings.are_in(json)
    }
}

/// The longest run of ASCII letters and digits.
fn longest_run(text: &str) -> &str {
    let runs = text.split(|c: char| !c.is_ascii_alphanumeric());
    runs.max_by_key(|run| run.len()).unwrap_or_default()
}

impl Needles {
    fn new(needles: Vec<String>) -> Option<Self> {
        if needles.is_empty() {
            return Some(Self::None);
        }
        if let Some(searcher) = packed::Searcher::new(&needles) {
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

/// Characters outside ASCII that a term may be spelt with.
#[derive(Debug)]
struct Spellings {
    /// One bit for each character of the Basic Multilingual Plane.
    basic: Vec<u64>,
    /// Those beyond, ascending.
    beyond: Vec<char>,
}

/// Where the characters lie that are not their own normal form, decomposed.
const NORMALISED: [Range<u32>; 2] = [0x80..0x2_0000, 0x2_F800..0x2_FA20];

/// Those characters, ascending, with their normal form and what that decomposes into.
static SPELLINGS: LazyLock<Vec<(char, String)>> = LazyLock::new(|| {
    let mut buffer = [0; 4];
    let characters = NORMALISED.into_iter().flatten().filter_map(char::from_u32);
    let spelling = |spelling: char| {
        let raw: &str = spelling.encode_utf8(&mut buffer);
        let normal = normalise(raw);
        let parts: String = normal.nfd().collect();
        // `é` spells no `e`: what it decomposes into stays together.
        let letters =
            normal.chars().filter(char::is_ascii).chain(parts.chars().filter(|c| !c.is_ascii()));
        (parts != raw).then(|| (spelling, letters.collect()))
    };
    characters.filter_map(spelling).collect()
});

impl Spellings {
    /// Those of ASCII letters and digits, and of these characters.
    fn new(characters: &[char]) -> Self {
        let mut spellings = Self { basic: vec![0; 1 << 10], beyond: Vec::new() };
        for (spelling, letters) in SPELLINGS.iter() {
            if letters.chars().any(|c| c.is_ascii_alphanumeric() || characters.contains(&c)) {
                spellings.insert(*spelling);
            }
        }
        // Vanishes behind an `i`.
        spellings.insert(DOT_ABOVE);
        for &character in characters {
            spellings.insert(character);
        }
        spellings.beyond.sort_unstable();
        spellings
    }

    fn insert(&mut self, character: char) {
        match self.basic.get_mut(character as usize / 64) {
            Some(bits) => *bits |= 1 << (character as u32 % 64),
            None => self.beyond.push(character),
        }
    }

    fn contains(&self, character: char) -> bool {
        match self.basic.get(character as usize / 64) {
            Some(bits) => bits >> (character as u32 % 64) & 1 == 1,
            None => self.beyond.binary_search(&character).is_ok(),
        }
    }

    /// Whether JSON has one of them, as a character or an escape, or ASCII as an escape.
    fn are_in(&self, json: &[u8]) -> bool {
        if !json.is_ascii() {
            // What is no UTF-8 becomes a replacement character, which spells nothing.
            for chunk in json.utf8_chunks() {
                let characters = chunk.valid().chars();
                if characters.filter(|c| !c.is_ascii()).any(|c| self.contains(c)) {
                    return true;
                }
            }
        }
        memmem::find_iter(json, b"\\u").any(|at| match unit(json, at) {
            // No escape at all, or one of a letter, or of a NUL, which texts lose.
            None | Some(0) => true,
            Some(unit @ 1..0x80) => char::from(unit as u8).is_ascii_alphanumeric(),
            Some(high @ 0xD800..0xDC00) => match unit(json, at + 6) {
                Some(low @ 0xDC00..0xE000) => {
                    let character = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                    char::from_u32(character).is_some_and(|character| self.contains(character))
                }
                // Half a pair becomes a replacement character.
                _ => false,
            },
            Some(unit) => char::from_u32(unit).is_some_and(|character| self.contains(character)),
        })
    }
}

/// The UTF-16 unit that the escape `\uXXXX` at this place stands for.
fn unit(json: &[u8], at: usize) -> Option<u32> {
    let digits = json.get(at..)?.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |unit, &digit| Some(unit << 4 | char::from(digit).to_digit(16)?))
}

#[cfg(test)]
#[path = "sieve_tests.rs"]
mod tests;
