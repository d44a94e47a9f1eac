//! `lbsm run`: a study from one file, twice.

use crate::support::{Folder, lines, tweet};
use serde_json::{Value, json};

/// A study of ten posts, half of them with `#boat`.
fn study(folder: &Folder) {
    let posts = (1..=10).map(|id| {
        let hashtags = json!({"hashtags": [{"text": if id % 2 == 0 { "Boat" } else { "<b>" }}]});
        tweet(id, json!({"entities": hashtags}))
    });
    folder.write("study/tweets.jsonl", lines(posts.collect::<Vec<_>>()));
    folder.write(
        "study/pipeline.toml",
        "title = 'Boats & <people>'\nfolder = 'out'\n\
         [etl]\ninput = ['tweets.jsonl']\n\
         [[sets]]\nname = 'tags'\nbase = 'hashtag'\nmin-users = 1\n\
         [[query]]\nname = 'boats'\nexpression = 'hashtag:boat & year:2016'\nmetric = 'user'\n",
    );
}

fn run(folder: &Folder, arguments: &str) -> String {
    let output = folder.lbsm(&format!("run study/pipeline.toml {arguments}"));
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
    output.stdout
}

fn record(folder: &Folder) -> Value {
    serde_json::from_slice(&std::fs::read(folder.path("study/out/run.json")).unwrap()).unwrap()
}

#[test]
fn a_study_is_made_in_its_folder_and_its_key_beside_it() {
    let folder = Folder::new();
    study(&folder);
    run(&folder, "");
    let made = |name: &str| std::fs::read_to_string(folder.path("study/out").join(name)).unwrap();
    assert!(made("tags.csv").contains("boat,5,5"), "{}", made("tags.csv"));
    assert!(made("boats.txt").contains("5 users"), "{}", made("boats.txt"));
    assert!(folder.path("study/out.key").exists());
    assert!(!folder.path("study/out/etl.key").exists());
    let page = made("index.html");
    // Texts of the file and of the posts are texts, not markup.
    assert!(page.contains("Boats &amp; &lt;people&gt;") && page.contains("&lt;b&gt;"));
    assert!(!page.contains("<people>") && !page.contains("<td><b>"));
    assert!(page.contains("From 10 records in 1 input, 10 posts passed the filters"), "{page}");
    assert!(page.contains("href=\"./boats.txt\""));
}

#[test]
fn only_what_is_affected_runs_again() {
    let folder = Folder::new();
    study(&folder);
    run(&folder, "");
    let first = record(&folder);
    assert_eq!(run(&folder, "").matches("(unchanged)").count(), 3);
    assert_eq!(record(&folder), first);

    // Other options: the step alone.
    let path = folder.path("study/pipeline.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("'user'", "'post'")).unwrap();
    let plan = run(&folder, "--dry-run");
    assert!(
        plan.contains("its options changed") && plan.matches("(unchanged)").count() == 2,
        "{plan}"
    );
    assert_eq!(run(&folder, "").matches("(unchanged)").count(), 2);

    // Something gone: it is made again.
    std::fs::remove_file(folder.path("study/out/tags.csv")).unwrap();
    assert!(run(&folder, "--dry-run").contains("tags.csv is missing"));
    assert_eq!(run(&folder, "").matches("(unchanged)").count(), 2);

    // Other input: everything that comes of it.
    let posts = std::fs::read_to_string(folder.path("study/tweets.jsonl")).unwrap();
    folder.write("study/tweets.jsonl", posts + &lines([tweet(11, json!({}))]));
    assert_eq!(run(&folder, "--dry-run").matches("its input changed").count(), 3);
    assert_eq!(run(&folder, "").matches("(unchanged)").count(), 0);
    assert_eq!(run(&folder, "--dry-run --again").matches("--again").count(), 3);
}

#[test]
fn sets_are_made_anew_when_what_they_are_of_changes() {
    let folder = Folder::new();
    study(&folder);
    let path = folder.path("study/pipeline.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    let with_lexicon = text.replace("['tweets.jsonl']", "['tweets.jsonl']\nlexicon = 'l.toml'");
    std::fs::write(&path, with_lexicon).unwrap();
    let tags = || std::fs::read_to_string(folder.path("study/out/tags.csv")).unwrap();
    folder.write("study/l.toml", "[[term]]\ntext = 'bo'\n");
    run(&folder, "");
    assert!(tags().contains("boat") && !tags().contains("<b>"), "{}", tags());
    // A union with what was there would have both.
    folder.write("study/l.toml", "[[term]]\ntext = 'b>'\n");
    run(&folder, "");
    assert!(!tags().contains("boat") && tags().contains("<b>"), "{}", tags());
    let etl: Value =
        serde_json::from_slice(&std::fs::read(folder.path("study/out/etl.json")).unwrap()).unwrap();
    assert_eq!(etl["stored"], 5);
}

#[test]
fn a_failure_names_the_step_and_keeps_the_others() {
    let folder = Folder::new();
    study(&folder);
    let path = folder.path("study/pipeline.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("hashtag:boat &", "hashtag:boat & (")).unwrap();
    let output = folder.lbsm("run study/pipeline.toml");
    assert_eq!(output.code, 2, "{}", output.stderr);
    assert!(output.stderr.contains("step `boats`"), "{}", output.stderr);
    assert_eq!(record(&folder)["steps"].as_object().unwrap().len(), 2);
    // What was half printed is not there.
    assert!(!folder.path("study/out/boats.txt").exists());
    std::fs::write(&path, text).unwrap();
    assert_eq!(run(&folder, "").matches("(unchanged)").count(), 2);
}

#[test]
fn a_file_to_begin_with_is_written_once() {
    let folder = Folder::new();
    let output = folder.lbsm("run");
    assert_eq!(output.code, 3);
    assert!(output.stderr.contains("lbsm run --init"), "{}", output.stderr);
    assert_eq!(folder.lbsm("run --init").code, 0);
    assert_eq!(folder.lbsm("run --init").code, 3);
    let output = folder.lbsm("run --dry-run");
    assert_eq!(output.code, 0, "{}", output.stderr);
}

#[test]
fn a_damaged_record_is_not_written_over() {
    let folder = Folder::new();
    study(&folder);
    folder.write("study/out/run.json", "{");
    let output = folder.lbsm("run study/pipeline.toml");
    assert_eq!(output.code, 3);
    assert!(output.stderr.contains("move it away"), "{}", output.stderr);
}
