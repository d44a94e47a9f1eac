//! What tells a cell from all others.

use super::tiling::{Cell, Tiling};
use std::hash::{Hash, Hasher};

/// A cell, in a month if there are months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// Number of the month, years × 12 + month − 1; 0: of all times.
    pub month: u32,
    /// Of which cells it is one.
    pub tiling: Tiling,
    /// The cell.
    pub cell: Cell,
}

impl Key {
    /// The next larger cell.
    pub fn parent(&self) -> Option<Key> {
        let (tiling, cell) = self.tiling.parent(self.cell)?;
        Some(Key { month: self.month, tiling, cell })
    }

    /// Nearly a number of its own: cells of other tilings may share it, few others do.
    pub(super) fn number(&self) -> u64 {
        self.cell.0 ^ u64::from(self.month) << 40
    }
}

/// By its number alone, since a table of cells has one tiling and few of its parents.
impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.number());
    }
}
