//! `run.json`: what a study's steps were made of, so that a step whose inputs and arguments are
//! unchanged need not run again. It is the
//! program's own; what a study shows stands in its page.

use crate::cli::exit::Failure;
use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The steps that are done.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Record {
    /// By their names.
    pub steps: BTreeMap<String, Done>,
    /// Steps that were begun and not ended, by their names: the hash of what each works with.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    begun: BTreeMap<String, String>,
    #[serde(skip)]
    path: PathBuf,
}

/// A step that is done.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Done {
    /// The hash of what it worked with.
    pub identity: String,
    /// The command line.
    pub command: String,
    /// What it made.
    pub outputs: Vec<PathBuf>,
    /// When it was done, UTC.
    pub finished: String,
    /// How long it took.
    pub seconds: f64,
}

impl Record {
    /// The record in a study's folder; empty if there is none.
    ///
    /// # Errors
    /// It cannot be read, or is something else.
    pub fn load(folder: &Path) -> Result<Self, Failure> {
        let path = folder.join("run.json");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self { path, ..Self::default() });
            }
            Err(error) => {
                let problem = format!("cannot read {}", path.display());
                return Err(Failure::Io(anyhow::Error::new(error).context(problem)));
            }
        };
        let record: Self = serde_json::from_str(&text)
            .with_context(|| {
                format!(
                    "{} is not the record of a study; move it away to begin anew",
                    path.display()
                )
            })
            .map_err(Failure::Io)?;
        Ok(Self { path, ..record })
    }

    /// Whether a step made something, or began to, of other things than it works with now. What was
    /// interrupted can go on.
    pub fn is_stale(&self, name: &str, identity: &str) -> bool {
        let done = self.steps.get(name).map(|done| done.identity.as_str());
        let begun = self.begun.get(name).map(String::as_str);
        begun.or(done).is_some_and(|before| before != identity)
    }

    /// Notes that a step begins.
    ///
    /// # Errors
    /// The record cannot be written.
    pub fn begin(&mut self, name: &str, identity: &str) -> Result<(), Failure> {
        self.steps.remove(name);
        self.begun.insert(name.to_owned(), identity.to_owned());
        self.keep()
    }

    /// Notes that a step is done.
    ///
    /// # Errors
    /// The record cannot be written.
    pub fn put(&mut self, name: &str, done: Done) -> Result<(), Failure> {
        self.begun.remove(name);
        self.steps.insert(name.to_owned(), done);
        self.keep()
    }

    fn keep(&self) -> Result<(), Failure> {
        self.save()
            .with_context(|| format!("cannot write {}", self.path.display()))
            .map_err(Failure::Io)
    }

    /// Replaces the file as a whole, so that it is never half written.
    fn save(&self) -> anyhow::Result<()> {
        let beside = self.path.with_extension("json.part");
        fs::write(&beside, serde_json::to_string_pretty(self)? + "\n")?;
        fs::rename(&beside, &self.path)?;
        Ok(())
    }
}
