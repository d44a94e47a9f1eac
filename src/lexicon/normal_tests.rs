//! The normal form, character by character and as laws.

use std::borrow::Cow;

use proptest::prelude::*;

use super::{is_word_character, normalise};

/// Spellings that must compare equal: what it is about, one, the other.
const SAME: &[(&str, &str, &str)] = &[
    ("capitals", "ASYL", "asyl"),
    ("sharp s", "Maßnahme", "massnahme"),
    ("capital sharp s", "MAẞNAHME", "massnahme"),
    ("umlaut, capital", "FLÜCHTLING", "flüchtling"),
    ("umlaut, decomposed", "Flu\u{308}chtling", "flüchtling"),
    ("accent, decomposed capital", "RE\u{301}FUGIE\u{301}", "réfugié"),
    ("marks in another order", "a\u{301}\u{323}", "a\u{323}\u{301}"),
    ("Greek final sigma", "πρόσφυγας", "πρόσφυγασ"),
    ("Greek capitals", "ΠΡΌΣΦΥΓΑΣ", "πρόσφυγας"),
    ("Greek tonos and oxia", "πρ\u{1f79}σφυγας", "πρ\u{3cc}σφυγας"),
    ("Greek iota subscript", "ᾳ", "αι"),
    ("Turkish dotted capital", "İLTİCA", "iltica"),
    ("Turkish dotted capital, decomposed", "I\u{307}ltica", "iltica"),
    ("dots heaped on an i", "i\u{307}\u{307}ltica", "iltica"),
    ("dot, then accent", "i\u{307}\u{301}", "í"),
    ("Cyrillic capitals", "БІЖЕНЦІ", "біженці"),
    ("Cyrillic decomposed", "бои\u{306}", "бой"),
    ("full width", "ＭＯＲＩＡ", "moria"),
    ("full-width hash", "＃moria", "#moria"),
    ("half-width katakana", "ﾅﾝﾐﾝ", "ナンミン"),
    ("ligatures", "ﬂüchtling oﬃce", "flüchtling office"),
    ("long s", "aſyl", "asyl"),
    ("Kelvin sign", "\u{212a}ANAL", "kanal"),
    ("mathematical letters", "𝐦𝐨𝐫𝐢𝐚", "moria"),
    ("superscripts", "covid¹⁹", "covid19"),
    ("Arabic presentation forms", "ﻻﺟﺊ", "لاجئ"),
    ("Hangul letters", "\u{1102}\u{1161}\u{11ab}", "난"),
    ("no-break space", "asylum\u{a0}seeker", "asylum seeker"),
];

/// Spellings that must stay apart.
const DIFFERENT: &[(&str, &str, &str)] = &[
    ("diacritics", "réfugié", "refugie"),
    ("umlaut and its transcription", "flüchtling", "fluechtling"),
    ("dotless i", "sığınma", "siğinma"),
    ("an I is never dotless", "SIĞINMA", "sığınma"),
    ("a dot on another letter", "z\u{307}", "z"),
    ("Greek without tonos", "προσφυγας", "πρόσφυγας"),
    ("Cyrillic look-alike", "\u{430}syl", "asyl"),
    ("right-to-left mark", "\u{200f}moria", "moria"),
    ("joiner", "mo\u{200d}ria", "moria"),
    ("emoji presentation", "❤\u{fe0f}", "❤"),
    ("skin tone", "👍🏽", "👍"),
];

#[test]
fn spellings_of_one_word_meet() {
    for (about, one, other) in SAME {
        assert_eq!(normalise(one), normalise(other), "{about}");
    }
}

#[test]
fn different_words_stay_apart() {
    for (about, one, other) in DIFFERENT {
        assert_ne!(normalise(one), normalise(other), "{about}");
    }
}

#[test]
fn normal_text_is_borrowed() {
    for text in ["", "moria", "flüchtling", "беженцы", "難民", "👨\u{200d}👩\u{200d}👧", "a\0b"]
    {
        assert!(matches!(normalise(text), Cow::Borrowed(_)), "{text:?}");
    }
}

#[test]
fn every_character_reaches_its_normal_form_at_once() {
    // Beyond U+32000 only tags and selectors are assigned; nothing folds or composes there.
    for character in ('\0'..'\u{32000}').chain('\u{e0000}'..'\u{e0200}').map(String::from) {
        let once = normalise(&character).into_owned();
        assert_eq!(normalise(&once), once, "{}", character.escape_unicode());
        assert!(once.len() <= 11 * character.len());
    }
}

#[test]
fn words_are_letters_digits_and_marks() {
    for character in ['a', 'ß', 'я', '難', 'ก', '7', '٣', '\u{301}', '\u{e31}'] {
        assert!(is_word_character(character), "{character:?}");
    }
    for character in ['_', '#', '-', '\'', ' ', '\0', '\u{200f}', '\u{200c}', '👍', '’'] {
        assert!(!is_word_character(character), "{character:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn idempotent(text in "\\PC{0,40}", marks in "[iIİßΣς\u{307}\u{301}\u{323}\u{345}ﬁＩ]{0,12}") {
        let text = text + &marks;
        let once = normalise(&text).into_owned();
        prop_assert_eq!(normalise(&once), once.as_str());
    }
}
