//! Places, cities and countries that posts refer to.

use super::{BoundingBox, Origin, Text};

/// A point of interest.
#[derive(Debug, Clone, PartialEq)]
pub struct Place<'a> {
    /// The network.
    pub origin: Origin,
    /// Its id there.
    pub guid: Text<'a>,
    /// Its name.
    pub name: Option<Text<'a>>,
    /// Other names seen for it (in the language of the observing account).
    pub name_alternatives: Vec<Text<'a>>,
    /// Its extent; the centre follows from it.
    pub area: Option<BoundingBox>,
    /// Its page.
    pub url: Option<Text<'a>>,
    /// Guid of the city it lies in.
    pub city_guid: Option<Text<'a>>,
}

/// A city, neighbourhood or administrative region.
#[derive(Debug, Clone, PartialEq)]
pub struct City<'a> {
    /// The network.
    pub origin: Origin,
    /// Its id there.
    pub guid: Text<'a>,
    /// Its name.
    pub name: Option<Text<'a>>,
    /// Other names seen for it.
    pub name_alternatives: Vec<Text<'a>>,
    /// Its extent.
    pub area: Option<BoundingBox>,
    /// Its page.
    pub url: Option<Text<'a>>,
    /// Guid (ISO 3166 code) of its country.
    pub country_guid: Option<Text<'a>>,
    /// `neighborhood` or `admin`; `None` for a city proper.
    pub sub_type: Option<Text<'a>>,
}

/// A country.
#[derive(Debug, Clone, PartialEq)]
pub struct Country<'a> {
    /// The network.
    pub origin: Origin,
    /// ISO 3166 two-letter code.
    pub guid: Text<'a>,
    /// Its name.
    pub name: Option<Text<'a>>,
    /// Other names seen for it.
    pub name_alternatives: Vec<Text<'a>>,
    /// Its extent, where a record delivers it.
    pub area: Option<BoundingBox>,
    /// Its page.
    pub url: Option<Text<'a>>,
}
