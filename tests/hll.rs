//! The sketch against PostgreSQL's vectors, its own algebra, other implementations and its theory.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod accuracy;
mod algebra;
mod command;
mod golden;
mod md5;
pub mod vectors;
