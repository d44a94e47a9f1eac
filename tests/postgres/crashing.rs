//! Exactly once, whatever is killed: the program, the server, the connection.

use super::cluster::{Cluster, Database, done, etl, shared, write_parts};
use super::loading::tweets;
use crate::packing::compress;
use crate::resume::{Dice, kills};
use crate::support::Folder;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A run with many batches.
fn start(folder: &Folder, hll: &Database<'_>, raw: &Database<'_>) -> Child {
    folder.write("key", "test");
    Command::new(assert_cmd::cargo::cargo_bin("lbsm"))
        .current_dir(folder.path(""))
        .args(["etl", "x", "--reactions", "--bases", "all", "--key-file", "key"])
        .args(["--memory", "16KiB", "--hll", &hll.url(), "--raw", &raw.url()])
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The same of both databases: of sets, and of posts.
type Both = (String, String);

/// What an undisturbed run leaves: rows, and log.
fn expected(cluster: &Cluster, folder: &Folder) -> (Both, Both) {
    let (hll, raw) = (cluster.database(), cluster.database());
    let into = format!("--hll {} --raw {}", hll.url(), raw.url());
    done(&etl(folder, &format!("x --reactions --bases all {into}")));
    ((hll.dump(), raw.dump()), (log(&hll), log(&raw)))
}

fn finish(child: Child) {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// How many batches a database has taken in.
fn batches(database: &Database<'_>) -> i64 {
    let there = database.psql("SELECT to_regclass('lbsm.run') IS NOT NULL");
    if there != "t" {
        return 0;
    }
    database.psql("SELECT coalesce(sum(batch), 0) FROM lbsm.run").parse().unwrap()
}

/// What the log says of the inputs, whatever runs it took.
fn log(database: &Database<'_>) -> String {
    database.psql(
        "SELECT regexp_replace(source, '.*/', ''), lines, records, matched, rejected, complete
         FROM lbsm.ingest ORDER BY 1",
    )
}

#[test]
fn a_run_that_is_killed_leaves_whole_batches_and_another_completes_it() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    write_parts(&folder, "x", &tweets(5, 900), 40);
    // Packed in all ways; what they are is told by content.
    let parts = std::fs::read_dir(folder.path("x")).unwrap().map(|part| part.unwrap().path());
    for (part, kind) in parts.zip(["jsonl", "gz", "zst", "bz2"].into_iter().cycle()) {
        std::fs::write(&part, compress(kind, &std::fs::read(&part).unwrap())).unwrap();
    }
    let expected = expected(cluster, &folder);
    let (mut dice, mut killed) = (Dice(kills()), 0);
    while killed < kills() {
        let (hll, raw) = (cluster.database(), cluster.database());
        let mut ended = false;
        for _ in 0..3 {
            let mut child = start(&folder, &hll, &raw);
            // By batches and not by time alone: how long these take depends on what else the
            // machine does.
            let goal = batches(&hll) + dice.below(6) as i64;
            while child.try_wait().unwrap().is_none() && batches(&hll) < goal {
                std::thread::sleep(Duration::from_millis(5));
            }
            std::thread::sleep(Duration::from_micros(dice.below(100_000)));
            ended = child.try_wait().unwrap().is_some();
            if ended {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            killed += 1;
        }
        finish(start(&folder, &hll, &raw));
        assert_eq!((hll.dump(), raw.dump()), expected.0, "after {killed} kills");
        assert_eq!((log(&hll), log(&raw)), expected.1, "after {killed} kills");
        assert!(!ended || killed > 0, "a run was too quick to be killed");
    }
}

#[test]
fn connections_that_are_cut_in_the_middle_of_a_copy_are_made_anew() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    write_parts(&folder, "x", &tweets(11, 300), 12);
    let expected = expected(cluster, &folder);
    let (hll, raw) = (cluster.database(), cluster.database());
    done(&folder.lbsm(&format!("db init {}", hll.url())));
    done(&folder.lbsm(&format!("db init {} --kind raw", raw.url())));
    // A sequence goes on whatever is rolled back, so each of these rows is cut once: the first in
    // a COPY into an empty table, the others where staged rows are united.
    for (database, table) in [(&hll, "topical.hashtag"), (&raw, "topical.post")] {
        database.psql(&format!(
            "CREATE SEQUENCE public.row_number;
             CREATE FUNCTION public.cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               IF nextval('public.row_number') IN (4, 21, 40, 41, 60) THEN
                 PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
               RETURN NEW; END $$;
             CREATE TRIGGER cut BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION public.cut();"
        ));
    }
    finish(start(&folder, &hll, &raw));
    for database in [&hll, &raw] {
        let rows: i64 = database.psql("SELECT last_value FROM public.row_number").parse().unwrap();
        assert!(rows > 60, "only {rows} rows were tried");
    }
    assert_eq!((hll.dump(), raw.dump()), expected.0);
    assert_eq!((log(&hll), log(&raw)), expected.1);
}

#[test]
fn connections_that_are_cut_are_made_anew() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    write_parts(&folder, "x", &tweets(6, 900), 60);
    let expected = expected(cluster, &folder);
    let (hll, raw) = (cluster.database(), cluster.database());
    let mut child = start(&folder, &hll, &raw);
    let (mut cut, mut seen) = (0_i32, 0);
    while child.try_wait().unwrap().is_none() {
        // Each cut waits for a batch to get through, or a slow machine would only ever try again
        // until the program gives up.
        let taken_in = batches(&hll);
        if cut >= 30 || taken_in <= seen {
            std::thread::sleep(Duration::from_millis(5));
            continue;
        }
        seen = taken_in;
        let sql = format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
             WHERE application_name = 'lbsm' AND datname IN ('{}', '{}')",
            hll.name, raw.name
        );
        cut += hll.psql(&sql).parse::<i32>().unwrap();
    }
    finish(child);
    assert!(cut > 0, "no connection was cut");
    assert_eq!((hll.dump(), raw.dump()), expected.0);
    // Each batch once, though some were tried again.
    let runs = hll.psql("SELECT count(*), max(runs) FROM lbsm.ingest, (SELECT count(*) FROM lbsm.run) AS r (n) WHERE n = 1");
    assert_eq!(runs, "60|1");
}

#[test]
fn a_server_that_restarts_is_waited_for() {
    let Some(cluster) = Cluster::start(&[]) else { return };
    let folder = Folder::new();
    write_parts(&folder, "x", &tweets(7, 900), 40);
    let expected = expected(&cluster, &folder);
    let (hll, raw) = (cluster.database(), cluster.database());
    let mut child = start(&folder, &hll, &raw);
    let (mut restarts, mut seen) = (0, 0);
    while child.try_wait().unwrap().is_none() && restarts < 4 {
        // Each waits for a batch to get through, see above. While the server is down, nobody asks.
        let taken_in = batches(&hll);
        if taken_in <= seen {
            std::thread::sleep(Duration::from_millis(5));
            continue;
        }
        seen = taken_in;
        if restarts % 2 == 0 {
            cluster.restart();
        } else {
            cluster.crash();
        }
        restarts += 1;
    }
    finish(child);
    assert!(restarts > 0, "the run was over before the server could be restarted");
    assert_eq!((hll.dump(), raw.dump()), expected.0);
}
