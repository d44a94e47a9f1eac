//! All new files of a commit come into force at one moment.
//!
//! A commit writes what it changes beside what is there, as `NAME.new-G` with the number G of
//! its generation, and makes it lasting. Then it replaces `lbsm.json`, which names the
//! generation: that one renaming is the commit. At last the new files take the names of the
//! old ones. Whoever finds `NAME.new-G` beside an `lbsm.json` of generation G reads it for
//! NAME, and the next writer finishes the renaming; new files of any other generation are
//! those of a process that was killed, and are removed.

use super::{io_failure, manifest};
use crate::store::StoreError;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// The folder as something that a commit changes step by step.
#[derive(Debug)]
pub(super) struct Switch<'f> {
    folder: &'f Path,
    /// The generation in force.
    generation: u64,
    disk: &'f Disk,
    committed: bool,
}

/// A file that is being written, of the generation to come.
pub(super) type NewFile = BufWriter<File>;

impl<'f> Switch<'f> {
    /// Begins a commit after the generation in force, if there is one.
    pub(super) fn new(folder: &'f Path, generation: u64, disk: &'f Disk) -> Self {
        Self { folder, generation, disk, committed: false }
    }

    fn coming(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.new-{}", self.generation + 1))
    }

    /// Makes the new version of a file; a `private` one is its owner's alone.
    pub(super) fn create(&self, name: &str, private: bool) -> Result<NewFile, StoreError> {
        let path = self.coming(name);
        let create = || -> io::Result<File> {
            self.disk.step()?;
            let mut options = File::options();
            options.write(true).create_new(true);
            #[cfg(unix)]
            if private {
                std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            }
            options.open(&path)
        };
        Ok(BufWriter::with_capacity(1 << 18, create().map_err(io_failure("write", &path))?))
    }

    /// Makes a new version lasting.
    pub(super) fn finish(&self, name: &str, file: NewFile) -> Result<(), StoreError> {
        let finish = || -> io::Result<()> {
            let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            self.disk.step_at(&file)?;
            file.sync_all()
        };
        finish().map_err(io_failure("write", &self.coming(name)))
    }

    /// Drops a new version that turned out to be the old one.
    pub(super) fn discard(&self, name: &str, file: NewFile) -> Result<(), StoreError> {
        let path = self.coming(name);
        // What has not been written yet need not be.
        drop(file.into_parts().0);
        fs::remove_file(&path).map_err(io_failure("remove", &path))
    }

    /// Puts the new versions in force, with the folder's new description.
    pub(super) fn commit(mut self, description: &[u8]) -> Result<(), StoreError> {
        let (path, new) = (self.folder.join(manifest::NAME), self.folder.join(manifest::NEW_NAME));
        let switch = || -> io::Result<()> {
            let mut file = File::create(&new)?;
            file.write_all(description)?;
            self.disk.step_at(&file)?;
            file.sync_all()?;
            sync_folder(self.folder)?;
            self.disk.step()?;
            fs::rename(&new, &path)
        };
        switch().map_err(io_failure("write", &path))?;
        // From here on the new versions are in force, and what fails is left to the next
        // writer. Nothing takes an old file's place before the switch is lasting.
        self.committed = true;
        let lasting = self.disk.step().and_then(|()| sync_folder(self.folder));
        lasting.map_err(io_failure("write", &path))?;
        if let Err(error) = recover(self.folder, self.generation + 1, self.disk) {
            tracing::debug!("{error}");
        }
        Ok(())
    }
}

impl Drop for Switch<'_> {
    /// A commit that failed leaves nothing behind.
    fn drop(&mut self) {
        if !self.committed
            && let Err(error) = recover(self.folder, self.generation, self.disk)
        {
            tracing::debug!("{error}");
        }
    }
}

/// The file that holds a table in this generation.
pub(super) fn in_force(folder: &Path, name: &str, generation: u64) -> PathBuf {
    let new = folder.join(format!("{name}.new-{generation}"));
    if new.exists() { new } else { folder.join(name) }
}

/// Finishes the renaming of this generation, and removes what was never committed.
pub(super) fn recover(folder: &Path, generation: u64, disk: &Disk) -> Result<(), StoreError> {
    let failed = io_failure("read", folder);
    let mut renamed = false;
    for entry in fs::read_dir(folder).map_err(&failed)? {
        let entry = entry.map_err(&failed)?;
        let Some(leftover) = entry.file_name().to_str().and_then(Leftover::parse) else {
            continue;
        };
        let (path, name) = (entry.path(), leftover.name);
        let tidied = disk.step().and_then(|()| {
            if leftover.generation == Some(generation) {
                renamed = true;
                fs::rename(&path, folder.join(name))
            } else {
                fs::remove_file(&path)
            }
        });
        tidied.map_err(io_failure("rename or remove", &path))?;
    }
    if renamed {
        sync_folder(folder).map_err(&failed)?;
    }
    Ok(())
}

/// A file that a commit left under its temporary name.
pub(super) struct Leftover {
    name: String,
    /// `None`: a description that never came into force.
    generation: Option<u64>,
}

impl Leftover {
    /// From the name of a file, if it is one.
    pub(super) fn parse(file: &str) -> Option<Self> {
        if file == manifest::NEW_NAME {
            return Some(Self { name: manifest::NAME.to_owned(), generation: None });
        }
        let (name, generation) = file.rsplit_once(".new-")?;
        let generation = Some(generation.parse().ok()?);
        let (_, "csv") = name.rsplit_once('.')? else { return None };
        Some(Self { name: name.to_owned(), generation })
    }
}

/// Makes renamings in a folder lasting. Only Unix knows how; elsewhere the system does it in
/// its own time.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// What stands between a commit and the disk: nothing, but in tests a power cut.
#[derive(Debug, Default)]
pub(super) struct Disk {
    #[cfg(test)]
    pub(super) cut: PowerCut,
}

impl Disk {
    /// Before a change.
    #[cfg_attr(
        not(test),
        expect(
            clippy::unused_self,
            clippy::unnecessary_wraps,
            reason = "tests cut the power here"
        )
    )]
    fn step(&self) -> io::Result<()> {
        #[cfg(test)]
        self.cut.step()?;
        Ok(())
    }

    /// Before a file becomes lasting.
    #[cfg_attr(
        not(test),
        expect(
            unused_variables,
            clippy::unused_self,
            clippy::unnecessary_wraps,
            reason = "tests cut the power here"
        )
    )]
    fn step_at(&self, file: &File) -> io::Result<()> {
        #[cfg(test)]
        if let Err(error) = self.cut.step() {
            // What was not made lasting is lost in part.
            file.set_len(file.metadata()?.len() / 2)?;
            return Err(error);
        }
        Ok(())
    }
}

/// Stops everything after so many steps.
#[cfg(test)]
#[derive(Debug)]
pub(super) struct PowerCut {
    pub(super) left: std::sync::atomic::AtomicI64,
    pub(super) kind: io::ErrorKind,
    /// Whether the process lives on, as when the disk is full, and can tidy up.
    pub(super) alive: bool,
}

#[cfg(test)]
impl Default for PowerCut {
    fn default() -> Self {
        Self { left: i64::MAX.into(), kind: io::ErrorKind::Other, alive: false }
    }
}

#[cfg(test)]
impl PowerCut {
    fn step(&self) -> io::Result<()> {
        let left = self.left.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
        let dark = if self.alive { left == 0 } else { left <= 0 };
        if dark { Err(io::Error::new(self.kind, "the power is cut")) } else { Ok(()) }
    }
}
