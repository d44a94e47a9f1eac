//! What dumps and lexicons can hold that makes refinement go wrong.

use super::rounds::{LEXICON, dump, post};
use super::{refine, rows, text};
use crate::support::{Folder, lines};

fn proposals(folder: &Folder, out: &str) -> usize {
    let next = text(folder, &format!("{out}/lexicon.next.toml"));
    next.matches("status = \"proposed\"").count()
}

#[test]
fn a_lexicon_that_matches_nothing() {
    let folder = Folder::new();
    folder.write("dump.jsonl", dump());
    folder.write("none.toml", "[[term]]\ntext = 'nothinglikeit'\n");
    let output = refine(&folder, "dump.jsonl --lexicon none.toml -o none");
    assert!(output.stderr.contains("matches no post"), "{}", output.stderr);
    assert!(output.stdout.contains("converged"), "{}", output.stdout);
    assert_eq!(proposals(&folder, "none"), 0);
    assert_eq!(text(&folder, "none/yield.csv").lines().count(), 2);
}

#[test]
fn a_lexicon_that_matches_everything() {
    let folder = Folder::new();
    folder.write("dump.jsonl", dump());
    folder.write("all.toml", "[[term]]\ntext = '.'\nmatch = 'regex'\n");
    let output = refine(&folder, "dump.jsonl --lexicon all.toml -o all");
    assert_eq!(rows(&folder, "all/candidates.csv").len(), 0);
    assert_eq!(proposals(&folder, "all"), 0);
    assert!(output.stderr.contains("hardly anything to compare"), "{}", output.stderr);
}

#[test]
fn a_lexicon_that_matches_only_itself() {
    let folder = Folder::new();
    let alone = (0..30).map(|id| post(id, id, "en", &["asylrecht"]));
    let others = (30..90).map(|id| post(id, id, "en", &["love", "travel"]));
    folder.write("dump.jsonl", lines(alone.chain(others)));
    folder.write("itself.toml", "[[term]]\ntext = 'asylrecht'\nmatch = 'exact'\n");
    let output = refine(&folder, "dump.jsonl --lexicon itself.toml -o itself");
    assert!(output.stdout.contains("converged"), "{}", output.stdout);
    assert_eq!(proposals(&folder, "itself"), 0);
    // Nor does a fragment that is never in company become a suspect.
    folder.write("fragment.toml", "[[term]]\ntext = 'asyl'\n");
    refine(&folder, "dump.jsonl --lexicon fragment.toml -o fragment");
    assert_eq!(proposals(&folder, "fragment"), 0);
}

#[test]
fn one_loud_account_makes_no_topic() {
    let folder = Folder::new();
    let spam = |id: u64| post(1_000_000 + id, 7_777, "en", &["freemoney", "refugees"]);
    let again = std::iter::repeat_n(post(1_000_000, 8_888, "en", &["again", "refugees"]), 2_000);
    let loud = lines((1..500).map(spam).chain(again));
    folder.write("dump.jsonl", dump() + &loud);
    folder.write("one.toml", LEXICON);
    refine(&folder, "dump.jsonl --lexicon one.toml --name-users 1 -o one");
    let candidates = rows(&folder, "one/candidates.csv");
    assert_eq!(candidates["freemoney"]["users"], "1");
    assert_eq!(candidates["again"]["posts"], "1");
    assert_eq!(candidates["freemoney"]["proposed"], "no");
    assert_eq!(candidates["again"]["proposed"], "no");
    // By default it is not even named.
    refine(&folder, "dump.jsonl --lexicon one.toml -o two");
    for file in ["candidates.csv", "refine.html", "lexicon.next.toml"] {
        assert!(!text(&folder, &format!("two/{file}")).contains("freemoney"), "{file}");
    }
}

#[test]
fn every_script_in_any_spelling() {
    let folder = Folder::new();
    let tags = [
        ["ＲＥＦＵＧＥＥＳ", "Seenotrettung"],
        ["refugees", "SEENOTRETTUNG"],
        ["Refugees", "seenotrettung"],
        ["беженцы", "Границы"],
        ["БЕЖЕНЦЫ", "границы"],
        ["لاجئين", "حدود"],
        ["難民", "国境"],
        ["Πρόσφυγες", "ΣΎΝΟΡΑ"],
        ["πρόσφυγας", "σύνορα"],
        ["refugees", "👨\u{200d}👩\u{200d}👧"],
        ["refugees", "mi\u{200d}dan"],
    ];
    let posts = tags.iter().cycle().take(66).zip(0..).map(|(tags, id)| post(id, id, "und", tags));
    let life = (100..400).map(|id| post(id, id, "en", &["love", "travel"]));
    folder.write("dump.jsonl", lines(posts.chain(life)));
    let terms = ["refugee", "бежен", "لاجئ", "難民", "πρόσφυγ"];
    let terms = terms.map(|term| format!("[[term]]\ntext = '{term}'\n"));
    folder.write("scripts.toml", terms.concat());
    refine(&folder, "dump.jsonl --lexicon scripts.toml -o out");
    let candidates = rows(&folder, "out/candidates.csv");
    for (name, posts) in [
        ("seenotrettung", "18"),
        ("границы", "12"),
        ("حدود", "6"),
        ("国境", "6"),
        ("σύνορα", "12"),
        ("👨\u{200d}👩\u{200d}👧", "6"),
        ("mi\u{200d}dan", "6"),
    ] {
        let row = candidates.get(name).unwrap_or_else(|| panic!("{name} of {candidates:?}"));
        assert_eq!((row["posts"].as_str(), row["proposed"].as_str()), (posts, "yes"), "{name}");
    }
}

#[test]
fn a_lexicon_edited_into_an_invalid_file_is_told_with_line_and_column() {
    let folder = Folder::new();
    folder.write("dump.jsonl", dump());
    folder.write("one.toml", LEXICON);
    refine(&folder, "dump.jsonl --lexicon one.toml -o one");
    let next = text(&folder, "one/lexicon.next.toml");
    folder.write("status.toml", next.replacen("\"proposed\"", "\"acepted\"", 1));
    let output = folder.lbsm("refine dump.jsonl --lexicon status.toml -o two");
    assert_eq!(output.code, 2);
    let line = 1 + next.lines().position(|line| line.contains("\"proposed\"")).unwrap();
    assert!(output.stderr.contains(&format!("status.toml:{line}:10: ")), "{}", output.stderr);
    assert!(output.stderr.contains("did you mean `accepted`"), "{}", output.stderr);

    folder.write("quote.toml", next.replacen("status = \"proposed\"", "status = \"proposed", 1));
    let output = folder.lbsm("refine dump.jsonl --lexicon quote.toml -o two");
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains(&format!("line {line}, column ")), "{}", output.stderr);
}

#[test]
fn hostile_hashtags_stay_texts() {
    let folder = Folder::new();
    let hostile = [
        "=cmd|'/C calc'!A0",
        "+1+1",
        "@SUM(A1)",
        "<script>alert(1)</script>",
        "</script><img src=x onerror=alert(1)>",
        "\"]\n[[term]]\ntext='x",
        "\u{202e}gnp.exe",
    ];
    let posts = hostile.iter().cycle().take(70).zip(10_000..);
    let posts = posts.map(|(tag, id)| post(id, id, "en", &["refugees", tag]));
    folder.write("dump.jsonl", dump() + &lines(posts));
    folder.write("one.toml", LEXICON);
    refine(&folder, "dump.jsonl --lexicon one.toml -o one");
    let candidates = rows(&folder, "one/candidates.csv");
    for name in ["'=cmd|'/c calc'!a0", "'+1+1", "'@sum(a1)"] {
        assert!(candidates.contains_key(name), "{name} of {:?}", candidates.keys());
    }
    let page = text(&folder, "one/refine.html");
    assert!(!page.contains("<script>alert") && !page.contains("<img"), "not escaped");
    assert!(page.contains("&lt;script&gt;alert"));
    // What it proposes can be read again, and means the same.
    let next = folder.path("one/lexicon.next.toml");
    let lexicon = lbsm::lexicon::Lexicon::load(&next).unwrap();
    assert_eq!(lexicon.len(), 2);
    let proposed: Vec<&str> =
        lexicon.proposals().iter().map(|proposal| proposal.term.text.as_str()).collect();
    assert!(proposed.contains(&"\"]\n[[term]]\ntext='x"), "{proposed:?}");
}

#[test]
fn texts_are_shown_only_when_asked_for_and_escaped() {
    let folder = Folder::new();
    let mut loud = post(90_000, 90_000, "en", &["refugees", "leavenoonebehind"]);
    loud["text"] = "<b onclick=alert(1)>the text of a post".into();
    folder.write("dump.jsonl", dump() + &lines([loud]));
    folder.write("one.toml", LEXICON);
    refine(&folder, "dump.jsonl --lexicon one.toml -o one");
    for file in ["candidates.csv", "suspects.csv", "yield.csv", "lexicon.next.toml", "refine.html"]
    {
        let text = text(&folder, &format!("one/{file}"));
        assert!(!text.contains("the text of") && !text.contains("a_name"), "{file}");
    }
    refine(&folder, "dump.jsonl --lexicon one.toml --show-text -o two");
    let page = text(&folder, "two/refine.html");
    assert!(page.contains("the text of") && !page.contains("<b onclick"));
}

#[test]
fn results_do_not_overwrite_what_they_are_made_of() {
    let folder = Folder::new();
    folder.write("dump.jsonl", dump());
    folder.write("out/lexicon.next.toml", LEXICON);
    let output = folder.lbsm("refine dump.jsonl --lexicon out/lexicon.next.toml -o out");
    assert_eq!(output.code, 2);
    assert!(output.stderr.contains("would overwrite"), "{}", output.stderr);
    let output = folder.lbsm("refine nowhere.jsonl --lexicon out/lexicon.next.toml -o other");
    assert_eq!(output.code, 3);
}
