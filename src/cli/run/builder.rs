//! From the tables of the file to steps: what a table leaves out, an earlier step has or the kind
//! of step knows.

use super::kind::{Kind, Positional, Product};
use super::step::Step;
use crate::cli::{Cli, config};
use crate::store::Location;
use anyhow::{Context as _, anyhow};
use clap::{ArgAction, CommandFactory as _};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

/// Makes steps, one after the other.
pub(super) struct Builder<'f> {
    folder: &'f Path,
    /// What the study is called.
    title: &'f str,
    /// What the commands take.
    commands: clap::Command,
    input: Option<Value>,
    lexicon: Option<Value>,
    store: Option<Value>,
    indicators: Option<Value>,
}

impl<'f> Builder<'f> {
    /// For a study in this folder that is called so.
    pub fn new(folder: &'f Path, title: &'f str) -> Self {
        Self {
            folder,
            title,
            commands: Cli::command(),
            input: None,
            lexicon: None,
            store: None,
            indicators: None,
        }
    }

    /// Makes the `number`th step of a kind.
    ///
    /// # Errors
    /// The table has something that the command does not take, or lacks something.
    pub fn step(
        &mut self,
        kind: &'static Kind,
        mut table: Table,
        number: usize,
    ) -> anyhow::Result<Step> {
        let name = take_text(&mut table, "name")?.unwrap_or_else(|| match number {
            1 => kind.name.to_owned(),
            number => format!("{}-{number}", kind.name),
        });
        if !name.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c)) || name.starts_with('.')
        {
            return Err(anyhow!(
                "`name = {name:?}` becomes the name of files: letters, digits, -, _ and . only"
            ));
        }
        let mut step = Step {
            kind,
            title: take_text(&mut table, "title")?.unwrap_or_else(|| kind.title.to_owned()),
            about: take_text(&mut table, "about")?.unwrap_or_else(|| kind.about.to_owned()),
            name,
            arguments: vec!["lbsm".into(), kind.name.into()],
            outputs: Vec::new(),
            key: None,
        };
        self.fill_in(&mut step, &mut table);
        self.name_products(&mut step, &mut table)?;
        let positional = positional(kind, &mut table)?;
        for (key, value) in &table {
            config::push(&mut step.arguments, key, value, self.repeats(kind, key))?;
        }
        if !positional.is_empty() {
            step.arguments.push("--".into());
            step.arguments.extend(positional);
        }
        step.parse()?;
        Ok(step)
    }

    /// Whether an option is given once for each item of a list.
    fn repeats(&self, kind: &Kind, key: &str) -> bool {
        let command = self.commands.find_subcommand(kind.name);
        command
            .into_iter()
            .flat_map(clap::Command::get_arguments)
            .find(|option| option.get_long() == Some(key))
            .is_some_and(|option| matches!(option.get_action(), ArgAction::Append))
    }

    /// Enters what the table leaves out.
    fn fill_in(&mut self, step: &mut Step, table: &mut Table) {
        let kind = step.kind;
        let mut enter = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                table.entry(key).or_insert(value);
            }
        };
        for positional in kind.positional {
            match positional {
                Positional::Input => enter("input", self.input.clone()),
                Positional::Store => enter("store", self.store.clone()),
                Positional::Named(_) => {}
            }
        }
        match kind.name {
            "refine" => enter("lexicon", self.lexicon.clone()),
            "nowcast" => enter("indicators", self.indicators.clone()),
            // The key `title` of the table is the heading on the study's page.
            "explore" => enter("title", Some(self.title.into())),
            _ => {}
        }
        for (option, value) in kind.defaults {
            enter(option, Some((*value).into()));
        }
        if kind.name == "etl" {
            self.input = self.input.take().or_else(|| table.get("input").cloned());
            self.lexicon = self.lexicon.take().or_else(|| table.get("lexicon").cloned());
            if !table.contains_key("key-file") && std::env::var_os("LBSM_KEY").is_none() {
                // Beside the folder, so that the folder can be given away.
                let mut key = self.folder.as_os_str().to_owned();
                key.push(".key");
                table.insert("key-file".to_owned(), key.to_string_lossy().into_owned().into());
                step.key = Some(key.into());
            }
        }
    }

    /// Enters where the products go, and remembers those that later steps take up.
    fn name_products(&mut self, step: &mut Step, table: &mut Table) -> anyhow::Result<()> {
        let place = |file: &str| self.folder.join(file).to_string_lossy().into_owned();
        let file = |ending: &str| place(&format!("{}.{ending}", step.name));
        match step.kind.product {
            Product::Store => {
                let hll = take_text(table, "hll")?.unwrap_or_else(|| format!("{}.gpkg", step.name));
                for (key, store) in [("hll", Some(hll)), ("raw", take_text(table, "raw")?)] {
                    let Some(store) = store else { continue };
                    let location: Location = store.parse()?;
                    let store = if location.path().is_some() { place(&store) } else { store };
                    if location.path().is_some() {
                        step.outputs.push(store.clone().into());
                    }
                    table.insert(key.to_owned(), store.into());
                }
                self.store = self.store.take().or_else(|| table.get("hll").cloned());
                let report = file("json");
                step.outputs.push(report.clone().into());
                table.insert("report".to_owned(), report.into());
            }
            Product::Files(endings) => {
                let named = match table.remove("output") {
                    Some(value) => {
                        config::texts(&value).context("`output` is a list of names of files")?
                    }
                    None => endings.iter().map(|it| format!("{}.{it}", step.name)).collect(),
                };
                let files: Vec<String> = named.iter().map(|file| place(file)).collect();
                if step.kind.name == "indicator" && self.indicators.is_none() {
                    self.indicators = files.first().cloned().map(Value::from);
                }
                step.outputs.extend(files.iter().map(PathBuf::from));
                table.insert("output".to_owned(), files.into());
            }
            Product::Folder(_) => {
                let output = take_text(table, "output")?.unwrap_or_else(|| step.name.clone());
                step.outputs.push(place(&output).into());
                table.insert("output".to_owned(), place(&output).into());
            }
            Product::Printed(ending) => step.outputs.push(file(ending).into()),
            Product::PrintedAndDrawn(ending, picture) => {
                step.outputs.extend([file(ending).into(), file(picture).into()]);
                table.insert("output".to_owned(), file(picture).into());
            }
        }
        Ok(())
    }
}

/// The words that stand without a name.
fn positional(kind: &Kind, table: &mut Table) -> anyhow::Result<Vec<OsString>> {
    let mut words = Vec::new();
    for positional in kind.positional {
        let key = positional.key();
        let value = table.remove(key).with_context(|| match positional {
            Positional::Named(_) => format!("`{key}` is missing"),
            _ => format!("`{key}` is missing, and there is no [etl] to take it from"),
        })?;
        let texts = config::texts(&value);
        let texts = texts.with_context(|| format!("`{key}` is a text or a list of texts"))?;
        words.extend(texts.into_iter().map(OsString::from));
    }
    Ok(words)
}

fn take_text(table: &mut Table, key: &str) -> anyhow::Result<Option<String>> {
    match table.remove(key) {
        None => Ok(None),
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text)),
        Some(_) => Err(anyhow!("`{key}` is a text")),
    }
}
