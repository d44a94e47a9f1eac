//! Nowcasts of the published study, by its code and by its paper: what an independent implementation
//! in Python found. Where the series are is told in the study's tests.

use super::study::{data, indicators, oracle};
use super::{close, day, flow};
use lbsm::indicator::baseline::Baseline;
use lbsm::indicator::grid::Grid;
use lbsm::indicator::model::{Kind, Subject};
use lbsm::indicator::nowcast::{CutResult, Trial};
use serde_json::Value;

fn trial(cuts: &[&str], horizon: u16, naive_until: Option<&str>) -> Trial {
    Trial {
        cuts: cuts.iter().map(|cut| day(cut)).collect(),
        horizon,
        grid: Grid::published().published_nowcast(),
        kind: Kind::LogLinear,
        naive_until: naive_until.map(day),
    }
}

const CODE: [&str; 4] = ["2022-03-10", "2022-04-10", "2022-05-10", "2022-06-10"];

#[test]
fn every_nowcast_is_the_oracles() {
    let Some(folder) = data() else { return };
    let x = indicators(&folder);
    let y = flow(&folder, "georgetown_syn_y.csv");
    let oracle = oracle(&folder, "oracle_nowcast_code_syn.json");
    let oracle = &oracle["result"];
    let subjects: Vec<Subject<'_>> = x.series.iter().map(Subject::single).collect();
    let cuts = trial(&CODE, 22, Some("2022-09-02")).run(&y, &subjects);
    for cut in &cuts {
        let date = cut.cut.to_string();
        let baseline = &oracle["baseline"][&date];
        let number = |key: &str| baseline[key].as_f64().unwrap();
        let errors = |wanted| cut.baselines.iter().find(|(b, _)| *b == wanted).unwrap().1.unwrap();
        close(cut.naive, number("mae_to_0901"), 1e-8, "naive to the end");
        close(errors(Baseline::PreviousWeek).mae, number("mae"), 1e-8, "naive");
        close(errors(Baseline::PreviousWeek).mse, number("mse"), 1e-8, "naive, squared");
        close(errors(Baseline::SeasonalNaive).mae, number("seasonal_naive_mae"), 1e-8, "seasonal");
        for (subject, nowcast) in subjects.iter().zip(&cut.nowcasts) {
            let nowcast = nowcast.as_ref().unwrap();
            let row = &oracle["detail"][&subject.name][&date];
            let what = format!("{} {date}", subject.name);
            assert_eq!(i64::from(nowcast.best.lag), row["lag"].as_i64().unwrap(), "{what}");
            assert_eq!(u64::from(nowcast.best.window), row["w"].as_u64().unwrap(), "{what}");
            assert_eq!(nowcast.best.n as u64, row["n"].as_u64().unwrap(), "{what}");
            assert_eq!(nowcast.errors.n as u64, row["n_test"].as_u64().unwrap(), "{what}");
            assert!((nowcast.best.r2 - row["r2"].as_f64().unwrap()).abs() <= 1e-9, "{what}");
            close(nowcast.errors.mae, row["mae"].as_f64().unwrap(), 1e-8, &what);
            close(nowcast.errors.mse, row["mse"].as_f64().unwrap(), 1e-8, &what);
        }
    }
    let (early, late) = cuts.split_first().unwrap();
    ranks_are(&oracle["early_rank"], &subjects, std::slice::from_ref(early));
    ranks_are(&oracle["late_rank"], &subjects, late);
}

fn ranks_are(expected: &Value, subjects: &[Subject<'_>], cuts: &[CutResult]) {
    let expected = expected.as_array().unwrap();
    assert_eq!(expected.len(), subjects.len() + 1);
    for pair in expected {
        let name = pair[0].as_str().unwrap();
        let place = subjects.iter().position(|subject| subject.name == name);
        let z = |cut: &CutResult| {
            place.map_or(cut.naive_z, |place| cut.nowcasts[place].as_ref().unwrap().z)
        };
        let mean = cuts.iter().map(z).sum::<f64>() / cuts.len() as f64;
        assert!((mean - pair[1].as_f64().unwrap()).abs() < 6e-7, "{name}: {mean}");
    }
}

const PAPER: [&str; 4] = ["2022-03-10", "2022-05-25", "2022-06-15", "2022-07-06"];

/// Mean absolute error, lag, window.
type Chosen = (f64, i32, u16);

/// What is chosen, and its error to one digit, at the four cuts of the code and the three late
/// ones of the paper.
#[rustfmt::skip]
const NOWCASTS: [(&str, [Chosen; 7]); 5] = [
    ("trends-travel", [(318284.3, 22, 12), (14361.3, 5, 5), (2554.9, 7, 7), (4177.9, 7, 7), (5021.8, 7, 7), (3228.4, 7, 7), (2772.5, 7, 7)]),
    ("trends-political", [(97708.1, 18, 14), (7383.8, 11, 11), (2360.9, 9, 9), (6556.3, 11, 11), (5850.8, 9, 9), (6056.7, 9, 9), (8437.3, 11, 11)]),
    ("news-health", [(31604.0, 7, 4), (64722.7, 16, 16), (24320.2, 22, 22), (17510.9, 22, 22), (25093.5, 22, 22), (16886.0, 22, 22), (5395.2, 3, 3)]),
    ("gdelt-Negative Tone", [(63443.4, 7, 1), (5647.0, 3, 3), (6823.2, 3, 3), (9616.4, 3, 3), (6882.0, 3, 3), (9887.6, 3, 3), (7509.1, 3, 3)]),
    ("events-FATALITIES", [(88080.5, 5, 5), (25889.9, 22, 12), (17173.4, 22, 22), (7281.5, 22, 22), (12958.9, 22, 22), (6916.3, 22, 22), (11481.2, 22, 22)]),
];

#[test]
fn nowcasts_of_the_real_flow() {
    let Some(folder) = data() else { return };
    let x = indicators(&folder);
    let y = flow(&folder, "flow_hps_hybrid.csv");
    let subjects: Vec<Subject<'_>> = x.series.iter().map(Subject::single).collect();
    let nowcast = |cut: &CutResult, name: &str| {
        let place = subjects.iter().position(|subject| subject.name == name).unwrap();
        cut.nowcasts[place].clone().unwrap()
    };
    let code = trial(&CODE, 22, Some("2022-09-02")).run(&y, &subjects);
    let paper = trial(&PAPER, 21, None).run(&y, &subjects);
    for (name, expected) in NOWCASTS {
        for (cut, (mae, lag, window)) in code.iter().chain(&paper[1..]).zip(expected) {
            let found = nowcast(cut, name);
            let what = format!("{name} {}: {}", cut.cut, found.errors.mae);
            assert_eq!((found.best.lag, found.best.window), (lag, window), "{what}");
            assert!((found.errors.mae - mae).abs() <= 0.05001, "{what}");
        }
    }
    baselines_are_known(&code, &paper);
    for (name, z) in [
        ("news-health", -1.068877),
        ("trends-food", -0.933018),
        ("trends-economic", -0.797591),
        ("gdelt-Negative Tone", -0.754316),
        ("buzz-health", -0.752736),
        ("events-FATALITIES", -0.606212),
        ("trends-political", -0.559388),
    ] {
        let found = nowcast(&code[0], name).z;
        assert!((found - z).abs() < 6e-7, "{name}: {found}");
    }
    // Coverage of the model's own intervals: far too low early.
    for (name, coverage) in [("trends-travel", 4.8), ("trends-food", 14.3), ("news-health", 42.9)] {
        let found = nowcast(&paper[0], name).coverage().unwrap();
        assert!((100.0 * found - coverage).abs() < 0.05, "{name}");
    }
}

fn baselines_are_known(code: &[CutResult], paper: &[CutResult]) {
    let rounded = |mae: f64| (mae * 10.0).round() / 10.0;
    let naive = |cuts: &[CutResult]| -> Vec<f64> {
        cuts.iter().map(|cut| rounded(cut.baselines[0].1.unwrap().mae)).collect()
    };
    assert_eq!(naive(code), [88730.9, 4614.0, 2436.9, 3403.6]);
    assert_eq!(naive(paper), [87468.8, 1617.2, 2607.2, 1550.9]);
    let to_end: Vec<f64> = code.iter().map(|cut| rounded(cut.naive)).collect();
    assert_eq!(to_end, [111408.8, 3174.3, 2775.5, 3667.0]);
    // The second is 5471.045: rounded twice by whoever wrote it down.
    let seasonal = [87610.2, 5471.1, 2894.1, 3168.2, 1653.3, 2362.9, 991.2];
    for (cut, mae) in code.iter().chain(&paper[1..]).zip(seasonal) {
        assert!((cut.baselines[1].1.unwrap().mae - mae).abs() <= 0.055, "{}", cut.cut);
    }
    assert!((code[0].naive_z + 0.500155).abs() < 6e-7);
    let late = code[1..].iter().map(|cut| cut.naive_z).sum::<f64>() / 3.0;
    assert!((late + 1.708224).abs() < 6e-7, "{late}");
}
