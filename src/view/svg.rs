//! Shapes. Coordinates are pixels, x to the right, y downwards.
//!
//! A shape without extent, such as the bar of a set that is empty, is an empty group: there is nothing to see
//! of it, and those who draw SVG complain of it.

use super::label::{self, Weight};
use super::markup::{Element, number};
use super::theme::{Colour, Paint};
use std::fmt::Write as _;

/// Where a text stands in relation to its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
    /// It ends there.
    End,
}

/// A rectangle.
pub fn rect(x: f64, y: f64, width: f64, height: f64) -> Element {
    if is_nothing(width) || is_nothing(height) {
        return group([]);
    }
    Element::new("rect").at("x", x).at("y", y).at("width", width).at("height", height)
}

/// A line from one point to another.
pub fn line((x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> Element {
    if number(x1) == number(x2) && number(y1) == number(y2) {
        return group([]);
    }
    Element::new("line").at("x1", x1).at("y1", y1).at("x2", x2).at("y2", y2)
}

/// A circle.
pub fn circle((x, y): (f64, f64), radius: f64) -> Element {
    if is_nothing(radius) {
        return group([]);
    }
    Element::new("circle").at("cx", x).at("cy", y).at("r", radius)
}

/// Whether a length is written as 0.
fn is_nothing(length: f64) -> bool {
    length <= 0.0 || number(length) == "0"
}

/// A text whose baseline is at the point.
pub fn text((x, y): (f64, f64), size: f64, anchor: Anchor, text: &str) -> Element {
    let element = Element::new("text").at("x", x).at("y", y).at("font-size", size);
    let element = match anchor {
        Anchor::Start => element,
        Anchor::Middle => element.with("text-anchor", "middle"),
        Anchor::End => element.with("text-anchor", "end"),
    };
    element.text(label::shown(text))
}

/// Several shapes as one.
pub fn group(shapes: impl IntoIterator<Item = Element>) -> Element {
    Element::new("g").children(shapes)
}

/// A window: what is drawn in it has its own origin, and is cut off at its edges.
pub fn window(x: f64, y: f64, width: f64, height: f64) -> Element {
    let window = Element::new("svg").at("x", x).at("y", y).at("width", width).at("height", height);
    window.with("overflow", "hidden")
}

/// The way of a pen.
#[derive(Debug, Clone, Default)]
pub struct Path(String);

impl Path {
    /// An empty way.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lifts the pen to a point.
    pub fn go(&mut self, x: f64, y: f64) -> &mut Self {
        self.write('M', &[x, y])
    }

    /// Draws a line to a point.
    pub fn to(&mut self, x: f64, y: f64) -> &mut Self {
        self.write('L', &[x, y])
    }

    /// Draws an arc of a circle to a point: the longer one, and clockwise, if told so.
    pub fn arc(&mut self, radius: f64, long: bool, clockwise: bool, x: f64, y: f64) -> &mut Self {
        let flag = |flag| f64::from(u8::from(flag));
        self.write('A', &[radius, radius, 0.0, flag(long), flag(clockwise), x, y])
    }

    /// Draws a line back to where it began.
    pub fn close(&mut self) -> &mut Self {
        self.0.push('Z');
        self
    }

    /// Whether nothing has been drawn.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The shape.
    pub fn shape(&self) -> Element {
        Element::new("path").with("d", &self.0)
    }

    fn write(&mut self, command: char, numbers: &[f64]) -> &mut Self {
        self.0.push(command);
        for (position, &value) in numbers.iter().enumerate() {
            let gap = if position == 0 { "" } else { " " };
            // Writing to a string cannot fail.
            let _ = write!(self.0, "{gap}{}", number(value));
        }
        self
    }
}

impl Element {
    /// Filled with a paint.
    #[must_use]
    pub fn fill(self, paint: Paint) -> Self {
        self.painted("fill", paint)
    }

    /// Drawn with a paint, so many pixels wide; not filled, unless told so.
    #[must_use]
    pub fn stroke(self, paint: Paint, width: f64) -> Self {
        let stroked = self.painted("stroke", paint);
        if (width - 1.0).abs() < 1e-9 { stroked } else { stroked.at("stroke-width", width) }
    }

    /// Not filled.
    #[must_use]
    pub fn hollow(self) -> Self {
        self.with("fill", "none")
    }

    /// So much of it to be seen, 0 to 1.
    #[must_use]
    pub fn opacity(self, part: f64) -> Self {
        self.at("opacity", part)
    }

    /// In the heavier weight.
    #[must_use]
    pub fn bold(self) -> Self {
        self.with("font-weight", Weight::Bold.number())
    }

    /// Moved.
    #[must_use]
    pub fn moved(self, x: f64, y: f64) -> Self {
        self.with("transform", format!("translate({} {})", number(x), number(y)))
    }

    /// Turned about a point, in degrees clockwise.
    #[must_use]
    pub fn turned(self, degrees: f64, (x, y): (f64, f64)) -> Self {
        let turn = format!("rotate({} {} {})", number(degrees), number(x), number(y));
        self.with("transform", turn)
    }

    /// With a text that is shown when the pointer rests on it, and read aloud.
    #[must_use]
    pub fn hint(self, text: &str) -> Self {
        self.child(Element::new("title").text(label::shown(text)))
    }

    fn painted(mut self, attribute: &'static str, paint: Paint) -> Self {
        let Paint { light, dark } = paint;
        self.set(attribute, format!("#{}", light.digits()));
        if light != dark {
            let class = class(attribute, light, dark);
            self.add_class(&class);
            self.add_dark(format!(".{class}{{{attribute}:#{}}}", dark.digits()));
        }
        self
    }
}

/// One name for one pair of colours, in every figure, so that figures of one page share their rules.
fn class(attribute: &str, light: Colour, dark: Colour) -> String {
    format!("{attribute}-{}-{}", light.digits(), dark.digits())
}

#[cfg(test)]
#[path = "svg_tests.rs"]
mod tests;
