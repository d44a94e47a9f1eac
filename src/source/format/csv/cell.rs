//! What people and programs write into cells: ids, numbers, lists of tags.

use crate::lbsn::Origin;
use std::borrow::Cow;

/// The cell without white space around it; `None` if it says that nothing is there, in the
/// words of R, pandas, SQL and JSON.
pub(super) fn present(cell: &str) -> Option<&str> {
    let cell = cell.trim();
    match cell {
        "" | "NA" | "N/A" | "nan" | "NaN" | "None" | "null" | "NULL" | "\\N" => None,
        _ => Some(cell),
    }
}

/// The most bytes an id may have: addresses are ids, texts are not.
const LONGEST_ID: usize = 512;

/// Digits that a spreadsheet keeps of a number.
const KEPT_DIGITS: usize = 15;

/// Why an id was refused whose digits a spreadsheet has rounded away.
const ROUNDED: &str =
    "a spreadsheet has rounded it, its last digits are lost; take the ids from the original dump";

/// An id as it was before tools wrote it: quotes against rounding and `.0` are taken off.
/// Digits that are lost are an error.
pub(super) fn id(cell: &str, origin: Origin) -> Result<Cow<'_, str>, &'static str> {
    let cell = cell.strip_prefix('\'').unwrap_or(cell);
    let quoted = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let cell = quoted.unwrap_or(cell).trim();
    if is_scientific(cell) {
        return Err(ROUNDED);
    }
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    if let Some((whole, zeros)) = cell.split_once('.')
        && is_digits(whole)
        && is_digits(zeros)
    {
        let is_whole = zeros.bytes().all(|digit| digit == b'0') && whole.len() <= KEPT_DIGITS;
        return if is_whole { Ok(whole.into()) } else { Err(ROUNDED) };
    }
    if origin == Origin::Twitter && !(is_digits(cell) && cell.len() <= 20) {
        return Err("not a whole number, as ids of Twitter are");
    }
    if cell.len() > LONGEST_ID {
        return Err("longer than any id");
    }
    Ok(cell.into())
}

/// The id of an account, or its name.
pub(super) fn account(cell: &str) -> Result<Cow<'_, str>, &'static str> {
    id(cell.strip_prefix('@').unwrap_or(cell), Origin::Lbsn)
}

/// `1.23E+18`, also with a decimal comma.
fn is_scientific(cell: &str) -> bool {
    let Some((mantissa, exponent)) = cell.split_once(['e', 'E']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, "0"));
    whole.len() == 1
        && digits(whole)
        && digits(fraction)
        && digits(exponent.strip_prefix('+').unwrap_or(exponent))
        && (exponent.starts_with('+') || mantissa.contains(['.', ',']))
}

/// Degrees.
pub(super) fn degrees(cell: &str) -> Result<f64, &'static str> {
    match cell.parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ if cell.replacen(',', ".", 1).parse::<f64>().is_ok() => {
            Err("decimal comma; write 52.5, not 52,5")
        }
        _ => Err("not a number"),
    }
}

/// A counter; also as pandas writes it once a column has gaps, `3.0`.
pub(super) fn count(cell: &str) -> Option<u64> {
    cell.strip_suffix(".0").unwrap_or(cell).parse().ok()
}

/// Hashtags in a cell: separated by `|`, `,`, `;` or white space, or a list as JSON or Python
/// writes it, of texts or of objects with `text`, `tag` or `name`.
pub(super) fn tags(cell: &str) -> Vec<String> {
    let found = match cell.strip_prefix(['[', '{', '(']) {
        Some(_) => listed(cell),
        None => cell.split(['|', ',', ';', ' ', '\t', '\n']).map(str::to_owned).collect(),
    };
    let bare = |tag: String| tag.trim().trim_start_matches(['#', '＃']).to_owned();
    found.into_iter().map(bare).filter(|tag| !tag.is_empty()).collect()
}

/// The texts of a list; of objects in it those under `text`, `tag` or `name`.
fn listed(cell: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut key: Option<String> = None;
    let mut objects = 0_usize;
    let mut rest = cell.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            // Without keys it is an array of PostgreSQL: `{boat,"lake"}`.
            '{' if cell.contains(':') => objects += 1,
            '}' => objects = objects.saturating_sub(1),
            ',' => key = None,
            quote @ ('"' | '\'') => {
                let text = quoted(&mut rest, quote);
                while rest.next_if(|next| next.is_whitespace()).is_some() {}
                if rest.next_if_eq(&':').is_some() {
                    key = Some(text);
                } else if objects == 0 || matches!(key.as_deref(), Some("text" | "tag" | "name")) {
                    found.push(text);
                }
            }
            _ => {}
        }
    }
    if found.is_empty() && !cell.contains(['"', '\'', ':']) {
        // `[boat, lake]`
        let inner = cell.trim_matches(['[', ']', '(', ')', '{', '}']);
        return inner.split(',').map(str::to_owned).collect();
    }
    found
}

/// A text up to its closing quote, escapes resolved.
fn quoted(rest: &mut impl Iterator<Item = char>, quote: char) -> String {
    let mut text = String::new();
    while let Some(character) = rest.next() {
        match character {
            '\\' => match rest.next() {
                Some('u') => {
                    let digits: String = rest.take(4).collect();
                    let code = u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32);
                    text.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                Some(escaped) => text.push(escaped),
                None => {}
            },
            _ if character == quote => return text,
            _ => text.push(character),
        }
    }
    text
}

#[cfg(test)]
#[path = "cell_tests.rs"]
mod tests;
