//! Dumps in, LBSN bundles out.

pub mod reject;
pub mod twitter;
