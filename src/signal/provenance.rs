//! Where each column of a table comes from: a JSON file beside the table
//! (`schemas/indicator-provenance.schema.json`).

use crate::indicator::series::Series;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// What the columns of a table were made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// One for each column, in their order.
    pub columns: Vec<Origin>,
}

/// What a column was made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The column.
    pub column: String,
    /// From what it was made: `posts`, `store`, `trends`, `acled`, …
    pub kind: String,
    /// What a number is: documents per day, …
    pub meaning: String,
    /// What was read.
    pub sources: Vec<Source>,
    /// The options that decided about the numbers.
    pub options: BTreeMap<String, String>,
    /// First day with a value.
    pub first: Option<String>,
    /// Last day with a value.
    pub last: Option<String>,
    /// Days with a value.
    pub days: usize,
    /// Days between the first and the last without one.
    pub missing: usize,
    /// The program and its version.
    pub made_by: String,
}

/// Something that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its name: of a file without the folders it lies in.
    pub name: String,
    /// Its size in bytes, if it is a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
    /// SHA-256 of its bytes, if it was read whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl Origin {
    /// The same origin, of this column.
    #[must_use]
    pub fn of(&self, series: &Series) -> Self {
        let mut days = series.days().map(|(day, _)| day);
        let (first, last) = (days.next(), series.last_present());
        let span = first.zip(last).and_then(|(first, last)| (last + 1).since(first));
        Self {
            column: series.name.clone(),
            first: first.map(|day| day.to_string()),
            last: last.map(|day| day.to_string()),
            days: series.present(),
            missing: span.unwrap_or_default() - series.present(),
            made_by: format!("lbsm {}", env!("CARGO_PKG_VERSION")),
            ..self.clone()
        }
    }
}

impl Source {
    /// A file that is not read here, or a folder, whose own size says nothing.
    pub fn file(path: &Path) -> Self {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let file = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file);
        Self { name, bytes: file.map(|it| it.len()), sha256: None }
    }

    /// A file that was read, with its content.
    pub fn content(path: &Path, content: &[u8]) -> Self {
        use sha2::Digest as _;
        let hash = sha2::Sha256::digest(content);
        let mut hex = String::new();
        for byte in hash {
            // Writing to a text cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        Self { bytes: Some(content.len() as u64), sha256: Some(hex), ..Self::file(path) }
    }
}

impl Provenance {
    /// Where the provenance of a table lies: `X.provenance.json` beside `X.csv`.
    pub fn path(table: &Path) -> PathBuf {
        table.with_extension("provenance.json")
    }

    /// What is known of the columns of a table: of those without an entry, that they came from
    /// that table.
    ///
    /// # Errors
    /// There is a file, but it cannot be read.
    pub fn beside(table: &Path, series: &[Series]) -> Result<Self, std::io::Error> {
        let path = Self::path(table);
        let known: Self = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::default(),
            Err(error) => return Err(error),
        };
        let unknown = Origin {
            kind: "table".to_owned(),
            meaning: "as in the table".to_owned(),
            sources: vec![Source::file(table)],
            ..Origin::default()
        };
        let origin = |series: &Series| {
            let known = known.columns.iter().find(|origin| origin.column == series.name);
            known.cloned().unwrap_or_else(|| unknown.of(series))
        };
        Ok(Self { columns: series.iter().map(origin).collect() })
    }
}
