//! Integration tests: one binary for all of them.

mod docs;
mod etl;
mod geopackage;
mod hll;
mod sample;
mod support;
