//! News: articles by topic and day, from responses of `NewsAPI` or a table.

use super::daily::Daily;
use super::json::is_json;
use super::sheet::{Sheet, SignalError};
use crate::indicator::day::Day;
use crate::lbsn::Timestamp;
use crate::topic::Finder;
use jiff::tz::TimeZone;
use serde::Deserialize;
use std::collections::HashSet;

/// How articles are counted.
#[derive(Debug)]
pub struct Newsstand<'t> {
    /// Finds the topics, by number.
    pub topics: &'t Finder,
    /// The language of articles that say none.
    pub language: Option<&'t str>,
    /// Where days begin.
    pub zone: &'t TimeZone,
    /// Whether the counts are split by outlet (or the column of this name).
    pub by: Option<&'t str>,
}

/// What became of the articles of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Articles {
    /// All.
    pub articles: u64,
    /// Left out: an earlier one has the same address.
    pub repeated: u64,
}

#[derive(Deserialize)]
struct Article {
    source: Option<Outlet>,
    title: Option<String>,
    description: Option<String>,
    content: Option<String>,
    url: Option<String>,
    #[serde(rename = "publishedAt", alias = "published_at", alias = "date")]
    published: Option<String>,
    language: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Outlet {
    Named { name: Option<String> },
    Name(String),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Document {
    Response { articles: Vec<Article> },
    List(Vec<Article>),
    One(Box<Article>),
}

impl Newsstand<'_> {
    /// Counts the articles of a file: an article once for each topic of which a word stands in
    /// its title, description or content. `seen` has the addresses of all files.
    ///
    /// # Errors
    /// It is neither JSON nor a table of articles, or a time of it is none.
    pub fn read(
        &self,
        bytes: &[u8],
        seen: &mut HashSet<String>,
        into: &mut Daily,
    ) -> Result<Articles, SignalError> {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        if is_json(bytes) {
            self.json(bytes, seen, into)
        } else {
            self.table(&Sheet::read(bytes)?, seen, into)
        }
    }

    fn json(
        &self,
        bytes: &[u8],
        seen: &mut HashSet<String>,
        into: &mut Daily,
    ) -> Result<Articles, SignalError> {
        let mut counted = Articles::default();
        for document in serde_json::Deserializer::from_slice(bytes).into_iter::<Document>() {
            let document = document.map_err(|error| SignalError::Json {
                what: format!(
                    "line {}: neither a response of NewsAPI with its `articles` nor an article",
                    error.line()
                ),
            })?;
            let articles = match document {
                Document::Response { articles } | Document::List(articles) => articles,
                Document::One(article) => vec![*article],
            };
            for article in articles {
                let number = counted.articles as usize + 1;
                let written = article.published.as_deref().unwrap_or_default();
                let time = Timestamp::parse(written).map_err(|source| SignalError::Time {
                    number,
                    text: written.to_owned(),
                    source,
                })?;
                let parts = [&article.title, &article.description, &article.content];
                let texts = parts.map(|part| part.as_deref().unwrap_or_default());
                let address = article.url.clone().filter(|url| !url.is_empty());
                let address = address.unwrap_or_else(|| format!("{written} {}", texts[0]));
                let outlet = match &article.source {
                    Some(Outlet::Named { name }) => name.as_deref().unwrap_or_default(),
                    Some(Outlet::Name(name)) => name,
                    None => "",
                };
                let language = article.language.as_deref().or(self.language);
                self.count(
                    &mut counted,
                    seen,
                    address,
                    self.day(time),
                    outlet,
                    language,
                    texts,
                    into,
                );
            }
        }
        Ok(counted)
    }

    fn table(
        &self,
        sheet: &Sheet,
        seen: &mut HashSet<String>,
        into: &mut Daily,
    ) -> Result<Articles, SignalError> {
        let date = sheet.require(&["publishedAt", "published_at", "date", "day"])?;
        let title = sheet.require(&["title", "text", "content"])?;
        let texts = [Some(title), sheet.column(&["description"]), sheet.column(&["content"])];
        let url = sheet.column(&["url", "id", "link"]);
        let language = sheet.column(&["language", "lang"]);
        let by = self.by.map(|by| sheet.require(&[by])).transpose()?;
        let days = sheet.days(date)?;
        let mut counted = Articles::default();
        for (row, day) in days.into_iter().enumerate() {
            let texts = texts.map(|column| column.map_or("", |column| sheet.text(row, column)));
            let day = sheet.time(row, date).map_or(day, |time| self.day(time));
            let address = url.map(|url| sheet.text(row, url).to_owned());
            let address = address.filter(|url| !url.is_empty());
            let address = address.unwrap_or_else(|| format!("{day} {}", texts[0]));
            let outlet = by.map_or("", |by| sheet.text(row, by));
            let named = language.map(|column| sheet.text(row, column)).filter(|it| !it.is_empty());
            self.count(
                &mut counted,
                seen,
                address,
                day,
                outlet,
                named.or(self.language),
                texts,
                into,
            );
        }
        Ok(counted)
    }

    fn day(&self, time: Timestamp) -> Day {
        let time = jiff::Timestamp::from_second(time.second()).unwrap_or_default();
        Day::from(self.zone.to_datetime(time).date())
    }

    #[expect(clippy::too_many_arguments, reason = "the fields of an article")]
    fn count(
        &self,
        counted: &mut Articles,
        seen: &mut HashSet<String>,
        address: String,
        day: Day,
        outlet: &str,
        language: Option<&str>,
        texts: [&str; 3],
        into: &mut Daily,
    ) {
        counted.articles += 1;
        into.cover(day);
        if !seen.insert(address) {
            counted.repeated += 1;
            return;
        }
        let group = if self.by.is_some() { outlet } else { "" };
        let hits = self.topics.find(Some(&texts.join("\n")), &[""; 0], language);
        for (topic, _) in hits {
            into.add(usize::from(topic), day, group, 1.0);
        }
    }
}
