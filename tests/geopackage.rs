//! The GeoPackage store from the outside: with GDAL, GeoPandas and SQLite, and with files
//! that are not what they should be.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod foreign;
mod merging;
mod synthetic;
mod tools;
