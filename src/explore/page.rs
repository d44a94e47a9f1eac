//! The page itself: one file that asks the network for nothing.

use super::collect::{Collection, Note, collect};
use super::event::Events;
use super::table::Table;
use super::{ExploreError, Options, payload};
use crate::facet::Metric;
use crate::store::Store;
use crate::view::map::{PLACES, WORLD};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The page without its contents; `{{NAME}}` stands for what is put in.
const SHELL: &str = include_str!("../../explorer/src/page.html");
/// The program of the page, bundled from `explorer/src`.
const SCRIPT: &str = include_str!("../../explorer/dist/explorer.js");
/// How the page looks.
const STYLE: &str = include_str!("../../explorer/dist/explorer.css");

/// How often a fuller page is tried.
const TRIES: usize = 3;

/// What a page is called and tells beside its sets.
#[derive(Debug, Clone)]
pub struct Heading {
    /// The title.
    pub title: String,
    /// The store's name as it is to be typed in a command.
    pub store: String,
}

#[derive(Serialize)]
struct Meta<'a> {
    version: &'static str,
    title: &'a str,
    store: &'a str,
    params: String,
    precision: Option<u8>,
    #[serde(rename = "keyId")]
    key_id: &'a str,
    #[serde(rename = "minUsers")]
    min_users: u32,
    metrics: Vec<&'static str>,
    bases: &'a [&'static str],
    notes: &'a [Note],
    events: &'a Events,
}

/// Bytes of sets that a page has room for.
fn room(max_bytes: usize, heading: &Heading, events: &Events) -> Result<usize, ExploreError> {
    let texts =
        heading.title.len() * 8 + serde_json::to_string(events).map_or(0, |text| text.len());
    let basemap = WORLD.len().div_ceil(3) * 4 + PLACES.len() * 2;
    let least = SHELL.len() + SCRIPT.len() + STYLE.len() + basemap + texts + 8192;
    let room = max_bytes.checked_sub(least);
    // Base64 makes four characters of three bytes; a set may be incompressible.
    room.map(|room| room / 4 * 3).ok_or(ExploreError::Size { given: max_bytes, least })
}

/// Chooses the sets of a store that go into a page of at most `options.max_bytes`, and makes the page. The
/// same store and options give the same bytes.
///
/// # Errors
/// The store cannot be read, keeps no sets, or sets that differ in their parameters; the page would have no
/// room for any set, or cannot be packed.
pub fn make(
    store: &dyn Store,
    options: &Options,
    events: &Events,
    heading: &Heading,
) -> Result<(Collection, String), ExploreError> {
    let room = room(options.max_bytes, heading, events)?;
    let collection = collect(store, options, room)?;
    let text = page(&collection, events, heading)?;
    let sets = |of: &Collection| of.tables.iter().map(Table::bytes).sum::<usize>();
    let left_out = collection.tables.iter().any(|table| table.left_out.room > 0);
    let spare = options.max_bytes.saturating_sub(text.len());
    if !left_out || spare < options.max_bytes / 10 || sets(&collection) == 0 {
        return Ok((collection, text));
    }
    // The sets were compressed to less than feared: again with as much as should fit.
    let shell = options.max_bytes - room / 3 * 4;
    let (mut taken, mut packed) = (sets(&collection) as f64, text.len().saturating_sub(shell));
    for _ in 0..TRIES {
        taken *= 0.95 * (options.max_bytes - shell) as f64 / packed.max(1) as f64;
        let fuller = collect(store, options, taken as usize)?;
        let full = page(&fuller, events, heading)?;
        if full.len() <= options.max_bytes {
            return Ok((fuller, full));
        }
        taken = sets(&fuller) as f64;
        packed = full.len().saturating_sub(shell);
    }
    Ok((collection, text))
}

/// The page. The same collection gives the same bytes.
fn page(
    collection: &Collection,
    events: &Events,
    heading: &Heading,
) -> Result<String, ExploreError> {
    let meta = Meta {
        version: env!("CARGO_PKG_VERSION"),
        title: &heading.title,
        store: &heading.store,
        params: collection.params.to_string(),
        precision: collection.precision,
        key_id: &collection.key_id,
        min_users: collection.min_users,
        metrics: collection.metrics.iter().copied().map(name).collect(),
        bases: &collection.bases,
        notes: &collection.notes,
        events,
    };
    let meta = serde_json::to_string(&meta).map_err(std::io::Error::from)?;
    let places = serde_json::to_string(PLACES).map_err(std::io::Error::from)?;
    let payload = payload::pack(collection)?;
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src data: blob:; worker-src blob:; \
         base-uri 'none'; form-action 'none'",
        source_hash(SCRIPT),
        source_hash(STYLE)
    );
    Ok(fill(SHELL, &|name| match name {
        "TITLE" => escaped(&heading.title),
        "POLICY" => policy.clone(),
        "STYLE" => STYLE.to_owned(),
        "SCRIPT" => SCRIPT.to_owned(),
        "META" => data(&meta),
        "BASEMAP" => STANDARD.encode(WORLD),
        "PLACES" => data(&places),
        "SETS" => payload.clone(),
        _ => String::new(),
    }))
}

/// The name of a metric in expressions and states.
pub(super) fn name(metric: Metric) -> &'static str {
    metric.column().trim_end_matches("_hll")
}

/// Puts texts in the places of a template. What is put in is not looked at again.
fn fill(template: &str, text: &dyn Fn(&str) -> String) -> String {
    let mut parts = template.split("{{");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once("}}").unwrap_or(("", part));
        filled.push_str(&text(name));
        filled.push_str(rest);
    }
    filled
}

/// A script or style as a Content-Security-Policy names it.
fn source_hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

/// Text as HTML.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            other => html.push(other),
        }
    }
    html
}

/// JSON that no HTML parser takes for the end of the element that it is in, or for the beginning of
/// another.
fn data(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
