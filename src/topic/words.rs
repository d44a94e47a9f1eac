//! The normal form of texts and their words.
//!
//! Texts and entries are compared in the normal form of lexicons ([`normalise`]: NFKC and case
//! folding), in which the apostrophes U+2019 and U+02BC are U+0027, as Ukrainian is typed with
//! any of the three. Words are those of Unicode Standard Annex 29: letters and digits, an
//! apostrophe between letters (`п'ять`) and `_` join, anything else parts. Scripts without
//! spaces have no dictionary here: each ideograph is a word.

use crate::lexicon::normalise;
use std::borrow::Cow;
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

const APOSTROPHES: [char; 2] = ['\u{2019}', '\u{02bc}'];

/// The normal form; borrowed where the text is in it already.
pub(super) fn normal(text: &str) -> Cow<'_, str> {
    let normal = normalise(text);
    if normal.is_ascii() || !normal.contains(APOSTROPHES) {
        return normal;
    }
    Cow::Owned(normal.replace(APOSTROPHES, "'"))
}

/// The words of a text in normal form: where they stand, in their order.
pub(super) fn words(normal: &str) -> Vec<Range<usize>> {
    normal.unicode_word_indices().map(|(at, word)| at..at + word.len()).collect()
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
