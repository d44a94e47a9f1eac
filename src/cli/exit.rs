//! How the program ends: exit codes and the failures behind them.

use crate::store::StoreError;
use std::process::ExitCode;

/// How a command ends that has done what it was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Code 0.
    Done,
    /// Code 1: done, but records were rejected, and `--strict` asks for that to be told.
    Rejected,
    /// Somebody asked it to end early, by this signal; all that was read is kept. Shells expect
    /// 130 for Ctrl-C, 143 for SIGTERM.
    Interrupted(u8),
}

impl From<End> for ExitCode {
    fn from(end: End) -> Self {
        ExitCode::from(match end {
            End::Done => 0,
            End::Rejected => 1,
            End::Interrupted(signal) => 128_u8.saturating_add(signal),
        })
    }
}

/// A failure that ends the program, by the exit code that it stands for.
#[derive(Debug)]
pub enum Failure {
    /// Code 2: the arguments, or a file that the user wrote, do not make sense.
    Usage(anyhow::Error),
    /// Code 3: an input could not be read or an output could not be written.
    Io(anyhow::Error),
    /// Code 4: refused for privacy or compatibility, such as sets under different keys.
    Refused(anyhow::Error),
}

impl Failure {
    /// The error itself.
    pub fn error(&self) -> &anyhow::Error {
        match self {
            Failure::Usage(error) | Failure::Io(error) | Failure::Refused(error) => error,
        }
    }

    /// The same, with where it happened in front.
    #[must_use]
    pub fn context(self, place: String) -> Self {
        match self {
            Failure::Usage(error) => Failure::Usage(error.context(place)),
            Failure::Io(error) => Failure::Io(error.context(place)),
            Failure::Refused(error) => Failure::Refused(error.context(place)),
        }
    }

    /// The exit code.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Failure::Usage(_) => 2,
            Failure::Io(_) => 3,
            Failure::Refused(_) => 4,
        })
    }

    /// Whether the reader of our output went away (`lbsm sets … | head`), which is no error.
    pub fn is_broken_pipe(&self) -> bool {
        self.error().chain().any(|cause| {
            cause
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
        })
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Io(error.into())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        if error.is_refusal() { Failure::Refused(error.into()) } else { Failure::Io(error.into()) }
    }
}
