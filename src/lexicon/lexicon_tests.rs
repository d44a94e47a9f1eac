//! Which posts a lexicon matches: kinds, fields, exclusions, languages, hostile input.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Lexicon, TermId, Verdict};

fn lexicon(toml: &str) -> Lexicon {
    Lexicon::parse(toml, "test.toml").unwrap()
}

/// A lexicon of one term that is looked for in hashtags and text.
fn one(kind: &str, text: &str) -> Lexicon {
    lexicon(&format!("[[term]]\ntext = '{text}'\nmatch = '{kind}'\nin = ['hashtag', 'text']"))
}

fn in_hashtag(lexicon: &Lexicon, hashtag: &str) -> bool {
    lexicon.matches(&[Cow::Borrowed(hashtag)], None, None).is_relevant()
}

fn in_text(lexicon: &Lexicon, text: &str) -> bool {
    lexicon.matches(&[], Some(text), None).is_relevant()
}

fn verdict(lexicon: &Lexicon, hashtags: &[&str], text: &str) -> Verdict {
    let hashtags: Vec<_> = hashtags.iter().map(|hashtag| Cow::Borrowed(*hashtag)).collect();
    lexicon.matches(&hashtags, Some(text), Some("en"))
}

fn relevant(terms: &[u32]) -> Verdict {
    Verdict::Relevant(terms.iter().map(|id| TermId(*id)).collect())
}

/// Kind, term; hashtags that match, that do not; texts that match, that do not.
type Kind = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

const KINDS: &[Kind] = &[
    (
        "exact",
        "moria",
        &["moria", "MORIA", "#Moria", "ＭＯＲＩＡ"],
        &["moriarty", "savemoria", "moria_fire", "moria2020"],
        &["Moria", "in moria.", "#moria", "moria_fire", "moria's"],
        &["moriarty", "savemoria", "moria2020", "moria\u{301}"],
    ),
    (
        "prefix",
        "refug",
        &["refugee", "RefugeesWelcome", "refug"],
        &["climaterefugee", "_refugee", "refu"],
        &["all refugees", "(refugee)", "climate_refugee"],
        &["climaterefugee", "refu gee"],
    ),
    (
        "substring",
        "asyl",
        &["asyl", "Asylrecht", "kirchenasyl", "NoAsylumNoPeace"],
        &["asl", "a_syl"],
        &["Asylrecht", "das Kirchenasyl"],
        &["as yl", ""],
    ),
    (
        "word",
        "moria",
        &["moria", "fire_in_moria", "moria_fire", "#Moria"],
        &["moriafire", "moriarty", "moria2020", "savemoria"],
        &["Moria!", "fire_in_moria", "„Moria“", "👍moria👍", "\u{200f}moria\u{200f}"],
        &["moriarty", "memoria", "1moria", "moria\u{301}"],
    ),
    (
        "regex",
        "^refugees?$|as[iy]l",
        &["Refugee", "refugees", "#refugees", "BASIL", "asylum"],
        &["refugeeswelcome", "sail"],
        &["REFUGEES", "an asylum"],
        &["the refugees", ""],
    ),
];

#[test]
fn each_kind_in_each_field() {
    for (kind, term, tags, not_tags, texts, not_texts) in KINDS {
        let lexicon = one(kind, term);
        for hashtag in *tags {
            assert!(in_hashtag(&lexicon, hashtag), "{kind} {term} in #{hashtag}");
        }
        for hashtag in *not_tags {
            assert!(!in_hashtag(&lexicon, hashtag), "{kind} {term} not in #{hashtag}");
        }
        for text in *texts {
            assert!(in_text(&lexicon, text), "{kind} {term} in {text:?}");
        }
        for text in *not_texts {
            assert!(!in_text(&lexicon, text), "{kind} {term} not in {text:?}");
        }
    }
}

#[test]
fn a_term_is_looked_for_in_hashtags_only_unless_it_says_otherwise() {
    let lexicon = lexicon("[[term]]\ntext = 'asyl'");
    assert!(in_hashtag(&lexicon, "asylum"));
    assert!(!in_text(&lexicon, "asylum"));
}

#[test]
fn a_hash_is_dropped_for_hashtags_and_literal_in_texts() {
    let lexicon = one("substring", "#moria");
    assert!(in_hashtag(&lexicon, "moria"));
    assert!(in_hashtag(&lexicon, "＃Moria"));
    assert!(in_text(&lexicon, "burning #Moria"));
    assert!(!in_text(&lexicon, "burning Moria"));
}

#[test]
fn all_terms_are_named_once_in_order() {
    let lexicon = lexicon(
        "[[term]]\ntext = 'migra'\nin = ['hashtag', 'text']\n\
         [[term]]\ntext = 'unused'\n\
         [[term]]\ntext = 'refug'\nmatch = 'prefix'",
    );
    let found = verdict(&lexicon, &["refugees", "migrants", "refugee"], "migration migrants");
    assert_eq!(found, relevant(&[0, 2]));
    assert_eq!(found.terms().len(), 2);
    assert_eq!(lexicon.term_text(TermId(2)), "refug");
    assert_eq!(lexicon.term_text(TermId(99)), "");
    assert_eq!(verdict(&lexicon, &["cats"], "and dogs"), Verdict::Irrelevant);
}

const MORIA: &str = "[[term]]\ntext = 'moria'\nin = ['hashtag', 'text']\n\
                     [[exclude]]\ntext = 'moriarty'\nmatch = 'word'\nin = ['hashtag', 'text']";

#[test]
fn an_excluded_hashtag_is_out_as_a_whole() {
    let lexicon = lexicon(MORIA);
    assert_eq!(verdict(&lexicon, &["moriarty"], ""), Verdict::Excluded);
    assert_eq!(verdict(&lexicon, &["moriarty_in_moria"], ""), Verdict::Excluded);
    assert_eq!(verdict(&lexicon, &["moriarty", "moria"], ""), relevant(&[0]));
    assert_eq!(verdict(&lexicon, &["drmoriartyx"], ""), relevant(&[0]));
}

#[test]
fn in_text_an_exclusion_takes_only_what_it_covers() {
    let lexicon = lexicon(MORIA);
    assert_eq!(verdict(&lexicon, &[], "Moriarty, Moriarty"), Verdict::Excluded);
    assert_eq!(verdict(&lexicon, &[], "Moriarty in Moria"), relevant(&[0]));
    assert_eq!(verdict(&lexicon, &[], "Moriartys"), relevant(&[0]));
    assert_eq!(verdict(&lexicon, &["moria"], "Moriarty"), relevant(&[0]));
    assert_eq!(verdict(&lexicon, &[], "Holmes"), Verdict::Irrelevant);
}

#[test]
fn what_reaches_beyond_an_exclusion_stays() {
    let lexicon = lexicon(
        "[[term]]\ntext = 'deportation'\nin = ['text']\n\
         [[term]]\ntext = 'deport'\nin = ['text']\n\
         [[exclude]]\ntext = 'deporta'\nin = ['text']\n\
         [[exclude]]\ntext = 'ortation'\nin = ['text']",
    );
    assert_eq!(verdict(&lexicon, &[], "deportation"), relevant(&[0]));
    assert_eq!(verdict(&lexicon, &[], "deportar"), Verdict::Excluded);
}

#[test]
fn an_exclusion_of_hashtags_leaves_texts_alone() {
    let lexicon = lexicon(
        "[[term]]\ntext = 'moria'\nin = ['text', 'hashtag']\n[[exclude]]\ntext = 'moriarty'",
    );
    assert_eq!(verdict(&lexicon, &["moriarty"], "moriarty"), relevant(&[0]));
}

#[test]
fn patterns_exclude_too() {
    let lexicon = lexicon(
        "[[term]]\ntext = 'deport'\nin = ['hashtag', 'text']\n\
         [[exclude]]\ntext = 'deportiv[oa]\\w*'\nmatch = 'regex'\nin = ['hashtag', 'text']",
    );
    assert_eq!(verdict(&lexicon, &["DeportivoLaCoruña"], "el Deportivo"), Verdict::Excluded);
    assert_eq!(verdict(&lexicon, &[], "Deportivo player deported"), relevant(&[0]));
}

#[test]
fn an_exclusion_of_the_post_takes_everything() {
    let lexicon = lexicon(
        "[[term]]\ntext = 'asyl'\nin = ['hashtag', 'text']\n\
         [[exclude]]\ntext = 'arkham'\nin = ['hashtag', 'text']\nscope = 'post'",
    );
    assert_eq!(verdict(&lexicon, &["asylum", "arkham"], ""), Verdict::Excluded);
    assert_eq!(verdict(&lexicon, &["asylum"], "Arkham Asylum"), Verdict::Excluded);
    assert_eq!(verdict(&lexicon, &["arkham"], "a game"), Verdict::Irrelevant);
    assert_eq!(verdict(&lexicon, &["asylum"], "a right"), relevant(&[0]));
}

#[test]
fn terms_and_exclusions_keep_to_their_language() {
    let lexicon = lexicon(
        "[[term]]\ntext = 'flucht'\nlang = 'de'\n\
         [[term]]\ntext = 'deport'\n\
         [[exclude]]\ntext = 'deporte'\nmatch = 'prefix'\nlang = 'es'",
    );
    let says = |hashtag: &'static str, language| {
        lexicon.matches(&[Cow::Borrowed(hashtag)], None, language)
    };
    assert_eq!(says("flucht", Some("de")), relevant(&[0]));
    assert_eq!(says("flucht", Some("DE-at")), relevant(&[0]));
    assert_eq!(says("flucht", Some("den")), Verdict::Irrelevant);
    assert_eq!(says("flucht", Some("d")), Verdict::Irrelevant);
    assert_eq!(says("flucht", Some("dé")), Verdict::Irrelevant);
    assert_eq!(says("flucht", Some("und")), Verdict::Irrelevant);
    assert_eq!(says("flucht", None), Verdict::Irrelevant);
    assert_eq!(says("deportes", Some("es")), Verdict::Excluded);
    assert_eq!(says("deportes", Some("en")), relevant(&[1]));
}

#[test]
fn scripts_without_spaces_need_substrings() {
    assert!(in_text(&one("substring", "難民"), "シリア難民を助けて"));
    assert!(!in_text(&one("word", "難民"), "シリア難民を助けて"));
    assert!(in_text(&one("word", "難民"), "「難民」"));
    assert!(in_text(&one("substring", "ผู้ลี้ภัย"), "ช่วยผู้ลี้ภัยด้วย"));
    assert!(!in_text(&one("word", "ผู้ลี้ภัย"), "ช่วยผู้ลี้ภัยด้วย"));
}

#[test]
fn patterns_meet_the_normal_form() {
    assert!(in_hashtag(&one("regex", "massnahmen?$"), "Maßnahme"));
    assert!(in_hashtag(&one("regex", "réfugié"), "RE\u{301}FUGIE\u{301}S"));
    assert!(in_hashtag(&one("regex", "ΠΡΌΣΦΥΓΑΣ"), "πρόσφυγας"));
    assert!(!in_text(&one("regex", r"\b"), "every word has an empty occurrence"));
}

#[test]
fn hostile_posts_are_only_text() {
    let lexicon = lexicon(MORIA);
    let long = "x".repeat(10_000) + "moria";
    let marks = "\u{301}".repeat(10_000);
    let rows: &[(&str, Verdict)] = &[
        (&long, relevant(&[0])),
        (&marks, Verdict::Irrelevant),
        ("mo\0ria", Verdict::Irrelevant),
        ("\0moria\0", relevant(&[0])),
        ("\u{202e}moria\u{202c}", relevant(&[0])),
        ("\u{200f}moriarty\u{200f}", Verdict::Excluded),
        ("'; DROP TABLE post; --moria", relevant(&[0])),
        ("\"moria\"", relevant(&[0])),
        ("", Verdict::Irrelevant),
        ("#", Verdict::Irrelevant),
        ("####moria", relevant(&[0])),
    ];
    for (hostile, expected) in rows {
        assert_eq!(verdict(&lexicon, &[hostile], ""), *expected, "{hostile:.40?}");
        assert_eq!(verdict(&lexicon, &[], hostile), *expected, "{hostile:.40?}");
    }
}

#[test]
fn a_pattern_takes_linear_time() {
    let lexicon = one("regex", "(a*)*b");
    assert!(!in_text(&lexicon, &"a".repeat(20_000)));
}

#[test]
fn ten_thousand_terms() {
    let mut toml = String::new();
    for number in 0..10_000 {
        let kind = ["exact", "prefix", "substring", "word"][number % 4];
        write!(toml, "[[term]]\ntext = 'term{number}x'\nmatch = '{kind}'\n").unwrap();
    }
    let lexicon = lexicon(&toml);
    assert_eq!(lexicon.len(), 10_000);
    assert_eq!(verdict(&lexicon, &["Term4000x", "TERM9999X"], ""), relevant(&[4000, 9999]));
    assert_eq!(verdict(&lexicon, &["term4000", "aterm4001x"], ""), Verdict::Irrelevant);
}

#[test]
fn the_projects_lexicons_are_in_order() {
    let migration = include_str!("../../fixtures/lexicons/migration.toml");
    let migration = Lexicon::parse(migration, "migration.toml").unwrap();
    assert_eq!(migration.warnings(), []);
    let documented = |term: &super::Term| term.note.is_some();
    assert!(migration.terms().iter().all(documented));
    assert!(migration.exclusions().iter().all(|exclusion| documented(&exclusion.term)));
    for hashtag in [
        "RefugeesWelcome",
        "asylumseekers",
        "Flüchtlinge",
        "FLUECHTLINGE",
        "rifugiati",
        "Refugiados",
        "réfugiés",
        "vluchtelingen",
        "беженцы",
        "mülteciler",
        "πρόσφυγες",
        "ΠΡΟΣΦΥΓΕΣ",
        "біженці",
        "Moria",
        "deportations",
        "İLTİCA",
        "MigrantsWelcome",
    ] {
        assert!(in_hashtag(&migration, hashtag), "{hashtag}");
    }
    for hashtag in [
        "asylum16",
        "Moriarty",
        "Deportivo",
        "DeportivoLaCoruña",
        "DeportivoAlavés",
        "cloudmigration",
        "DataMigration",
        "birdmigration",
        "ArkhamAsylum",
    ] {
        let found = migration.matches(&[Cow::Borrowed(hashtag)], None, None);
        assert_eq!(found, Verdict::Excluded, "{hashtag}");
    }

    let job = Lexicon::parse(include_str!("../../fixtures/lexicons/job.toml"), "job.toml").unwrap();
    assert_eq!((job.len(), job.exclusions().len()), (12, 9));
    assert!(in_hashtag(&job, "fluechtlinge"));
    assert!(!in_hashtag(&job, "deportivoalavés"));
    assert!(in_hashtag(&job, "deportivocali"));
}

/// Reading from a file system.
mod load {
    use std::path::Path;

    use super::super::{Lexicon, LexiconError};

    #[test]
    fn from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lexicon.toml");
        std::fs::write(&path, "\u{feff}[[term]]\r\ntext = 'asyl'\r\n").unwrap();
        assert_eq!(Lexicon::load(&path).unwrap().terms()[0].text, "asyl");

        std::fs::write(&path, b"[[term]]\ntext = 'fl\xfcchtling'\n").unwrap();
        let error = Lexicon::load(&path).unwrap_err();
        assert!(matches!(error, LexiconError::Encoding { line: 2, .. }), "{error}");
        assert!(
            error
                .to_string()
                .ends_with("lexicon.toml:2: the lexicon is not UTF-8; save it with that encoding")
        );
    }

    #[test]
    fn what_is_no_readable_file() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path(), Path::new("/no/such/lexicon.toml")] {
            let error = Lexicon::load(path).unwrap_err();
            assert!(matches!(error, LexiconError::Unreadable { .. }), "{error}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn endless_files_are_cut_off() {
        let error = Lexicon::load(Path::new("/dev/zero")).unwrap_err();
        assert!(matches!(error, LexiconError::TooLarge { .. }), "{error}");
    }
}
