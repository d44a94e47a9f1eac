//! Rows of `topical.post` and `topical.post_reaction`, and how they become posts again.

use super::place::Spatial;
use super::shape::Shape;
use crate::lbsn::{
    Bundle, Completeness, Counts, GeoAccuracy, Origin, Post, PostType, Reaction, ReactionType, Text,
};
use crate::source::RejectReason;
use crate::source::format::draft::{Draft, publish_date};
use crate::source::format::field::{Count, Object, Pair, Whole, WordList, Words};
use crate::source::format::position::locate;
use crate::source::format::text::{distinct, hashtags, tags_in};
use crate::source::format::{Detail, Reject};
use serde::Deserialize;

/// A row of either table: what stands for the same thing in both is one field.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Row<'a> {
    origin_id: Whole,
    #[serde(borrow, alias = "reaction_guid")]
    post_guid: Words<'a>,
    #[serde(alias = "reaction_latlng")]
    post_latlng: Pair,
    place_guid: Words<'a>,
    city_guid: Words<'a>,
    country_guid: Words<'a>,
    user_guid: Words<'a>,
    #[serde(alias = "reaction_date")]
    post_publish_date: Words<'a>,
    post_create_date: Words<'a>,
    #[serde(alias = "reaction_content")]
    post_body: Words<'a>,
    post_geoaccuracy: Words<'a>,
    hashtags: WordList<'a>,
    emoji: WordList<'a>,
    #[serde(alias = "reaction_like_count")]
    post_like_count: Count,
    post_comment_count: Count,
    post_views_count: Count,
    post_quote_count: Count,
    post_share_count: Count,
    post_type: Words<'a>,
    post_language: Words<'a>,
    input_source: Words<'a>,
    user_mentions: WordList<'a>,
    reaction_type: Words<'a>,
    referencedpost_guid: Words<'a>,
    referencedpostreaction_guid: Words<'a>,
    completeness: Whole,
    place: Object<Spatial<'a>>,
    city: Object<Spatial<'a>>,
    country: Object<Spatial<'a>>,
}

impl Row<'_> {
    /// Whether nothing but its id is known, because another row refers to it. Programs that do
    /// not say how much a row holds are judged by what is there.
    pub(super) fn is_stub(&self) -> bool {
        match self.completeness.0 {
            Some(completeness) => completeness == 0,
            None => self.time().is_none() && self.post_body.get().is_none(),
        }
    }

    /// How the row reacts to another, if by writing something.
    pub(super) fn reaction(&self) -> Option<ReactionType> {
        ReactionType::parse(self.reaction_type.get()?)
    }

    /// The LBSN counts a post on the day when what it shows was made, where it says so.
    fn time(&self) -> Option<&str> {
        self.post_create_date.get().or(self.post_publish_date.get())
    }

    /// The post with its places. Accounts are left out: no column of this row holds them.
    pub(super) fn bundle(&self, shape: Shape, detail: Detail) -> Result<Bundle<'_>, Reject> {
        let origin = self.origin_id.0.and_then(Origin::from_id).ok_or_else(|| {
            Reject::new(RejectReason::BadId, "origin_id is no network that is known here")
        })?;
        let guid = self.post_guid.text();
        let guid = guid.ok_or_else(|| Reject::new(RejectReason::MissingId, "no guid"))?;
        let mut post = Post {
            completeness: match self.completeness.0 {
                Some(1) => Completeness::Truncated,
                _ => Completeness::Full,
            },
            place_guid: self.place_guid.text(),
            city_guid: self.city_guid.text(),
            country_guid: self.country_guid.text(),
            user_guid: self.user_guid.text(),
            publish_date: self.time().map(publish_date).transpose()?,
            body: self.post_body.text(),
            emoji: distinct(self.emoji.0.iter().filter_map(Words::text)),
            user_mentions: distinct(self.user_mentions.0.iter().filter_map(Words::text)),
            counts: Counts {
                likes: self.post_like_count.0,
                comments: self.post_comment_count.0,
                views: self.post_views_count.0,
                quotes: self.post_quote_count.0,
                shares: self.post_share_count.0,
            },
            language: self.post_language.text(),
            input_source: self.input_source.text(),
            post_type: self.post_type.get().map_or(PostType::Text, PostType::parse),
            ..Post::stub(origin, guid)
        };
        locate(&mut post, self.post_latlng)?;
        match shape {
            Shape::Post => {
                post.hashtags = hashtags(self.hashtags.0.iter().filter_map(Words::text));
                // The position may be the middle of a place.
                let accuracy = self.post_geoaccuracy.get().and_then(GeoAccuracy::parse);
                post.geoaccuracy = accuracy.unwrap_or(GeoAccuracy::Unknown);
            }
            Shape::Reaction => self.react(&mut post),
        }
        let mut draft = Draft::new(origin, detail);
        self.add_places(&post, &mut draft);
        Ok(draft.finish(post))
    }

    /// What the table of reactions has no column for is taken from the text, or not known: how
    /// well its position is, too, so the least is taken that a position can tell.
    fn react<'b>(&'b self, post: &mut Post<'b>) {
        post.geoaccuracy = match post.latlng {
            Some(_) => GeoAccuracy::Country,
            None => GeoAccuracy::Unknown,
        };
        let tags = self.post_body.get().map(tags_in).unwrap_or_default();
        post.hashtags = hashtags(tags.into_iter().map(Text::from));
        let referenced = self.referencedpost_guid.text();
        post.reaction = self.reaction().map(|kind| Reaction {
            kind,
            referenced_is_reaction: referenced.is_none()
                && self.referencedpostreaction_guid.get().is_some(),
            referenced: referenced.or(self.referencedpostreaction_guid.text()),
        });
    }

    fn add_places<'b>(&'b self, post: &Post<'b>, draft: &mut Draft<'b>) {
        if let (Some(guid), Some(place)) = (&post.place_guid, &self.place.0) {
            draft.places.push(place.place(post.origin, guid.clone()));
        }
        if let (Some(guid), Some(city)) = (&post.city_guid, &self.city.0) {
            draft.cities.push(city.city(post.origin, guid.clone()));
        }
        if let (Some(guid), Some(country)) = (&post.country_guid, &self.country.0) {
            draft.countries.push(country.country(post.origin, guid.clone()));
        }
    }
}

#[cfg(test)]
#[path = "row_tests.rs"]
mod tests;
