//! Texts in scripts that the bundled font lacks, taken apart for who draws them.
//!
//! usvg looks for one font that has all of a text, and gives up where two of them make different numbers of
//! glyphs of it, as they do of Arabic, Devanagari and emoji. So each stretch of a text in one direction, of one
//! script and with one font is a piece of its own, and the pieces stand in the order in which they are seen.

use super::font;
use super::label::Weight;
use super::markup::{Element, Node, number};
use resvg::usvg::{self, fontdb};
use std::collections::{BTreeSet, HashMap};
use unicode_bidi::{BidiInfo, Level};
use unicode_script::{Script, UnicodeScript as _};
use unicode_segmentation::UnicodeSegmentation as _;

/// What stands for a character that no font has.
const NO_GLYPH: char = '□';
/// Gives direction to what has none, such as parentheses between Hebrew words.
const RIGHT_TO_LEFT: char = '\u{200f}';

/// Sets the texts of one picture.
#[derive(Debug, Default)]
pub(super) struct Typesetter {
    /// The fonts of the machine that are needed.
    faces: Vec<fontdb::ID>,
    /// The one for each kind of characters, so that they look the same throughout.
    chosen: HashMap<Kind, fontdb::ID>,
    /// Characters that no font has.
    boxed: BTreeSet<char>,
}

/// What is set in one font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Kind {
    script: Option<Script>,
    is_bold: bool,
    is_emoji: bool,
}

/// A part of a text that one font has, in one direction.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    text: String,
    script: Option<Script>,
    face: Option<fontdb::ID>,
}

impl Typesetter {
    /// A shape with all texts in it set.
    pub(super) fn set(&mut self, shape: &Element) -> Element {
        if shape.name() == "text" {
            return self.set_text(shape);
        }
        let set = |node: &Node| match node {
            Node::Element(element) => Node::Element(self.set(element)),
            other => other.clone(),
        };
        shape.holding(shape.nodes().iter().map(set).collect())
    }

    /// How all that was set is to be read.
    pub(super) fn options(&self) -> usvg::Options<'static> {
        font::options(&self.faces)
    }

    /// Characters that boxes stand for.
    pub(super) fn boxed(self) -> BTreeSet<char> {
        self.boxed
    }

    fn set_text(&mut self, shape: &Element) -> Element {
        let is_bold = shape.attribute("font-weight") == Some(&Weight::Bold.number().to_string());
        let weight = if is_bold { Weight::Bold } else { Weight::Regular };
        let is_bundled = |c: char| font::advance(c, weight).is_some();
        let lacks = |node: &Node| matches!(node, Node::Text(text) if !text.chars().all(is_bundled));
        if !shape.nodes().iter().any(lacks) {
            return shape.clone();
        }
        let y = shape.attribute("y").unwrap_or("0").to_owned();
        let mut children = Vec::new();
        for node in shape.nodes() {
            let Node::Text(text) = node else {
                children.push(node.clone());
                continue;
            };
            let pieces = self.pieces(text, weight).into_iter();
            children.extend(pieces.map(|piece| Node::Element(self.span(piece, &y))));
        }
        let mut set = shape.holding(children).with("xml:space", "preserve");
        self.anchor(&mut set);
        set
    }

    /// A piece as usvg draws it by itself: whatever tells its place does, and that is that of its line. What
    /// does not tell how far to the right it is stands where the one before ended.
    fn span(&mut self, piece: Piece, y: &str) -> Element {
        let span = Element::new("tspan").with("y", y);
        let span = match piece.face {
            Some(face) => {
                let place = self.faces.iter().position(|other| *other == face);
                let place = place.unwrap_or_else(|| {
                    self.faces.push(face);
                    self.faces.len() - 1
                });
                span.with("font-family", font::family(place))
            }
            None => span,
        };
        span.text(piece.text)
    }

    /// Moves a text that ends or has its middle at its point to where it begins: usvg would do so with each
    /// of its pieces.
    fn anchor(&self, set: &mut Element) {
        let part = match set.attribute("text-anchor") {
            Some("middle") => 0.5,
            Some("end") => 1.0,
            _ => return,
        };
        let x: f64 = set.attribute("x").and_then(|x| x.parse().ok()).unwrap_or_default();
        let x = x - part * self.width(set);
        set.unset("text-anchor");
        set.set("x", number(x));
    }

    fn width(&self, set: &Element) -> f64 {
        let mut text = Element::new("text").with("x", 0).with("xml:space", "preserve");
        for name in ["font-size", "font-weight"] {
            if let Some(value) = set.attribute(name) {
                text.set(name, value.to_owned());
            }
        }
        let whole = Element::new("svg")
            .with("xmlns", "http://www.w3.org/2000/svg")
            .at("width", 1.0)
            .at("height", 1.0)
            .child(text.children(set.nodes().iter().cloned()));
        let tree = usvg::Tree::from_str(&whole.to_string(), &self.options());
        tree.map_or(0.0, |tree| f64::from(tree.root().bounding_box().right()))
    }

    /// The pieces of a text from left to right.
    fn pieces(&mut self, text: &str, weight: Weight) -> Vec<Piece> {
        // Whoever reads an SVG takes its lines for such that run from left to right, too.
        let order = BidiInfo::new(text, Some(Level::ltr()));
        let mut pieces = Vec::new();
        for paragraph in &order.paragraphs {
            let (levels, runs) = order.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let is_reversed = levels.get(run.start).is_some_and(Level::is_rtl);
                let mut parts = self.parts(text.get(run).unwrap_or_default(), weight);
                if is_reversed {
                    parts.reverse();
                    for Piece { text, .. } in &mut parts {
                        *text = format!("{RIGHT_TO_LEFT}{text}{RIGHT_TO_LEFT}");
                    }
                }
                pieces.extend(parts);
            }
        }
        pieces
    }

    /// The pieces of what runs in one direction, as they are read.
    fn parts(&mut self, text: &str, weight: Weight) -> Vec<Piece> {
        let mut parts: Vec<Piece> = Vec::new();
        for cluster in text.graphemes(true) {
            // A space keeps together the words on both sides of it; that of emoji is as wide as they are.
            let is_space = cluster.chars().all(char::is_whitespace);
            if is_space
                && let Some(last) = parts.last_mut()
                && last.face.is_none_or(|face| last.script.is_some() && font::covers(face, cluster))
            {
                last.text.push_str(cluster);
                continue;
            }
            for piece in self.cluster(cluster, weight) {
                match parts.last_mut() {
                    Some(last) if last.goes_on_with(&piece) => {
                        last.text.push_str(&piece.text);
                        last.script = last.script.or(piece.script);
                    }
                    _ => parts.push(piece),
                }
            }
        }
        parts
    }

    /// What one sees as a character: in one font if one has all of it, else one by one.
    fn cluster(&mut self, cluster: &str, weight: Weight) -> Vec<Piece> {
        if let Some(piece) = self.piece(cluster, weight) {
            return vec![piece];
        }
        let mut pieces = Vec::new();
        for c in cluster.chars().filter(|c| font::is_drawn(*c)) {
            pieces.push(self.piece(c.encode_utf8(&mut [0; 4]), weight).unwrap_or_else(|| {
                self.boxed.insert(c);
                Piece { text: NO_GLYPH.to_string(), script: None, face: None }
            }));
        }
        pieces
    }

    /// A cluster with the font that has it.
    fn piece(&mut self, cluster: &str, weight: Weight) -> Option<Piece> {
        let is_own = |script: &Script| !matches!(script, Script::Common | Script::Inherited);
        let script = cluster.chars().map(|c| c.script()).find(is_own);
        let is_emoji = is_emoji(cluster);
        let piece = |face| Some(Piece { text: cluster.to_owned(), script, face });
        let is_bundled = |face| font::covers(face, cluster);
        if !is_emoji && font::bundled(weight).is_some_and(is_bundled) {
            return piece(None);
        }
        let kind = Kind { script, is_bold: weight == Weight::Bold, is_emoji };
        let chosen = self.chosen.get(&kind).copied();
        if let Some(face) = chosen.filter(|face| font::covers(*face, cluster)) {
            return piece(Some(face));
        }
        let face = font::find(cluster, weight, is_emoji)?;
        self.chosen.entry(kind).or_insert(face);
        piece(Some(face))
    }
}

impl Piece {
    fn goes_on_with(&self, next: &Piece) -> bool {
        let same_script = match (self.script, next.script) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        self.face == next.face && same_script
    }
}

/// Whether a cluster is to be seen in colours: pictographs, flags, and what asks for it.
fn is_emoji(cluster: &str) -> bool {
    cluster
        .chars()
        .any(|c| matches!(c, '\u{fe0f}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f300}'..='\u{1faff}'))
}

#[cfg(test)]
#[path = "typesetter_tests.rs"]
mod tests;
