//! What real dumps hold besides posts: notices of the stream, damage, repetition.
//!
//! Whether a damaged record can still be used depends on the reader. So that the truth does not,
//! damaged records have no position and no hashtag ([`super::compose::Composer::expendable`]).

use super::random::Random;

/// A kind of line that is no regular post.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dirt {
    Delete,
    Limit,
    ScrubGeo,
    StatusWithheld,
    UserWithheld,
    Blank,
    Truncated,
    LoneSurrogate,
    InvalidUtf8,
    ImpossibleLatitude,
    NumericId,
    MissingUser,
    Rubbish,
    Nested,
    Duplicate,
}

impl Dirt {
    /// All kinds, in the order in which they take turns.
    pub const ALL: [Self; 15] = [
        Self::Delete,
        Self::Truncated,
        Self::Blank,
        Self::Duplicate,
        Self::Limit,
        Self::LoneSurrogate,
        Self::ScrubGeo,
        Self::InvalidUtf8,
        Self::ImpossibleLatitude,
        Self::StatusWithheld,
        Self::NumericId,
        Self::Rubbish,
        Self::UserWithheld,
        Self::MissingUser,
        Self::Nested,
    ];

    /// What the truth counts it under.
    pub fn name(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Limit => "limit",
            Self::ScrubGeo => "scrub_geo",
            Self::StatusWithheld => "status_withheld",
            Self::UserWithheld => "user_withheld",
            Self::Blank => "blank",
            Self::Truncated => "truncated",
            Self::LoneSurrogate => "lone_surrogate",
            Self::InvalidUtf8 => "invalid_utf8",
            Self::ImpossibleLatitude => "impossible_latitude",
            Self::NumericId => "numeric_id",
            Self::MissingUser => "missing_user",
            Self::Rubbish => "rubbish",
            Self::Nested => "nested",
            Self::Duplicate => "duplicate",
        }
    }

    /// Whether it is a notice of the stream.
    pub fn is_notice(self) -> bool {
        matches!(
            self,
            Self::Delete | Self::Limit | Self::ScrubGeo | Self::StatusWithheld | Self::UserWithheld
        )
    }

    /// Whether it is a post that was damaged.
    pub fn is_damage(self) -> bool {
        matches!(
            self,
            Self::Truncated
                | Self::LoneSurrogate
                | Self::InvalidUtf8
                | Self::ImpossibleLatitude
                | Self::NumericId
                | Self::MissingUser
        )
    }
}

/// A line that needs no post: a notice, nothing, or rubbish.
pub fn line(dirt: Dirt, id: u64, random: &mut Random) -> Vec<u8> {
    let user = 20_000_000 + random.below(1_000_000);
    let text = match dirt {
        Dirt::Delete => format!(
            "{{\"delete\":{{\"status\":{{\"id\":{id},\"id_str\":\"{id}\",\"user_id\":{user},\
             \"user_id_str\":\"{user}\"}},\"timestamp_ms\":\"1467998788211\"}}}}"
        ),
        Dirt::Limit => format!("{{\"limit\":{{\"track\":{}}}}}", random.below(5000)),
        Dirt::ScrubGeo => format!(
            "{{\"scrub_geo\":{{\"user_id\":{user},\"user_id_str\":\"{user}\",\
             \"up_to_status_id\":{id},\"up_to_status_id_str\":\"{id}\"}}}}"
        ),
        Dirt::StatusWithheld => format!(
            "{{\"status_withheld\":{{\"id\":{id},\"user_id\":{user},\
             \"withheld_in_countries\":[\"DE\",\"FR\"]}}}}"
        ),
        Dirt::UserWithheld => {
            format!("{{\"user_withheld\":{{\"id\":{user},\"withheld_in_countries\":[\"DE\"]}}}}")
        }
        Dirt::Nested => "[".repeat(500) + &"]".repeat(500),
        Dirt::Rubbish => {
            let rubbish =
                ["Exceeded connection limit", "{]", "\0\0\0\0\0\0\0\0", "null", "{\"a\":1}", "42"];
            random.pick(&rubbish).to_owned()
        }
        _ => String::new(),
    };
    text.into_bytes()
}

/// Damages the line of a post. `id` is the post's.
pub fn damage(dirt: Dirt, line: &mut Vec<u8>, id: u64) {
    match dirt {
        Dirt::Truncated => line.truncate(line.len() * 2 / 5),
        Dirt::LoneSurrogate => replace(line, b"on purpose", b"on purpose \\ud83d"),
        // "für" in Latin-1.
        Dirt::InvalidUtf8 => replace(line, b"on purpose", b"f\xFCr immer"),
        Dirt::NumericId => {
            replace(line, format!("\"id_str\":\"{id}\",").as_bytes(), b"");
            replace(line, format!("\"id\":\"{id}\"").as_bytes(), format!("\"id\":{id}").as_bytes());
        }
        Dirt::MissingUser => {
            replace(line, b"\"user\":{", b"\"user_lost\":{");
            replace(line, b"\"author_id\":", b"\"author_lost\":");
        }
        _ => {}
    }
}

/// Replaces the first occurrence; nothing where there is none.
fn replace(line: &mut Vec<u8>, from: &[u8], to: &[u8]) {
    if let Some(at) = line.windows(from.len()).position(|window| window == from) {
        line.splice(at..at + from.len(), to.iter().copied());
    }
}
