//! What to read: files, folders, standard input, and what hands out records by itself.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use super::archive::Opened;
use super::stream::Stream;
use super::supply::Supply;
use crate::source::SourceError;

/// One stream of bytes to read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Input {
    /// Standard input, written `-`.
    Stdin,
    /// A file, or whatever else can be opened by a path, such as a named pipe.
    File(PathBuf),
    /// Something that is no file and hands out records, such as a raw store.
    Supply(Supply),
}

impl Input {
    /// The name used in reports: the path as given, or `-`.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => "-".to_owned(),
            Self::File(path) => path.to_string_lossy().into_owned(),
            Self::Supply(supply) => supply.name().to_owned(),
        }
    }

    /// Size in bytes as stored (compressed), where it is known beforehand.
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::Stdin | Self::Supply(_) => None,
            Self::File(path) => {
                fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|file| file.len())
            }
        }
    }

    /// Opens the input for reading, whatever it is.
    pub(in crate::source) fn open(&self) -> Result<Opened<'static>, SourceError> {
        let Some((mut file, live)) = self.file()? else {
            return Ok(Opened::of(self.stream()?, 0));
        };
        if !live && self.is_zip(&mut file)? {
            return Opened::zip(Box::new(file), 0).map_err(|source| self.unreadable(source));
        }
        Ok(Opened::of(Stream::of_input(Box::new(file), live), 0))
    }

    /// Opens the input for reading; an archive is bytes as well.
    pub(in crate::source) fn stream(&self) -> Result<Stream<'static>, SourceError> {
        Ok(match (self, self.file()?) {
            (_, Some((file, live))) => Stream::of_input(Box::new(file), live),
            (Self::Supply(supply), None) => {
                let records = supply.open().map_err(|source| self.unreadable(source))?;
                Stream::of_input(records, false)
            }
            (_, None) => Stream::of_input(Box::new(io::stdin()), true),
        })
    }

    /// The file, and whether it is a pipe or the like. `None`: it is no file.
    fn file(&self) -> Result<Option<(File, bool)>, SourceError> {
        let Self::File(path) = self else { return Ok(None) };
        let opened =
            File::open(path).and_then(|file| file.metadata().map(|about| (file, !about.is_file())));
        opened.map(Some).map_err(|source| {
            failure(path, source, |path, source| SourceError::Open { path, source })
        })
    }

    /// Whether a zip archive begins the file.
    fn is_zip(&self, file: &mut File) -> Result<bool, SourceError> {
        let mut magic = Vec::new();
        let looked = file.take(4).read_to_end(&mut magic).and_then(|_| file.rewind());
        looked.map_err(|source| self.unreadable(source))?;
        Ok(matches!(magic.as_slice(), b"PK\x03\x04" | b"PK\x05\x06"))
    }

    fn unreadable(&self, source: io::Error) -> SourceError {
        SourceError::Read { name: self.name(), compressed_bytes: 0, decompressed_bytes: 0, source }
    }
}

/// Turns arguments into inputs: `-` is standard input, folders are searched to their leaves in
/// the order of the names, hidden files in them are skipped, and no file is read twice.
///
/// What cannot be read is returned beside what can, so that the caller may go on with the rest.
pub fn expand(paths: &[PathBuf]) -> (Vec<Input>, Vec<SourceError>) {
    let mut expansion = Expansion::default();
    for path in paths {
        expansion.add(path);
    }
    (expansion.inputs, expansion.errors)
}

#[derive(Default)]
struct Expansion {
    inputs: Vec<Input>,
    errors: Vec<SourceError>,
    /// Files already taken, by their real paths.
    taken: HashSet<PathBuf>,
}

impl Expansion {
    fn add(&mut self, path: &Path) {
        if path.as_os_str() == "-" {
            if !self.inputs.contains(&Input::Stdin) {
                self.inputs.push(Input::Stdin);
            }
            return;
        }
        match fs::metadata(path) {
            Err(source) => self.errors.push(failure(path, source, list_error)),
            Ok(found) if found.is_dir() => {
                let (mut files, errors_before) = (Vec::new(), self.errors.len());
                self.search(path, &mut HashSet::new(), &mut files);
                if files.is_empty() && self.errors.len() == errors_before {
                    self.errors.push(SourceError::EmptyFolder { path: path.to_owned() });
                }
                for file in files {
                    self.take(file);
                }
            }
            Ok(_) => self.take(path.to_owned()),
        }
    }

    /// Collects the files under `folder`. `entered` are the real paths of the folders entered on
    /// the way, which makes loops of symbolic links harmless.
    fn search(&mut self, folder: &Path, entered: &mut HashSet<PathBuf>, files: &mut Vec<PathBuf>) {
        let listed = fs::canonicalize(folder).and_then(|real| {
            if !entered.insert(real) {
                return Ok(Vec::new());
            }
            fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect()
        });
        let mut names: Vec<_> = match listed {
            Ok(names) => names,
            Err(source) => return self.errors.push(failure(folder, source, list_error)),
        };
        names.sort();
        for name in names {
            if name.as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let path = folder.join(name);
            match fs::metadata(&path) {
                Err(source) => self.errors.push(failure(&path, source, list_error)),
                Ok(found) if found.is_dir() => self.search(&path, entered, files),
                // A pipe or a socket lying in a folder would block for ever.
                Ok(found) if found.is_file() => files.push(path),
                Ok(_) => {}
            }
        }
    }

    fn take(&mut self, path: PathBuf) {
        // A pipe handed over by the shell has no real path; it stands for itself.
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if self.taken.insert(real) {
            self.inputs.push(Input::File(path));
        }
    }
}

fn list_error(path: PathBuf, source: io::Error) -> SourceError {
    SourceError::List { path, source }
}

/// `Missing` where the system says so, otherwise what `other` makes of it.
fn failure(
    path: &Path,
    source: io::Error,
    other: impl FnOnce(PathBuf, io::Error) -> SourceError,
) -> SourceError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound => SourceError::Missing { path },
        _ => other(path, source),
    }
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;
