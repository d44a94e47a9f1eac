//! Cells as files: the same columns in each.

mod geojson;
mod layer;
mod style;
mod text;

pub use geojson::geojson;
pub use layer::{LayerError, layer};
pub use style::Category;
pub use text::csv;
