//! A finished picture.

use super::font;
use super::label::{self, Weight};
use super::markup::{Element, number};
use super::svg::{self, Anchor};
use super::theme::{INK, MUTED, PAPER};
use super::typesetter::Typesetter;
use resvg::{tiny_skia, usvg};
use std::collections::BTreeSet;

/// Sizes of titles and of the lines below them.
const TITLE: f64 = 17.0;
const NOTE: f64 = 13.0;
/// More pixels than this are no picture any more.
const MOST_PIXELS: f64 = 64e6;

/// A picture with a title and, for those who do not see it, a description.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What it shows, in a line.
    pub title: String,
    /// What one sees in it, in a few sentences.
    pub description: String,
    width: f64,
    height: f64,
    shapes: Vec<Element>,
    ground: Ground,
}

/// What a picture stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ground {
    /// Light paper; in SVG and pages, dark where the reader prefers that.
    #[default]
    Either,
    /// Light paper, always.
    Light,
    /// Dark paper, always.
    Dark,
}

/// A picture as a PNG.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Png {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// Characters that no font of this machine has: boxes stand for them.
    pub boxed: String,
}

/// Why there is no PNG.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PictureError {
    /// It would be too large.
    #[error("a picture of {width:.0} by {height:.0} pixels is too large; choose a smaller scale")]
    TooLarge {
        /// Its width.
        width: f64,
        /// Its height.
        height: f64,
    },
    /// The SVG could not be read, which is a fault of this program.
    #[error("the picture cannot be drawn")]
    Svg(#[from] usvg::Error),
    /// The PNG could not be written.
    #[error("the picture cannot be encoded: {reason}")]
    Encoding {
        /// Why.
        reason: String,
    },
}

impl Figure {
    /// An empty picture of a size in pixels.
    pub fn new(width: f64, height: f64, title: &str, description: &str) -> Self {
        Self {
            title: title.to_owned(),
            description: description.to_owned(),
            width,
            height,
            shapes: Vec::new(),
            ground: Ground::default(),
        }
    }

    /// Chooses what it stands on, in its files.
    pub fn set_ground(&mut self, ground: Ground) {
        self.ground = ground;
    }

    /// Adds a shape on top.
    pub fn push(&mut self, shape: Element) {
        self.shapes.push(shape);
    }

    /// Writes the title at the top and lines of notes below it; gives the height that they take.
    pub fn heading(&mut self, notes: &[&str], margin: f64) -> f64 {
        let room = self.width - 2.0 * margin;
        let mut y = margin;
        for line in label::lines(&self.title, TITLE, Weight::Bold, room) {
            y += TITLE * 1.3;
            let baseline = (margin, y - TITLE * 0.35);
            self.push(svg::text(baseline, TITLE, Anchor::Start, &line).fill(INK).bold());
        }
        for line in notes.iter().flat_map(|note| label::lines(note, NOTE, Weight::Regular, room)) {
            y += NOTE * 1.45;
            let baseline = (margin, y - NOTE * 0.35);
            self.push(svg::text(baseline, NOTE, Anchor::Start, &line).fill(MUTED));
        }
        y
    }

    /// Its width in pixels.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// Its height in pixels.
    pub fn height(&self) -> f64 {
        self.height
    }

    /// Makes it as high as it has become.
    pub fn set_height(&mut self, height: f64) {
        self.height = height;
    }

    /// The text of an SVG file: light, or dark where the reader prefers that.
    pub fn svg(&self) -> String {
        let head = self.root("").with("xmlns", "http://www.w3.org/2000/svg");
        let style = match self.ground {
            Ground::Either => format!("@media (prefers-color-scheme:dark){{{}}}", self.rules()),
            Ground::Light => String::new(),
            Ground::Dark => self.rules(),
        };
        let whole = head.child(Element::new("style").code(style)).child(self.paper());
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", self.filled(whole))
    }

    /// A PNG on light paper, so many times as large as the SVG.
    ///
    /// # Errors
    /// It would be larger than 64 megapixels.
    pub fn png(&self, scale: f64) -> Result<Png, PictureError> {
        // Paper that ends within a pixel would leave a line of half paper, dark where it lies on dark.
        let whole = Self { width: self.width.ceil(), height: self.height.ceil(), ..self.clone() };
        let (width, height) = ((whole.width * scale).ceil(), (whole.height * scale).ceil());
        let too_large = || PictureError::TooLarge { width, height };
        if width * height > MOST_PIXELS {
            return Err(too_large());
        }
        let mut head = whole.root("").with("xmlns", "http://www.w3.org/2000/svg");
        if self.ground == Ground::Dark {
            head.push(Element::new("style").code(self.rules()));
        }
        let mut typesetter = Typesetter::default();
        let picture = head.child(whole.paper());
        let picture = picture.children(whole.shapes.iter().map(|shape| typesetter.set(shape)));
        let tree = usvg::Tree::from_str(&picture.to_string(), &typesetter.options())?;
        let mut pixels =
            tiny_skia::Pixmap::new(width as u32, height as u32).ok_or_else(too_large)?;
        let by = tiny_skia::Transform::from_scale(scale as f32, scale as f32);
        resvg::render(&tree, by, &mut pixels.as_mut());
        let encoded = pixels.encode_png();
        let bytes =
            encoded.map_err(|error| PictureError::Encoding { reason: error.to_string() })?;
        Ok(Png { bytes, boxed: typesetter.boxed().into_iter().collect() })
    }

    /// The picture as part of a page that gives it its colours in the dark. `number` sets the names of its
    /// parts apart from those of other pictures.
    pub fn inline(&self, number: usize) -> Element {
        self.filled(self.root(&format!("-{number}")))
    }

    /// The rules that give it its colours in the dark.
    fn rules(&self) -> String {
        let mut rules = BTreeSet::new();
        self.paper().dark_rules(&mut rules);
        self.dark_rules(&mut rules);
        rules.into_iter().collect()
    }

    pub(super) fn dark_rules(&self, rules: &mut BTreeSet<String>) {
        for shape in &self.shapes {
            shape.dark_rules(rules);
        }
    }

    fn paper(&self) -> Element {
        svg::rect(0.0, 0.0, self.width, self.height).fill(PAPER)
    }

    fn root(&self, suffix: &str) -> Element {
        let (title, description) = (format!("title{suffix}"), format!("description{suffix}"));
        let names = format!("{title} {description}");
        Element::new("svg")
            .at("width", self.width)
            .at("height", self.height)
            .with("viewBox", format!("0 0 {} {}", number(self.width), number(self.height)))
            .with("role", "img")
            .with("aria-labelledby", names)
            .with("font-family", font::FAMILIES)
            .child(Element::new("title").with("id", title).text(label::shown(&self.title)))
            .child(
                Element::new("desc").with("id", description).text(label::shown(&self.description)),
            )
    }

    fn filled(&self, root: Element) -> Element {
        root.children(self.shapes.iter().cloned())
    }
}

#[cfg(test)]
#[path = "figure_tests.rs"]
mod tests;
