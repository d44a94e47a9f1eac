//! Ctrl-C and the request to end (SIGTERM): the first one ends a run in order, the second at
//! once.

use super::exit::End;
use signal_hook::consts::signal::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

/// Whether somebody asked the program to end, and how.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    asked: Arc<AtomicBool>,
    signal: Arc<AtomicUsize>,
}

impl Interrupt {
    /// From now on the signals are kept for the program to look at. Should the system refuse,
    /// they end it at once, which stores survive.
    pub fn watch() -> Self {
        let interrupt = Self::default();
        for signal in [SIGINT, SIGTERM] {
            let number = usize::try_from(signal).unwrap_or_default();
            // In this order: the first one finds the flag not set yet.
            let watched = flag::register_conditional_shutdown(
                signal,
                128 + signal,
                Arc::clone(&interrupt.asked),
            )
            .and_then(|_| flag::register_usize(signal, Arc::clone(&interrupt.signal), number))
            .and_then(|_| flag::register(signal, Arc::clone(&interrupt.asked)));
            if let Err(error) = watched {
                tracing::debug!("signal {signal} cannot be watched: {error}");
            }
        }
        interrupt
    }

    /// Set when somebody asks.
    pub fn flag(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.asked)
    }

    /// Whether somebody has asked.
    pub fn is_set(&self) -> bool {
        self.asked.load(Relaxed)
    }

    /// The end of a command that was asked to.
    pub fn end(&self) -> End {
        End::Interrupted(u8::try_from(self.signal.load(Relaxed)).unwrap_or(u8::MAX))
    }
}
