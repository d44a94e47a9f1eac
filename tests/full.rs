//! Disks that are full or read-only: the run ends with a reason, the store stays whole, and the
//! same command goes on when there is room.

use crate::support::{Folder, lines, tweet};
use serde_json::json;
use std::path::PathBuf;
use std::process::Command;

/// A disk of its own within a folder, taken away at the end.
struct Disk(PathBuf);

impl Disk {
    /// `None` where it cannot be made: that takes the rights of root.
    #[expect(clippy::print_stdout, reason = "a skipped test says so")]
    fn new(folder: &Folder, size: &str) -> Option<Self> {
        let path = folder.path("disk");
        std::fs::create_dir(&path).unwrap();
        if mount(&["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"], &path) {
            return Some(Self(path));
        }
        println!("skipped: no small disk can be mounted here");
        None
    }

    fn remount(&self, options: &str) {
        assert!(mount(&["-o", &format!("remount,{options}")], &self.0));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

fn mount(arguments: &[&str], path: &PathBuf) -> bool {
    let mount = Command::new("mount").args(arguments).arg(path).output();
    mount.is_ok_and(|mount| mount.status.success())
}

/// Enough posts for a store of some megabytes.
fn posts() -> String {
    lines((0..6000_u64).map(|id| {
        let place =
            json!({"type": "Point", "coordinates": [(id % 3000) as f64 / 10.0 - 150.0, 52.5]});
        let tag = json!({"text": format!("tag{}", id % 1500)});
        let entities = json!({"hashtags": [tag], "urls": [], "user_mentions": []});
        tweet(id, json!({"coordinates": place, "entities": entities}))
    }))
}

const SMALL: &str = "--block 16KiB --memory 200KiB --commit-every 50ms";

#[test]
fn a_full_disk_leaves_the_store_whole_and_the_run_goes_on_later() {
    let folder = Folder::new();
    folder.write("key", "test");
    folder.write("posts", posts());
    let whole = folder.etl("posts --hll whole.gpkg");
    assert_eq!(whole["stored"], 6000);
    for (store, size) in [("disk/s.gpkg", "1500k"), ("disk/s/", "900k")] {
        let Some(disk) = Disk::new(&folder, size) else { return };
        let arguments = format!("etl posts --hll {store} --key-file key --reject r.jsonl {SMALL}");
        let full = folder.lbsm(&arguments);
        assert_eq!(full.code, 3, "{store}: {}", full.stderr);
        assert!(full.stderr.contains("no space left"), "{}", full.stderr);
        assert!(full.stderr.contains("run the same command again"), "{}", full.stderr);
        let info = folder.lbsm(&format!("info {store}"));
        assert_eq!(info.code, 0, "{}", info.stderr);
        disk.remount("size=64m");
        let again = folder.lbsm(&arguments);
        assert_eq!(again.code, 0, "{}", again.stderr);
        assert!(folder.all_sets(store) == folder.all_sets("whole.gpkg"), "{store}");
        drop(disk);
        std::fs::remove_dir(folder.path("disk")).unwrap();
    }
}

#[test]
fn a_read_only_disk_is_named() {
    let folder = Folder::new();
    folder.write("key", "test");
    folder.write("posts", lines([tweet(1, json!({}))]));
    let Some(disk) = Disk::new(&folder, "4m") else { return };
    for store in ["disk/old.gpkg", "disk/old/"] {
        folder.etl(&format!("posts --hll {store} --reject r.jsonl"));
    }
    disk.remount("ro");
    for store in ["disk/new.gpkg", "disk/new/", "disk/old.gpkg", "disk/old/"] {
        let output = folder
            .lbsm(&format!("etl posts --again --hll {store} --key-file key --reject r.jsonl"));
        assert_eq!(output.code, 3, "{store}: {}", output.stderr);
        assert!(output.stderr.contains("read-only"), "{store}: {}", output.stderr);
    }
    // Reading needs no writing.
    for store in ["disk/old.gpkg", "disk/old/"] {
        let output = folder.lbsm(&format!("sets {store}"));
        assert_eq!(output.code, 0, "{store}: {}", output.stderr);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn files_that_cannot_be_written_are_named() {
    let folder = Folder::new();
    folder.write("key", "test");
    folder.write("posts", lines([tweet(1, json!({}))]) + "{\"id\" 1}\n");
    for option in ["--reject", "--report"] {
        let store = option.trim_start_matches('-');
        let output =
            folder.lbsm(&format!("etl posts --hll {store}.gpkg --key-file key {option} /dev/full"));
        assert_eq!(output.code, 3, "{option}: {}", output.stderr);
        assert!(output.stderr.contains("cannot write to /dev/full"), "{}", output.stderr);
        assert_eq!(folder.lbsm(&format!("info {store}.gpkg")).code, 0);
    }
}
