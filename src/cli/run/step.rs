//! A step of a study: a command with its arguments, and what it makes.

use super::kind::{Kind, Product};
use crate::cli::Cli;
use anyhow::anyhow;
use clap::Parser as _;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A step.
#[derive(Debug)]
pub(super) struct Step {
    /// What kind of step.
    pub kind: &'static Kind,
    /// What it is called; its files are called so, too.
    pub name: String,
    /// The heading on the study's page.
    pub title: String,
    /// What to say about it there.
    pub about: String,
    /// The command line, `lbsm` first.
    pub arguments: Vec<OsString>,
    /// Files and folders that it makes. Where the command prints, the first one takes that.
    pub outputs: Vec<PathBuf>,
    /// The key that it works under, to be made if it is missing.
    pub key: Option<PathBuf>,
}

impl Step {
    /// The file for what the command prints, if that is what it makes.
    pub fn printed(&self) -> Option<&Path> {
        match self.kind.product {
            Product::Printed(_) | Product::PrintedAndDrawn(..) => {
                self.outputs.first().map(PathBuf::as_path)
            }
            Product::Store | Product::Files(_) | Product::Folder(_) => None,
        }
    }

    /// Removes a store that the step made: it would be added to, and nothing can be taken out of sets.
    /// Other files are written over. A database keeps what it has.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn clear(&self) -> io::Result<()> {
        if self.kind.product != Product::Store {
            return Ok(());
        }
        for output in &self.outputs {
            let removed = if output.is_dir() {
                // Whoever calls the study's own folder a store keeps it.
                if output.join("run.json").exists() {
                    continue;
                }
                fs::remove_dir_all(output)
            } else {
                fs::remove_file(output)
            };
            removed.or_else(|error| match error.kind() {
                io::ErrorKind::NotFound => Ok(()),
                _ => Err(error),
            })?;
        }
        Ok(())
    }

    /// The command line as one would type it.
    pub fn command_line(&self) -> String {
        let words = self.arguments.iter().map(|word| quoted(&word.to_string_lossy()));
        words.collect::<Vec<_>>().join(" ")
    }

    /// The command line, parsed.
    ///
    /// # Errors
    /// The command does not take these arguments.
    pub fn parse(&self) -> anyhow::Result<Cli> {
        Cli::try_parse_from(&self.arguments).map_err(|error| {
            // Usage and the hint at --help are about a command line that nobody typed.
            let text = error.to_string();
            let ends = text.find("\n\nUsage").or_else(|| text.find("\n\nFor more"));
            let text = ends.and_then(|end| text.get(..end)).unwrap_or(&text);
            anyhow!("{}", text.trim_start_matches("error: ").trim_end())
        })
    }
}

/// A word as a shell takes it for one.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
