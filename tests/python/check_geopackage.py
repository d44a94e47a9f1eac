"""Reads a store as a GeoPandas user would, and fails if it is not what the test put in.

Usage: check_geopackage.py STORE (written by tests/geopackage/tools.rs: posts about Berlin and
about Suva, which lies just west of the antimeridian).
"""

import sys

import geopandas
import pyogrio
import shapely


def main(store: str) -> None:
    layers = dict(pyogrio.list_layers(store))
    assert layers["spatial_latlng"] == "Point", layers
    assert layers["topical_hashtag"] is None, layers

    cells = geopandas.read_file(store, layer="spatial_latlng")
    assert cells.crs.to_epsg() == 4326, cells.crs
    assert len(cells) == 14, len(cells)
    # Longitude is x, and the geometry says what the key columns say.
    assert (cells.geometry.x == cells["longitude"]).all()
    assert (cells.geometry.y == cells["latitude"]).all()
    berlin = cells.cx[13:15, 52:54]
    suva = cells.cx[178:180, -19:-17]
    assert len(berlin) == 7 and len(suva) == 7, (len(berlin), len(suva))
    assert cells["posts"].sum() == 60, cells["posts"].sum()
    # Storage v1, parameters (11,5,0,1): the header that PostgreSQL's hll writes, too.
    assert all(blob[1:3] == b"\x8b\x40" for blob in cells["post_hll"])

    days = geopandas.read_file(store, layer="temporal_date")
    assert days["posts"].sum() == 60
    assert str(days["date"].min())[:10] == "2016-02-24", days["date"].min()

    cities = geopandas.read_file(store, layer="spatial_city").set_index("city_guid")
    assert list(cities["name"]) == ["Berlin", "Suva"]
    # The middle of Fiji's box is east of Suva and still west of the antimeridian.
    assert abs(cities.geometry["suva"].x - 179.4) < 1e-9, cities.geometry["suva"]
    area = shapely.from_wkb(cities["geom_area"]["suva"])
    assert area.geom_type == "MultiPolygon" and area.is_valid
    assert area.bounds == (-180.0, -20.7, 180.0, -12.4), area.bounds
    assert shapely.from_wkb(cities["geom_area"]["berlin"]).contains(cities.geometry["berlin"])

    posts = geopandas.read_file(store, layer="raw_post")
    assert len(posts) == 54, len(posts)
    assert set(posts["post_geoaccuracy"]) == {"latlng"}


if __name__ == "__main__":
    main(sys.argv[1])
