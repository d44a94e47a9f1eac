//! Characters outside ASCII that a term may be spelt with.

use super::foreign::{Foreign, Foreigners};
use crate::lexicon::normal::{DOT_ABOVE, normalise};
use hashbrown::HashMap;
use std::ops::Range;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Where the characters lie that are not their own normal form, decomposed.
pub(super) const NORMALISED: [Range<u32>; 2] = [0x80..0x2_0000, 0x2_F800..0x2_FA20];

/// Those characters, ascending, each with what it spells: its normal form if that is ASCII, else
/// its letters, small and without marks. `é` spells no `e`: what it is composed of stays together
/// in the normal form.
static SPELLINGS: LazyLock<Vec<(char, String)>> = LazyLock::new(|| {
    let characters = NORMALISED.into_iter().flatten().filter_map(char::from_u32);
    let mut buffer = [0; 4];
    let spelling = |spelling: char| {
        let raw: &str = spelling.encode_utf8(&mut buffer);
        let normal = normalise(raw);
        let spelt: String = if normal.is_ascii() {
            normal.into_owned()
        } else {
            let ascii = normal.chars().filter(char::is_ascii_alphanumeric);
            let letters = normal.nfd().filter(|&c| !c.is_ascii() && !is_combining_mark(c));
            ascii.chain(letters).collect()
        };
        let itself = spelt == raw || (spelt.is_empty() && is_combining_mark(spelling));
        (!itself).then_some((spelling, spelt))
    };
    characters.filter_map(spelling).collect()
});

/// How terms may be spelt outside ASCII.
#[derive(Debug)]
pub(super) struct Spellings {
    /// One bit for each character of the Basic Multilingual Plane that may spell a part of a
    /// needle of ASCII letters and digits.
    latin: Vec<u64>,
    /// Such characters beyond it, ascending.
    latin_beyond: Vec<char>,
    /// What other characters spell, where that is a letter of a word.
    letters: HashMap<char, String>,
    /// Words of letters outside ASCII, small and without marks, by their last letter.
    words: HashMap<char, Vec<String>>,
}

impl Spellings {
    /// Spellings of these needles of ASCII letters and digits, and of these words of others.
    pub(super) fn new(needles: &[String], words: Vec<String>) -> Self {
        let mut spellings = Self {
            latin: vec![0; 1 << 10],
            latin_beyond: Vec::new(),
            letters: words
                .iter()
                .flat_map(|word| word.chars())
                .map(|c| (c, c.to_string()))
                .collect(),
            words: HashMap::new(),
        };
        for (spelling, spelt) in SPELLINGS.iter() {
            if spelt.contains(|c: char| c.is_ascii()) {
                if !spelt.is_ascii() || needles.iter().any(|needle| overlap(needle, spelt)) {
                    spellings.insert_latin(*spelling);
                }
            } else if spelt.chars().any(|letter| spellings.letters.contains_key(&letter)) {
                spellings.letters.insert(*spelling, spelt.clone());
            }
        }
        // Vanishes behind an `i`.
        spellings.insert_latin(DOT_ABOVE);
        for word in words {
            if let Some(last) = word.chars().next_back() {
                spellings.words.entry(last).or_default().push(word);
            }
        }
        spellings
    }

    fn insert_latin(&mut self, character: char) {
        match self.latin.get_mut(character as usize / 64) {
            Some(bits) => *bits |= 1 << (character as u32 % 64),
            None => self.latin_beyond.push(character),
        }
    }

    fn is_latin(&self, character: char) -> bool {
        match self.latin.get(character as usize / 64) {
            Some(bits) => bits >> (character as u32 % 64) & 1 == 1,
            None => self.latin_beyond.binary_search(&character).is_ok(),
        }
    }

    /// Whether JSON may spell a term with characters outside ASCII or with escapes.
    pub(super) fn are_in(&self, json: &[u8]) -> bool {
        let mut word = String::new();
        let mut word_end = 0;
        for Foreign { start, end, character } in Foreigners::of(json) {
            match character {
                // A replacement character is put there, which spells nothing; or it is no JSON.
                None => word.clear(),
                // ASCII as an escape. A NUL is taken out of texts.
                Some('\0') => return true,
                Some(ascii @ '\u{1}'..='\u{7f}') if ascii.is_ascii_alphanumeric() => return true,
                Some(character) if self.is_latin(character) => return true,
                Some(_) if self.words.is_empty() => {}
                Some(character) => {
                    // Something stands between.
                    if start > word_end {
                        word.clear();
                    }
                    if self.complete(&mut word, character) {
                        return true;
                    }
                }
            }
            word_end = end;
        }
        false
    }

    /// Puts a character behind the letters so far; whether a word is complete with it.
    fn complete(&self, so_far: &mut String, character: char) -> bool {
        let Some(letters) = self.letters.get(&character) else {
            if !is_combining_mark(character) {
                so_far.clear();
            }
            return false;
        };
        letters.chars().any(|letter| {
            so_far.push(letter);
            let ending = self.words.get(&letter);
            ending.is_some_and(|words| words.iter().any(|word| so_far.ends_with(word.as_str())))
        })
    }
}

/// Whether a text with `part` in it may hold the needle such that both share a letter: `ß`,
/// that is `ss`, is no part of `asyl`.
fn overlap(needle: &str, part: &str) -> bool {
    let (needle, part) = (needle.as_bytes(), part.as_bytes());
    // From where the part's last letter meets the needle's first, to the other way round.
    (1..needle.len() + part.len()).any(|end| {
        let start = end.saturating_sub(part.len());
        let skipped = part.len().saturating_sub(end);
        needle.iter().take(end).skip(start).zip(part.iter().skip(skipped)).all(|(a, b)| a == b)
    })
}
