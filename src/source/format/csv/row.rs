//! One row, mapped to LBSN.

use super::cell;
use super::mapping::Field;
use super::table::{Cells, Table};
use crate::lbsn::{
    Bundle, City, Completeness, Country, Counts, GeoAccuracy, Place, Post, ReactionType, Text,
    TimeError, User,
};
use crate::source::RejectReason;
use crate::source::format::draft::Draft;
use crate::source::format::field::Pair;
use crate::source::format::position::locate;
use crate::source::format::text::{hashtags, tags_in, without_nul};
use crate::source::format::{Decoded, Detail, NoticeKind, Reject, Traits};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// Calls `each` with what a row holds.
pub(super) fn decode(table: &Table, detail: Detail, row: &[u8], each: &mut dyn FnMut(Decoded<'_>)) {
    let (text, repaired) = table.text(row);
    let text = if text.contains('\0') { without_nul(&text).into() } else { text };
    let cells = table.cells(&text);
    if table.is_header(&cells) {
        each(Decoded::Notice(NoticeKind::Header));
        return;
    }
    let row = Row { table, cells: &cells };
    match row.bundle(detail) {
        Ok((bundle, traits)) => each(Decoded::Post(&bundle, Traits { repaired, ..traits })),
        Err(reject) => each(reject.of(&text)),
    }
}

/// The cells of a row by what they are.
struct Row<'r> {
    table: &'r Table,
    cells: &'r Cells,
}

impl<'r> Row<'r> {
    /// A cell that holds something.
    fn get(&self, field: Field) -> Option<&'r str> {
        cell::present(self.table.cell(field, self.cells)?)
    }

    fn text(&self, field: Field) -> Option<Text<'r>> {
        self.get(field).map(Text::from)
    }

    /// The rejection for a cell.
    fn reject(&self, reason: RejectReason, field: Field, why: &str) -> Reject {
        Reject::new(reason, format!("column {} ({field}): {why}", self.table.number(field)))
    }

    /// An id in a cell.
    fn id(&self, field: Field) -> Result<Option<Text<'r>>, Reject> {
        let origin = self.table.origin;
        self.get(field)
            .map(|text| cell::id(text, origin))
            .transpose()
            .map_err(|why| self.reject(RejectReason::BadId, field, why))
    }

    fn bundle(&self, detail: Detail) -> Result<(Bundle<'r>, Traits), Reject> {
        self.check_width()?;
        let origin = self.table.origin;
        let mut draft = Draft::new(origin, detail);
        // The text is looked at before words such as "none" are taken for nothing.
        let body = self.table.cell(Field::Text, self.cells).filter(|text| !text.is_empty());
        let mut post = Post {
            publish_date: self.time()?,
            completeness: Completeness::Full,
            user_guid: self.author()?,
            body: body.map(Text::from),
            counts: Counts {
                likes: self.count(Field::Likes),
                comments: self.count(Field::Comments),
                shares: self.count(Field::Shares),
                ..Counts::default()
            },
            language: self.text(Field::Lang),
            input_source: self.text(Field::Source),
            ..Post::stub(origin, self.guid()?)
        };
        let tags = if self.table.has(Field::Hashtags) {
            self.get(Field::Hashtags).map(cell::tags).unwrap_or_default()
        } else {
            body.map(tags_in).unwrap_or_default()
        };
        post.hashtags = hashtags(tags.into_iter().map(Text::from));
        let position = self.position()?;
        locate(&mut post, position).map_err(|reject| {
            let field = Field::Lat;
            Reject::new(
                reject.reason,
                format!("column {} ({field}): {}", self.table.number(field), reject.detail),
            )
        })?;
        self.settle(&mut post, &mut draft);
        if let Some(guid) = post.user_guid.clone().filter(|_| draft.wants_profiles()) {
            let name = self.text(Field::UserName);
            draft.users.push(User { name, ..User::stub(origin, guid) });
        }
        self.react(&mut post, &mut draft)?;
        let traits = Traits { coordinates: position != Pair::Absent, ..Traits::of(&post) };
        Ok((draft.finish(post), traits))
    }

    /// Empty cells too many do no harm; any other difference may have moved the others.
    fn check_width(&self) -> Result<(), Reject> {
        let (width, found) = (self.table.width(), self.cells.len());
        let surplus_is_empty = || (width..found).all(|at| self.cells.get(at) == Some(""));
        if found == width || (found > width && surplus_is_empty()) {
            return Ok(());
        }
        Err(Reject::new(
            RejectReason::RaggedRow,
            format!("{found} columns where the first row has {width}"),
        ))
    }

    fn guid(&self) -> Result<Text<'r>, Reject> {
        if !self.table.has(Field::Id) {
            return Ok(self.fingerprint().into());
        }
        match self.id(Field::Id)? {
            Some(guid) => Ok(guid),
            None => Err(self.reject(RejectReason::MissingId, Field::Id, "nothing there")),
        }
    }

    /// An id from the content of all cells, so that it is the same in every file and run.
    fn fingerprint(&self) -> String {
        let mut hasher = Sha256::new();
        for cell in self.cells.iter() {
            hasher.update((cell.len() as u64).to_le_bytes());
            hasher.update(cell);
        }
        let mut guid = "row-".to_owned();
        for byte in hasher.finalize().iter().take(16) {
            // Writing to a String cannot fail.
            let _ = write!(guid, "{byte:02x}");
        }
        guid
    }

    fn author(&self) -> Result<Option<Text<'r>>, Reject> {
        self.get(Field::User)
            .map(cell::account)
            .transpose()
            .map_err(|why| self.reject(RejectReason::BadId, Field::User, why))
    }

    fn time(&self) -> Result<Option<crate::lbsn::Timestamp>, Reject> {
        let Some(text) = self.get(Field::Time) else { return Ok(None) };
        match self.table.times.read(text) {
            Ok(time) => Ok(Some(time)),
            Err(error @ TimeError::OutOfRange { .. }) => {
                Err(self.reject(RejectReason::TimeOutOfRange, Field::Time, &error.to_string()))
            }
            Err(_) => {
                let why = "of no form that can only mean one thing; name it with time_format";
                Err(self.reject(RejectReason::BadTime, Field::Time, why))
            }
        }
    }

    fn position(&self) -> Result<Pair, Reject> {
        let degrees = |field| {
            let read = self.get(field).map(cell::degrees).transpose();
            read.map_err(|why| self.reject(RejectReason::BadCoordinates, field, why))
        };
        match (degrees(Field::Lat)?, degrees(Field::Lon)?) {
            (Some(lat), Some(lon)) => Ok(Pair::Numbers(lon, lat)),
            (None, None) => Ok(Pair::Absent),
            (lat, _) => {
                let missing = if lat.is_some() { Field::Lon } else { Field::Lat };
                Err(self.reject(RejectReason::BadCoordinates, missing, "nothing there"))
            }
        }
    }

    /// Place, city and country.
    fn settle(&self, post: &mut Post<'r>, draft: &mut Draft<'r>) {
        let origin = self.table.origin;
        let mut accuracy = GeoAccuracy::Unknown;
        let is_code =
            |code: &&str| code.len() == 2 && code.bytes().all(|it| it.is_ascii_alphabetic());
        if let Some(code) = self.get(Field::Country).filter(is_code) {
            accuracy = GeoAccuracy::Country;
            let guid = Text::from(code.to_ascii_uppercase());
            post.country_guid = Some(guid.clone());
            draft.countries.push(Country {
                origin,
                guid,
                name: None,
                name_alternatives: Vec::new(),
                area: None,
                url: None,
            });
        }
        if let Some(guid) = self.text(Field::City) {
            accuracy = GeoAccuracy::City;
            post.city_guid = Some(guid.clone());
            draft.cities.push(City {
                origin,
                name: Some(guid.clone()),
                guid,
                name_alternatives: Vec::new(),
                area: None,
                url: None,
                country_guid: post.country_guid.clone(),
                sub_type: None,
            });
        }
        if let Some(guid) = self.text(Field::Place) {
            accuracy = GeoAccuracy::Place;
            post.place_guid = Some(guid.clone());
            draft.places.push(Place {
                origin,
                name: Some(guid.clone()),
                guid,
                name_alternatives: Vec::new(),
                area: None,
                url: None,
                city_guid: post.city_guid.clone(),
            });
        }
        post.geoaccuracy = post.geoaccuracy.max(accuracy);
    }

    /// A share goes before a quote, a quote before a reply. A text that begins like a retweet
    /// made by hand is one, of a post that nobody knows.
    fn react(&self, post: &mut Post<'r>, draft: &mut Draft<'r>) -> Result<(), Reject> {
        let by_hand = post.body.as_deref().is_some_and(|body| body.starts_with("RT @"));
        if let Some(guid) = self.id(Field::RetweetOf)? {
            draft.react(post, ReactionType::Share, Some(guid), None);
        } else if by_hand {
            draft.react(post, ReactionType::Share, None, None);
        } else if let Some(guid) = self.id(Field::QuoteOf)? {
            draft.react(post, ReactionType::Quote, Some(guid), None);
        } else if let Some(guid) = self.id(Field::ReplyTo)? {
            draft.reply(post, guid, None, None);
        }
        Ok(())
    }

    fn count(&self, field: Field) -> Option<u64> {
        cell::count(self.get(field)?)
    }
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;
