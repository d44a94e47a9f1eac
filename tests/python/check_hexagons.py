"""Compares H3 cells with those of the reference library.

Usage: check_hexagons.py FILE (lines of lon, lat, resolution, cell, lon and lat of its middle, area in km²)
"""

import math
import sys

import h3

with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        lon, lat, level, cell, center_lon, center_lat, area = line.split()
        found = h3.latlng_to_cell(float(lat), float(lon), int(level))
        assert found == cell, (line, found)
        middle_lat, middle_lng = h3.cell_to_latlng(cell)
        # Near the poles an angle is known to half of its digits only.
        bound = 1e-9 if abs(middle_lat) < 89 else 2e-6
        assert abs(middle_lat - float(center_lat)) < bound, line
        turns = (middle_lng - float(center_lon)) / 360
        away = (turns - round(turns)) * 360 * math.cos(math.radians(middle_lat))
        assert abs(away) < bound, line
        # Cells of a square metre: both libraries lose digits when they subtract angles.
        if int(level) < 10:
            assert abs(h3.cell_area(cell, unit="km^2") / float(area) - 1) < 1e-6, line
