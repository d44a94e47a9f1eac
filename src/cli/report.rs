//! The report of a run, for people: a funnel from bytes read to posts stored, 80 columns wide.

use super::table::{grouped, shown};
use crate::etl::{Coded, Counts, FilterReason, PassedOver, Report, ResumedInput, TermCount};
use crate::source::RejectReason;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Terms listed; all are in the JSON.
const TERMS: usize = 10;

/// Resumed inputs listed.
const RESUMED: usize = 10;

/// Languages listed of each, those of most posts.
const LANGUAGES: usize = 5;

/// Writes the report.
///
/// # Errors
/// The output cannot be written.
pub fn print(report: &Report, output: &mut dyn Write) -> io::Result<()> {
    let mut rows = Rows(output);
    let Report { dump, .. } = report;
    let inputs = count_of(report.inputs as u64, "input");
    rows.row("read", &bytes(report.bytes), &format!("in {inputs}"))?;
    if !report.known_inputs.is_empty() {
        let inputs = count_of(report.known_inputs.len() as u64, "input");
        let remark = format!("{inputs} already in the store (--again reads anew)");
        rows.row("not read", "", &remark)?;
    }
    for resumed in report.resumed.iter().take(RESUMED) {
        let ResumedInput { input, lines, .. } = resumed;
        let line = grouped(*lines);
        rows.row("resumed", "", &format!("{} behind line {line}", shown(input)))?;
    }
    if let Some(more @ 1..) = report.resumed.len().checked_sub(RESUMED) {
        rows.remark(&format!("and {}", count_of(more as u64, "more input")))?;
    }
    rows.count("records", report.records, "")?;
    rows.section("  passed over", &report.passed_over, |reason: PassedOver| {
        reason.meaning().to_owned()
    })?;
    let of = |count: u64, what: &str| format!("{} {what}", grouped(count));
    rows.count("  posts", dump.posts, &of(dump.coordinates, "with coordinates"))?;
    rows.remark(&format!(
        "{}, {}",
        of(dump.place, "with a place"),
        of(dump.hashtags, "with hashtags")
    ))?;
    if dump.retweets + dump.quotes + dump.replies > 0 {
        rows.remark(&format!(
            "{}, {}, {}",
            of(dump.retweets, "retweets"),
            of(dump.quotes, "quotes"),
            of(dump.replies, "replies")
        ))?;
    }
    if dump.repaired > 0 {
        rows.remark(&of(dump.repaired, "with damaged characters, repaired"))?;
    }
    rows.section("  notices", &report.notices, |_| String::new())?;
    rows.section("  rejected", &report.rejected, meaning)?;
    if report.embedded > 0 {
        let embedded = of(report.embedded, "of them embedded in others");
        rows.count("all posts", report.posts, &embedded)?;
    }
    if report.embedded_unusable > 0 {
        rows.remark(&of(report.embedded_unusable, "more embedded ones could not be used"))?;
    }
    rows.section("  left out", &report.filtered, |reason: FilterReason| {
        reason.meaning().to_owned()
    })?;
    let removed = report
        .false_match_share
        .filter(|share| *share > 0.0)
        .map(|share| format!("{:.1} % of the matches removed as false", 100.0 * share));
    rows.count("  matched", report.matched, &removed.unwrap_or_default())?;
    rows.terms(report)?;
    let about = if report.duplicates_exact { "" } else { "about " };
    let repeated = match report.duplicates {
        0 => String::new(),
        more => format!("{about}{} left out", count_of(more, "repetition")),
    };
    rows.count("stored", report.stored, &repeated)?;
    if report.stored > 0 {
        rows.count("  users", report.users, "estimated, ±0.8 %")?;
        rows.count("  user days", report.userdays, "estimated, ±0.8 %")?;
    }
    if let (Some(first), Some(last)) = (&report.first_day, &report.last_day) {
        rows.count("  days", report.days as u64, &format!("from {first} to {last}"))?;
    }
    if let Some([west, south, east, north]) = report.bbox {
        let extent = format!("longitude {west:.2} to {east:.2}, latitude {south:.2} to {north:.2}");
        rows.row("  extent", "", &extent)?;
    }
    for failed in &report.failed_inputs {
        rows.row("not read", "", &failed.reason)?;
    }
    let posts = grouped(report.posts_per_second as u64);
    let speed = format!("{posts} posts/s, {}/s", bytes(report.bytes_per_second as u64));
    rows.row("took", &format!("{:.2} s", report.seconds), &speed)?;
    if let Some(peak) = report.peak_rss_bytes {
        rows.row("memory", &bytes(peak), "at most")?;
    }
    Ok(())
}

/// What a reject means, without what to do about it: that does not fit a line.
fn meaning(reason: RejectReason) -> String {
    let text = reason.to_string();
    text.split_once(';').map_or(text.clone(), |(meaning, _)| meaning.to_owned())
}

struct Rows<'o>(&'o mut dyn Write);

impl Rows<'_> {
    /// A line: name, number, remark.
    fn row(&mut self, name: &str, number: &str, remark: &str) -> io::Result<()> {
        writeln!(self.0, "{}", format!("{name:<11} {number:>12}  {remark}").trim_end())
    }

    fn count(&mut self, name: &str, count: u64, remark: &str) -> io::Result<()> {
        self.row(name, &grouped(count), remark)
    }

    /// A remark on the line above.
    fn remark(&mut self, remark: &str) -> io::Result<()> {
        self.row("", "", remark)
    }

    /// A total, and below it what it is made of.
    fn section<K: Coded>(
        &mut self,
        name: &str,
        counts: &Counts<K>,
        meaning: impl Fn(K) -> String,
    ) -> io::Result<()> {
        if counts.total() == 0 {
            return Ok(());
        }
        self.count(name, counts.total(), "")?;
        for (&key, &count) in &counts.0 {
            let meaning = meaning(key);
            let colon = if meaning.is_empty() { "" } else { ": " };
            self.count("", count, &format!("  {}{colon}{meaning}", key.code()))?;
        }
        Ok(())
    }

    /// The terms that found most, with the languages of the posts.
    fn terms(&mut self, report: &Report) -> io::Result<()> {
        let mut terms: BTreeMap<&str, (u64, Vec<String>)> = BTreeMap::new();
        for TermCount { term, language, posts } in &report.terms {
            let (total, languages) = terms.entry(term).or_default();
            *total += posts;
            languages.push(format!("{language} {}", grouped(*posts)));
        }
        let mut terms: Vec<_> = terms.into_iter().collect();
        terms.sort_by_key(|(term, (total, _))| (std::cmp::Reverse(*total), *term));
        for (term, (total, languages)) in terms.iter().take(TERMS) {
            let more = if languages.len() > LANGUAGES { ", …" } else { "" };
            let languages = languages.get(..LANGUAGES).unwrap_or(languages).join(", ");
            self.count("", *total, &format!("  {}: {languages}{more}", shown(term)))?;
        }
        let more = terms.len().saturating_sub(TERMS) as u64;
        let none = report.terms_without_posts.len() as u64;
        match (more, none) {
            (0, 0) => Ok(()),
            _ => self.remark(&format!(
                "  {} more found posts, {} found none: see --report",
                count_of(more, "term"),
                grouped(none)
            )),
        }
    }
}

/// So many of something: `1 row`, `2,000 rows`.
pub fn count_of(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// Bytes in the unit that suits their number.
fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut number = bytes as f64;
    let mut unit = 0;
    while number >= 999.5 && unit + 1 < UNITS.len() {
        number /= 1000.0;
        unit += 1;
    }
    let digits = usize::from(unit > 0 && number < 99.95);
    format!("{number:.digits$} {}", UNITS.get(unit).unwrap_or(&""))
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
