//! One process at a time: a lock on a file in the folder, as long as somebody writes or reads.

use super::io_failure;
use crate::store::StoreError;
use crate::store::geopackage::Patience;
use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::Instant;

/// The file that is locked. It holds nothing and stays.
pub(super) const NAME: &str = "lbsm.lock";

/// A lock on the folder until it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: Option<File>,
}

/// Waits until nobody reads or writes.
pub(super) fn exclusive(folder: &Path, patience: Patience) -> Result<Lock, StoreError> {
    let path = folder.join(NAME);
    let file = File::options().create(true).truncate(false).write(true).open(&path);
    let file = file.map_err(io_failure("lock", &path))?;
    wait(&file, patience, &path, File::try_lock)?;
    Ok(Lock { _file: Some(file) })
}

/// Waits until nobody writes.
pub(super) fn shared(folder: &Path, patience: Patience) -> Result<Lock, StoreError> {
    let path = folder.join(NAME);
    match File::open(&path) {
        Ok(file) => {
            wait(&file, patience, &path, File::try_lock_shared)?;
            Ok(Lock { _file: Some(file) })
        }
        // A copy that went without this file, which nobody has written to since.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Lock { _file: None }),
        Err(error) => Err(io_failure("lock", &path)(error)),
    }
}

fn wait(
    file: &File,
    patience: Patience,
    path: &Path,
    lock: impl Fn(&File) -> Result<(), TryLockError>,
) -> Result<(), StoreError> {
    let begun = Instant::now();
    let mut told = false;
    for attempt in 0..i32::MAX {
        match lock(file) {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                tracing::warn!(
                    "{} is on a file system without locks: see to it that no second process \
                     writes to this store",
                    path.display()
                );
                return Ok(());
            }
            Err(TryLockError::Error(error)) => return Err(io_failure("lock", path)(error)),
            Err(TryLockError::WouldBlock) => {}
        }
        let waited = begun.elapsed();
        if waited >= patience.limit() {
            break;
        }
        if !told && waited > Patience::TELL && patience == Patience::Long {
            told = true;
            patience.tell();
        }
        sleep(Patience::pause(attempt).min(patience.limit().saturating_sub(waited)));
    }
    let folder = path.parent().unwrap_or(path).to_owned();
    Err(StoreError::Locked { path: folder, waited: patience.limit() })
}
