use super::{Expression, Node};
use crate::query::error::{Problem, SyntaxError};
use proptest::prelude::*;

fn parse(text: &str) -> Result<Expression, SyntaxError> {
    text.parse()
}

/// The expression with every parenthesis that it stands for.
fn shape(text: &str) -> String {
    fn shown(node: &Node) -> String {
        let join = |nodes: &[Node], by: &str| nodes.iter().map(shown).collect::<Vec<_>>().join(by);
        match node {
            Node::Term(term) => term.key.text(),
            Node::Union(nodes) => format!("({})", join(nodes, "|")),
            Node::Chain { all_of, none_of } if none_of.is_empty() => {
                format!("({})", join(all_of, "&"))
            }
            Node::Chain { all_of, none_of } => {
                format!("({}-{})", join(all_of, "&"), join(none_of, "-"))
            }
        }
    }
    shown(&parse(text).unwrap().root)
}

#[test]
fn operators_bind() {
    for (text, expected) in [
        ("x:a", "a"),
        ("x:a & x:b", "(a&b)"),
        ("x:a|x:b|x:c", "(a|b|c)"),
        ("x:a & x:b | x:c & x:d", "((a&b)|(c&d))"),
        ("x:a & (x:b | x:c)", "(a&(b|c))"),
        ("x:a - x:b & x:c", "(a&c-b)"),
        ("x:a - (x:b & x:c)", "(a-(b&c))"),
        ("((x:a))", "a"),
        ("x:a -x:b", "(a-b)"),
    ] {
        assert_eq!(shape(text), expected, "{text}");
    }
}

#[test]
fn terms_have_parts() {
    let Node::Term(term) = parse("a.gpkg::hashtag:x").unwrap().root else { panic!("no term") };
    assert_eq!(term.store.as_deref(), Some("a.gpkg"));
    assert_eq!((term.base.as_str(), term.key.text().as_str()), ("hashtag", "x"));
    assert_eq!((term.column, term.key_column), (1, 17));
    // A minus within a word, a colon within a key, quotes around what would be cut.
    for (text, key) in [
        ("date:2016-02-24", "2016-02-24"),
        ("bbox:-9.5,36,3.3,43.8", "-9.5,36,3.3,43.8"),
        ("timeofday:08:30:00", "08:30:00"),
        (r#"place:"a (b) & c""#, "a (b) & c"),
        (r#"term:"say ""no""""#, r#"say "no""#),
        (r#""my store.gpkg"::term:x"#, "x"),
    ] {
        let Node::Term(term) = parse(text).unwrap().root else { panic!("no term: {text}") };
        assert_eq!(term.key.text(), key, "{text}");
    }
    assert_eq!(parse(r#""my store.gpkg"::term:x | term:y"#).unwrap().stores(), ["my store.gpkg"]);
    // In quotes a colon is a letter.
    assert!(matches!(
        parse(r#""hashtag:x""#),
        Err(SyntaxError { problem: Problem::NoColon { .. }, .. })
    ));
}

#[test]
fn errors_point_at_the_column() {
    for (text, column) in [
        ("", 1),
        ("  ", 1),
        ("x:a &", 6),
        ("x:a & & x:b", 7),
        ("| x:a", 1),
        ("x:a x:b", 5),
        ("(x:a", 1),
        ("x:a & (x:b | (x:c)", 7),
        ("x:a)", 4),
        ("()", 2),
        ("x:ü & yy", 7),
        ("x:a & y:", 7),
        (r#"x:a & y:"b"#, 9),
        ("x:a (x:b)", 5),
        ("- x:a", 1),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(error.column, column, "{text}: {error}");
    }
}

#[test]
fn depth_and_length_are_bounded() {
    let deep = |depth: usize| format!("{}x:a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&deep(64)).is_ok());
    assert!(matches!(parse(&deep(65)).unwrap_err().problem, Problem::TooDeep { .. }));
    assert!(parse(&deep(1_000_000)).is_err());
    let long = |terms: usize| vec!["x:a"; terms].join(" - ");
    assert!(parse(&long(10_000)).is_ok());
    assert!(matches!(parse(&long(10_001)).unwrap_err().problem, Problem::TooManyTerms { .. }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn anything_is_parsed_or_refused(text in r#"([a-z:"|&() *-]|ü|::){0,40}"#) {
        if let Err(error) = parse(&text) {
            prop_assert!(error.column >= 1 && error.column <= text.chars().count() + 1);
        }
    }
}

#[test]
fn the_part_of_a_long_expression_around_a_problem_is_shown() {
    let short = "a:b & (c:d";
    let error = short.parse::<Expression>().unwrap_err();
    assert_eq!(error.pointed(short), format!("{error}\n  {short}\n        ^"));
    let long = format!("{}é:( | {}", "ä:b | ".repeat(100), "c:d | ".repeat(100));
    let error = long.parse::<Expression>().unwrap_err();
    let shown = error.pointed(&long);
    let lines: Vec<&str> = shown.lines().collect();
    let column = lines[2].chars().count() - 1;
    assert_eq!(lines[1].chars().nth(column), long.chars().nth(error.column - 1), "{shown}");
    assert!(lines[1].starts_with("  … ") && lines[1].ends_with(" …"), "{shown}");
    assert!(lines[1].chars().count() < 90, "{shown}");
}
