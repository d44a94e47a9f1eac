//! The GeoPackage store from the outside: with GDAL, GeoPandas and SQLite, and with files
//! that are not what they should be.

mod foreign;
mod merging;
mod synthetic;
mod tools;
