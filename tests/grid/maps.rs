//! Maps as files.

use super::study;
use std::fs::{read, read_to_string};

#[test]
fn maps_need_nothing_from_elsewhere() {
    let folder = study();
    let title = "مرحبا <script>alert(1)</script> 難民 \u{202e}";
    let arguments = [
        "grid",
        "lbsm.gpkg",
        "--cell",
        "square:100km",
        "--title",
        title,
        "-o",
        "map.svg",
        "-o",
        "map.png",
        "--source",
        "\"sample\" & <others>",
    ];
    let output = folder.lbsm_with(&arguments, b"");
    assert_eq!(output.code, 0, "{}", output.stderr);
    let svg = read_to_string(folder.path("map.svg")).unwrap();
    assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script"));
    assert!(svg.contains("难") || svg.contains("難"));
    assert!(!svg.contains('\u{202e}'), "what turns the direction of writing is spelt out");
    assert!(!svg.replace("http://www.w3.org/2000/svg", "").contains("http"), "no network");
    assert!(svg.contains("Natural Earth") && svg.contains("standard error 2.3"));
    assert!(svg.contains("prefers-color-scheme:dark"));
    assert!(read(folder.path("map.png")).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn months_are_panels_and_themes_are_kept() {
    let folder = study();
    let output = folder.lbsm(
        "grid lbsm.gpkg --cell geohash:2 --by month -o months.svg --theme dark --extent=-30,30,40,60",
    );
    assert_eq!(output.code, 0, "{}", output.stderr);
    let svg = read_to_string(folder.path("months.svg")).unwrap();
    for month in ["2016-02", "2016-03", "2016-04"] {
        assert!(svg.contains(&format!(">{month}<")), "{month}");
    }
    assert!(!svg.contains("prefers-color-scheme"));
    assert!(svg.contains("<style>.fill"), "always dark");
}
