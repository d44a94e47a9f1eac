//! The tables that every GeoPackage has (OGC 12-128r18, version 1.3) and how ours are
//! registered in them.

use super::fault::Fault;
use super::geometry::{self, Extent, Shift, WGS84};
use super::value;
use crate::facet::{Base, KeyValue};
use crate::store::identifier::{Identifier, list};
use rusqlite::{Connection, Row, params};

/// `GPKG` in ASCII: what marks an SQLite file as a GeoPackage.
pub(super) const APPLICATION_ID: i32 = 0x4750_4B47;

/// Version 1.3.0 of the standard, the newest that the GDAL of current distributions knows.
const USER_VERSION: i32 = 10300;

/// The tables required by the standard, and the three reference systems.
const REQUIRED: &str = r#"
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL,
  srs_id INTEGER PRIMARY KEY,
  organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL,
  definition TEXT NOT NULL,
  description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinates'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinates'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude and latitude in decimal degrees on the WGS 84 spheroid');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY,
  data_type TEXT NOT NULL,
  identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE,
  min_y DOUBLE,
  max_x DOUBLE,
  max_y DOUBLE,
  srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id)
);
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL,
  column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL,
  m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);
"#;

/// Makes an empty database a GeoPackage without contents.
pub(crate) fn create_required(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", USER_VERSION)?;
    connection.execute_batch(REQUIRED)
}

/// A column of one of our tables.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type, one that the standard knows, with `NOT NULL` where that holds.
    pub kind: &'static str,
}

/// One of our tables. Beside its columns it has `fid`, the integer key that the standard
/// asks for.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// Its name.
    pub name: String,
    /// One line on what it holds.
    pub about: String,
    /// Its columns; the first [`Table::keys`] of them identify a row.
    pub columns: Vec<Column>,
    /// How many columns identify a row.
    pub keys: usize,
    /// The point column, if it is a layer of features.
    pub geometry: Option<&'static str>,
}

impl Table {
    fn key_names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.columns.iter().take(self.keys).map(|column| column.name)
    }

    /// Creates and registers the table.
    pub(super) fn create(&self, connection: &Connection) -> Result<(), Fault> {
        let columns: Vec<String> = self
            .columns
            .iter()
            .map(|column| format!("  {} {}", Identifier(column.name), column.kind))
            .collect();
        connection.execute_batch(&format!(
            "CREATE TABLE {} (\n  \"fid\" INTEGER PRIMARY KEY NOT NULL,\n{},\n  UNIQUE ({})\n)",
            Identifier(&self.name),
            columns.join(",\n"),
            list(self.key_names()),
        ))?;
        let (data_type, srs) =
            if self.geometry.is_some() { ("features", Some(WGS84)) } else { ("attributes", None) };
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, srs_id)
             VALUES (?1, ?2, ?1, ?3, ?4)",
            params![self.name, data_type, self.about, srs],
        )?;
        if let Some(geometry) = self.geometry {
            connection.execute(
                "INSERT INTO gpkg_geometry_columns VALUES (?1, ?2, 'POINT', ?3, 0, 0)",
                params![self.name, geometry, WGS84],
            )?;
        }
        Ok(())
    }

    /// Whether the database has a table of this name.
    pub(super) fn exists(&self, connection: &Connection) -> Result<bool, Fault> {
        exists(connection, &self.name)
    }

    /// Whether the table has no row.
    pub(super) fn is_empty(&self, connection: &Connection) -> Result<bool, Fault> {
        let sql = format!("SELECT NOT EXISTS (SELECT 1 FROM {})", Identifier(&self.name));
        Ok(connection.query_row(&sql, [], |row| row.get(0))?)
    }

    /// Number of rows.
    pub(super) fn count(&self, connection: &Connection) -> Result<u64, Fault> {
        let sql = format!("SELECT count(*) FROM {}", Identifier(&self.name));
        Ok(connection.query_row(&sql, [], |row| row.get(0).map(i64::cast_unsigned))?)
    }

    /// Inserts a row; its parameters are the values of all columns.
    pub(super) fn insert(&self) -> String {
        let marks = vec!["?"; self.columns.len()].join(", ");
        let names = list(self.columns.iter().map(|column| column.name));
        format!("INSERT INTO {} ({names}) VALUES ({marks})", Identifier(&self.name))
    }

    /// Finds the `fid` and these columns of a row; its parameters are the values of the key.
    pub(super) fn find(&self, columns: &[&str]) -> String {
        let conditions: Vec<String> =
            self.key_names().map(|name| format!("{} = ?", Identifier(name))).collect();
        let names = list(std::iter::once("fid").chain(columns.iter().copied()));
        format!("SELECT {names} FROM {} WHERE {}", Identifier(&self.name), conditions.join(" AND "))
    }

    /// Sets these columns of a row; its parameters are their values, then the `fid`.
    pub(super) fn update(&self, columns: &[&str]) -> String {
        let values: Vec<String> =
            columns.iter().map(|name| format!("{} = ?", Identifier(name))).collect();
        format!("UPDATE {} SET {} WHERE \"fid\" = ?", Identifier(&self.name), values.join(", "))
    }

    /// All rows with their `fid` and these columns, in the order of the key.
    pub(super) fn all(&self, columns: &[&str]) -> String {
        let names = list(std::iter::once("fid").chain(columns.iter().copied()));
        let order = list(self.key_names());
        format!("SELECT {names} FROM {} ORDER BY {order}", Identifier(&self.name))
    }

    /// Notes that rows changed, and where points came to lie and lie no longer.
    pub(super) fn touch(&self, connection: &Connection, shift: &Shift) -> Result<(), Fault> {
        connection.execute(
            "UPDATE gpkg_contents SET last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now')
             WHERE table_name = ?1",
            params![self.name],
        )?;
        let Shift { reached, left } = shift;
        // An extent only shrinks when a point leaves its edge.
        if !left.is_nothing()
            && self.extent(connection)?.is_none_or(|extent| left.reaches_edge_of(&extent))
        {
            let extent = self.measure(connection)?;
            let edges = (!extent.is_nothing()).then_some(extent);
            connection.execute(
                "UPDATE gpkg_contents SET min_x = ?2, min_y = ?3, max_x = ?4, max_y = ?5
                 WHERE table_name = ?1",
                params![
                    self.name,
                    edges.map(|extent| extent.west),
                    edges.map(|extent| extent.south),
                    edges.map(|extent| extent.east),
                    edges.map(|extent| extent.north)
                ],
            )?;
        } else if !reached.is_nothing() {
            connection.execute(
                "UPDATE gpkg_contents SET
                   min_x = min(coalesce(min_x, ?2), ?2), min_y = min(coalesce(min_y, ?3), ?3),
                   max_x = max(coalesce(max_x, ?4), ?4), max_y = max(coalesce(max_y, ?5), ?5)
                 WHERE table_name = ?1",
                params![self.name, reached.west, reached.south, reached.east, reached.north],
            )?;
        }
        Ok(())
    }

    /// The extent that is noted for the layer, if there is one.
    fn extent(&self, connection: &Connection) -> Result<Option<Extent>, Fault> {
        let sql = "SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = ?1";
        let edges: [Option<f64>; 4] = connection.query_row(sql, params![self.name], |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])
        })?;
        Ok(match edges {
            [Some(west), Some(south), Some(east), Some(north)] => {
                Some(Extent { west, south, east, north })
            }
            _ => None,
        })
    }

    /// Reads the key of a row of sets: what stands behind its `fid`.
    pub(super) fn read_key(
        &self,
        base: &Base,
        row: &Row<'_>,
        key: &mut Vec<KeyValue>,
    ) -> Result<(), Fault> {
        for (column, index) in base.columns().zip(1..) {
            let read = value::read_key(column.kind, row.get_ref(index)?);
            key.push(read.ok_or_else(|| {
                let reason = "not a value of its type".to_owned();
                self.unreadable(row.get(0).unwrap_or_default(), column.name, reason)
            })?);
        }
        Ok(())
    }

    /// A value is not what its column holds.
    pub(super) fn unreadable(&self, row: i64, column: &str, reason: String) -> Fault {
        Fault::Unreadable { table: self.name.clone(), row, column: column.to_owned(), reason }
    }

    /// The extent of all points of the layer.
    fn measure(&self, connection: &Connection) -> Result<Extent, Fault> {
        let mut extent = Extent::NOTHING;
        let Some(column) = self.geometry else { return Ok(extent) };
        let geometry = Identifier(column);
        let sql = format!(
            "SELECT fid, {geometry} FROM {} WHERE {geometry} IS NOT NULL",
            Identifier(&self.name)
        );
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let blob = row.get_ref(1)?;
            let point = blob.as_blob().ok().and_then(geometry::read_point);
            let point = point.ok_or_else(|| {
                self.unreadable(row.get(0).unwrap_or_default(), column, "not a point".to_owned())
            })?;
            extent.include(point.lon(), point.lat());
        }
        Ok(extent)
    }
}

/// Whether the database has a table of this name.
pub(super) fn exists(connection: &Connection, table: &str) -> Result<bool, Fault> {
    let sql = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1)";
    Ok(connection.query_row(sql, params![table], |row| row.get(0))?)
}
