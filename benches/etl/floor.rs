//! Loops that do as little as can be done.

use crate::job::{Exact, Scope, Tweet};
use anyhow::{Context, anyhow, ensure};
use std::ffi::OsStr;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Command, Stdio};

const BLOCK: usize = 4 << 20;

/// Reads the file and looks at nothing.
pub fn read(path: &Path) -> anyhow::Result<u64> {
    let mut file = File::open(path)?;
    let mut block = vec![0; BLOCK];
    let mut bytes = 0;
    loop {
        let count = file.read(&mut block)?;
        if count == 0 {
            return Ok(bytes);
        }
        bytes += count as u64;
        black_box(&block);
    }
}

/// Another program, whose output is dropped; `None` where it is not installed: where it fails
/// with the arguments of the probe.
pub fn program(
    name: &str,
    probe: &[&str],
    arguments: &[&OsStr],
) -> Option<impl FnMut() -> anyhow::Result<()>> {
    let run = move || {
        let mut command = Command::new(name);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let status = command.status()?;
        ensure!(status.success(), "{name} ended with {status}");
        Ok(())
    };
    let probed = Command::new(name).args(probe).output();
    probed.is_ok_and(|output| output.status.success()).then_some(run)
}

/// Finds the ends of lines.
pub fn split(path: &Path, threads: usize) -> anyhow::Result<usize> {
    let counts = scan(path, threads, |count: &mut usize, line| {
        black_box(line);
        *count += 1;
        Ok(())
    })?;
    Ok(counts.into_iter().sum())
}

/// Parses the fields that the job needs, of every line.
pub fn parse(path: &Path, threads: usize) -> anyhow::Result<usize> {
    let counts = scan(path, threads, |count: &mut usize, line| {
        black_box(serde_json::from_slice::<Tweet>(line)?);
        *count += 1;
        Ok(())
    })?;
    Ok(counts.into_iter().sum())
}

/// Does the job with exact sets of 64-bit hashes.
pub fn job(path: &Path, threads: usize, scope: Scope) -> anyhow::Result<Exact> {
    let parts = scan(path, threads, |exact: &mut Exact, line| {
        exact.add(&serde_json::from_slice(line)?, scope);
        Ok(())
    })?;
    parts.into_iter().reduce(Exact::merge).context("no thread asked for")
}

/// Feeds every line to one of `threads` states: each thread takes a stretch of the file.
fn scan<S: Default + Send>(
    path: &Path,
    threads: usize,
    feed: impl Fn(&mut S, &[u8]) -> anyhow::Result<()> + Sync,
) -> anyhow::Result<Vec<S>> {
    let length = std::fs::metadata(path)?.len();
    let threads = threads.max(1) as u64;
    std::thread::scope(|scope| {
        let feed = &feed;
        let workers: Vec<_> = (0..threads)
            .map(|number| {
                let (start, end) = (length * number / threads, length * (number + 1) / threads);
                scope.spawn(move || stretch(path, start, end, feed))
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err(anyhow!("a thread panicked"))))
            .collect()
    })
}

/// The lines that begin in `start..end`.
fn stretch<S: Default>(
    path: &Path,
    start: u64,
    end: u64,
    feed: impl Fn(&mut S, &[u8]) -> anyhow::Result<()>,
) -> anyhow::Result<S> {
    let mut state = S::default();
    let mut reader = BufReader::with_capacity(BLOCK, File::open(path)?);
    let mut line = Vec::new();
    let mut position = start;
    if start > 0 {
        // From one byte earlier: a line may begin exactly here.
        reader.seek(SeekFrom::Start(start - 1))?;
        position = start - 1 + reader.read_until(b'\n', &mut line)? as u64;
    }
    while position < end {
        line.clear();
        let count = reader.read_until(b'\n', &mut line)?;
        if count == 0 {
            break;
        }
        position += count as u64;
        feed(&mut state, &line)?;
    }
    Ok(state)
}
