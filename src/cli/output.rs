//! Files that a command writes beside its store.

use super::exit::Failure;
use anyhow::anyhow;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file to write to, which may be made only when there is something to write.
pub struct OutputFile {
    path: PathBuf,
    personal: bool,
    /// Keep what it holds.
    append: bool,
    file: Option<File>,
}

impl OutputFile {
    /// Makes the file, or empties it.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let mut file = Self { path: path.to_owned(), personal: false, append: false, file: None };
        file.open()?;
        Ok(file)
    }

    /// Empties the file if it is there, for what it holds is of an earlier run; makes it
    /// when something is written. A file of `personal` data is for its owner only.
    ///
    /// # Errors
    /// Its folder does not exist, or it is there and cannot be written.
    pub fn lazy(path: &Path, personal: bool) -> Result<Self, Failure> {
        folder_of(path)?;
        let mut file = Self { path: path.to_owned(), personal, append: false, file: None };
        if path.exists() {
            file.open()?;
        }
        Ok(file)
    }

    /// Adds to a file.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn append(path: &Path, personal: bool) -> Result<Self, Failure> {
        let mut file = Self { path: path.to_owned(), personal, append: true, file: None };
        file.open()?;
        Ok(file)
    }

    fn open(&mut self) -> io::Result<&mut File> {
        let mut options = File::options();
        options.create(true);
        if self.append {
            options.append(true)
        } else {
            options.write(true).truncate(true)
        };
        #[cfg(unix)]
        if self.personal {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(&self.path).map_err(|error| self.named(&error))?;
        Ok(self.file.insert(file))
    }

    /// The error with the name of the file.
    fn named(&self, error: &io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("cannot write to {}: {error}", self.path.display()))
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &mut self.file {
            Some(file) => file.write(bytes),
            None => self.open()?.write(bytes),
        };
        written.map_err(|error| self.named(&error))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), File::flush)
    }
}

/// The files that a run writes, by the option that names them.
pub struct Outputs<'a>(pub Vec<(&'static str, &'a Path)>);

impl Outputs<'_> {
    /// Checks that no two are one file, and that none is an input that the user named.
    ///
    /// # Errors
    /// They would overwrite each other or the input. The sets and the raw rows may share one.
    pub fn check(&self, inputs: &[PathBuf]) -> Result<(), Failure> {
        for (number, (option, path)) in self.0.iter().enumerate() {
            let place = real(path);
            let named = inputs.iter().map(|input| ("the input", input.as_path()));
            let others = self.0.iter().skip(number + 1).copied().chain(named);
            for (other, other_path) in others {
                let stores = *option == "--hll" && other == "--raw";
                if real(other_path) == place && !stores {
                    return Err(Failure::Usage(anyhow!(
                        "{option} and {other} are both {}; one would overwrite the other",
                        path.display()
                    )));
                }
            }
        }
        Ok(())
    }

    /// Whether a file found in a folder is one of them, or in one of them, from an earlier run.
    pub fn contain(&self, path: &Path) -> bool {
        let place = real(path);
        self.0.iter().any(|(_, output)| place.starts_with(real(output)))
    }
}

/// The one path of a file, which may not exist yet.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().ok().or_else(|| beside(path)).unwrap_or_else(|| path.to_owned())
}

fn beside(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    Some(folder.unwrap_or(Path::new(".")).canonicalize().ok()?.join(path.file_name()?))
}

/// Standard output that may be closed at the other end (`| head`): what is written then is
/// dropped, so that the run goes on and ends with its own exit code.
pub struct Forgiving<'o>(pub &'o mut dyn Write);

impl Write for Forgiving<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            result => result,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
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
