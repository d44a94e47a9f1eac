//! The report of `lbsm nowcast` and its figures.

use super::command::{field, on_fixtures, rows, series, wave};
use crate::support::Folder;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// A small search, for the program of the tests is not optimised.
const SMALL: &str = "--lags=-6:8 --windows 1:7 --guard 20 --origins 2 --until 2022-06-01";

fn names(folder: &Path, ending: &str) -> BTreeSet<String> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files
        .filter(|file| file.extension().is_some_and(|other| other == ending))
        .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect()
}

#[test]
fn every_figure_has_its_data_beside_it() {
    let folder = Folder::new();
    let output = on_fixtures(&folder, &format!("{SMALL} --predict --figures svg,png"));
    assert_eq!(output.code, 0, "{}", output.stderr);
    // Nothing that is drawn is too small to be drawn.
    assert!(!output.stderr.contains("WARN"), "{}", output.stderr);
    let figures = folder.path("out/figures");
    let expected = [
        "correlation",
        "fits",
        "leads",
        "nowcasts",
        "prediction",
        "ranking",
        "surface-01-leading",
        "surfaces",
        "weekdays",
        "windows",
    ];
    let drawn = names(&figures, "svg");
    assert!(expected.iter().all(|name| drawn.contains(*name)), "{drawn:?}");
    assert_eq!(drawn.len(), 9 + 5, "{drawn:?}");
    assert_eq!(names(&figures, "png"), drawn);
    assert_eq!(names(&figures, "csv"), drawn);
    for name in &drawn {
        let picture = std::fs::read(figures.join(format!("{name}.png"))).unwrap();
        assert!(picture.starts_with(b"\x89PNG"), "{name}");
        let table = rows(&figures.join(format!("{name}.csv")));
        assert!(table.len() > 1 && table.iter().all(|row| row.len() == table[0].len()), "{name}");
        assert!(table.iter().flatten().all(|field| !field.contains("NaN")), "{name}");
    }
    let page = std::fs::read_to_string(folder.path("out/report.html")).unwrap();
    assert_eq!(page.matches("<figure>").count(), 9);
    for name in expected.iter().filter(|name| !name.starts_with("surface-")) {
        assert!(page.contains(&format!("href=\"figures/{name}.csv\"")), "{name}");
    }
    for part in
        ["Content-Security-Policy", "Before it is believed", "Chance alone", "weekdays alone"]
    {
        assert!(page.contains(part), "{part}");
    }
    // It needs no network.
    for outside in ["src=", "url(", "@import", "<link"] {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn figures_show_what_the_tables_say() {
    let folder = Folder::new();
    assert_eq!(on_fixtures(&folder, &format!("{SMALL} --figures svg")).code, 0);
    let table = |name: &str| rows(&folder.path("out").join(name));
    let leadlag = table("leadlag.csv");
    let leads = table("figures/leads.csv");
    let surfaces = table("figures/surfaces.csv");
    let place = |rows: &[Vec<String>], column| rows[0].iter().position(|c| c == column).unwrap();
    for row in leadlag.iter().skip(1) {
        let name = row[0].as_str();
        for column in ["lag", "window", "r2", "r2_weekday"] {
            assert_eq!(field(&leads, name, column), field(&leadlag, name, column), "{name}");
        }
        let (lag, window) = (field(&leadlag, name, "lag"), field(&leadlag, name, "window"));
        let own: Vec<&Vec<String>> = surfaces.iter().filter(|row| row[0] == name).collect();
        let best = own.iter().find(|row| row[1] == lag && row[2] == window).unwrap();
        assert_eq!(best[place(&surfaces, "r2")], field(&leadlag, name, "r2"));
        let plateau = own.iter().filter(|row| row[place(&surfaces, "plateau")] == "true").count();
        assert_eq!(plateau.to_string(), field(&leadlag, name, "plateau"));
    }
    // The fit is what the coefficients give.
    let fits = table("figures/fits.csv");
    let diagnostics = table("diagnostics.csv");
    for name in leadlag.iter().skip(1).map(|row| row[0].as_str()) {
        let own: Vec<&Vec<String>> = fits.iter().filter(|row| row[0] == name).collect();
        let number = |row: &[String], column: usize| row[column].parse::<f64>().unwrap();
        let error = own.iter().map(|row| (number(row, 2) - number(row, 3)).abs()).sum::<f64>();
        let mae = field(&diagnostics, name, "mae").parse::<f64>().unwrap();
        assert!((error / own.len() as f64 - mae).abs() <= 1e-9 * mae, "{name}");
        assert!(
            own.iter()
                .all(|row| number(row, 4) < number(row, 3) && number(row, 3) < number(row, 5))
        );
    }
    let ranking = table("figures/ranking.csv");
    let scores = table("ranking.csv");
    for row in scores.iter().skip(1) {
        let mean = ranking.iter().find(|other| other[2] == row[2]).unwrap();
        let (mean, z) = (mean[5].parse::<f64>().unwrap(), row[3].parse::<f64>().unwrap());
        assert!((mean - z).abs() < 1e-12, "{row:?}");
    }
    assert!(!folder.path("out/figures/fits.png").exists());
}

#[test]
fn names_of_strangers_are_texts() {
    let hostile = [
        "<img src=x onerror=alert(1)>",
        "=cmd|'/C calc'!A0",
        "\u{202e}txt.exe",
        "../../up",
        "a&b\"",
    ];
    let mut table = format!(
        "date,{}\n",
        hostile.map(|name| format!("\"{}\"", name.replace('"', "\"\""))).join(",")
    );
    for (row, line) in
        series("x", 60, |day| (day * day % 17).to_string()).lines().skip(1).enumerate()
    {
        let values = (1..hostile.len()).map(|place| (row * (place + 5) % 23).to_string());
        writeln!(table, "{line},{}", values.collect::<Vec<_>>().join(",")).unwrap();
    }
    let folder = Folder::new();
    folder.write("x.csv", table);
    folder.write("y.csv", series("flow", 60, wave));
    let output = folder.lbsm(
        "nowcast --indicators x.csv --flow y.csv -o out --lags=-3:5 --windows 1:4 --guard 9 --origins 1 --figures svg",
    );
    assert_eq!(output.code, 0, "{}", output.stderr);
    let figures = folder.path("out/figures");
    for name in names(&figures, "svg") {
        assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{name}");
        let picture = std::fs::read_to_string(figures.join(format!("{name}.svg"))).unwrap();
        assert!(!picture.contains("<img") && !picture.contains('\u{202e}'), "{name}");
    }
    let page = std::fs::read_to_string(folder.path("out/report.html")).unwrap();
    assert!(!page.contains("<img") && page.contains("&lt;img"));
    assert!(!page.contains('\u{202e}'));
}

#[test]
fn a_report_alone_links_to_no_files() {
    let folder = Folder::new();
    let output = on_fixtures(&folder, &format!("{SMALL} --only leading --guard 0 --figures none"));
    assert_eq!(output.code, 0, "{}", output.stderr);
    assert!(!folder.path("out/figures").exists());
    let page = std::fs::read_to_string(folder.path("out/report.html")).unwrap();
    assert!(page.contains("<figure>") && !page.contains("figures/"));
    assert!(page.contains("Does the indicator lead the flow?"));
}
