//! Charts of numbers, for whatever they are numbers of: each is a description of what is to be seen, and
//! makes a [`Figure`] of it.

pub mod days;
pub mod intervals;
pub mod matrix;
pub mod ranking;
pub mod scatter;
pub mod surface;

use super::Figure;

/// Width of charts that stand for themselves.
pub const WIDTH: f64 = 880.0;
/// Room around everything.
pub(super) const MARGIN: f64 = 20.0;

/// What is said above a chart, and to those who do not see it.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// What it shows, in a line.
    pub title: String,
    /// What one has to know to read it.
    pub notes: Vec<String>,
    /// What one sees in it.
    pub description: String,
}

impl Words {
    /// A figure of a width with these words and room for a body below them; gives where that begins.
    pub(super) fn figure(&self, width: f64, body: f64) -> (Figure, f64) {
        let notes: Vec<&str> = self.notes.iter().map(String::as_str).collect();
        let begin = |height: f64| {
            let mut figure = Figure::new(width, height, &self.title, &self.description);
            let top = figure.heading(&notes, MARGIN);
            (figure, top)
        };
        // The heading takes as many lines as it takes.
        let (_, top) = begin(0.0);
        begin(top + body + MARGIN)
    }
}

/// The least and the greatest of numbers that are any.
pub(super) fn extent(values: impl IntoIterator<Item = f64>) -> Option<(f64, f64)> {
    let finite = values.into_iter().filter(|value| value.is_finite());
    finite.fold(None, |extent, value| match extent {
        None => Some((value, value)),
        Some((least, greatest)) => Some((value.min(least), value.max(greatest))),
    })
}
