//! A tree of elements, written as SVG or HTML. Names are literals of this program; whatever else is said is
//! escaped on the way out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::collections::BTreeSet;
use std::fmt::{self, Display, Write as _};

/// What an element holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// An element.
    Element(Element),
    /// A text; escaped when written.
    Text(String),
    /// What stands in `<style>` or `<script>`, where nothing can be escaped. Only this room makes them.
    #[doc(hidden)]
    Code(Code),
}

/// The content of a style or script of this program's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Code(pub(super) String);

/// An element with its attributes and what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Node>,
    /// Rules that give its colours in the dark; see [`super::theme::Paint`].
    dark: Vec<String>,
}

impl Element {
    /// An element without anything.
    pub fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), children: Vec::new(), dark: Vec::new() }
    }

    /// An image that the page holds itself, with what it shows for those who do not see it.
    pub fn image(media_type: &'static str, bytes: &[u8], description: &str) -> Self {
        let mut image = Self::new("img").with("alt", description);
        image.set("src", format!("data:{media_type};base64,{}", BASE64.encode(bytes)));
        image
    }

    /// With an attribute.
    ///
    /// # Panics
    /// The attribute holds code or a link: pages forbid the first, [`Element::link`] checks the second.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Display) -> Self {
        let refused = ["style", "href", "src", "srcdoc", "action", "formaction", "xlink:href"];
        assert!(!name.starts_with("on") && !refused.contains(&name), "no attribute {name} here");
        self.set(name, value.to_string());
        self
    }

    /// With a number as an attribute, to a hundredth.
    #[must_use]
    pub fn at(mut self, name: &'static str, value: f64) -> Self {
        self.set(name, number(value));
        self
    }

    /// With a link to a page on the web, a file beside this one, or a place in it. Anything else, such as
    /// `javascript:`, is left out.
    #[must_use]
    pub fn link(mut self, target: &str) -> Self {
        let scheme = target.split(['/', '?', '#']).next().unwrap_or_default();
        let safe = target.starts_with("https://") || target.starts_with("http://");
        let relative = !scheme.contains(':') && !target.starts_with("//") && !target.contains('\\');
        if safe || relative && !target.starts_with(|first: char| first <= ' ') {
            self.set("href", target.to_owned());
        }
        self
    }

    /// With a class beside those that it has.
    #[must_use]
    pub fn class(mut self, class: &str) -> Self {
        self.add_class(class);
        self
    }

    /// With a text.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.children.push(Node::Text(text.into()));
        self
    }

    /// With a child.
    #[must_use]
    pub fn child(mut self, child: impl Into<Node>) -> Self {
        self.children.push(child.into());
        self
    }

    /// With children.
    #[must_use]
    pub fn children<N: Into<Node>>(mut self, children: impl IntoIterator<Item = N>) -> Self {
        self.children.extend(children.into_iter().map(Into::into));
        self
    }

    /// Adds a child.
    pub fn push(&mut self, child: impl Into<Node>) {
        self.children.push(child.into());
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let attribute = self.attributes.iter().find(|(other, _)| *other == name);
        attribute.map(|(_, value)| value.as_str())
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.children
    }

    /// The same with other things in it.
    pub(super) fn holding(&self, children: Vec<Node>) -> Self {
        Self { children, attributes: self.attributes.clone(), dark: self.dark.clone(), ..*self }
    }

    pub(super) fn unset(&mut self, name: &str) {
        self.attributes.retain(|(other, _)| *other != name);
    }

    pub(super) fn set(&mut self, name: &'static str, value: String) {
        self.unset(name);
        self.attributes.push((name, value));
    }

    pub(super) fn add_class(&mut self, class: &str) {
        match self.attributes.iter_mut().find(|(name, _)| *name == "class") {
            Some((_, classes)) => {
                classes.push(' ');
                classes.push_str(class);
            }
            None => self.attributes.push(("class", class.to_owned())),
        }
    }

    pub(super) fn add_dark(&mut self, rule: String) {
        self.dark.push(rule);
    }

    pub(super) fn code(mut self, code: impl Into<String>) -> Self {
        self.children.push(Node::Code(Code(code.into())));
        self
    }

    /// The rules of all colours in it that are others in the dark.
    pub(super) fn dark_rules(&self, rules: &mut BTreeSet<String>) {
        rules.extend(self.dark.iter().cloned());
        for child in &self.children {
            if let Node::Element(element) = child {
                element.dark_rules(rules);
            }
        }
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Node::Element(element)
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Node::Text(text)
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Node::Text(text.to_owned())
    }
}

impl Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Element(element) => element.fmt(f),
            Node::Text(text) => escaped(text, f),
            Node::Code(Code(code)) => f.write_str(code),
        }
    }
}

impl Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}", self.name)?;
        for (name, value) in &self.attributes {
            write!(f, " {name}=\"")?;
            escaped(value, f)?;
            f.write_char('"')?;
        }
        match self.name {
            "br" | "hr" | "img" | "meta" | "col" | "input" | "wbr" => return f.write_char('>'),
            "rect" | "line" | "circle" | "path" | "polyline" if self.children.is_empty() => {
                return f.write_str("/>");
            }
            _ => f.write_char('>')?,
        }
        for child in &self.children {
            child.fmt(f)?;
        }
        write!(f, "</{}>", self.name)
    }
}

/// A text that is safe between tags and between quotes, in HTML and in XML. Characters that XML cannot hold
/// become the replacement character; those that turn the direction of all that follows are spelt out.
fn escaped(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for c in text.chars() {
        match c {
            '&' => f.write_str("&amp;")?,
            '<' => f.write_str("&lt;")?,
            '>' => f.write_str("&gt;")?,
            '"' => f.write_str("&quot;")?,
            '\'' => f.write_str("&#39;")?,
            '\t' | '\n' => f.write_char(c)?,
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                f.write_char('\u{fffd}')?;
            }
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                write!(f, "{}", c.escape_unicode())?;
            }
            _ => f.write_char(c)?,
        }
    }
    Ok(())
}

/// A coordinate: to a hundredth, without what says nothing. What is no number is 0.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.2}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
#[path = "markup_tests.rs"]
mod tests;
