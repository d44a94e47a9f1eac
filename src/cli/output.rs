//! Files that a command writes beside its store.

use super::exit::Failure;
use anyhow::{Context as _, anyhow};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file to write to, which may be made only when there is something to write.
pub struct OutputFile {
    path: PathBuf,
    file: Option<File>,
}

impl OutputFile {
    /// Makes the file, or empties it.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let file = File::create(path)
            .with_context(|| format!("cannot write to {}", path.display()))
            .map_err(Failure::Io)?;
        Ok(Self { path: path.to_owned(), file: Some(file) })
    }

    /// Empties the file if it is there, for what it holds is of an earlier run; makes it
    /// when something is written.
    ///
    /// # Errors
    /// Its folder does not exist, or it is there and cannot be written.
    pub fn lazy(path: &Path) -> Result<Self, Failure> {
        if path.exists() {
            return Self::create(path);
        }
        folder_of(path)?;
        Ok(Self { path: path.to_owned(), file: None })
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(File::create(&self.path)?),
        };
        file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), File::flush)
    }
}

/// Checks that the folder that a file is to be in exists.
///
/// # Errors
/// It does not.
pub fn folder_of(path: &Path) -> Result<(), Failure> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => Err(Failure::Io(
            anyhow!("{} cannot be made: there is no folder {}", path.display(), folder.display()),
        )),
        _ => Ok(()),
    }
}
