//! The nowcasts of the best model, test by test, over what came.

use super::super::tables::{Rows, figure as number};
use super::{Drawn, Study, texts};
use crate::indicator::baseline::Baseline;
use crate::indicator::day::Day;
use crate::indicator::nowcast::CutResult;
use crate::indicator::plain;
use crate::view::chart::Words;
use crate::view::chart::days::{Days, Layer, Panel};
use crate::view::mark::Swatch;
use crate::view::theme::{ALERT, MUTED};

/// Panels at most: the last tests.
const MOST: usize = 6;
/// Days before a test that are shown.
const BEFORE: i32 = 28;

pub fn draw(study: &Study<'_>) -> Option<Drawn> {
    let ranked = study.results.ranked(&study.results.cuts);
    let place = |name: &String| study.results.findings.iter().position(|(other, _)| other == name);
    let (name, place) = ranked.iter().find_map(|(name, _)| Some((name, place(name)?)))?;
    let cuts = &study.results.cuts;
    let cuts = cuts.get(cuts.len().saturating_sub(MOST)..).unwrap_or_default();
    let shown: Vec<&CutResult> =
        cuts.iter().filter(|cut| cut.nowcasts.get(place).is_some_and(Result::is_ok)).collect();
    let panels = shown.iter().map(|cut| panel(study, name, place, cut)).collect::<Vec<_>>();
    let paint = study.sources.paint(name);
    let chart = Days {
        words: Words {
            title: format!("What {name} said, and what came"),
            notes: vec![
                "The model with the best mean score of the tests. The dashed line is the cut: all was chosen and \
                 fitted on the days before it."
                    .to_owned(),
            ],
            description: format!("Panels of {} tests: the flow, and the nowcasts of {name}.", panels.len()),
        },
        unit: "persons per day".to_owned(),
        by_magnitude: true,
        columns: 2,
        height: 150.0,
        legend: vec![
            (Swatch::Line(MUTED), "flow".to_owned()),
            (Swatch::Band(paint), "nowcast, with the model's interval of 95 %".to_owned()),
            (Swatch::Line(ALERT), "previous week's mean".to_owned()),
        ],
        panels,
    };
    Some(Drawn {
        name: "nowcasts".to_owned(),
        figure: chart.figure(),
        caption: "All models and tests are in forecasts.csv.".to_owned(),
        in_report: true,
        heading: texts([
            "indicator",
            "cut",
            "date",
            "flow",
            "median",
            "lo",
            "hi",
            "lo_empirical",
            "hi_empirical",
            "naive",
        ]),
        rows: shown.iter().flat_map(|cut| rows(study, name, place, cut)).collect(),
    })
    .filter(|drawn| !drawn.rows.is_empty())
}

fn naive(study: &Study<'_>, cut: &CutResult, days: &[Day]) -> Vec<Option<f64>> {
    let training = study.input.flow.before(cut.cut);
    Baseline::PreviousWeek.forecast(&training, cut.cut, days)
}

fn panel(study: &Study<'_>, name: &str, place: usize, cut: &CutResult) -> Panel {
    let flow = &study.input.flow;
    let end = cut.cut + i32::from(study.plan.trial.horizon);
    let first = flow.first().max(cut.cut + -BEFORE);
    let days = || first.until(end.min(flow.end()));
    let nowcast = cut.nowcasts.get(place).and_then(|nowcast| nowcast.as_ref().ok());
    let told = |day: Day| nowcast?.days.iter().map(|(_, told)| told).find(|told| told.day == day);
    let tested: Vec<Day> = cut.cut.until(end.min(flow.end())).collect();
    let means = naive(study, cut, &tested);
    let paint = study.sources.paint(name);
    let coverage = nowcast.and_then(crate::indicator::nowcast::Nowcast::coverage);
    let note = nowcast.map_or_else(String::new, |nowcast| {
        let held = coverage
            .map_or_else(String::new, |held| format!("; interval held {:.0} %", 100.0 * held));
        let [own, naive] = [nowcast.errors.mae, cut.naive].map(plain::persons);
        format!("off by {own} a day, the mean by {naive}{held}")
    });
    let line = |points, paint, width| Layer::Line { points, paint, width };
    Panel {
        title: format!("From {}", cut.cut),
        note,
        layers: vec![
            Layer::Band {
                points: days()
                    .map(|day| (day.into(), told(day).and_then(|told| told.interval)))
                    .collect(),
                paint,
            },
            line(
                tested.iter().zip(means).map(|(&day, mean)| (day.into(), mean)).collect(),
                ALERT,
                1.5,
            ),
            line(days().map(|day| (day.into(), flow.flow_on(day))).collect(), MUTED, 1.5),
            line(
                days().map(|day| (day.into(), told(day).map(|told| told.median))).collect(),
                paint,
                2.0,
            ),
        ],
        marked: vec![cut.cut.into()],
    }
}

fn rows(study: &Study<'_>, name: &str, place: usize, cut: &CutResult) -> Rows {
    let Some(Ok(nowcast)) = cut.nowcasts.get(place) else { return Rows::new() };
    let days: Vec<Day> = nowcast.days.iter().map(|(_, told)| told.day).collect();
    let means = naive(study, cut, &days);
    let days = nowcast.days.iter().zip(&nowcast.empirical).zip(means);
    days.map(|(((flow, told), empirical), mean)| {
        let (low, high) = told.interval.unzip();
        let (low_empirical, high_empirical) = empirical.unzip();
        let figures =
            [Some(*flow), Some(told.median), low, high, low_empirical, high_empirical, mean];
        let texts = [name.to_owned(), cut.cut.to_string(), told.day.to_string()];
        texts.into_iter().chain(figures.map(number)).collect()
    })
    .collect()
}
