//! `lbsm query`, `lbsm venn`, `lbsm overlap` on the sample, beside exact counts.

use crate::support::{Folder, Output, lines, tweet};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The sample as a store, as in `docs/queries.md`.
fn sample(options: &str) -> Folder {
    let folder = Folder::new();
    let root = env!("CARGO_MANIFEST_DIR");
    folder.etl(&format!(
        "{root}/fixtures/sample/tweets.jsonl.gz --lexicon {root}/fixtures/lexicons/migration.toml \
         --hll s.gpkg {options}"
    ));
    folder
}

fn query(folder: &Folder, expression: &str, options: &[&str]) -> Output {
    folder.lbsm_with(&[&["query", "s.gpkg", expression], options].concat(), b"")
}

fn answer(folder: &Folder, expression: &str, options: &[&str]) -> Value {
    let output = query(folder, expression, &[options, &["--format", "json"]].concat());
    assert_eq!(output.code, 0, "{expression}: {}", output.stderr);
    serde_json::from_str(&output.stdout).unwrap()
}

fn number(value: &Value, name: &str) -> f64 {
    value[name].as_f64().unwrap()
}

fn holds(answer: &Value, truth: f64) -> bool {
    // Rounded to a tenth in JSON.
    number(answer, "lo") - 0.05 <= truth && truth <= number(answer, "hi") + 0.05
}

/// For a single number, of which one in twenty is outside of its interval.
fn near(answer: &Value, truth: f64) -> bool {
    (number(answer, "estimate") / truth - 1.0).abs() < 0.06
}

/// Exact numbers of users and posts in the sample, counted from the raw tables.
#[test]
fn answers_hold_the_exact_counts() {
    let folder = sample("");
    let users = &["--metric", "user"][..];
    let posts = &[][..];
    let (a, b, c) = ("hashtag:refugeeswelcome", "hashtag:refugees", "hashtag:opentheborders");
    let mut held = 0;
    let cases = [
        (a.to_owned(), users, 68),
        (b.to_owned(), users, 62),
        (format!("{a} & {b}"), users, 20),
        (format!("{a} & {c}"), users, 17),
        (format!("{b} & {c}"), users, 17),
        (format!("{a} & {b} & {c}"), users, 7),
        (format!("{b} - {a}"), users, 42),
        (format!("{a} | {b}"), users, 110),
        (format!("{a} & {b} & culture:en"), users, 17),
        (format!("{a} & {b}"), posts, 8),
        (format!("{b} & {c}"), posts, 15),
        (format!("{b} & culture:en"), posts, 66),
        ("hashtag:refugee*".to_owned(), posts, 188),
        ("hashtag:refugee* & month:2016".to_owned(), posts, 53),
        ("hashtag:#Refugee* & month:2016-01..2016-12".to_owned(), posts, 53),
        ("hashtag:refugee* & date:2016".to_owned(), posts, 53),
    ];
    for (expression, options, truth) in &cases {
        let joint = answer(&folder, expression, options);
        held += u32::from(holds(&joint, f64::from(*truth)));
        let close = (number(&joint, "estimate") - f64::from(*truth)).abs();
        assert!(close <= 3.0 + 0.1 * f64::from(*truth), "{expression}: {joint} for {truth}");
        let ie = answer(&folder, expression, &[options, &["--method", "ie"][..]].concat());
        let close = (number(&ie, "estimate") - f64::from(*truth)).abs();
        assert!(close <= 5.0 + 0.2 * f64::from(*truth), "{expression}: {ie} for {truth}");
    }
    assert!(held as usize >= cases.len() - 2, "{held} of {} intervals hold", cases.len());
}

#[test]
fn json_is_as_promised() {
    let folder = sample("");
    let found = answer(&folder, "hashtag:refugees & culture:en", &["--explain"]);
    let names: Vec<&str> = found.as_object().unwrap().keys().map(String::as_str).collect();
    for name in
        ["expression", "metric", "estimate", "lo", "hi", "confidence", "method", "grade", "terms"]
    {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
    assert_eq!(found["expression"], "hashtag:refugees & culture:en");
    assert_eq!((&found["metric"], &found["method"]), (&json!("post"), &json!("joint")));
    assert_eq!(found["confidence"], 0.95);
    assert_eq!(found["terms"][0]["set"], "hashtag:refugees");
    let sum: f64 = found["inclusion_exclusion"]
        .as_array()
        .unwrap()
        .iter()
        .map(|summand| number(summand, "factor") * number(summand, "estimate"))
        .sum();
    let ie = answer(&folder, "hashtag:refugees & culture:en", &["--method", "ie"]);
    assert!((sum - number(&ie, "estimate")).abs() < 0.3, "{sum} {ie}");
    // Below the limit of detection there is no number to rely on.
    let none = answer(&folder, "hashtag:refugees & culture:it", &[]);
    assert_eq!((&none["grade"], number(&none, "lo")), (&json!("below"), 0.0));
    let text = query(&folder, "hashtag:refugees & culture:it", &[]).stdout;
    assert!(text.contains("< ") && text.contains("below the limit of detection"), "{text}");
}

#[test]
fn terms_that_are_not_there_are_empty_and_hinted_at() {
    let folder = sample("");
    let output = query(&folder, "hashtag:refugeswelcome", &[]);
    assert_eq!(output.code, 0);
    assert!(output.stderr.contains("there is refugeeswelcome"), "{}", output.stderr);
    let found = answer(&folder, "hashtag:refugees - hashtag:refugeswelcome", &[]);
    assert_eq!(found["missing"][0]["set"], "hashtag:refugeswelcome");
    assert_eq!(found["missing"][0]["near"][0], "refugeeswelcome");
    assert!(near(&found, 73.0), "{found}");
}

#[test]
fn a_series_adds_up() {
    let folder = sample("");
    let rows = |by: &str, options: &[&str]| -> Vec<Value> {
        let options = [&["--by", by], options].concat();
        answer(&folder, "hashtag:refugees", &options)["rows"].as_array().unwrap().clone()
    };
    for by in ["month", "geohash:2", "latlng"] {
        let total: f64 = rows(by, &[]).iter().map(|row| number(row, "estimate")).sum();
        // Posts in a month and cell are sets of their own: as good as counted.
        assert!((total - 73.0).abs() < 3.0, "{by}: {total}");
    }
    let months = rows("month", &[]);
    let keys: Vec<&str> = months.iter().map(|row| row["key"].as_str().unwrap()).collect();
    assert_eq!(keys[0], "2016-02");
    assert!(keys.is_sorted(), "{keys:?}");
    let english = rows("culture", &["--metric", "user"]);
    let english = english.iter().find(|row| row["key"] == "en").unwrap();
    assert!(holds(english, 55.0) || number(english, "estimate") > 40.0, "{english}");
    let csv = query(&folder, "hashtag:refugees", &["--by", "year", "--format", "csv"]).stdout;
    assert!(
        csv.starts_with("key,metric,estimate,lo,hi,confidence,method,grade\n2016,post,"),
        "{csv}"
    );
    for by in ["nothing", "geohash:6", "geohash:x", "month:2"] {
        assert_eq!(query(&folder, "hashtag:refugees", &["--by", by]).code, 2, "{by}");
    }
}

#[test]
fn files_of_queries_come_back_in_order() {
    let folder = sample("");
    let mut text = String::from("# what we ask\n\n");
    for n in 0..500 {
        writeln!(text, "hashtag:refugees & date:2016-02-{:02}..2017-01", n % 28 + 1).unwrap();
    }
    text.push_str("hashtag:refugees &\n#refugees\nhashtag:#refugees\n");
    folder.write("queries.txt", &text);
    let output = folder.lbsm("query s.gpkg --file queries.txt");
    assert_eq!(output.code, 2, "{}", output.stderr);
    assert!(output.stderr.contains("2 of 503 expressions have no answer"), "{}", output.stderr);
    let answers: Vec<Value> =
        output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let asked: Vec<&str> =
        text.lines().filter(|line| !line.is_empty() && !line.starts_with("# ")).collect();
    let given: Vec<&str> =
        answers.iter().map(|answer| answer["expression"].as_str().unwrap()).collect();
    assert_eq!(given, asked);
    assert!(answers[500]["error"].as_str().unwrap().starts_with("column 19:"), "{}", answers[500]);
    assert!(near(&answers[502], 73.0));
    let same = folder.lbsm_with(&["query", "s.gpkg", "--file", "-"], text.as_bytes());
    assert_eq!(same.stdout, output.stdout);
}

#[test]
fn bad_expressions_are_usage_errors_with_a_place() {
    let folder = sample("");
    for (expression, message) in [
        ("", "there is no expression"),
        ("hashtag:a & (hashtag:b", "never closed"),
        ("hashtag:a)", "never opened"),
        ("hastag:a", "did you mean hashtag?"),
        ("term:boat", "keeps no base"),
        ("refugees", "hashtag:refugees"),
        ("month:2016-13", "no key of month"),
        ("bbox:1,2,3", "west,south,east,north"),
        ("latlng:u33dbc", "geohashes of length 5"),
        ("hashtag:\"a", "quote"),
        ("hashtag:a hashtag:b", "should stand before"),
    ] {
        let output = query(&folder, expression, &[]);
        assert_eq!(output.code, 2, "{expression}: {}", output.stderr);
        assert!(output.stderr.contains(message), "{expression}: {}", output.stderr);
        assert!(output.stderr.trim_end().ends_with('^') && output.stdout.is_empty());
    }
    let thousand = vec!["hashtag:refugees"; 1000].join(" | ");
    assert!(near(&answer(&folder, &thousand, &[]), 73.0));
    let deep = "(".repeat(5000) + "hashtag:a" + &")".repeat(5000);
    let output = query(&folder, &deep, &[]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.lines().all(|line| line.chars().count() < 120), "{}", output.stderr);
    let missing: Vec<String> = (0..1000).map(|n| format!("hashtag:x{n}")).collect();
    let output = query(&folder, &missing.join(" | "), &["--format", "json"]);
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert_eq!(output.stderr.lines().count(), 11, "{}", output.stderr);
    assert!(output.stderr.contains("990 more terms"), "{}", output.stderr);
    let many: Vec<String> = (0..13).map(|n| format!("hashtag:x{n}")).collect();
    let output = query(&folder, &many.join(" & "), &[]);
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("13 different sets"), "{}", output.stderr);
    let output = query(&folder, &many[..5].join(" & "), &["--method", "joint"]);
    assert_eq!(output.code, 2, "{}", output.stderr);
    assert_eq!(query(&folder, "date:2016 & hashtag:a", &["--metric", "pud"]).code, 2);
    assert_eq!(folder.lbsm("query nowhere.gpkg hashtag:a").code, 3);
}

#[test]
fn two_stores_compare_when_elements_are_the_same() {
    let folder = sample("");
    let root = env!("CARGO_MANIFEST_DIR");
    let etl = |options: &str| {
        folder.etl(&format!(
            "{root}/fixtures/sample/tweets.jsonl.gz --lexicon {root}/fixtures/lexicons/migration.toml \
             {options}"
        ));
    };
    etl("--hll early.gpkg --until 2018-01-01");
    etl("--hll larger.gpkg --hll-params 13,6,-1,1");
    let both = answer(&folder, "hashtag:refugees & early.gpkg::hashtag:refugees", &[]);
    let early = answer(&folder, "early.gpkg::hashtag:refugees", &[]);
    assert!((number(&both, "estimate") - number(&early, "estimate")).abs() < 2.0, "{both} {early}");
    // More and wider registers, and listed hashes, are brought to what the other store has.
    let same = answer(&folder, "hashtag:refugees & larger.gpkg::hashtag:refugees", &[]);
    assert!(near(&same, 73.0), "{same}");
    let none = answer(&folder, "larger.gpkg::hashtag:refugees - hashtag:refugees", &[]);
    assert!(number(&none, "hi") < 2.0, "{none}");
    // In a store of its own, small sets that list their hashes are compared exactly.
    let output = folder.lbsm_with(
        &["query", "larger.gpkg", "hashtag:refugees & hashtag:migrants", "--format", "json"],
        b"",
    );
    let exact: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!((&exact["method"], &exact["estimate"]), (&json!("exact"), &json!(5.0)), "{exact}");

    folder.write("other", "another key");
    let output = folder.lbsm(&format!(
        "etl {root}/fixtures/sample/tweets.jsonl.gz --hll other.gpkg --key-file other"
    ));
    assert_eq!(output.code, 0, "{}", output.stderr);
    let output = query(&folder, "hashtag:a & other.gpkg::hashtag:a", &[]);
    assert_eq!(output.code, 4, "{}", output.stderr);
    assert!(output.stderr.contains("key id"), "{}", output.stderr);
    assert_eq!(query(&folder, "none.gpkg::hashtag:a", &[]).code, 3);
    assert_eq!(query(&folder, "nothing::hashtag:a", &[]).code, 2);
}

/// What a store is made of makes no difference.
#[test]
fn a_folder_answers_as_a_geopackage_does() {
    let folder = sample("");
    let root = env!("CARGO_MANIFEST_DIR");
    folder.etl(&format!(
        "{root}/fixtures/sample/tweets.jsonl.gz --lexicon {root}/fixtures/lexicons/migration.toml \
         --hll s/"
    ));
    for expression in [
        "hashtag:refugees & culture:en",
        "hashtag:refugee* & month:2016-02..2017-09",
        "bbox:5.9,47.3,15,55.1 - latlng:u3",
        "dayofweek:monday | dayofyear:02",
    ] {
        let here = answer(&folder, expression, &[]);
        let arguments = ["query", "s/", expression, "--format", "json"];
        let there: Value = serde_json::from_str(&folder.lbsm_with(&arguments, b"").stdout).unwrap();
        assert_eq!(here, there, "{expression}");
    }
    let both = answer(&folder, "hashtag:refugees & s/::hashtag:refugees", &[]);
    assert!(near(&both, 73.0), "{both}");
}

#[test]
fn venn_regions_add_up() {
    let folder = sample("");
    let arguments = "venn s.gpkg hashtag:refugeeswelcome hashtag:refugees hashtag:opentheborders \
                     --metric user";
    let output = folder.lbsm(&format!("{arguments} --format json"));
    let diagram: Value = serde_json::from_str(&output.stdout).unwrap();
    let regions = diagram["regions"].as_array().unwrap();
    assert_eq!(regions.len(), 7);
    // A, B, C, A & B, A & C, B & C, all: counted from the raw tables.
    let exact = [38.0, 32.0, 9.0, 13.0, 10.0, 10.0, 7.0];
    let held = regions.iter().zip(exact).filter(|(region, truth)| holds(region, *truth)).count();
    assert!(held >= 6, "{diagram}");
    let total: f64 = regions.iter().map(|region| number(region, "estimate")).sum();
    assert!((total - 119.0).abs() < 6.0, "{total}");
    assert!(regions.iter().all(|region| number(region, "estimate") >= 0.0));
    assert_eq!(regions[3]["not_in"], json!(["hashtag:opentheborders"]));
    let table = folder.lbsm(arguments).stdout;
    assert!(table.contains("A & B & C"), "{table}");
    let csv = folder.lbsm(&format!("{arguments} --format csv")).stdout;
    assert_eq!(csv.lines().count(), 8);
    for (sets, code) in [
        ("hashtag:a", 2),
        ("hashtag:a hashtag:b hashtag:c hashtag:d hashtag:e", 2),
        ("hashtag:a hashtag:b&hashtag:c", 2),
        ("hashtag:refugees hashtag:refugees", 0),
        ("hashtag:refugees hashtag:nothing", 0),
    ] {
        assert_eq!(folder.lbsm(&format!("venn s.gpkg {sets}")).code, code, "{sets}");
    }
}

/// What a picture says is what the table says; how it looks is for eyes.
#[test]
fn pictures_show_what_tables_tell() {
    let folder = sample("");
    let sets = "hashtag:refugeeswelcome hashtag:refugees";
    let third = "hashtag:opentheborders";
    for (sets, files) in [(sets.to_owned(), "two"), (format!("{sets} {third}"), "three")] {
        let arguments = format!("venn s.gpkg {sets} --metric user --format json");
        let output = folder.lbsm(&format!("{arguments} -o {files}.svg --output {files}.png"));
        assert_eq!(output.code, 0, "{}", output.stderr);
        let diagram: Value = serde_json::from_str(&output.stdout).unwrap();
        let svg = std::fs::read_to_string(folder.path(&format!("{files}.svg"))).unwrap();
        for region in diagram["regions"].as_array().unwrap() {
            let text = format!(">{:.0}</text>", number(region, "estimate"));
            assert!(svg.contains(&text), "{text} in {svg}");
        }
        for set in sets.split(' ') {
            assert!(svg.contains(set), "{set}");
        }
        let png = std::fs::read(folder.path(&format!("{files}.png"))).unwrap();
        assert!(png.starts_with(b"\x89PNG") && png.len() > 5_000, "{}", png.len());
    }
    for measure in ["jaccard", "lift", "count", "conditional"] {
        let output = folder.lbsm(&format!(
            "overlap s.gpkg --base hashtag --top 8 --matrix {measure} -o {measure}.svg"
        ));
        assert_eq!(output.code, 0, "{}", output.stderr);
        let svg = std::fs::read_to_string(folder.path(&format!("{measure}.svg"))).unwrap();
        // Every pair twice, each with what it is.
        assert_eq!(svg.matches(" users</title>").count(), 56, "{measure}");
    }
    for (arguments, code, message) in [
        (format!("venn s.gpkg {sets} -o x.gif"), 2, "ends in .svg or .png"),
        (format!("venn s.gpkg {sets} -o nowhere/x.svg"), 3, "cannot write"),
        ("overlap s.gpkg --base hashtag --top 200 -o x.svg".to_owned(), 2, "cannot be read"),
    ] {
        let output = folder.lbsm(&arguments);
        assert_eq!(output.code, code, "{arguments}: {}", output.stderr);
        assert!(output.stderr.contains(message), "{arguments}: {}", output.stderr);
    }
}

#[test]
fn overlaps_are_those_of_queries() {
    let folder = sample("");
    let output = folder.lbsm("overlap s.gpkg --base hashtag --top 6 --format json");
    let overlap: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(overlap["keys"].as_array().unwrap().len(), 6);
    let pairs = overlap["pairs"].as_array().unwrap();
    assert_eq!(pairs.len(), 15);
    for pair in pairs {
        let (a, b) = (pair["a"].as_str().unwrap(), pair["b"].as_str().unwrap());
        let both = answer(&folder, &format!("hashtag:{a} & hashtag:{b}"), &["--metric", "user"]);
        assert_eq!((&both["estimate"], &both["hi"]), (&pair["estimate"], &pair["hi"]), "{a} {b}");
        let either = answer(&folder, &format!("hashtag:{a} | hashtag:{b}"), &["--metric", "user"]);
        let jaccard = number(&both, "estimate") / number(&either, "estimate");
        assert!((jaccard - number(pair, "jaccard")).abs() < 0.03, "{pair} {jaccard}");
    }
    let csv = folder.lbsm("overlap s.gpkg --base hashtag --top 6 --format csv").stdout;
    assert_eq!(csv.lines().count(), 16);
    let matrix = folder.lbsm("overlap s.gpkg --base hashtag --top 3 --matrix jaccard --format csv");
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).from_reader(matrix.stdout.as_bytes());
    let cells: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!((cells.len(), cells[0].len()), (4, 4));
    assert!((1..4).all(|n| cells[n][n] == *"1.00000" && cells[n][1] == cells[1][n]), "{cells:?}");
    assert!(
        folder.lbsm("overlap s.gpkg --base hashtag --top 6").stdout.contains("limit of detection")
    );
    assert_eq!(folder.lbsm("overlap s.gpkg --base hastag").code, 2);
    // Whatever the method, numbers are of the same sets.
    let ie = folder.lbsm("overlap s.gpkg --base hashtag --top 6 --method ie --format json");
    let ie: Value = serde_json::from_str(&ie.stdout).unwrap();
    for (joint, ie) in pairs.iter().zip(ie["pairs"].as_array().unwrap()) {
        assert!((number(joint, "estimate") - number(ie, "estimate")).abs() < 8.0, "{joint} {ie}");
    }
}

/// Sets that no run of ours would have left in a store.
#[test]
fn foreign_bytes_are_refused_or_said() {
    let folder = Folder::new();
    let hashtags = json!([{"text": "refugees"}, {"text": "boat"}]);
    let entities = json!({"hashtags": hashtags, "urls": [], "user_mentions": []});
    folder.write("t.jsonl", lines((0..50).map(|id| tweet(id, json!({"entities": entities})))));
    folder.etl("t.jsonl --hll s.gpkg --bases hashtag,culture");
    let set = |bytes: &[u8]| {
        let connection = rusqlite::Connection::open(folder.path("s.gpkg")).unwrap();
        connection
            .execute("UPDATE topical_hashtag SET post_hll = ?1 WHERE hashtag = 'refugees'", [bytes])
            .unwrap();
    };
    assert_eq!(query(&folder, "hashtag:refugees & culture:en", &[]).code, 0);
    for (bytes, code, message) in [
        // UNDEFINED, with the store's parameters 11,5,0,1.
        (vec![0x10, 0x8b, 0x40], 3, "undefined"),
        // All registers full.
        ([vec![0x14, 0x8b, 0x40], vec![0xff; 1280]].concat(), 3, "saturated"),
        // Other parameters, rubbish, nothing.
        (vec![0x11, 0x8c, 0x40], 3, "parameters"),
        (vec![0xde, 0xad, 0xbe, 0xef], 3, "cannot be read"),
        (Vec::new(), 3, "cannot be read"),
    ] {
        set(&bytes);
        for options in [&[][..], &["--method", "ie"], &["--by", "culture"]] {
            let output = query(&folder, "hashtag:refugees & culture:en", options);
            assert_eq!(output.code, code, "{bytes:02x?} {options:?}: {}", output.stderr);
            assert!(output.stderr.contains(message), "{bytes:02x?}: {}", output.stderr);
        }
        assert_eq!(folder.lbsm("overlap s.gpkg --base hashtag --metric post").code, code);
    }
}
