//! Where in the file something stands that has to be mended.

use std::fmt;
use toml::de::{DeTable, DeValue};

/// Where something stands: lines and columns are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    line: usize,
    column: usize,
}

impl Place {
    /// The place of a key of the file, such as a table's name.
    pub fn of_key(text: &str, key: &str) -> Option<Self> {
        let file = DeTable::parse(text).ok()?;
        let (key, _) = file.get_ref().get_key_value(key)?;
        Some(Self::at(text, key.span().start))
    }

    /// The place of what a problem with the `number`th table of a kind is about: the option that the
    /// problem names, or else the table.
    pub fn of_problem(text: &str, kind: &str, number: usize, problem: &str) -> Option<Self> {
        let file = DeTable::parse(text).ok()?;
        let (key, value) = file.get_ref().get_key_value(kind)?;
        let (table, start) = match value.get_ref() {
            DeValue::Table(table) => (table, key.span().start),
            DeValue::Array(items) => {
                let item = items.get(number.checked_sub(1)?)?;
                (item.get_ref().as_table()?, item.span().start)
            }
            _ => return Some(Self::at(text, key.span().start)),
        };
        let named = table.keys().find(|option| names(problem, option.get_ref()));
        Some(Self::at(text, named.map_or(start, |option| option.span().start)))
    }

    fn at(text: &str, start: usize) -> Self {
        let before = text.get(..start).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
    }
}

/// Whether a message is about an option: as `--option`, or as `option` in backquotes.
fn names(message: &str, option: &str) -> bool {
    ["--", "`"].iter().any(|quote| {
        message
            .split(&format!("{quote}{option}"))
            .skip(1)
            .any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_'))
    })
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}
