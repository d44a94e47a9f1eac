//! From documents to bundles: one room per network.

pub mod twitter;
