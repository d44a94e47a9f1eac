//! Small repairs to texts: NUL characters, markup, white space; lists without repetition.

use crate::lbsn::{PostType, Text};
use hashbrown::HashSet;
use std::borrow::Cow;

/// The text without NUL characters, which neither `SQLite` nor `PostgreSQL` takes in a text.
pub(super) fn without_nul(text: &str) -> String {
    if memchr::memchr(0, text.as_bytes()).is_none() {
        return text.to_owned();
    }
    text.chars().filter(|&c| c != '\0').collect()
}

/// A name on one line: line breaks removed, runs of spaces made one.
pub(super) fn one_line(name: &str) -> Text<'_> {
    if !name.contains(['\n', '\r']) && !name.contains("  ") && name.trim() == name {
        return Cow::Borrowed(name);
    }
    let mut line = String::with_capacity(name.len());
    for c in name.trim().chars().filter(|c| !matches!(c, '\n' | '\r')) {
        if c != ' ' || !line.ends_with(' ') {
            line.push(c);
        }
    }
    Cow::Owned(line)
}

/// The text between tags: `<a href="…">Twitter for iPhone</a>` becomes `Twitter for iPhone`.
pub(super) fn without_markup(text: &str) -> Text<'_> {
    if let Some(inner) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix("</a>"))
        && let Some((_, inner)) = inner.split_once('>')
        && !inner.contains(['<', '>'])
    {
        return Cow::Borrowed(inner);
    }
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        plain.push_str(before);
        let Some((_, after)) = tag.split_once('>') else {
            // No end of the tag: it was a less-than sign.
            plain.push('<');
            plain.push_str(tag);
            return Cow::Owned(plain);
        };
        rest = after;
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Above this many a set is faster than looking through the list.
const FEW: usize = 16;

/// The texts without empty ones and repetitions, in order of appearance.
pub(super) fn distinct<'a>(texts: impl Iterator<Item = Text<'a>>) -> Vec<Text<'a>> {
    let mut list: Vec<Text<'a>> = Vec::new();
    let mut seen: HashSet<Text<'a>> = HashSet::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if list.len() < FEW {
            if !list.contains(&text) {
                list.push(text);
            }
            continue;
        }
        if seen.is_empty() {
            seen.extend(list.iter().cloned());
        }
        if seen.insert(text.clone()) {
            list.push(text);
        }
    }
    list
}

/// Hashtags without repetition; one that was damaged beyond repair is left out.
pub(super) fn hashtags<'a>(tags: impl Iterator<Item = Text<'a>>) -> Vec<Text<'a>> {
    distinct(tags.filter(|tag| !tag.contains(char::REPLACEMENT_CHARACTER)))
}

/// Hashtags in a text: `#` and what follows of letters, digits and underscores, unless a letter
/// or digit stands before it.
pub(super) fn tags_in(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut before = None;
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        if matches!(character, '#' | '＃') && !before.is_some_and(in_tag) {
            let mut tag = String::new();
            while let Some(part) = rest.next_if(|&next| in_tag(next)) {
                tag.push(part);
            }
            before = tag.chars().next_back().or(Some(character));
            if !tag.is_empty() {
                found.push(tag);
            }
        } else {
            before = Some(character);
        }
    }
    found
}

/// Whether a character can be part of a hashtag: letters with their marks, digits, underscore.
fn in_tag(character: char) -> bool {
    character.is_alphanumeric()
        || character == '_'
        || unicode_normalization::char::is_combining_mark(character)
        || matches!(character, '\u{200c}' | '\u{200d}')
}

/// What a post shows, from the type of its first picture or video.
pub(super) fn media_type(kind: Option<&str>) -> PostType {
    match kind {
        Some("photo") => PostType::Image,
        Some("video" | "animated_gif") => PostType::Video,
        _ => PostType::Other,
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
