//! The study's secret key: where it comes from and how it is kept.

use crate::hll::hash::Keyed;
use base64::Engine as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::ffi::OsString;
use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The environment variable that may hold the key.
pub const VARIABLE: &str = "LBSM_KEY";

/// A secret key for hashing items. Never printed: `Debug` shows its [`KeyId`] only.
#[derive(Clone)]
pub struct Key {
    secret: Zeroizing<Vec<u8>>,
}

/// A fingerprint by which two keys can be told apart: 16 hexadecimal digits of an HMAC of a
/// constant under the key. A key of 256 random bits cannot be recovered from it; one that a
/// person made up can be guessed, from it as from the sets themselves.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyId(String);

/// Where a key was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOrigin {
    /// In the file that the user named, or beside the store.
    File(PathBuf),
    /// In the environment variable [`VARIABLE`].
    Environment,
    /// Made in this run and written to this file.
    Generated(PathBuf),
}

/// A key could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The file cannot be read.
    #[error("cannot read the key file {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file cannot be created.
    #[error("cannot write a new key to {}: {source}; name a key with --key-file or {VARIABLE}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file holds more than any key.
    #[error("the key file {} is longer than 4096 bytes; is it a key?", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
    },
    /// The system has no random numbers.
    #[error("the system gave no random numbers for a new key: {reason}")]
    Random {
        /// What the system says.
        reason: String,
    },
    /// The variable is no text.
    #[error("{VARIABLE} is not valid UTF-8; put the key in a file and use --key-file")]
    NotText,
}

/// More than this is no key but a mistaken file.
const LONGEST: u64 = 4096;

impl Key {
    /// A key from its bytes, as `crypt.salt` of an LBSN hllworker has them.
    pub fn from_bytes(secret: Vec<u8>) -> Self {
        Self { secret: Zeroizing::new(secret) }
    }

    /// Finds the key: in `file` if given, else in [`VARIABLE`], else in `beside` (the file
    /// next to the store). `None` if there is none of them.
    ///
    /// # Errors
    /// A file that exists or was named cannot be read.
    pub fn find(file: Option<&Path>, beside: &Path) -> Result<Option<(Self, KeyOrigin)>, KeyError> {
        if let Some(path) = file {
            return Ok(Some((Self::read(path)?, KeyOrigin::File(path.to_owned()))));
        }
        if let Some(value) = std::env::var_os(VARIABLE) {
            let secret = OsString::into_string(value).ok().ok_or(KeyError::NotText)?;
            return Ok(Some((Self::from_bytes(secret.into_bytes()), KeyOrigin::Environment)));
        }
        if beside.exists() {
            return Ok(Some((Self::read(beside)?, KeyOrigin::File(beside.to_owned()))));
        }
        Ok(None)
    }

    /// Reads a key file: all of its bytes, without one line end at the end.
    ///
    /// # Errors
    /// The file cannot be read or is too long to be a key.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let error = |source| KeyError::Read { path: path.to_owned(), source };
        let length = std::fs::metadata(path).map_err(error)?.len();
        if length > LONGEST {
            return Err(KeyError::TooLong { path: path.to_owned() });
        }
        let mut secret = Zeroizing::new(std::fs::read(path).map_err(error)?);
        for end in [b'\n', b'\r'] {
            if secret.last() == Some(&end) {
                secret.pop();
            }
        }
        Ok(Self { secret })
    }

    /// Makes a key of 256 random bits and writes it to `path`, readable by the owner only.
    ///
    /// # Errors
    /// No random numbers, or the file exists already or cannot be written.
    pub fn generate(path: &Path) -> Result<(Self, KeyOrigin), KeyError> {
        let mut random = Zeroizing::new([0_u8; 32]);
        getrandom::fill(random.as_mut())
            .map_err(|error| KeyError::Random { reason: error.to_string() })?;
        let text = Zeroizing::new(base64::engine::general_purpose::STANDARD_NO_PAD.encode(*random));
        // Complete or not at all: a key cut short by a full disk would be taken for the key
        // by the next run. Linking fails where a key is, so no other run's is replaced.
        let draft = path.with_extension(format!("key-{}", std::process::id()));
        let write = || -> io::Result<()> {
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt as _;
                options.mode(0o600);
            }
            let mut file = options.open(&draft)?;
            file.write_all(text.as_bytes())?;
            file.write_all(b"\n")?;
            file.sync_all()?;
            std::fs::hard_link(&draft, path)
        };
        let written = write();
        // What cannot be removed was not made.
        let _ = std::fs::remove_file(&draft);
        written.map_err(|source| KeyError::Write { path: path.to_owned(), source })?;
        Ok((Self::from_bytes(text.as_bytes().to_vec()), KeyOrigin::Generated(path.to_owned())))
    }

    /// The fingerprint.
    pub fn id(&self) -> KeyId {
        // HMAC takes keys of any length, so there is nothing to fail.
        let digest = Hmac::<Sha256>::new_from_slice(&self.secret)
            .map(|mac| mac.chain_update(b"lbsm key id 1").finalize().into_bytes());
        let digest = digest.unwrap_or_default();
        let number = digest.first_chunk().map_or(0, |first| u64::from_be_bytes(*first));
        KeyId(format!("{number:016x}"))
    }

    /// A fingerprint of data: 16 hexadecimal digits of an HMAC under the key. Without the key
    /// nobody can test what the data are. Fingerprints for different purposes have nothing in
    /// common.
    pub fn fingerprint(&self, purpose: &str, parts: &[&[u8]]) -> String {
        // HMAC takes keys of any length, so there is nothing to fail.
        let digest = Hmac::<Sha256>::new_from_slice(&self.secret).map(|mac| {
            let mac = mac.chain_update(b"lbsm fingerprint ").chain_update(purpose);
            let mac = parts.iter().fold(mac, |mac, part| {
                mac.chain_update((part.len() as u64).to_be_bytes()).chain_update(part)
            });
            mac.finalize().into_bytes()
        });
        let number =
            digest.unwrap_or_default().first_chunk().map_or(0, |it| u64::from_be_bytes(*it));
        format!("{number:016x}")
    }

    /// Whether it is the empty key, under which anybody can test for membership.
    pub fn is_empty(&self) -> bool {
        self.secret.is_empty()
    }

    /// Whether it is so short that trying all keys, or all words, would find it.
    pub fn is_guessable(&self) -> bool {
        self.secret.len() < 16
    }

    /// The hash function under this key.
    pub fn hasher(&self) -> Keyed {
        Keyed::new(&self.secret)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.id().0).finish()
    }
}

impl KeyId {
    /// The fingerprint as a store holds it.
    pub fn from_stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether others than the owner may read the file.
#[cfg(unix)]
pub fn is_exposed(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

/// Whether others than the owner may read the file; not known on this system.
#[cfg(not(unix))]
pub fn is_exposed(_: &Path) -> bool {
    false
}

#[cfg(test)]
#[path = "key_tests.rs"]
mod tests;
