//! Pictures as files: SVG or PNG, by the ending of their names.

use super::exit::Failure;
use super::output::OutputFile;
use crate::view::{Figure, Png};
use anyhow::Context as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A PNG has so many pixels for one of the SVG's, for screens of today and for print.
const SCALE: f64 = 2.0;

/// A file that a picture is to be written to.
#[derive(Debug, Clone)]
pub struct PictureFile {
    path: PathBuf,
    is_png: bool,
}

impl FromStr for PictureFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let path = PathBuf::from(text);
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        match ending.to_ascii_lowercase().as_str() {
            "svg" => Ok(Self { path, is_png: false }),
            "png" => Ok(Self { path, is_png: true }),
            _ => Err("the name of a picture ends in .svg or .png".to_owned()),
        }
    }
}

impl PictureFile {
    /// Writes a picture.
    ///
    /// # Errors
    /// It is too large for a PNG, or the file cannot be written.
    pub fn write(&self, figure: &Figure) -> Result<(), Failure> {
        let bytes =
            if self.is_png { png(&self.path, figure, SCALE)? } else { figure.svg().into_bytes() };
        let mut file = OutputFile::create(&self.path)?;
        file.write_all(&bytes)?;
        Ok(file.flush()?)
    }
}

/// A figure as the bytes of the PNG file at `path`; says which characters are boxes in it.
///
/// # Errors
/// It is too large.
pub fn png(path: &Path, figure: &Figure, scale: f64) -> Result<Vec<u8>, Failure> {
    let drawn = figure.png(scale);
    let Png { bytes, boxed } =
        drawn.with_context(|| path.display().to_string()).map_err(Failure::Io)?;
    if !boxed.is_empty() {
        tracing::warn!(
            "{}: no font on this machine has {boxed}, so boxes stand for them; install one that has \
             (the Noto fonts have nearly all), or write SVG, for which viewers use their own",
            path.display()
        );
    }
    Ok(bytes)
}
