//! Which models nowcast best, beside the previous week's mean.

use super::super::tables::{Rows, figure as number};
use super::{Drawn, Study, texts};
use crate::indicator::baseline::Baseline;
use crate::indicator::nowcast::CutResult;
use crate::view::chart::Words;
use crate::view::chart::ranking::{Entry, List, Ranking};
use crate::view::theme::ALERT;

/// Names in a list at most; the previous week's mean is always among them.
const MOST: usize = 24;

pub fn draw(study: &Study<'_>) -> Option<Drawn> {
    let mut rows = Rows::new();
    let mut lists = Vec::new();
    let naive = Baseline::PreviousWeek.name();
    let mut described = Vec::new();
    for (period, cuts) in study.plan.periods(&study.results.cuts) {
        let ranked = study.results.ranked(cuts);
        let place = ranked.iter().position(|(name, _)| name == naive);
        described.push(format!(
            "{period}: the best is {}, the previous week's mean is number {} of {}",
            ranked.first().map_or("none", |(name, _)| name.as_str()),
            place.map_or_else(|| "–".to_owned(), |place| (place + 1).to_string()),
            ranked.len()
        ));
        let mut entries = Vec::new();
        for (rank, (name, z)) in (1..).zip(&ranked) {
            let is_reference = name == naive;
            if entries.len() >= MOST && !is_reference {
                continue;
            }
            let parts = parts(study, name, cuts);
            for (cut, z) in cuts.iter().zip(&parts) {
                rows.push(vec![
                    period.to_owned(),
                    format!("{rank}"),
                    name.clone(),
                    number(*z),
                    cut.cut.to_string(),
                    number(parts_mean(&parts)),
                ]);
            }
            entries.push(Entry {
                name: name.clone(),
                value: *z,
                parts: parts.into_iter().flatten().collect(),
                paint: if is_reference { ALERT } else { study.sources.paint(name) },
                is_reference,
            });
        }
        let days: Vec<String> = cuts.iter().map(|cut| cut.cut.to_string()).collect();
        let title = match period {
            "all" => "All tests".to_owned(),
            period => format!("{}: from {}", capitalised(period), days.join(", ")),
        };
        lists.push(List { title, more: ranked.len() - entries.len(), entries });
    }
    if lists.iter().all(|list| list.entries.is_empty()) {
        return None;
    }
    let chart = Ranking {
        words: Words {
            title: "Who tells days it has not seen".to_owned(),
            notes: vec![format!(
                "Mean of log10 of the mean absolute error, standardised over the models of each test of {} days; \
                 lower is better. Faint: single tests. Dashed: the previous week's mean, which knows no \
                 indicator.",
                study.plan.trial.horizon
            )],
            description: described.join(". "),
        },
        across: "z, lower is better".to_owned(),
        legend: study.sources.legend(),
        lists,
    };
    Some(Drawn {
        name: "ranking".to_owned(),
        figure: chart.figure(),
        caption: "Lag, window and model were chosen on the days before each test. Right of the dashed line the \
                  indicator is of less use than none."
            .to_owned(),
        in_report: true,
        heading: texts(["period", "rank", "indicator", "z", "cut", "z_mean"]),
        rows,
    })
}

/// The scores of a model, cut by cut.
fn parts(study: &Study<'_>, name: &str, cuts: &[CutResult]) -> Vec<Option<f64>> {
    let place = study.results.findings.iter().position(|(other, _)| other == name);
    let z = |cut: &CutResult| match place {
        Some(place) => Some(cut.nowcasts.get(place)?.as_ref().ok()?.z),
        None => Some(cut.naive_z),
    };
    cuts.iter().map(|cut| z(cut).filter(|z| z.is_finite())).collect()
}

fn parts_mean(parts: &[Option<f64>]) -> Option<f64> {
    crate::indicator::plain::mean(parts.iter().filter_map(|part| *part))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
