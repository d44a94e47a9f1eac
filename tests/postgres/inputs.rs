//! A rawdb as the input of a run: the sets are those of the dump that it was filled from.

use super::cluster::{done, etl, shared};
use super::loading::tweets;
use crate::support::Folder;
use serde_json::{Value, json};

const ALL: &str = "--min-accuracy unknown --bases all,timestamp,user";

/// The sets of a store by key, without names and boxes of places: a rawdb knows them of all posts,
/// a dump of those that pass.
fn bare_sets(folder: &Folder, store: &str) -> Vec<(String, Vec<Vec<String>>)> {
    const ATTRIBUTES: [&str; 5] = ["name", "west", "south", "east", "north"];
    let bare = |rows: Vec<csv::StringRecord>| {
        let kept = |(_, name): &(usize, &str)| !ATTRIBUTES.contains(name);
        let heading =
            rows.first().map(|it| it.iter().enumerate().filter(kept).map(|(place, _)| place));
        let places: Vec<usize> = heading.into_iter().flatten().collect();
        rows.iter().map(|row| places.iter().map(|&place| row[place].to_owned()).collect()).collect()
    };
    folder.all_sets(store).into_iter().map(|(base, rows)| (base, bare(rows))).collect()
}

#[test]
fn a_rawdb_gives_the_sets_of_its_dump() {
    let Some(cluster) = shared() else { return };
    let raw = cluster.database();
    let folder = Folder::new();
    folder.write("x.jsonl", tweets(8, 600));
    done(&etl(&folder, &format!("x.jsonl {ALL} --hll dump.gpkg --raw {}", raw.url())));
    for filter in ["", "--lang de", "--since 2016-02-10 --until 2016-02-12", "--min-accuracy city"]
    {
        let filter =
            format!("{} {filter}", if filter.contains("acc") { "--bases all" } else { ALL });
        let dump = folder.etl(&format!("x.jsonl {filter} --hll a{}.gpkg", filter.len()));
        let rows = folder.etl(&format!("{} {filter} --hll b{}.gpkg", raw.url(), filter.len()));
        assert_eq!(dump["stored"], rows["stored"], "{filter}");
        assert_ne!(rows["stored"], 0, "{filter}: {rows}");
        assert_eq!(rows["rejected"], json!({}));
        let sets = |store: &str| bare_sets(&folder, &format!("{store}{}.gpkg", filter.len()));
        assert_eq!(sets("a"), sets("b"), "{filter}");
    }
    // What was passed over for its bytes could not have passed.
    let url = raw.url();
    for filter in ["--lang de", "--since 2016-02-10", "--min-accuracy city"] {
        folder.etl(&format!("{url} --bases all {filter} --hll p.gpkg --again"));
        folder.etl(&format!("{url} --bases all {filter} --hll q.gpkg --again --no-prefilter"));
        assert_eq!(folder.all_sets("p.gpkg"), folder.all_sets("q.gpkg"), "{filter}");
    }
    // Again: the same, and the log has it once.
    folder.etl(&format!("{url} {ALL} --hll again.gpkg"));
    let before = folder.all_sets("again.gpkg");
    folder.etl(&format!("{url} {ALL} --hll again.gpkg"));
    assert_eq!(folder.all_sets("again.gpkg"), before);
    let info: Value =
        serde_json::from_str(&folder.lbsm("info again.gpkg --format json").stdout).unwrap();
    assert_eq!(info["ingests"].as_array().unwrap().len(), 1);
    assert_eq!(info["ingests"][0]["complete"], true);
}

#[test]
fn another_table_or_view_is_read_by_its_name() {
    let Some(cluster) = shared() else { return };
    let raw = cluster.database();
    let folder = Folder::new();
    folder.write("x.jsonl", tweets(9, 200));
    done(&etl(&folder, &format!("x.jsonl {ALL} --hll dump.gpkg --raw {}", raw.url())));
    // A view of a few columns, in a schema whose name needs quotes.
    raw.psql(
        "CREATE SCHEMA \"My Views\";
         CREATE VIEW \"My Views\".german AS SELECT origin_id, post_guid, user_guid, post_latlng,
           post_geoaccuracy, post_publish_date, hashtags, emoji, place_guid,
           city_guid, country_guid FROM topical.post WHERE post_language = 'de';",
    );
    let url = format!("{}&table=My%20Views.german", raw.url());
    let rows = folder.etl(&format!("{url} --min-accuracy unknown --hll view.gpkg"));
    let german = raw.psql("SELECT count(*) FROM topical.post WHERE post_language = 'de'");
    assert_eq!(rows["dump"]["posts"].to_string(), german);
    let dump = folder.etl("x.jsonl --min-accuracy unknown --lang de --hll german.gpkg");
    assert_eq!(dump["stored"], rows["stored"]);
    // Without languages there are none to count by; emoji have a column beside the texts.
    let sets = |store: &str| {
        let mut sets = bare_sets(&folder, store);
        sets.retain(|(base, _)| base != "culture");
        sets
    };
    assert!(folder.sets("view.gpkg", "emoji").len() > 1);
    assert_eq!(sets("view.gpkg"), sets("german.gpkg"));

    let refused = |url: &str, words: &str| {
        let output = etl(&folder, &format!("{url} --hll no.gpkg"));
        assert_eq!(output.code, 3, "{}", output.stderr);
        // What is wrong with an input stands in the report.
        let said = output.stdout + &output.stderr;
        assert!(said.contains(words), "{said}");
    };
    refused(&format!("{}&table=topical.posts", raw.url()), "no table or view topical.posts");
    refused(&format!("{}&table=social.user", raw.url()), "social.user has no column post_guid");
    refused(&cluster.blank().url(), "no table or view topical.post");
    // Names a table to read, and is no store to write to.
    let output = etl(&folder, &format!("x.jsonl --hll {url}"));
    assert_eq!(output.code, 3, "{}", output.stderr);
    assert!(output.stderr.contains("table"), "{}", output.stderr);
}

#[test]
fn rows_that_others_wrote_are_read_as_they_are() {
    let Some(cluster) = shared() else { return };
    let raw = cluster.database();
    let folder = Folder::new();
    // As the LBSN's own tables are, neither taken over nor whole.
    raw.psql(
        "CREATE SCHEMA topical; CREATE SCHEMA spatial;
         CREATE TABLE spatial.place (origin_id int, place_guid text, name text,
           geom_area geometry(Polygon, 4326));
         CREATE TABLE topical.post (origin_id int, post_guid text, post_latlng geometry(Point, 4326),
           place_guid text, user_guid text, post_publish_date timestamp, post_create_date timestamp,
           post_body text, post_geoaccuracy text, hashtags text[]);
         CREATE TABLE topical.post_reaction (origin_id int, reaction_guid text,
           reaction_latlng geometry(Point, 4326), user_guid text, referencedPost_guid text,
           reaction_type text, reaction_date timestamp, reaction_content text);
         INSERT INTO spatial.place VALUES (2, 'p', 'Name', ST_SetSRID(ST_MakeEnvelope(178, 1, 182, 2), 4326));
         INSERT INTO topical.post VALUES
           (2, '1', ST_SetSRID(ST_MakePoint(13.404954123456789, 52.520006123456789), 4326), 'p', 'u',
            '2016-02-25 00:10:00', '2016-02-24 23:50:00', 'text', 'latlng', '{Boat}'),
           (2, '2', ST_SetSRID(ST_MakePoint(0, 0), 4326), NULL, NULL, NULL, NULL, NULL, 'unknown', '{}'),
           (2, '3', ST_SetSRID(ST_MakePoint(0, 0), 4326), 'p', 'u', '2016-02-25 00:10:00', NULL,
            E'a \\\\ \"quoted\"\\n', NULL, '{Lake}'),
           (77, '4', NULL, NULL, 'u', '2016-02-25 00:10:00', NULL, 'x', NULL, NULL),
           (2, '5', NULL, NULL, 'u', 'infinity', NULL, 'x', NULL, NULL);
         INSERT INTO topical.post_reaction VALUES
           (2, '6', ST_SetSRID(ST_MakePoint(1, 2), 4326), 'v', '1', 'comment', '2016-02-25', 'so #True'),
           (2, '7', NULL, 'v', '1', 'like', '2016-02-25', NULL);",
    );
    let report = folder.etl(&format!(
        "{} --min-accuracy unknown --reactions --bases all --geohash exact --hll a.gpkg",
        raw.url()
    ));
    assert_eq!(report["stored"], 3);
    assert_eq!(report["notices"], json!({"like": 1, "stub": 1}));
    assert_eq!(report["rejected"], json!({"bad_id": 1, "bad_time": 1}));
    let keys = |base: &str, columns: usize| -> Vec<Vec<String>> {
        let rows = folder.sets("a.gpkg", base).into_iter().skip(1);
        rows.map(|row| row.iter().take(columns).map(str::to_owned).collect()).collect()
    };
    assert_eq!(keys("hashtag", 1), [["boat"], ["lake"], ["true"]]);
    // Every digit of a position is there, and the day is that of what the post shows.
    assert_eq!(
        keys("latlng", 2),
        [["2", "1"], ["52.520006123456789", "13.404954123456789"]]
            .map(|key| key.map(|number| number.parse::<f64>().unwrap().to_string()))
    );
    assert_eq!(keys("date", 1), [["2016-02-24"], ["2016-02-25"]]);
    let place = folder.sets("a.gpkg", "place");
    assert!(place[1].iter().any(|cell| cell == "Name"), "{place:?}");
    assert!(
        place[1].iter().any(|cell| cell == "178") && place[1].iter().any(|cell| cell == "-178")
    );

    // The same rows from psql.
    let rows = raw.psql("SELECT row_to_json(post) FROM topical.post");
    folder.write("rows.jsonl", rows);
    let dump = folder.etl("rows.jsonl --min-accuracy unknown --hll rows.gpkg");
    assert_eq!(dump["stored"], 2);
    assert_eq!(dump["notices"], json!({"stub": 1}));
}

#[test]
fn a_connection_that_is_cut_while_reading_is_told() {
    let Some(cluster) = shared() else { return };
    let raw = cluster.database();
    let folder = Folder::new();
    folder.write("x.jsonl", tweets(10, 60));
    done(&etl(&folder, &format!("x.jsonl {ALL} --hll dump.gpkg --raw {}", raw.url())));

    raw.psql(
        "CREATE FUNCTION topical.cut(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
           IF $1 > '3' THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
           RETURN $1; END $$;
         CREATE VIEW topical.cutting AS SELECT origin_id, topical.cut(post_guid) AS post_guid,
           post_body, post_publish_date FROM topical.post;",
    );
    let url = format!("{}&table=topical.cutting", raw.url());
    let output = etl(&folder, &format!("{url} {ALL} --hll cut.gpkg"));
    assert_eq!(output.code, 3, "{}", output.stderr);
    let said = output.stdout + &output.stderr;
    assert!(said.contains("terminat") || said.contains("lost"), "{said}");
}
