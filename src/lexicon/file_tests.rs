//! What lexicon files may hold, and what is said about those that may not.

use super::super::error::{Fault, LexiconError, Located, Warning};
use super::super::term::{Fields, MatchKind, Scope, Status};
use super::File;

fn parse(toml: &str) -> Result<File, LexiconError> {
    File::parse(toml, "test.toml")
}

fn faults(toml: &str) -> Vec<Located> {
    match parse(toml) {
        Err(LexiconError::Faults { faults, .. }) => faults,
        other => panic!("expected faults, got {other:?}"),
    }
}

#[test]
fn every_key_is_read() {
    let file = parse(
        r##"
        [meta]
        title = "T"
        description = "D"
        authors = ["A", "B"]
        version = "1"
        created = "2026-11-22"
        licence = "CC0-1.0"

        [[term]]
        text = "#Moria"
        match = "word"
        in = ["text", "hashtag"]
        lang = "el"
        note = "camp"
        round = 0x10

        [[exclude]]
        text = "moriarty"
        scope = "post"
        "##,
    )
    .unwrap();
    assert_eq!(file.meta.title.as_deref(), Some("T"));
    assert_eq!(file.meta.authors, ["A", "B"]);
    assert_eq!(file.meta.created.as_deref(), Some("2026-11-22"));
    let term = &file.terms[0];
    assert_eq!((term.text.as_str(), term.kind), ("#Moria", MatchKind::Word));
    assert_eq!(term.fields, Fields { hashtag: true, text: true });
    assert_eq!(term.language.as_deref(), Some("el"));
    assert_eq!(term.note.as_deref(), Some("camp"));
    assert_eq!((term.round, term.line), (16, 11));
    let exclusion = &file.exclusions[0];
    assert_eq!(exclusion.scope, Scope::Post);
    assert_eq!(exclusion.term.kind, MatchKind::Substring);
    assert_eq!(exclusion.term.fields, Fields { hashtag: true, text: false });
    assert_eq!((exclusion.term.round, exclusion.term.line), (0, 19));
    assert_eq!(file.warnings, []);
}

/// One lexicon of `fixtures/lexicons/refused.toml`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    why: String,
    line: usize,
    says: String,
    toml: String,
}

#[derive(serde::Deserialize)]
struct AllRefused {
    example: Vec<Refused>,
}

#[test]
fn faulty_lexicons_are_refused_with_line_and_reason() {
    let all: AllRefused =
        toml::from_str(include_str!("../../fixtures/lexicons/refused.toml")).unwrap();
    assert!(all.example.len() > 20);
    for Refused { why, line, says, toml } in all.example {
        let message = parse(&toml).map(|_| ()).unwrap_err().to_string();
        assert!(message.contains(&says), "{why}: {message}");
        assert!(message.contains(&format!("test.toml:{line}:")), "{why}: {message}");
    }
}

#[test]
fn all_faults_are_told_at_once_in_order() {
    let faults = faults(
        "[[term]]\ntext = ''\n[[exclude]]\ntext = '('\nmatch = 'regex'\n\
         [[term]]\ntext = 'asyl'\nround = -3\n[meta]\nname = 'x'",
    );
    let lines: Vec<_> = faults.iter().map(|located| located.line).collect();
    assert_eq!(lines, [2, 4, 8, 10]);
    assert_eq!(faults[0].fault, Fault::EmptyTerm);
    assert_eq!(faults[2].fault, Fault::Round { value: "-3".to_owned() });
}

#[test]
fn thousands_of_faults_stay_readable() {
    let message = parse(&"[[term]]\ntext = ''\n".repeat(5_000)).unwrap_err().to_string();
    assert!(message.ends_with("\nand 4980 more"), "{message}");
    let message = parse(&format!("[[term]]\n{} = 1", "k".repeat(100_000))).unwrap_err().to_string();
    assert!(message.len() < 1_000, "{message}");
}

#[test]
fn duplicates_name_both_lines() {
    let same = [
        "text = 'asyl'",
        "text = 'ASYL'",
        "text = '#asyl'",
        "text = 'asyl'\nmatch = 'substring'\nin = ['hashtag']\nnote = 'n'\nround = 2",
    ];
    for other in same {
        let found = faults(&format!("[[term]]\ntext = 'Asyl'\n\n[[term]]\n{other}"));
        assert_eq!(
            found,
            [Located { line: 5, column: 8, fault: Fault::Duplicate { first: 2 } }],
            "{other}"
        );
    }
    let different = [
        "text = 'asyl'\nmatch = 'word'",
        "text = 'asyl'\nlang = 'de'",
        "text = 'asyl'\nin = ['text']",
        "text = '#asyl'\nin = ['hashtag', 'text']",
        "text = 'àsyl'",
    ];
    for other in different {
        assert!(parse(&format!("[[term]]\ntext = 'Asyl'\n\n[[term]]\n{other}")).is_ok(), "{other}");
    }
    assert!(parse("[[term]]\ntext = 'asyl'\n[[exclude]]\ntext = 'asyl'").is_ok());
    let scopes = "[[term]]\ntext='a'\nmatch='word'\n[[exclude]]\ntext='b'\n[[exclude]]\ntext='b'\nscope='post'";
    assert_eq!(
        faults(scopes),
        [Located { line: 7, column: 6, fault: Fault::Duplicate { first: 5 } }]
    );
}

#[test]
fn bad_patterns_name_their_line() {
    for pattern in ["(", "a{1000}{1000}{1000}", "\\", "(?<=a)b", "(?P>x)", "[z-a]"] {
        let found = faults(&format!("[[term]]\n\ntext = '{pattern}'\nmatch = 'regex'"));
        assert!(
            matches!(found.as_slice(), [Located { line: 3, fault: Fault::Pattern { .. }, .. }]),
            "{pattern}: {found:?}"
        );
    }
    let nested = format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000));
    let found = faults(&format!("[[term]]\ntext = '{nested}'\nmatch = 'regex'"));
    assert!(matches!(found[0].fault, Fault::Pattern { .. }));
    for pattern in ["a*", "^", "(asyl)?", "$|a"] {
        let found = faults(&format!("[[term]]\ntext = '{pattern}'\nmatch = 'regex'"));
        assert_eq!(found[0].fault, Fault::EmptyMatch, "{pattern}");
    }
}

#[test]
fn syntax_errors_keep_line_and_caret() {
    let message = parse("[[term]]\ntext = asyl\n").unwrap_err().to_string();
    assert!(message.starts_with("test.toml: the lexicon is not valid TOML\n"), "{message}");
    assert!(message.contains("line 2, column 8"), "{message}");
    assert!(message.contains("2 | text = asyl") && message.contains('^'), "{message}");
    for broken in ["[[term]]\ntext = 'a'\ntext = 'b'", "[[term", "text = \"\0\"", "\u{1}"] {
        assert!(matches!(parse(broken), Err(LexiconError::Syntax { .. })), "{broken:?}");
    }
}

#[test]
fn nesting_is_bounded() {
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        let nested = format!("x = {}1{}", open.repeat(50_000), close.repeat(50_000));
        assert!(parse(&nested).is_err());
    }
}

#[test]
fn an_empty_file_has_no_term() {
    for empty in ["", "\n\n", "# nothing\n"] {
        assert_eq!(faults(empty), [Located { line: 1, column: 1, fault: Fault::NoTerms }]);
    }
}

#[test]
fn doubtful_terms_are_warned_of() {
    let warnings = parse(
        "[[term]]\ntext = 'eu'\n[[term]]\ntext = '難民'\n[[term]]\ntext = 'eu'\nmatch = 'word'\n\
         [[term]]\ntext = 'asylum seeker'\n[[term]]\ntext = 'new deal'\nin = ['text']\n\
         [[term]]\ntext = 'maßnahmen?'\nmatch = 'regex'\n\
         [[term]]\ntext = 'réfugié[ς]'\nmatch = 'regex'\n\
         [[term]]\ntext = 'e\u{301}migré'\nmatch = 'regex'\n[[term]]\ntext = 'İltica'\nmatch = 'regex'",
    )
    .unwrap()
    .warnings;
    assert_eq!(
        warnings,
        [
            Warning::ShortTerm { line: 2, text: "eu".to_owned() },
            Warning::BlankInHashtag { line: 9, text: "asylum seeker".to_owned() },
            Warning::PatternNotNormal { line: 14 },
            Warning::PatternNotNormal { line: 20 },
            Warning::PatternNotNormal { line: 23 },
        ]
    );
}

#[test]
fn what_is_not_in_effect_is_on_record_only() {
    let file = parse(
        "[[round]]\nnumber = 1\ndate = '2026-11-25'\nposts = 10\nconverged = false\n\
         [[term]]\ntext = 'asyl'\n[[term]]\ntext = 'sea'\nstatus = 'proposed'\n\
         [[exclude]]\ntext = 'asylum16'\nstatus = 'rejected'",
    )
    .unwrap();
    assert_eq!((file.terms.len(), file.exclusions.len(), file.rules.len()), (1, 0, 1));
    let decided: Vec<_> =
        file.proposals.iter().map(|it| (it.term.text.as_str(), it.excludes, it.status)).collect();
    assert_eq!(decided, [("sea", false, Status::Proposed), ("asylum16", true, Status::Rejected)]);
    assert_eq!((file.rounds[0].number, file.rounds[0].posts), (1, 10));
    let found = faults("[[term]]\ntext = 'é'\nstatus = 'perhaps'\n[[round]]\nposts = -1");
    let places: Vec<_> = found.iter().map(|it| (it.line, it.column)).collect();
    assert_eq!(places, [(3, 10), (4, 1), (5, 9)]);
}
