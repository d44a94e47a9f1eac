//! The drawing room: charts and pages, from a few parts that all of them share.
//!
//! [`markup`] is the only writer of SVG and HTML: a tree of elements whose texts and attributes are escaped
//! because there is no way to write them otherwise. [`svg`] has its shapes, [`theme`] and [`palette`] their
//! colours, each for light and dark, [`label`] how wide and how round texts are, [`scale`], [`axis`] and
//! [`mark`] what charts are made of, [`chart`] whole ones. A [`Figure`] is a finished picture: an SVG file, a PNG file, or part
//! of a [`Page`], which is one HTML file that needs no network. Nothing here knows what is drawn.

pub mod axis;
pub mod chart;
mod figure;
mod font;
pub mod heat;
pub mod label;
pub mod map;
pub mod mark;
pub mod markup;
mod page;
pub mod palette;
pub mod scale;
pub mod svg;
pub mod theme;
mod typesetter;
mod upset;
pub mod venn;

pub use figure::{Figure, Ground, PictureError, Png};
pub use page::{Column, Page, Table};

#[cfg(test)]
#[path = "gallery_tests.rs"]
mod gallery;
