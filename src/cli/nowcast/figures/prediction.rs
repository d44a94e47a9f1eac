//! The nowcast of the days after the flow ends.

use super::super::plan::Told;
use super::super::tables::{Rows, figure as number};
use super::{Drawn, Study, texts};
use crate::indicator::day::Day;
use crate::indicator::plain;
use crate::view::chart::Words;
use crate::view::chart::days::{Days, Layer, Panel};
use crate::view::mark::Swatch;
use crate::view::theme::{ALERT, INK, MUTED};
use jiff::civil::Date;

/// Days of the flow that are shown before.
const BEFORE: i32 = 28;

pub fn draw(study: &Study<'_>) -> Option<Drawn> {
    let Told { name, prediction } = study.results.prediction.as_ref()?;
    let flow = &study.input.flow;
    let paint = study.sources.paint(name);
    let before = flow.first().max(flow.end() + -BEFORE).until(flow.end());
    let days: Vec<Day> = prediction.days.iter().map(|told| told.day).collect();
    let over = |values: Vec<Option<f64>>| -> Vec<(Date, Option<f64>)> {
        days.iter().zip(values).map(|(&day, value)| (day.into(), value)).collect()
    };
    let band = |ends: Vec<Option<(f64, f64)>>| -> Vec<(Date, Option<(f64, f64)>)> {
        days.iter().zip(ends).map(|(&day, ends)| (day.into(), ends)).collect()
    };
    let line = |points, paint, width| Layer::Line { points, paint, width };
    let layers = vec![
        Layer::Band {
            points: band(prediction.days.iter().map(|told| told.interval).collect()),
            paint,
        },
        Layer::Bounds { points: band(prediction.empirical.clone()), paint: INK },
        line(before.map(|day| (day.into(), flow.flow_on(day))).collect(), MUTED, 1.5),
        line(over(prediction.naive.clone()), ALERT, 1.5),
        line(over(prediction.days.iter().map(|told| Some(told.median)).collect()), paint, 2.5),
    ];
    let best = &prediction.best;
    let window = plain::window(study.plan.trial.grid.kind, best.window);
    let chart = Days {
        words: Words {
            title: format!("The days after the flow ends, by {name}"),
            notes: vec![format!(
                "By {}: {}, window {window}, r² {:.3} (weekdays alone {:.3}).",
                study.results.rank_of_prediction(),
                plain::lead(best.lag),
                best.r2,
                best.r2_weekday
            )],
            description: format!("The last days of the flow, and nowcasts of {} days.", days.len()),
        },
        unit: "persons per day".to_owned(),
        by_magnitude: false,
        columns: 1,
        height: 260.0,
        legend: vec![
            (Swatch::Line(MUTED), "flow".to_owned()),
            (Swatch::Band(paint), "nowcast, with the model's interval of 95 %".to_owned()),
            (Swatch::Dashes(INK), "interval from earlier errors".to_owned()),
            (Swatch::Line(ALERT), "previous week's mean".to_owned()),
        ],
        panels: vec![Panel { layers, marked: vec![flow.end().into()], ..Panel::default() }],
    };
    let rows: Rows = prediction
        .days
        .iter()
        .zip(&prediction.empirical)
        .zip(&prediction.naive)
        .map(|((told, empirical), naive)| {
            let (low, high) = told.interval.unzip();
            let (low_empirical, high_empirical) = empirical.unzip();
            let figures = [Some(told.median), low, high, low_empirical, high_empirical, *naive];
            let texts = [name.clone(), told.day.to_string()];
            texts.into_iter().chain(figures.map(number)).collect()
        })
        .collect();
    Some(Drawn {
        name: "prediction".to_owned(),
        figure: chart.figure(),
        caption: String::new(),
        in_report: true,
        heading: texts([
            "indicator",
            "date",
            "median",
            "lo",
            "hi",
            "lo_empirical",
            "hi_empirical",
            "naive",
        ]),
        rows,
    })
}
