//! Networks, with the ids that LBSN gives them.

use std::fmt;

/// One table for the networks: LBSN id, name as in the LBSN `origin` table, and documentation.
macro_rules! origins {
    ($($(#[$doc:meta])* $variant:ident = $id:literal, $name:literal;)*) => {
        /// The network that a record comes from, with the id that LBSN gives it.
        ///
        /// Ids of posts and users count together with their network, so that those of two
        /// networks never meet. LBSN's list ends at 25; ids of 100 and above are ours, for
        /// networks that it does not have.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Origin {
            $($(#[$doc])* $variant,)*
        }

        impl Origin {
            /// All networks, by id.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The integer that LBSN databases and item strings use for this network.
            pub fn id(self) -> i32 {
                match self { $(Self::$variant => $id,)* }
            }

            /// The network's name as in the LBSN `origin` table.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

origins! {
    /// No network, or one that is not known: LBSN origin 0.
    Lbsn = 0, "LBSN";
    /// Instagram, LBSN origin 1.
    Instagram = 1, "Instagram";
    /// Flickr, LBSN origin 2.
    Flickr = 2, "Flickr";
    /// Twitter, LBSN origin 3.
    Twitter = 3, "Twitter";
    /// Facebook, LBSN origin 4.
    Facebook = 4, "Facebook";
    /// Foursquare, LBSN origin 5.
    Foursquare = 5, "Foursquare";
    /// Reddit, LBSN origin 8.
    Reddit = 8, "Reddit";
    /// `TikTok`, LBSN origin 19.
    TikTok = 19, "TikTok";
    /// Telegram, LBSN origin 20.
    Telegram = 20, "Telegram";
    /// `iNaturalist`, LBSN origin 23.
    INaturalist = 23, "iNaturalist";
    /// Mastodon and what federates with it; not in LBSN.
    Mastodon = 100, "Mastodon";
    /// Bluesky; not in LBSN.
    Bluesky = 101, "Bluesky";
}

impl Origin {
    /// The network with this LBSN id.
    pub fn from_id(id: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|origin| i64::from(origin.id()) == id)
    }

    /// Where a post can be looked at, if that follows from its id.
    pub fn post_url(self, guid: &str) -> Option<String> {
        match self {
            Self::Twitter => Some(format!("https://twitter.com/statuses/{guid}")),
            Self::Mastodon => guid.starts_with("http").then(|| guid.to_owned()),
            Self::Bluesky => {
                let (did, key) = guid.strip_prefix("at://")?.split_once("/app.bsky.feed.post/")?;
                Some(format!("https://bsky.app/profile/{did}/post/{key}"))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Origin {
    type Err = String;

    /// The name in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|it| it.name().eq_ignore_ascii_case(text)).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|origin| origin.name()).collect();
            format!("no network {text:?} is known; there are {}", known.join(", "))
        })
    }
}

#[cfg(test)]
#[path = "origin_tests.rs"]
mod tests;
