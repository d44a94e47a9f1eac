//! Cells as a layer of a `GeoPackage`, with a QGIS style that shows up when it is opened.

use super::style::{Category, qml};
use crate::grid::outline::Outline;
use crate::grid::table::{Kind, Table, Value};
use crate::store::geopackage::{create_required, holds_store};
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params, params_from_iter};
use std::path::{Path, PathBuf};

/// The layer's name.
const LAYER: &str = "grid";

/// A layer that cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    /// There is a store in its place.
    #[error("{} is a store of lbsm and is not overwritten; give the layer another name", path.display())]
    Store {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// It cannot be put in its place.
    #[error("cannot write {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Writes the layer; a file of that name is replaced once the new one is complete, unless it is a store.
///
/// # Errors
/// There is a store, or it cannot be written.
pub fn layer(
    table: &Table,
    categories: &[Category],
    about: &str,
    path: &Path,
) -> Result<(), LayerError> {
    if holds_store(path) {
        return Err(LayerError::Store { path: path.to_owned() });
    }
    let failed = |source| LayerError::Io { path: path.to_owned(), source };
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    if part.exists() {
        std::fs::remove_file(&part).map_err(failed)?;
    }
    let written = write(table, categories, about, &part);
    let result = match written {
        Ok(()) => std::fs::rename(&part, path).map_err(failed),
        Err(source) => Err(LayerError::Sqlite { path: path.to_owned(), source }),
    };
    if result.is_err() {
        // What is wrong has been said; a half layer helps nobody.
        let _ = std::fs::remove_file(&part);
    }
    result
}

fn write(
    table: &Table,
    categories: &[Category],
    about: &str,
    path: &Path,
) -> Result<(), rusqlite::Error> {
    let mut connection = Connection::open(path)?;
    connection.pragma_update(None, "synchronous", false)?;
    create_required(&connection)?;
    let transaction = connection.transaction()?;
    let header = table.header();
    let columns: Vec<String> = header
        .iter()
        .map(|(name, kind)| {
            let kind = match kind {
                Kind::Text => "TEXT",
                Kind::Integer => "INTEGER",
                Kind::Real => "DOUBLE",
            };
            format!("\"{name}\" {kind}")
        })
        .collect();
    transaction.execute_batch(&format!(
        "CREATE TABLE {LAYER} (fid INTEGER PRIMARY KEY NOT NULL, geom MULTIPOLYGON NOT NULL, {})",
        columns.join(", ")
    ))?;
    let mut extent = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    {
        let marks = vec!["?"; header.len() + 1].join(", ");
        let mut insert =
            transaction.prepare(&format!("INSERT INTO {LAYER} VALUES (NULL, {marks})"))?;
        for row in &table.rows {
            let outline = row.key.tiling.outline(row.key.cell);
            for [lon, lat] in outline.iter().flatten() {
                extent = [
                    extent[0].min(*lon),
                    extent[1].min(*lat),
                    extent[2].max(*lon),
                    extent[3].max(*lat),
                ];
            }
            let values = table.record(row).into_iter().map(|value| match value {
                Value::Missing => Sql::Null,
                Value::Text(text) => Sql::Text(text),
                Value::Integer(number) => Sql::Integer(number),
                Value::Real(number) => Sql::Real(number),
            });
            insert.execute(params_from_iter(
                std::iter::once(Sql::Blob(blob(&outline))).chain(values),
            ))?;
        }
    }
    let edges = extent.map(|edge| edge.is_finite().then_some(edge));
    transaction.execute(
        "INSERT INTO gpkg_contents
           (table_name, data_type, identifier, description, min_x, min_y, max_x, max_y, srs_id)
         VALUES (?1, 'features', ?1, ?2, ?3, ?4, ?5, ?6, 4326)",
        params![LAYER, about, edges[0], edges[1], edges[2], edges[3]],
    )?;
    transaction.execute(
        "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', 'MULTIPOLYGON', 4326, 0, 0)",
        params![LAYER],
    )?;
    put_style(&transaction, categories)?;
    transaction.commit()
}

/// The table in which QGIS keeps and finds styles.
fn put_style(connection: &Connection, categories: &[Category]) -> Result<(), rusqlite::Error> {
    connection.execute_batch(
        "CREATE TABLE layer_styles (
           id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT, f_table_schema TEXT,
           f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT,
           useAsDefault BOOLEAN, description TEXT, owner TEXT, ui TEXT,
           update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')));
         INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
           VALUES ('layer_styles', 'attributes', 'layer_styles', 'styles of QGIS');",
    )?;
    connection.execute(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
           styleName, styleQML, styleSLD, useAsDefault, description, owner)
         VALUES ('', '', ?1, 'geom', 'classes', ?2, '', 1, 'classes as on the map', '')",
        params![LAYER, qml(categories)],
    )?;
    Ok(())
}

/// A multipolygon as a `GeoPackage` blob: header with envelope, then WKB, little endian.
fn blob(outline: &Outline) -> Vec<u8> {
    let mut blob =
        Vec::with_capacity(100 + outline.iter().map(|ring| 16 * ring.len() + 32).sum::<usize>());
    blob.extend_from_slice(b"GP");
    // Version 1; flags: an envelope of two dimensions, little endian.
    blob.extend_from_slice(&[0, 0b0000_0011]);
    blob.extend_from_slice(&4326_i32.to_le_bytes());
    let all = || outline.iter().flatten();
    for axis in [0, 1] {
        let least = all().map(|point| point[axis]).fold(f64::INFINITY, f64::min);
        let most = all().map(|point| point[axis]).fold(f64::NEG_INFINITY, f64::max);
        blob.extend_from_slice(&least.to_le_bytes());
        blob.extend_from_slice(&most.to_le_bytes());
    }
    let begin = |blob: &mut Vec<u8>, kind: u32, count: usize| {
        blob.push(1);
        blob.extend_from_slice(&kind.to_le_bytes());
        blob.extend_from_slice(&(count as u32).to_le_bytes());
    };
    begin(&mut blob, 6, outline.len());
    for ring in outline {
        begin(&mut blob, 3, 1);
        blob.extend_from_slice(&(ring.len() as u32 + 1).to_le_bytes());
        for point in ring.iter().chain(ring.first()) {
            blob.extend_from_slice(&point[0].to_le_bytes());
            blob.extend_from_slice(&point[1].to_le_bytes());
        }
    }
    blob
}
