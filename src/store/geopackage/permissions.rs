//! Who may read the file. Only Unix has an answer that is the same everywhere; elsewhere the
//! folder decides.

use std::fs::OpenOptions;
use std::io;
use std::path::Path;

/// Makes an empty file that only its owner can read, unless there is a file already.
pub(super) fn create_private(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Takes a file's permissions from all but its owner. Some file systems know no permissions;
/// then there is a warning.
#[cfg(unix)]
pub(super) fn make_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let restricted = std::fs::metadata(path).and_then(|metadata| {
        let mut permissions = metadata.permissions();
        let mode = permissions.mode() & 0o777;
        if mode == mode & 0o700 {
            return Ok(());
        }
        permissions.set_mode(mode & 0o700);
        std::fs::set_permissions(path, permissions)
    });
    if let Err(error) = restricted {
        tracing::warn!(
            "{} will hold posts and names, and others on this machine may be able to read it: \
             its permissions cannot be changed ({error})",
            path.display()
        );
    }
}

/// Takes a file's permissions from all but its owner.
#[cfg(not(unix))]
pub(super) fn make_private(_path: &Path) {}
