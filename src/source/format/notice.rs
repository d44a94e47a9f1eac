//! Messages that stand among the posts of a stream or page and are none.

/// What a message is about; counted by kind, never rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum NoticeKind {
    /// A post was deleted.
    Delete,
    /// Positions were removed from an account's posts.
    ScrubGeo,
    /// The stream left posts out.
    Limit,
    /// A post is withheld, in some countries or from the reader.
    StatusWithheld,
    /// An account is withheld in some countries.
    UserWithheld,
    /// The stream is about to end.
    Disconnect,
    /// The stream warns.
    Warning,
    /// The accounts that the stream's owner follows.
    Friends,
    /// Something happened to an account, a list or a subscription.
    Event,
    /// A post was liked.
    Like,
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
    /// The header of a table, once more.
    Header,
    /// A row of a raw table of which only the id is known.
    Stub,
}

impl NoticeKind {
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
            Self::Like => "like",
            Self::Control => "control",
            Self::DirectMessage => "direct_message",
            Self::Info => "info",
            Self::Error => "error",
            Self::Profile => "profile",
            Self::Header => "header",
            Self::Stub => "stub",
        }
    }
}
