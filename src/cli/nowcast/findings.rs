//! What a study found, in plain language, with what keeps one from believing it too soon.

use super::input::Input;
use super::plan::{Plan, Results};
use crate::indicator::baseline::Baseline;
use crate::indicator::grid::Grid;
use crate::indicator::leadlag::Finding;
use crate::indicator::model::Subject;
use crate::indicator::plain::{self, Said};
use crate::indicator::window::Edge;

/// All of it.
pub fn said(plan: &Plan, input: &Input, results: &Results) -> Vec<Said> {
    let found = results.found();
    let names: Vec<&str> = results.findings.iter().map(|(name, _)| name.as_str()).collect();
    let mut said = plain::of_study(&found, plan.study.grid.kind);
    said.extend(other_edges(plan, input, &found));
    if !results.cuts.is_empty() {
        said.extend(plain::of_nowcasts(&names, &results.cuts));
    }
    said.extend(of_prediction(results));
    said
}

/// A nowcast by a model that is not the best, or did worse in the tests than a mean, says so.
fn of_prediction(results: &Results) -> Option<Said> {
    let name = &results.prediction.as_ref()?.name;
    let ranked = results.ranked(&results.cuts);
    let place = |wanted: &str| ranked.iter().position(|(other, _)| other == wanted);
    let naive = place(Baseline::PreviousWeek.name())? < place(name)?;
    let better: Vec<&str> = results.passed_over.iter().map(|(name, _)| name.as_str()).collect();
    let which = match better.len() {
        0 if !naive => return None,
        0 => "the best of the models".to_owned(),
        _ => format!(
            "which was not the best in the tests: {} did better, but cannot say anything of these days",
            plain::listed(&better)
        ),
    };
    let beaten = if naive {
        " In the tests the previous week's mean did better than this model; it stands beside the nowcast."
    } else {
        ""
    };
    Some(Said::Caveat(format!("The nowcast is that of {name}, {which}.{beaten}")))
}

/// What a rule for the ends of the indicators is called.
pub fn edge_name(edge: Edge) -> &'static str {
    match edge {
        Edge::Strict => "strict",
        Edge::Partial => "partial",
        Edge::Zero => "zero",
    }
}

/// What the best indicator would look like under the other rules for windows at the ends: a lead
/// can turn into a lag by them alone.
fn other_edges(plan: &Plan, input: &Input, found: &[Finding]) -> Option<Said> {
    let single = found.iter().filter(|finding| finding.search.is_some());
    let best = single.max_by(|left, right| left.best.r2.total_cmp(&right.best.r2))?;
    let series = input.indicators.iter().find(|series| series.name == best.name)?;
    let others: Vec<String> = [Edge::Strict, Edge::Partial, Edge::Zero]
        .into_iter()
        .filter(|&edge| edge != plan.study.grid.edge)
        .filter_map(|edge| {
            let grid = Grid { edge, ..plan.study.grid.clone() };
            let other = Subject::single(series).search(&input.flow, &grid).ok()?;
            let (lead, window) = (plain::lead(other.lag), plain::window(grid.kind, other.window));
            Some(format!(
                "{}: {lead}, window {window}, r² {:.3} (weekdays {:.3})",
                edge_name(edge),
                other.r2,
                other.r2_weekday
            ))
        })
        .collect();
    (!others.is_empty()).then(|| {
        Said::Caveat(format!(
            "The rule for windows at the ends of the series matters. With the others {} would have: {}.",
            best.name,
            others.join("; ")
        ))
    })
}
