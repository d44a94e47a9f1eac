//! `--config FILE`: defaults for options from a TOML file, a table per command.
//!
//! The file's entries become arguments in front of the user's own, so that both go through
//! the same parser with the same checks, and the later ones win.

use super::exit::Failure;
use anyhow::{Context as _, anyhow};
use std::ffi::OsString;
use std::path::PathBuf;

/// The arguments of the process with those of the file, if any, put in front.
///
/// # Errors
/// The file cannot be read or is not a table of tables of options.
pub fn arguments(given: Vec<OsString>) -> Result<Vec<OsString>, Failure> {
    let Some(path) = file(&given) else { return Ok(given) };
    let usage = |error: anyhow::Error| Failure::Usage(error);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("cannot read --config {}", path.display()))
        .map_err(usage)?;
    let tables: toml::Table = text
        .parse()
        .with_context(|| format!("--config {} is not TOML", path.display()))
        .map_err(usage)?;
    // The command is the first argument that names a table or, failing that, whatever stands
    // there; options before it keep their place.
    let command = given.iter().skip(1).position(|argument| {
        argument.to_str().is_some_and(|argument| tables.contains_key(argument))
    });
    let Some(command) = command.map(|position| position + 1) else { return Ok(given) };
    let (before, after) = given.split_at(command + 1);
    let table = before
        .last()
        .and_then(|name| name.to_str())
        .and_then(|name| tables.get(name))
        .and_then(toml::Value::as_table);
    let mut arguments = before.to_vec();
    for (key, value) in table.into_iter().flatten() {
        push(&mut arguments, key, value, false)
            .with_context(|| format!("--config {}", path.display()))
            .map_err(usage)?;
    }
    arguments.extend_from_slice(after);
    Ok(arguments)
}

fn file(given: &[OsString]) -> Option<PathBuf> {
    let mut given = given.iter().skip(1);
    while let Some(argument) = given.next() {
        let text = argument.to_str().unwrap_or_default();
        if text == "--" {
            return None;
        }
        if text == "--config" {
            return given.next().map(PathBuf::from);
        }
        if let Some(path) = text.strip_prefix("--config=") {
            return Some(PathBuf::from(path));
        }
    }
    None
}

/// Writes an entry of a table of options as arguments: a list becomes one argument with commas,
/// or, where the option `repeats`, an argument for each item.
///
/// # Errors
/// It is a table, or a list of something else than texts and numbers.
pub(super) fn push(
    arguments: &mut Vec<OsString>,
    key: &str,
    value: &toml::Value,
    repeats: bool,
) -> anyhow::Result<()> {
    match value {
        toml::Value::Boolean(true) => arguments.push(format!("--{key}").into()),
        toml::Value::Boolean(false) => {}
        _ => {
            let texts = texts(value)
                .ok_or_else(|| anyhow!("`{key}` holds something else than texts and numbers"))?;
            let texts = if repeats { texts } else { vec![texts.join(",")] };
            arguments.extend(texts.iter().map(|text| OsString::from(format!("--{key}={text}"))));
        }
    }
    Ok(())
}

/// A text, a number or a list of them as texts; `None` if it is something else.
pub(super) fn texts(value: &toml::Value) -> Option<Vec<String>> {
    let one = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Datetime(datetime) => Some(datetime.to_string()),
        _ => None,
    };
    match value {
        toml::Value::Array(items) => items.iter().map(one).collect(),
        value => Some(vec![one(value)?]),
    }
}
