//! All sets of a page as one compressed text.
//!
//! ```text
//! base64( gzip( header length, 4 bytes, little-endian | header, JSON | sets ) )
//! ```
//!
//! The header holds the tables with their keys. The sets follow table by table, key by key, metric by
//! metric: a length (seven bits a byte, low ones first, the high bit says that there are more) and the
//! set's storage-v1 bytes.

use super::collect::Collection;
use super::page::name;
use super::table::Table;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::{Compression, GzBuilder};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Header<'a> {
    log2m: u8,
    regwidth: u8,
    metrics: Vec<&'static str>,
    tables: &'a [Table],
}

/// Packs a collection. The same collection gives the same text.
pub(super) fn pack(collection: &Collection) -> io::Result<String> {
    let header = serde_json::to_vec(&Header {
        log2m: collection.params.log2m(),
        regwidth: collection.params.regwidth(),
        metrics: collection.metrics.iter().copied().map(name).collect(),
        tables: &collection.tables,
    })?;
    let mut gzip = GzBuilder::new().write(Vec::new(), Compression::new(6));
    gzip.write_all(&(header.len() as u32).to_le_bytes())?;
    gzip.write_all(&header)?;
    for set in collection.tables.iter().flat_map(|table| table.sets.iter().flatten()) {
        put_length(set.len(), &mut gzip)?;
        gzip.write_all(set)?;
    }
    Ok(STANDARD.encode(gzip.finish()?))
}

fn put_length(mut length: usize, output: &mut impl Write) -> io::Result<()> {
    loop {
        let low = (length & 0x7f) as u8;
        length >>= 7;
        output.write_all(&[if length > 0 { low | 0x80 } else { low }])?;
        if length == 0 {
            return Ok(());
        }
    }
}
