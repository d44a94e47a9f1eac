//! `lbsm hll` on the command line: PostgreSQL's vectors again, and what goes wrong.

use std::io::Write as _;

use clap::Parser;
use lbsm::cli::exit::Failure;
use lbsm::cli::hll::{Args, run};
use proptest::prelude::*;

use super::vectors::{Case, agrees, encode_hex, golden, lines};

#[derive(Parser)]
#[command(no_binary_name = true)]
struct Line {
    #[command(flatten)]
    args: Args,
}

/// What `lbsm hll` prints for some arguments and standard input.
fn hll(arguments: &[&str], input: &str) -> Result<String, Failure> {
    hll_bytes(arguments, input.as_bytes())
}

fn hll_bytes(arguments: &[&str], mut input: &[u8]) -> Result<String, Failure> {
    let line = Line::try_parse_from(arguments).unwrap();
    let mut output = Vec::new();
    run(&line.args, &mut input, &mut output)?;
    Ok(String::from_utf8(output).unwrap())
}

/// The whole message of a failure.
fn message(failure: &Failure) -> String {
    format!("{:#}", failure.error())
}

fn joined(items: &[String]) -> String {
    items.iter().flat_map(|item| [item, "\n"]).collect()
}

#[test]
fn every_vector_that_a_command_can_express() {
    let (mut sets, mut unions, mut read) = (0, 0, 0);
    for golden in golden() {
        let (name, hex) = (&golden.name, encode_hex(&golden.bytes));
        match &golden.case {
            Case::Set { params, inputs, hll_set_max_sparse: None, .. } => {
                let hash = match inputs.function.as_str() {
                    "int4" => "int",
                    "int8" => "bigint",
                    function @ ("text" | "bytea" | "raw") => function,
                    _ => continue,
                };
                let items = inputs.items();
                if inputs.seed != 0 || items.iter().any(|item| item.contains('\n')) {
                    continue;
                }
                sets += 1;
                let params = params.params().to_string();
                let printed =
                    hll(&["add", "--params", &params, "--hash", hash], &joined(&items)).unwrap();
                assert_eq!(printed, format!("{hex}\n"), "{name}");
            }
            Case::Union { a, b, .. } => {
                unions += 1;
                let (a, b) = (encode_hex(a), encode_hex(b));
                assert_eq!(hll(&["union", &a, &b], "").unwrap(), format!("{hex}\n"), "{name}");
                let piped = format!("{}\n\n{b}", a.trim_start_matches("\\x"));
                assert_eq!(hll(&["union"], &piped).unwrap(), format!("{hex}\n"), "{name}");
            }
            Case::Set { .. } | Case::Canon { .. } => {}
        }
        read += 1;
        let printed = hll(&["card", "--estimator", "pg"], &hex).unwrap();
        let number = match printed.trim_end() {
            "" => None,
            number => Some(number.parse().unwrap()),
        };
        assert!(agrees(number, &golden.cardinality), "{name}: {printed}");
    }
    assert!(sets > 275 && unions == 244 && read > 520, "{sets} {unions} {read}");
}

#[test]
fn every_subcommand_helps_with_examples_that_work() {
    let mut command = <Line as clap::CommandFactory>::command();
    command.clone().debug_assert();
    for subcommand in command.get_subcommands_mut() {
        let help = subcommand.render_long_help().to_string();
        let examples = help.split("Examples:").nth(1);
        assert!(examples.is_some_and(|text| text.contains("lbsm hll ")), "{help}");
        for quoted in help.split('\'').filter(|part| part.starts_with("\\x")) {
            assert!(hll(&["card", quoted], "").is_ok(), "{quoted}");
        }
    }
}

#[test]
fn add_under_a_key() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"0123456789abcdef0123456789abcdef\n").unwrap();
    let key_file = file.path().to_str().unwrap();
    let users = joined(&(1..=200).map(|user| format!("user-{user}")).collect::<Vec<_>>());
    let printed = hll(&["add", "--params", "11,5,-1,1", "--key-file", key_file], &users).unwrap();
    let expected = lines::<serde_json::Value>("golden_keyed.jsonl")
        .into_iter()
        .find(|vector| {
            vector["set"] == "user-1..user-200"
                && vector["key"] == "0123456789abcdef0123456789abcdef"
        })
        .unwrap();
    assert_eq!(printed.trim_end(), expected["hex"].as_str().unwrap());

    let failure = hll(&["add", "--hash", "int", "--key-file", key_file], "1\n").unwrap_err();
    assert!(matches!(failure, Failure::Usage(_)));
    let failure = hll(&["add", "--key-file", "/no/such/key"], "a\n").unwrap_err();
    assert!(matches!(failure, Failure::Io(_)));
}

#[test]
fn items_end_at_newlines_and_nowhere_else() {
    let set = |input: &[u8]| hll_bytes(&["add", "--params", "11,5,-1,1"], input).unwrap();
    assert_eq!(set(b"a\nb\n"), set(b"a\nb"));
    assert_ne!(set(b"a\nb\n"), set(b"a\r\nb\n"));
    assert_ne!(set(b"a\n"), set(b"a \n"));
    assert_eq!(hll(&["card"], &set(b"a\n\n")).unwrap(), "2\n", "an empty line is the empty text");
    assert_eq!(set(b""), "\\x118b7f\n");
}

#[test]
fn card_prints_one_line_for_each() {
    let input = "\\x118b40\n\n\\x108b40\n138B40038223A2\r\n";
    let printed = hll(&["card"], input).unwrap();
    let lines: Vec<&str> = printed.split('\n').collect();
    assert_eq!(lines[..3], ["0", "", ""]);
    assert!((lines[3].parse::<f64>().unwrap() - 2.0).abs() < 0.01);
    assert_eq!(lines[4..], [""]);
    let saturated = format!("\\x140440{}", "ff".repeat(2));
    assert_eq!(hll(&["card", &saturated], "").unwrap(), "Infinity\n");
    assert_eq!(hll(&["card", "--estimator", "pg", &saturated], "").unwrap(), "NaN\n");
}

#[test]
fn inspect_tells_form_and_estimates() {
    let describe = |hex: &str| -> serde_json::Value {
        serde_json::from_str(&hll(&["inspect", hex], "").unwrap()).unwrap()
    };
    let sparse = describe("\\x138b40038223a2");
    assert_eq!(sparse["type"], "SPARSE");
    assert_eq!(sparse["params"], "11,5,0,1");
    assert_eq!(sparse["registers_filled"], 2);
    assert_eq!(sparse["bytes"], 7);
    assert_eq!(sparse["explicit_threshold"], 0);
    assert_eq!(sparse["canonical"], true);
    for estimator in ["ml", "improved", "pg"] {
        let number = sparse["cardinality"][estimator].as_f64().unwrap();
        assert!((number - 2.0).abs() < 0.01, "{estimator}: {number}");
    }
    let descending = describe("\\x138b4023a20382");
    assert_eq!(descending["canonical"], false);
    assert_eq!(descending["cardinality"], sparse["cardinality"]);
    let full = describe(&format!("\\x148b40{}", "00".repeat(1280)));
    assert_eq!((&full["type"], &full["canonical"]), (&"FULL".into(), &false.into()));
    let undefined = describe("\\x108b7f");
    assert_eq!(undefined["type"], "UNDEFINED");
    assert!(undefined["cardinality"]["ml"].is_null() && undefined["interval"].is_null());
    assert_eq!(undefined["explicit_threshold"], 160);
}

#[test]
fn fold_gives_the_set_of_the_smaller_size() {
    let items = joined(&(0..500).map(|item| item.to_string()).collect::<Vec<_>>());
    let large = hll(&["add", "--params", "14,5,0,1"], &items).unwrap();
    let small = hll(&["add", "--params", "10,5,0,1"], &items).unwrap();
    assert_eq!(hll(&["fold", "--log2m", "10"], &large).unwrap(), small);
    assert_eq!(hll(&["fold", large.trim(), "--log2m", "10"], "").unwrap(), small);
    let failure = hll(&["fold", small.trim(), "--log2m", "11"], "").unwrap_err();
    assert!(matches!(failure, Failure::Usage(_)));
    assert_eq!(
        message(&failure),
        "set 1: cannot fold from log2m 10 to 11: choose one from 4 to 10"
    );
}

#[test]
fn union_refuses_other_parameters() {
    let failure = hll(&["union"], "\\x118b40\n\\x118c40\n").unwrap_err();
    assert!(matches!(failure, Failure::Refused(_)));
    let text = message(&failure);
    let theirs = "line 2: register count does not match: source uses 4096 and dest uses 2048";
    assert!(text.starts_with(theirs), "{text}");
    assert!(matches!(hll(&["union"], "\n\n").unwrap_err(), Failure::Usage(_)));
}

#[test]
fn bad_lines_are_named() {
    let cases: [(&[&str], &[u8], &str); 9] = [
        (&["card"], b"\\x118b40\nhello\n", "line 2: character 1 is not a hexadecimal digit"),
        (&["card"], b"\\x118b4\n", "line 1: hexadecimal digits come in pairs, found 5"),
        (&["card", "\\x11x"], b"", "set 1: character 5 is not a hexadecimal digit"),
        (&["inspect", "\\x"], b"", "set 1: unknown schema version 0"),
        (&["inspect"], b"\\x118b40\n\n", "line 2: unknown schema version 0"),
        (&["union"], b"\\x158b7f\n", "line 1: undefined multiset type"),
        (&["add", "--hash", "int"], b"1\n2147483648\n", "line 2: not a 32-bit integer: number too"),
        (&["add", "--hash", "bytea"], b"\\x00\n0g\n", "line 2: character 2 is not"),
        (&["add"], b"fine\n\xffno\n", "line 2: not UTF-8 from byte 1 on"),
    ];
    for (arguments, input, expected) in cases {
        let failure = hll_bytes(arguments, input).unwrap_err();
        assert!(matches!(failure, Failure::Usage(_)), "{arguments:?}");
        let text = message(&failure);
        assert!(text.starts_with(expected), "{arguments:?}: {text}");
    }
}

#[test]
fn nothing_is_repeated_of_what_cannot_be_read() {
    for arguments in [&["card"][..], &["add", "--hash", "int"], &["union"], &["inspect"]] {
        let text = message(&hll(arguments, "jane.doe@example.org\n").unwrap_err());
        assert!(!text.contains("jane"), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_input_ends_in_a_result(input in proptest::collection::vec(any::<u8>(), 0..200)) {
        for arguments in [&["card"][..], &["union"], &["inspect"], &["add"], &["fold", "--log2m", "4"]] {
            let _ = hll_bytes(arguments, &input);
        }
    }
}
