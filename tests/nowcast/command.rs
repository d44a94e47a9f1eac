//! `lbsm nowcast`: files, words, and bad input.

use crate::support::{Folder, Output};
use std::fmt::Write as _;
use std::path::Path;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/nowcast");
/// A small search, for the program of the tests is not optimised.
const SMALL: &str =
    "--lags=-6:8 --windows 1:7 --guard 20 --origins 2 --until 2022-06-01 --figures none";

pub fn on_fixtures(folder: &Folder, more: &str) -> Output {
    folder.lbsm(&format!(
        "nowcast --indicators {FIXTURES}/indicators.csv --flow {FIXTURES}/flow_poland.csv -o out {more}"
    ))
}

pub fn rows(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// The field of a row in a table with a heading.
pub fn field(rows: &[Vec<String>], row: &str, column: &str) -> String {
    let place = rows[0].iter().position(|name| name == column).unwrap();
    rows.iter().find(|fields| fields[0] == row).unwrap()[place].clone()
}

#[test]
fn files_and_findings() {
    let folder = Folder::new();
    let output =
        on_fixtures(&folder, &format!("{SMALL} --predict --together leading,opposite --ridge 1"));
    assert_eq!(output.code, 0, "{}", output.stderr);
    let table = |name: &str| rows(&folder.path("out").join(name));
    let leadlag = table("leadlag.csv");
    assert_eq!(
        leadlag[0].join(","),
        "indicator,lag,window,n,r2,r2_weekday,adj_r2,beta,se,se_hac,plateau,p_search"
    );
    let names: Vec<&str> = leadlag.iter().skip(1).map(|row| row[0].as_str()).collect();
    assert_eq!(names, ["leading", "following", "opposite", "walk", "gappy", "(together)"]);
    // What was put in comes out.
    let number = |row: &str, column: &str| field(&leadlag, row, column).parse::<f64>().unwrap();
    assert!((4.0..=6.0).contains(&number("leading", "lag")));
    assert_eq!(field(&leadlag, "following", "lag"), "-6", "{leadlag:?}");
    assert!(number("leading", "beta") > 0.0 && number("opposite", "beta") < 0.0);
    assert!(number("leading", "r2") > 0.9 && number("walk", "r2") < 0.9);
    assert!((number("leading", "p_search") - 1.0 / 21.0).abs() < 1e-12);
    assert!(number("walk", "p_search") > 0.05);
    let diagnostics = table("diagnostics.csv");
    assert_eq!(field(&diagnostics, "following", "lag_at_edge"), "true");
    let nowcast = table("nowcast.csv");
    assert_eq!(nowcast[0].join(","), "indicator,cut,lag,window,mae,mse,mae_naive,z");
    // Six models and three baselines at two cuts.
    assert_eq!(nowcast.len(), 1 + 2 * (6 + 3));
    let cuts: Vec<&str> =
        nowcast.iter().filter(|row| row[0] == "leading").map(|row| row[1].as_str()).collect();
    assert_eq!(cuts, ["2022-04-20", "2022-05-11"]);
    let correlation = table("correlation.csv");
    assert_eq!(correlation.len(), 6);
    assert_eq!(correlation[1][1], "1");
    let prediction = table("prediction.csv");
    assert_eq!(prediction[1][1], "2022-06-01");
    assert!(table("forecasts.csv").len() > 200);
    assert_eq!(table("ranking.csv").len(), 1 + 7);
    for part in [
        "leads",
        "Chance alone",
        "previous week's mean",
        "At the edge of the grid: following",
        "written to out",
    ] {
        assert!(output.stdout.contains(part), "{part} is not in\n{}", output.stdout);
    }
    assert!(output.stderr.contains("fields are empty"), "{}", output.stderr);
}

#[test]
fn a_run_repeated_gives_the_same_bytes() {
    let folder = Folder::new();
    let read = || std::fs::read(folder.path("out/leadlag.csv")).unwrap();
    assert_eq!(on_fixtures(&folder, &format!("{SMALL} --only walk,leading --threads 1")).code, 0);
    let first = read();
    assert_eq!(on_fixtures(&folder, &format!("{SMALL} --only walk,leading --threads 3")).code, 0);
    assert_eq!(first, read());
}

#[test]
fn other_models_and_rules() {
    let folder = Folder::new();
    for more in [
        "--model poisson",
        "--model negative-binomial --edge partial",
        "--window-kind radius --common-sample --null shift",
        "--causal --delay 1 --null noise --zeros log1p",
        "--causal=published --edge zero --hac-lags 3",
        "--cut 2022-05-01 2022-05-10 --horizon 7",
    ] {
        let output = on_fixtures(
            &folder,
            &format!("{SMALL} {more}")
                .replace("--origins 2", if more.contains("--cut") { "" } else { "--origins 1" }),
        );
        assert_eq!(output.code, 0, "{more}: {}", output.stderr);
        assert_eq!(rows(&folder.path("out/leadlag.csv")).len(), 6, "{more}");
    }
    let coefficients = rows(&folder.path("out/coefficients.csv"));
    assert!(coefficients.iter().all(|row| row[1] != "poisson"));
    on_fixtures(&folder, &format!("{SMALL} --only leading --model poisson"));
    let coefficients = rows(&folder.path("out/coefficients.csv"));
    assert_eq!(coefficients.iter().filter(|row| row[1] == "poisson").count(), 8);
}

#[test]
fn protocols_have_the_cuts_of_the_study() {
    let folder = Folder::new();
    for (protocol, cut) in [("code", "2022-06-10"), ("paper", "2022-07-06")] {
        let output = on_fixtures(
            &folder,
            &format!("--only walk --guard 0 --figures none --protocol {protocol}"),
        );
        assert_eq!(output.code, 0, "{}", output.stderr);
        let nowcast = rows(&folder.path("out/nowcast.csv"));
        assert_eq!(nowcast.iter().rfind(|row| row[0] == "walk").unwrap()[1], cut);
        let ranking = rows(&folder.path("out/ranking.csv"));
        assert_eq!(ranking[1][0], "early");
        assert_eq!(ranking.last().unwrap()[0], "late");
    }
}

/// Sixty days of a flow and an indicator, to be spoilt.
pub fn series(name: &str, days: i32, value: impl Fn(i32) -> String) -> String {
    let mut text = format!("date,{name}\n");
    let first = jiff::civil::date(2022, 3, 1);
    for day in 0..days {
        let date = first.checked_add(jiff::Span::new().days(day)).unwrap();
        writeln!(text, "{date},{}", value(day)).unwrap();
    }
    text
}

pub fn wave(day: i32) -> String {
    (1000 + 37 * (day % 11) + 13 * (day % 7) + day).to_string()
}

/// Runs on these tables; with no nowcast unless asked for.
fn run(indicators: &str, flow: &str, more: &str) -> (Folder, Output) {
    let folder = Folder::new();
    folder.write("x.csv", indicators);
    folder.write("y.csv", flow);
    let output = folder.lbsm(&format!(
        "nowcast --indicators x.csv --flow y.csv -o out --lags=-3:5 --windows 1:4 --guard 9 --origins 1 --figures none {more}"
    ));
    (folder, output)
}

#[test]
fn what_cannot_be_used_is_refused_with_a_reason() {
    let good = series("x", 60, |day| (day * day % 17).to_string());
    let flow = series("flow", 60, wave);
    let zero = series("flow", 60, |day| if day == 9 { "0".to_owned() } else { wave(day) });
    let negative = series("flow", 60, |day| if day == 9 { "-5".to_owned() } else { wave(day) });
    let late = flow.replace("2022-0", "2024-0");
    let comma = good.replace(',', ";").replace("2022-03-04;9", "2022-03-04;9,5");
    let two = "date,a,b\n2022-03-01,1,2\n";
    for (indicators, flow, more, parts) in [
        (
            good.as_str(),
            zero.as_str(),
            "",
            ["y.csv: row 11, column \"flow\"", "2022-03-10", "drop"],
        ),
        (&good, &negative, "--zeros drop", ["y.csv: row 11, column \"flow\"", "-5", "negative"]),
        (&good, &late, "", ["overlap", "2022-03-01", "2024-03-01"]),
        (&comma, &flow, "", ["x.csv: row 5", "\"x\"", "\"9,5\""]),
        (&good, two, "", ["y.csv", "a, b", "--flow-column"]),
        (&good, &flow, "--flow-column z", ["y.csv", "\"z\"", "flow"]),
        (&good, &flow, "--only y", ["x.csv", "\"y\"", "x"]),
        (&good, &flow, "--since 2023-01-01", ["y.csv", "2023-01-01", "2022-03-01"]),
        (&good, &flow, "--cut 2023-01-01 --origins 1", ["--cut", "cannot be used", "--origins"]),
        (&good, &flow, "--lags=-5:-1 --predict", ["--lags", "lead", "0"]),
        (&good, &flow, "--windows 3:3 --lags 0 --causal", ["--causal", "window", "lag"]),
        (&good, &flow, "--protocol code", ["2022-04-29", "2022-03-01", "needs flow"]),
        (&good, &flow, "--ridge 1", ["--together", "required", "Usage"]),
        (&good, &flow, "--horizon 50 --predict", ["nothing to predict", "--cut", "--horizon"]),
        (&good, "", "", ["y.csv", "no rows", "heading"]),
    ] {
        let (_folder, output) = run(indicators, flow, more);
        assert_eq!(output.code, 2, "{more}: {}{}", output.stdout, output.stderr);
        for part in parts {
            assert!(output.stderr.contains(part), "{part:?} is not in {}", output.stderr);
        }
    }
    let folder = Folder::new();
    folder.write("x.csv", &good);
    for (flow, code) in [("missing.csv", 3), (".", 3)] {
        let output = folder.lbsm(&format!("nowcast --indicators x.csv --flow {flow} -o out"));
        assert_eq!(output.code, code, "{}", output.stderr);
    }
    folder.write("y.csv", series("flow", 60, wave));
    let output = folder.lbsm("nowcast --indicators x.csv --flow y.csv -o x.csv");
    assert_eq!(output.code, 3, "{}", output.stderr);
}

#[test]
fn zeros_can_be_dropped_or_taken_into_account() {
    let good = series("x", 60, |day| (day * day % 17).to_string());
    let zero = series("flow", 60, |day| if day == 9 { "0".to_owned() } else { wave(day) });
    for (zeros, expected) in [("drop", "59 of 60 days"), ("log1p", "60 of 60 days")] {
        let (_folder, output) = run(&good, &zero, &format!("--zeros {zeros}"));
        assert_eq!(output.code, 0, "{}", output.stderr);
        assert!(output.stdout.contains(expected), "{}", output.stdout);
    }
}

#[test]
fn useless_indicators_stand_beside_useful_ones() {
    let mut table = String::from("date,good,constant,missing,short,=cmd()\u{1b}[2J\n");
    let good = series("x", 60, |day| (day * day % 17).to_string());
    for (row, line) in good.lines().skip(1).enumerate() {
        let short = if row < 5 { row.to_string() } else { String::new() };
        writeln!(table, "{line},7,,{short},{}", row % 13).unwrap();
    }
    let (folder, output) = run(&table, &series("flow", 60, wave), "");
    assert_eq!(output.code, 0, "{}", output.stderr);
    for part in
        ["constant: the indicator has one value", "missing: no day has", "short: ", "too few"]
    {
        assert!(output.stdout.contains(part), "{part:?} is not in {}", output.stdout);
    }
    assert!(!output.stdout.contains('\u{1b}'), "the screen would be wiped");
    let leadlag = rows(&folder.path("out/leadlag.csv"));
    assert_eq!(field(&leadlag, "constant", "r2"), "");
    assert_ne!(field(&leadlag, "good", "r2"), "");
    assert_eq!(leadlag.len(), 6);
    // None of use at all is an error, and the tables say why.
    let (folder, output) = run(&series("x", 60, |_| "7".to_owned()), &series("flow", 60, wave), "");
    assert_eq!(output.code, 2, "{}", output.stdout);
    assert!(output.stderr.contains("one value"), "{}", output.stderr);
    assert!(folder.path("out/diagnostics.csv").exists());
}

#[test]
fn the_best_model_that_reaches_the_days_after_the_flow_predicts_them() {
    // Leads by three days, and ends five days before the flow does.
    let close = |day: i32| {
        if day < 55 { format!("{}{}", wave(day + 3), day % 3) } else { String::new() }
    };
    let table = |days: i32| {
        let far = series("far", days, |day| (day * day % 17).to_string());
        let lines = far.lines().enumerate().map(|(row, line)| match row {
            0 => format!("{line},close\n"),
            row => format!("{line},{}\n", close(row as i32 - 1)),
        });
        lines.collect::<String>()
    };
    let flow = series("flow", 60, wave);
    let (folder, output) = run(&table(70), &flow, "--predict");
    assert_eq!(output.code, 0, "{}", output.stderr);
    let words = output.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["Nowcast of far", "of those that reach", "close did better, but cannot say"] {
        assert!(words.contains(part), "{part:?} is not in {words}");
    }
    assert_eq!(rows(&folder.path("out/prediction.csv"))[1][0], "far");
    // None reaches them: all else is written, and no nowcast of an earlier run left.
    folder.write("x.csv", table(58));
    let output = folder.lbsm(
        "nowcast --indicators x.csv --flow y.csv -o out --lags=0:1 --windows 1:4 --guard 9 \
         --origins 1 --figures none --predict",
    );
    assert_eq!(output.code, 2, "{}", output.stdout);
    for part in ["nothing to predict", "end on 2022-04-27", "for 2022-04-30", "--until"] {
        assert!(output.stderr.contains(part), "{part:?} is not in {}", output.stderr);
    }
    assert!(folder.path("out/report.html").exists());
    assert!(!folder.path("out/prediction.csv").exists());
}

#[test]
fn fewer_days_than_parameters() {
    let good = series("x", 8, |day| (day * day % 17).to_string());
    let (_folder, output) = run(&good, &series("flow", 8, wave), "");
    assert_eq!(output.code, 2, "{}", output.stdout);
    assert!(output.stderr.contains("8 days are too few for 8 parameters"), "{}", output.stderr);
    // The same flow every day has nothing to explain.
    let good = series("x", 60, |day| (day * day % 17).to_string());
    let (_folder, output) = run(&good, &series("flow", 60, |_| "5".to_owned()), "");
    assert_eq!(output.code, 2, "{}", output.stdout);
    assert!(output.stderr.contains("the flow is the same"), "{}", output.stderr);
}

#[test]
fn a_thousand_indicators() {
    let mut table = String::from("date");
    for indicator in 0..1000 {
        write!(table, ",x{indicator}").unwrap();
    }
    for line in series("x", 40, |_| String::new()).lines().skip(1) {
        let day: usize = table.lines().count();
        let date = line.trim_end_matches(',');
        let values: Vec<String> =
            (0..1000).map(|indicator| (day * (indicator + 3) % 101).to_string()).collect();
        write!(table, "\n{date},{}", values.join(",")).unwrap();
    }
    let (folder, output) =
        run(&table, &series("flow", 40, wave), "--lags 1:2 --windows 1:2 --horizon 7");
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert_eq!(rows(&folder.path("out/leadlag.csv")).len(), 1001);
    assert!(output.stdout.contains("and 951 more in leadlag.csv"), "{}", output.stdout);
}

#[test]
fn disorder_is_put_in_order_and_told() {
    let good = series("x", 60, |day| (day * day % 17).to_string());
    let flow = series("flow", 60, wave);
    let (folder, output) = run(&good, &flow, "");
    assert_eq!(output.code, 0, "{}", output.stderr);
    let expected = std::fs::read(folder.path("out/leadlag.csv")).unwrap();
    // Reversed, a row twice, another form of days, semicolons, a byte order mark.
    let mut lines: Vec<String> = flow.lines().skip(1).map(str::to_owned).collect();
    lines.reverse();
    lines.push(lines[3].clone());
    let turned = |line: &String| {
        let (date, value) = line.split_once(',').unwrap();
        let parts: Vec<&str> = date.split('-').collect();
        format!("{}.{}.{};{value}", parts[2], parts[1], parts[0])
    };
    let lines: Vec<String> = lines.iter().map(turned).collect();
    let disorder = format!("\u{feff}Tag;flow\r\n{}\r\n", lines.join("\r\n"));
    let (folder, output) = run(&good, &disorder, "");
    assert_eq!(output.code, 0, "{}", output.stderr);
    for part in ["not in the order of days", "1 rows repeat another"] {
        assert!(output.stderr.contains(part), "{}", output.stderr);
    }
    assert_eq!(std::fs::read(folder.path("out/leadlag.csv")).unwrap(), expected);
    // A week without rows is missing, not zero.
    let gap: Vec<&str> = flow
        .lines()
        .enumerate()
        .filter(|(row, _)| !(20..27).contains(row))
        .map(|(_, line)| line)
        .collect();
    let (_folder, output) = run(&good, &gap.join("\n"), "");
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert!(output.stderr.contains("7 of 60 days have no row"), "{}", output.stderr);
    assert!(output.stdout.contains("53 of 60 days"), "{}", output.stdout);
}
