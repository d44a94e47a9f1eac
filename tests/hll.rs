//! The sketch against PostgreSQL's vectors, its own algebra, other implementations and its theory.

mod accuracy;
mod algebra;
mod command;
mod corpus;
mod golden;
mod md5;
mod vectors;
