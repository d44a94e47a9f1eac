//! The file of a study: what is to be done, in one place.

use super::builder::Builder;
use super::kind::{KINDS, Kind};
use super::place::Place;
use super::step::Step;
use crate::cli::exit::Failure;
use crate::lexicon::nearest;
use anyhow::{Context as _, anyhow};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A study.
#[derive(Debug)]
pub(super) struct Pipeline {
    /// What it is called.
    pub title: String,
    /// Where everything is written, relative to the file.
    pub folder: PathBuf,
    /// What is done, in this order.
    pub steps: Vec<Step>,
}

impl Pipeline {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, is not TOML, or asks for something that there is not.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read {}", path.display()))
            .map_err(Failure::Io)?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        Self::parse(&text, &stem)
            .with_context(|| path.display().to_string())
            .map_err(Failure::Usage)
    }

    /// Reads the text of a file that is named so.
    pub fn parse(text: &str, name: &str) -> anyhow::Result<Self> {
        let mut file: toml::Table = text.parse()?;
        let placed = |place: Option<Place>, problem: anyhow::Error| match place {
            Some(place) => problem.context(place),
            None => problem,
        };
        let mut text_of = |key: &str, default: &str| match file.remove(key) {
            None => Ok(default.to_owned()),
            Some(toml::Value::String(text)) if !text.trim().is_empty() => Ok(text),
            Some(_) => Err(placed(Place::of_key(text, key), anyhow!("`{key}` is a text"))),
        };
        let title = text_of("title", &format!("The study {name}"))?;
        let folder = PathBuf::from(text_of("folder", "study")?);
        let mut builder = Builder::new(&folder, &title);
        let mut steps: Vec<Step> = Vec::new();
        for kind in &KINDS {
            let tables = tables(kind, file.remove(kind.name));
            for table in tables.map_err(|error| placed(Place::of_key(text, kind.name), error))? {
                let number = steps.iter().filter(|step| step.kind.name == kind.name).count() + 1;
                let step = builder.step(kind, table, number).map_err(|error| {
                    let place = Place::of_problem(text, kind.name, number, &format!("{error:#}"));
                    placed(place, error.context(format!("step {number} of [{}]", kind.name)))
                })?;
                steps.push(step);
            }
        }
        if let Some(key) = file.keys().next() {
            let known: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
            let hint = nearest(key, &known).map(|name| format!("; did you mean [{name}]?"));
            let problem = anyhow!(
                "there is no step [{key}]{}; steps are {}",
                hint.unwrap_or_default(),
                known.join(", ")
            );
            return Err(placed(Place::of_key(text, key), problem));
        }
        if steps.is_empty() {
            return Err(anyhow!(
                "no step is asked for; lbsm run --init writes a file to begin with"
            ));
        }
        let mut taken = BTreeSet::new();
        if let Some(step) = steps.iter().find(|step| !taken.insert(step.name.as_str())) {
            return Err(anyhow!("two steps are named `{}`", step.name));
        }
        for step in &steps {
            if let Some(path) = step.outputs.iter().find(|path| !taken_by_one(&steps, path)) {
                return Err(anyhow!("two steps write {}", path.display()));
            }
        }
        Ok(Self { title, folder, steps })
    }
}

fn taken_by_one(steps: &[Step], path: &Path) -> bool {
    steps.iter().flat_map(|step| &step.outputs).filter(|output| *output == path).count() == 1
}

/// The tables of a kind: one `[kind]`, or several `[[kind]]`.
fn tables(kind: &Kind, value: Option<toml::Value>) -> anyhow::Result<Vec<toml::Table>> {
    let problem = || anyhow!("[{}] is a table of options, or [[{0}]] several", kind.name);
    match value {
        None => Ok(Vec::new()),
        Some(toml::Value::Table(table)) => Ok(vec![table]),
        Some(toml::Value::Array(items)) => {
            let table = |item: toml::Value| item.as_table().cloned().ok_or_else(problem);
            items.into_iter().map(table).collect()
        }
        Some(_) => Err(problem()),
    }
}

#[cfg(test)]
#[path = "pipeline_tests.rs"]
mod tests;
