//! Texts of charts: how wide they are, how they are cut, how numbers are written.

use super::font;
use std::borrow::Cow;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthChar as _;

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    /// As in running text.
    #[default]
    Regular,
    /// As in titles.
    Bold,
}

impl Weight {
    /// As CSS has it.
    pub const fn number(self) -> u16 {
        match self {
            Weight::Regular => 400,
            Weight::Bold => 600,
        }
    }
}

/// How wide a text is at a size, in pixels, by the bundled font, without kerning. Characters that it lacks
/// are reckoned as wide as they usually are.
pub fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let widths = text.chars().map(|c| font::advance(c, weight).unwrap_or_else(|| usual_width(c)));
    widths.sum::<f64>() * size
}

fn usual_width(c: char) -> f64 {
    match c.width() {
        Some(0) | None => 0.0,
        Some(1) => 0.62,
        Some(_) => 1.0,
    }
}

/// A text cut so that it fits, with an ellipsis where it was cut.
pub fn fitted(text: &str, size: f64, weight: Weight, room: f64) -> Cow<'_, str> {
    if width(text, size, weight) <= room {
        return Cow::Borrowed(text);
    }
    let mut left = room - width("…", size, weight);
    let mut short = String::new();
    for c in text.chars() {
        left -= width(c.encode_utf8(&mut [0; 4]), size, weight);
        if left < 0.0 {
            break;
        }
        short.push(c);
    }
    // No accent or joiner is left without what it belongs to, no gap before the ellipsis.
    while short.ends_with(|c: char| c.is_whitespace() || usual_width(c) == 0.0) {
        short.pop();
    }
    short.push('…');
    Cow::Owned(short)
}

/// How much wider a viewer's own font may be, where it does not have this one.
const WIDER: f64 = 1.13;

/// A text broken into lines that fit, also in a wider font; a word that is wider than a line is cut.
pub fn lines(text: &str, size: f64, weight: Weight, room: f64) -> Vec<String> {
    let room = room / WIDER;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = fitted(word, size, weight, room);
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}"), size, weight) <= room => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word.into_owned()),
        }
    }
    lines
}

/// A text as it may be shown: characters that turn the direction of writing, or cannot be seen, are spelt
/// out, for texts of strangers are in charts, too.
pub fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || crate::escape::is_invisible(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// A count with its thousands set apart: 1,234,567.
pub fn grouped(count: u64) -> String {
    crate::digits::grouped(&count.to_string())
}

/// A number with so many decimals, its thousands set apart, a real minus sign.
pub fn decimal(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "–"
        } else if value > 0.0 {
            "∞"
        } else {
            "−∞"
        }
        .to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    // More digits than a count has are left as they are.
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    let is_zero = text.bytes().all(|digit| matches!(digit, b'0' | b'.'));
    let mut written = String::from(if value < 0.0 && !is_zero { "−" } else { "" });
    written.push_str(&whole);
    if !part.is_empty() {
        // Writing to a string cannot fail.
        let _ = write!(written, ".{part}");
    }
    written
}

/// A number in three or four characters, for where there is little room: 950, 1.2k, 34k, 5.6M, 7bn.
pub fn short(value: f64) -> String {
    let units = [(1e9, "bn"), (1e6, "M"), (1e3, "k")];
    // 999,999 is 1M, not 1000k.
    let unit = units.into_iter().find(|(unit, _)| value.abs() >= unit * 0.9995);
    let Some((unit, name)) = unit.filter(|_| value.is_finite()) else {
        let decimals = usize::from(value.abs() < 10.0 && (value - value.round()).abs() > 0.05);
        return decimal(value, decimals);
    };
    let part = value / unit;
    let decimals = usize::from(part.abs() < 9.95);
    let text = decimal(part, decimals);
    format!("{}{name}", text.strip_suffix(".0").unwrap_or(&text))
}

#[cfg(test)]
#[path = "label_tests.rs"]
mod tests;
