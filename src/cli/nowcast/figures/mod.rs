//! The figures of `lbsm nowcast`, each with the table that it was drawn from.

mod correlation;
mod fits;
mod prediction;
mod ranking;
mod scatter;
mod source;
mod surfaces;
mod trials;
mod weekdays;

use super::input::Input;
use super::plan::{Plan, Results};
use super::tables::Rows;
use crate::indicator::leadlag::{Finding, Searched};
use crate::indicator::plain;
use crate::view::Figure;
use source::Sources;

/// A figure, its name, and its data.
pub struct Drawn {
    /// Name of its files, without ending.
    pub name: String,
    pub figure: Figure,
    /// What to know beside what its notes say.
    pub caption: String,
    /// Whether it stands in the report, or in the folder alone.
    pub in_report: bool,
    pub heading: Vec<String>,
    pub rows: Rows,
}

/// What all figures are drawn from.
struct Study<'s> {
    plan: &'s Plan,
    input: &'s Input,
    results: &'s Results,
    sources: Sources,
    /// What was found of single indicators, the best first.
    found: Vec<(&'s Finding, &'s Searched)>,
}

/// Draws what there is to be drawn, in the order of the report.
pub fn draw(plan: &Plan, input: &Input, results: &Results) -> Vec<Drawn> {
    let found = results.findings.iter().filter_map(|(_, finding)| {
        let finding = finding.as_ref().ok()?;
        Some((finding, finding.search.as_ref()?))
    });
    let mut found: Vec<(&Finding, &Searched)> = found.collect();
    found.sort_by(|left, right| right.0.best.r2.total_cmp(&left.0.best.r2));
    let sources = Sources::of(input.indicators.iter().map(|series| series.name.as_str()));
    let study = Study { plan, input, results, sources, found };
    let mut drawn: Vec<Drawn> = [
        fits::draw(&study),
        scatter::leads(&study),
        scatter::windows(&study),
        ranking::draw(&study),
        trials::draw(&study),
        prediction::draw(&study),
        weekdays::draw(&study),
        correlation::draw(&study),
        surfaces::all(&study),
    ]
    .into_iter()
    .flatten()
    .collect();
    drawn.extend(surfaces::each(&study));
    drawn
}

impl Study<'_> {
    /// Lead and window of a finding in words.
    fn place(&self, finding: &Finding) -> String {
        let window = plain::window(self.plan.study.grid.kind, finding.best.window);
        format!("{}, window {window}", plain::lead(finding.best.lag))
    }
}

/// r² beside what weekdays alone explain.
fn explained(finding: &Finding) -> String {
    format!("r² {:.3} (weekdays alone {:.3})", finding.best.r2, finding.best.r2_weekday)
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).into()
}
