//! The sketch against PostgreSQL's vectors, its own algebra, other implementations and its theory.

mod golden;
mod md5;
mod vectors;
