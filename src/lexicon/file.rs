//! The lexicon file: TOML in, checked terms out (`schemas/lexicon.schema.json`).
//!
//! The TOML tree is walked by hand rather than deserialised, so that every fault of a file
//! is found at once and each has its line.

use std::collections::HashMap;

use toml::de::{DeTable, DeValue};

use super::error::{Fault, LexiconError, Located, Warning};
use super::language::is_language_tag;
use super::matcher::{Form, Role, Rule};
use super::nearest::nearest;
use super::normal::normalise;
use super::round::Round;
use super::term::{
    Exclusion, Field, Fields, MatchKind, Meta, Proposal, Scope, Status, Term, TermId,
};

/// The keys of each table.
const DOCUMENT: &[&str] = &["meta", "round", "term", "exclude"];
const META: &[&str] = &["title", "description", "authors", "version", "created", "licence"];
const TERM: &[&str] = &["text", "match", "in", "lang", "note", "round", "status"];
const EXCLUDE: &[&str] = &["text", "match", "in", "lang", "note", "round", "status", "scope"];

/// Syntax errors beyond this many are not spelt out.
const SYNTAX_ERRORS_SHOWN: usize = 5;
/// A text that is not a lexicon at all must not fill the screen with one of its words.
const LONGEST_QUOTE: usize = 60;

/// A checked lexicon file.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) meta: Meta,
    pub(super) terms: Vec<Term>,
    pub(super) exclusions: Vec<Exclusion>,
    /// Entries that are not in effect.
    pub(super) proposals: Vec<Proposal>,
    /// The refinement rounds on record.
    pub(super) rounds: Vec<Round>,
    /// Terms and exclusions in the form that the matchers search for.
    pub(super) rules: Vec<Rule>,
    pub(super) warnings: Vec<Warning>,
}

impl File {
    /// Reads the TOML `text`; `name` is what messages call it.
    pub(super) fn parse(text: &str, name: &str) -> Result<File, LexiconError> {
        let (document, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            let messages = errors.into_iter().take(SYNTAX_ERRORS_SHOWN).map(|mut error| {
                error.set_input(Some(text));
                error.to_string()
            });
            let message = messages.collect::<Vec<_>>().join("\n");
            return Err(LexiconError::Syntax { name: name.to_owned(), message });
        }
        let mut reader = Reader::new(text);
        reader.document(document.get_ref());
        reader.finish(name)
    }
}

/// What is read so far, and every fault met on the way.
struct Reader<'t> {
    text: &'t str,
    line_starts: Vec<usize>,
    file: File,
    faults: Vec<Located>,
    /// Line of each term and exclusion, by what makes it the same as another.
    seen: HashMap<Identity, usize>,
}

/// Where something stands in the file, from 1; columns count characters.
#[derive(Debug, Clone, Copy)]
struct Place {
    line: usize,
    column: usize,
}

impl Place {
    const START: Place = Place { line: 1, column: 1 };
}

/// Two entries with the same identity are duplicates.
#[derive(PartialEq, Eq, Hash)]
struct Identity {
    excludes: bool,
    kind: MatchKind,
    fields: Fields,
    language: Option<String>,
    form: String,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Reader {
            text,
            line_starts: starts.map(|(at, _)| at + 1).collect(),
            file: File::default(),
            faults: Vec::new(),
            seen: HashMap::new(),
        }
    }

    fn finish(mut self, name: &str) -> Result<File, LexiconError> {
        if self.faults.is_empty() && self.file.terms.is_empty() {
            self.fault(Place::START, Fault::NoTerms);
        }
        if self.faults.is_empty() {
            return Ok(self.file);
        }
        self.faults.sort_by_key(|located| (located.line, located.column));
        Err(LexiconError::Faults { name: name.to_owned(), faults: self.faults })
    }

    /// Where a byte offset is.
    fn place(&self, offset: usize) -> Place {
        let before = self.line_starts.partition_point(|start| *start <= offset);
        let start = before.checked_sub(1).and_then(|at| self.line_starts.get(at)).copied();
        let line = self.text.get(start.unwrap_or(0)..offset).unwrap_or_default();
        Place { line: 1 + before, column: 1 + line.chars().count() }
    }

    fn fault(&mut self, Place { line, column }: Place, fault: Fault) {
        self.faults.push(Located { line, column, fault });
    }

    fn document(&mut self, document: &DeTable<'_>) {
        self.check_keys(document, DOCUMENT);
        if let Some(value) = document.get("meta") {
            match value.get_ref() {
                DeValue::Table(meta) => self.meta(meta),
                other => {
                    let place = self.place(value.span().start);
                    self.fault(place, wrong_type("meta", "a [meta] table", other));
                }
            }
        }
        self.entries(document, "round", "[[round]] tables", Self::refinement);
        self.entries(document, "term", "[[term]] tables", Self::term);
        self.entries(document, "exclude", "[[exclude]] tables", Self::exclusion);
    }

    /// Calls `read` with each table of an array of tables and its line.
    fn entries(
        &mut self,
        document: &DeTable<'_>,
        key: &'static str,
        expected: &'static str,
        read: impl Fn(&mut Self, &DeTable<'_>, Place),
    ) {
        let Some(value) = document.get(key) else { return };
        let DeValue::Array(entries) = value.get_ref() else {
            let place = self.place(value.span().start);
            return self.fault(place, wrong_type(key, expected, value.get_ref()));
        };
        for entry in entries {
            let place = self.place(entry.span().start);
            match entry.get_ref() {
                DeValue::Table(table) => read(self, table, place),
                other => self.fault(place, wrong_type(key, expected, other)),
            }
        }
    }

    fn meta(&mut self, table: &DeTable<'_>) {
        self.check_keys(table, META);
        self.file.meta = Meta {
            title: self.string(table, "title"),
            description: self.string(table, "description"),
            authors: self.strings(table, "authors").unwrap_or_default(),
            version: self.string(table, "version"),
            created: self.string(table, "created"),
            licence: self.string(table, "licence"),
        };
    }

    fn term(&mut self, table: &DeTable<'_>, place: Place) {
        self.check_keys(table, TERM);
        let id = TermId(u32::try_from(self.file.terms.len()).unwrap_or(u32::MAX));
        match self.entry(table, place, Role::Include(id)) {
            Some((term, Status::Accepted)) => self.file.terms.push(term),
            Some((term, status)) => {
                self.file.proposals.push(Proposal { term, excludes: false, status });
            }
            None => {}
        }
    }

    fn exclusion(&mut self, table: &DeTable<'_>, place: Place) {
        self.check_keys(table, EXCLUDE);
        let scope = self.choice(table, "scope", &Scope::NAMES).unwrap_or_default();
        match self.entry(table, place, Role::Exclude(scope)) {
            Some((term, Status::Accepted)) => {
                self.file.exclusions.push(Exclusion { term, scope });
            }
            Some((term, status)) => {
                self.file.proposals.push(Proposal { term, excludes: true, status });
            }
            None => {}
        }
    }

    /// A round of refinement: written by the program, read back for what has changed since.
    fn refinement(&mut self, table: &DeTable<'_>, place: Place) {
        self.check_keys(table, Round::KEYS);
        let mut round = Round { date: self.string(table, "date"), ..Round::default() };
        for (key, count) in round.counts_mut() {
            *count = self.count(table, key).unwrap_or(0);
        }
        round.converged = table.get("converged").and_then(|value| value.get_ref().as_bool());
        if !table.contains_key("number") {
            self.fault(place, Fault::MissingNumber);
        }
        self.file.rounds.push(round);
    }

    /// What terms and exclusions have in common. `None`: faulty, and noted as such.
    fn entry(&mut self, table: &DeTable<'_>, place: Place, role: Role) -> Option<(Term, Status)> {
        let kind = self.choice(table, "match", &MatchKind::NAMES).unwrap_or_default();
        let fields = self.fields(table);
        let language = self.language(table);
        let note = self.string(table, "note");
        let round = self.round(table);
        let status = self.choice(table, "status", &Status::NAMES).unwrap_or_default();
        if !table.contains_key("text") {
            self.fault(place, Fault::MissingText);
            return None;
        }
        let text = self.string(table, "text")?;
        let place = self.place_of(table, "text");
        let term = Term { text, kind, fields, language, note, round, line: place.line };
        let forms = self.forms(&term, place)?;
        self.check_duplicate(&term, &forms, role, place);
        if status == Status::Accepted {
            self.file.rules.push(Rule { role, kind, language: term.language.clone(), forms });
        }
        Some((term, status))
    }

    /// What is searched for in each field; the `#` of a hashtag is dropped there.
    fn forms(&mut self, term: &Term, place: Place) -> Option<Vec<(Field, Form)>> {
        let normal = match term.kind {
            MatchKind::Regex => term.text.clone(),
            _ => normalise(&term.text).into_owned(),
        };
        if normal.trim_start_matches('#').trim().is_empty() {
            self.fault(place, Fault::EmptyTerm);
            return None;
        }
        let mut forms = Vec::new();
        for (_, field) in Field::NAMES {
            if !term.fields.contains(field) {
                continue;
            }
            let needle = match field {
                Field::Hashtag => normal.trim_start_matches('#'),
                Field::Text => &normal,
            };
            let form = match term.kind {
                MatchKind::Regex => Form::pattern(needle),
                _ => Ok(Form::Literal(needle.to_owned())),
            };
            match form {
                Ok(form) => forms.push((field, form)),
                Err(fault) => {
                    self.fault(place, fault);
                    return None;
                }
            }
        }
        self.warn(term, &normal);
        Some(forms)
    }

    fn check_duplicate(&mut self, term: &Term, forms: &[(Field, Form)], role: Role, place: Place) {
        let Some((_, form)) = forms.last() else { return };
        let identity = Identity {
            excludes: matches!(role, Role::Exclude(_)),
            kind: term.kind,
            fields: term.fields,
            language: term.language.as_ref().map(|tag| tag.to_ascii_lowercase()),
            form: form.as_str().to_owned(),
        };
        let first = *self.seen.entry(identity).or_insert(term.line);
        if first != term.line {
            self.fault(place, Fault::Duplicate { first });
        }
    }

    fn warn(&mut self, term: &Term, normal: &str) {
        let Term { line, ref text, kind, fields, .. } = *term;
        let literal = normal.trim_start_matches('#');
        match kind {
            MatchKind::Regex if !Form::pattern_is_normal(normal) => {
                self.file.warnings.push(Warning::PatternNotNormal { line });
            }
            // Two characters are a word in Chinese or Japanese; elsewhere they are a syllable.
            MatchKind::Substring
                if literal.chars().count() <= 2 && literal.chars().all(|c| c < '\u{2e80}') =>
            {
                self.file.warnings.push(Warning::ShortTerm { line, text: text.clone() });
            }
            _ => {}
        }
        if kind != MatchKind::Regex && fields.hashtag && literal.contains(char::is_whitespace) {
            self.file.warnings.push(Warning::BlankInHashtag { line, text: text.clone() });
        }
    }

    fn fields(&mut self, table: &DeTable<'_>) -> Fields {
        let Some(names) = self.strings(table, "in") else { return Fields::default() };
        let place = self.place_of(table, "in");
        let mut fields = Fields { hashtag: false, text: false };
        for name in &names {
            let Some(field) = self.named("in", name, place, &Field::NAMES) else {
                return Fields::default();
            };
            let chosen = match field {
                Field::Hashtag => &mut fields.hashtag,
                Field::Text => &mut fields.text,
            };
            if std::mem::replace(chosen, true) {
                self.fault(place, Fault::Fields);
            }
        }
        if names.is_empty() {
            self.fault(place, Fault::Fields);
        }
        fields
    }

    fn language(&mut self, table: &DeTable<'_>) -> Option<String> {
        let value = self.string(table, "lang")?;
        if !is_language_tag(&value) {
            let place = self.place_of(table, "lang");
            self.fault(place, Fault::Language { value: quoted(&value) });
        }
        Some(value)
    }

    fn round(&mut self, table: &DeTable<'_>) -> u32 {
        let Some(value) = table.get("round") else { return 0 };
        let place = self.place_of(table, "round");
        let DeValue::Integer(number) = value.get_ref() else {
            let fault = wrong_type("round", "a whole number, as in round = 1", value.get_ref());
            self.fault(place, fault);
            return 0;
        };
        u32::from_str_radix(number.as_str(), number.radix()).unwrap_or_else(|_| {
            self.fault(place, Fault::Round { value: quoted(number.as_str()) });
            0
        })
    }

    /// A whole number that is not negative. `None`: absent, or faulty.
    fn count(&mut self, table: &DeTable<'_>, key: &'static str) -> Option<u64> {
        let value = table.get(key)?;
        let place = self.place_of(table, key);
        let DeValue::Integer(number) = value.get_ref() else {
            let fault = wrong_type(key, "a whole number", value.get_ref());
            self.fault(place, fault);
            return None;
        };
        let count = u64::from_str_radix(number.as_str(), number.radix()).ok();
        if count.is_none() {
            let value = quoted(number.as_str());
            self.fault(place, Fault::Count { key, value });
        }
        count
    }

    /// A key whose value is one of a few names. `None`: absent, or faulty.
    fn choice<T: Copy>(
        &mut self,
        table: &DeTable<'_>,
        key: &'static str,
        names: &[(&'static str, T)],
    ) -> Option<T> {
        let name = self.string(table, key)?;
        let place = self.place_of(table, key);
        self.named(key, &name, place, names)
    }

    /// The meaning of a name. `None`: it has none, which is noted as a fault.
    fn named<T: Copy>(
        &mut self,
        key: &'static str,
        name: &str,
        place: Place,
        names: &[(&'static str, T)],
    ) -> Option<T> {
        let meaning = names.iter().find(|(known, _)| *known == name).map(|(_, meaning)| *meaning);
        if meaning.is_none() {
            let known: Vec<_> = names.iter().map(|(known, _)| *known).collect();
            let nearest = nearest(name, &known);
            self.fault(place, Fault::UnknownValue { key, value: quoted(name), nearest, known });
        }
        meaning
    }

    fn string(&mut self, table: &DeTable<'_>, key: &'static str) -> Option<String> {
        let value = table.get(key)?;
        if let Some(text) = value.get_ref().as_str() {
            return Some(text.to_owned());
        }
        let place = self.place_of(table, key);
        self.fault(place, wrong_type(key, "text in quotes", value.get_ref()));
        None
    }

    fn strings(&mut self, table: &DeTable<'_>, key: &'static str) -> Option<Vec<String>> {
        let value = table.get(key)?;
        let texts = value.get_ref().as_array().and_then(|values| {
            values.iter().map(|value| value.get_ref().as_str().map(str::to_owned)).collect()
        });
        if texts.is_none() {
            let place = self.place_of(table, key);
            let expected = "a list of texts, as in [\"…\", \"…\"]";
            self.fault(place, wrong_type(key, expected, value.get_ref()));
        }
        texts
    }

    /// Where a key's value stands; the start for a key that is not there.
    fn place_of(&self, table: &DeTable<'_>, key: &str) -> Place {
        table.get(key).map_or(Place::START, |value| self.place(value.span().start))
    }

    fn check_keys(&mut self, table: &DeTable<'_>, known: &'static [&'static str]) {
        for (key, _) in table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let place = self.place(key.span().start);
                let nearest = nearest(name, known);
                let key = quoted(name);
                self.fault(place, Fault::UnknownKey { key, nearest, known: known.to_vec() });
            }
        }
    }
}

fn wrong_type(key: &'static str, expected: &'static str, found: &DeValue<'_>) -> Fault {
    let kind = found.type_str();
    let article = if kind.starts_with(['a', 'i']) { "an" } else { "a" };
    Fault::WrongType { key, expected, found: format!("{article} {kind}") }
}

/// The beginning of a text, for a message.
fn quoted(text: &str) -> String {
    let mut quote: String = text.chars().take(LONGEST_QUOTE).collect();
    if quote.len() < text.len() {
        quote.push('…');
    }
    quote
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
