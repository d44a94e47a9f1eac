//! How long to wait for another process to let go of the file.

use rusqlite::Connection;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The longest pause between two attempts.
const PAUSE: Duration = Duration::from_millis(250);

/// How long to wait for another process to let go of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Patience {
    /// While somebody sits in front of the screen: for reading.
    Short,
    /// For writing: a night's run must not end because a map was open for a while.
    Long,
}

impl Patience {
    /// After so long there is word that this process waits.
    pub(in crate::store) const TELL: Duration = Duration::from_secs(1);

    /// When it ends.
    pub(in crate::store) fn limit(self) -> Duration {
        match self {
            Patience::Short => Duration::from_secs(5),
            Patience::Long => Duration::from_mins(5),
        }
    }

    /// Makes a connection wait so long from now on.
    pub(super) fn apply(self, connection: &mut Connection) -> rusqlite::Result<()> {
        let limit = self.limit();
        let mut begun = Instant::now();
        let mut told = false;
        connection.busy_handler(Some(move |attempt: i32| {
            if attempt == 0 {
                begun = Instant::now();
                told = false;
            }
            let waited = begun.elapsed();
            if !told && waited > Patience::TELL && self == Patience::Long {
                told = true;
                self.tell();
            }
            sleep(Patience::pause(attempt).min(limit.saturating_sub(waited)));
            waited < limit
        }))
    }

    /// Says that the store is locked and how long this process will wait.
    pub(in crate::store) fn tell(self) {
        tracing::warn!(
            "another process has locked the store (QGIS? another run?); waiting up to {} s for \
             it to let go",
            self.limit().as_secs()
        );
    }

    /// How long to sleep before the next attempt.
    pub(in crate::store) fn pause(attempt: i32) -> Duration {
        Duration::from_millis(1 << attempt.clamp(0, 8)).min(PAUSE)
    }
}
