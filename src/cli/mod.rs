//! The command line.

pub mod exit;
pub mod info;
pub mod sets;
mod table;

/// stub
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
