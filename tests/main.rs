//! Integration tests: one binary for all of them.

mod docs;
mod etl;
mod hll;
mod sample;
mod support;
