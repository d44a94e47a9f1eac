//! H3 cells: hexagons (and twelve pentagons) on an icosahedron.

use super::outline::{Outline, counterclockwise, split};
use h3o::{CellIndex, LatLng, Resolution};

/// The cell of a position.
pub(super) fn cell(resolution: Resolution, lon: f64, lat: f64) -> Option<u64> {
    LatLng::new(lat, lon).ok().map(|point| point.to_cell(resolution).into())
}

/// The cell of a number that [`cell`] gave.
pub(super) fn index(cell: u64) -> Option<CellIndex> {
    CellIndex::try_from(cell).ok()
}

/// Its middle: longitude, latitude.
pub(super) fn center(cell: CellIndex) -> (f64, f64) {
    let middle = LatLng::from(cell);
    (middle.lng(), middle.lat())
}

/// Its outline.
pub(super) fn outline(cell: CellIndex) -> Outline {
    let ring = cell.boundary().iter().map(|corner| [corner.lng(), corner.lat()]).collect();
    let ring: Vec<[f64; 2]> = ring;
    let crosses = ring.windows(2).any(|pair| (pair[0][0] - pair[1][0]).abs() > 180.0);
    if crosses { split(&ring) } else { vec![counterclockwise(ring)] }
}
