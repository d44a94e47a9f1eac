//! What is known of a place, in an object within the row of a post.

use crate::lbsn::{BoundingBox, City, Country, Origin, Place, Text};
use crate::source::format::field::{Area, Object, WordList, Words};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// The columns of `spatial.place`, `city` or `country` but those of its key.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Spatial<'a> {
    #[serde(borrow)]
    name: Words<'a>,
    name_alternatives: WordList<'a>,
    bbox: Edges,
    geom_area: Object<Polygon>,
    url: Words<'a>,
    city_guid: Words<'a>,
    country_guid: Words<'a>,
    sub_type: Words<'a>,
}

/// West, south, east, north; west of a box across the antimeridian exceeds east.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Edges {
    Of([f64; 4]),
    None(IgnoredAny),
}

impl Default for Edges {
    fn default() -> Self {
        Self::None(IgnoredAny)
    }
}

/// A `GeoJSON` polygon.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Polygon {
    coordinates: Area,
}

impl Spatial<'_> {
    /// The box, else the extent of the polygon.
    fn area(&self) -> Option<BoundingBox> {
        match self.bbox {
            Edges::Of([west, south, east, north]) => {
                BoundingBox::new(west, south, east, north).ok()
            }
            Edges::None(_) => self.geom_area.0.as_ref()?.coordinates.0,
        }
    }

    fn alternatives(&self) -> Vec<Text<'_>> {
        self.name_alternatives.0.iter().filter_map(Words::text).collect()
    }

    /// As a point of interest.
    pub(super) fn place<'b>(&'b self, origin: Origin, guid: Text<'b>) -> Place<'b> {
        Place {
            origin,
            guid,
            name: self.name.text(),
            name_alternatives: self.alternatives(),
            area: self.area(),
            url: self.url.text(),
            city_guid: self.city_guid.text(),
        }
    }

    /// As a city, neighbourhood or region.
    pub(super) fn city<'b>(&'b self, origin: Origin, guid: Text<'b>) -> City<'b> {
        City {
            origin,
            guid,
            name: self.name.text(),
            name_alternatives: self.alternatives(),
            area: self.area(),
            url: self.url.text(),
            country_guid: self.country_guid.text(),
            sub_type: self.sub_type.text(),
        }
    }

    /// As a country.
    pub(super) fn country<'b>(&'b self, origin: Origin, guid: Text<'b>) -> Country<'b> {
        Country {
            origin,
            guid,
            name: self.name.text(),
            name_alternatives: self.alternatives(),
            area: self.area(),
            url: self.url.text(),
        }
    }
}
