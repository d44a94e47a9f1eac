//! Cells: where the posts, users and user days of a store are.
//!
//! * [`Tiling`]: the cells themselves: geohashes, equal-area squares, H3 hexagons; which of them a
//!   position is in, their names, outlines and areas.
//! * [`Cells`]: what is counted in each cell: sets united, or elements counted exactly.
//! * [`Counting`]: counts positions in cells, exactly, on all cores.
//! * [`Table`]: the rows that are written, with intervals, rates, typicality and classes.
//! * [`classify`]: class breaks as cartographers know them.
//! * [`export`]: CSV, `GeoJSON`, `GeoPackage` and the sidecar that tells how they were made.
//!
//! Every cell is half-open: it owns its western and southern edge, and a position on the line between two
//! cells is in the eastern or northern one. A user who posted in two geohashes of one cell is one user
//! there: sets are united, never added.

mod cells;
pub mod classify;
mod counting;
mod digits;
mod europe;
mod exact;
pub mod export;
mod geohash;
mod hexagon;
mod icosahedron;
mod key;
mod legend;
mod minimum;
mod mollweide;
mod outline;
mod parts;
mod points;
pub mod projection;
mod sine;
mod square;
mod table;
#[cfg(test)]
mod testing;
mod tiling;
mod typicality;

pub use cells::{Cells, CellsError, Count, locate};
pub use counting::Counting;
pub use exact::{Element, Exact, Sighting};
pub use key::Key;
pub use legend::Entry;
pub use minimum::{Below, Suppressed};
pub(crate) use outline::clip;
pub use outline::{Outline, Ring, split};
pub use points::{PointsError, Skipped, raw_points, read_points};
pub use square::{Crs, Squares};
pub use table::{Beside, Columns, Kind, Row, Table, Value, month_name};
pub use tiling::{Cell, Tiling, TilingError};
pub use typicality::{Chi, Z_95, chi};
