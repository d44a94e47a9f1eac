//! Records that come from something that is no file.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::io::{self, Read};
use std::sync::Arc;

/// A stream of bytes.
type Bytes = Box<dyn Read + Send>;

/// Something that hands out records, as bytes like those of a file, as often as it is asked.
#[derive(Clone)]
pub struct Supply {
    name: String,
    open: Arc<dyn Fn() -> io::Result<Bytes> + Send + Sync>,
}

impl Supply {
    /// A supply of this name, which stands for it in reports and in the store's log: it must
    /// hold no secret, and no other supply may have it. `open` begins at the first record.
    pub fn new(name: String, open: impl Fn() -> io::Result<Bytes> + Send + Sync + 'static) -> Self {
        Self { name, open: Arc::new(open) }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Begins at the first record.
    pub(super) fn open(&self) -> io::Result<Bytes> {
        (self.open)()
    }
}

impl PartialEq for Supply {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Supply {}

impl Hash for Supply {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Debug for Supply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Supply").field(&self.name).finish()
    }
}
