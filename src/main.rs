//! The `lbsm` program: hands its arguments to [`lbsm::cli`] and turns the outcome into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    lbsm::cli::main()
}
