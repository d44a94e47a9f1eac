//! Names of tables and columns in SQL text.

use std::fmt;

/// A name that prints quoted. Names reach SQL through it only, values as parameters only.
#[derive(Debug, Clone, Copy)]
pub(super) struct Identifier<'a>(pub &'a str);

impl fmt::Display for Identifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('"', "\"\""))
    }
}

/// Names, quoted and separated by commas.
pub(super) fn list<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| Identifier(name).to_string()).collect::<Vec<_>>().join(", ")
}
