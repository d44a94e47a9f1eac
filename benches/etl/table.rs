//! Times, and the table that they are shown in.

use std::collections::BTreeMap;
use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Wall times of several runs, and the most memory that one took.
pub struct Measured {
    times: Vec<Duration>,
    peak: Option<u64>,
}

impl Measured {
    /// Times a few runs.
    pub fn of<T>(runs: u32, run: impl FnMut() -> anyhow::Result<T>) -> anyhow::Result<Self> {
        Self::after(runs, || (), run)
    }

    /// Times a few runs, with something done before each that is not timed.
    pub fn after<T>(
        runs: u32,
        mut before: impl FnMut(),
        mut run: impl FnMut() -> anyhow::Result<T>,
    ) -> anyhow::Result<Self> {
        let mut times = Vec::new();
        for _ in 0..runs {
            before();
            let start = Instant::now();
            let result = run()?;
            times.push(start.elapsed());
            black_box(result);
        }
        times.sort_unstable();
        Ok(Self { times, peak: None })
    }

    /// With the peak of resident memory in bytes; 0 if it is not known.
    pub fn with_peak(self, bytes: u64) -> Self {
        Self { peak: (bytes > 0).then_some(bytes), ..self }
    }

    fn best(&self) -> f64 {
        self.times.first().map_or(f64::NAN, Duration::as_secs_f64)
    }

    fn median(&self) -> f64 {
        self.times.get(self.times.len() / 2).map_or(f64::NAN, Duration::as_secs_f64)
    }
}

/// The results, shown as Markdown.
pub struct Table {
    posts: u64,
    bytes: u64,
    floors: BTreeMap<usize, f64>,
    rows: Vec<(String, usize, Measured)>,
}

impl Table {
    /// For a file of so many posts and bytes.
    pub fn new(posts: u64, bytes: u64) -> Self {
        Self { posts, bytes, floors: BTreeMap::new(), rows: Vec::new() }
    }

    /// What the others on so many threads are compared with.
    pub fn floor(&mut self, threads: usize, measured: &Measured) {
        self.floors.insert(threads, measured.best());
    }

    /// A row.
    pub fn add(&mut self, name: &str, threads: usize, measured: Measured) {
        self.rows.push((name.to_owned(), threads, measured));
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (posts, megabytes) = (self.posts as f64, self.bytes as f64 / 1e6);
        writeln!(
            f,
            "{posts} posts, {megabytes:.0} MB; speed is the floor's time over this one's\n"
        )?;
        writeln!(f, "| what | threads | best s | median s | posts/s | MB/s | speed | peak MB |")?;
        writeln!(f, "|---|--:|--:|--:|--:|--:|--:|--:|")?;
        for (name, threads, measured) in &self.rows {
            let (best, median) = (measured.best(), measured.median());
            let (posts, megabytes) = (posts / best, megabytes / best);
            let speed = self
                .floors
                .get(threads)
                .map_or_else(String::new, |floor| format!("{:.2}", floor / best));
            let peak = measured
                .peak
                .map_or_else(String::new, |bytes| format!("{:.0}", bytes as f64 / 1e6));
            writeln!(
                f,
                "| {name} | {threads} | {best:.2} | {median:.2} | {posts:.0} | {megabytes:.0} \
                 | {speed} | {peak} |"
            )?;
        }
        Ok(())
    }
}
