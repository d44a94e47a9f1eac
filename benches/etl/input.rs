//! The file that is measured: made once, plain and compressed.

use crate::generator::{self, Options};
use anyhow::Context;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The job's file in three packings, and one of which few posts are located.
pub struct Input {
    /// Posts in it.
    pub posts: u64,
    /// Bytes of the plain file.
    pub bytes: u64,
    /// As it is.
    pub plain: PathBuf,
    /// As gzip packs it.
    pub gz: PathBuf,
    zst: PathBuf,
    /// A file of as many posts, 1.5 % of them with coordinates and 0.4 % with a place only.
    pub sparse: PathBuf,
}

impl Input {
    /// Makes what is not there yet.
    pub fn prepare(posts: u64) -> anyhow::Result<Self> {
        let folder = folder();
        fs::create_dir_all(&folder)?;
        let name = |ending: &str| folder.join(format!("job-{posts}.jsonl{ending}"));
        let (plain, gz, zst) = (name(""), name(".gz"), name(".zst"));
        let sparse = folder.join(format!("sparse-{posts}.jsonl"));
        make(&sparse, |out| {
            let few = Options { posts, geotagged: 15_000, placed: 4_000, ..Options::default() };
            generator::write(&few, out)?;
            Ok(())
        })?;
        make(&plain, |out| {
            generator::write(&Options { posts, ..Options::default() }, out)?;
            Ok(())
        })?;
        make(&gz, |out| {
            let mut packed = flate2::write::GzEncoder::new(out, flate2::Compression::default());
            io::copy(&mut BufReader::new(File::open(&plain)?), &mut packed)?;
            packed.finish()?;
            Ok(())
        })?;
        make(&zst, |out| {
            zstd::stream::copy_encode(File::open(&plain)?, out, 3)?;
            Ok(())
        })?;
        let bytes = fs::metadata(&plain)?.len();
        Ok(Self { posts, bytes, plain, gz, zst, sparse })
    }

    /// All packings, with their names.
    pub fn files(&self) -> [(&'static str, &Path); 3] {
        [("plain", &self.plain), ("gz", &self.gz), ("zst", &self.zst)]
    }
}

/// Where everything that the bench makes rests.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_lbsm"))
        .ancestors()
        .nth(2)
        .map_or_else(|| PathBuf::from("target/bench"), |target| target.join("bench"))
}

/// Writes a file unless it exists. It gets its name only when it is whole.
fn make(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<File>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let unfinished = path.with_extension("unfinished");
    let making = || format!("making {}", path.display());
    let mut out =
        BufWriter::with_capacity(1 << 20, File::create(&unfinished).with_context(making)?);
    fill(&mut out).with_context(making)?;
    out.flush().with_context(making)?;
    fs::rename(&unfinished, path).with_context(making)
}
