//! The best models over the flow.

use super::super::tables::{Rows, figure as number};
use super::{Drawn, Study, explained, texts};
use crate::indicator::leadlag::Finding;
use crate::view::chart::Words;
use crate::view::chart::days::{Days, Layer, Panel};
use crate::view::theme::MUTED;

/// Panels at most.
const MOST: usize = 6;

pub fn draw(study: &Study<'_>) -> Option<Drawn> {
    let chosen = chosen(study);
    let best = chosen.first()?;
    let panels = chosen.iter().map(|finding| panel(study, finding)).collect();
    let of_each = if study.sources.legend().is_empty() { "" } else { " of each source" };
    let notes = vec![
        "Grey: the flow, persons per day. Colour: the fitted median, with the interval that is to hold \
         95 % of the days. All days were fitted; how well days are told that were not is another figure."
            .to_owned(),
    ];
    let words = Words {
        title: format!("The best fit{of_each} over the flow"),
        notes,
        description: format!(
            "Panels of the daily flow with the fitted values of {} indicators. The best, {}, has {}.",
            chosen.len(),
            best.name,
            explained(best)
        ),
    };
    let chart = Days {
        words,
        unit: "persons per day".to_owned(),
        by_magnitude: true,
        columns: if chosen.len() == 1 { 1 } else { 2 },
        height: 150.0,
        legend: Vec::new(),
        panels,
    };
    Some(Drawn {
        name: "fits".to_owned(),
        figure: chart.figure(),
        caption:
            "Axes are logarithmic. The interval knows nothing of autocorrelation or of the search."
                .to_owned(),
        in_report: true,
        heading: texts(["indicator", "date", "flow", "fit", "lo", "hi"]),
        rows: rows(study, &chosen),
    })
}

/// The best indicator of each source, the best first.
fn chosen<'s>(study: &Study<'s>) -> Vec<&'s Finding> {
    let mut sources = Vec::new();
    let mut chosen = Vec::new();
    for (finding, _) in &study.found {
        let source = study.sources.source(&finding.name);
        if chosen.len() < MOST && (source.is_none() || !sources.contains(&source)) {
            sources.push(source);
            chosen.push(*finding);
        }
    }
    chosen
}

fn panel(study: &Study<'_>, finding: &Finding) -> Panel {
    let flow = &study.input.flow;
    let days = flow.first().until(flow.end());
    let paint = study.sources.paint(&finding.name);
    let fitted =
        |day| finding.model.design.days.binary_search(&day).ok().and(finding.model.forecast(day));
    Panel {
        title: finding.name.clone(),
        note: format!("{}; {}", explained(finding), study.place(finding)),
        layers: vec![
            Layer::Band {
                points: days
                    .clone()
                    .map(|day| (day.into(), fitted(day).and_then(|f| f.interval)))
                    .collect(),
                paint,
            },
            Layer::Line {
                points: days.clone().map(|day| (day.into(), flow.flow_on(day))).collect(),
                paint: MUTED,
                width: 1.5,
            },
            Layer::Line {
                points: days.map(|day| (day.into(), fitted(day).map(|f| f.median))).collect(),
                paint,
                width: 2.0,
            },
        ],
        marked: Vec::new(),
    }
}

fn rows(study: &Study<'_>, chosen: &[&Finding]) -> Rows {
    let mut rows = Rows::new();
    for finding in chosen {
        for &day in &finding.model.design.days {
            let Some(forecast) = finding.model.forecast(day) else { continue };
            let (low, high) = forecast.interval.unzip();
            let figures = [study.input.flow.flow_on(day), Some(forecast.median), low, high];
            let texts = [finding.name.clone(), day.to_string()];
            rows.push(texts.into_iter().chain(figures.map(number)).collect());
        }
    }
    rows
}
