//! A mapping proposed from the names in a header and what stands below them.

use super::cell;
use super::error::TableError;
use super::mapping::{Column, Field, Mapping};
use super::time::Times;
use crate::lbsn::Origin;
use hashbrown::HashSet;
use std::collections::BTreeMap;

/// Names that tools give to columns, in lower case and without anything but letters and digits;
/// the sure ones of a field first.
const NAMES: &[(Field, &[&[&str]])] = &[
    (Field::Id, &[&["tweetid", "statusid", "postid", "idstr", "photoid", "messageid"], &["id"]]),
    (
        Field::User,
        &[
            &["userid", "authorid", "useridstr", "fromuserid", "ownerid", "accountid", "uid"],
            &["username", "screenname", "userscreenname", "author", "user", "owner", "account"],
        ],
    ),
    (
        Field::Time,
        &[
            &["createdat", "tweetcreatedat", "publishedat", "postedat", "publishdate", "postdate"],
            &["timestamp", "datetime", "created", "createdutc", "datetaken", "posttime"],
            &["time", "date"],
        ],
    ),
    (Field::Lat, &[&["lat", "latitude", "geolat", "geolatitude"], &["y"]]),
    (
        Field::Lon,
        &[&["lon", "lng", "long", "longitude", "geolon", "geolng", "geolongitude"], &["x"]],
    ),
    (
        Field::Text,
        &[
            &["text", "fulltext", "tweettext", "posttext", "body"],
            &["tweet", "content", "message", "caption", "title", "description"],
        ],
    ),
    (Field::Hashtags, &[&["hashtags", "hashtag", "entitieshashtags"], &["tags"]]),
    (Field::Lang, &[&["lang", "language", "tweetlang"]]),
    (Field::Country, &[&["countrycode", "placecountrycode"]]),
    (Field::ReplyTo, &[&["inreplytostatusid", "inreplytostatusidstr", "inreplytoid"]]),
    (Field::RetweetOf, &[&["retweetedstatusid", "retweetid"]]),
    (Field::QuoteOf, &[&["quotedstatusid"]]),
];

/// Fields that a guess must be sure of.
const NEEDED: [Field; 5] = [Field::Id, Field::User, Field::Time, Field::Lat, Field::Lon];

/// What a header and some rows tell.
pub(super) struct Guess {
    mapping: Mapping,
    /// What is missing or ambiguous among the needed, in words.
    unclear: Vec<String>,
}

/// Guesses what the columns of a table are.
pub(super) fn mapping(header: &[String], rows: &[Vec<String>]) -> Guess {
    let plain: Vec<String> = header.iter().map(|name| plain(name)).collect();
    let mut columns = BTreeMap::new();
    let mut unclear = Vec::new();
    for (field, tiers) in NAMES {
        let found = tiers.iter().find_map(|names| {
            let places = plain.iter().enumerate();
            let places: Vec<usize> = places
                .filter(|(_, name)| names.contains(&name.as_str()))
                .map(|(index, _)| index)
                .collect();
            (!places.is_empty()).then_some(places)
        });
        let problem = match found.as_deref() {
            None => Some(format!("{field} (no column is named like it)")),
            Some(&[index]) => {
                let name = header.get(index).map(|name| name.trim()).unwrap_or_default();
                columns.insert(*field, Column::Name(name.to_owned()));
                let values = rows.iter().filter_map(|row| row.get(index));
                doubt(*field, values).map(|doubt| format!("{field} (column {name}: {doubt})"))
            }
            Some(several) => {
                let names = several.iter().filter_map(|&index| header.get(index));
                let names: Vec<&str> = names.map(|name| name.trim()).collect();
                Some(format!("{field} ({} all look like it)", names.join(", ")))
            }
        };
        unclear.extend(problem.filter(|_| NEEDED.contains(field)));
    }
    let origin = if plain.iter().any(|name| name.contains("tweet")) {
        Origin::Twitter
    } else {
        Origin::Lbsn
    };
    Guess { mapping: Mapping::proposed(origin, columns), unclear }
}

impl Guess {
    /// Whether so little fits that this is no table of posts at all.
    pub(super) fn is_hopeless(&self) -> bool {
        self.mapping.columns.len() < 2
    }

    /// The mapping, if nothing needed is unclear.
    pub(super) fn certain(self) -> Result<Mapping, TableError> {
        if self.unclear.is_empty() {
            return Ok(self.mapping);
        }
        let proposal = self.mapping.to_toml();
        Err(TableError::Unclear { proposal, unclear: self.unclear.join("; ") })
    }
}

/// A name without what tools differ in: case, underscores, dots, blanks. What has braces is no name, but cut
/// from a record in JSON.
fn plain(name: &str) -> String {
    if name.contains(['{', '}']) {
        return String::new();
    }
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What speaks against these values being what the column's name says.
fn doubt<'a>(field: Field, values: impl Iterator<Item = &'a String>) -> Option<&'static str> {
    let values: Vec<&str> = values.filter_map(|value| cell::present(value)).collect();
    let all = |fits: &dyn Fn(&str) -> bool| values.iter().all(|value| fits(value));
    // A little dirt is for the run to reject.
    let most = |fits: &dyn Fn(&str) -> bool| {
        10 * values.iter().filter(|value| fits(value)).count() >= 9 * values.len()
    };
    let within =
        |limit: f64| move |value: &str| cell::degrees(value).is_ok_and(|it| it.abs() <= limit);
    match field {
        _ if values.is_empty() && field != Field::Lat && field != Field::Lon => {
            Some("the first rows have nothing there")
        }
        Field::Id => {
            let distinct: HashSet<&str> = values.iter().copied().collect();
            if !all(&|value| cell::id(value, Origin::Lbsn).is_ok()) {
                Some("ids were rounded by a spreadsheet")
            } else if distinct.len() * 2 < values.len() {
                Some("most values come more than once")
            } else {
                None
            }
        }
        Field::Time => {
            let times = Times::new(None, None).ok()?;
            (!most(&|value| times.read(value).is_ok())).then_some(
                "not all times have a form that can only mean one thing; name it with time_format",
            )
        }
        Field::Lat => (!most(&within(90.0))).then_some("not all are degrees from -90 to 90"),
        Field::Lon => (!most(&within(180.0))).then_some("not all are degrees from -180 to 180"),
        _ => None,
    }
}

#[cfg(test)]
#[path = "guess_tests.rs"]
mod tests;
