//! How many of the matched posts are not about the topic: a random sample to be labelled.
//!
//! The posts of the sample are those whose hashes under a seed are the smallest, so the same
//! posts and seed give the same sample, whatever the order, threads or repetitions.

use super::association::wilson;
use crate::hll::hash;
use std::collections::BTreeMap;
use std::io::Read;

/// Standard errors of an interval of 95 %.
const Z95: f64 = 1.959_963_984_540_054;

/// A sample of posts.
#[derive(Debug, Default)]
pub struct Sample {
    size: usize,
    seed: u32,
    drawn: BTreeMap<u64, Drawn>,
}

/// A post that was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The network.
    pub origin: String,
    /// The post's id there.
    pub post: String,
    /// Its hashtags in normal form.
    pub hashtags: Vec<String>,
    /// The terms that it matches.
    pub terms: Vec<String>,
    /// Its language.
    pub language: String,
    /// Its text, where that is wanted.
    pub text: Option<String>,
}

impl Sample {
    /// An empty sample, to hold at most `size` posts.
    pub fn new(size: usize, seed: u64) -> Self {
        // Hashes take 32 bits of seed: both halves count.
        Self { size, seed: (seed ^ seed >> 32) as u32, drawn: BTreeMap::new() }
    }

    /// Takes a post if its turn has come.
    pub(super) fn offer(&mut self, post: u64, drawn: impl FnOnce() -> Drawn) {
        if self.size == 0 {
            return;
        }
        let rank = hash::bytes(&post.to_le_bytes(), self.seed);
        if self.drawn.contains_key(&rank)
            || self.drawn.len() >= self.size
                && self.drawn.last_key_value().is_some_and(|(last, _)| rank > *last)
        {
            return;
        }
        self.drawn.insert(rank, drawn());
        if self.drawn.len() > self.size {
            self.drawn.pop_last();
        }
    }

    pub(super) fn merge(&mut self, other: Sample) {
        self.drawn.extend(other.drawn);
        while self.drawn.len() > self.size {
            self.drawn.pop_last();
        }
    }

    /// The posts, in an order that tells nothing.
    pub fn posts(&self) -> impl Iterator<Item = &Drawn> {
        self.drawn.values()
    }
}

/// What the labels of a sample say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Labelled {
    /// Posts of the sample.
    pub posts: u64,
    /// Of these, labelled ones.
    pub labelled: u64,
    /// Of these, posts that are not about the topic.
    pub wrong: u64,
    /// The share of those among the labelled.
    pub share: f64,
    /// Its Wilson interval, 95 %.
    pub interval: (f64, f64),
}

/// A sample that cannot be evaluated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LabelError {
    /// It is no CSV.
    #[error("it is not a table as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// There is no column of labels.
    #[error("it has no column `label`")]
    NoLabels,
    /// A label that means nothing.
    #[error("line {line}: the label {label:?} is neither yes (about the topic) nor no")]
    Label {
        /// The line, from 1.
        line: u64,
        /// The label.
        label: String,
    },
    /// No post is labelled.
    #[error("no post is labelled yet: write yes (about the topic) or no into the column `label`")]
    Unlabelled,
}

/// Reads a labelled sample. Posts without a label do not count.
///
/// # Errors
/// It is no such table, or no post is labelled.
pub fn labelled(table: impl Read) -> Result<Labelled, LabelError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(table);
    let is_label = |name: &str| name.trim_start_matches('\u{feff}').trim() == "label";
    let column = reader.headers()?.iter().position(is_label).ok_or(LabelError::NoLabels)?;
    let (mut posts, mut labelled, mut wrong) = (0, 0, 0);
    for record in reader.records() {
        let record = record?;
        posts += 1;
        let label = record.get(column).unwrap_or_default().trim().to_lowercase();
        match label.as_str() {
            "" => continue,
            "yes" | "y" | "true" | "1" => {}
            "no" | "n" | "false" | "0" => wrong += 1,
            _ => {
                let line = record.position().map_or(0, csv::Position::line);
                return Err(LabelError::Label { line, label: label.chars().take(40).collect() });
            }
        }
        labelled += 1;
    }
    if labelled == 0 {
        return Err(LabelError::Unlabelled);
    }
    let interval = wilson(wrong as f64, labelled as f64, Z95);
    Ok(Labelled { posts, labelled, wrong, share: wrong as f64 / labelled as f64, interval })
}

#[cfg(test)]
#[path = "sample_tests.rs"]
mod tests;
