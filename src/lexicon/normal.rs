//! The normal form in which terms and posts are compared.
//!
//! NFKC, then full Unicode default case folding, then NFKC again (compatibility caseless
//! matching, Unicode Standard section 3.13, with composed results), so that capitals, ß and
//! ss, both Greek sigmas, full-width letters, ligatures and decomposed accents compare equal.
//! Diacritics stay: `refugié` and `refugie` are two terms. Invisible characters (joiners,
//! direction marks) stay as well; they separate words.
//!
//! One rule is added for Turkish: the dot that folding leaves behind an `i` (İ folds to `i`
//! and U+0307) is dropped, so that İLTİCA meets `iltica`. The dotless ı remains a letter of
//! its own, because folding cannot know whether an `I` is Turkish: a lexicon that wants both
//! spells both.

use std::borrow::Cow;

use caseless::Caseless as _;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

/// The combining dot above.
pub(super) const DOT_ABOVE: char = '\u{307}';

/// The normal form of `text`; borrowed where the text is in normal form already.
///
/// Idempotent. The length is bounded by the input's: compatibility ligatures of Arabic
/// phrases grow most, from 3 bytes to 33.
pub fn normalise(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(text.to_ascii_lowercase())
        } else {
            Cow::Borrowed(text)
        };
    }
    let composed = compose(Cow::Borrowed(text));
    if is_folded(&composed) { composed } else { compose(Cow::Owned(fold(&composed))) }
}

/// NFKC; the quick check spares most texts the work.
fn compose(text: Cow<'_, str>) -> Cow<'_, str> {
    if is_nfkc_quick(text.chars()) == IsNormalized::Yes {
        text
    } else {
        Cow::Owned(text.nfkc().collect())
    }
}

/// Full default case folding, without the dots that it leaves behind an `i`.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut after_i = false;
    for character in text.chars() {
        if character.is_ascii() {
            folded.push(character.to_ascii_lowercase());
            after_i = matches!(character, 'i' | 'I');
            continue;
        }
        for part in std::iter::once(character).default_case_fold() {
            if part == DOT_ABOVE && after_i {
                continue;
            }
            after_i = part == 'i';
            folded.push(part);
        }
    }
    folded
}

/// Whether [`fold`] would leave the text as it is.
fn is_folded(text: &str) -> bool {
    !text.contains("i\u{307}")
        && text.chars().all(|character| {
            if character.is_ascii() {
                !character.is_ascii_uppercase()
            } else {
                std::iter::once(character).default_case_fold().eq([character])
            }
        })
}

/// Whether a character is part of a word: letters, digits and marks are; everything else,
/// `_` included, separates words.
pub(super) fn is_word_character(character: char) -> bool {
    character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character)
}

#[cfg(test)]
#[path = "normal_tests.rs"]
mod tests;
