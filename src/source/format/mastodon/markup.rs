//! The text in the HTML of a status.
//!
//! Servers let through few elements (`p`, `br`, `span`, `a`, lists, quotes, code) and write
//! entities for what HTML needs them for. Whatever else stands there is read by the same two
//! rules: a tag is no text, and an entity that nobody knows stays as it is.

/// What was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// The text; paragraphs are an empty line apart.
    pub(super) text: String,
    /// Targets of links that are neither mentions nor hashtags.
    pub(super) links: Vec<String>,
}

/// Reads HTML.
pub(super) fn read(html: &str) -> Reading {
    let mut reading = Reading::default();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        resolve(before, &mut reading.text);
        let opens = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        if let Some((tag, after)) = after.split_once('>').filter(|_| opens) {
            reading.tag(tag);
            rest = after;
        } else {
            // A less-than sign that was not written as an entity.
            reading.text.push('<');
            rest = after;
        }
    }
    resolve(rest, &mut reading.text);
    reading.text.truncate(reading.text.trim_end().len());
    reading
}

impl Reading {
    fn tag(&mut self, tag: &str) {
        let name_length = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(name_length);
        match name.trim_end_matches('/').to_ascii_lowercase().as_str() {
            "p" | "blockquote" | "pre" | "ul" | "ol" => self.gap(2),
            "br" => self.text.push('\n'),
            "li" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.gap(1),
            "a" => {
                let refers = attribute(attributes, "class").is_some_and(|class| {
                    class.split(' ').any(|word| matches!(word, "mention" | "hashtag"))
                });
                if let Some(target) = attribute(attributes, "href").filter(|_| !refers) {
                    let mut link = String::new();
                    resolve(target, &mut link);
                    self.links.push(link);
                }
            }
            _ => {}
        }
    }

    /// Ends the text in so many line ends, unless it has not begun.
    fn gap(&mut self, lines: usize) {
        let there = self.text.len() - self.text.trim_end_matches('\n').len();
        if !self.text.is_empty() {
            self.text.extend(std::iter::repeat_n('\n', lines.saturating_sub(there)));
        }
    }
}

/// The value of a quoted attribute, as written.
fn attribute<'t>(attributes: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = attributes;
    while let Some((before, after)) = rest.split_once('=') {
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, after) = after.strip_prefix(quote)?.split_once(quote)?;
        if before.trim_ascii().eq_ignore_ascii_case(name) {
            return Some(value);
        }
        rest = after;
    }
    None
}

/// Longer names and numbers than this are no entity.
const LONGEST_ENTITY: usize = 10;

/// Adds a text to another one, entities resolved.
fn resolve(text: &str, into: &mut String) {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        into.push_str(before);
        let entity = after.split_once(';').filter(|(name, _)| name.len() <= LONGEST_ENTITY);
        if let Some((character, after)) =
            entity.and_then(|(name, after)| Some((character(name)?, after)))
        {
            // No database takes a NUL in a text.
            into.extend(Some(character).filter(|&character| character != '\0'));
            rest = after;
        } else {
            into.push('&');
            rest = after;
        }
    }
    into.push_str(rest);
}

/// The character that an entity stands for.
fn character(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "euro" => '€',
        "copy" => '©',
        "reg" => '®',
        "trade" => '™',
        _ => return None,
    })
}

#[cfg(test)]
#[path = "markup_tests.rs"]
mod tests;
