//! A page: one HTML file that needs no network and lets nothing run that is not its own.

use super::Figure;
use super::markup::{Element, Node};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The style of all pages; its colours are those of [`super::theme`].
const STYLE: &str = include_str!("page.css");

/// A page in the making, from top to bottom.
#[derive(Debug)]
pub struct Page {
    title: String,
    lead: String,
    footer: String,
    body: Vec<Node>,
    figures: usize,
    dark: BTreeSet<String>,
    styles: Vec<&'static str>,
    scripts: Vec<&'static str>,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    heading: String,
    class: Option<&'static str>,
}

/// A table of texts and numbers.
#[derive(Debug, Clone)]
pub struct Table {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<Element>,
}

impl Page {
    /// An empty page. The lead is a sentence or two below the title.
    pub fn new(title: &str, lead: &str) -> Self {
        Self {
            title: title.to_owned(),
            lead: lead.to_owned(),
            footer: format!("Made by lbsm {}", env!("CARGO_PKG_VERSION")),
            body: Vec::new(),
            figures: 0,
            dark: BTreeSet::new(),
            styles: Vec::new(),
            scripts: Vec::new(),
        }
    }

    /// Says something else at the foot than what made it.
    pub fn footer(&mut self, text: &str) {
        text.clone_into(&mut self.footer);
    }

    /// Adds anything, with the colours that it has in the dark.
    pub fn push(&mut self, node: impl Into<Node>) {
        let node = node.into();
        if let Node::Element(element) = &node {
            element.dark_rules(&mut self.dark);
        }
        self.body.push(node);
    }

    /// Begins a section.
    pub fn heading(&mut self, text: &str) {
        self.push(Element::new("h2").text(text));
    }

    /// Begins a part of a section.
    pub fn subheading(&mut self, text: &str) {
        self.push(Element::new("h3").text(text));
    }

    /// Adds a paragraph.
    pub fn paragraph(&mut self, text: &str) {
        self.push(Element::new("p").text(text));
    }

    /// Adds a remark that is set off.
    pub fn note(&mut self, text: &str) {
        self.push(Element::new("p").class("note").text(text));
    }

    /// Adds a warning.
    pub fn alert(&mut self, text: &str) {
        self.push(Element::new("p").class("note").class("alert").text(text));
    }

    /// Adds a few numbers that matter, each with what it is.
    pub fn facts(&mut self, facts: &[(&str, String)]) {
        let fact = |(name, value): &(&str, String)| {
            let name = Element::new("dt").text(*name);
            Element::new("div").child(name).child(Element::new("dd").text(value.clone()))
        };
        self.push(Element::new("dl").class("facts").children(facts.iter().map(fact)));
    }

    /// Adds a figure with a caption, which may be empty.
    pub fn figure(&mut self, figure: &Figure, caption: &str) {
        self.figures += 1;
        let picture = Element::new("div").class("scroll").child(figure.inline(self.figures));
        let mut element = Element::new("figure").child(picture);
        if !caption.is_empty() {
            element.push(Element::new("figcaption").text(caption));
        }
        // Its ground is that of the page.
        self.push(element);
    }

    /// Adds a table.
    pub fn table(&mut self, table: Table) {
        self.push(Element::from(table));
    }

    /// Adds what is seen only when asked for.
    pub fn details<N: Into<Node>>(&mut self, summary: &str, hidden: impl IntoIterator<Item = N>) {
        let summary = Element::new("summary").text(summary);
        self.push(Element::new("details").child(summary).children(hidden));
    }

    /// Adds rules to the style.
    pub fn style(&mut self, css: &'static str) {
        self.styles.push(css);
    }

    /// Adds a script, which runs when all that is above and below it is there.
    pub fn script(&mut self, script: &'static str) {
        self.scripts.push(script);
    }

    /// Adds data for a script: JSON, in an element of this name.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn data(&mut self, name: &'static str, data: &impl Serialize) -> serde_json::Result<()> {
        // Within strings, where alone these characters can be, their escapes mean the same.
        let json = serde_json::to_string(data)?;
        let json = json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
        let script = Element::new("script").with("type", "application/json").with("id", name);
        self.push(script.code(json));
        Ok(())
    }

    /// The text of the file.
    pub fn html(self) -> String {
        let mut style = STYLE.to_owned();
        style.extend(self.styles.iter().copied());
        style.push_str("@media screen and (prefers-color-scheme:dark){");
        for rule in &self.dark {
            // Writing to a string cannot fail.
            let _ = write!(style, "{rule}");
        }
        style.push('}');
        let styles = hashes([style.as_str()]);
        let scripts = hashes(self.scripts.iter().copied());
        let policy = format!(
            "default-src 'none'; style-src {styles}; script-src {scripts}; img-src data:; \
             base-uri 'none'; form-action 'none'"
        );
        let head = Element::new("head")
            .child(Element::new("meta").with("charset", "utf-8"))
            .child(
                Element::new("meta")
                    .with("http-equiv", "Content-Security-Policy")
                    .with("content", policy),
            )
            .child(
                Element::new("meta")
                    .with("name", "viewport")
                    .with("content", "width=device-width, initial-scale=1"),
            )
            .child(Element::new("title").text(self.title.clone()))
            .child(Element::new("style").code(style));
        let mut header = Element::new("header").child(Element::new("h1").text(self.title));
        if !self.lead.is_empty() {
            header.push(Element::new("p").class("lead").text(self.lead));
        }
        let mut body = Element::new("body")
            .child(header)
            .child(Element::new("main").children(self.body))
            .child(Element::new("footer").child(Element::new("p").text(self.footer)));
        for script in self.scripts {
            body.push(Element::new("script").code(script));
        }
        let html = Element::new("html").with("lang", "en").child(head).child(body);
        format!("<!DOCTYPE html>\n{html}\n")
    }
}

/// Sources of a policy that allow these texts and nothing else.
fn hashes<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let hash = |text: &str| format!("'sha256-{}'", BASE64.encode(Sha256::digest(text.as_bytes())));
    let hashes: Vec<String> = texts.into_iter().map(hash).collect();
    if hashes.is_empty() { "'none'".to_owned() } else { hashes.join(" ") }
}

impl Column {
    /// A column of texts.
    pub fn text(heading: &str) -> Self {
        Self { heading: heading.to_owned(), class: None }
    }

    /// A column of names, which are broken only if they are long.
    pub fn name(heading: &str) -> Self {
        Self { heading: heading.to_owned(), class: Some("name") }
    }

    /// A column of numbers, which stand below each other.
    pub fn number(heading: &str) -> Self {
        Self { heading: heading.to_owned(), class: Some("number") }
    }

    fn cell(&self, name: &'static str) -> Element {
        let cell = Element::new(name);
        match self.class {
            Some(class) => cell.class(class),
            None => cell,
        }
    }
}

impl Table {
    /// An empty table; its caption says what its rows are.
    pub fn new(caption: &str, columns: Vec<Column>) -> Self {
        Self { caption: caption.to_owned(), columns, rows: Vec::new() }
    }

    /// Adds a row, a cell per column.
    pub fn row<N: Into<Node>>(&mut self, cells: impl IntoIterator<Item = N>) {
        let cells = self.columns.iter().zip(cells);
        let row = cells.map(|(column, cell)| column.cell("td").child(cell));
        self.rows.push(Element::new("tr").children(row));
    }
}

impl From<Table> for Element {
    fn from(Table { caption, columns, rows }: Table) -> Self {
        let headings = columns
            .iter()
            .map(|column| column.cell("th").with("scope", "col").text(column.heading.clone()));
        let head = Element::new("thead").child(Element::new("tr").children(headings));
        let mut table = Element::new("table");
        if !caption.is_empty() {
            table.push(Element::new("caption").text(caption));
        }
        let table = table.child(head).child(Element::new("tbody").children(rows));
        Element::new("div").class("scroll").child(table)
    }
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;
