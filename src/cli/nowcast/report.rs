//! `report.html` of `lbsm nowcast`, and the files of its figures.

use super::figures::{self, Drawn};
use super::findings::edge_name;
use super::input::Input;
use super::plan::{Plan, Results};
use super::tables;
use super::{Args, Form};
use crate::cli::exit::Failure;
use crate::cli::output::OutputFile;
use crate::cli::picture;
use crate::indicator::baseline::Baseline;
use crate::indicator::glm::Family;
use crate::indicator::grid::Causality;
use crate::indicator::guard::Null;
use crate::indicator::leadlag::Finding;
use crate::indicator::model::Kind;
use crate::indicator::nowcast::{CutResult, Nowcast};
use crate::indicator::plain::{self, Said};
use crate::view::label::{decimal, grouped};
use crate::view::markup::Element;
use crate::view::{Column, Page, Table};
use anyhow::Context as _;
use std::io::Write as _;
use std::path::Path;

/// Rows of a table; the files hold them all.
const MOST_ROWS: usize = 60;
/// Pixels of a PNG file for one of the SVG file.
const SCALE: f64 = 2.0;
pub const FOLDER: &str = "figures";

/// Writes the figures and the report; returns the names of what was written.
pub fn write(
    args: &Args,
    plan: &Plan,
    input: &Input,
    results: &Results,
    said: &[Said],
) -> Result<Vec<String>, Failure> {
    let drawn = figures::draw(plan, input, results);
    let mut written = Vec::new();
    if !args.figures.contains(&Form::None) {
        let folder = args.output.join(FOLDER);
        tables::make(&folder)?;
        for figure in &drawn {
            files(&folder, figure, &args.figures)?;
        }
        written.push(format!("{FOLDER}/ ({} figures)", drawn.len()));
    }
    let page = Report { args, plan, input, results, said, drawn: &drawn }.page();
    let path = args.output.join("report.html");
    put(&path, page.html().as_bytes())?;
    written.push("report.html".to_owned());
    Ok(written)
}

fn files(folder: &Path, drawn: &Drawn, forms: &[Form]) -> Result<(), Failure> {
    let path = |ending: &str| folder.join(format!("{}.{ending}", drawn.name));
    tables::write_csv(&path("csv"), &drawn.heading, &drawn.rows)?;
    if forms.contains(&Form::Svg) {
        put(&path("svg"), drawn.figure.svg().as_bytes())?;
    }
    if forms.contains(&Form::Png) {
        put(&path("png"), &picture::png(&path("png"), &drawn.figure, SCALE)?)?;
    }
    Ok(())
}

fn put(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = OutputFile::create(path)?.write_all(bytes);
    written.with_context(|| format!("cannot write {}", path.display())).map_err(Failure::Io)
}

struct Report<'r> {
    args: &'r Args,
    plan: &'r Plan,
    input: &'r Input,
    results: &'r Results,
    said: &'r [Said],
    drawn: &'r [Drawn],
}

impl Report<'_> {
    fn page(&self) -> Page {
        let count = self.input.indicators.len();
        let title = match count {
            1 => "Does the indicator lead the flow?".to_owned(),
            _ => format!("Which of {} indicators lead the flow?", grouped(count as u64)),
        };
        let mut page = Page::new(&title, &self.lead());
        page.facts(&self.facts());
        page.heading("What was found");
        page.push(self.list(|said| matches!(said, Said::Finding(_))));
        page.heading("Before it is believed");
        page.push(self.list(|said| matches!(said, Said::Caveat(_))));
        for (heading, names) in [
            ("Lead and lag", &["fits", "leads", "windows"][..]),
            ("Nowcasts", &["ranking", "nowcasts", "prediction"]),
            ("What lies behind", &["weekdays", "correlation", "surfaces"]),
        ] {
            let drawn: Vec<&Drawn> = self
                .drawn
                .iter()
                .filter(|drawn| drawn.in_report && names.contains(&drawn.name.as_str()))
                .collect();
            if drawn.is_empty() {
                continue;
            }
            page.heading(heading);
            for drawn in drawn {
                page.figure(&drawn.figure, &drawn.caption);
                page.push(self.links(drawn));
            }
            match heading {
                "Lead and lag" => page.table(self.lead_and_lag()),
                "Nowcasts" => self.rankings(&mut page),
                _ => {}
            }
        }
        page.heading("How it was done");
        page.table(self.settings());
        page.paragraph(
            "The logarithm of the flow is explained by the mean of an indicator over a window of days around \
             as many days ago as the lag says, and by the day of the week; lag and window are those of the \
             greatest r². docs/nowcasting.md of lbsm defines every figure with its source. The method is that \
             of N. Wycoff, L. O. Singh, A. Arab, K. M. Donato, H. Marahrens: The digital trail of Ukraine's 2022 \
             refugee exodus. Journal of Computational Social Science 7 (2024), 2147–2193.",
        );
        page
    }

    fn lead(&self) -> String {
        let flow = &self.input.flow;
        format!(
            "{}: {} days of flow, {} to {}. {}: {} indicators.",
            file_name(&self.args.flow),
            flow.present(),
            flow.first(),
            flow.end() + -1,
            file_name(&self.args.indicators),
            grouped(self.input.indicators.len() as u64)
        )
    }

    fn best(&self) -> Option<&Finding> {
        let found = self.results.findings.iter().filter_map(|(_, finding)| finding.as_ref().ok());
        found
            .filter(|finding| finding.search.is_some())
            .max_by(|left, right| left.best.r2.total_cmp(&right.best.r2))
    }

    fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = Vec::new();
        if let Some(best) = self.best() {
            facts.push(("best fit", best.name.clone()));
            facts.push((
                "r² (weekdays alone)",
                format!("{:.3} ({:.3})", best.best.r2, best.best.r2_weekday),
            ));
            let window = plain::window(self.plan.study.grid.kind, best.best.window);
            let place = [plain::lead(best.best.lag), window].map(|text| unbroken(&text));
            facts.push(("lag, window", place.join(", ")));
            let searched = best.search.as_ref();
            if let Some(p) = searched.and_then(|searched| searched.p_holm) {
                facts.push(("p, search and all indicators", format!("{p:.3}")));
            }
        }
        let cuts = &self.results.cuts;
        if !cuts.is_empty() {
            let ranked = self.results.ranked(cuts);
            let naive = Baseline::PreviousWeek.name();
            if let Some(place) = ranked.iter().position(|(name, _)| name == naive) {
                let models = ranked.len() - 1;
                facts
                    .push(("nowcast better than last week's mean", format!("{place} of {models}")));
            }
        }
        facts
    }

    fn list(&self, wanted: impl Fn(&Said) -> bool) -> Element {
        let items = self.said.iter().filter(|said| wanted(said));
        let items = items.map(|said| Element::new("li").text(said.text()));
        Element::new("ul").children(items)
    }

    /// Where the files of a figure are.
    fn links(&self, drawn: &Drawn) -> Element {
        let mut line = Element::new("p").class("screen").class("files");
        let forms = &self.args.figures;
        if forms.contains(&Form::None) {
            return line;
        }
        let endings = [
            ("csv", true),
            ("svg", forms.contains(&Form::Svg)),
            ("png", forms.contains(&Form::Png)),
        ];
        line.push("Data and picture: ");
        for (place, (ending, _)) in endings.iter().filter(|(_, is_there)| *is_there).enumerate() {
            if place > 0 {
                line.push(" · ");
            }
            let target = format!("{FOLDER}/{}.{ending}", drawn.name);
            line.push(Element::new("a").link(&target).text(*ending));
        }
        line
    }

    fn lead_and_lag(&self) -> Table {
        let columns = vec![
            Column::name("indicator"),
            Column::text("lag"),
            Column::text("window"),
            Column::number("days"),
            Column::number("r²"),
            Column::number("weekdays alone"),
            Column::number("coefficient"),
            Column::number("± HAC"),
            Column::number("plateau"),
            Column::text("at the edge"),
            Column::number("p, search"),
            Column::number("p, Holm"),
        ];
        let mut found: Vec<&Finding> =
            self.results.findings.iter().filter_map(|(_, finding)| finding.as_ref().ok()).collect();
        found.sort_by(|left, right| right.best.r2.total_cmp(&left.best.r2));
        let caption = match found.len() {
            more if more > MOST_ROWS => {
                format!("The best {MOST_ROWS} of {more}; all of them are in leadlag.csv.")
            }
            _ => {
                "The best fit of each indicator, as in leadlag.csv and diagnostics.csv.".to_owned()
            }
        };
        let mut table = Table::new(&caption, columns);
        for finding in found.into_iter().take(MOST_ROWS) {
            let searched = finding.search.as_ref();
            let edge = match searched.map(|searched| searched.at_edge) {
                Some((true, true)) => "both",
                Some((true, false)) => "lag",
                Some((false, true)) => "window",
                _ => "",
            };
            table.row([
                finding.name.clone(),
                unbroken(&plain::lead(finding.best.lag)),
                unbroken(&plain::window(self.plan.study.grid.kind, finding.best.window)),
                finding.best.n.to_string(),
                decimal(finding.best.r2, 3),
                decimal(finding.best.r2_weekday, 3),
                significant(finding.beta()),
                significant(finding.hac_error()),
                searched
                    .map_or_else(String::new, |searched| searched.plateau.candidates.to_string()),
                unbroken(edge),
                optional(searched.and_then(|searched| searched.p_search), 3),
                optional(searched.and_then(|searched| searched.p_holm), 3),
            ]);
        }
        table
    }

    fn rankings(&self, page: &mut Page) {
        for (period, cuts) in self.plan.periods(&self.results.cuts) {
            let days: Vec<String> = cuts.iter().map(|cut| cut.cut.to_string()).collect();
            let columns = vec![
                Column::name("model"),
                Column::number("z"),
                Column::number("mean error"),
                Column::number("MASE"),
                Column::number("better than last week's mean"),
                Column::number("interval held, %"),
                Column::number("empirical held, %"),
            ];
            let mut table = Table::new(
                &format!(
                    "Nowcasts, {period} tests of {} days from {}; lower is better. As in scores.csv.",
                    self.plan.trial.horizon,
                    days.join(", ")
                ),
                columns,
            );
            for (name, z) in self.results.ranked(cuts).into_iter().take(MOST_ROWS) {
                table.row(self.ranked(&name, z, cuts));
            }
            for baseline in Baseline::ALL.into_iter().skip(1) {
                let errors = cuts.iter().filter_map(|cut| {
                    let (_, errors) = cut.baselines.iter().find(|(other, _)| *other == baseline)?;
                    Some((cut, (*errors)?.mae))
                });
                let errors: Vec<(&CutResult, f64)> = errors.collect();
                let mean = plain::mean(errors.iter().map(|(_, mae)| *mae));
                let scaled =
                    plain::mean(errors.iter().filter_map(|(cut, mae)| Some(mae / cut.scale?)));
                let better = errors.iter().filter(|(cut, mae)| *mae < cut.naive).count();
                table.row([
                    baseline.name().to_owned(),
                    String::new(),
                    optional(mean, 0),
                    optional(scaled, 2),
                    format!("{better} of {}", cuts.len()),
                    String::new(),
                    String::new(),
                ]);
            }
            page.table(table);
        }
    }

    fn ranked(&self, name: &str, z: f64, cuts: &[CutResult]) -> [String; 7] {
        let place = self.results.findings.iter().position(|(other, _)| other == name);
        let Some(place) = place else {
            let mean = plain::mean(cuts.iter().map(|cut| cut.naive));
            let scaled = plain::mean(cuts.iter().filter_map(|cut| Some(cut.naive / cut.scale?)));
            let blank = String::new;
            return [
                name.to_owned(),
                decimal(z, 2),
                optional(mean, 0),
                optional(scaled, 2),
                blank(),
                blank(),
                blank(),
            ];
        };
        let each: Vec<(&CutResult, &Nowcast)> = cuts
            .iter()
            .filter_map(|cut| Some((cut, cut.nowcasts.get(place)?.as_ref().ok()?)))
            .collect();
        let mean = |of: &dyn Fn(&Nowcast) -> Option<f64>| {
            plain::mean(each.iter().filter_map(|(_, nowcast)| of(nowcast)))
        };
        let better = each.iter().filter(|(cut, nowcast)| nowcast.errors.mae < cut.naive).count();
        let per_cent = |share: Option<f64>| optional(share.map(|share| 100.0 * share), 0);
        [
            name.to_owned(),
            decimal(z, 2),
            optional(mean(&|nowcast| Some(nowcast.errors.mae)), 0),
            optional(mean(&|nowcast| nowcast.mase), 2),
            format!("{better} of {}", cuts.len()),
            per_cent(mean(&Nowcast::coverage)),
            per_cent(mean(&Nowcast::empirical_coverage)),
        ]
    }

    fn settings(&self) -> Table {
        let (study, trial) = (&self.plan.study, &self.plan.trial);
        let grid = &study.grid;
        let causality = match grid.causality {
            Causality::Free => "any lag with any window",
            Causality::Causal { .. } => "nothing after the day itself",
            Causality::Published => "windows no longer than the lag",
        };
        let delay = if self.args.delay > 0 {
            format!("; values known after {} days", self.args.delay)
        } else {
            String::new()
        };
        let guard = study.guard.map_or_else(
            || "none".to_owned(),
            |guard| {
                let null = match guard.null {
                    Null::Walk => "random walks",
                    Null::Noise => "white noise",
                    Null::Shift => "the indicator shifted in a circle",
                };
                format!("{} surrogates: {null}, seed {}", guard.surrogates, guard.seed)
            },
        );
        let cuts: Vec<String> = trial.cuts.iter().map(ToString::to_string).collect();
        let mut table = Table::new("", vec![Column::text("setting"), Column::text("value")]);
        for (name, value) in [
            (
                "lags",
                format!(
                    "{} to {} days",
                    decimal(f64::from(*grid.lags.start()), 0),
                    decimal(f64::from(*grid.lags.end()), 0)
                ),
            ),
            (
                "windows",
                format!(
                    "{} to {}",
                    plain::window(grid.kind, *grid.windows.start()),
                    plain::window(grid.kind, *grid.windows.end())
                ),
            ),
            ("candidates", format!("{}; {causality}{delay}", grouped(grid.candidates() as u64))),
            ("windows beyond the ends of an indicator", edge_name(grid.edge).to_owned()),
            (
                "sample",
                if grid.common_sample {
                    "common to all candidates"
                } else {
                    "each candidate's own"
                }
                .to_owned(),
            ),
            ("model of the nowcasts", kind_name(trial.kind).to_owned()),
            ("guard against chance", guard),
            (
                "tests",
                if cuts.is_empty() {
                    "none".to_owned()
                } else {
                    format!("{} days each from {}", trial.horizon, cuts.join(", "))
                },
            ),
            ("candidates of the nowcasts", grouped(trial.grid.candidates() as u64)),
        ] {
            table.row([name.to_owned(), value]);
        }
        table
    }
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::LogLinear => "log-linear",
        Kind::Poisson => Family::Poisson.name(),
        Kind::NegativeBinomial => Family::NegativeBinomial { alpha: 0.0 }.name(),
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn optional(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(String::new, |value| decimal(value, decimals))
}

/// A text that is not broken over lines.
fn unbroken(text: &str) -> String {
    text.replace(' ', "\u{a0}")
}

/// Three digits that say something.
fn significant(value: Option<f64>) -> String {
    let Some(value) = value.filter(|value| value.is_finite()) else { return String::new() };
    let magnitude = value.abs().max(f64::MIN_POSITIVE).log10().floor();
    if value != 0.0 && magnitude < -4.0 {
        return format!("{value:.2e}").replace('-', "−");
    }
    decimal(value, (2.0 - magnitude).clamp(0.0, 9.0) as usize)
}
