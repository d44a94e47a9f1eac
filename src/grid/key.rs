//! What tells a cell from all others.

use super::tiling::{Cell, Tiling};

/// A cell, in a month if there are months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
}
