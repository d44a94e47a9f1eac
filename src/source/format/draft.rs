//! A bundle in the making.

use super::text::distinct;
use super::{Detail, Reject};
use crate::lbsn::{
    Bundle, City, Completeness, Country, Origin, Place, Post, Reaction, ReactionType, Text,
    TimeError, Timestamp, User,
};
use crate::source::RejectReason;

/// What comes along with a post, collected while it and the posts in it are mapped.
pub(super) struct Draft<'b> {
    origin: Origin,
    detail: Detail,
    pub(super) embedded: Vec<Post<'b>>,
    /// Posts within the post that could not be mapped.
    pub(super) unusable: u32,
    pub(super) users: Vec<User<'b>>,
    pub(super) places: Vec<Place<'b>>,
    pub(super) cities: Vec<City<'b>>,
    pub(super) countries: Vec<Country<'b>>,
}

impl<'b> Draft<'b> {
    pub(super) fn new(origin: Origin, detail: Detail) -> Self {
        Self {
            origin,
            detail,
            embedded: Vec::new(),
            unusable: 0,
            users: Vec::new(),
            places: Vec::new(),
            cities: Vec::new(),
            countries: Vec::new(),
        }
    }

    pub(super) fn finish(self, post: Post<'b>) -> Bundle<'b> {
        let Self { embedded, unusable, users, places, cities, countries, .. } = self;
        Bundle { post, embedded, unusable, users, places, cities, countries }
    }

    /// Whether more of an account than its id is wanted.
    pub(super) fn wants_profiles(&self) -> bool {
        self.detail == Detail::Raw
    }

    /// A post within the post, as mapped; one that can't be used is counted, and kept by its id.
    pub(super) fn usable(
        &mut self,
        mapped: Result<Post<'b>, Reject>,
        guid: Option<Text<'b>>,
    ) -> Option<Post<'b>> {
        mapped.ok().or_else(|| {
            self.unusable += 1;
            Some(Post::stub(self.origin, guid?))
        })
    }

    /// Whether more than the id of this post came along already.
    pub(super) fn has(&self, guid: &str) -> bool {
        self.embedded.iter().any(|it| it.guid == guid && it.completeness > Completeness::Stub)
    }

    /// Adds an account of which only id and names are known.
    pub(super) fn stub_user(
        &mut self,
        guid: Text<'b>,
        name: Option<Text<'b>>,
        fullname: Option<Text<'b>>,
    ) {
        if self.wants_profiles() {
            self.users.push(User { name, fullname, ..User::stub(self.origin, guid) });
        }
    }

    /// Makes the post a reaction to one that came along, or to one known by its id only.
    pub(super) fn react(
        &mut self,
        post: &mut Post<'b>,
        kind: ReactionType,
        guid: Option<Text<'b>>,
        referenced: Option<Post<'b>>,
    ) {
        let guid = referenced.as_ref().map(|post| post.guid.clone()).or(guid);
        let referenced_is_reaction = referenced.as_ref().is_some_and(|p| p.reaction.is_some());
        if kind == ReactionType::Share
            && let Some(original) = &referenced
        {
            take_whole_text(post, original);
        }
        match (referenced, &guid) {
            (Some(referenced), _) => self.embedded.push(referenced),
            (None, Some(guid)) => self.stub_post(guid.clone(), None),
            (None, None) => {}
        }
        post.reaction = Some(Reaction { kind, referenced: guid, referenced_is_reaction });
    }

    /// Makes the post a reply to one that is known by its id and perhaps author.
    pub(super) fn reply(
        &mut self,
        post: &mut Post<'b>,
        guid: Text<'b>,
        user_guid: Option<Text<'b>>,
        user_name: Option<Text<'b>>,
    ) {
        if let Some(guid) = user_guid.clone() {
            self.stub_user(guid, user_name, None);
        }
        self.stub_post(guid.clone(), user_guid);
        post.reaction = Some(Reaction {
            kind: ReactionType::Comment,
            referenced: Some(guid),
            referenced_is_reaction: false,
        });
    }

    /// Adds a post of which only id and perhaps author are known.
    fn stub_post(&mut self, guid: Text<'b>, user_guid: Option<Text<'b>>) {
        if self.detail == Detail::Raw {
            self.embedded.push(Post { user_guid, ..Post::stub(self.origin, guid) });
        }
    }
}

/// The text of what shares a post is empty or cut ("RT @name: …"); the original has all of it, tags included.
fn take_whole_text<'b>(post: &mut Post<'b>, original: &Post<'b>) {
    if original.body.is_none() || original.completeness < Completeness::Full {
        return;
    }
    post.completeness = Completeness::Full;
    post.body.clone_from(&original.body);
    post.hashtags = either(&original.hashtags, &post.hashtags);
    post.user_mentions = either(&post.user_mentions, &original.user_mentions);
    post.urls = either(&original.urls, &post.urls);
}

/// What is in one list or the other.
fn either<'b>(first: &[Text<'b>], second: &[Text<'b>]) -> Vec<Text<'b>> {
    distinct(first.iter().chain(second).cloned())
}

/// When a post was published, as written.
pub(super) fn publish_date(created_at: &str) -> Result<Timestamp, Reject> {
    match Timestamp::parse(created_at) {
        Ok(time) => Ok(time),
        Err(error @ TimeError::OutOfRange { .. }) => {
            Err(Reject::new(RejectReason::TimeOutOfRange, error.to_string()))
        }
        Err(_) => Err(Reject::new(RejectReason::BadTime, "the time has no known form")),
    }
}
