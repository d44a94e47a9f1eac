//! Places of both APIs: which LBSN record they become and what that says of the post.

use crate::lbsn::{BoundingBox, City, Country, GeoAccuracy, Origin, Place, Post, Text};
use crate::source::format::draft::Draft;
use crate::source::format::text::one_line;

/// A place as either API delivers it.
pub(super) struct PlaceFacts<'b> {
    pub(super) guid: Option<Text<'b>>,
    /// `country`, `admin`, `city`, `neighborhood` or `poi`.
    pub(super) kind: Option<&'b str>,
    pub(super) name: Option<&'b str>,
    pub(super) country: Option<&'b str>,
    pub(super) country_code: Option<&'b str>,
    pub(super) url: Option<Text<'b>>,
    pub(super) area: Option<BoundingBox>,
    /// Language in which the names are, where known.
    pub(super) language: Option<&'b str>,
}

/// Whether names in this language are a localised form.
fn is_localised(language: Option<&str>) -> bool {
    !matches!(language, None | Some("en" | "und"))
}

/// Name and alternative names: the name is always set; one in another language than English
/// is kept as an alternative too, so that it survives a later English one.
fn names(name: Option<&str>, localised: bool) -> (Option<Text<'_>>, Vec<Text<'_>>) {
    let name = name.map(one_line).filter(|name| !name.is_empty());
    let alternatives = name.iter().filter(|_| localised).cloned().collect();
    (name, alternatives)
}

/// Locates the post by the place, and adds the place and its country to the draft.
///
/// Attached coordinates go before the middle of a place; a country is too large for its
/// middle to be a position.
pub(super) fn settle<'b>(facts: PlaceFacts<'b>, post: &mut Post<'b>, draft: &mut Draft<'b>) {
    let origin = Origin::Twitter;
    let localised = is_localised(facts.language);
    let country_guid = facts.country_code.filter(|code| !code.is_empty()).map(Text::from);
    let is_country = facts.kind == Some("country");
    if let Some(guid) = country_guid.clone() {
        let name = if is_country { facts.name.or(facts.country) } else { facts.country };
        let (name, name_alternatives) = names(name, localised);
        let (area, url) = if is_country { (facts.area, facts.url.clone()) } else { (None, None) };
        draft.countries.push(Country { origin, guid, name, name_alternatives, area, url });
    }
    let accuracy = match facts.kind {
        Some("city" | "neighborhood" | "admin") => {
            if let Some(guid) = facts.guid {
                let (name, name_alternatives) = names(facts.name, localised);
                post.city_guid = Some(guid.clone());
                draft.cities.push(City {
                    origin,
                    guid,
                    name,
                    name_alternatives,
                    area: facts.area,
                    url: facts.url,
                    country_guid: country_guid.clone(),
                    sub_type: facts.kind.filter(|&kind| kind != "city").map(Text::from),
                });
            }
            GeoAccuracy::City
        }
        Some("poi") => {
            if let Some(guid) = facts.guid {
                let (name, name_alternatives) = names(facts.name, false);
                post.place_guid = Some(guid.clone());
                draft.places.push(Place {
                    origin,
                    guid,
                    name,
                    name_alternatives,
                    area: facts.area,
                    url: facts.url,
                    city_guid: None,
                });
            }
            GeoAccuracy::Place
        }
        _ if is_country || country_guid.is_some() => GeoAccuracy::Country,
        _ => GeoAccuracy::Unknown,
    };
    if post.latlng.is_none() && accuracy > GeoAccuracy::Country {
        post.latlng = facts.area.and_then(BoundingBox::center);
    }
    post.geoaccuracy = post.geoaccuracy.max(accuracy);
    post.country_guid = country_guid;
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
