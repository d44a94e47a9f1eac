"""Compares H3 cells with those of the reference library.

Usage: check_hexagons.py FILE (lines of lon, lat, resolution, cell, lon and lat of its middle, area in km²)
"""

import sys

import h3

with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        lon, lat, level, cell, center_lon, center_lat, area = line.split()
        found = h3.latlng_to_cell(float(lat), float(lon), int(level))
        assert found == cell, (line, found)
        middle_lat, middle_lon = h3.cell_to_latlng(cell)
        assert abs(middle_lat - float(center_lat)) < 1e-9, line
        turns = (middle_lon - float(center_lon)) / 360
        assert abs(turns - round(turns)) < 1e-9, line
        # Cells of a square metre: both libraries lose digits when they subtract angles.
        if int(level) < 10:
            assert abs(h3.cell_area(cell, unit="km^2") / float(area) - 1) < 1e-6, line
