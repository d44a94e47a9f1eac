//! Whether a record may hold a position.

use super::json::{hides_letters, value};
use crate::lbsn::GeoAccuracy;
use crate::lexicon::Literals;

/// Keys under whose value, or under it within, the decoders look for attached coordinates: an
/// array of numbers follows one of them directly.
const POINTS: [&str; 2] = ["\"coordinates\"", "\"geo\""];

/// Keys of what else locates a post: a place, by itself or by its id; in rows of a raw store, how
/// well it is located.
const PLACES: [&str; 4] = ["\"place\"", "\"place_id\"", "\"places\"", "\"post_geoaccuracy\""];

/// Finds the keys of positions.
#[derive(Debug)]
pub(super) struct Positions(Literals);

impl Positions {
    /// The search for positions that are at least this accurate; `None` if none is needed.
    pub(super) fn new(accuracy: GeoAccuracy) -> Option<Self> {
        let keys: &[&str] = match accuracy {
            GeoAccuracy::LatLng => &POINTS,
            GeoAccuracy::Place | GeoAccuracy::City | GeoAccuracy::Country => {
                &[POINTS[0], POINTS[1], PLACES[0], PLACES[1], PLACES[2], PLACES[3]]
            }
            GeoAccuracy::Unknown => return None,
        };
        Literals::new(keys).map(Self)
    }

    /// Whether a record may hold a position.
    pub(super) fn may_be_in(&self, json: &[u8]) -> bool {
        self.0.any(json, |key| {
            let value = json.get(key.end()..).map(value).unwrap_or_default();
            if key.pattern().as_usize() < POINTS.len() {
                starts_with_numbers(value)
            } else {
                !value.starts_with(b"null")
            }
        }) || hides_letters(json)
    }
}

/// Whether an array with a number in front, perhaps written as a text, begins here.
fn starts_with_numbers(value: &[u8]) -> bool {
    let first = value.strip_prefix(b"[").map(|rest| rest.trim_ascii_start().first());
    matches!(first, Some(Some(b'-' | b'0'..=b'9' | b'"')))
}
