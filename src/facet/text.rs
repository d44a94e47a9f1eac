//! Items and keys that facets take from the text of a post: terms, hashtags, emoji, domains.
//!
//! The rules are those by which LBSN HLL databases have been filled (LBSN structure, text
//! processing for HLL), so that sets made here can be united with sets made there. They are
//! those of Python's `str`: lower-casing rather than case folding, its notion of white space
//! and of digits. What looks odd in them (`don't` becomes `dont`) is kept on purpose.

use crate::lbsn::Post;
use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// Terms have more code points than this.
const SHORT: usize = 2;
/// The most code points in one emoji: two people, two skin tones, a heart and a kiss.
const LONGEST_EMOJI: usize = 10;
/// The longest host name that is taken for one, in code points (RFC 1035, presentation form).
const LONGEST_HOST: usize = 253;
/// Variation selector 16: asks for the coloured form of a character.
const EMOJI_PRESENTATION: char = '\u{fe0f}';
/// The enclosing keycap, last in keycap emoji.
const KEYCAP: char = '\u{20e3}';

/// The key of a hashtag: its lower case, as `str.lower()` in Python.
pub fn hashtag_key(hashtag: &str) -> String {
    hashtag.to_lowercase()
}

/// A text in composed form (Unicode NFC). Keyboards differ in whether they write `ü` as one
/// character or as two, and what looks the same should be one key.
pub fn composed(text: String) -> String {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text,
        _ => text.nfc().collect(),
    }
}

/// Whether a lower-case term or hashtag is kept: longer than two code points, no number.
///
/// Hashtags pass through this filter only where sets have to equal those of existing
/// databases: it drops #EU and #2018.
pub fn passes_filter(term: &str) -> bool {
    term.chars().nth(SHORT).is_some() && !is_digits(term)
}

/// A text without links and without names of accounts, which would become terms that tell
/// a single post or person: `https://t.co/AbC` is in one post only, `@name` is a name.
pub fn impersonal(body: &str) -> Cow<'_, str> {
    static PERSONAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)[@＠][a-z0-9_]+|\b[a-z][a-z0-9+.-]*://\S*|\b(www\.|t\.co/|pic\.twitter\.com/)\S+",
        )
        .ok()
    });
    match &*PERSONAL {
        Some(personal) => personal.replace_all(body, " "),
        // The pattern is tested, so there is one; without it there would be no safe text.
        None => Cow::Borrowed(""),
    }
}

/// The terms of a text: distinct, sorted, in lower case.
///
/// Link tags (`<a …>`, `</a>`) are cut out, NUL and ASCII punctuation deleted without a gap,
/// the rest split at white space and [filtered](passes_filter).
pub fn terms(body: &str) -> Vec<String> {
    /// Everything from `<a` or `</a` to the next `>` of the line.
    static LINK_TAG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("</?a.*?>").ok());

    let body = match &*LINK_TAG {
        Some(tag) => tag.replace_all(body, ""),
        None => body.into(),
    };
    let plain: String = body.chars().filter(|c| *c != '\0' && !c.is_ascii_punctuation()).collect();
    let mut terms: Vec<String> =
        plain.split(is_space).map(str::to_lowercase).filter(|term| passes_filter(term)).collect();
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// White space as Python's `str.split()` sees it: Unicode's, and the four ASCII separators.
fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{1c}'..='\u{1f}')
}

/// Whether a text is a number to Python's `str.isdigit()`: not empty, and each character has
/// the Unicode numeric type Decimal or Digit.
///
/// Decimal are the digits of all scripts (`٣`), Digit are their variants that do not stand in
/// a positional system: superscripts, subscripts, circled and dotted digits, and the digits of
/// Ethiopic and a few others. Fractions, Roman numerals and Chinese numerals are neither.
pub fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_digit)
}

fn is_digit(character: char) -> bool {
    /// General category Nd is numeric type Decimal; the rest is numeric type Digit.
    static DIGIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"[\p{Nd}²³¹\u{1369}-\u{1371}\u{19DA}\u{2070}\u{2074}-\u{2079}\u{2080}-\u{2089}",
            r"\u{2460}-\u{2468}\u{2474}-\u{247C}\u{2488}-\u{2490}\u{24EA}\u{24F5}-\u{24FD}\u{24FF}",
            r"\u{2776}-\u{277E}\u{2780}-\u{2788}\u{278A}-\u{2792}\u{10A40}-\u{10A43}",
            r"\u{10E60}-\u{10E68}\u{11052}-\u{1105A}\u{1F100}-\u{1F10A}]",
        ))
        .ok()
    });

    if character.is_ascii() {
        return character.is_ascii_digit();
    }
    character.is_numeric()
        && DIGIT.as_ref().is_some_and(|digit| digit.is_match(character.encode_utf8(&mut [0; 4])))
}

/// The emoji of a text: distinct, sorted, spelt as in the text.
///
/// Each is the longest sequence that Unicode lists (families, flags, skin tones, keycaps); a
/// sequence that it does not list counts as its parts. A variation selector is kept where it
/// belongs to a listed sequence (❤️) and ignored elsewhere (👍️ is 👍). Equal to
/// `emoji.distinct_emoji_list` in Python, but for malformed sequences: a sequence that breaks
/// off behind a variation selector and a joiner, or within the tags of a flag, has its first
/// emoji counted here and dropped there.
pub fn emoji(body: &str) -> Vec<String> {
    let mut found = Vec::new();
    // Keycaps have a character outside ASCII, too.
    let mut rest = if body.is_ascii() { "" } else { body };
    while let Some(first) = rest.chars().next() {
        let length = match emoji_length(rest) {
            Some(length) => {
                found.extend(rest.get(..length).map(str::to_owned));
                length
            }
            None => first.len_utf8(),
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The emoji of a post: those of its text, and where it has none those that are named beside it.
pub fn emoji_of(post: &Post<'_>) -> Vec<String> {
    match &post.body {
        Some(body) => emoji(body),
        // Whatever stands there: only what Unicode lists is a key.
        None => emoji(&post.emoji.join(" ")),
    }
}

/// Length in bytes of the longest emoji that a text begins with.
fn emoji_length(text: &str) -> Option<usize> {
    let mut characters = text.chars();
    let first = characters.next()?;
    let may_begin = match first {
        '0'..='9' | '#' | '*' => matches!(characters.next(), Some(EMOJI_PRESENTATION | KEYCAP)),
        '\u{1f1e6}'..='\u{1f1ff}' => true,
        _ if !may_begin_emoji(first) => false,
        _ => is_emoji(text.get(..first.len_utf8())?),
    };
    if !may_begin {
        return None;
    }
    let ends = text.char_indices().take(LONGEST_EMOJI).map(|(at, c)| at + c.len_utf8());
    ends.filter(|end| text.get(..*end).is_some_and(is_emoji)).last()
}

/// Whether a character is in one of the ranges that the emoji outside ASCII lie in, but for
/// flags. Most characters of most scripts are not, and need not be looked up.
fn may_begin_emoji(character: char) -> bool {
    matches!(character, '\u{a9}' | '\u{ae}' | '\u{203c}'..='\u{3299}' | '\u{1f000}'..)
}

/// Whether Unicode lists a sequence in `emoji-test.txt`, fully qualified or not.
fn is_emoji(sequence: &str) -> bool {
    // Skin tones and hair may stand alone.
    if matches!(sequence, "🏻" | "🏼" | "🏽" | "🏾" | "🏿" | "🦰" | "🦱" | "🦲" | "🦳")
    {
        return true;
    }
    let Some(listed) = emojis::get(sequence) else { return false };
    // The table also knows `1` and 👍 with a variation selector, which Unicode does not list.
    match sequence.strip_suffix(EMOJI_PRESENTATION) {
        Some(bare) => listed.as_str() != bare && !listed.as_str().ends_with(KEYCAP),
        None => true,
    }
}

/// The domain of a link: its host in lower case, without `www.`, port and user name.
///
/// International names stay as they are written, Unicode or Punycode. `None` if there is no
/// host, or none that could be one.
pub fn domain(url: &str) -> Option<String> {
    let url = url.trim();
    let (_, rest) = url.split_once("://").filter(|(scheme, _)| is_scheme(scheme))?;
    // Browsers take a backslash for a slash, so that https://a.org\@b.org leads to a.org.
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host_and_port = authority.rsplit('@').next().unwrap_or_default();
    if let Some((address, _)) = host_and_port.strip_prefix('[').and_then(|it| it.split_once(']')) {
        let address: std::net::Ipv6Addr = address.parse().ok()?;
        return Some(format!("[{address}]"));
    }
    let host = host_and_port.split(':').next().unwrap_or_default();
    let host = host.strip_suffix('.').unwrap_or(host);
    if host.chars().nth(LONGEST_HOST).is_some() || !host.split('.').all(is_label) {
        return None;
    }
    let host = host.to_lowercase();
    Some(match host.strip_prefix("www.") {
        Some(bare) if bare.contains('.') => bare.to_owned(),
        _ => host,
    })
}

/// A letter, then letters, digits and `+-.` (RFC 3986).
fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// A part of a host name: letters, digits, marks, `-` and `_`, in any script.
fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.chars().all(|character| {
            character.is_alphanumeric()
                || matches!(character, '-' | '_')
                || unicode_normalization::char::is_combining_mark(character)
        })
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
