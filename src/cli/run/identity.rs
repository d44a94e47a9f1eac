//! What a step works with, as one hash: it need not run again while that stays the same.

use super::step::Step;
use crate::hex;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Files up to this size are told by their content, larger ones by size and time of change.
const READ: u64 = 1 << 20;

/// What a step works with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Identity {
    /// Hash of the program's version, the arguments and the inputs.
    pub hash: String,
    /// Bytes of the inputs, as far as they exist.
    pub bytes: u64,
    /// Whether an input is yet to be made by an earlier step.
    pub awaits: bool,
}

impl Identity {
    /// Of a step, where `made` has the hashes of the steps that make a file or folder.
    pub fn of(step: &Step, made: &BTreeMap<PathBuf, String>) -> Self {
        let mut identity = Reader { hash: Sha256::new(), bytes: 0 };
        let mut awaits = false;
        identity.put(env!("CARGO_PKG_VERSION").as_bytes());
        for argument in &step.arguments {
            identity.put(argument.as_encoded_bytes());
            for path in paths(&argument.to_string_lossy()) {
                if let Some((_, hash)) = made.iter().find(|(made, _)| path.starts_with(made)) {
                    identity.put(hash.as_bytes());
                    match fs::metadata(&path) {
                        Ok(metadata) if metadata.is_file() => identity.bytes += metadata.len(),
                        Ok(_) => {}
                        Err(_) => {
                            awaits |= !step.outputs.iter().any(|output| path.starts_with(output));
                        }
                    }
                } else if !step.outputs.iter().any(|output| path.starts_with(output)) {
                    identity.read(&path);
                }
            }
        }
        let hash = hex::encode(&identity.hash.finalize());
        Self { hash, bytes: identity.bytes, awaits }
    }
}

/// What an argument may name: all of it, what stands behind `=`, and the parts between commas.
fn paths(argument: &str) -> Vec<PathBuf> {
    let value = argument.split_once('=').map_or(argument, |(_, value)| value);
    let parts = value.split(',').filter(|part| *part != value);
    [value].into_iter().chain(parts).filter(|it| !it.is_empty()).map(PathBuf::from).collect()
}

struct Reader {
    hash: Sha256,
    bytes: u64,
}

impl Reader {
    /// Adds something, told from what follows.
    fn put(&mut self, bytes: &[u8]) {
        self.hash.update(bytes.len().to_le_bytes());
        self.hash.update(bytes);
    }

    /// Adds a file, or all in a folder. What cannot be read is for the command to complain of.
    fn read(&mut self, path: &Path) {
        let Ok(metadata) = fs::metadata(path) else { return };
        self.put(path.as_os_str().as_encoded_bytes());
        if !metadata.is_dir() {
            self.file(path, &metadata);
            return;
        }
        for path in entries(path).unwrap_or_default() {
            self.read(&path);
        }
    }

    fn file(&mut self, path: &Path, metadata: &Metadata) {
        let size = metadata.len();
        self.bytes += size;
        self.put(&size.to_le_bytes());
        if size <= READ
            && metadata.is_file()
            && let Ok(content) = fs::read(path)
        {
            self.put(&content);
            return;
        }
        let changed = metadata.modified().ok().and_then(|it| it.duration_since(UNIX_EPOCH).ok());
        self.put(&changed.unwrap_or_default().as_nanos().to_le_bytes());
    }
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
