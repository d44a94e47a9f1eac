//! The command line.

pub mod exit;
pub mod info;
pub mod sets;
mod table;
#[cfg(test)]
mod testing;

/// stub
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
