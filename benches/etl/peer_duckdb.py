"""The job in DuckDB: `peer_duckdb.py FILE THREADS`, a peer of the bench where Python has the package.

The schema is written by hand, which is DuckDB's fastest way; the filter is that of job.rs, the
counts are DuckDB's approximate ones (or exact ones with a third argument `exact`). Prints a
checksum, so that nothing can be left out.
"""

import sys

import duckdb

STEMS = (
    "refugee|asyl|migrant|migration|flüchtling|fluechtling|rifugiat|refugiad|réfugié|πρόσφυγ"
    "|moria|deport"
)
EXCLUDED = [
    "asylum16", "moriarty", "deportivo", "deportivolacoruña", "deportivoalavés",
    "cloudmigration", "datamigration", "birdmigration", "arkhamasylum",
]
TAGS = "STRUCT(hashtags STRUCT(text VARCHAR)[])"
COLUMNS = {
    "id_str": "VARCHAR",
    "created_at": "VARCHAR",
    "lang": "VARCHAR",
    "user": "STRUCT(id_str VARCHAR)",
    "coordinates": "STRUCT(coordinates DOUBLE[])",
    "place": "STRUCT(place_type VARCHAR, bounding_box STRUCT(coordinates DOUBLE[][][]))",
    "entities": TAGS,
    "extended_tweet": f"STRUCT(entities {TAGS})",
}


def main(path, threads, exact):
    connection = duckdb.connect(config={"threads": threads})
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
    excluded = ", ".join(f"'{tag}'" for tag in EXCLUDED)
    connection.execute(f"""
        CREATE TEMP TABLE kept AS
        WITH posts AS (
            SELECT id_str AS post, "user".id_str AS author, lang,
                created_at[5:10] || created_at[-4:] AS day,
                created_at[5:7] || created_at[-4:] AS month,
                CASE
                    WHEN coordinates IS NOT NULL THEN coordinates.coordinates
                    WHEN place.place_type <> 'country' THEN [
                        (place.bounding_box.coordinates[1][1][1] + place.bounding_box.coordinates[1][3][1]) / 2,
                        (place.bounding_box.coordinates[1][1][2] + place.bounding_box.coordinates[1][3][2]) / 2]
                END AS position,
                list_distinct(list_transform(
                    coalesce(extended_tweet.entities.hashtags, entities.hashtags),
                    lambda tag: lower(tag.text))) AS tags
            FROM read_json('{path}', format = 'newline_delimited', columns = {{{columns}}})
        )
        SELECT post, author, author || day AS author_day, lang, month, tags,
            floor((position[1] + 180) / 360 * 8192) AS x, floor((position[2] + 90) / 180 * 4096) AS y
        FROM posts
        WHERE position IS NOT NULL AND len(list_filter(tags, lambda tag:
            regexp_matches(tag, '{STEMS}') AND tag NOT IN ({excluded}))) > 0
    """)
    count = "count(DISTINCT {})" if exact else "approx_count_distinct({})"
    counts = ", ".join(count.format(item) for item in ("post", "author", "author_day"))
    total = connection.execute("SELECT count(*) FROM kept").fetchone()[0]
    rows = 0
    for key, source in [
        ("tag", "(SELECT unnest(tags) AS tag, post, author, author_day FROM kept)"),
        ("month", "kept"), ("x, y", "kept"), ("lang", "kept"),
    ]:
        rows += len(connection.execute(f"SELECT {key}, {counts} FROM {source} GROUP BY {key}").fetchall())
    print(total, rows)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:] == ["exact"])
