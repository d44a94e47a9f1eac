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

use super::literals::Literals;
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
    needles: Literals,
    spellings: Spellings,
}

impl Sieve {
    /// The sieve of terms in normal form; `None` where there can be none, because a term has
    /// neither letters nor digits.
    pub(super) fn new(terms: &[String]) -> Option<Self> {
        let (mut runs, mut words) = (Vec::new(), Vec::new());
        for term in terms {
            let letters: String = term.nfd().filter(|&c| !is_combining_mark(c)).collect();
            let run = longest(term.split(|c: char| !c.is_ascii_alphanumeric()));
            let word = longest(letters.split(|c: char| c.is_ascii()));
            if run.len() < SHORTEST_RUN && !word.is_empty() {
                words.push(word.to_owned());
            } else if run.is_empty() {
                return None;
            } else {
                runs.push(run.to_ascii_lowercase());
            }
        }
        runs.sort_unstable();
        runs.dedup();
        Some(Self { needles: Literals::new(&runs)?, spellings: Spellings::new(&runs, words) })
    }

    /// Whether something in this JSON may match; `copy` is overwritten.
    pub fn lets_through(&self, json: &[u8], copy: &mut Vec<u8>) -> bool {
        small(json, copy);
        self.needles.any(copy, |_| true) || self.spellings.are_in(json)
    }
}

/// Writes a copy of `json` with small letters into `copy`, which is overwritten. What is no
/// letter may become another byte: a search for letters and digits finds too much at worst.
pub fn small(json: &[u8], copy: &mut Vec<u8>) {
    copy.clear();
    copy.extend(json.iter().map(|byte| byte | 0x20));
}

fn longest<'t>(parts: impl Iterator<Item = &'t str>) -> &'t str {
    parts.max_by_key(|part| part.len()).unwrap_or_default()
}

#[cfg(test)]
#[path = "sieve_tests.rs"]
mod tests;
