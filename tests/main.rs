//! Integration tests: one binary for all of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod archives;
mod corpus;
mod damage;
mod docs;
mod etl;
mod explorer;
mod folder;
mod formats;
mod full;
mod geopackage;
mod grid;
mod hll;
mod indicator;
mod merge;
mod nowcast;
mod packing;
mod postgres;
mod prefilter;
mod query;
mod raw_input;
mod real;
mod refine;
pub mod resume;
mod sample;
mod schemas;
mod study;
mod support;
mod tail;
