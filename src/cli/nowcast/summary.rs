//! What `lbsm nowcast` says on stdout: what was read, two tables, and the findings in words.

use super::Args;
use super::findings::edge_name;
use super::input::Input;
use super::plan::{Plan, Results, Told};
use crate::cli::exit::Failure;
use crate::cli::table::{self, grouped, shown};
use crate::indicator::baseline::Baseline;
use crate::indicator::leadlag::Finding;
use crate::indicator::nowcast::CutResult;
use crate::indicator::plain::{self, Said};
use std::io::Write;

/// Rows of a ranking that are printed; the files hold them all.
const MOST_ROWS: usize = 40;
/// Columns that findings are wrapped to.
const WIDTH: usize = 96;

/// Prints the summary.
pub fn print(
    output: &mut dyn Write,
    args: &Args,
    plan: &Plan,
    input: &Input,
    results: &Results,
    said: &[Said],
) -> Result<(), Failure> {
    heading(output, args, plan, input)?;
    lead_and_lag(output, plan, results)?;
    nowcasts(output, plan, results)?;
    if let Some(told) = &results.prediction {
        predicted(output, plan, results, told)?;
    }
    let (findings, caveats): (Vec<&Said>, Vec<&Said>) =
        said.iter().partition(|said| matches!(said, Said::Finding(_)));
    for (heading, said) in [("Findings", findings), ("Before they are believed", caveats)] {
        if !said.is_empty() {
            writeln!(output, "\n{heading}")?;
        }
        for said in said {
            wrapped(output, &shown_whole(said.text()))?;
        }
    }
    Ok(())
}

fn heading(output: &mut dyn Write, args: &Args, plan: &Plan, input: &Input) -> Result<(), Failure> {
    let flow = &input.flow;
    writeln!(
        output,
        "flow        {}: {} of {} days, {} to {}",
        args.flow.display(),
        flow.present(),
        flow.flow().len(),
        flow.first(),
        flow.end() + -1
    )?;
    if let Some(series) = input.indicators.first() {
        writeln!(
            output,
            "indicators  {}: {} over {} days, {} to {}",
            args.indicators.display(),
            input.indicators.len(),
            series.values().len(),
            series.first(),
            series.end() + -1
        )?;
    }
    let grid = &plan.study.grid;
    writeln!(
        output,
        "search      {} candidates: lags {} to {}, windows {} to {}, edge {}{}",
        grouped(grid.candidates() as u64),
        grid.lags.start(),
        grid.lags.end(),
        plain::window(grid.kind, *grid.windows.start()),
        plain::window(grid.kind, *grid.windows.end()),
        edge_name(grid.edge),
        if grid.common_sample { ", common sample" } else { "" }
    )?;
    Ok(())
}

fn lead_and_lag(output: &mut dyn Write, plan: &Plan, results: &Results) -> Result<(), Failure> {
    writeln!(
        output,
        "\nLead and lag (by r² of ln flow on the indicator and the day of the week)\n"
    )?;
    let mut found: Vec<&Finding> =
        results.findings.iter().filter_map(|(_, finding)| finding.as_ref().ok()).collect();
    found.sort_by(|left, right| right.best.r2.total_cmp(&left.best.r2));
    let optional = |value: Option<f64>, digits: usize| {
        value.map_or_else(String::new, |value| format!("{value:.digits$}"))
    };
    let rows: Vec<Vec<String>> = found
        .iter()
        .take(MOST_ROWS)
        .map(|finding| {
            let search = finding.search.as_ref();
            let edge = match search.map(|search| search.at_edge) {
                Some((true, true)) => "lag, window",
                Some((true, false)) => "lag",
                Some((false, true)) => "window",
                _ => "",
            };
            vec![
                finding.name.clone(),
                plain::lead(finding.best.lag),
                edge.to_owned(),
                plain::window(plan.study.grid.kind, finding.best.window),
                finding.best.n.to_string(),
                format!("{:.3}", finding.best.r2),
                format!("{:.3}", finding.best.r2_weekday),
                search.map_or_else(String::new, |search| search.plateau.candidates.to_string()),
                optional(search.and_then(|search| search.p_search), 3),
                optional(search.and_then(|search| search.p_holm), 3),
            ]
        })
        .collect();
    table::print(
        output,
        3,
        &[
            "indicator",
            "lead",
            "at edge",
            "window",
            "days",
            "r²",
            "weekdays",
            "plateau",
            "p search",
            "p Holm",
        ],
        &rows,
    )?;
    if found.len() > MOST_ROWS {
        writeln!(output, "… and {} more in leadlag.csv", found.len() - MOST_ROWS)?;
    }
    for (name, finding) in &results.findings {
        if let Err(error) = finding {
            writeln!(output, "not studied: {}: {error}", shown(name))?;
        }
    }
    Ok(())
}

fn nowcasts(output: &mut dyn Write, plan: &Plan, results: &Results) -> Result<(), Failure> {
    for (period, cuts) in plan.periods(&results.cuts) {
        let first = cuts.iter().map(|cut| cut.cut.to_string()).collect::<Vec<_>>().join(", ");
        let days = plan.trial.horizon;
        writeln!(
            output,
            "\nNowcasts, {period} tests: {days} days each from {first} (lower is better)\n"
        )?;
        let ranked = results.ranked(cuts);
        let more = ranked.len().saturating_sub(MOST_ROWS);
        let mut rows: Vec<Vec<String>> = (1..)
            .zip(&ranked)
            .take(MOST_ROWS)
            .map(|(rank, (name, z))| ranked_row(rank, name, *z, results, cuts))
            .collect();
        for baseline in Baseline::ALL.iter().skip(1) {
            let mae = baseline_mae(cuts, *baseline).map(plain::persons);
            let name = baseline.name().to_owned();
            let blank = String::new;
            rows.push(vec![blank(), name, blank(), mae.unwrap_or_default(), blank(), blank()]);
        }
        table::print(output, 2, &["", "model", "z", "mean error", "MASE", "beats naive"], &rows)?;
        if more > 0 {
            writeln!(output, "… and {more} more in ranking.csv")?;
        }
    }
    Ok(())
}

fn ranked_row(
    rank: usize,
    name: &str,
    z: f64,
    results: &Results,
    cuts: &[CutResult],
) -> Vec<String> {
    let place = results.findings.iter().position(|(other, _)| other == name);
    let each =
        || cuts.iter().filter_map(move |cut| Some((cut, cut.nowcasts.get(place?)?.as_ref().ok()?)));
    let (error, scaled) = match place {
        Some(_) => (
            plain::mean(each().map(|(_, nowcast)| nowcast.errors.mae)),
            plain::mean(each().filter_map(|(_, nowcast)| nowcast.mase)),
        ),
        None => (
            plain::mean(cuts.iter().map(|cut| cut.naive)),
            plain::mean(cuts.iter().filter_map(|cut| Some(cut.naive / cut.scale?))),
        ),
    };
    let beats = match place {
        Some(_) => {
            let beats = each().filter(|(cut, nowcast)| nowcast.errors.mae < cut.naive).count();
            format!("{beats} of {}", cuts.len())
        }
        None => String::new(),
    };
    let text = |value: Option<f64>, digits: usize| {
        value.map_or_else(String::new, |value| format!("{value:.digits$}"))
    };
    vec![
        rank.to_string(),
        name.to_owned(),
        format!("{z:.2}"),
        error.map_or_else(String::new, plain::persons),
        text(scaled, 2),
        beats,
    ]
}

fn baseline_mae(cuts: &[CutResult], baseline: Baseline) -> Option<f64> {
    plain::mean(cuts.iter().filter_map(|cut| {
        let (_, errors) = cut.baselines.iter().find(|(other, _)| *other == baseline)?;
        errors.map(|errors| errors.mae)
    }))
}

fn predicted(
    output: &mut dyn Write,
    plan: &Plan,
    results: &Results,
    Told { name, prediction }: &Told,
) -> Result<(), Failure> {
    let best = &prediction.best;
    writeln!(
        output,
        "\nNowcast of {} ({}, window {}), {}\n",
        shown(name),
        plain::lead(best.lag),
        plain::window(plan.trial.grid.kind, best.window),
        results.rank_of_prediction()
    )?;
    let range = |interval: Option<(f64, f64)>| {
        interval.map_or_else(String::new, |(low, high)| {
            format!("{} to {}", plain::persons(low), plain::persons(high))
        })
    };
    let days = prediction.days.iter().zip(&prediction.empirical).zip(&prediction.naive);
    let rows: Vec<Vec<String>> = days
        .map(|((forecast, empirical), naive)| {
            vec![
                forecast.day.to_string(),
                plain::persons(forecast.median),
                range(forecast.interval),
                range(*empirical),
                naive.map_or_else(String::new, plain::persons),
            ]
        })
        .collect();
    let headings =
        ["day", "flow", "95 % by the model", "95 % by earlier errors", "previous week's mean"];
    Ok(table::print(output, 1, &headings, &rows)?)
}

/// A finding with nothing in it that would rewrite the screen: names come from a file.
fn shown_whole(text: &str) -> String {
    text.split(' ').map(shown).collect::<Vec<_>>().join(" ")
}

fn wrapped(output: &mut dyn Write, text: &str) -> Result<(), Failure> {
    let (mut line, mut width) = (String::from("-"), 1);
    for word in text.split(' ') {
        let length = word.chars().count();
        if width + 1 + length > WIDTH {
            writeln!(output, "{line}")?;
            (line, width) = (String::from(" "), 1);
        }
        line.push(' ');
        line.push_str(word);
        width += 1 + length;
    }
    writeln!(output, "{line}")?;
    Ok(())
}
