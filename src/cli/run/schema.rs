//! The JSON Schema of the file, from the options of the commands.

use super::kind::{KINDS, Kind, Positional};
use crate::cli::Cli;
use clap::{Arg, ArgAction, Command, CommandFactory as _};
use serde_json::{Map, Value, json};

/// The schema.
pub(super) fn schema() -> Value {
    let command = Cli::command();
    let text = |about: &str| json!({"type": "string", "minLength": 1, "description": about});
    let mut properties = Map::new();
    properties.insert("title".into(), text("What the study is called."));
    properties.insert("folder".into(), text("Where everything is written, relative to the file."));
    for kind in &KINDS {
        let step = step(kind, command.find_subcommand(kind.name));
        let several = json!({"type": "array", "items": step, "minItems": 1});
        properties.insert(kind.name.into(), json!({"anyOf": [step, several]}));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A study: the file that lbsm run works through",
        "description": "Keys of a step are the long options of its command.",
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    })
}

fn step(kind: &Kind, command: Option<&Command>) -> Value {
    let text = |about: &str| json!({"type": "string", "minLength": 1, "description": about});
    let mut properties = Map::new();
    properties.insert("name".into(), text("What the step and its files are called."));
    properties.insert("title".into(), text("Its heading on the study's page."));
    properties.insert("about".into(), text("What the page says about it."));
    for positional in kind.positional {
        let about = match positional {
            Positional::Input => "Dumps; those of the first [etl] unless named.",
            Positional::Store => "A store; that of the first [etl] unless named.",
            Positional::Named(_) => "What the command asks for without a name.",
        };
        let mut value = values();
        value["description"] = about.into();
        properties.insert(positional.key().into(), value);
    }
    let options = command.into_iter().flat_map(Command::get_arguments);
    for (name, option) in options.filter_map(|it| Some((it.get_long()?, it))) {
        if !option.is_hide_set() {
            properties.insert(name.to_owned(), value_of(option));
        }
    }
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

fn value_of(option: &Arg) -> Value {
    let choices = option.get_possible_values();
    let mut value = match option.get_action() {
        ArgAction::SetTrue => json!({"type": "boolean"}),
        ArgAction::Set if !choices.is_empty() => {
            json!({"enum": choices.iter().map(clap::builder::PossibleValue::get_name).collect::<Vec<_>>()})
        }
        _ => values(),
    };
    if let Some(help) = option.get_help() {
        value["description"] = help.to_string().into();
    }
    value
}

/// A text, a number, or a list of them.
fn values() -> Value {
    json!({
        "type": ["string", "number", "array"],
        "items": {"type": ["string", "number"]},
    })
}
