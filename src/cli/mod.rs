//! The command line.

pub mod exit;

/// stub
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
