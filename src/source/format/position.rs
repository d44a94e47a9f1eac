//! Attached coordinates, as a post is located by them.

use super::Reject;
use super::field::Pair;
use crate::lbsn::{GeoAccuracy, GeometryError, Point, Post};
use crate::source::RejectReason;

/// Locates the post by attached coordinates, longitude before latitude. Null Island is no
/// position.
pub(super) fn locate(post: &mut Post<'_>, lon_lat: Pair) -> Result<(), Reject> {
    let detail = match lon_lat {
        Pair::Absent => return Ok(()),
        Pair::Malformed => "not two numbers",
        Pair::Numbers(lon, lat) => match Point::new(lon, lat) {
            Ok(point) => {
                post.latlng = Some(point);
                post.geoaccuracy = GeoAccuracy::LatLng;
                return Ok(());
            }
            Err(GeometryError::NullIsland) => return Ok(()),
            Err(_) if Point::new(lat, lon).is_ok() => {
                "outside the globe; longitude and latitude look swapped"
            }
            Err(_) => "outside the globe",
        },
    };
    Err(Reject::new(RejectReason::BadCoordinates, detail))
}
