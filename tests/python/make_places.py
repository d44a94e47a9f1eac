"""Makes fixtures/places/world.txt of Natural Earth's populated places.

    python3 tests/python/make_places.py ne_50m_populated_places_simple.json > fixtures/places/world.txt

The input is 50m/cultural/ne_50m_populated_places_simple.json of martynafford/natural-earth-geojson
at 0b9a6ceb0a70 (CC0-1.0; Natural Earth is in the public domain).
"""

import json
import re
import sys
import unicodedata

features = json.load(open(sys.argv[1], encoding="utf-8"))["features"]
rows = {}
for feature in features:
    it = feature["properties"]
    alternatives = re.split(r"[|,;/]", it["namealt"] or "")
    spellings = [it["name"], it["nameascii"] or "", *alternatives]
    spellings = [re.sub(r"\(.*?\)|[:#*]", " ", text).strip() for text in spellings]
    spellings = [text for text in spellings if any(c.isalnum() for c in text)]
    rows.setdefault((spellings[0], it["iso_a2"] if it["iso_a2"] != "-99" else it["adm0_a3"]), []).append(
        (it, spellings[1:])
    )
lines = []
for (name, country), places in rows.items():
    for it, spellings in places:
        region = f", {it['adm1name']}".replace(",", "") if len(places) > 1 and it["adm1name"] else ""
        region = re.sub(r"[:#()]", " ", region)
        seen = {unicodedata.normalize("NFKC", name).casefold()}
        more = []
        for text in spellings:
            folded = unicodedata.normalize("NFKC", text).casefold()
            if folded not in seen:
                seen.add(folded)
                more.append(text)
        line = f"{name} ({country}{region})"
        lines.append(line + (": " + ", ".join(more) if more else ""))
print(
    """# Cities of the world, made by tests/python/make_places.py of Natural Earth's populated places
# 1:50m (https://www.naturalearthdata.com, public domain; martynafford/natural-earth-geojson at
# 0b9a6ceb0a70, CC0-1.0). In brackets: the country (ISO 3166), and the region where two cities
# of a country have one name. Names as Natural Earth has them, in Latin letters and without
# cases; some are words of a language as well (Nice, Mobile, Split)."""
)
print("\n".join(sorted(set(lines))))
