//! The lexicon of the next round: the user's own file, comments and order kept, with what the
//! round proposes added as entries that are not in effect yet, and the round on record.

use crate::lexicon::{MatchKind, Round, Scope, Status};
use toml_edit::{
    ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, TomlError, Value,
};

/// An entry to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addition {
    /// An exclusion, not a term.
    pub excludes: bool,
    /// What is looked for.
    pub text: String,
    /// How it has to match.
    pub kind: MatchKind,
    /// Only posts of this language.
    pub language: Option<String>,
    /// How far an exclusion reaches; of a whole post it looks at the text, too.
    pub scope: Scope,
    /// Why it is here: the evidence.
    pub note: String,
    /// Proposed, or in effect at once.
    pub status: Status,
}

impl Addition {
    /// An exclusion of all posts of a language.
    pub fn without_language(language: &str, note: String) -> Self {
        Self {
            excludes: true,
            // Any character: every post has one.
            text: ".".to_owned(),
            kind: MatchKind::Regex,
            language: Some(language.to_owned()),
            scope: Scope::Post,
            note,
            status: Status::Accepted,
        }
    }
}

/// A lexicon file in which some entries wait for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The text around the decisions: one piece more than there are entries.
    pub pieces: Vec<String>,
    /// The entries that wait, in the order of the file.
    pub open: Vec<Open>,
    /// Whether a [`block`] may be added at its end: not where entries are lists of inline tables.
    pub takes_blocks: bool,
}

/// An entry that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// An exclusion, not a term.
    pub excludes: bool,
    /// What is looked for.
    pub text: String,
}

impl Draft {
    /// The file with one decision for all that waits.
    pub fn text(&self, status: Status) -> String {
        self.pieces.join(status.name())
    }
}

/// Adds entries and a round to the text of a lexicon.
///
/// # Errors
/// The text is not TOML.
pub fn draft(lexicon: &str, additions: &[Addition], round: &Round) -> Result<Draft, TomlError> {
    let mut document: DocumentMut = lexicon.parse()?;
    let texts = additions.iter().flat_map(|it| [it.text.as_str(), it.note.as_str()]);
    let slot = unused(&std::iter::once(lexicon).chain(texts));
    let mut open = Vec::new();
    for (key, excludes) in [("term", false), ("exclude", true)] {
        reopen(&mut document, key, excludes, slot, &mut open);
        let added: Vec<&Addition> = additions.iter().filter(|it| it.excludes == excludes).collect();
        for (number, addition) in added.into_iter().enumerate() {
            let mut table = entry(addition, round, slot);
            if addition.status == Status::Proposed {
                open.push(Open { excludes, text: addition.text.clone() });
            }
            if number == 0 {
                let about = format!(
                    "\n# Round {} of refinement: status proposed has no effect until it is accepted\n",
                    round.number
                );
                table.decor_mut().set_prefix(about);
            }
            push(&mut document, key, table);
        }
    }
    push(&mut document, "round", record(round));
    let is_list = |key: &str| matches!(document.get(key), Some(Item::Value(_)));
    let takes_blocks = !is_list("term") && !is_list("exclude");
    let text = document.to_string();
    let pieces: Vec<String> = text.split(slot).map(str::to_owned).collect();
    // In the order of the file, which may have exclusions before terms.
    let open = in_order(&pieces, open);
    Ok(Draft { pieces, open, takes_blocks })
}

/// An entry as it stands in a file by itself, in effect.
pub fn block(addition: &Addition, round: &Round) -> String {
    let accepted = Addition { status: Status::Accepted, ..addition.clone() };
    let mut document = DocumentMut::new();
    let key = if addition.excludes { "exclude" } else { "term" };
    push(&mut document, key, entry(&accepted, round, '\u{e000}'));
    document.to_string()
}

/// A character for private use that is in none of the texts: it holds the place of a decision.
fn unused<'a>(texts: &(impl Iterator<Item = &'a str> + Clone)) -> char {
    let is_unused = |slot: &char| texts.clone().all(|text| !text.contains(*slot));
    ('\u{e000}'..='\u{f8ff}').find(is_unused).unwrap_or('\u{10fffd}')
}

/// Makes the decisions of earlier proposals open.
fn reopen(document: &mut DocumentMut, key: &str, excludes: bool, slot: char, open: &mut Vec<Open>) {
    let mut each = |table: &mut dyn TableLike| {
        if table.get("status").and_then(Item::as_str) != Some(Status::Proposed.name()) {
            return;
        }
        let text = table.get("text").and_then(Item::as_str).unwrap_or_default().to_owned();
        if let Some(value) = table.get_mut("status").and_then(Item::as_value_mut) {
            let decor = value.decor().clone();
            *value = Value::from(slot.to_string());
            *value.decor_mut() = decor;
            open.push(Open { excludes, text });
        }
    };
    match document.get_mut(key) {
        Some(Item::ArrayOfTables(tables)) => {
            tables.iter_mut().for_each(|table| each(table));
        }
        Some(Item::Value(Value::Array(tables))) => {
            let tables = tables.iter_mut().filter_map(Value::as_inline_table_mut);
            tables.for_each(|table| each(table));
        }
        _ => {}
    }
}

fn entry(addition: &Addition, round: &Round, slot: char) -> Table {
    let mut table = Table::new();
    table["text"] = toml_edit::value(addition.text.as_str());
    table["match"] = toml_edit::value(addition.kind.name());
    if let Some(language) = &addition.language {
        table["lang"] = toml_edit::value(language.as_str());
    }
    if addition.scope == Scope::Post {
        table["in"] = toml_edit::value(["hashtag", "text"].into_iter().collect::<Value>());
        table["scope"] = toml_edit::value("post");
    }
    table["note"] = toml_edit::value(addition.note.as_str());
    table["round"] = toml_edit::value(signed(round.number));
    match addition.status {
        Status::Proposed => table["status"] = toml_edit::value(slot.to_string()),
        Status::Accepted => {}
        Status::Rejected => table["status"] = toml_edit::value(Status::Rejected.name()),
    }
    table
}

fn record(round: &Round) -> Table {
    let mut table = Table::new();
    for (number, (key, count)) in round.counts().into_iter().enumerate() {
        table[key] = toml_edit::value(signed(count));
        if number == 0
            && let Some(date) = &round.date
        {
            table["date"] = toml_edit::value(date.as_str());
        }
    }
    if let Some(converged) = round.converged {
        table["converged"] = toml_edit::value(converged);
    }
    table
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Adds a table to an array, in the form that the file has it in.
fn push(document: &mut DocumentMut, key: &str, table: Table) {
    match document.get_mut(key) {
        Some(Item::ArrayOfTables(tables)) => tables.push(table),
        Some(Item::Value(Value::Array(tables))) => {
            let mut inline: InlineTable = table.into_inline_table();
            inline.fmt();
            tables.push_formatted(Value::from(inline).decorated("\n  ", ""));
        }
        _ => {
            let mut tables = ArrayOfTables::new();
            tables.push(table);
            document.insert(key, Item::ArrayOfTables(tables));
        }
    }
}

/// Entries in the order in which their places come: terms and exclusions are each in order, and
/// the last header before a place tells which of them it is.
fn in_order(pieces: &[String], open: Vec<Open>) -> Vec<Open> {
    let (exclusions, terms): (Vec<Open>, Vec<Open>) = open.into_iter().partition(|it| it.excludes);
    let (mut exclusions, mut terms) = (exclusions.into_iter(), terms.into_iter());
    let mut in_exclusions = false;
    let places = pieces.len().saturating_sub(1);
    let mut ordered = Vec::with_capacity(places);
    for piece in pieces.iter().take(places) {
        for line in piece.lines().map(str::trim_start) {
            if line.starts_with("[[exclude") || line.starts_with("exclude") {
                in_exclusions = true;
            } else if line.starts_with("[[term") || line.starts_with("term") {
                in_exclusions = false;
            }
        }
        let next = if in_exclusions { exclusions.next() } else { terms.next() };
        ordered.extend(next.or_else(|| terms.next()).or_else(|| exclusions.next()));
    }
    ordered
}

#[cfg(test)]
#[path = "next_tests.rs"]
mod tests;
