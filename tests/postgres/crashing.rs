//! Exactly once, whatever is killed: the program, the server, the connection.

use super::cluster::{Cluster, Database, done, etl, shared, write_parts};
use super::loading::tweets;
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

/// What an undisturbed run leaves.
fn expected(cluster: &Cluster, folder: &Folder) -> (String, String) {
    let (hll, raw) = (cluster.database(), cluster.database());
    let into = format!("--hll {} --raw {}", hll.url(), raw.url());
    done(&etl(folder, &format!("x --reactions --bases all {into}")));
    (hll.dump(), raw.dump())
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

#[test]
fn a_run_that_is_killed_leaves_whole_batches_and_another_completes_it() {
    let Some(cluster) = shared() else { return };
    let folder = Folder::new();
    write_parts(&folder, "x", &tweets(5, 900), 40);
    let expected = expected(cluster, &folder);
    let (hll, raw) = (cluster.database(), cluster.database());
    let mut killed = 0;
    for wait in [300, 700, 1100, 1700, 2600] {
        let mut child = start(&folder, &hll, &raw);
        std::thread::sleep(Duration::from_millis(wait));
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            killed += 1;
        }
        child.wait().unwrap();
    }
    assert!(killed > 0, "every run was too quick to be killed");
    finish(start(&folder, &hll, &raw));
    assert_eq!((hll.dump(), raw.dump()), expected);
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
    assert_eq!((hll.dump(), raw.dump()), expected);
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
    let mut restarts = 0;
    while child.try_wait().unwrap().is_none() && restarts < 3 {
        std::thread::sleep(Duration::from_millis(100));
        if batches(&hll) > 2 * restarts {
            cluster.restart();
            restarts += 1;
        }
    }
    finish(child);
    assert!(restarts > 0, "the run was over before the server could be restarted");
    assert_eq!((hll.dump(), raw.dump()), expected);
}
