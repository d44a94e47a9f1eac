//! Accounts, whole or as mentioned.

use super::markup;
use crate::lbsn::{Completeness, Origin, Text, Timestamp, User};
use crate::source::format::field::{Count, Words};
use serde::Deserialize;

/// An account as delivered; of a mentioned one only the names are there.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Account<'a> {
    #[serde(borrow)]
    id: Words<'a>,
    username: Words<'a>,
    acct: Words<'a>,
    url: Words<'a>,
    display_name: Words<'a>,
    note: Words<'a>,
    avatar: Words<'a>,
    created_at: Words<'a>,
    followers_count: Count,
    following_count: Count,
    statuses_count: Count,
}

impl Account<'_> {
    /// `name@host`, the same on every server: the host is that of the account's page, else the
    /// one that its name has on other servers, else that of `address`, a post of it.
    pub(super) fn guid<'b>(&self, address: Option<&str>) -> Option<Text<'b>> {
        let (local, remote) = match self.acct.get().map(|name| name.split_once('@')) {
            Some(Some((name, host))) => (Some(name), Some(host)),
            _ => (self.acct.get(), None),
        };
        let name = self.username.get().or(local)?;
        let host = self.url.get().and_then(host).or(remote).or_else(|| host(address?))?;
        Some(format!("{name}@{host}").to_lowercase().into())
    }

    /// The id on the server that delivered it.
    pub(super) fn id(&self) -> Option<&str> {
        self.id.get()
    }

    /// The name without host.
    pub(super) fn name(&self) -> Option<Text<'_>> {
        self.username.text()
    }

    /// The account as LBSN knows it.
    pub(super) fn user<'b>(&'b self, guid: Text<'b>) -> User<'b> {
        let whole = self.created_at.is_present() && self.followers_count.0.is_some();
        User {
            completeness: if whole { Completeness::Full } else { Completeness::Truncated },
            name: self.username.text(),
            fullname: self.display_name.text(),
            follows: self.following_count.0,
            followed: self.followers_count.0,
            post_count: self.statuses_count.0,
            biography: self.note.get().map(|note| markup::read(note).text.into()),
            url: self.url.text(),
            active_since: self.created_at.get().and_then(|text| Timestamp::parse(text).ok()),
            profile_image_url: self.avatar.text().filter(|url| !url.ends_with("/missing.png")),
            ..User::stub(Origin::Mastodon, guid)
        }
    }
}

/// The host of an address on the web.
fn host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())
}

#[cfg(test)]
#[path = "account_tests.rs"]
mod tests;
