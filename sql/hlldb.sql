-- LBSN HLL: HyperLogLog sets along four facets, for PostgreSQL with PostGIS and hll.
--
-- Schemas, tables, keys and the order of columns are those of the LBSN hlldb, so that what was
-- written for it keeps running. Beyond it: sets are never NULL (a union with NULL would lose the
-- other side), texts in keys sort by bytes, and sets are bound to one choice of parameters.
--
-- `lbsm db init` runs this file, with the parameters of the study in place of 11,5,0,1; psql runs
-- it, too. Running it again changes nothing. What an older database lacks is added at the end.
--
-- The extensions postgis and hll must be there, in whatever schema; `lbsm db init` sets the
-- search path to where they are.

CREATE SCHEMA IF NOT EXISTS social;
CREATE SCHEMA IF NOT EXISTS spatial;
CREATE SCHEMA IF NOT EXISTS temporal;
CREATE SCHEMA IF NOT EXISTS topical;
CREATE SCHEMA IF NOT EXISTS interlinkage;
COMMENT ON SCHEMA social IS 'LBSN facet: who';
COMMENT ON SCHEMA spatial IS 'LBSN facet: where';
COMMENT ON SCHEMA temporal IS 'LBSN facet: when';
COMMENT ON SCHEMA topical IS 'LBSN facet: what';
COMMENT ON SCHEMA interlinkage IS 'LBSN: what links the facets';

-- Spatial: where
CREATE TABLE IF NOT EXISTS spatial."latlng" (
  "latitude" float8, "longitude" float8,
  latlng_geom geometry(Point,4326) NOT NULL,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  utl_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("latitude", "longitude")
);
COMMENT ON TABLE spatial."latlng" IS 'HyperLogLog sets per geohash cell of the position';
CREATE TABLE IF NOT EXISTS spatial."place" (
  "place_guid" text COLLATE "C",
  geom_center geometry(Point,4326),
  geom_area geometry(Polygon,4326),
  name text,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  utl_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("place_guid")
);
COMMENT ON TABLE spatial."place" IS 'HyperLogLog sets per point of interest';
CREATE TABLE IF NOT EXISTS spatial."city" (
  "city_guid" text COLLATE "C",
  name text,
  geom_center geometry(Point,4326),
  geom_area geometry(Polygon,4326),
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  utl_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  latlng_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("city_guid")
);
COMMENT ON TABLE spatial."city" IS 'HyperLogLog sets per city or neighbourhood';
CREATE TABLE IF NOT EXISTS spatial."region" (
  "region_guid" text COLLATE "C",
  name text,
  geom_center geometry(Point,4326),
  geom_area geometry(Polygon,4326),
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  utl_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  latlng_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("region_guid")
);
COMMENT ON TABLE spatial."region" IS 'HyperLogLog sets per administrative region';
CREATE TABLE IF NOT EXISTS spatial."country" (
  "country_guid" text COLLATE "C",
  name text,
  geom_center geometry(Point,4326),
  geom_area geometry(Polygon,4326),
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  utl_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  latlng_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("country_guid")
);
COMMENT ON TABLE spatial."country" IS 'HyperLogLog sets per country';

-- Temporal: when
CREATE TABLE IF NOT EXISTS temporal."timestamp" (
  "timestamp" timestamp,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("timestamp")
);
COMMENT ON TABLE temporal."timestamp" IS 'HyperLogLog sets per second; nearly as telling as the post itself';
CREATE TABLE IF NOT EXISTS temporal."date" (
  "date" date,
  name text,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("date")
);
COMMENT ON TABLE temporal."date" IS 'HyperLogLog sets per day';
CREATE TABLE IF NOT EXISTS temporal."month" (
  "year" int, "month" int,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("year", "month")
);
COMMENT ON TABLE temporal."month" IS 'HyperLogLog sets per year and month';
CREATE TABLE IF NOT EXISTS temporal."year" (
  "year" int,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("year")
);
COMMENT ON TABLE temporal."year" IS 'HyperLogLog sets per year';
CREATE TABLE IF NOT EXISTS temporal."timeofday" (
  "timeofday" time,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("timeofday")
);
COMMENT ON TABLE temporal."timeofday" IS 'HyperLogLog sets per time of day to the second';
CREATE TABLE IF NOT EXISTS temporal."hourofday" (
  "hourofday" int,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("hourofday")
);
COMMENT ON TABLE temporal."hourofday" IS 'HyperLogLog sets per hour of day, 0 to 23';
CREATE TABLE IF NOT EXISTS temporal."dayofweek" (
  "weekday" int,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("weekday")
);
COMMENT ON TABLE temporal."dayofweek" IS 'HyperLogLog sets per day of week, Monday = 0';
CREATE TABLE IF NOT EXISTS temporal."dayofmonth" (
  "dayofmonth" int,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("dayofmonth")
);
COMMENT ON TABLE temporal."dayofmonth" IS 'HyperLogLog sets per day of month';
CREATE TABLE IF NOT EXISTS temporal."dayofyear" (
  "month" int, "day" int,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("month", "day")
);
COMMENT ON TABLE temporal."dayofyear" IS 'HyperLogLog sets per month and day, whatever the year';
CREATE TABLE IF NOT EXISTS temporal."monthofyear" (
  "monthofyear" int,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("monthofyear")
);
COMMENT ON TABLE temporal."monthofyear" IS 'HyperLogLog sets per month, whatever the year';
CREATE TABLE IF NOT EXISTS temporal."_month_latlng" (
  "year" int, "month" int, "latitude" float8, "longitude" float8,
  latlng_geom geometry(Point,4326) NOT NULL,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("year", "month", "latitude", "longitude")
);
COMMENT ON TABLE temporal."_month_latlng" IS 'HyperLogLog sets per month and cell';
CREATE TABLE IF NOT EXISTS temporal."_month_hashtag" (
  "year" int, "month" int, "hashtag" text COLLATE "C",
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("year", "month", "hashtag")
);
COMMENT ON TABLE temporal."_month_hashtag" IS 'HyperLogLog sets per month and hashtag';
CREATE TABLE IF NOT EXISTS temporal."_month_hashtag_latlng" (
  "year" int, "month" int, "hashtag" text COLLATE "C", "latitude" float8, "longitude" float8,
  latlng_geom geometry(Point,4326) NOT NULL,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("year", "month", "hashtag", "latitude", "longitude")
);
COMMENT ON TABLE temporal."_month_hashtag_latlng" IS 'HyperLogLog sets per month, hashtag and cell';
CREATE TABLE IF NOT EXISTS temporal."_date_hashtag" (
  "date" date, "hashtag" text COLLATE "C",
  name text,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("date", "hashtag")
);
COMMENT ON TABLE temporal."_date_hashtag" IS 'HyperLogLog sets per day and hashtag';
CREATE TABLE IF NOT EXISTS temporal."_date_term" (
  "date" date, "term" text COLLATE "C",
  name text,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("date", "term")
);
COMMENT ON TABLE temporal."_date_term" IS 'HyperLogLog sets per day and word';

-- Topical: what
CREATE TABLE IF NOT EXISTS topical."hashtag" (
  "hashtag" text COLLATE "C",
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  latlng_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  place_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  upt_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("hashtag")
);
COMMENT ON TABLE topical."hashtag" IS 'HyperLogLog sets per hashtag, lower case';
CREATE TABLE IF NOT EXISTS topical."emoji" (
  "emoji" text COLLATE "C",
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  latlng_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  place_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  upt_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("emoji")
);
COMMENT ON TABLE topical."emoji" IS 'HyperLogLog sets per emoji sequence';
CREATE TABLE IF NOT EXISTS topical."term" (
  "term" text COLLATE "C",
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  latlng_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  place_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  upt_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("term")
);
COMMENT ON TABLE topical."term" IS 'HyperLogLog sets per word of the text';
CREATE TABLE IF NOT EXISTS topical."topic" (
  "topic" text COLLATE "C",
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  latlng_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  place_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  upt_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("topic")
);
COMMENT ON TABLE topical."topic" IS 'HyperLogLog sets per lexicon term that the post matched';
CREATE TABLE IF NOT EXISTS topical."domain" (
  "domain" text COLLATE "C",
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  latlng_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  place_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  upt_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("domain")
);
COMMENT ON TABLE topical."domain" IS 'HyperLogLog sets per host that the post links to';
CREATE TABLE IF NOT EXISTS topical."_hashtag_latlng" (
  "latitude" float8, "longitude" float8, "hashtag" text COLLATE "C",
  latlng_geom geometry(Point,4326) NOT NULL,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("latitude", "longitude", "hashtag")
);
COMMENT ON TABLE topical."_hashtag_latlng" IS 'HyperLogLog sets per cell and hashtag';
CREATE TABLE IF NOT EXISTS topical."_emoji_latlng" (
  "latitude" float8, "longitude" float8, "emoji" text COLLATE "C",
  latlng_geom geometry(Point,4326) NOT NULL,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("latitude", "longitude", "emoji")
);
COMMENT ON TABLE topical."_emoji_latlng" IS 'HyperLogLog sets per cell and emoji';
CREATE TABLE IF NOT EXISTS topical."_term_latlng" (
  "latitude" float8, "longitude" float8, "term" text COLLATE "C",
  latlng_geom geometry(Point,4326) NOT NULL,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("latitude", "longitude", "term")
);
COMMENT ON TABLE topical."_term_latlng" IS 'HyperLogLog sets per cell and word';

-- Social: who
CREATE TABLE IF NOT EXISTS social."community" (
  "id" int,
  name text,
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  latlng_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  place_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("id")
);
COMMENT ON TABLE social."community" IS 'HyperLogLog sets per network, as LBSN origin id';
CREATE TABLE IF NOT EXISTS social."culture" (
  "id" text COLLATE "C",
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  latlng_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  place_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("id")
);
COMMENT ON TABLE social."culture" IS 'HyperLogLog sets per language of the post';
CREATE TABLE IF NOT EXISTS social."user" (
  "user_guid" text COLLATE "C",
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  latlng_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  place_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("user_guid")
);
COMMENT ON TABLE social."user" IS 'HyperLogLog sets per pseudonym of the author';
CREATE TABLE IF NOT EXISTS social."friends" (
  "user_guid" text COLLATE "C", "user_guid_friend" text COLLATE "C",
  user_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  post_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  latlng_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  place_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  pud_hll hll(11,5,0,1) NOT NULL DEFAULT hll_empty(11,5,0,1),
  PRIMARY KEY ("user_guid", "user_guid_friend")
);
COMMENT ON TABLE social."friends" IS 'HyperLogLog sets per pseudonyms of the author and of a mentioned user';

-- What tables made by other programs lack.

DO $$
DECLARE
  missing record;
BEGIN
  FOR missing IN
    SELECT * FROM (VALUES
      ('topical', 'hashtag', 'upt_hll'), ('topical', 'emoji', 'upt_hll'),
      ('topical', 'term', 'upt_hll'), ('topical', 'topic', 'upt_hll'),
      ('topical', 'domain', 'upt_hll'), ('spatial', 'latlng', 'utl_hll'),
      ('spatial', 'place', 'utl_hll')
    ) AS column_of (table_schema, table_name, column_name)
    WHERE NOT EXISTS (
      SELECT FROM information_schema.columns AS found
      WHERE (found.table_schema, found.table_name, found.column_name)
        = (column_of.table_schema, column_of.table_name, column_of.column_name))
  LOOP
    EXECUTE format('ALTER TABLE %I.%I ADD COLUMN %I hll NOT NULL DEFAULT hll_empty(11,5,0,1)',
      missing.table_schema, missing.table_name, missing.column_name);
  END LOOP;
END $$;

-- Comments of columns: the same name is the same thing in all tables.

DO $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT table_schema, table_name, column_name, about
    FROM information_schema.columns
    JOIN (VALUES
      ('user_hll', 'Set of users: origin:user'),
      ('post_hll', 'Set of posts: origin:post'),
      ('pud_hll', 'Set of user days: origin:user:YYYY-MM-DD, UTC'),
      ('latlng_hll', 'Set of locations: lat:lng'),
      ('place_hll', 'Set of points of interest: origin:place'),
      ('utl_hll', 'Set of user-term-locations: origin:user:term:lat:lng'),
      ('upt_hll', 'Set of user-terms: origin:user:term'),
      ('latitude', 'Latitude of the middle of the cell, degrees north, WGS 84'),
      ('longitude', 'Longitude of the middle of the cell, degrees east, WGS 84'),
      ('latlng_geom', 'The same as a point'),
      ('place_guid', 'Id of the point of interest, as the network gives it'),
      ('city_guid', 'Id of the city or neighbourhood, as the network gives it'),
      ('region_guid', 'Id of the administrative region, as the network gives it'),
      ('country_guid', 'ISO 3166 code'),
      ('name', 'Name; of several the one that sorts first'),
      ('geom_center', 'Middle of the extent'),
      ('geom_area', 'Extent; of several the largest. Beyond 180 degrees east it crosses the antimeridian'),
      ('timestamp', 'Second, UTC'),
      ('date', 'Day, UTC'),
      ('year', 'Year, UTC'),
      ('month', 'Month, 1 to 12, UTC'),
      ('day', 'Day of month'),
      ('timeofday', 'Time of day to the second, UTC'),
      ('hourofday', 'Hour of day, 0 to 23, UTC'),
      ('weekday', 'Day of week, Monday = 0'),
      ('dayofmonth', 'Day of month'),
      ('monthofyear', 'Month, 1 to 12'),
      ('hashtag', 'Hashtag, lower case'),
      ('emoji', 'Emoji sequence'),
      ('term', 'Word of the text, lower case'),
      ('topic', 'Term of the lexicon'),
      ('domain', 'Host that the post links to'),
      ('user_guid', 'Pseudonym of the author'),
      ('user_guid_friend', 'Pseudonym of a mentioned user'),
      ('id', 'LBSN origin of the network, or language')
    ) AS meaning (column_name, about) USING (column_name)
    WHERE table_schema IN ('social', 'spatial', 'temporal', 'topical')
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L',
      found.table_schema, found.table_name, found.column_name, found.about);
  END LOOP;
END $$;

-- For people: a view of every table with counts in place of sets. Those with a geometry are
-- layers: `views.latlng` in QGIS, styled by `posts`. Counts are estimates of hll_cardinality.

CREATE SCHEMA IF NOT EXISTS views;
COMMENT ON SCHEMA views IS 'Counts of all sets, for maps and tables';

DO $$
DECLARE
  base record;
BEGIN
  FOR base IN
    SELECT columns.table_schema, columns.table_name,
      string_agg(
        CASE
          WHEN data_type = 'USER-DEFINED' AND udt_name = 'hll' THEN
            format('hll_cardinality(%I)::bigint AS %I', column_name,
              coalesce(plural, column_name))
          ELSE format('%I', column_name)
        END, ', ' ORDER BY (udt_name = 'hll'), ordinal_position) AS list
    FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    LEFT JOIN (VALUES
      ('user_hll', 'users'), ('post_hll', 'posts'), ('pud_hll', 'userdays'),
      ('date_hll', 'userdays'), ('latlng_hll', 'locations'), ('place_hll', 'places'),
      ('utl_hll', 'user_term_locations'), ('upt_hll', 'user_terms')
    ) AS metric (column_name, plural) USING (column_name)
    WHERE columns.table_schema IN ('social', 'spatial', 'temporal', 'topical')
      AND table_type = 'BASE TABLE'
    GROUP BY 1, 2
    -- Tables of metrics alone, from which others inherit, have nothing to list.
    HAVING bool_or(udt_name <> 'hll') AND bool_or(udt_name = 'hll')
  LOOP
    EXECUTE format('CREATE OR REPLACE VIEW views.%I AS SELECT row_number() OVER () AS row, %s FROM %I.%I',
      base.table_name, base.list, base.table_schema, base.table_name);
    EXECUTE format('COMMENT ON VIEW views.%I IS %L',
      base.table_name, format('Counts of %I.%I', base.table_schema, base.table_name));
  END LOOP;
END $$;

CREATE OR REPLACE VIEW views.monthly AS
  SELECT make_date(year, month, 1) AS month, hll_cardinality(user_hll)::bigint AS users,
    hll_cardinality(post_hll)::bigint AS posts
  FROM temporal.month ORDER BY year, month;
COMMENT ON VIEW views.monthly IS 'Users and posts per month, by the first day of the month';

CREATE OR REPLACE VIEW views.yearly AS
  SELECT make_date(year, 1, 1) AS year, hll_cardinality(user_hll)::bigint AS users,
    hll_cardinality(post_hll)::bigint AS posts
  FROM temporal.year ORDER BY year;
COMMENT ON VIEW views.yearly IS 'Users and posts per year, by the first day of the year';

CREATE OR REPLACE VIEW views.hashtag_monthly AS
  SELECT make_date(year, month, 1) AS month, hashtag, hll_cardinality(user_hll)::bigint AS users,
    hll_cardinality(post_hll)::bigint AS posts
  FROM temporal._month_hashtag;
COMMENT ON VIEW views.hashtag_monthly IS 'Users and posts per hashtag and month';

CREATE OR REPLACE VIEW views.hashtag_yearly AS
  SELECT make_date(year, 1, 1) AS year, hashtag,
    hll_cardinality(hll_union_agg(user_hll))::bigint AS users,
    hll_cardinality(hll_union_agg(post_hll))::bigint AS posts
  FROM temporal._month_hashtag GROUP BY year, hashtag;
COMMENT ON VIEW views.hashtag_yearly IS 'Users and posts per hashtag and year: the months united';
