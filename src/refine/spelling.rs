//! What a hashtag's spelling tells: the fragment in it, its parts, its digits.

use super::census::Census;
use crate::lexicon::{Lexicon, MatchKind, TermId, normalise};

/// Parts of compounds have at least so many characters.
const SHORTEST_PART: usize = 3;

/// Beginnings shared with a term count from so many characters on.
const SHORTEST_SHARED: usize = 4;

/// String evidence of one hashtag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spelling {
    /// What stands before the fragment that caught it.
    pub prefix: String,
    /// What stands behind it.
    pub suffix: String,
    /// Two hashtags that it is put together from, joined by `+`.
    pub parts: String,
    /// The longest beginning that it shares with a term.
    pub shared: String,
    /// Its digits.
    pub digits: String,
}

impl Spelling {
    /// Looks at a hashtag in normal form, which these terms caught. Parts are named if they have
    /// as many users as `named`.
    pub(super) fn of(
        name: &str,
        terms: &[TermId],
        lexicon: &Lexicon,
        census: &Census,
        named: f64,
    ) -> Self {
        let of_kind = |term: &TermId| lexicon.terms().get(term.0 as usize);
        let fragments = terms.iter().filter_map(of_kind).filter(|it| it.kind != MatchKind::Regex);
        let fragment = fragments
            .map(|term| normalise(term.text.trim_start_matches('#')).into_owned())
            .filter(|fragment| name.contains(fragment.as_str()))
            .max_by_key(String::len);
        let (prefix, suffix) =
            fragment.and_then(|fragment| name.split_once(fragment.as_str())).unwrap_or_default();
        Self {
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
            parts: parts(name, census, named),
            shared: shared(name, lexicon),
            digits: name.chars().filter(|c| c.is_numeric()).collect(),
        }
    }
}

/// The split into two known hashtags of which the less used one is used most.
fn parts(name: &str, census: &Census, named: f64) -> String {
    let ends: Vec<usize> = name.char_indices().map(|(at, _)| at).collect();
    let cuts = ends.iter().skip(SHORTEST_PART);
    let cuts = cuts.take((ends.len() + 1).saturating_sub(2 * SHORTEST_PART));
    let both = cuts.filter_map(|&cut| {
        let (first, second) = name.split_at_checked(cut)?;
        let (first, second) = (first.trim_end_matches('_'), second.trim_start_matches('_'));
        let users = census.users_of(first).min(census.users_of(second));
        (users >= named.max(1.0)).then_some((users, first, second))
    });
    both.max_by(|a, b| a.0.total_cmp(&b.0))
        .map_or_else(String::new, |(_, first, second)| format!("{first}+{second}"))
}

fn shared(name: &str, lexicon: &Lexicon) -> String {
    let literal = lexicon.terms().iter().filter(|term| term.kind != MatchKind::Regex);
    let lengths = literal.map(|term| {
        let text = normalise(term.text.trim_start_matches('#'));
        name.chars().zip(text.chars()).take_while(|(mine, its)| mine == its).count()
    });
    let longest = lengths.max().filter(|length| *length >= SHORTEST_SHARED);
    name.chars().take(longest.unwrap_or(0)).collect()
}
