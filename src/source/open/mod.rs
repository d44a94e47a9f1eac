//! From names to bytes: what to read, opened and decompressed.

pub(super) mod compression;
mod input;
mod tap;

pub use compression::Compression;
pub(super) use compression::{Decompressor, Stop};
pub use input::{Input, expand};
