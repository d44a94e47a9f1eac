//! Cells as `GeoJSON` (RFC 7946): longitude before latitude on WGS 84, outer rings counter-clockwise, cells
//! across the antimeridian cut in two.

use crate::grid::outline::Outline;
use crate::grid::table::{Table, Value};
use serde_json::json;
use std::io::{self, Write};

/// Writes a collection of one feature per row.
///
/// # Errors
/// The output cannot be written.
pub fn geojson(table: &Table, output: &mut dyn Write) -> io::Result<()> {
    let names: Vec<String> = table.header().into_iter().map(|(name, _)| name).collect();
    write!(output, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (number, row) in table.rows.iter().enumerate() {
        let mut properties = serde_json::Map::new();
        for (name, value) in names.iter().zip(table.record(row)) {
            properties.insert(
                name.clone(),
                match value {
                    Value::Missing => serde_json::Value::Null,
                    Value::Text(text) => json!(text),
                    Value::Integer(value) => json!(value),
                    Value::Real(value) => json!(value),
                },
            );
        }
        let feature = json!({
            "type": "Feature",
            "geometry": geometry(&row.key.tiling.outline(row.key.cell)),
            "properties": properties,
        });
        write!(output, "{}\n{feature}", if number == 0 { "" } else { "," })?;
    }
    writeln!(output, "\n]}}")
}

fn geometry(outline: &Outline) -> serde_json::Value {
    let polygons: Vec<Vec<Vec<[f64; 2]>>> = outline
        .iter()
        .map(|ring| {
            let points = ring.iter().chain(ring.first());
            // Six decimals are a tenth of a metre.
            vec![points.map(|point| point.map(|value| (value * 1e6).round() / 1e6 + 0.0)).collect()]
        })
        .collect();
    match polygons.as_slice() {
        [polygon] => json!({"type": "Polygon", "coordinates": polygon}),
        _ => json!({"type": "MultiPolygon", "coordinates": polygons}),
    }
}
