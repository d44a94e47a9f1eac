//! The rhythm of the week.

use super::super::tables::{Rows, figure as number};
use super::{Drawn, Study, texts};
use crate::indicator::day::{Day, WEEKDAYS};
use crate::indicator::leadlag::Finding;
use crate::indicator::response::Response;
use crate::view::chart::Words;
use crate::view::chart::intervals::{Group, Intervals, Plot};

const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const FULL: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// Half the width of an interval of 95 %, in standard errors.
const HALF: f64 = 1.96;

/// A per cent, and its interval.
type Effect = (f64, Option<(f64, f64)>);

pub fn draw(study: &Study<'_>) -> Option<Drawn> {
    let (best, _) = study.found.first()?;
    let flow = &study.input.flow;
    let deviations = deviations(flow);
    let (base, effects) = effects(best)?;
    let groups = |of: &dyn Fn(usize) -> (Vec<f64>, Option<Effect>)| -> Vec<Group> {
        let group = |weekday: usize| {
            let (values, estimate) = of(weekday);
            Group { name: NAMES[weekday].to_owned(), values, estimate }
        };
        (0..7).map(group).collect()
    };
    let of_weekday = |weekday: usize| -> Vec<f64> {
        let own = deviations.iter().filter(|(day, _)| day.weekday() == weekday);
        own.map(|(_, deviation)| *deviation).collect()
    };
    let median = |weekday: usize| {
        let mut values = of_weekday(weekday);
        values.sort_by(f64::total_cmp);
        crate::indicator::score::quantile(&values, 0.5)
    };
    let plots = vec![
        Plot {
            title: "Each day beside the mean of its week".to_owned(),
            upright: "per cent".to_owned(),
            base: 0.0,
            groups: groups(&|weekday| {
                (of_weekday(weekday), median(weekday).map(|value| (value, None)))
            }),
        },
        Plot {
            title: format!("Beside {}, {} being equal", FULL[base], best.name),
            upright: "per cent".to_owned(),
            base: 0.0,
            groups: groups(&|weekday| (Vec::new(), effects[weekday])),
        },
    ];
    let chart = Intervals {
        words: Words {
            title: "The rhythm of the week".to_owned(),
            notes: vec![format!(
                "Left: the flow beside the mean of the seven days around it, day by day, and the median. Right: \
                 effects in the model of {}, with intervals of 95 % by se_hac.",
                best.name
            )],
            description: NAMES
                .iter()
                .enumerate()
                .filter_map(|(weekday, name)| Some(format!("{name} {:+.1} %", median(weekday)?)))
                .collect::<Vec<_>>()
                .join(", "),
        },
        plots,
        unit: " %",
    };
    Some(Drawn {
        name: "weekdays".to_owned(),
        figure: chart.figure(),
        caption: format!(
            "Days of the week are those of the published dates. Weekdays alone explain {:.3} of the variance of \
             ln flow.",
            best.best.r2_weekday
        ),
        in_report: true,
        heading: texts(["series", "weekday", "date", "percent", "lo", "hi"]),
        rows: rows(&deviations, &effects),
    })
}

/// Per cent by which each day lies above the mean of the seven days around it.
fn deviations(flow: &Response) -> Vec<(Day, f64)> {
    let week = |day: Day| {
        let days: Option<Vec<f64>> =
            (day + -3).until(day + 4).map(|day| flow.flow_on(day)).collect();
        days.map(|days| days.iter().sum::<f64>() / 7.0).filter(|mean| *mean > 0.0)
    };
    let deviation = |day: Day| Some((day, 100.0 * (flow.flow_on(day)? / week(day)? - 1.0)));
    flow.first().until(flow.end()).filter_map(deviation).collect()
}

/// The weekday that others are measured from, and the effects of all that the model knows.
fn effects(finding: &Finding) -> Option<(usize, [Option<Effect>; 7])> {
    let terms = &finding.model.design.terms;
    let mut effects = [None; 7];
    for (weekday, name) in WEEKDAYS.iter().enumerate() {
        // An indicator may be called as a day is: the days are the last terms.
        let Some(place) = terms.iter().rposition(|term| term == name).filter(|place| *place > 1)
        else {
            continue;
        };
        let coefficient = finding.model.coefficients()[place];
        let per_cent = |log: f64| 100.0 * log.exp_m1();
        let error = finding.hac.as_ref().and_then(|(errors, _)| errors.get(place));
        let ends = |error: &f64| {
            (per_cent(coefficient - HALF * error), per_cent(coefficient + HALF * error))
        };
        effects[weekday] = Some((per_cent(coefficient), error.map(ends)));
    }
    let days = &finding.model.design.days;
    let base = (0..7).find(|weekday| {
        effects[*weekday].is_none() && days.iter().any(|day| day.weekday() == *weekday)
    })?;
    effects[base] = Some((0.0, None));
    Some((base, effects))
}

fn rows(deviations: &[(Day, f64)], effects: &[Option<Effect>; 7]) -> Rows {
    let blank = String::new;
    let day = |(day, deviation): &(Day, f64)| {
        let name = FULL[day.weekday()].to_owned();
        vec!["day".to_owned(), name, day.to_string(), number(*deviation), blank(), blank()]
    };
    let effect = |(weekday, effect): (usize, &Option<Effect>)| {
        let (value, interval) = (*effect)?;
        let (low, high) = interval.unzip();
        let name = FULL[weekday].to_owned();
        Some(vec!["model".to_owned(), name, blank(), number(value), number(low), number(high)])
    };
    let effects = effects.iter().enumerate().filter_map(effect);
    deviations.iter().map(day).chain(effects).collect()
}
