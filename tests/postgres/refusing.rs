//! Databases that will not do: each is refused with what is wrong and what to do, and nothing
//! is left half done.

use super::cluster::{Cluster, Database, done, etl, programs, shared};
use crate::support::{Folder, Output, lines, tweet};
use serde_json::json;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("x.jsonl", lines((1..6).map(|id| tweet(id, json!({})))));
    folder
}

fn load(folder: &Folder, hll: &str) -> Output {
    etl(folder, &format!("x.jsonl --again --hll {hll}"))
}

/// A run that fails with this code, and says these words.
fn fails(output: &Output, code: i32, words: &[&str]) {
    assert_eq!(output.code, code, "{}{}", output.stdout, output.stderr);
    for word in words {
        assert!(output.stderr.contains(word), "{word:?} is not in: {}", output.stderr);
    }
}

/// A database with a few sets.
fn filled<'c>(cluster: &'c Cluster, folder: &Folder) -> Database<'c> {
    let database = cluster.database();
    done(&load(folder, &database.url()));
    database
}

#[test]
fn one_database_cannot_be_both() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    let (one, raw) = (cluster.database(), cluster.database());
    let both = etl(&folder, &format!("x.jsonl --hll {0} --raw {0}", one.url()));
    fails(&both, 4, &["database of its own"]);
    done(&folder.lbsm(&format!("db init {} --kind raw", raw.url())));
    fails(&load(&folder, &raw.url()), 4, &["raw posts", "not sets"]);
    fails(&folder.lbsm(&format!("db init {}", raw.url())), 4, &["raw posts", "not sets"]);
}

#[test]
fn other_settings_do_not_mix() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    let database = filled(cluster, &folder);
    let url = database.url();
    for (option, words) in [
        ("--hll-params 14,5,0,1", ["parameters are 11,5,0,1 there", "--hll-params"]),
        ("--geohash 6", ["precision is 5 there", "--geohash"]),
        ("--bases hashtag", ["bases", "leave out --bases"]),
        ("--items compat", ["item mode is fixed there", "--items"]),
    ] {
        fails(&etl(&folder, &format!("x.jsonl --hll {url} {option}")), 4, &words);
    }
    folder.write("other", "another key");
    let other = folder.lbsm(&format!("etl x.jsonl --hll {url} --key-file other"));
    fails(&other, 4, &["key id"]);
    // The parameters are chosen when the tables are made.
    let chosen = cluster.database();
    done(&folder.lbsm(&format!("db init {} --hll-params 12,5,0,1", chosen.url())));
    fails(&load(&folder, &chosen.url()), 4, &["12,5,0,1 there"]);
    done(&etl(&folder, &format!("x.jsonl --hll {} --hll-params 12,5,0,1", chosen.url())));
}

#[test]
fn a_role_needs_rights_and_is_told_which() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    let database = filled(cluster, &folder);
    let role = format!("{}_reader", database.name);
    database.psql(&format!("CREATE ROLE {role} LOGIN"));
    let url = database.url_for(&role);
    fails(&load(&folder, &url), 3, &["lbsm", "GRANT"]);
    database.psql(&format!(
        "GRANT USAGE ON SCHEMA lbsm, social, spatial, temporal, topical, extensions TO {role};
         GRANT SELECT ON ALL TABLES IN SCHEMA lbsm, social, spatial, temporal, topical TO {role};"
    ));
    done(&folder.lbsm(&format!("info {url}")));
    assert_eq!(folder.sets(&url, "hashtag"), folder.sets(&database.url(), "hashtag"));
    fails(&load(&folder, &url), 3, &["may not write", "GRANT"]);
    database.psql(&format!(
        "GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA lbsm, social, spatial, temporal, topical TO {role};"
    ));
    done(&load(&folder, &url));

    // One who owns nothing makes no tables, and no extensions.
    let blank = cluster.blank();
    fails(
        &folder.lbsm(&format!("db init {}", blank.url_for(&role))),
        3,
        &["superuser", "CREATE EXTENSION"],
    );
    // With the extensions there, a role that may make schemas needs no superuser.
    let ready = cluster.database();
    ready.psql(&format!(
        "GRANT CREATE ON DATABASE {} TO {role}; GRANT USAGE, CREATE ON SCHEMA extensions TO {role}",
        ready.name
    ));
    done(&load(&folder, &ready.url_for(&role)));
}

#[test]
fn a_read_only_server_and_a_time_limit_say_so() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    let database = filled(cluster, &folder);
    let limit = |setting: &str| {
        cluster.psql("postgres", &format!("ALTER DATABASE {} SET {setting}", database.name));
    };
    limit("default_transaction_read_only = on");
    fails(&load(&folder, &database.url()), 3, &["read-only"]);
    done(&folder.lbsm(&format!("info {}", database.url())));
    limit("default_transaction_read_only = off");
    // What a batch waits for is not there in time.
    database.psql(
        "CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';
         CREATE TRIGGER slow BEFORE INSERT ON topical.hashtag EXECUTE FUNCTION public.slow()",
    );
    limit("statement_timeout = '2s'");
    fails(&load(&folder, &database.url()), 3, &["57014", "statement_timeout"]);
}

/// A server without space says so with its own code, which is all that a client sees of it.
#[test]
fn a_full_disk_leaves_whole_batches_and_the_same_command_goes_on() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    let (database, whole) = (cluster.database(), filled(cluster, &folder));
    done(&folder.lbsm(&format!("db init {}", database.url())));
    database.psql(
        "CREATE FUNCTION public.full() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN RAISE EXCEPTION ''could not extend file'' USING ERRCODE = ''disk_full''; END';
         CREATE TRIGGER full_disk BEFORE INSERT ON topical.hashtag EXECUTE FUNCTION public.full()",
    );
    fails(&load(&folder, &database.url()), 3, &["53100", "space", "same command"]);
    assert_eq!(database.psql("SELECT count(*) FROM temporal.date"), "0");
    database.psql("DROP TRIGGER full_disk ON topical.hashtag");
    done(&load(&folder, &database.url()));
    assert_eq!(database.dump(), whole.dump());
}

#[test]
fn an_old_extension_is_told() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    let database = cluster.database();
    database.psql("UPDATE pg_extension SET extversion = '2.9' WHERE extname = 'hll'");
    fails(&load(&folder, &database.url()), 3, &["hll has version 2.9", "2.10", "ALTER EXTENSION"]);
}

#[test]
fn a_database_in_another_encoding_is_told() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    let name = "in_latin1";
    cluster
        .psql("postgres", &format!("CREATE DATABASE {name} ENCODING 'LATIN1' TEMPLATE template0"));
    let url = format!("postgres://postgres@/{name}?host={}", cluster.socket.display());
    fails(&load(&folder, &url), 3, &["UTF8", "LATIN1"]);
}

#[test]
fn other_tables_are_described() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    let database = filled(cluster, &folder);
    database.psql(
        "ALTER TABLE topical.hashtag DROP COLUMN pud_hll CASCADE;
         ALTER TABLE temporal.date ALTER user_hll DROP DEFAULT, ALTER user_hll TYPE text USING '' ;
         DROP TABLE spatial.place CASCADE"
            .replace("ALTER TABLE temporal", "DROP VIEW views.date; ALTER TABLE temporal")
            .as_str(),
    );
    let words = [
        "topical.hashtag has no column pud_hll",
        "temporal.date.user_hll is text, not hll",
        "the table spatial.place is missing",
    ];
    fails(&load(&folder, &database.url()), 3, &words);
    let check = folder.lbsm(&format!("db check {}", database.url()));
    assert_eq!(check.code, 3);
    for word in words {
        assert!(check.stdout.contains(word), "{}", check.stdout);
    }
    // What is missing altogether is made again.
    let blank = cluster.database();
    fails(&folder.lbsm(&format!("info {}", blank.url())), 3, &["lbsm db init"]);
    blank.psql("CREATE SCHEMA lbsm; CREATE TABLE lbsm.meta (key text, value text)");
    fails(&load(&folder, &blank.url()), 3, &["lbsm.meta"]);
}

#[test]
fn forged_sets_are_found() {
    let Some(cluster) = shared() else { return };
    let folder = folder();
    let database = filled(cluster, &folder);
    let url = database.url();
    // Bytes that are no set come in by way of the cast, which checks nothing. The column's own
    // parameters would refuse them.
    database.psql(
        "ALTER TABLE topical.hashtag ALTER post_hll TYPE hll, ALTER post_hll DROP NOT NULL"
            .replace("ALTER TABLE topical", "DROP VIEW views.hashtag; ALTER TABLE topical")
            .as_str(),
    );
    let put = |set: &str| {
        database.psql(&format!("UPDATE topical.hashtag SET post_hll = {set}"));
    };
    put(r"'\xdeadbeef'::bytea::hll");
    fails(&load(&folder, &url), 3, &["22000", "lbsm db check --sets"]);
    fails(&folder.lbsm(&format!("sets {url} --base hashtag")), 3, &["post_hll", "ctid"]);
    let check = folder.lbsm(&format!("db check {url} --sets"));
    assert!(check.stdout.contains("post_hll of the row with ctid"), "{}", check.stdout);

    put("hll_empty(12, 5, 0, 1)");
    fails(&load(&folder, &url), 3, &["register count"]);
    fails(&folder.lbsm(&format!("sets {url} --base hashtag")), 3, &["12,5,0,1"]);

    put(r"'\x10'::bytea::hll");
    let undefined = folder.lbsm(&format!("db check {url} --sets"));
    assert_eq!(undefined.code, 3, "{}", undefined.stdout);

    // NULL, as other programs leave it, is an empty set, and is put right.
    put("NULL");
    done(&folder.lbsm(&format!("sets {url} --base hashtag")));
    done(&load(&folder, &url));
    let posts = database.psql("SELECT round(hll_cardinality(post_hll)) FROM topical.hashtag");
    assert_eq!(posts, "5");
}

#[test]
fn a_server_without_hll_names_the_package() {
    let Some(bin) = programs() else { return };
    // The server looks for its files beside itself: a copy of it sees what links show it.
    let version = bin.parent().unwrap().file_name().unwrap().to_owned();
    let copy = tempfile::Builder::new().prefix("lbsm-pg-without.").tempdir_in("/tmp").unwrap();
    let there = |path: &str| copy.path().join(path).join(&version);
    let share = Path::new("/usr/share/postgresql").join(&version);
    std::fs::create_dir_all(there("lib/postgresql").join("bin")).unwrap();
    std::fs::create_dir_all(there("share/postgresql").join("extension")).unwrap();
    symlink(bin.parent().unwrap().join("lib"), there("lib/postgresql").join("lib")).unwrap();
    for program in std::fs::read_dir(&bin).unwrap().map(Result::unwrap) {
        std::fs::copy(
            program.path(),
            there("lib/postgresql").join("bin").join(program.file_name()),
        )
        .unwrap();
    }
    for (from, to) in [
        (share.clone(), there("share/postgresql")),
        (share.join("extension"), there("share/postgresql").join("extension")),
    ] {
        for file in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
            let name = file.file_name();
            if name != "extension" && !name.to_string_lossy().starts_with("hll") {
                symlink(file.path(), to.join(name)).unwrap();
            }
        }
    }
    std::fs::set_permissions(copy.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let cluster = Cluster::of(there("lib/postgresql").join("bin"), &[]);
    let folder = folder();
    let database = cluster.blank();
    let major = version.to_string_lossy();
    let package = format!("postgresql-{major}-hll");
    fails(
        &folder.lbsm(&format!("db init {}", database.url())),
        3,
        &["extension hll", "not installed", &package],
    );
    fails(&load(&folder, &database.url()), 3, &[&package]);
    // Raw posts do without.
    done(&folder.lbsm(&format!("db init {} --kind raw", database.url())));
}
