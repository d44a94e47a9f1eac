//! r² of every candidate of the search, for each indicator.

use super::super::tables::{Rows, figure as number};
use super::{Drawn, Study, explained, texts};
use crate::indicator::leadlag::{Finding, Searched};
use crate::indicator::search::PLATEAU;
use crate::indicator::window::WindowKind;
use crate::view::chart::Words;
use crate::view::chart::surface::{Surface, Surfaces};

/// Indicators that get a surface: the best.
const MOST: usize = 24;

/// All of them in one figure.
pub fn all(study: &Study<'_>) -> Option<Drawn> {
    let (best, searched) = study.found.first()?;
    let mut chart = chart(study, "What else would have fitted", 3, 120.0);
    if study.found.len() > MOST {
        chart.words.notes.push(format!("The best {MOST} of {} indicators.", study.found.len()));
    }
    chart.words.description = format!(
        "Surfaces of r² over lags and windows. {} candidates of {} are within {PLATEAU} of its best, {}.",
        searched.plateau.candidates,
        best.name,
        explained(best)
    );
    let shown = study.found.iter().take(MOST);
    chart.surfaces =
        shown.clone().map(|(finding, searched)| surface(study, finding, searched)).collect();
    Some(Drawn {
        name: "surfaces".to_owned(),
        figure: chart.figure(),
        caption: "A ridge along both axes says that lag and window stand in for each other: a longer window \
                  further back sees much the same days."
            .to_owned(),
        in_report: true,
        heading: heading(),
        rows: shown.flat_map(|(finding, searched)| rows(finding, searched)).collect(),
    })
}

/// Each in a figure of its own, for the folder.
pub fn each(study: &Study<'_>) -> Vec<Drawn> {
    let draw = |(number, (finding, searched)): (usize, &(&Finding, &Searched))| {
        let mut chart = chart(study, &format!("r² by lag and window: {}", finding.name), 1, 300.0);
        chart.words.description = format!("{}; {}", explained(finding), study.place(finding));
        chart.surfaces = vec![surface(study, finding, searched)];
        Drawn {
            name: format!("surface-{:02}-{}", number + 1, slug(&finding.name)),
            figure: chart.figure(),
            caption: String::new(),
            in_report: false,
            heading: heading(),
            rows: rows(finding, searched),
        }
    };
    study.found.iter().take(MOST).enumerate().map(draw).collect()
}

fn chart(study: &Study<'_>, title: &str, columns: usize, height: f64) -> Surfaces {
    let grid = &study.plan.study.grid;
    let upright = match grid.kind {
        WindowKind::Length => "window, days",
        WindowKind::Radius => "window, ± days",
    };
    Surfaces {
        words: Words {
            title: title.to_owned(),
            notes: vec![format!(
                "r² of each lag with each window. Dot: the best. Outlined: within {PLATEAU} of it. Right of the \
                 dashed line the indicator leads. Grey: not allowed, or not to be fitted."
            )],
            description: String::new(),
        },
        across: ("lag, days".to_owned(), *grid.lags.start()),
        upright: (upright.to_owned(), i32::from(*grid.windows.start())),
        measure: "r²".to_owned(),
        surfaces: Vec::new(),
        columns,
        height,
    }
}

fn surface(study: &Study<'_>, finding: &Finding, searched: &Searched) -> Surface {
    let grid = searched.surface.grid();
    let windows = grid.windows.clone().count();
    let mut values = vec![vec![f64::NAN; windows]; grid.lags.clone().count()];
    let place = |lag: i32, window: u16| {
        let column = usize::try_from(lag - grid.lags.start()).unwrap_or_default();
        (column, usize::from(window - grid.windows.start()))
    };
    for candidate in searched.surface.candidates() {
        let (column, row) = place(candidate.lag, candidate.window);
        if let Some(value) = values.get_mut(column).and_then(|column| column.get_mut(row)) {
            *value = candidate.r2;
        }
    }
    Surface {
        title: finding.name.clone(),
        note: format!(
            "{:.3} (weekdays {:.3}); {}",
            finding.best.r2,
            finding.best.r2_weekday,
            study.place(finding)
        ),
        values,
        summit: place(finding.best.lag, finding.best.window),
        floor: finding.best.r2 - PLATEAU,
    }
}

fn heading() -> Vec<String> {
    texts(["indicator", "lag", "window", "n", "r2", "r2_weekday", "plateau"])
}

fn rows(finding: &Finding, searched: &Searched) -> Rows {
    let row = |candidate: crate::indicator::search::Best| {
        vec![
            finding.name.clone(),
            candidate.lag.to_string(),
            candidate.window.to_string(),
            candidate.n.to_string(),
            number(candidate.r2),
            number(candidate.r2_weekday),
            (candidate.r2 >= finding.best.r2 - PLATEAU).to_string(),
        ]
    };
    searched.surface.candidates().map(row).collect()
}

/// A name as a part of a file's name, whatever is in it.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.chars().take(40) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "indicator".to_owned() } else { slug.to_owned() }
}
