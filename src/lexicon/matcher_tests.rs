//! The automaton beside a naive matcher that does what the documentation says, word for word.

use std::borrow::Cow;
use std::fmt::Write as _;

use proptest::prelude::*;

use super::super::normal::{is_word_character, normalise};
use super::super::{Field, Lexicon, MatchKind, Scope, Term, TermId, Verdict};
use super::Stretches;

/// Each occurrence of a term that counts, found by trying every pair of positions.
fn occurrences(
    term: &Term,
    field: Field,
    text: &[char],
    language: Option<&str>,
) -> Vec<(usize, usize)> {
    let speaks = term.language.is_none() || term.language.as_deref() == language;
    if !term.fields.contains(field) || !speaks {
        return Vec::new();
    }
    let normal: Vec<char> = normalise(&term.text).chars().collect();
    let is_word = |at: Option<usize>| {
        at.and_then(|at| text.get(at)).is_some_and(|character| is_word_character(*character))
    };
    let mut found = Vec::new();
    for start in 0..text.len() {
        for end in start + 1..=text.len() {
            let bounded_before = !is_word(start.checked_sub(1));
            let bounded_after = !is_word(Some(end));
            let sits = match (term.kind, field) {
                (MatchKind::Exact, Field::Hashtag) => start == 0 && end == text.len(),
                (MatchKind::Prefix, Field::Hashtag) => start == 0,
                (MatchKind::Prefix, Field::Text) => bounded_before,
                (MatchKind::Word, _) | (MatchKind::Exact, Field::Text) => {
                    bounded_before && bounded_after
                }
                (MatchKind::Substring, _) => true,
                (MatchKind::Regex, _) => unreachable!("no patterns here"),
            };
            if sits && text[start..end] == normal {
                found.push((start, end));
            }
        }
    }
    found
}

fn naive(
    lexicon: &Lexicon,
    hashtags: &[Cow<'_, str>],
    text: &str,
    language: Option<&str>,
) -> Verdict {
    let mut parts: Vec<(Field, Vec<char>)> =
        hashtags.iter().map(|tag| (Field::Hashtag, normalise(tag).chars().collect())).collect();
    parts.push((Field::Text, normalise(text).chars().collect()));

    let mut matched = false;
    let mut dropped = false;
    let mut kept = Vec::new();
    for (field, part) in &parts {
        let mut excluded = Vec::new();
        for exclusion in lexicon.exclusions() {
            let found = occurrences(&exclusion.term, *field, part, language);
            match exclusion.scope {
                Scope::Post => dropped |= !found.is_empty(),
                Scope::Match => excluded.extend(found),
            }
        }
        for (id, term) in lexicon.terms().iter().enumerate() {
            for (start, end) in occurrences(term, *field, part, language) {
                matched = true;
                let out = excluded
                    .iter()
                    .any(|(from, to)| *field == Field::Hashtag || (*from <= start && end <= *to));
                if !out {
                    kept.push(TermId(id as u32));
                }
            }
        }
    }
    kept.sort_unstable();
    kept.dedup();
    match (matched, dropped || kept.is_empty()) {
        (false, _) => Verdict::Irrelevant,
        (true, true) => Verdict::Excluded,
        (true, false) => Verdict::Relevant(kept.into()),
    }
}

/// A lexicon over a small alphabet, without duplicates.
fn any_lexicon() -> impl Strategy<Value = Lexicon> {
    let entry = (
        "[abAß_é]{1,3}",
        prop::sample::select(vec!["exact", "prefix", "substring", "word"]),
        prop::sample::select(vec!["'hashtag'", "'text'", "'hashtag', 'text'"]),
        prop::sample::select(vec!["", "lang = 'de'", "lang = 'en'"]),
    );
    let exclusion = (entry.clone(), prop::sample::select(vec!["match", "match", "match", "post"]));
    (prop::collection::vec(entry, 1..4), prop::collection::vec(exclusion, 0..4)).prop_filter_map(
        "duplicate terms",
        |(terms, exclusions)| {
            let mut toml = String::new();
            for (text, kind, fields, language) in terms {
                let _ = write!(
                    toml,
                    "[[term]]\ntext = '{text}'\nmatch = '{kind}'\nin = [{fields}]\n{language}\n"
                );
            }
            for ((text, kind, fields, language), scope) in exclusions {
                let _ = write!(
                    toml,
                    "[[exclude]]\ntext = '{text}'\nmatch = '{kind}'\nin = [{fields}]\n{language}\n\
                     scope = '{scope}'\n"
                );
            }
            Lexicon::parse(&toml, "random.toml").ok()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn the_automaton_says_what_the_naive_matcher_says(
        lexicon in any_lexicon(),
        hashtags in prop::collection::vec("[abAsßSé_]{1,6}", 0..3),
        text in "[abABsßéÉ_ e\u{301}]{0,16}",
        language in prop::sample::select(vec![None, Some("de"), Some("en")]),
    ) {
        let hashtags: Vec<_> = hashtags.into_iter().map(Cow::Owned).collect();
        let verdict = lexicon.matches(&hashtags, Some(&text), language);
        prop_assert_eq!(&verdict, &naive(&lexicon, &hashtags, &text, language));
    }
}

#[test]
fn the_farthest_stretch_counts() {
    let mut stretches = Stretches::default();
    for stretch in [4..6, 0..9, 2..3, 12..14] {
        stretches.push(stretch);
    }
    stretches.settle();
    for covered in [0..9, 2..3, 5..9, 12..14, 13..14] {
        assert!(stretches.cover(&covered), "{covered:?}");
    }
    for free in [0..10, 8..13, 10..11, 12..15, 14..15] {
        assert!(!stretches.cover(&free), "{free:?}");
    }
}
