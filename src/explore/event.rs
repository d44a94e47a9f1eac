//! Named dates that a reader can jump to: an event list in TOML or CSV.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The ready-made list of the EU migration crisis, 2015 to 2021.
const EU_MIGRATION: &str = include_str!("../../fixtures/events/eu-migration.toml");
/// The name of that list.
const READY_MADE: &str = "eu-migration";
/// More than anybody reads.
const MOST: usize = 2000;

/// Something that happened on a day, or over some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// Its first day, `YYYY-MM-DD`.
    pub date: String,
    /// Its last day, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// What it is called.
    pub name: String,
    /// What it is called in other languages, by their codes.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// Where that is told: a web address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// Events, by date.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(transparent)]
pub struct Events(pub Vec<Event>);

/// An event list that makes no sense.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// Not TOML, or with fields that there are not.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// Not CSV, or without the columns that are needed.
    #[error("{0}; the columns are date,name,until,source, of which the first two are needed")]
    Csv(#[from] csv::Error),
    /// A date that is none, or an end before the beginning.
    #[error("event {number}: {text:?} is no day such as 2015-09-02{hint}")]
    Date {
        /// Which event, from 1.
        number: usize,
        /// What was given.
        text: String,
        /// What else is wrong with it.
        hint: &'static str,
    },
    /// An event without a name.
    #[error("event {number} has no name")]
    Name {
        /// Which event, from 1.
        number: usize,
    },
    /// A source that cannot be followed.
    #[error(
        "event {number}: the source {text:?} is not an address that begins with https:// or http://"
    )]
    Source {
        /// Which event, from 1.
        number: usize,
        /// What was given.
        text: String,
    },
    /// Too many to be read.
    #[error("{found} events are more than {MOST}")]
    Many {
        /// How many there are.
        found: usize,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    event: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    date: Day,
    until: Option<Day>,
    name: String,
    #[serde(default)]
    names: BTreeMap<String, String>,
    source: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Day {
    Date(toml::value::Datetime),
    Text(String),
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Day::Date(date) => date.fmt(f),
            Day::Text(text) => f.write_str(text.trim()),
        }
    }
}

impl Events {
    /// The ready-made list of that name, if there is one.
    pub fn ready_made(name: &str) -> Option<Result<Self, EventError>> {
        (name == READY_MADE).then(|| Self::from_toml(EU_MIGRATION))
    }

    /// Reads `[[event]]` tables.
    ///
    /// # Errors
    /// See [`EventError`].
    pub fn from_toml(text: &str) -> Result<Self, EventError> {
        let file: File = toml::from_str(text)?;
        Self::checked(file.event)
    }

    /// Reads a table with a header.
    ///
    /// # Errors
    /// See [`EventError`].
    pub fn from_csv(bytes: &[u8]) -> Result<Self, EventError> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let mut entries = Vec::new();
        for row in reader.deserialize::<Row>() {
            let row = row?;
            let some = |text: Option<String>| text.filter(|text| !text.is_empty());
            entries.push(Entry {
                date: Day::Text(row.date),
                until: some(row.until).map(Day::Text),
                name: row.name,
                names: BTreeMap::new(),
                source: some(row.source),
            });
        }
        Self::checked(entries)
    }

    fn checked(entries: Vec<Entry>) -> Result<Self, EventError> {
        if entries.len() > MOST {
            return Err(EventError::Many { found: entries.len() });
        }
        let events = entries.into_iter().zip(1..).map(|(entry, number)| entry.checked(number));
        let mut events = events.collect::<Result<Vec<Event>, EventError>>()?;
        events.sort_by(|one, other| one.date.cmp(&other.date));
        Ok(Self(events))
    }
}

#[derive(Deserialize)]
struct Row {
    date: String,
    name: String,
    #[serde(default)]
    until: Option<String>,
    #[serde(default)]
    source: Option<String>,
}

impl Entry {
    fn checked(self, number: usize) -> Result<Event, EventError> {
        let day = |day: &Day| -> Result<Date, EventError> {
            let text = day.to_string();
            let date = text.parse::<Date>().ok().filter(|_| text.len() == 10);
            date.ok_or(EventError::Date { number, text, hint: "" })
        };
        let date = day(&self.date)?;
        let until = self.until.as_ref().map(day).transpose()?;
        if let Some(until) = until.filter(|until| *until < date) {
            let hint = " that is not before the event's date";
            return Err(EventError::Date { number, text: until.to_string(), hint });
        }
        if self.name.trim().is_empty() {
            return Err(EventError::Name { number });
        }
        let web = |text: &String| text.starts_with("https://") || text.starts_with("http://");
        if let Some(text) = self.source.as_ref().filter(|text| !web(text)) {
            return Err(EventError::Source { number, text: text.clone() });
        }
        Ok(Event {
            date: date.to_string(),
            until: until.filter(|until| *until != date).map(|until| until.to_string()),
            name: self.name,
            names: self.names,
            source: self.source,
        })
    }
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
