//! What `lbsm nowcast` is to do, checked before anything is computed, and the doing.

use super::input::Input;
use super::{Args, Causal, Edge, ModelKind, Null, Protocol, WindowKind};
use crate::cli::exit::Failure;
use crate::indicator::correlation;
use crate::indicator::day::Day;
use crate::indicator::grid::{Causality, Grid};
use crate::indicator::guard;
use crate::indicator::leadlag::{Finding, Guard, Study};
use crate::indicator::model::{Kind, Subject};
use crate::indicator::nowcast::{CutResult, Prediction, Trial, rolling_cuts};
use crate::indicator::ols::FitError;
use crate::indicator::plain;
use crate::indicator::response::Response;
use crate::indicator::series::Series;
use crate::indicator::window;
use anyhow::anyhow;

/// Training days before the first of the rolling origins.
const FEWEST_TRAINING: usize = 28;
/// The study's cuts; the first is its early test, the others its late ones.
const CUTS_OF_THE_CODE: [&str; 4] = ["2022-03-10", "2022-04-10", "2022-05-10", "2022-06-10"];
const CUTS_OF_THE_PAPER: [&str; 4] = ["2022-03-10", "2022-05-25", "2022-06-15", "2022-07-06"];
/// The code judges the previous week's mean up to 2022-09-01.
const NAIVE_OF_THE_CODE: &str = "2022-09-02";

/// The checked plan.
pub struct Plan {
    pub study: Study,
    pub trial: Trial,
    pub protocol: Option<Protocol>,
    predict: bool,
    /// Names and penalty of the indicators in the joint model, if one is wanted.
    together: Option<(Vec<String>, f64)>,
}

/// What came out of it.
pub struct Results {
    /// Of every subject, in their order.
    pub findings: Vec<(String, Result<Finding, FitError>)>,
    pub cuts: Vec<CutResult>,
    pub correlations: Vec<Vec<f64>>,
    pub prediction: Option<Told>,
    /// Models that did better in the tests but could say nothing of the days after the flow, and why.
    pub passed_over: Vec<(String, FitError)>,
}

/// The nowcast of the days after the flow, and the model that it is of.
pub struct Told {
    pub name: String,
    pub prediction: Prediction,
}

impl Plan {
    /// From arguments to a plan.
    pub fn new(args: &Args, input: &Input) -> Result<Self, Failure> {
        let grid = grid(args);
        if grid.candidates() == 0 {
            return Err(Failure::Usage(anyhow!(
                "--causal leaves no pair of lag and window: with lags up to {} every window of \
                 --windows reaches beyond the day itself",
                grid.lags.end()
            )));
        }
        let kind = match args.model {
            ModelKind::LogLinear => Kind::LogLinear,
            ModelKind::Poisson => Kind::Poisson,
            ModelKind::NegativeBinomial => Kind::NegativeBinomial,
        };
        let null = match args.null {
            Null::Walk => guard::Null::Walk,
            Null::Noise => guard::Null::Noise,
            Null::Shift => guard::Null::Shift,
        };
        let surrogates = args.guard as usize;
        let guard = Guard { null, surrogates, seed: args.seed };
        Ok(Self {
            trial: trial(args, &grid, kind, &input.flow)?,
            study: Study {
                grid,
                hac_lags: args.hac_lags.map(usize::from),
                guard: (surrogates > 0).then_some(guard),
                beside: kind,
            },
            protocol: args.protocol,
            predict: args.predict,
            together: together(args, input)?,
        })
    }

    /// The cuts by period, as rankings are made: the study's early test and its late ones apart.
    pub fn periods<'c>(&self, cuts: &'c [CutResult]) -> Vec<(&'static str, &'c [CutResult])> {
        match (self.protocol, cuts.split_first()) {
            (_, None) => Vec::new(),
            (Some(_), Some((early, late))) => {
                vec![("early", std::slice::from_ref(early)), ("late", late)]
            }
            (None, _) => vec![("all", cuts)],
        }
    }

    /// One subject per indicator, and the joint model last.
    pub fn subjects<'i>(&self, input: &'i Input) -> Vec<Subject<'i>> {
        let mut subjects: Vec<Subject<'i>> = input.indicators.iter().map(Subject::single).collect();
        if let Some((names, penalty)) = &self.together {
            let members = input.indicators.iter().filter(|series| names.contains(&series.name));
            subjects.push(Subject {
                name: "(together)".to_owned(),
                indicators: members.collect(),
                penalty: *penalty,
            });
        }
        subjects
    }

    /// Does it.
    pub fn run(&self, input: &Input) -> Results {
        let subjects = self.subjects(input);
        let names = subjects.iter().map(|subject| subject.name.clone());
        let findings = names.zip(self.study.run(&input.flow, &subjects)).collect();
        let cuts = self.trial.run(&input.flow, &subjects);
        let correlations = correlation::matrix(&input.indicators);
        let mut results =
            Results { findings, cuts, correlations, prediction: None, passed_over: Vec::new() };
        if self.predict {
            self.tell(input, &subjects, &mut results);
        }
        results
    }

    /// The best model of the tests that reaches the days after the flow tells them.
    fn tell(&self, input: &Input, subjects: &[Subject<'_>], results: &mut Results) {
        for (name, _) in results.ranked(&results.cuts) {
            let Some(subject) = subjects.iter().find(|subject| subject.name == name) else {
                continue;
            };
            match self.trial.predict(&input.flow, subject) {
                Ok(prediction) => {
                    results.prediction = Some(Told { name, prediction });
                    return;
                }
                Err(error) => results.passed_over.push((name, error)),
            }
        }
    }
}

impl Results {
    /// Standardised scores averaged over some cuts, the best first.
    pub fn ranked(&self, cuts: &[CutResult]) -> Vec<(String, f64)> {
        let of = |place: usize| {
            plain::mean(
                cuts.iter().filter_map(|cut| Some(cut.nowcasts.get(place)?.as_ref().ok()?.z)),
            )
        };
        let naive = crate::indicator::baseline::Baseline::PreviousWeek.name().to_owned();
        let naive_z = plain::mean(cuts.iter().map(|cut| cut.naive_z));
        let subjects = self.findings.iter().enumerate();
        let mut ranked: Vec<(String, f64)> = subjects
            .map(|(place, (name, _))| (name.clone(), of(place)))
            .chain([(naive, naive_z)])
            .filter_map(|(name, z)| Some((name, z?)))
            .collect();
        ranked.sort_by(|left, right| left.1.total_cmp(&right.1));
        ranked
    }

    /// What may be said of the model that tells the days after the flow.
    pub fn rank_of_prediction(&self) -> &'static str {
        if self.passed_over.is_empty() {
            "the model with the best mean score of the tests"
        } else {
            "the model with the best mean score of those that reach these days"
        }
    }

    /// The findings that there are.
    pub fn found(&self) -> Vec<Finding> {
        self.findings.iter().filter_map(|(_, finding)| finding.as_ref().ok().cloned()).collect()
    }

    /// An error if no indicator could be studied, or nothing be predicted though it was asked for.
    pub fn verdict(&self, predict: bool, input: &Input) -> Result<(), Failure> {
        if self.findings.iter().all(|(_, finding)| finding.is_err()) {
            let reason = self.findings.first().and_then(|(_, finding)| finding.as_ref().err());
            let reason = reason.map_or_else(String::new, ToString::to_string);
            return Err(Failure::Usage(anyhow!("no indicator could be studied: {reason}")));
        }
        if !predict || self.prediction.is_some() {
            return Ok(());
        }
        let all_else = "all else is written, but prediction.csv";
        Err(Failure::Usage(match self.passed_over.as_slice() {
            [] => anyhow!(
                "nothing to predict with: no model could be tried; see --cut, --origins and --horizon \
                 ({all_else})"
            ),
            [(name, error), ..] if !self.passed_over.iter().any(|(_, e)| is_short(e)) => {
                anyhow!("no model can predict, {name} for one: {error} ({all_else})")
            }
            _ => {
                let ends = input.indicators.iter().map(Series::end).max();
                let ends = ends.map_or_else(String::new, |end| (end + -1).to_string());
                anyhow!(
                    "nothing to predict: the indicators end on {ends}, so early that no model has whole \
                     windows for {}, the day after the flow; add later days to the indicators, or end the \
                     flow earlier with --until ({all_else})",
                    input.flow.end()
                )
            }
        }))
    }
}

/// Whether a model could say nothing because its indicators end too early.
fn is_short(error: &FitError) -> bool {
    matches!(error, FitError::NothingToTest)
}

fn grid(args: &Args) -> Grid {
    let kind = match args.window_kind {
        WindowKind::Length => window::WindowKind::Length,
        WindowKind::Radius => window::WindowKind::Radius,
    };
    let edge = match (args.edge, args.protocol) {
        (Some(Edge::Strict), _) | (None, None) => window::Edge::Strict,
        (Some(Edge::Partial), _) => window::Edge::Partial,
        (Some(Edge::Zero), _) | (None, Some(_)) => window::Edge::Zero,
    };
    let causality = match args.causal {
        None => Causality::Free,
        Some(Causal::Window) => Causality::Causal { delay: args.delay },
        Some(Causal::Published) => Causality::Published,
    };
    Grid {
        lags: args.lags.0.clone(),
        windows: args.windows.0.clone(),
        kind,
        edge,
        causality,
        common_sample: args.common_sample,
    }
}

fn trial(args: &Args, grid: &Grid, kind: Kind, flow: &Response) -> Result<Trial, Failure> {
    let own = if args.protocol == Some(Protocol::Code) { 22 } else { 21 };
    let horizon = args.horizon.unwrap_or(own);
    let lags = (*grid.lags.start()).max(0)..=*grid.lags.end();
    if lags.is_empty() {
        if args.predict || args.protocol.is_some() || !args.cut.is_empty() {
            return Err(Failure::Usage(anyhow!(
                "--lags holds no lead, and a nowcast needs one: let it reach 0 or beyond"
            )));
        }
        tracing::warn!("no nowcasts: --lags holds no lead");
        let cuts = Vec::new();
        return Ok(Trial { cuts, horizon, grid: grid.clone(), kind, naive_until: None });
    }
    let (grid, naive_until) = match args.protocol {
        None if args.causal == Some(Causal::Published) => (grid.published_nowcast(), None),
        None => {
            let causality = Causality::Causal { delay: args.delay };
            (Grid { lags, causality, ..grid.clone() }, None)
        }
        Some(Protocol::Paper) => (grid.published_nowcast(), None),
        Some(Protocol::Code) => {
            (grid.published_nowcast(), super::value::day(NAIVE_OF_THE_CODE).ok())
        }
    };
    let cuts: Vec<Day> = match (args.protocol, args.cut.as_slice()) {
        (Some(Protocol::Code), _) => days(CUTS_OF_THE_CODE),
        (Some(Protocol::Paper), _) => days(CUTS_OF_THE_PAPER),
        (None, []) => {
            let step = args.step.unwrap_or(horizon);
            rolling_cuts(flow, horizon, args.origins, step, FEWEST_TRAINING)
        }
        (None, given) => {
            let mut cuts = given.to_vec();
            cuts.sort_unstable();
            cuts.dedup();
            cuts
        }
    };
    for &cut in &cuts {
        let end = cut + i32::from(horizon);
        let tested = cut.until(end).filter(|&day| flow.flow_on(day).is_some()).count();
        if flow.before(cut).present() == 0 || tested == 0 {
            return Err(Failure::Usage(anyhow!(
                "the test from {cut} needs flow before and after that day; the flow runs from {} \
                 to {}",
                flow.first(),
                flow.end() + -1
            )));
        }
    }
    if cuts.is_empty() {
        tracing::warn!(
            "no nowcasts: {} days of flow are too few for a test of {horizon} days after at least \
             {FEWEST_TRAINING} of training; see --horizon and --cut",
            flow.present()
        );
    }
    Ok(Trial { cuts, horizon, grid, kind, naive_until })
}

fn days(texts: [&str; 4]) -> Vec<Day> {
    texts.iter().filter_map(|text| super::value::day(text).ok()).collect()
}

fn together(args: &Args, input: &Input) -> Result<Option<(Vec<String>, f64)>, Failure> {
    if args.together.is_empty() {
        return Ok(None);
    }
    let all = || input.indicators.iter().map(|series| series.name.clone()).collect::<Vec<_>>();
    let names = if args.together == ["all"] { all() } else { args.together.clone() };
    if let Some(name) = names.iter().find(|name| !all().contains(*name)) {
        return Err(Failure::Usage(anyhow!("--together names {name:?}, which --only leaves out")));
    }
    Ok(Some((names, args.ridge.0)))
}
