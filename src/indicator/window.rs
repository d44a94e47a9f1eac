//! Moving means: which days a window covers, and what happens where it reaches beyond a series.
//!
//! `length` is the window of the code published with the Ukraine nowcasting study (w days; an
//! even one has one more day in the past), `radius` that of its equation 1 (2W + 1 days).

/// What the number of a window means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WindowKind {
    /// Days in all.
    Length,
    /// Days on either side of the middle.
    Radius,
}

/// What a window is worth that reaches beyond the series or over missing days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Edge {
    /// Undefined.
    Strict,
    /// The mean of the days that are there.
    Partial,
    /// Days beyond the series count as zero, as in the published code: both ends of the series
    /// are drawn towards zero. Over a missing day inside the series it is undefined.
    Zero,
}

/// The days of a window relative to its middle, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First day, at most 0.
    pub from: i32,
    /// Last day, at least 0.
    pub to: i32,
}

impl WindowKind {
    /// The days of the window with this number.
    pub fn window(self, number: u16) -> Window {
        let number = i32::from(number);
        match self {
            WindowKind::Length => Window { from: -(number / 2), to: (number - 1).max(0) / 2 },
            WindowKind::Radius => Window { from: -number, to: number },
        }
    }
}

impl Window {
    /// Days in all.
    pub fn length(self) -> i32 {
        self.to - self.from + 1
    }
}

/// Moving means of one series for a growing window. Each window is the one before it and a few
/// days more, so that a table of all windows costs one addition per cell, and no two large
/// sums are ever subtracted.
pub struct MovingMean {
    /// The series less its mean; NaN where missing.
    centred: Vec<f64>,
    centre: f64,
    edge: Edge,
    window: Window,
    sums: Vec<f64>,
    /// Days of the window that are in the series and not missing.
    known: Vec<f64>,
    /// Days of the window that are in the series and missing.
    missing: Vec<f64>,
}

impl MovingMean {
    /// Windows of one day to begin with.
    pub fn new(values: &[f64], edge: Edge) -> Self {
        let present = values.iter().filter(|value| !value.is_nan());
        let centre = present.clone().sum::<f64>() / (present.count().max(1) as f64);
        let mut means = Self {
            centred: values.iter().map(|value| value - centre).collect(),
            centre,
            edge,
            window: Window { from: 0, to: 0 },
            sums: vec![0.0; values.len()],
            known: vec![0.0; values.len()],
            missing: vec![0.0; values.len()],
        };
        means.take_in(0);
        means
    }

    /// What is to be added to the [means](Self::centred_means) to have them on the scale of the
    /// series.
    pub fn centre(&self) -> f64 {
        self.centre
    }

    /// Grows the window; it never shrinks.
    pub fn grow_to(&mut self, window: Window) {
        while self.window.from > window.from {
            self.window.from -= 1;
            self.take_in(self.window.from);
        }
        while self.window.to < window.to {
            self.window.to += 1;
            self.take_in(self.window.to);
        }
    }

    /// Adds the day at this distance from the middle to every window.
    fn take_in(&mut self, distance: i32) {
        let days = self.centred.len();
        let shift = distance.unsigned_abs() as usize;
        if shift >= days {
            return;
        }
        let (target, source) = if distance < 0 { (shift, 0) } else { (0, shift) };
        for offset in 0..days - shift {
            let value = self.centred[source + offset];
            let target = target + offset;
            if value.is_nan() {
                self.missing[target] += 1.0;
            } else {
                self.sums[target] += value;
                self.known[target] += 1.0;
            }
        }
    }

    /// The mean of the window around every day of the series, less the
    /// [centre](Self::centre); NaN where it is undefined.
    pub fn centred_means(&self, means: &mut Vec<f64>) {
        let length = f64::from(self.window.length());
        means.clear();
        means.extend(self.sums.iter().zip(&self.known).zip(&self.missing).map(
            |((&sum, &known), &missing)| match self.edge {
                Edge::Strict if known < length => f64::NAN,
                Edge::Strict => sum / length,
                Edge::Partial if known == 0.0 => f64::NAN,
                Edge::Partial => sum / known,
                Edge::Zero if missing > 0.0 => f64::NAN,
                Edge::Zero => sum / length + self.centre * (known / length - 1.0),
            },
        ));
    }
}

/// The moving mean of a series over one window, on its own scale; NaN where undefined.
pub fn moving_mean(values: &[f64], window: Window, edge: Edge) -> Vec<f64> {
    let mut moving = MovingMean::new(values, edge);
    moving.grow_to(window);
    let mut means = Vec::with_capacity(values.len());
    moving.centred_means(&mut means);
    for mean in &mut means {
        *mean += moving.centre();
    }
    means
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
