//! Which steps have to run, and why.

use super::identity::Identity;
use super::pipeline::Pipeline;
use super::record::{Done, Record};
use super::step::Step;
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

/// A step and whether it has to run.
#[derive(Debug)]
pub(super) struct Planned<'p> {
    /// The step.
    pub step: &'p Step,
    /// Why it runs, if it does.
    pub reason: Option<Reason>,
    /// What it works with.
    pub identity: Identity,
    /// Seconds that it took the last time.
    pub took: Option<f64>,
}

/// Why a step runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reason {
    /// It never has.
    New,
    /// Its options are others, or another version of the program made it.
    Changed,
    /// An input, or what an earlier step makes, is another.
    Input,
    /// Something that it makes is gone.
    Missing(PathBuf),
    /// It was asked for.
    Again,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("new"),
            Self::Changed => f.write_str("its options changed"),
            Self::Input => f.write_str("its input changed"),
            Self::Missing(path) => write!(f, "{} is missing", path.display()),
            Self::Again => f.write_str("--again"),
        }
    }
}

/// Plans all steps of a study.
pub(super) fn plan<'p>(pipeline: &'p Pipeline, record: &Record, again: bool) -> Vec<Planned<'p>> {
    let mut made = BTreeMap::new();
    let mut planned = Vec::new();
    for step in &pipeline.steps {
        let identity = Identity::of(step, &made);
        for output in &step.outputs {
            made.insert(output.clone(), identity.hash.clone());
        }
        let done = record.steps.get(&step.name);
        let reason = if again { Some(Reason::Again) } else { reason(step, &identity, done) };
        planned.push(Planned { step, reason, identity, took: done.map(|done| done.seconds) });
    }
    planned
}

fn reason(step: &Step, identity: &Identity, done: Option<&Done>) -> Option<Reason> {
    let Some(done) = done else { return Some(Reason::New) };
    if done.command != step.command_line() {
        return Some(Reason::Changed);
    }
    if done.identity != identity.hash {
        return Some(Reason::Input);
    }
    step.outputs.iter().find(|output| !output.exists()).cloned().map(Reason::Missing)
}
