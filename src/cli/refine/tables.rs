//! The CSV files. Names of hashtags come from anybody: what a spreadsheet would take for a
//! formula is led by an apostrophe.

use super::study::Study;
use crate::cli::exit::Failure;
use crate::cli::output::OutputFile;
use crate::lexicon::{MatchKind, Status, TermId};
use crate::refine::{Hashtag, Spelling};
use anyhow::Context as _;
use std::borrow::Cow;
use std::path::Path;

type Rows = Vec<Vec<String>>;

/// Writes all tables; returns their names.
pub(super) fn write(folder: &Path, study: &Study<'_>) -> Result<Vec<&'static str>, Failure> {
    let mut files = vec![
        ("candidates.csv", CANDIDATES.to_vec(), candidates(study)),
        ("suspects.csv", SUSPECTS.to_vec(), suspects(study)),
        ("yield.csv", YIELD.to_vec(), yields(study)),
    ];
    if study.args.check.is_some() {
        files.push(("sample.csv", SAMPLE.to_vec(), sample(study)));
    }
    for (name, heading, rows) in &files {
        let path = folder.join(name);
        // Ids of posts lead to persons.
        let is_personal = *name == "sample.csv";
        let mut writer = csv::Writer::from_writer(OutputFile::lazy(&path, is_personal)?);
        let written = writer
            .write_record(heading)
            .and_then(|()| rows.iter().try_for_each(|row| writer.write_record(row)))
            .and_then(|()| writer.flush().map_err(csv::Error::from));
        written.with_context(|| format!("cannot write {}", path.display())).map_err(Failure::Io)?;
    }
    Ok(files.into_iter().map(|(name, ..)| name).collect())
}

/// A text as a cell that no spreadsheet takes for a formula.
fn guarded(text: &str) -> Cow<'_, str> {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\'' | '＝' | '＋' | '－' | '＠') => {
            Cow::Owned(format!("'{text}"))
        }
        _ => Cow::Borrowed(text),
    }
}

/// Part of the surface that scripts rely on.
const CANDIDATES: [&str; 25] = [
    "hashtag",
    "score",
    "proposed",
    "status",
    "posts",
    "users",
    "voices",
    "topic_voices",
    "topic_users",
    "p_topic_given_hashtag",
    "p_hashtag_given_topic",
    "g2",
    "npmi",
    "beside",
    "days",
    "first_day",
    "last_day",
    "growth",
    "languages",
    "countries",
    "prefix",
    "suffix",
    "parts",
    "shared",
    "digits",
];

fn candidates(study: &Study<'_>) -> Rows {
    let rows = study.judgement.candidates.iter().map(|it| {
        let figures = [it.met_users.to_string(), rounded(it.given_tag), rounded(it.given_topic)];
        hashtag(study, &it.hashtag, None, figures)
    });
    rows.collect()
}

/// Part of the surface that scripts rely on.
const SUSPECTS: [&str; 25] = [
    "hashtag",
    "score",
    "proposed",
    "status",
    "fragments",
    "posts",
    "users",
    "voices",
    "topic_voices",
    "judged_users",
    "topicality",
    "g2",
    "npmi",
    "beside",
    "days",
    "first_day",
    "last_day",
    "growth",
    "languages",
    "countries",
    "prefix",
    "suffix",
    "parts",
    "shared",
    "digits",
];

fn suspects(study: &Study<'_>) -> Rows {
    let caught = study.judgement.caught.iter();
    let rows = caught.filter(|it| it.hashtag.score >= study.rules.false_above).map(|it| {
        let figures = [it.judged_users.to_string(), rounded(it.topicality)];
        hashtag(study, &it.hashtag, Some(fragments(study, &it.terms)), figures)
    });
    rows.collect()
}

/// The row of a hashtag: what caught it stands before its counts, figures of its list behind them.
fn hashtag<const N: usize>(
    study: &Study<'_>,
    it: &Hashtag,
    fragments: Option<String>,
    figures: [String; N],
) -> Vec<String> {
    let mut row = vec![
        guarded(&it.name).into_owned(),
        rounded(it.score),
        yes(it.is_proposed),
        status(it.decided),
    ];
    row.extend(fragments);
    row.extend([it.posts, it.users, it.voices, it.met_voices].map(|count| count.to_string()));
    row.extend(figures);
    row.extend([rounded(it.g_squared), rounded(it.npmi), list(&it.beside)]);
    row.extend(whereabouts(study, &it.name));
    row.extend(spelling(&it.spelling));
    row
}

/// Part of the surface that scripts rely on.
const YIELD: [&str; 7] = ["by", "term", "match", "language", "posts", "users", "share"];

fn yields(study: &Study<'_>) -> Rows {
    let all = study.findings.harvest.total().0.max(1.0);
    let rows = study.yields.iter().map(|row| {
        let term = row.term.map_or("", |term| study.lexicon.term_text(term));
        vec![
            row.by.to_owned(),
            guarded(term).into_owned(),
            row.kind.map_or("", MatchKind::name).to_owned(),
            row.language.as_deref().unwrap_or_default().to_owned(),
            row.posts.to_string(),
            row.users.to_string(),
            rounded((row.posts / all).min(1.0)),
        ]
    });
    rows.collect()
}

/// Part of the surface that scripts rely on.
const SAMPLE: [&str; 8] =
    ["number", "network", "post", "hashtags", "terms", "language", "text", "label"];

fn sample(study: &Study<'_>) -> Rows {
    let rows = study.findings.sample.posts().zip(1_u64..).map(|(drawn, number)| {
        vec![
            number.to_string(),
            drawn.origin.clone(),
            guarded(&drawn.post).into_owned(),
            guarded(&drawn.hashtags.join(" ")).into_owned(),
            guarded(&drawn.terms.join(" ")).into_owned(),
            drawn.language.clone(),
            guarded(drawn.text.as_deref().unwrap_or_default()).into_owned(),
            String::new(),
        ]
    });
    rows.collect()
}

/// The fragments that caught a hashtag.
pub(super) fn fragments(study: &Study<'_>, terms: &[TermId]) -> String {
    let texts: Vec<&str> = terms.iter().map(|&term| study.lexicon.term_text(term)).collect();
    guarded(&texts.join(" ")).into_owned()
}

/// Days, their first and last, growth, languages, countries.
fn whereabouts(study: &Study<'_>, name: &str) -> [String; 6] {
    let facts = study.findings.facts(name);
    [
        facts.days.to_string(),
        facts.first_day.unwrap_or_default(),
        facts.last_day.unwrap_or_default(),
        facts.growth.map_or_else(String::new, rounded),
        list(&facts.languages),
        list(&facts.countries),
    ]
}

fn spelling(it: &Spelling) -> [String; 5] {
    [&it.prefix, &it.suffix, &it.parts, &it.shared, &it.digits]
        .map(|text| guarded(text).into_owned())
}

fn list(counts: &[(Box<str>, u32)]) -> String {
    let counts: Vec<String> =
        counts.iter().map(|(name, count)| format!("{name}:{count}")).collect();
    guarded(&counts.join(" ")).into_owned()
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

fn status(decided: Option<Status>) -> String {
    decided.map_or("", Status::name).to_owned()
}

/// Four digits behind the point: more than any of these figures is certain to.
fn rounded(figure: f64) -> String {
    let text = format!("{figure:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
