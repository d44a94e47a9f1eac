//! How far a run is: a bar on a terminal, log lines with growing pauses elsewhere.

use super::table::grouped;
use crate::etl::Meter;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal as _, Write};
use std::sync::LazyLock;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// All bars hang on this one, so that log lines can step around them.
static BARS: LazyLock<MultiProgress> = LazyLock::new(MultiProgress::new);

/// Runs `work` while showing how `meter` grows towards `total` bytes.
pub fn watch<T>(meter: &Meter, total: Option<u64>, show: bool, work: impl FnOnce() -> T) -> T {
    if !show {
        return work();
    }
    thread::scope(|scope| {
        let (finished, waiting) = channel::<()>();
        scope.spawn(move || {
            let mut display = Display::new(total);
            while let Err(RecvTimeoutError::Timeout) =
                waiting.recv_timeout(Duration::from_millis(200))
            {
                display.update(meter.bytes.load(Relaxed), meter.records.load(Relaxed));
            }
            display.finish();
        });
        let result = work();
        drop(finished);
        result
    })
}

enum Display {
    Bar(ProgressBar),
    Lines { total: Option<u64>, begun: Instant, next: Duration },
}

impl Display {
    fn new(total: Option<u64>) -> Self {
        if !io::stderr().is_terminal() {
            return Display::Lines { total, begun: Instant::now(), next: Duration::from_secs(5) };
        }
        let (bar, template) = match total {
            Some(total) => (ProgressBar::new(total), "{percent:>3} % {wide_bar} {msg}  {eta} left"),
            None => (ProgressBar::new_spinner(), "{spinner} {decimal_bytes} {msg}"),
        };
        let bar = BARS.add(bar);
        bar.set_draw_target(ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Display::Bar(bar)
    }

    fn update(&mut self, bytes: u64, records: u64) {
        match self {
            Display::Bar(bar) => {
                let rate = records as f64 / bar.elapsed().as_secs_f64().max(0.1);
                bar.set_position(bytes);
                bar.set_message(format!("{} records/s", grouped(rate as u64)));
            }
            Display::Lines { total, begun, next } => {
                let elapsed = begun.elapsed();
                if elapsed < *next {
                    return;
                }
                // 5 s, 10 s, 20 s … then every five minutes: a night's log stays readable.
                *next = elapsed + elapsed.min(Duration::from_mins(5));
                let seconds = elapsed.as_secs_f64();
                let percent = total
                    .filter(|&total| total > 0)
                    .map(|total| format!("{:.0} % read, ", 100.0 * bytes as f64 / total as f64))
                    .unwrap_or_default();
                tracing::info!(
                    "{percent}{} MB, {} records, {} records/s",
                    grouped(bytes / 1_000_000),
                    grouped(records),
                    grouped((records as f64 / seconds) as u64),
                );
            }
        }
    }

    fn finish(self) {
        if let Display::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

/// Where log lines go: stderr, around the bar.
pub fn stderr() -> impl Write {
    struct Around;
    impl Write for Around {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            BARS.suspend(|| io::stderr().write(bytes))
        }
        fn flush(&mut self) -> io::Result<()> {
            io::stderr().flush()
        }
    }
    Around
}
