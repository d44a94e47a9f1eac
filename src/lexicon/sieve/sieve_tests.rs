//! A sieve never holds back what the lexicon would match, however it is spelt.

use super::spelling::NORMALISED;
use super::*;
use crate::lexicon::{Lexicon, normalise};
use proptest::prelude::*;
use std::borrow::Cow;
use std::fmt::Write as _;

fn lexicon(terms: &[&str]) -> Lexicon {
    let mut toml = String::new();
    for term in terms {
        write!(toml, "[[term]]\ntext = '{term}'\nin = ['hashtag', 'text']\n").unwrap();
    }
    Lexicon::parse(&toml, "test.toml").unwrap()
}

fn passes(lexicon: &Lexicon, json: &str) -> bool {
    lets_through(lexicon.sieve().unwrap(), json)
}

fn lets_through(sieve: &Sieve, json: &str) -> bool {
    sieve.lets_through(json.as_bytes(), &mut Vec::new())
}

/// The text as JSON with every character that `escaped` names written `\uXXXX`.
fn json(text: &str, escaped: impl Fn(usize, char) -> bool) -> String {
    let mut json = String::from("\"");
    for (number, character) in text.chars().enumerate() {
        if escaped(number, character) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(json, "\\u{unit:04x}").unwrap();
            }
        } else {
            match character {
                '"' | '\\' => json.extend(['\\', character]),
                _ => json.push(character),
            }
        }
    }
    json + "\""
}

#[test]
fn spellings_of_a_needle_pass_and_others_do_not() {
    let lexicon = lexicon(&["migrant", "Flüchtling", "πρόσφυγ", "難民", "난민"]);
    for held in [
        "a MiGrAnT b",
        "FLUCHTLING",
        "flu\u{308}chtling",
        "ｍｉｇｒａｎｔ",
        "𝐦igrant",
        "mİgrant",
        "mi\u{307}grant",
        "migra\\u006et",
        "mi\\u0000grant",
        "m\\u0130grant",
        "\\ud835\\udc26igrant",
        "ΠΡΌΣΦΥΓΑΣ",
        "\\u03c0\\u03c1\\u03cc\\u03c3φυγ",
        "a難民b",
        "\\u96e3民",
        "\u{1102}\u{1161}\u{11ab}민",
    ] {
        assert!(passes(&lexicon, held), "{held}");
    }
    for free in [
        "",
        "migran t",
        "flüchtlin g",
        "Straße, großer Fluß",
        "Привет, ça va déjà? 日本",
        "πρόσ φυγ",
        "難x民",
        "\\u00e9\\u003ca href=\\\"x\\\"\\u003e\\ud83d\\ude00\\ud83d",
        "\u{1f600} émigré",
    ] {
        assert!(!passes(&lexicon, free), "{free}");
    }
}

#[test]
fn a_ligature_counts_where_it_may_be_part_of_a_term() {
    let lexicon = lexicon(&["asyl", "press", "essen"]);
    for held in ["preß", "eßen", "Preßte", "prebﬀ", "aſyl"] {
        assert_eq!(passes(&lexicon, held), held != "prebﬀ", "{held}");
    }
}

#[test]
fn there_is_none_of_patterns_and_punctuation() {
    let one = |kind: &str, text: &str| {
        let toml = format!("[[term]]\ntext = '{text}'\nmatch = '{kind}'\nin = ['text']");
        Lexicon::parse(&toml, "test.toml").unwrap()
    };
    assert!(one("regex", "a+").sieve().is_none());
    assert!(one("substring", "+++").sieve().is_none());
    assert!(one("substring", "c++").sieve().is_some());
}

#[test]
fn many_needles_are_found_too() {
    let terms: Vec<String> = (0..3000).map(|number| format!("term{number}x")).collect();
    let terms: Vec<&str> = terms.iter().map(String::as_str).collect();
    let lexicon = lexicon(&terms);
    assert!(passes(&lexicon, "{\"a\":\"xTERM2999X\"}"));
    assert!(!passes(&lexicon, "{\"a\":\"xTERM2999\"}"));
}

#[test]
fn all_other_characters_are_their_own_normal_form() {
    let mut buffer = [0; 4];
    for character in ('\u{80}'..=char::MAX)
        .filter(|&character| !NORMALISED.iter().any(|range| range.contains(&(character as u32))))
    {
        let raw: &str = character.encode_utf8(&mut buffer);
        assert_eq!(normalise(raw), raw, "{character:?}");
        assert!(raw.nfd().eq([character]), "{character:?}");
    }
}

#[test]
fn no_character_is_composed_of_others_than_its_parts_say() {
    // A character of a text in normal form may come of several: of what it decomposes into.
    let parts = |text: &str| -> Vec<char> { normalise(text).nfd().collect() };
    for character in NORMALISED.into_iter().flatten().filter_map(char::from_u32) {
        let whole = character.to_string();
        let apart: Vec<char> = whole.nfd().flat_map(|part| parts(&part.to_string())).collect();
        for part in parts(&whole).into_iter().filter(|&part| !is_combining_mark(part)) {
            assert!(apart.contains(&part), "{character:?} has {part:?}, its parts have not");
        }
    }
}

/// Characters that meet in hostile spellings.
const POOL: &[char] = &[
    'm',
    'i',
    'g',
    'M',
    'I',
    'G',
    'İ',
    'ı',
    '\u{307}',
    '\u{301}',
    '\u{323}',
    '\u{345}',
    'ｍ',
    'Ｉ',
    '𝐠',
    'é',
    'É',
    'e',
    'ß',
    's',
    'S',
    'ſ',
    'ﬁ',
    'f',
    'K',
    'k',
    'π',
    'Π',
    'ό',
    'ο',
    'Ό',
    'ς',
    'σ',
    'Σ',
    '難',
    '\u{2f9f}',
    '\u{f9f2}',
    '난',
    '\u{1102}',
    '\u{1161}',
    '\u{11ab}',
    ' ',
    '"',
    '\\',
    '_',
    '/',
    '\u{200d}',
    '\u{1f600}',
    'ᾳ',
    'ﷺ',
    '№',
    '²',
    '2',
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn what_matches_passes(
        terms in prop::collection::vec(prop::collection::vec(prop::sample::select(POOL), 1..4), 1..4),
        text in prop::collection::vec(prop::sample::select(POOL), 0..10),
        escaped in any::<u16>(),
    ) {
        let terms: Vec<String> = terms
            .into_iter()
            .map(|term| term.into_iter().filter(|c| !matches!(c, '"' | '\\')).collect())
            .collect();
        let mut toml = String::new();
        for term in &terms {
            write!(toml, "[[term]]\ntext = \"{term}\"\nin = ['hashtag', 'text']\n").unwrap();
        }
        let Ok(lexicon) = Lexicon::parse(&toml, "random.toml") else { return Ok(()) };
        let Some(sieve) = lexicon.sieve() else { return Ok(()) };
        let text: String = text.into_iter().collect();
        let hashtags = [Cow::Borrowed(text.as_str())];
        if lexicon.matches(&hashtags, Some(&text), None).is_relevant() {
            prop_assert!(lets_through(sieve, &json(&text, |_, _| false)));
            prop_assert!(lets_through(sieve, &json(&text, |_, c| !c.is_ascii())));
            let some = json(&text, |number, _| escaped >> (number % 16) & 1 == 1);
            prop_assert!(lets_through(sieve, &some));
        }
    }
}
