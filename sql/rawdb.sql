-- LBSN raw: posts, reactions, users and places, for PostgreSQL with PostGIS and hstore.
--
-- Schemas, tables, keys and the order of columns are those of the LBSN rawdb, so that what was
-- written for it keeps running. Beyond it: two columns at the end of the tables whose rows merge,
-- completeness and observed, decide between copies of one thing. A reaction may refer to a post
-- that is not here, as most reactions do.
--
-- `lbsm db init` runs this file; psql runs it, too. Running it again changes nothing.
--
-- The extensions postgis and hstore must be there, in whatever schema; `lbsm db init` sets the
-- search path to where they are.

CREATE SCHEMA IF NOT EXISTS social;
CREATE SCHEMA IF NOT EXISTS spatial;
CREATE SCHEMA IF NOT EXISTS temporal;
CREATE SCHEMA IF NOT EXISTS topical;
CREATE SCHEMA IF NOT EXISTS interlinkage;
CREATE SCHEMA IF NOT EXISTS extensions;
COMMENT ON SCHEMA social IS 'LBSN facet: who';
COMMENT ON SCHEMA spatial IS 'LBSN facet: where';
COMMENT ON SCHEMA temporal IS 'LBSN facet: when';
COMMENT ON SCHEMA topical IS 'LBSN facet: what';
COMMENT ON SCHEMA interlinkage IS 'LBSN: what links the facets';
COMMENT ON SCHEMA extensions IS 'LBSN: extensions and helpers';

-- lbsntransform calls it in each of its statements.
CREATE OR REPLACE FUNCTION extensions.mergearrays(one anyarray, other anyarray) RETURNS anyarray
  LANGUAGE sql IMMUTABLE
  AS 'SELECT array_agg(DISTINCT item ORDER BY item) FROM unnest(one || other) AS items (item)';
COMMENT ON FUNCTION extensions.mergearrays IS 'The items of both arrays, each once';

CREATE TABLE IF NOT EXISTS social.origin (
  origin_id int PRIMARY KEY,
  name text UNIQUE
);
COMMENT ON TABLE social.origin IS 'Networks';

CREATE TABLE IF NOT EXISTS social.language (
  language_short text COLLATE "C" PRIMARY KEY,
  language_name text,
  language_name_de text
);
COMMENT ON TABLE social.language IS 'Languages';

CREATE TABLE IF NOT EXISTS social."user" (
  origin_id int NOT NULL REFERENCES social.origin,
  user_guid text COLLATE "C" NOT NULL,
  user_name text, user_fullname text, follows bigint, followed bigint, group_count bigint,
  biography text, post_count bigint, url text, is_private boolean, is_available boolean,
  user_language text COLLATE "C" REFERENCES social.language, user_location text,
  user_location_geom geometry(Point,4326), liked_count bigint, active_since timestamp,
  profile_image_url text, user_timezone text, user_utc_offset int,
  user_groups_member text[] NOT NULL DEFAULT '{}', user_groups_follows text[] NOT NULL DEFAULT '{}',
  completeness smallint, observed timestamp,
  PRIMARY KEY (origin_id, user_guid)
);
COMMENT ON TABLE social."user" IS 'Users';

CREATE TABLE IF NOT EXISTS social.user_groups (
  origin_id int NOT NULL REFERENCES social.origin,
  usergroup_guid text COLLATE "C" NOT NULL,
  usergroup_name text, usergroup_description text, member_count bigint,
  usergroup_createdate timestamp, user_owner text COLLATE "C",
  PRIMARY KEY (origin_id, usergroup_guid),
  FOREIGN KEY (origin_id, user_owner) REFERENCES social."user"
);
COMMENT ON TABLE social.user_groups IS 'Groups of users';

CREATE TABLE IF NOT EXISTS spatial.country (
  origin_id int NOT NULL REFERENCES social.origin,
  country_guid text COLLATE "C" NOT NULL,
  name text, name_alternatives text[] NOT NULL DEFAULT '{}',
  geom_center geometry(Point,4326), geom_area geometry(Polygon,4326), url text,
  completeness smallint, observed timestamp,
  PRIMARY KEY (origin_id, country_guid)
);
COMMENT ON TABLE spatial.country IS 'Countries';

CREATE TABLE IF NOT EXISTS spatial.city (
  origin_id int NOT NULL REFERENCES social.origin,
  city_guid text COLLATE "C" NOT NULL,
  name text, name_alternatives text[] NOT NULL DEFAULT '{}',
  geom_center geometry(Point,4326), geom_area geometry(Polygon,4326), url text,
  country_guid text COLLATE "C", sub_type text,
  completeness smallint, observed timestamp,
  PRIMARY KEY (origin_id, city_guid),
  FOREIGN KEY (origin_id, country_guid) REFERENCES spatial.country
);
COMMENT ON TABLE spatial.city IS 'Cities, neighbourhoods and regions';

CREATE TABLE IF NOT EXISTS spatial.place (
  origin_id int NOT NULL REFERENCES social.origin,
  place_guid text COLLATE "C" NOT NULL,
  name text, name_alternatives text[] NOT NULL DEFAULT '{}',
  geom_center geometry(Point,4326), geom_area geometry(Polygon,4326), url text,
  city_guid text COLLATE "C", post_count bigint, place_description text, place_website text,
  place_phone text, address text, zip_code text, attributes hstore, checkin_count bigint,
  like_count bigint, parent_places text[],
  completeness smallint, observed timestamp,
  PRIMARY KEY (origin_id, place_guid),
  FOREIGN KEY (origin_id, city_guid) REFERENCES spatial.city
);
COMMENT ON TABLE spatial.place IS 'Points of interest';

CREATE TABLE IF NOT EXISTS topical.post (
  origin_id int NOT NULL REFERENCES social.origin,
  post_guid text COLLATE "C" NOT NULL,
  post_latlng geometry(Point,4326) NOT NULL,
  place_guid text COLLATE "C", city_guid text COLLATE "C", country_guid text COLLATE "C",
  user_guid text COLLATE "C", post_publish_date timestamp, post_body text,
  post_geoaccuracy text DEFAULT 'unknown',
  hashtags text[] NOT NULL DEFAULT '{}', emoji text[] NOT NULL DEFAULT '{}',
  post_like_count bigint, post_comment_count bigint, post_views_count bigint, post_title text,
  post_create_date timestamp, post_thumbnail_url text, post_url text,
  post_type text DEFAULT 'text', post_filter text, post_quote_count bigint,
  post_share_count bigint, post_language text COLLATE "C" REFERENCES social.language,
  input_source text, user_mentions text[] NOT NULL DEFAULT '{}', modified timestamp DEFAULT now(),
  post_content_license int, topic_group text[] NOT NULL DEFAULT '{}', post_downvotes bigint,
  completeness smallint, observed timestamp,
  PRIMARY KEY (origin_id, post_guid),
  FOREIGN KEY (origin_id, place_guid) REFERENCES spatial.place,
  FOREIGN KEY (origin_id, city_guid) REFERENCES spatial.city,
  FOREIGN KEY (origin_id, country_guid) REFERENCES spatial.country,
  FOREIGN KEY (origin_id, user_guid) REFERENCES social."user"
);
COMMENT ON TABLE topical.post IS 'Posts';

CREATE TABLE IF NOT EXISTS topical.post_reaction (
  origin_id int NOT NULL REFERENCES social.origin,
  reaction_guid text COLLATE "C" NOT NULL,
  reaction_latlng geometry(Point,4326) NOT NULL,
  user_guid text COLLATE "C", referencedpost_guid text COLLATE "C",
  referencedpostreaction_guid text COLLATE "C", reaction_type text DEFAULT 'unknown',
  reaction_date timestamp, reaction_content text, reaction_like_count bigint,
  user_mentions text[] NOT NULL DEFAULT '{}',
  completeness smallint, observed timestamp,
  PRIMARY KEY (origin_id, reaction_guid),
  FOREIGN KEY (origin_id, user_guid) REFERENCES social."user"
);
COMMENT ON TABLE topical.post_reaction IS 'Retweets, quotes and replies';

CREATE TABLE IF NOT EXISTS temporal.event (
  origin_id int NOT NULL REFERENCES social.origin,
  event_guid text COLLATE "C" NOT NULL,
  name text, event_latlng geometry(Point,4326) NOT NULL, event_area geometry(Polygon,4326),
  event_website text, event_date timestamp, event_date_start timestamp, event_date_end timestamp,
  duration interval, place_guid text COLLATE "C", city_guid text COLLATE "C",
  country_guid text COLLATE "C", user_guid text COLLATE "C", event_description text,
  event_type text, event_share_count bigint, event_like_count bigint, event_comment_count bigint,
  event_views_count bigint, event_engage_count bigint,
  PRIMARY KEY (origin_id, event_guid),
  FOREIGN KEY (origin_id, place_guid) REFERENCES spatial.place,
  FOREIGN KEY (origin_id, city_guid) REFERENCES spatial.city,
  FOREIGN KEY (origin_id, country_guid) REFERENCES spatial.country,
  FOREIGN KEY (origin_id, user_guid) REFERENCES social."user"
);
COMMENT ON TABLE temporal.event IS 'Events';

CREATE TABLE IF NOT EXISTS interlinkage._user_mentions_user (
  origin_id int NOT NULL, user_guid text COLLATE "C" NOT NULL,
  mentioneduser_guid text COLLATE "C" NOT NULL,
  PRIMARY KEY (origin_id, user_guid, mentioneduser_guid),
  FOREIGN KEY (origin_id, user_guid) REFERENCES social."user",
  FOREIGN KEY (origin_id, mentioneduser_guid) REFERENCES social."user"
);
COMMENT ON TABLE interlinkage._user_mentions_user IS 'Who mentions whom';

CREATE TABLE IF NOT EXISTS interlinkage._user_follows_group (
  origin_id int NOT NULL, user_guid text COLLATE "C" NOT NULL, group_guid text COLLATE "C" NOT NULL,
  PRIMARY KEY (origin_id, user_guid, group_guid),
  FOREIGN KEY (origin_id, user_guid) REFERENCES social."user",
  FOREIGN KEY (origin_id, group_guid) REFERENCES social.user_groups
);
COMMENT ON TABLE interlinkage._user_follows_group IS 'Who follows which group';

CREATE TABLE IF NOT EXISTS interlinkage._user_memberof_group (
  origin_id int NOT NULL, user_guid text COLLATE "C" NOT NULL, group_guid text COLLATE "C" NOT NULL,
  PRIMARY KEY (origin_id, user_guid, group_guid),
  FOREIGN KEY (origin_id, user_guid) REFERENCES social."user",
  FOREIGN KEY (origin_id, group_guid) REFERENCES social.user_groups
);
COMMENT ON TABLE interlinkage._user_memberof_group IS 'Who is in which group';

CREATE TABLE IF NOT EXISTS interlinkage._user_connectsto_user (
  origin_id int NOT NULL, user_guid text COLLATE "C" NOT NULL,
  connectedto_user_guid text COLLATE "C" NOT NULL,
  PRIMARY KEY (origin_id, user_guid, connectedto_user_guid),
  FOREIGN KEY (origin_id, user_guid) REFERENCES social."user",
  FOREIGN KEY (origin_id, connectedto_user_guid) REFERENCES social."user"
);
COMMENT ON TABLE interlinkage._user_connectsto_user IS 'Who follows whom';

CREATE TABLE IF NOT EXISTS interlinkage._user_friends_user (
  origin_id int NOT NULL, user_guid text COLLATE "C" NOT NULL, friend_guid text COLLATE "C" NOT NULL,
  PRIMARY KEY (origin_id, user_guid, friend_guid),
  FOREIGN KEY (origin_id, user_guid) REFERENCES social."user",
  FOREIGN KEY (origin_id, friend_guid) REFERENCES social."user"
);
COMMENT ON TABLE interlinkage._user_friends_user IS 'Who is friends with whom';

-- What tables made by other programs lack. NULL: not written by lbsm.
ALTER TABLE social."user" ADD COLUMN IF NOT EXISTS completeness smallint, ADD COLUMN IF NOT EXISTS observed timestamp;
ALTER TABLE spatial.country ADD COLUMN IF NOT EXISTS completeness smallint, ADD COLUMN IF NOT EXISTS observed timestamp;
ALTER TABLE spatial.city ADD COLUMN IF NOT EXISTS completeness smallint, ADD COLUMN IF NOT EXISTS observed timestamp;
ALTER TABLE spatial.place ADD COLUMN IF NOT EXISTS completeness smallint, ADD COLUMN IF NOT EXISTS observed timestamp;
ALTER TABLE topical.post ADD COLUMN IF NOT EXISTS completeness smallint, ADD COLUMN IF NOT EXISTS observed timestamp;
ALTER TABLE topical.post_reaction ADD COLUMN IF NOT EXISTS completeness smallint, ADD COLUMN IF NOT EXISTS observed timestamp;

CREATE INDEX IF NOT EXISTS post_latlng ON topical.post USING gist (post_latlng);
CREATE INDEX IF NOT EXISTS post_hashtags ON topical.post USING gin (hashtags);
CREATE INDEX IF NOT EXISTS post_publish_date ON topical.post USING brin (post_publish_date);

-- Comments of columns: the same name is the same thing in all tables; the rest say it themselves.

DO $$
DECLARE
  found record;
BEGIN
  FOR found IN
    SELECT table_schema, table_name, column_name,
      coalesce(about, replace(column_name, '_', ' ')) AS about
    FROM information_schema.columns
    LEFT JOIN (VALUES
      ('origin_id', 'The network, as the LBSN numbers them'),
      ('name', 'Name'),
      ('name_alternatives', 'Other names seen'),
      ('geom_center', 'Middle of the extent, WGS 84'),
      ('geom_area', 'Extent, WGS 84. Beyond 180 degrees east it crosses the antimeridian'),
      ('post_latlng', 'Position, WGS 84; POINT(0 0): none'),
      ('reaction_latlng', 'Position, WGS 84; POINT(0 0): none'),
      ('post_geoaccuracy', 'How well located: latlng, place, city, country, unknown'),
      ('post_publish_date', 'When it was published, UTC'),
      ('reaction_date', 'When it was published, UTC'),
      ('post_type', 'What it shows first: text, image, video, link, other'),
      ('reaction_type', 'share (retweet), quote, comment (reply), like, emoji, other, unknown'),
      ('referencedpost_guid', 'The post reacted to'),
      ('referencedpostreaction_guid', 'The reaction reacted to'),
      ('user_mentions', 'Ids of mentioned users'),
      ('country_guid', 'ISO 3166 code of the country'),
      ('follows', 'How many accounts it follows'),
      ('followed', 'How many accounts follow it'),
      ('group_count', 'How many lists it is on'),
      ('user_utc_offset', 'Offset from UTC in hours'),
      ('active_since', 'When it was created, UTC'),
      ('modified', 'When the row was made'),
      ('completeness', 'How much of the original the copy carries: 0 an id, 1 cut short, 2 all; NULL: another program wrote it'),
      ('observed', 'When the network delivered the copy, UTC')
    ) AS meaning (column_name, about) USING (column_name)
    WHERE table_schema IN ('social', 'spatial', 'temporal', 'topical', 'interlinkage')
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L',
      found.table_schema, found.table_name, found.column_name, found.about);
  END LOOP;
END $$;

-- For people: posts as a layer without those that have no position.
CREATE SCHEMA IF NOT EXISTS views;
COMMENT ON SCHEMA views IS 'Posts for maps and tables';

CREATE OR REPLACE VIEW views.post AS
  SELECT origin_id, post_guid, post_latlng, user_guid, post_publish_date, post_body, hashtags,
    post_language, post_geoaccuracy
  FROM topical.post
  WHERE completeness IS DISTINCT FROM 0 AND NOT post_latlng = ST_SetSRID(ST_MakePoint(0, 0), 4326);
COMMENT ON VIEW views.post IS 'Posts with a position, as a layer';

CREATE OR REPLACE VIEW views.monthly AS
  SELECT date_trunc('month', post_publish_date)::date AS month, count(*) AS posts,
    count(DISTINCT (origin_id, user_guid)) AS users
  FROM topical.post WHERE post_publish_date IS NOT NULL GROUP BY 1 ORDER BY 1;
COMMENT ON VIEW views.monthly IS 'Posts and users per month, UTC';

CREATE OR REPLACE VIEW views.yearly AS
  SELECT date_trunc('year', post_publish_date)::date AS year, count(*) AS posts,
    count(DISTINCT (origin_id, user_guid)) AS users
  FROM topical.post WHERE post_publish_date IS NOT NULL GROUP BY 1 ORDER BY 1;
COMMENT ON VIEW views.yearly IS 'Posts and users per year, UTC';
