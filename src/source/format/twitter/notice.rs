//! Messages that stand among the tweets of a stream or page and are none.

/// What a message is about; counted by kind, never rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NoticeKind {
    /// A tweet was deleted.
    Delete,
    /// Positions were removed from an account's tweets.
    ScrubGeo,
    /// The stream left tweets out.
    Limit,
    /// A tweet is withheld in some countries.
    StatusWithheld,
    /// An account is withheld in some countries.
    UserWithheld,
    /// The stream is about to end.
    Disconnect,
    /// The stream warns.
    Warning,
    /// The accounts that the stream's owner follows.
    Friends,
    /// Something happened to an account, a list or a like.
    Event,
    /// Control message of a site stream.
    Control,
    /// A private message.
    DirectMessage,
    /// Information of the provider, such as the end of a replay.
    Info,
    /// The network answered with an error instead of posts.
    Error,
    /// An account without a post.
    Profile,
}

impl NoticeKind {
    /// The kind that a key of the message's object stands for.
    pub(super) fn of_key(key: &str) -> Option<Self> {
        Some(match key {
            "delete" => Self::Delete,
            "scrub_geo" => Self::ScrubGeo,
            "limit" => Self::Limit,
            "status_withheld" => Self::StatusWithheld,
            "user_withheld" => Self::UserWithheld,
            "disconnect" => Self::Disconnect,
            "warning" => Self::Warning,
            "friends" | "friends_str" => Self::Friends,
            "event" => Self::Event,
            "control" => Self::Control,
            "direct_message" => Self::DirectMessage,
            "info" => Self::Info,
            "errors" | "error" | "connection_issue" => Self::Error,
            _ => return None,
        })
    }

    /// The word that reports use.
    pub fn code(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::ScrubGeo => "scrub_geo",
            Self::Limit => "limit",
            Self::StatusWithheld => "status_withheld",
            Self::UserWithheld => "user_withheld",
            Self::Disconnect => "disconnect",
            Self::Warning => "warning",
            Self::Friends => "friends",
            Self::Event => "event",
            Self::Control => "control",
            Self::DirectMessage => "direct_message",
            Self::Info => "info",
            Self::Error => "error",
            Self::Profile => "profile",
        }
    }
}
