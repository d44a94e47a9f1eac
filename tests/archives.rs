//! Archives, compressions, damage and hostile input as a user of `lbsm etl` meets them.

use crate::packing::{bzip2, gzip, tar, zip};
use crate::support::{Folder, lines, real_data, tweet};
use serde_json::{Value, json};
use std::fs::File;
use std::path::{Path, PathBuf};

#[path = "../fuzz/source_checks.rs"]
mod checks;

/// The fuzzers' corpus, on the stable toolchain.
#[test]
fn the_corpus_holds() {
    replay("reader", checks::reader);
    replay("lines", checks::lines);
    replay("archive", checks::archive);
}

fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let files = files_below(&folder);
    assert!(!files.is_empty(), "{target}");
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        // Whole, cut, and with a byte of it changed.
        check(&bytes);
        for at in (0..bytes.len()).step_by(1 + bytes.len() / 16) {
            check(&bytes[..at]);
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x41;
            check(&damaged);
        }
    }
}

fn tweets(ids: std::ops::Range<u64>) -> Vec<u8> {
    lines(ids.map(|id| tweet(id, json!({})))).into_bytes()
}

/// The lines of the reject file of a store.
fn rejects(folder: &Folder, store: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.path(&format!("{store}.rejects.jsonl")));
    let text = text.unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn members_give_the_sets_of_the_files() {
    let folder = Folder::new();
    let members = [
        ("a.json", tweets(0..300)),
        ("d/b.json.gz", gzip(&tweets(300..600))),
        ("d/c.json.bz2", bzip2(&tweets(600..900))),
        ("d/more.zip", zip(&[("e.json", tweets(900..1000))])),
    ];
    for (name, data) in &members {
        folder.write(
            &format!("files/{}", name.replace("more.zip", "e.json")),
            match *name {
                "d/more.zip" => tweets(900..1000),
                _ => data.clone(),
            },
        );
    }
    let plain = folder.etl("files --hll plain.gpkg");
    let expected = folder.all_sets("plain.gpkg");
    let archive = tar(&members);
    folder.write("a.tar", &archive);
    folder.write("a.tgz", gzip(&archive));
    folder.write("a.zip", zip(&members));
    for (number, (input, threads)) in
        [("a.tar", 1), ("a.tar", 4), ("a.tgz", 3), ("a.zip", 1), ("a.zip", 4)]
            .into_iter()
            .enumerate()
    {
        let report = folder.etl(&format!("{input} --threads {threads} --hll {number}.gpkg"));
        for key in ["records", "stored", "bytes", "rejected"] {
            assert_eq!(report[key], plain[key], "{input} {threads} {key}");
        }
        assert_eq!(folder.all_sets(&format!("{number}.gpkg")), expected, "{input} {threads}");
    }
    // The same from a pipe.
    for input in [archive, zip(&members)] {
        folder.write("key", "test");
        let arguments = ["etl", "-", "--key-file", "key", "--hll", "pipe.gpkg"];
        let output = folder.lbsm_with(&arguments, &input);
        assert_eq!(output.code, 0, "{}", output.stderr);
        assert_eq!(folder.all_sets("pipe.gpkg"), expected);
        std::fs::remove_file(folder.path("pipe.gpkg")).unwrap();
    }
    let info = folder.lbsm("info 1.gpkg").stdout;
    assert!(info.contains("a.tar::d/b.json.gz"), "{info}");
    assert!(info.contains("a.tar::d/more.zip::e.json"), "{info}");
}

/// A day of the archived stream: a file a minute, each compressed with bzip2.
#[test]
fn a_day_of_many_small_files_is_read_by_all_threads() {
    let folder = Folder::new();
    let names: Vec<String> = (0..300)
        .map(|minute| format!("24/{:02}/{:02}.json.bz2", minute / 60, minute % 60))
        .collect();
    let members: Vec<(&str, Vec<u8>)> = names
        .iter()
        .zip(0..)
        .map(|(name, number)| (name.as_str(), bzip2(&tweets(number * 10..number * 10 + 12))))
        .collect();
    folder.write("day.tar", tar(&members));
    let one = folder.etl("day.tar --hll one.gpkg --threads 1");
    let four = folder.etl("day.tar --hll four.gpkg --threads 4");
    assert_eq!((&one["records"], &one["stored"]), (&json!(3600), &json!(3002)));
    assert_eq!((&four["records"], &four["stored"]), (&json!(3600), &json!(3002)));
    assert_eq!(folder.all_sets("one.gpkg"), folder.all_sets("four.gpkg"));
}

#[test]
fn rejects_name_the_member_and_the_place_in_it() {
    let folder = Folder::new();
    let broken = [tweets(0..2), b"{\"id\" 1}\n".to_vec(), tweets(2..3)].concat();
    folder.write("a.tar", tar(&[("good", tweets(5..9)), ("d/bad", broken)]));
    let report = folder.etl("a.tar --hll s.gpkg");
    assert_eq!((&report["records"], &report["rejected"]), (&json!(8), &json!({"invalid_json": 1})));
    let rejects = rejects(&folder, "s");
    assert_eq!(rejects.len(), 1);
    assert_eq!(rejects[0]["source"], "a.tar::d/bad");
    assert_eq!(rejects[0]["line"], 3);
}

/// Members that are not read again keep what was rejected of them; so does the archive.
#[test]
fn rejects_of_members_stay_when_the_archive_is_known() {
    let folder = Folder::new();
    let broken = [tweets(0..2), b"{\"id\" 1}\n".to_vec(), tweets(2..3)].concat();
    let mut members = vec![("good", tweets(5..9)), ("d/bad", broken)];
    folder.write("a.tar", tar(&members));
    folder.write("other", b"{\"id\" 1}\n");
    folder.etl("a.tar other --hll s.gpkg");
    let first = rejects(&folder, "s");
    assert_eq!(first.len(), 2);
    assert_eq!(folder.etl("a.tar other --hll s.gpkg")["records"], 0);
    assert_eq!(rejects(&folder, "s"), first);
    // An archive that has grown is gone through again, its old members are not.
    members.push(("new", tweets(9..10)));
    folder.write("a.tar", tar(&members));
    assert_eq!(folder.etl("a.tar other --hll s.gpkg")["records"], 1);
    assert_eq!(rejects(&folder, "s"), first);
}

#[test]
fn a_cut_archive_is_one_reject_with_the_content_of_what_it_cut() {
    let folder = Folder::new();
    let whole = tar(&[("a", tweets(0..10)), ("b", tweets(10..20))]);
    let text = tweets(10..20);
    let cut = whole.len() - 1024 - text.len().next_multiple_of(512) + text.len() - 100;
    folder.write("cut.tar", &whole[..cut]);
    folder.write("cut.jsonl.gz", {
        let bytes = gzip(&tweets(0..1000));
        bytes[..bytes.len() - 500].to_vec()
    });
    for (input, records) in [("cut.tar", Some(20)), ("cut.jsonl.gz", None)] {
        let store = input.replace('.', "_");
        let report = folder.etl(&format!("{input} --reject-content --hll {store}.gpkg"));
        assert_eq!(report["rejected"], json!({"truncated_archive": 1}), "{input}");
        assert!(records.is_none_or(|records| report["records"] == records), "{report}");
        let rejects = rejects(&folder, &store);
        let content = rejects[0]["content"].as_str().unwrap();
        assert!(content.starts_with("{\"coordinates\"") || content.starts_with("{\"created_at\""));
    }
}

/// What is in the store is not read again, and of an archive that grew only what is new.
#[test]
fn an_archive_is_gone_on_with() {
    let folder = Folder::new();
    let mut members = vec![("a", tweets(0..10)), ("b.gz", gzip(&tweets(10..30)))];
    folder.write("x.tar", tar(&members));
    let first = folder.etl("x.tar --hll s.gpkg --threads 3");
    assert_eq!(first["records"], 30);
    let again = folder.etl("x.tar --hll s.gpkg --threads 3");
    assert_eq!(again["records"], 0);
    assert_eq!(again["known_inputs"].as_array().unwrap().len(), 1);
    assert_eq!(again["earlier_runs"]["records"], 30);
    members.push(("c", tweets(25..40)));
    folder.write("x.tar", tar(&members));
    let grown = folder.etl("x.tar --hll s.gpkg --threads 3");
    assert_eq!((&grown["records"], &grown["failed_inputs"]), (&json!(15), &json!([])));
    assert_eq!(grown["earlier_runs"]["records"], 30);
    let whole = folder.etl("x.tar --hll whole.gpkg");
    assert_eq!(whole["stored"], 40);
    assert_eq!(folder.all_sets("s.gpkg"), folder.all_sets("whole.gpkg"));
    // Other content under an old name: refused for this member, the others are read.
    members[0].1 = tweets(100..110);
    members.push(("d", tweets(40..50)));
    folder.write("x.tar", tar(&members));
    let output = folder.lbsm("etl x.tar --hll s.gpkg --key-file key --report changed.json");
    assert_eq!(output.code, 3, "{}", output.stderr);
    let changed: Value =
        serde_json::from_slice(&std::fs::read(folder.path("changed.json")).unwrap()).unwrap();
    assert_eq!(changed["failed_inputs"][0]["input"], "x.tar::a");
    assert_eq!(changed["records"], 10);
}

/// Nothing is written but the results, whatever the members are called.
#[test]
fn hostile_names_are_harmless() {
    let folder = Folder::new();
    let names = ["/tmp/lbsm-was-here", "../../lbsm-was-here", "a\u{1b}[2J\nb", "C:\\x", "x", "x"];
    let members: Vec<(&str, Vec<u8>)> =
        names.iter().zip(0..).map(|(name, id)| (*name, tweets(id..id + 1))).collect();
    folder.write("work/a.tar", tar(&members));
    let report = folder.etl("work/a.tar --hll work/s.gpkg");
    assert_eq!((&report["records"], &report["stored"]), (&json!(6), &json!(6)));
    assert!(!Path::new("/tmp/lbsm-was-here").exists());
    assert!(!folder.path("lbsm-was-here").exists() && !folder.path("work/tmp").exists());
    let info = folder.lbsm("info work/s.gpkg").stdout;
    assert!(!info.contains('\u{1b}'), "{info}");
    assert!(info.contains("x (2)"), "two members of one name are two sources: {info}");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_read() {
    let folder = Folder::new();
    let mut bytes = zip(&[("secret", tweets(0..1)), ("open", tweets(1..5))]);
    for (magic, at) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let place = bytes.windows(4).position(|window| window == magic).unwrap();
        bytes[place + at] |= 1;
    }
    folder.write("a.zip", bytes);
    let report = folder.etl("a.zip --hll s.gpkg");
    assert_eq!(report["rejected"], json!({"unreadable_member": 1}));
    assert_eq!(report["stored"], 4);
    let rejects = rejects(&folder, "s");
    assert_eq!(rejects[0]["source"], "a.zip::secret");
    assert_eq!(rejects[0]["detail"], "it is encrypted");
    // Too deep to go into.
    let mut deep = tar(&[("x.json", tweets(0..1))]);
    for _ in 0..3 {
        deep = tar(&[("t.tar", deep)]);
    }
    folder.write("deep.tar", tar(&[("good", tweets(1..3)), ("t.tar", deep)]));
    let report = folder.etl("deep.tar --hll deep.gpkg");
    assert_eq!((&report["stored"], &report["rejected"]), (&json!(2), &json!({"not_json": 1})));
}

#[test]
fn a_record_behind_a_cut_one_on_its_line_is_read() {
    let folder = Folder::new();
    let retweet =
        tweet(1, json!({"text": "RT", "retweeted_status": tweet(2, json!({}))})).to_string();
    let (whole, half) =
        (tweet(3, json!({})).to_string(), retweet.get(..retweet.len() / 2).unwrap());
    folder.write(
        "a.jsonl",
        format!("{retweet}\n{half}{whole}\n{whole}{retweet}\n{half}\n{retweet}\n"),
    );
    let report = folder.etl("a.jsonl --reject-content --reactions --hll s.gpkg");
    assert_eq!(report["rejected"], json!({"invalid_json": 2}));
    assert_eq!((&report["records"], &report["dump"]["posts"]), (&json!(7), &json!(5)));
    let rejects = rejects(&folder, "s");
    let mut found: Vec<(u64, &str)> = rejects
        .iter()
        .map(|reject| (reject["line"].as_u64().unwrap(), reject["content"].as_str().unwrap()))
        .collect();
    found.sort_unstable();
    assert_eq!(found, [(2, half), (4, half)]);
}

#[test]
fn utf16_is_read() {
    let folder = Folder::new();
    let text = String::from_utf8(tweets(0..20)).unwrap().replace("synthetic", "größe 😀");
    let plain =
        folder.etl(&format!("{} --hll plain.gpkg", folder.write("plain.jsonl", &text).display()));
    let little: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    folder.write("little.jsonl", &little);
    folder.write("big.jsonl.gz", gzip(&big));
    folder.write("odd.jsonl", [&little[..], b"x"].concat());
    for (input, rejected) in [
        ("little.jsonl", json!({})),
        ("big.jsonl.gz", json!({})),
        ("odd.jsonl", json!({"truncated": 1})),
    ] {
        let report = folder.etl(&format!("{input} --hll {input}.gpkg"));
        assert_eq!(report["stored"], plain["stored"], "{input}");
        assert_eq!(report["rejected"], rejected, "{input}");
        assert_eq!(folder.all_sets(&format!("{input}.gpkg")), folder.all_sets("plain.gpkg"));
    }
}

/// Sixteen gigabytes of zeros and of one letter in a few megabytes: over soon, in little memory.
#[test]
fn bombs_end_with_a_reject() {
    let folder = Folder::new();
    let zeros = gzip(&vec![0; 64 << 20]).repeat(256);
    folder.write("zeros.gz", &zeros);
    let line = gzip(&vec![b'x'; 64 << 20]).repeat(256);
    folder.write("line.gz", [gzip(&tweets(0..2)), gzip(b"{\"text\":\""), line].concat());
    folder.write("bombs.tar", tar(&[("zeros.gz", zeros), ("good", tweets(2..4))]));
    let report = folder.etl("line.gz bombs.tar --hll s.gpkg");
    assert_eq!(report["rejected"], json!({"corrupt_archive": 2}));
    assert_eq!(report["stored"], 4);
    assert!(report["peak_rss_bytes"].as_u64().is_none_or(|peak| peak < 400 << 20), "{report}");
}

/// All real dumps in one archive: what comes out is what comes out of the folder.
#[test]
fn real_dumps_in_archives_count_the_same() {
    let Some(data) = real_data() else { return };
    let folder = Folder::new();
    let files = files_below(&data);
    let out = File::create(folder.path("all.tgz")).unwrap();
    let mut builder =
        tar::Builder::new(flate2::write::GzEncoder::new(out, flate2::Compression::fast()));
    let mut writer = zip::ZipWriter::new(File::create(folder.path("all.zip")).unwrap());
    for file in &files {
        let name = file.strip_prefix(&data).unwrap();
        builder.append_path_with_name(file, name).unwrap();
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name.to_string_lossy(), options).unwrap();
        std::io::copy(&mut File::open(file).unwrap(), &mut writer).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap();
    writer.finish().unwrap();
    let arguments = "--min-accuracy unknown --reactions --bases default";
    let plain = folder.etl(&format!("{} {arguments} --hll plain.gpkg", data.display()));
    for input in ["all.tgz", "all.zip"] {
        let report = folder.etl(&format!("{input} {arguments} --hll {input}.gpkg"));
        for key in
            ["bytes", "records", "posts", "stored", "dump", "rejected", "notices", "filtered"]
        {
            assert_eq!(report[key], plain[key], "{input} {key}");
        }
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries
        .into_iter()
        .flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] })
        .collect()
}
