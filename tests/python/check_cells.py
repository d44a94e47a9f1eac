"""Reads GeoJSON cells as a GeoPandas user would, and fails if they are not what RFC 7946 asks for.

Usage: check_cells.py FILE...
"""

import sys

import geopandas
import shapely

for path in sys.argv[1:]:
    cells = geopandas.read_file(path)
    assert cells.crs.to_epsg() == 4326, cells.crs
    assert cells.geometry.is_valid.all(), cells[~cells.geometry.is_valid]
    assert cells["cell"].is_unique
    for cell in cells.itertuples():
        middle = shapely.Point(cell.lon, cell.lat)
        assert cell.geometry.intersects(middle), (path, cell)
        parts = getattr(cell.geometry, "geoms", [cell.geometry])
        for part in parts:
            assert part.exterior.is_ccw, (path, cell)
            west, _, east, _ = part.bounds
            # Cut at the antimeridian: no cell of these goes around the globe.
            assert east - west < 120, (path, cell)
    # Cells do not overlap.
    total = sum(geometry.area for geometry in cells.geometry)
    assert abs(shapely.union_all(cells.geometry).area - total) < 1e-3 * total, path
