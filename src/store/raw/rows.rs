//! From the LBSN data model to raw rows.

use super::row::without_nul;
use super::table::{CITY, COUNTRY, LANGUAGE, MENTION, ORIGIN, PLACE, POST, REACTION, USER};
use super::{RawKey, RawTable, RawValue, place_completeness};
use crate::facet::text;
use crate::lbsn::{BoundingBox, Bundle, City, Completeness, Country, Origin, Place, Post, User};
use hashbrown::{HashMap, HashSet};

/// Takes a row: its table, key, completeness and values.
type Sink<'a> = dyn FnMut(&'static RawTable, RawKey, Completeness, Vec<RawValue>) + 'a;

/// Hands out the rows of a post and of all that it refers to.
pub(super) fn of_post(bundle: &Bundle<'_>, post: &Post<'_>, sink: &mut Sink<'_>) {
    let origin = post.origin;
    sink(
        &ORIGIN,
        (origin.id(), "".into(), "".into()),
        Completeness::Full,
        vec![origin.id().into(), origin.name().into()],
    );
    of_places(bundle, post, sink);
    of_users(bundle, post, sink);
    if let Some(language) = post.language.as_deref() {
        of_language(language, sink);
    }
    if post.reaction.is_some() {
        reaction(post, sink);
    } else {
        plain_post(post, sink);
    }
    if let Some(user) = post.user_guid.as_deref() {
        for mentioned in &post.user_mentions {
            sink(
                &MENTION,
                (origin.id(), user.into(), (&**mentioned).into()),
                Completeness::Full,
                vec![origin.id().into(), user.into(), (&**mentioned).into()],
            );
        }
    }
}

fn of_places(bundle: &Bundle<'_>, post: &Post<'_>, sink: &mut Sink<'_>) {
    let place = bundle.places.iter().find(|place| Some(&place.guid) == post.place_guid.as_ref());
    let city_guid =
        post.city_guid.as_ref().or_else(|| place.and_then(|place| place.city_guid.as_ref()));
    let city = bundle.cities.iter().find(|city| Some(&city.guid) == city_guid);
    let country_guid =
        post.country_guid.as_ref().or_else(|| city.and_then(|city| city.country_guid.as_ref()));
    let country = bundle.countries.iter().find(|country| Some(&country.guid) == country_guid);
    if let Some(country) = country {
        of_country(country, sink);
    }
    if let Some(city) = city {
        of_city(city, sink);
    }
    if let Some(place) = place {
        of_place(place, sink);
    }
}

fn of_users(bundle: &Bundle<'_>, post: &Post<'_>, sink: &mut Sink<'_>) {
    let mut copies: HashMap<&str, Vec<&User<'_>>> = HashMap::new();
    for user in &bundle.users {
        copies.entry(&user.guid).or_default().push(user);
    }
    let mut seen = HashSet::new();
    for guid in post.user_guid.iter().chain(&post.user_mentions) {
        if !seen.insert(&**guid) {
            continue;
        }
        let Some(copies) = copies.get(&**guid) else {
            // What a row refers to exists, if only by its id.
            let mut values = vec![RawValue::Null; USER.columns.len()];
            values.splice(..2, [post.origin.id().into(), (&**guid).into()]);
            sink(
                &USER,
                (post.origin.id(), (&**guid).into(), "".into()),
                Completeness::Stub,
                values,
            );
            continue;
        };
        for user in copies {
            of_user(user, sink);
        }
    }
}

fn of_language(language: &str, sink: &mut Sink<'_>) {
    sink(
        &LANGUAGE,
        (0, language.into(), "".into()),
        Completeness::Full,
        vec![language.into(), RawValue::Null, RawValue::Null],
    );
}

fn of_user(user: &User<'_>, sink: &mut Sink<'_>) {
    if let Some(language) = user.language.as_deref() {
        of_language(language, sink);
    }
    let values = vec![
        user.origin.id().into(),
        (&*user.guid).into(),
        user.name.as_deref().into(),
        user.fullname.as_deref().into(),
        user.follows.into(),
        user.followed.into(),
        user.group_count.into(),
        user.biography.as_deref().into(),
        user.post_count.into(),
        user.url.as_deref().into(),
        user.is_private.into(),
        RawValue::Null,
        user.language.as_deref().into(),
        user.location.as_deref().into(),
        RawValue::Null,
        user.liked_count.into(),
        user.active_since.into(),
        user.profile_image_url.as_deref().into(),
        user.timezone.as_deref().into(),
        user.utc_offset.into(),
        RawValue::from_iter([]),
        RawValue::from_iter([]),
    ];
    sink(&USER, key(user.origin, &user.guid), user.completeness, values);
}

/// The columns that all kinds of places begin with.
fn spatial(
    origin: Origin,
    guid: &str,
    name: Option<&str>,
    alternatives: &[crate::lbsn::Text<'_>],
    area: Option<BoundingBox>,
    url: Option<&str>,
) -> (Completeness, Vec<RawValue>) {
    // Empty names come with places that the reader's language has no name for.
    let name = name.map(without_nul).filter(|name| !name.is_empty());
    let mut others: Vec<Box<str>> = alternatives
        .iter()
        .map(|text| without_nul(text))
        .filter(|other| !other.is_empty() && Some(other) != name.as_ref())
        .collect();
    others.sort_unstable();
    others.dedup();
    let values = vec![
        origin.id().into(),
        guid.into(),
        name.as_deref().into(),
        RawValue::Texts(others.into()),
        area.and_then(BoundingBox::center).into(),
        area.into(),
        url.into(),
    ];
    (place_completeness(name.is_some(), area.is_some()), values)
}

fn of_country(country: &Country<'_>, sink: &mut Sink<'_>) {
    let Country { origin, guid, name, name_alternatives, area, url } = country;
    let (completeness, values) =
        spatial(*origin, guid, name.as_deref(), name_alternatives, *area, url.as_deref());
    sink(&COUNTRY, key(*origin, guid), completeness, values);
}

fn of_city(city: &City<'_>, sink: &mut Sink<'_>) {
    let City { origin, guid, name, name_alternatives, area, url, country_guid, sub_type } = city;
    let (completeness, mut values) =
        spatial(*origin, guid, name.as_deref(), name_alternatives, *area, url.as_deref());
    values.extend([country_guid.as_deref().into(), sub_type.as_deref().into()]);
    sink(&CITY, key(*origin, guid), completeness, values);
}

fn of_place(place: &Place<'_>, sink: &mut Sink<'_>) {
    let Place { origin, guid, name, name_alternatives, area, url, city_guid } = place;
    let (completeness, mut values) =
        spatial(*origin, guid, name.as_deref(), name_alternatives, *area, url.as_deref());
    values.push(city_guid.as_deref().into());
    // From here on the LBSN has columns that no record of ours fills.
    values.resize(PLACE.columns.len(), RawValue::Null);
    sink(&PLACE, key(*origin, guid), completeness, values);
}

fn plain_post(post: &Post<'_>, sink: &mut Sink<'_>) {
    let url = post.origin.post_url(&post.guid);
    let values = vec![
        post.origin.id().into(),
        (&*post.guid).into(),
        post.latlng.into(),
        post.place_guid.as_deref().into(),
        post.city_guid.as_deref().into(),
        post.country_guid.as_deref().into(),
        post.user_guid.as_deref().into(),
        post.publish_date.into(),
        post.body.as_deref().into(),
        post.geoaccuracy.as_str().into(),
        post.hashtags.iter().map(|tag| &**tag).collect(),
        text::emoji_of(post).iter().map(String::as_str).collect(),
        post.counts.likes.into(),
        post.counts.comments.into(),
        post.counts.views.into(),
        RawValue::Null,
        RawValue::Null,
        RawValue::Null,
        url.as_deref().into(),
        post.post_type.as_str().into(),
        RawValue::Null,
        post.counts.quotes.into(),
        post.counts.shares.into(),
        post.language.as_deref().into(),
        post.input_source.as_deref().into(),
        post.user_mentions.iter().map(|user| &**user).collect(),
        // The time of writing: it would make every run differ.
        RawValue::Null,
        RawValue::Null,
        RawValue::from_iter([]),
        RawValue::Null,
    ];
    sink(&POST, key(post.origin, &post.guid), post.completeness, values);
}

fn reaction(post: &Post<'_>, sink: &mut Sink<'_>) {
    let Some(reaction) = &post.reaction else { return };
    let referenced = |is_reaction: bool| {
        reaction.referenced.as_deref().filter(|_| reaction.referenced_is_reaction == is_reaction)
    };
    let values = vec![
        post.origin.id().into(),
        (&*post.guid).into(),
        post.latlng.into(),
        post.user_guid.as_deref().into(),
        referenced(false).into(),
        referenced(true).into(),
        reaction.kind.as_str().into(),
        post.publish_date.into(),
        post.body.as_deref().into(),
        post.counts.likes.into(),
        post.user_mentions.iter().map(|user| &**user).collect(),
    ];
    sink(&REACTION, key(post.origin, &post.guid), post.completeness, values);
}

fn key(origin: Origin, guid: &str) -> RawKey {
    (origin.id(), guid.into(), "".into())
}
