//! How alike the indicators are.

use super::super::tables::figure as number;
use super::{Drawn, Study};
use crate::view::chart::Words;
use crate::view::chart::matrix::Matrix;

/// Indicators at most: the best ones.
const MOST: usize = 40;

pub fn draw(study: &Study<'_>) -> Option<Drawn> {
    let all = &study.input.indicators;
    let chosen: Vec<usize> = if all.len() <= MOST {
        (0..all.len()).collect()
    } else {
        let best = study.found.iter().take(MOST).map(|(finding, _)| finding.name.as_str());
        best.filter_map(|name| all.iter().position(|series| series.name == name)).collect()
    };
    if chosen.len() < 2 {
        return None;
    }
    let names: Vec<String> = chosen.iter().map(|&place| all[place].name.clone()).collect();
    let value = |row: usize, column: usize| study.results.correlations[row][column];
    let values: Vec<Vec<f64>> = chosen
        .iter()
        .map(|&row| chosen.iter().map(|&column| value(row, column)).collect())
        .collect();
    let mut notes = vec!["Pearson's correlation over the days that both have.".to_owned()];
    if all.len() > MOST {
        notes.push(format!("The best {MOST} of {} indicators.", all.len()));
    }
    let strongest = strongest(&values);
    let chart = Matrix {
        words: Words {
            title: "How alike the indicators are".to_owned(),
            notes,
            description: strongest.map_or_else(String::new, |(one, other, r)| {
                format!("Most alike are {} and {}: {r:.2}.", names[one], names[other])
            }),
        },
        measure: "correlation".to_owned(),
        values: values.clone(),
        names: names.clone(),
    };
    let rows = names.iter().zip(&values).map(|(name, row)| {
        std::iter::once(name.clone()).chain(row.iter().map(|&r| number(r))).collect()
    });
    Some(Drawn {
        name: "correlation".to_owned(),
        figure: chart.figure(),
        caption: "Series that drift are alike for that alone; indicators that are alike say little together \
                  that each does not say."
            .to_owned(),
        in_report: true,
        rows: rows.collect(),
        heading: std::iter::once("indicator".to_owned()).chain(names).collect(),
    })
}

fn strongest(values: &[Vec<f64>]) -> Option<(usize, usize, f64)> {
    let pairs = values.iter().enumerate().flat_map(|(row, values)| {
        values.iter().enumerate().skip(row + 1).map(move |(column, &r)| (row, column, r))
    });
    pairs.filter(|(_, _, r)| !r.is_nan()).max_by(|left, right| left.2.total_cmp(&right.2))
}
