//! Which column of a table is what: a TOML file, or pairs on the command line.

use super::error::MappingError;
use super::time::Times;
use crate::lbsn::Origin;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// One table for what a column can hold: variant, name in a mapping.
macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident, $key:literal;)*) => {
        /// What a column can hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum Field {
            $($(#[$doc])* #[serde(rename = $key)] $name,)*
        }

        impl Field {
            /// All of them, in the order in which mappings are written.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name in a mapping.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }
        }
    };
}

fields! {
    /// Id of the post. Without one, rows with the same content are one post.
    Id, "id";
    /// Id of the author, or the name if there is nothing else.
    User, "user";
    /// Screen name of the author, beside an id.
    UserName, "user_name";
    /// When it was published.
    Time, "time";
    /// Latitude, degrees north.
    Lat, "lat";
    /// Longitude, degrees east.
    Lon, "lon";
    /// The text.
    Text, "text";
    /// Hashtags, as a list in one cell. Without such a column they are taken from the text.
    Hashtags, "hashtags";
    /// Language, BCP 47.
    Lang, "lang";
    /// Id or name of a point of interest.
    Place, "place";
    /// Id or name of a city or region.
    City, "city";
    /// Two-letter code of a country; anything else counts as none.
    Country, "country";
    /// The program it was sent from.
    Source, "source";
    /// Id of the post that it replies to.
    ReplyTo, "reply_to";
    /// Id of the post that it shares.
    RetweetOf, "retweet_of";
    /// Id of the post that it quotes.
    QuoteOf, "quote_of";
    /// How often it was liked.
    Likes, "likes";
    /// How often it was shared.
    Shares, "shares";
    /// How often it was replied to.
    Comments, "comments";
}

impl Field {
    /// All names, for messages.
    pub(super) fn names() -> String {
        Self::ALL.iter().map(|field| field.key()).collect::<Vec<_>>().join(", ")
    }

    fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A column, by its name in the header or its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// Number, counted from 1.
    Number(usize),
    /// Name as in the header, white space around it aside.
    Name(String),
}

impl Column {
    fn of_text(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Name(text.to_owned()), Self::Number)
    }
}

/// How bytes become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8; what is none becomes U+FFFD.
    #[serde(rename = "utf-8")]
    Utf8,
    /// Windows-1252, of which Latin-1 is a part.
    #[serde(rename = "windows-1252", alias = "latin-1", alias = "iso-8859-1")]
    Windows1252,
}

/// A mapping of columns, not yet applied to a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mapping {
    /// The network that ids are of; `lbsn` if none or unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    /// What separates columns; found if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    delimiter: Option<String>,
    /// Whether the first row names the columns; found if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) header: Option<bool>,
    /// Found row by row if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) encoding: Option<Encoding>,
    /// The form of times; found cell by cell if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_format: Option<String>,
    /// The zone of times that do not say it; UTC if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    timezone: Option<String>,
    /// The columns.
    pub(super) columns: BTreeMap<Field, Column>,
}

impl Mapping {
    /// Reads `--csv`: the path of a TOML file, or pairs `key=column` separated by commas.
    ///
    /// # Errors
    /// Neither, or not a sensible mapping.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let path = Path::new(text);
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
            Self::load(path)
        } else {
            Self::from_pairs(text)
        }
    }

    /// Reads a TOML file.
    ///
    /// # Errors
    /// It is not there, no TOML, or not a sensible mapping.
    pub fn load(path: &Path) -> Result<Self, MappingError> {
        let text = std::fs::read_to_string(path).map_err(|error| MappingError::Read {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        let mapping: Self = toml::from_str(&text).map_err(|error| MappingError::Toml {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        mapping.checked()
    }

    /// Reads pairs such as `id=tweet_id,time=3,header=no`.
    ///
    /// # Errors
    /// A part is no pair, a key unknown, or the mapping not sensible.
    pub fn from_pairs(text: &str) -> Result<Self, MappingError> {
        let mut mapping = Self::default();
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let Some((key, value)) = part.split_once('=') else {
                return Err(MappingError::Pair { part: part.to_owned() });
            };
            mapping.set(key.trim(), value.trim())?;
        }
        mapping.checked()
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), MappingError> {
        let own = Some(value.to_owned());
        match key {
            "origin" => self.origin = own,
            "delimiter" => self.delimiter = own,
            "time_format" => self.time_format = own,
            "timezone" => self.timezone = own,
            "header" => {
                self.header = Some(match value {
                    "yes" | "true" => true,
                    "no" | "false" => false,
                    _ => return Err(wrong("header", value, "it takes yes or no")),
                });
            }
            "encoding" => {
                self.encoding = Some(match value {
                    "utf-8" => Encoding::Utf8,
                    "windows-1252" | "latin-1" | "iso-8859-1" => Encoding::Windows1252,
                    _ => return Err(wrong("encoding", value, "it takes utf-8 or windows-1252")),
                });
            }
            _ => match Field::of_key(key) {
                Some(field) => drop(self.columns.insert(field, Column::of_text(value))),
                None => return Err(MappingError::Key { key: key.to_owned() }),
            },
        }
        Ok(())
    }

    fn checked(self) -> Result<Self, MappingError> {
        self.origin()?;
        self.delimiter()?;
        self.times()?;
        if let Some((field, _)) = self.columns.iter().find(|it| *it.1 == Column::Number(0)) {
            return Err(wrong(field.key(), "0", "columns are counted from 1"));
        }
        let has = |field| self.columns.contains_key(&field);
        if has(Field::Lat) != has(Field::Lon) {
            return Err(MappingError::HalfPosition);
        }
        if self.columns.is_empty() {
            return Err(MappingError::Empty);
        }
        Ok(self)
    }

    /// A mapping of these columns, for a proposal.
    pub(super) fn proposed(origin: Origin, columns: BTreeMap<Field, Column>) -> Self {
        let origin = Some(origin.name().to_lowercase());
        Self { origin, columns, ..Self::default() }
    }

    pub(super) fn origin(&self) -> Result<Origin, MappingError> {
        let Some(name) = &self.origin else { return Ok(Origin::Lbsn) };
        name.parse().map_err(|reason: String| wrong("origin", name, &reason))
    }

    /// The delimiter, if one is given.
    pub(super) fn delimiter(&self) -> Result<Option<u8>, MappingError> {
        let Some(delimiter) = self.delimiter.as_deref() else { return Ok(None) };
        Ok(Some(match delimiter {
            "tab" | "\\t" => b'\t',
            "comma" => b',',
            "semicolon" => b';',
            "pipe" => b'|',
            "space" => b' ',
            _ => match delimiter.as_bytes() {
                [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r' | 0) => *byte,
                _ => {
                    let reason = "it takes one character, or comma, semicolon, tab, pipe, space";
                    return Err(wrong("delimiter", delimiter, reason));
                }
            },
        }))
    }

    /// How times are read.
    pub(super) fn times(&self) -> Result<Times, MappingError> {
        Times::new(self.time_format.as_deref(), self.timezone.as_deref())
    }

    /// The mapping as a TOML file.
    pub fn to_toml(&self) -> String {
        // Texts and numbers in a table: nothing that TOML can't write.
        toml::to_string(self).unwrap_or_default()
    }
}

/// The error for a setting with a value that it does not take.
pub(super) fn wrong(key: &'static str, value: &str, reason: &str) -> MappingError {
    MappingError::Value { key, value: value.to_owned(), reason: reason.to_owned() }
}

#[cfg(test)]
#[path = "mapping_tests.rs"]
mod tests;
