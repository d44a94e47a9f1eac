//! The candidates of a search: which lags, which windows, and which of their pairs are allowed.

use super::window::{Edge, Window, WindowKind};
use std::ops::RangeInclusive;

/// Which pairs of lag and window may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Causality {
    /// Any: for studying whether a series leads or lags.
    Free,
    /// Those whose window ends early enough: on the day itself, or `delay` days before it for a
    /// source that is published late.
    Causal {
        /// Days until a value is known.
        delay: u16,
    },
    /// Those of the published code, stricter than need be: a window no longer than the lag.
    Published,
}

/// Lags and windows to try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// Days that the indicator leads the flow (negative: lags behind it).
    pub lags: RangeInclusive<i32>,
    /// Numbers of the windows, whose meaning is that of `kind`.
    pub windows: RangeInclusive<u16>,
    /// Lengths or radii.
    pub kind: WindowKind,
    /// Windows at the ends of the indicator.
    pub edge: Edge,
    /// Which pairs are allowed.
    pub causality: Causality,
    /// Judge all candidates on the days that all of them have, so that their r² can be compared.
    pub common_sample: bool,
}

impl Grid {
    /// The grid of the published code: lags −23 to 22, windows of 1 to 30 days, zeros beyond the
    /// ends.
    pub fn published() -> Self {
        Self {
            lags: -23..=22,
            windows: 1..=30,
            kind: WindowKind::Length,
            edge: Edge::Zero,
            causality: Causality::Free,
            common_sample: false,
        }
    }

    /// The same grid for nowcasts by the published code: leads only, no window longer than the lag.
    #[must_use]
    pub fn published_nowcast(&self) -> Self {
        let lags = (*self.lags.start()).max(0)..=*self.lags.end();
        Self { lags, causality: Causality::Published, ..self.clone() }
    }

    /// The days of a window.
    pub fn window(&self, number: u16) -> Window {
        self.kind.window(number)
    }

    /// Whether a pair of lag and window may be used.
    pub fn allows(&self, lag: i32, window: u16) -> bool {
        let window = self.window(window);
        match self.causality {
            Causality::Free => true,
            Causality::Causal { delay } => lag >= window.to + i32::from(delay),
            Causality::Published => lag >= 0 && window.length() <= lag,
        }
    }

    /// Number of candidates that are allowed.
    pub fn candidates(&self) -> usize {
        let pairs = self.lags.clone().flat_map(|lag| self.windows.clone().map(move |w| (lag, w)));
        pairs.filter(|&(lag, window)| self.allows(lag, window)).count()
    }
}
