//! Findings in plain language, each with the caveat that it needs.

use super::baseline::Baseline;
use super::guard::LEVEL;
use super::leadlag::Finding;
use super::nowcast::{CutResult, Nowcast};
use super::window::WindowKind;
use std::fmt::Write as _;

/// Fewer training days are called few.
const FEW_DAYS: usize = 28;

/// A sentence or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// What was found.
    Finding(String),
    /// What keeps one from believing it too soon.
    Caveat(String),
}

impl Said {
    /// The sentences.
    pub fn text(&self) -> &str {
        match self {
            Said::Finding(text) | Said::Caveat(text) => text,
        }
    }
}

/// A lag in words.
pub fn lead(lag: i32) -> String {
    match lag {
        0 => "same day".to_owned(),
        1.. => format!("leads {lag} d"),
        _ => format!("lags {} d", -lag),
    }
}

/// A window in words.
pub fn window(kind: WindowKind, number: u16) -> String {
    match kind {
        WindowKind::Length => format!("{number} d"),
        WindowKind::Radius => format!("±{number} d"),
    }
}

/// A number of people, as 12,345.
pub fn persons(number: f64) -> String {
    crate::digits::grouped(&format!("{:.0}", number.abs()))
}

/// What the lead/lag study says. Only findings of single indicators are compared.
pub fn of_study(findings: &[Finding], kind: WindowKind) -> Vec<Said> {
    let single = || findings.iter().filter_map(|finding| Some((finding, finding.search.as_ref()?)));
    let total = single().count();
    let Some((best, searched)) = single().max_by(|a, b| a.0.best.r2.total_cmp(&b.0.best.r2)) else {
        return Vec::new();
    };
    let mut said = Vec::new();
    let plateau = &searched.plateau;
    said.push(Said::Finding(format!(
        "{} fits best of {total}: r² {:.3} (weekdays alone: {:.3}), {} with a window of {}. Lags {} \
         to {} and windows {} to {} do within 0.01 as well, so read the lead no finer than that.",
        best.name,
        best.best.r2,
        best.best.r2_weekday,
        lead(best.best.lag),
        window(kind, best.best.window),
        plateau.lags.start(),
        plateau.lags.end(),
        plateau.windows.start(),
        plateau.windows.end(),
    )));
    said.extend(of_chance(&single().map(|(_, searched)| searched).collect::<Vec<_>>()));
    let at_edge: Vec<&str> = single()
        .filter(|(_, searched)| searched.at_edge.0 || searched.at_edge.1)
        .map(|(finding, _)| finding.name.as_str())
        .collect();
    if !at_edge.is_empty() {
        said.push(Said::Caveat(format!(
            "At the edge of the grid: {}. Their lag or window is where the search stopped, not \
             where the fit is best.",
            listed(&at_edge)
        )));
    }
    if let Some(sizes) = searched.surface.sample_sizes()
        && sizes.start() != sizes.end()
    {
        said.push(Said::Caveat(format!(
            "The candidates were fitted to {} to {} days: r² of different days were compared. \
             --common-sample compares like with like.",
            sizes.start(),
            sizes.end()
        )));
    }
    if let (Some(own), Some(hac)) = (best.standard_error(), best.hac_error())
        && best.diagnostics.autocorrelation.abs() > 0.3
    {
        said.push(Said::Caveat(format!(
            "Errors of neighbouring days are alike (correlation {:.2} for {}): the series hold less \
             evidence than their days. Trust se_hac ({:.1} times se) rather than se, and neither \
             knows of the search.",
            best.diagnostics.autocorrelation,
            best.name,
            hac / own
        )));
    }
    said
}

fn of_chance(searched: &[&super::leadlag::Searched]) -> Option<Said> {
    let corrected: Vec<f64> = searched.iter().filter_map(|searched| searched.p_holm).collect();
    let own: Vec<f64> = searched.iter().filter_map(|searched| searched.p_search).collect();
    let chance = searched.iter().filter_map(|searched| searched.chance).reduce(f64::max);
    let Some(chance) = chance else {
        let text = "With so few surrogates (--guard) no fit can be told from chance: no p-value can be below 0.05.";
        return (!own.is_empty()).then(|| Said::Caveat(text.to_owned()));
    };
    let below = |values: &[f64]| values.iter().filter(|&&p| p < LEVEL).count();
    Some(Said::Caveat(format!(
        "Chance alone reaches r² {chance:.2} in one search of twenty. Of {} indicators {} pass \
         that bar one by one, and {} after Holm's correction for having tried them all.",
        own.len(),
        below(&own),
        below(&corrected)
    )))
}

/// What the nowcasts say, for models of these names.
pub fn of_nowcasts(names: &[&str], cuts: &[CutResult]) -> Vec<Said> {
    let mut said = Vec::new();
    for cut in cuts {
        let results: Vec<(&str, &Nowcast)> = names
            .iter()
            .zip(&cut.nowcasts)
            .filter_map(|(name, nowcast)| Some((*name, nowcast.as_ref().ok()?)))
            .collect();
        let Some((name, best)) =
            results.iter().min_by(|a, b| a.1.errors.mae.total_cmp(&b.1.errors.mae))
        else {
            said.push(Said::Finding(format!("From {}: no model could be fitted.", cut.cut)));
            continue;
        };
        let better = results.iter().filter(|(_, nowcast)| nowcast.errors.mae < cut.naive).count();
        let mut text = format!(
            "From {}: {better} of {} models beat the previous week's mean (off by {} a day); the \
             best, {name}, is off by {}.",
            cut.cut,
            results.len(),
            persons(cut.naive),
            persons(best.errors.mae)
        );
        if let Some(same) = previous_week(cut).filter(|mae| (mae - cut.naive).abs() > 1e-6 * mae) {
            let better = results.iter().filter(|(_, nowcast)| nowcast.errors.mae < same).count();
            let _ = write!(
                text,
                " That error is taken over other days, as the published code does; on the days of \
                 the test it is {}, and {} it.",
                persons(same),
                match better {
                    0 => "no model beats".to_owned(),
                    1 => "1 model beats".to_owned(),
                    more => format!("{more} models beat"),
                }
            );
        }
        said.push(Said::Finding(text));
        if best.best.n < FEW_DAYS {
            said.push(Said::Caveat(format!(
                "The models from {} learnt from {} days only: r² of the training ({:.2} for {name}, weekdays alone \
                 {:.2}) means nothing there, and which model is best is largely luck.",
                cut.cut, best.best.n, best.best.r2, best.best.r2_weekday
            )));
        }
    }
    said.extend(of_all_cuts(names, cuts));
    said.extend(of_intervals(cuts));
    said
}

/// Names in a row; of many, the first.
pub fn listed(names: &[&str]) -> String {
    const MOST: usize = 12;
    let first = names.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}

/// The error of the previous week's mean on the days of the test.
fn previous_week(cut: &CutResult) -> Option<f64> {
    let (_, errors) = cut.baselines.iter().find(|(b, _)| *b == Baseline::PreviousWeek)?;
    errors.map(|errors| errors.mae)
}

fn of_all_cuts(names: &[&str], cuts: &[CutResult]) -> Option<Said> {
    if cuts.len() < 2 {
        return None;
    }
    let beats = |place: usize, cut: &CutResult| {
        let nowcast = cut.nowcasts.get(place).and_then(|nowcast| nowcast.as_ref().ok());
        nowcast.is_some_and(|nowcast| nowcast.errors.mae < cut.naive)
    };
    let always: Vec<&str> = names
        .iter()
        .enumerate()
        .filter(|(place, _)| cuts.iter().all(|cut| beats(*place, cut)))
        .map(|(_, name)| *name)
        .collect();
    let weekly = |cut: &CutResult| {
        let errors = cut.baselines.iter().find(|(b, _)| *b == Baseline::SeasonalNaive);
        errors.and_then(|(_, errors)| *errors).is_some_and(|errors| errors.mae < cut.naive)
    };
    let weekly = cuts.iter().filter(|cut| weekly(cut)).count();
    let weekly = format!(
        "Repeating the last week day by day does better than its mean in {weekly} of {} tests.",
        cuts.len()
    );
    Some(Said::Finding(if always.is_empty() {
        format!("No model beats the previous week's mean in every test. {weekly}")
    } else {
        format!(
            "In every test the previous week's mean is beaten by: {}. {weekly}",
            listed(&always)
        )
    }))
}

fn of_intervals(cuts: &[CutResult]) -> Option<Said> {
    let nowcasts: Vec<&Nowcast> = cuts
        .iter()
        .flat_map(|cut| &cut.nowcasts)
        .filter_map(|nowcast| nowcast.as_ref().ok())
        .collect();
    let own = mean(nowcasts.iter().filter_map(|nowcast| nowcast.coverage()))?;
    let empirical = mean(nowcasts.iter().filter_map(|nowcast| nowcast.empirical_coverage()));
    let empirical = empirical.map_or_else(
        || "; too few earlier errors for intervals made of these".to_owned(),
        |share| format!("; intervals made of earlier errors held {:.0} %", 100.0 * share),
    );
    Some(Said::Caveat(format!(
        "95 % intervals of the models held {:.0} % of the days{empirical}. The first know nothing of \
         the search, of autocorrelation and of drift.",
        100.0 * own
    )))
}

/// The mean; `None` of nothing.
pub fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0_usize), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}
