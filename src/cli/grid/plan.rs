//! Arguments that make sense together; nothing is opened yet.

use super::{Args, Input};
use crate::cli::exit::Failure;
use crate::cli::output::{Outputs, folder_of};
use crate::grid::{Beside, Columns};
use anyhow::anyhow;
use std::path::{Path, PathBuf};

/// What a file is, by its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table.
    Csv,
    /// Features.
    GeoJson,
    /// A layer.
    GeoPackage,
    /// A drawing.
    Svg,
    /// A picture.
    Png,
}

/// Arguments that make sense.
pub struct Plan {
    /// The files to write.
    pub files: Vec<(Form, PathBuf)>,
    /// Columns of tables.
    pub columns: Columns,
    /// Posts are counted instead of uniting sets.
    pub exact: bool,
}

impl Plan {
    /// Checks the arguments.
    ///
    /// # Errors
    /// They make no sense, or the folder of a file does not exist.
    pub fn new(args: &Args) -> Result<Self, Failure> {
        let usage = |text: String| Err(Failure::Usage(anyhow!(text)));
        let mut files = Vec::new();
        for path in &args.output {
            files.push((form(path)?, path.clone()));
            folder_of(path)?;
        }
        let inputs: Vec<PathBuf> = [Some(&args.store), args.other.as_ref()]
            .into_iter()
            .flatten()
            .filter_map(Input::path)
            .map(Path::to_owned)
            .collect();
        let named = files.iter().map(|(_, path)| ("--output", path.as_path())).collect();
        Outputs(named).check(&inputs)?;
        let points = matches!(args.store, Input::Points(_));
        let exact = args.exact || points;
        if args.other.is_some() != matches!(args.diff, Some(None)) {
            return usage(
                "--diff compares two stores (`lbsm grid a.gpkg b.gpkg --diff`) or two expressions of one \
                 (`--diff='month:2016-01' --where 'month:2016-02'`)"
                    .to_owned(),
            );
        }
        if exact {
            let has_expression = args.filter.is_some()
                || matches!(args.chi, Some(Some(_)))
                || matches!(args.diff, Some(Some(_)));
            let what = match (has_expression, args.compare.is_some(), args.chi.is_some()) {
                (true, ..) => "expressions are answered from sets",
                (_, true, _) => "--compare needs a store of sets to compare with",
                (.., true) => "--chi without sets has no background to compare with",
                _ => "",
            };
            if !what.is_empty() {
                let given = if points { "a table of points" } else { "--exact" };
                return usage(format!("{what}, which {given} has none of"));
            }
        }
        let beside = if args.compare.is_some() {
            Beside::Exact
        } else if args.diff.is_some() {
            Beside::Before
        } else {
            Beside::Nothing
        };
        let columns = Columns {
            months: args.by.is_some(),
            intervals: args.intervals,
            rates: args.rates,
            chi: args.chi.is_some(),
            beside,
        };
        Ok(Self { files, columns, exact })
    }
}

fn form(path: &Path) -> Result<Form, Failure> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match ending.as_str() {
        "csv" => Ok(Form::Csv),
        "geojson" | "json" => Ok(Form::GeoJson),
        "gpkg" => Ok(Form::GeoPackage),
        "svg" => Ok(Form::Svg),
        "png" => Ok(Form::Png),
        _ => Err(Failure::Usage(anyhow!(
            "{} has none of the endings .csv, .geojson, .gpkg, .svg and .png, which tell what to write",
            path.display()
        ))),
    }
}
