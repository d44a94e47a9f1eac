#![doc = include_str!("../README.md")]

pub mod cli;
mod digits;
mod escape;
pub mod etl;
pub mod explore;
pub mod facet;
pub mod grid;
mod hex;
pub mod hll;
pub mod indicator;
pub mod lbsn;
pub mod lexicon;
pub mod privacy;
pub mod query;
pub mod refine;
pub mod signal;
pub mod source;
pub mod store;
pub mod topic;
pub mod view;
