//! From names to bytes: what to read, opened, decompressed, and told apart.
//!
//! ```text
//! input        files, folders, standard input, supplies
//! supply       what is no file and hands out records
//! tap          the compressed side: buffered, counted
//! compression  gzip, bzip2, xz, zstd by magic bytes
//! stream       the decompressed side, with its head in sight
//! archive      members of archives, each a stream again: tar, zip
//! text         UTF-16 to UTF-8
//! stop         why any of these ended before its time
//! ```

mod archive;
pub(super) mod compression;
mod input;
mod stop;
mod stream;
mod supply;
mod tap;
mod tar;
mod text;
mod zip;

pub(super) use archive::Opened;
pub use archive::{Archive, Copied, Entry, Member};
pub use compression::Compression;
pub use input::{Input, expand};
pub(super) use stop::Stop;
pub(super) use stream::Stream;
pub use supply::Supply;
pub(super) use tar::is_tar;
pub(super) use text::Text;
