//! The command line.

pub mod exit;
pub mod hll;

/// stub
pub fn main() -> std::process::ExitCode { std::process::ExitCode::SUCCESS }
