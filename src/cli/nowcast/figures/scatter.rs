//! Where the best fit of each indicator is: its lag, its window.

use super::super::tables::{Rows, figure as number};
use super::{Drawn, Study, explained, texts};
use crate::indicator::leadlag::{Finding, Searched};
use crate::indicator::window::WindowKind;
use crate::view::chart::Words;
use crate::view::chart::scatter::{Point, Scatter};

/// Points at most; more could not be told apart.
const MOST: usize = 60;

pub fn leads(study: &Study<'_>) -> Option<Drawn> {
    let grid = &study.plan.study.grid;
    let (from, to) = (f64::from(*grid.lags.start()), f64::from(*grid.lags.end()));
    let point = |finding: &Finding, searched: &Searched| {
        let lags = &searched.plateau.lags;
        let range = (f64::from(*lags.start()), f64::from(*lags.end()));
        (f64::from(finding.best.lag), range, searched.at_edge.0)
    };
    let mut chart = chart(study, point)?;
    chart.words.title = "Which indicators lead, and which lag".into();
    chart.across = "lag of the best fit, days".into();
    (chart.from, chart.to) = (from, to);
    if from < 0.0 && to > 0.0 {
        chart.divide = Some((0.0, "← lags the flow".to_owned(), "leads the flow →".to_owned()));
    }
    Some(Drawn { name: "leads".to_owned(), ..drawn(study, &chart) })
}

pub fn windows(study: &Study<'_>) -> Option<Drawn> {
    let grid = &study.plan.study.grid;
    let point = |finding: &Finding, searched: &Searched| {
        let windows = &searched.plateau.windows;
        let range = (f64::from(*windows.start()), f64::from(*windows.end()));
        (f64::from(finding.best.window), range, searched.at_edge.1)
    };
    let mut chart = chart(study, point)?;
    chart.words.title = "Over how many days indicators are best averaged".into();
    chart.across = match grid.kind {
        WindowKind::Length => "window of the best fit, days",
        WindowKind::Radius => "window of the best fit, days on either side",
    }
    .into();
    (chart.from, chart.to) = (f64::from(*grid.windows.start()), f64::from(*grid.windows.end()));
    Some(Drawn { name: "windows".to_owned(), ..drawn(study, &chart) })
}

fn chart(
    study: &Study<'_>,
    place: impl Fn(&Finding, &Searched) -> (f64, (f64, f64), bool),
) -> Option<Scatter> {
    let (best, _) = study.found.first()?;
    let points = study.found.iter().take(MOST).map(|(finding, searched)| {
        let (x, range, doubtful) = place(finding, searched);
        Point {
            name: finding.name.clone(),
            at: (x, finding.best.r2),
            range,
            paint: study.sources.paint(&finding.name),
            doubtful,
            hint: format!("{}: {}, {}", finding.name, explained(finding), study.place(finding)),
        }
    });
    let chance = study.found.iter().filter_map(|(_, searched)| searched.chance).reduce(f64::max);
    let weekdays = || study.found.iter().map(|(finding, _)| finding.best.r2_weekday);
    let (least, most) = (weekdays().fold(1.0, f64::min), weekdays().fold(0.0, f64::max));
    let (least, most) = (format!("{least:.3}"), format!("{most:.3}"));
    let weekdays = if least == most { least } else { format!("{least} to {most}") };
    let mut notes = vec![format!(
        "Lines reach to where the fit is within 0.01 of the best. Rings: the search ended there, a better \
         fit may lie beyond. Weekdays alone explain {weekdays}."
    )];
    if study.found.len() > MOST {
        notes.push(format!("The best {MOST} of {} indicators.", study.found.len()));
    }
    Some(Scatter {
        words: Words {
            title: String::new(),
            notes,
            description: format!(
                "Points, one per indicator, by r². The best is {} with {}, {}.",
                best.name,
                explained(best),
                study.place(best)
            ),
        },
        across: String::new(),
        upright: "r² of ln flow".to_owned(),
        from: 0.0,
        to: 1.0,
        divide: None,
        threshold: chance
            .map(|r2| (r2, format!("chance alone gets here in one search of twenty: {r2:.2}"))),
        legend: study.sources.legend(),
        points: points.collect(),
    })
}

fn drawn(study: &Study<'_>, chart: &Scatter) -> Drawn {
    Drawn {
        name: String::new(),
        figure: chart.figure(),
        caption: String::new(),
        in_report: true,
        heading: texts([
            "indicator",
            "source",
            "lag",
            "lag_from",
            "lag_to",
            "lag_at_edge",
            "window",
            "window_from",
            "window_to",
            "window_at_edge",
            "r2",
            "r2_weekday",
            "chance_r2",
        ]),
        rows: rows(study),
    }
}

fn rows(study: &Study<'_>) -> Rows {
    let row = |(finding, searched): &(&Finding, &Searched)| {
        let (lags, windows) = (&searched.plateau.lags, &searched.plateau.windows);
        vec![
            finding.name.clone(),
            study.sources.source(&finding.name).unwrap_or_default().to_owned(),
            finding.best.lag.to_string(),
            lags.start().to_string(),
            lags.end().to_string(),
            searched.at_edge.0.to_string(),
            finding.best.window.to_string(),
            windows.start().to_string(),
            windows.end().to_string(),
            searched.at_edge.1.to_string(),
            number(finding.best.r2),
            number(finding.best.r2_weekday),
            number(searched.chance),
        ]
    };
    study.found.iter().take(MOST).map(row).collect()
}
