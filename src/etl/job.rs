//! What a run asks of each post, as a fingerprint: only a run that asks the same may go on where
//! another one ended.

use super::filter::Filter;
use crate::lbsn::{GeoAccuracy, Timestamp};
use crate::lexicon::{Field, Term};
use crate::privacy::Key;
use crate::source::{Format, Mapping, Options};
use crate::store::Settings;
use std::fmt::Write as _;

/// The fingerprint of what is asked: filters, what the lexicon matches, under what the sets are
/// made, whether raw rows are kept, the longest record. Where the inputs, the results and the
/// lexicon's file lie plays no part, nor do notes in the lexicon or its order.
///
/// It is made of a text with a line per answer that is not the default one, so that versions to
/// come with more to ask will know what this one was asked. Under the study's key, so that
/// nobody else can try out lexicons.
pub fn job(filter: &Filter, settings: &Settings, raw: bool, read: &Options, key: &Key) -> String {
    key.fingerprint("job 1", &[describe(filter, settings, raw, read).as_bytes()])
}

fn describe(filter: &Filter, settings: &Settings, raw: bool, read: &Options) -> String {
    let Filter { reactions, embedded, min_accuracy, bbox, since, until, languages, lexicon } =
        filter;
    let Settings { params, precision, mode, bases, key_id } = settings;
    let mut text = Lines(String::new());
    text.line("reactions", reactions.then_some("yes"));
    text.line("embedded", (!embedded).then_some("no"));
    text.line(
        "min accuracy",
        (*min_accuracy != GeoAccuracy::LatLng).then_some(min_accuracy.as_str()),
    );
    text.line("bbox", *bbox);
    text.line("since", since.map(Timestamp::second));
    text.line("until", until.map(Timestamp::second));
    let mut languages: Vec<String> = languages.iter().map(|it| it.to_ascii_lowercase()).collect();
    languages.sort_unstable();
    languages.dedup();
    text.line("languages", (!languages.is_empty()).then(|| languages.join(",")));
    if let Some(lexicon) = lexicon {
        let terms = lexicon.terms().iter().map(|it| format!("term {}", term(it)));
        let exclusions = lexicon.exclusions().iter();
        let exclusions = exclusions.map(|it| format!("exclude {:?} {}", it.scope, term(&it.term)));
        let mut rules: Vec<String> = terms.chain(exclusions).collect();
        rules.sort_unstable();
        text.line("lexicon", Some(rules.join("\n")));
    }
    text.line("params", Some(params));
    text.line("precision", Some(precision));
    text.line("items", Some(mode));
    text.line("bases", Some(bases));
    text.line("key", Some(key_id));
    text.line("raw", raw.then_some("yes"));
    text.line("format", (read.format != Format::Auto).then(|| format!("{:?}", read.format)));
    text.line("csv", read.mapping.as_deref().map(Mapping::to_toml));
    let limit = read.document_limit;
    text.line("longest record", (limit != Options::default().document_limit).then_some(limit));
    text.0
}

/// What decides about the matches of a term.
fn term(term: &Term) -> String {
    let Term { text, kind, fields, language, note: _, round: _, line: _ } = term;
    let field = |field, name| if fields.contains(field) { name } else { "" };
    let (hashtag, body) = (field(Field::Hashtag, "hashtag"), field(Field::Text, "text"));
    format!("{kind:?} {hashtag}+{body} {} {text:?}", language.as_deref().unwrap_or("*"))
}

struct Lines(String);

impl Lines {
    fn line(&mut self, name: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            // Writing to a text cannot fail.
            let _ = writeln!(self.0, "{name}: {value}");
        }
    }
}

#[cfg(test)]
#[path = "job_tests.rs"]
mod tests;
