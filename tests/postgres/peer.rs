//! Databases that lbsntransform filled: rows as it writes them, replayed statement by
//! statement, taken over and added to.

use super::cluster::{Database, done, shared};
use crate::support::{Folder, lines, tweet};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The salt that lbsntransform was given.
const SALT: &str = "CRYPTSALT";

/// Tables of the LBSN hlldb, with metrics inherited from parents, as its servers have them; and
/// the function that lbsntransform hashes with.
const SETS: &str = "
    CREATE SCHEMA social; CREATE SCHEMA spatial; CREATE SCHEMA temporal; CREATE SCHEMA topical;
    CREATE SCHEMA interlinkage;
    CREATE TABLE social.user_hll (user_hll hll); CREATE TABLE topical.post_hll (post_hll hll);
    CREATE TABLE temporal.pud_hll (pud_hll hll); CREATE TABLE topical.utl_hll (utl_hll hll);
    CREATE TABLE spatial.latlng_hll (latlng_hll hll); CREATE TABLE spatial.place_hll (place_hll hll);
    CREATE TABLE spatial.latlng (latitude float, longitude float,
      latlng_geom geometry(Point,4326) NOT NULL, PRIMARY KEY (latitude, longitude))
      INHERITS (social.user_hll, topical.post_hll, temporal.pud_hll, topical.utl_hll);
    CREATE TABLE temporal.date (date date PRIMARY KEY, name text)
      INHERITS (social.user_hll, topical.post_hll);
    CREATE TABLE temporal.month (year int, month int, PRIMARY KEY (year, month))
      INHERITS (social.user_hll, topical.post_hll);
    CREATE TABLE topical.hashtag (hashtag text PRIMARY KEY) INHERITS (social.user_hll,
      topical.post_hll, spatial.latlng_hll, spatial.place_hll, temporal.pud_hll);
    CREATE TABLE social.community (id int PRIMARY KEY, name text) INHERITS (social.user_hll,
      topical.post_hll, spatial.latlng_hll, spatial.place_hll, temporal.pud_hll);
    CREATE FUNCTION extensions.crypt_hash(item text, key text) RETURNS text LANGUAGE sql
      SET search_path = extensions AS
      'SELECT rtrim(encode(hmac(item::bytea, key::bytea, ''sha256''), ''base64''), ''='')';";

/// A post as both programs see it.
#[derive(Clone, Copy)]
struct Post(u64);

impl Post {
    fn user(self) -> u64 {
        self.0 % 7
    }

    fn day(self) -> u64 {
        1 + self.0 % 9
    }

    fn hashtag(self) -> String {
        format!("Tag{}", self.0 % 5)
    }

    fn position(self) -> (f64, f64) {
        ((self.0 % 4) as f64 + 0.25, (self.0 % 3) as f64 + 50.5)
    }

    fn tweet(self) -> Value {
        let (lon, lat) = self.position();
        tweet(
            self.0,
            json!({
                "created_at": format!("Wed Feb {:02} 08:00:00 +0000 2016", self.day()),
                "user": {"id_str": self.user().to_string(), "name": "T", "screen_name": "t"},
                "coordinates": {"type": "Point", "coordinates": [lon, lat]},
                "entities": {"hashtags": [{"text": self.hashtag(), "indices": [0, 4]}], "urls": [], "user_mentions": []},
            }),
        )
    }

    /// Table, key columns, key, further columns, their values.
    fn rows(self) -> Vec<(&'static str, &'static str, String)> {
        let (lon, lat) = self.position();
        vec![
            ("spatial.latlng", "latitude, longitude", format!("{lat}, {lon}")),
            ("temporal.date", "date", format!("date '2016-02-{:02}'", self.day())),
            ("temporal.month", "year, month", "2016, 2".to_owned()),
            ("topical.hashtag", "hashtag", format!("'{}'", self.hashtag().to_lowercase())),
            ("social.community", "id", "3".to_owned()),
        ]
    }

    /// The item of each metric of a table.
    fn items(self, table: &str) -> Vec<(&'static str, Option<String>)> {
        let (user, post) = (format!("3:{}", self.user()), format!("3:{}", self.0));
        let days = format!("{user}:2016-02-{:02}", self.day());
        let mut items = vec![("user_hll", Some(user)), ("post_hll", Some(post))];
        match table {
            "spatial.latlng" => items.extend([("pud_hll", Some(days)), ("utl_hll", None)]),
            "topical.hashtag" | "social.community" => items.extend([
                // What lbsntransform makes of every location.
                ("latlng_hll", Some("0:0".to_owned())),
                ("place_hll", None),
                ("pud_hll", Some(days)),
            ]),
            _ => {}
        }
        items
    }
}

/// What lbsntransform does with posts: a shard for each key, upserted.
fn replay(database: &Database<'_>, posts: impl Iterator<Item = Post>) {
    let mut sql = String::new();
    for post in posts {
        for (table, keys, key) in post.rows() {
            let items = post.items(table);
            let names: Vec<&str> = items.iter().map(|(name, _)| *name).collect();
            let shards: Vec<String> = items
                .iter()
                .map(|(_, item)| {
                    let item = item.as_ref().map_or("NULL".to_owned(), |item| format!("'{item}'"));
                    format!("(SELECT hll_add_agg(hll_hash_text(extensions.crypt_hash({item}, '{SALT}'))))")
                })
                .collect();
            let set: Vec<String> = names
                .iter()
                .map(|name| {
                    format!("{name} = COALESCE(hll_union(EXCLUDED.{name}, t.{name}), hll_empty())")
                })
                .collect();
            let geometry = table == "spatial.latlng";
            let (lon, lat) = post.position();
            writeln!(
                sql,
                "INSERT INTO {table} AS t ({keys}{}, {}) VALUES ({key}{}, {}) ON CONFLICT ({keys}) DO UPDATE SET {};",
                if geometry { ", latlng_geom" } else { "" },
                names.join(", "),
                if geometry { format!(", ST_SetSRID(ST_MakePoint({lon}, {lat}), 4326)") } else { String::new() },
                shards.join(", "),
                set.join(", ")
            )
            .unwrap();
        }
    }
    database.psql(&sql);
}

/// The sets of the replayed tables, as text.
fn sets(database: &Database<'_>) -> String {
    database.psql(
        "SELECT latitude, longitude, user_hll, post_hll, pud_hll, utl_hll, latlng_geom FROM spatial.latlng ORDER BY 1, 2;
         SELECT date, user_hll, post_hll FROM temporal.date ORDER BY 1;
         SELECT year, month, user_hll, post_hll FROM temporal.month ORDER BY 1, 2;
         SELECT hashtag, user_hll, post_hll, latlng_hll, place_hll, pud_hll FROM topical.hashtag ORDER BY 1;
         SELECT id, user_hll, post_hll, latlng_hll, place_hll, pud_hll FROM social.community ORDER BY 1;",
    )
}

#[test]
fn what_lbsntransform_began_goes_on_with_the_same_bytes() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    folder.write("salt", SALT);
    // So many that sets list hashes, become sparse and full.
    let posts = |range: std::ops::Range<u64>| range.map(Post);
    folder.write("x.jsonl", lines(posts(150..700).map(Post::tweet)));

    let alone = cluster.database();
    alone.psql(SETS);
    replay(&alone, posts(1..900));
    let expected = sets(&alone);

    let shared = cluster.database();
    shared.psql(SETS);
    replay(&shared, posts(1..300));
    let url = shared.url();
    let refused = folder.lbsm(&format!("etl x.jsonl --hll {url} --items compat --key-file salt"));
    assert_eq!(refused.code, 4, "{}", refused.stderr);
    assert!(refused.stderr.contains("lbsm db migrate"), "{}", refused.stderr);

    let before = sets(&shared);
    let migrated = folder.lbsm(&format!("db migrate {url} --key-file salt"));
    done(&migrated);
    assert!(migrated.stdout.contains("11,5,-1,1"), "{}", migrated.stdout);
    assert!(
        migrated.stdout.contains("the one that the sets were made under"),
        "{}",
        migrated.stdout
    );
    assert_eq!(sets(&shared), before);

    done(&folder.lbsm(&format!("etl x.jsonl --hll {url} --key-file salt")));
    // And back: lbsntransform goes on with what this program wrote.
    replay(&shared, posts(600..900));
    assert_eq!(sets(&shared), expected);
    done(&folder.lbsm(&format!("db check {url} --sets")));
}

#[test]
fn another_salt_and_mixed_parameters_are_found_out() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    folder.write("salt", SALT);
    folder.write("other", "OTHERSALT");
    let database = cluster.database();
    database.psql(SETS);
    replay(&database, (1..20).map(Post));
    let url = database.url();
    let migrate = |options: &str| {
        let output = folder.lbsm(&format!("db migrate {url} {options}"));
        assert_eq!(output.code, 4, "{}{}", output.stdout, output.stderr);
        output.stderr
    };
    assert!(migrate("").contains("--key-file"));
    assert!(migrate("--key-file other").contains("not the one"));
    assert!(migrate("--key-file salt --hll-params 14,5,-1,1").contains("11,5,-1,1"));
    database.psql(
        "UPDATE topical.hashtag SET post_hll = hll_empty(11, 5, 0, 1) WHERE hashtag = 'tag1'",
    );
    let error = migrate("--key-file salt");
    assert!(error.contains("11,5,0,1") && error.contains("topical.hashtag"), "{error}");
    // Nothing was touched.
    assert_eq!(database.psql("SELECT to_regclass('lbsm.meta') IS NULL"), "t");
}

/// The LBSN rawdb's tables of posts, with references from reactions to posts.
const RAW: &str = "
    CREATE SCHEMA social; CREATE SCHEMA spatial; CREATE SCHEMA temporal; CREATE SCHEMA topical;
    CREATE SCHEMA interlinkage;
    CREATE TABLE social.origin (origin_id int PRIMARY KEY, name text UNIQUE);
    CREATE TABLE social.language (language_short text PRIMARY KEY, language_name text, language_name_de text);
    CREATE TABLE social.\"user\" (origin_id int NOT NULL REFERENCES social.origin, user_guid text NOT NULL,
      user_name text, user_fullname text, follows bigint, followed bigint, group_count bigint, biography text,
      post_count bigint, url text, is_private boolean, is_available boolean,
      user_language text REFERENCES social.language, user_location text,
      user_location_geom geometry(Point,4326), liked_count bigint, active_since timestamp,
      profile_image_url text, user_timezone text, user_utc_offset int,
      user_groups_member text[] NOT NULL DEFAULT '{}', user_groups_follows text[] NOT NULL DEFAULT '{}',
      PRIMARY KEY (origin_id, user_guid));
    CREATE TABLE topical.post (origin_id int NOT NULL REFERENCES social.origin, post_guid text NOT NULL,
      post_latlng geometry(Point,4326) NOT NULL, place_guid text, city_guid text, country_guid text,
      user_guid text, post_publish_date timestamp, post_body text, post_geoaccuracy text DEFAULT 'unknown',
      hashtags text[] NOT NULL DEFAULT '{}', emoji text[] NOT NULL DEFAULT '{}', post_like_count bigint,
      post_comment_count bigint, post_views_count bigint, post_title text, post_create_date timestamp,
      post_thumbnail_url text, post_url text, post_type text DEFAULT 'text', post_filter text,
      post_quote_count bigint, post_share_count bigint, post_language text REFERENCES social.language,
      input_source text, user_mentions text[] NOT NULL DEFAULT '{}', modified timestamp DEFAULT now(),
      post_content_license int, topic_group text[] NOT NULL DEFAULT '{}', post_downvotes bigint,
      PRIMARY KEY (origin_id, post_guid), FOREIGN KEY (origin_id, user_guid) REFERENCES social.\"user\");
    CREATE TABLE topical.post_reaction (origin_id int NOT NULL REFERENCES social.origin,
      reaction_guid text NOT NULL, reaction_latlng geometry(Point,4326) NOT NULL, user_guid text,
      referencedPost_guid text, referencedPostreaction_guid text, reaction_type text DEFAULT 'unknown',
      reaction_date timestamp, reaction_content text, reaction_like_count bigint,
      user_mentions text[] NOT NULL DEFAULT '{}', PRIMARY KEY (origin_id, reaction_guid),
      FOREIGN KEY (origin_id, user_guid) REFERENCES social.\"user\",
      FOREIGN KEY (origin_id, referencedPost_guid) REFERENCES topical.post,
      FOREIGN KEY (origin_id, referencedPostreaction_guid) REFERENCES topical.post_reaction);
    INSERT INTO social.origin VALUES (3, 'Twitter');
    INSERT INTO social.\"user\" (origin_id, user_guid, user_name, followed, user_location_geom, active_since)
      VALUES (3, '1', 'old', 5, ST_SetSRID(ST_MakePoint(1, 2), 4326), '2010-01-01'),
             (3, '77', 'full', 9, NULL, '2011-01-01');
    INSERT INTO topical.post (origin_id, post_guid, post_latlng, user_guid, post_publish_date, post_body, post_title,
        post_like_count, hashtags, topic_group)
      VALUES (3, '11', ST_SetSRID(ST_MakePoint(13.4, 52.5), 4326), '1', '2016-02-24 08:00:00', 'an old text', 'a title',
              99, '{old}', '{refugees}'),
             (3, '12', ST_SetSRID(ST_MakePoint(0, 0), 4326), '1', NULL, NULL, NULL, NULL, '{}', '{}');";

#[test]
fn rows_of_lbsntransform_are_added_to_and_what_only_it_knew_stays() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    let (hll, raw) = (cluster.database(), cluster.database());
    raw.psql(RAW);
    done(&folder.lbsm(&format!("db migrate {}", raw.url())));
    let user = json!({"id_str": "1", "screen_name": "new", "name": "N", "followers_count": 3,
                      "friends_count": 4, "statuses_count": 9, "created_at": "Fri Jan 01 00:00:00 +0000 2010"});
    folder.write("x.jsonl", lines([
        tweet(11, json!({"text": "a new text", "user": user})),
        tweet(12, json!({"text": "no stub any more", "user": user,
                         "entities": {"hashtags": [], "urls": [], "user_mentions": [
                             {"id_str": "77", "screen_name": "stub", "name": "S", "indices": [0, 1]}]}})),
        // A reply to a post that is nowhere.
        tweet(13, json!({"in_reply_to_status_id_str": "999", "in_reply_to_user_id_str": "5"})),
    ]));
    let etl =
        format!("etl x.jsonl --reactions --hll {} --raw {} --key-file key", hll.url(), raw.url());
    folder.write("key", "test");
    done(&folder.lbsm(&etl));
    let post = raw.psql(
        "SELECT post_body, post_title, hashtags, topic_group, post_like_count, completeness FROM topical.post
         WHERE post_guid IN ('11', '12') ORDER BY post_guid",
    );
    assert_eq!(
        post.lines().collect::<Vec<_>>(),
        ["a new text|a title|{refugees}|{refugees}|0|2", "no stub any more||{}|{}|0|2"]
    );
    let users = raw.psql(
        "SELECT user_name, followed, ST_AsText(user_location_geom) FROM social.\"user\"
         WHERE user_guid IN ('1', '77') ORDER BY user_guid",
    );
    assert_eq!(users.lines().collect::<Vec<_>>(), ["new|3|POINT(1 2)", "full|9|"]);
    let stub = raw.psql(
        "SELECT ST_AsText(post_latlng), completeness FROM topical.post WHERE post_guid = '999'",
    );
    assert_eq!(stub, "POINT(0 0)|0");
    // Again: the same.
    let before = raw.dump();
    done(&folder.lbsm(&etl));
    assert_eq!(raw.dump(), before);
}
