//! What the spatial tables tell of a place beside its sets: its name and extent.

use crate::lbsn::BoundingBox;

/// The spatial bases that carry attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SpatialKind {
    /// Points of interest.
    Place,
    /// Cities and regions: Twitter delivers both alike.
    City,
    /// Countries.
    Country,
}

/// Name and extent of a place.
///
/// Posts disagree on both (names come in the language of the reader, boxes get revised).
/// The choice must not depend on the order of posts, so of two names the one that sorts
/// first by bytes is kept, which prefers ASCII, hence mostly English, and of two boxes the
/// larger.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attributes {
    /// The name.
    pub name: Option<String>,
    /// The extent.
    pub area: Option<BoundingBox>,
}

impl Attributes {
    /// Takes in what another observation says.
    pub fn merge(&mut self, name: Option<&str>, area: Option<BoundingBox>) {
        if let Some(name) = name.filter(|name| !name.is_empty())
            && self.name.as_deref().is_none_or(|kept| name < kept)
        {
            self.name = Some(name.to_owned());
        }
        if let Some(area) = area
            && self.area.is_none_or(|kept| order(area) > order(kept))
        {
            self.area = Some(area);
        }
    }
}

/// A total order of boxes by extent, then by edges.
fn order(area: BoundingBox) -> [u64; 5] {
    let [west, south, east, north] = area.edges();
    let width = if west > east { east + 360.0 - west } else { east - west };
    // Adding 400 makes all of them positive, where the bits of a float order as it does.
    [width * (north - south), west + 400.0, south + 400.0, east + 400.0, north + 400.0]
        .map(f64::to_bits)
}

#[cfg(test)]
#[path = "attributes_tests.rs"]
mod tests;
